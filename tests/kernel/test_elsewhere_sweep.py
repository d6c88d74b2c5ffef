"""URLs elsewhere that nothing refers to are forgotten; one that is in use never is, whoever writes at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from uuid import UUID, uuid4

import pytest
from django.db import connection

from raadhuis.kernel import audit_chain, clock, db, diensten, elsewhere, elsewhere_sweep
from raadhuis.kernel.diensten import Known

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = "https://ginds.example/catalogi/api/v1/zaaktypen"
RECORD = """INSERT INTO kernel_audit (uuid, bron, actor_kind, actor_id, actor_name, actie, resultaat, hoofd_path, hoofd, resource,
    path, object, weergave, toelichting, nieuw, at)
VALUES (gen_random_uuid(), 'zrc', 'systeem', 'x', 'x', 'create', 201, '/', %(hoofd)s, 'zaak', '/', %(hoofd)s, '', '',
        %(nieuw)s::jsonb, now())"""


@pytest.fixture
def url(transactional_db: None) -> str:
    """An address that was brought by a change that kept nothing of it, two days ago."""
    return brought(days=2)


@pytest.fixture
def dingen(transactional_db: None) -> Iterator[None]:
    """A table of a room."""
    db.run("CREATE TABLE dingen (id uuid, wat text, meer jsonb, lijst uuid[])")
    yield
    db.run("DROP TABLE dingen")


def brought(*, days: int) -> str:
    url = f"{ROOT}/{uuid4()}"
    elsewhere.remember([url])
    asked_since(days)
    return url


def asked_since(days: int) -> None:
    db.run("UPDATE kernel_elsewhere SET asked = now() - make_interval(days => %(days)s)", {"days": days})


def there() -> list[str]:
    return [url for (url,) in db.rows("SELECT url FROM kernel_elsewhere")]


def sweep() -> None:
    elsewhere_sweep.sweep(at=clock.now())


def record(url: str) -> UUID:
    """An audit record of a change that kept the reference."""
    hoofd = uuid4()
    inside = f'{{"zaaktype": "http://testserver/catalogi/api/v1/zaaktypen/{elsewhere.identity(url)}"}}'
    db.run(RECORD, {"hoofd": hoofd, "nieuw": inside})
    return hoofd


def test_what_nothing_refers_to_is_forgotten_after_a_day(url: str) -> None:
    sweep()
    assert there() == []


def test_what_was_brought_today_is_left_alone(transactional_db: None) -> None:
    url = brought(days=0)
    sweep()
    assert there() == [url]


def test_what_an_audit_record_names_is_in_use_and_is_not_looked_at_again(url: str) -> None:
    record(url)
    sweep()
    with db.observed() as seen:
        sweep()
    assert there() == [url]
    assert len(seen) == 1


def test_when_its_last_audit_records_are_destroyed_it_is_looked_at_again(url: str) -> None:
    diensten.keep(Known(referred=True), seconds=3600)
    hoofd = record(url)
    sweep()
    who = {"kind": "systeem", "id": "x", "name": "x", "hoofd_path": "/", "reden": "", "at": clock.now()}
    audit_chain.destroy({"hoofd": hoofd, "bron": "zrc", **who})
    asked_since(2)
    sweep()
    assert there() == []


@pytest.mark.parametrize(
    "row",
    [
        "(id) VALUES (%(uuid)s)",
        "(wat) VALUES ('http://testserver/catalogi/api/v1/zaaktypen/' || %(uuid)s::text)",
        "(meer) VALUES (jsonb_build_object('a', jsonb_build_array('http://h/' || %(uuid)s::text)))",
        "(lijst) VALUES (ARRAY[gen_random_uuid(), %(uuid)s])",
    ],
    ids=["uuid", "text", "json", "list"],
)
def test_what_a_table_of_any_room_refers_to_is_in_use(url: str, dingen: None, row: str) -> None:
    db.run(f"INSERT INTO dingen {row}", {"uuid": elsewhere.identity(url)})
    sweep()
    assert there() == [url]


def refer(url: str) -> None:
    elsewhere.remember([url])
    db.run("INSERT INTO dingen (id) VALUES (%(uuid)s)", {"uuid": elsewhere.identity(url)})


def test_a_change_that_brings_it_again_while_it_is_swept_keeps_it(url: str, dingen: None) -> None:
    with aside(sweep) as swept:
        with db.atomic():
            refer(url)
            swept.start()
            until_somebody_waits()
        swept.join()
    assert there() == [url]


def test_a_change_that_brings_it_again_just_after_it_was_swept_writes_it_again(
    url: str, dingen: None
) -> None:
    def change() -> None:
        with db.atomic():
            refer(url)

    with aside(change) as changed:
        with db.atomic():
            sweep()
            changed.start()
            until_somebody_waits()
        changed.join()
    assert there() == [url]


def test_who_refer_to_what_is_in_use_do_not_wait_for_each_other(url: str, dingen: None) -> None:
    record(url)
    sweep()
    with aside(lambda: refer(url)) as other, db.atomic():
        refer(url)
        other.start()
        other.join(5)
        assert not other.is_alive()


class aside:  # noqa: N801  # reads as a word
    """A thread for `act`, on a connection of its own; waited for at the end."""

    def __init__(self, act: Callable[[], None]) -> None:
        def run() -> None:
            try:
                act()
            finally:
                connection.close()

        self._thread = threading.Thread(target=run)

    def __enter__(self) -> threading.Thread:
        return self._thread

    def __exit__(self, *_: object) -> None:
        self._thread.join(10)


def until_somebody_waits() -> None:
    """Until another connection waits for a lock of ours."""
    waits = (
        "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
    )
    end = threading.Event()
    for _ in range(100):
        if db.value(waits):
            return
        end.wait(0.05)
    raise AssertionError("nobody waited")
