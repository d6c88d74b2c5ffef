"""The chain over the audit trail: whoever changes, takes away or slips in a record is seen, and exactly where."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import psycopg
import pytest

from raadhuis.kernel import audit, audit_chain, db
from raadhuis.kernel.audit_chain import Head, Sealer, verify
from raadhuis.kernel.identity import Actor, systeem
from tests.kernel import beside

pytestmark = pytest.mark.django_db
BEHEER = systeem("test")
MKAYA = Actor(kind="medewerker", id="mkaya", name="M. Kaya")


def look(hoofd: UUID, at: datetime, *, reden: str = "behandeling", actor: Actor = BEHEER) -> None:
    """Leave one audit record."""
    audit.seen(
        bron="zrc",
        hoofd_path="/zaken/api/v1/zaken/",
        hoofd=hoofd,
        resource="zaak",
        path="/zaken/api/v1/zaken/",
        object=hoofd,
        weergave="ZAAK-1",
        actor=actor,
        at=at,
        reden=reden,
    )


def ids() -> list[int]:
    return [row[0] for row in db.rows("SELECT id FROM kernel_audit ORDER BY id")]


@contextmanager
def unguarded() -> Iterator[None]:
    """Somebody who owns the tables can take the guards off; the chain is there for her."""
    for table in ("kernel_audit", "kernel_audit_leaf", "kernel_audit_seal"):
        db.run(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield
    for table in ("kernel_audit", "kernel_audit_leaf", "kernel_audit_seal"):
        db.run(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@pytest.fixture
def sealed(at: datetime) -> list[int]:
    """Three blocks: of two records, two records and one. The numbers of the records."""
    sealer = Sealer()
    for minute, number in enumerate((2, 2, 1)):
        for _ in range(number):
            look(uuid4(), at + timedelta(minutes=minute))
        assert sealer.run(at=at + timedelta(minutes=minute, seconds=30)) == number
    return ids()


def test_an_untouched_trail_is_sealed_and_in_order(sealed: list[int]) -> None:
    verdict = verify()

    assert verdict.faults == ()
    assert (verdict.blocks, verdict.records, verdict.unsealed) == (3, 5, 0)
    assert verdict.head == audit_chain.head()


def test_there_is_nothing_to_seal_twice(sealed: list[int], at: datetime) -> None:
    assert Sealer().run(at=at) == 0


def test_what_is_not_sealed_yet_is_counted_and_no_fault(sealed: list[int], at: datetime) -> None:
    look(uuid4(), at)

    verdict = verify()

    assert (verdict.unsealed, verdict.faults) == (1, ())


def test_a_changed_record_is_named(sealed: list[int]) -> None:
    with unguarded():
        db.run("UPDATE kernel_audit SET actor_name = 'Iemand anders' WHERE id = %(id)s", {"id": sealed[2]})

    (fault,) = verify().faults

    assert fault.startswith(f"Record {sealed[2]} ")
    assert "block 2" in fault
    assert fault.endswith("was changed after it was sealed.")


@pytest.mark.parametrize("column", ["applicatie", "applicatie_name"])
def test_a_record_says_through_which_application_a_person_acted(at: datetime, column: str) -> None:
    hoofd = uuid4()
    look(hoofd, at, actor=MKAYA)
    look(hoofd, at, actor=replace(MKAYA, applicatie="zac", applicatie_name="Zaaksysteem"))
    Sealer().run(at=at)

    found = json.loads(audit.trail(hoofd, bron="zrc", base=""))

    assert [(r["applicatieId"], r["applicatieWeergave"], r["gebruikersId"]) for r in found] == [
        ("raadhuis", "Raadhuis", "mkaya"),
        ("zac", "Zaaksysteem", "mkaya"),
    ]
    assert verify().faults == ()
    with unguarded():
        db.run(f"UPDATE kernel_audit SET {column} = 'x' WHERE {column} <> ''")
    assert len(verify().faults) == 1


@pytest.mark.parametrize("column", ["oud", "nieuw"])
def test_a_value_that_becomes_json_null_is_a_change(sealed: list[int], column: str) -> None:
    with unguarded():
        db.run(f"UPDATE kernel_audit SET {column} = 'null' WHERE id = %(id)s", {"id": sealed[0]})

    assert len(verify().faults) == 1


def test_a_record_that_was_taken_away_is_named(sealed: list[int]) -> None:
    with unguarded():
        db.run("DELETE FROM kernel_audit WHERE id = %(id)s", {"id": sealed[4]})

    assert verify().faults == (f"Record {sealed[4]} (block 3) was taken away.",)


def test_a_record_that_was_slipped_in_between_is_named(sealed: list[int], at: datetime) -> None:
    with unguarded():
        db.run("DELETE FROM kernel_audit WHERE id = %(id)s", {"id": sealed[1]})
        db.run("DELETE FROM kernel_audit_leaf WHERE audit_id = %(id)s", {"id": sealed[1]})
    look(uuid4(), at)
    with unguarded():
        db.run("UPDATE kernel_audit SET id = %(id)s WHERE id = %(new)s", {"id": sealed[1], "new": ids()[-1]})

    faults = verify().faults

    assert any(fault.startswith(f"Record {sealed[1]} ") and "slipped in" in fault for fault in faults)
    assert "Block 1 does not have the hash of its records." in faults


def test_a_new_record_that_says_it_is_old_is_named(sealed: list[int], at: datetime) -> None:
    look(uuid4(), at - timedelta(days=30))
    Sealer().run(at=at + timedelta(hours=1))

    (fault,) = verify().faults

    assert fault.startswith(f"Record {ids()[-1]} ")
    assert "antedated" in fault


def test_a_record_changed_together_with_its_leaf_shows_in_the_block(sealed: list[int]) -> None:
    with unguarded():
        db.run("UPDATE kernel_audit SET toelichting = 'anders' WHERE id = %(id)s", {"id": sealed[0]})
        db.run(
            f"UPDATE kernel_audit_leaf l SET hash = (SELECT {audit_chain.LEAF} FROM kernel_audit a WHERE a.id = l.audit_id)"
        )

    assert verify().faults == ("Block 1 does not have the hash of its records.",)


def test_a_chain_made_anew_differs_from_the_head_that_was_written_down(
    sealed: list[int], at: datetime
) -> None:
    before = audit_chain.head()
    with unguarded():
        db.run("UPDATE kernel_audit SET toelichting = 'anders' WHERE id = %(id)s", {"id": sealed[0]})
        db.run("DELETE FROM kernel_audit_seal")
        db.run("DELETE FROM kernel_audit_leaf")
    Sealer().run(at=at + timedelta(minutes=3))

    assert verify().faults == ()
    (fault,) = verify(expected=before).faults
    assert before is not None
    assert fault.startswith(f"Block {before.nr}, whose hash was written down, is not there")
    assert "another hash" in verify(expected=Head(1, before.hash)).faults[0]


def test_a_block_that_was_taken_away_is_missed(sealed: list[int]) -> None:
    with unguarded():
        db.run("DELETE FROM kernel_audit_seal WHERE nr = 2")

    faults = verify().faults

    assert "Block 2 was taken away." in faults
    assert any(fault.startswith("Block 3 does not follow") for fault in faults)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE kernel_audit SET toelichting = ''",
        "DELETE FROM kernel_audit",
        "UPDATE kernel_audit_leaf SET hash = ''",
        "DELETE FROM kernel_audit_leaf",
        "UPDATE kernel_audit_seal SET at = now()",
        "DELETE FROM kernel_audit_seal",
    ],
)
def test_the_database_refuses_to_change_the_trail(sealed: list[int], statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege), db.atomic():
        db.run(statement)


@pytest.fixture
def taken_over(at: datetime) -> UUID:
    """A main object whose audit records came along from another provider, and that has one of ours."""
    hoofd = uuid4()
    look(hoofd, at)
    for start in (0, 2):
        records = [(uuid4(), at + timedelta(minutes=start + n), f'{{"n": {start + n}}}') for n in range(2)]
        audit.take_over(
            bron="zrc", hoofd_path="/zaken/api/v1/zaken/", hoofd=hoofd, records=records, actor=BEHEER, at=at, reden=""
        )  # fmt: skip
    return hoofd


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE kernel_audit_elders SET record = '{}' WHERE id = (SELECT min(id) FROM kernel_audit_elders)",
        "DELETE FROM kernel_audit_elders WHERE id = (SELECT max(id) FROM kernel_audit_elders)",
        "DELETE FROM kernel_audit_elders",
    ],
)
def test_a_record_of_another_provider_that_was_changed_or_taken_away_is_named(
    taken_over: UUID, tampering: str
) -> None:
    assert verify().faults == ()

    db.run(tampering)

    [fault] = verify().faults
    assert str(taken_over) in fault


def test_records_of_another_provider_that_were_destroyed_by_the_book_are_no_fault(
    taken_over: UUID, at: datetime
) -> None:
    audit.destroy(bron="zrc", hoofd_path="/zaken/", hoofd=taken_over, actor=BEHEER, at=at, reden="")

    assert verify().faults == ()


def test_a_trail_destroyed_by_the_book_leaves_a_tombstone(sealed: list[int], at: datetime) -> None:
    hoofd = uuid4()
    look(hoofd, at, reden="eerste keer")
    Sealer().run(at=at + timedelta(minutes=4))
    look(hoofd, at, reden="nog niet verzegeld")

    destroyed = audit.destroy(
        bron="zrc",
        hoofd_path="/zaken/api/v1/zaken/",
        hoofd=hoofd,
        actor=BEHEER,
        at=at,
        reden="bewaartermijn voorbij",
    )
    Sealer().run(at=at + timedelta(minutes=5))

    assert destroyed == 2
    left = db.rows("SELECT actie, resource, toelichting FROM kernel_audit WHERE hoofd = %(h)s", {"h": hoofd})
    assert left == [("destroy", "audittrail", "bewaartermijn voorbij")]
    verdict = verify()
    assert (verdict.faults, verdict.destroyed) == ((), 2)


def test_a_trail_destroyed_behind_our_back_does_not_pass_for_one_by_the_book(
    sealed: list[int], at: datetime
) -> None:
    hoofd = uuid4()
    look(hoofd, at)
    Sealer().run(at=at + timedelta(minutes=4))
    audit.destroy(
        bron="zrc", hoofd_path="/zaken/api/v1/zaken/", hoofd=hoofd, actor=BEHEER, at=at, reden="termijn"
    )
    by = ids()[-1]
    Sealer().run(at=at + timedelta(minutes=5))
    db.run(
        "UPDATE kernel_audit_leaf SET destroyed_by = %(by)s WHERE audit_id = %(id)s",
        {"by": by, "id": sealed[0]},
    )
    db.run("DELETE FROM kernel_audit WHERE id = %(id)s", {"id": sealed[0]})

    assert verify().faults == (
        f"Records are said to be destroyed by record {by}, which does not say so of exactly those records.",
    )


@pytest.mark.django_db(transaction=True)
def test_a_record_committed_late_is_sealed_in_a_later_block(
    at: datetime, other: Callable[[], psycopg.Connection[tuple[object, ...]]]
) -> None:
    slow = other()
    slow.execute("SELECT nextval('kernel_audit_id_seq')")
    insert = (
        "INSERT INTO kernel_audit (uuid, bron, actor_kind, actor_id, actor_name, actie, resultaat, hoofd_path, hoofd, resource,"
        " path, object, weergave, toelichting, at) VALUES (gen_random_uuid(), 'zrc', 'systeem', 'x', 'x', 'create', 201, '',"
        " gen_random_uuid(), 'zaak', '', gen_random_uuid(), '', '', %s)"
    )
    slow.execute(insert, [at])
    look(uuid4(), at)
    sealer = Sealer()
    assert sealer.run(at=at) == 1
    look(uuid4(), at)
    assert sealer.run(at=at + timedelta(seconds=10)) == 1
    slow.commit()
    assert sealer.run(at=at + timedelta(seconds=20)) == 1
    verdict = verify()
    assert (verdict.faults, verdict.unsealed, verdict.records) == ((), 0, 3)
    look(uuid4(), at)
    sealer.run(at=at + timedelta(seconds=30))
    assert db.value("SELECT max(settled) FROM kernel_audit_seal") == ids()[-1]


@pytest.fixture
def other() -> Iterator[Callable[[], psycopg.Connection[tuple[object, ...]]]]:
    """Connections of somebody else to the same database."""
    made: list[psycopg.Connection[tuple[object, ...]]] = []

    def connect() -> psycopg.Connection[tuple[object, ...]]:
        made.append(psycopg.connect(**beside.address()))
        return made[-1]

    yield connect
    for connection in made:
        connection.close()
