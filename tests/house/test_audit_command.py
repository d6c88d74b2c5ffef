"""`raadhuis audit`: what an operator sees, and the exit code that her script acts on."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import datetime
from uuid import uuid4

import pytest

from raadhuis import cli
from raadhuis.kernel import audit, audit_chain, db
from raadhuis.kernel.identity import systeem

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands act on the test database, which is open already."""
    monkeypatch.setattr(cli, "_django", lambda options: nullcontext())


@pytest.fixture
def sealed(at: datetime) -> audit_chain.Head:
    for _ in range(3):
        hoofd = uuid4()
        audit.seen(
            bron="zrc",
            hoofd_path="/zaken/api/v1/zaken/",
            hoofd=hoofd,
            resource="zaak",
            path="/zaken/api/v1/zaken/",
            object=hoofd,
            weergave="ZAAK-1",
            actor=systeem("test"),
            at=at,
            reden="behandeling",
        )
    audit_chain.Sealer().run(at=at)
    found = audit_chain.head()
    assert found is not None
    return found


def tamper(statement: str) -> None:
    db.run("ALTER TABLE kernel_audit DISABLE TRIGGER USER")
    db.run(statement)
    db.run("ALTER TABLE kernel_audit ENABLE TRIGGER USER")


def test_an_untouched_trail_is_in_order(sealed: audit_chain.Head, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["audit", "verify"]) == 0

    said = capsys.readouterr().out
    assert "In orde: 3 records in 1 blokken" in said
    assert str(sealed) in said


def test_a_trail_that_was_tampered_with_is_told_by_name_and_exit_code(
    sealed: audit_chain.Head, capsys: pytest.CaptureFixture[str]
) -> None:
    tamper("UPDATE kernel_audit SET toelichting = 'anders' WHERE id = (SELECT min(id) FROM kernel_audit)")

    assert cli.main(["audit", "verify"]) == 1

    assert "was changed after it was sealed" in capsys.readouterr().err


def test_a_head_that_was_written_down_is_looked_for(
    sealed: audit_chain.Head, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["audit", "verify", "--head", str(sealed)]) == 0
    assert cli.main(["audit", "verify", "--head", f"{sealed.nr}:{'0' * 64}"]) == 1
    assert cli.main(["audit", "verify", "--head", "onzin"]) == 2
    assert "another hash" in capsys.readouterr().err


def test_the_head_that_is_printed_covers_all_there_is(
    sealed: audit_chain.Head, at: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    hoofd = uuid4()
    audit.seen(
        bron="zrc",
        hoofd_path="",
        hoofd=hoofd,
        resource="zaak",
        path="",
        object=hoofd,
        weergave="",
        actor=systeem("test"),
        at=at,
        reden="",
    )

    assert cli.main(["audit", "seal-head"]) == 0

    assert capsys.readouterr().out.strip().splitlines()[-1] == str(audit_chain.head())
    assert audit_chain.head() != sealed
    assert audit_chain.verify().unsealed == 0
