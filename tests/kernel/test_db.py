"""Statements: the same answer whether a connection sees them for the first time or has prepared them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from uuid import UUID

import psycopg
import pytest
from django.db import connection, transaction
from structlog.testing import capture_logs

from raadhuis.kernel import db
from raadhuis.kernel.endpoint import Api, Request, Response, Route
from raadhuis.kernel.identity import systeem
from tests.kernel import beside
from tests.kernel.wsgi import call

OFTEN = 4  # times: seen, prepared, and executed as prepared
SOME = UUID("01940c17-c124-7c4c-8423-8a0b923820dc")


@pytest.mark.django_db(transaction=True)
def test_a_statement_answers_the_same_each_time_it_is_asked():
    asked = [
        db.row(
            "SELECT %(id)s::uuid, %(none)s::text, json_build_object('a', %(n)s::int)",
            {"id": SOME, "none": None, "n": n},
        )
        for n in range(OFTEN)
    ]

    assert asked == [(SOME, None, b'{"a" : %d}' % n) for n in range(OFTEN)]


@pytest.mark.django_db(transaction=True)
def test_values_of_another_type_are_another_statement():
    for value in (1, "1", 2**40, None) * OFTEN:
        assert db.value("SELECT %(value)s::text", {"value": value}) == (
            value if value is None else str(value)
        )


@pytest.mark.django_db(transaction=True)
def test_what_a_transaction_takes_back_is_gone_however_often_its_statement_ran():
    db.run("CREATE TEMPORARY TABLE proef (n int)")
    for n in range(OFTEN):
        with db.atomic():
            assert db.run("INSERT INTO proef VALUES (%(n)s)", {"n": n}).rowcount == 1
            transaction.set_rollback(True)

        assert db.value("SELECT count(*) FROM proef") == 0


@pytest.mark.django_db(transaction=True)
def test_a_savepoint_that_is_taken_back_takes_no_prepared_statement_along():
    for n in range(OFTEN):
        # Each is the first statement of its transaction, which psycopg executes itself.
        with db.atomic():
            db.value("SELECT %(n)s::int + 1", {"n": n})
    for n in range(OFTEN):
        assert db.value("SELECT %(n)s::int", {"n": n}) == n
    with db.atomic():
        db.value("SELECT 2")
        with db.atomic():
            transaction.set_rollback(True)

    assert db.value("SELECT %(n)s::int", {"n": 1}) == 1


@pytest.mark.django_db(transaction=True)
def test_a_fault_of_a_statement_is_psycopgs_and_the_next_one_runs():
    for _ in range(OFTEN):
        with pytest.raises(psycopg.errors.DivisionByZero):
            db.value("SELECT 1 / %(n)s::int", {"n": 0})
        assert db.value("SELECT 1 / %(n)s::int", {"n": 1}) == 1


@pytest.mark.django_db(transaction=True)
def test_a_refused_transaction_takes_nothing_away_from_the_requests_after_it():
    asked = ["SELECT %(n)s::int + 1", "SELECT %(n)s::int + 2"]
    for n in range(OFTEN):
        db.value(asked[0], {"n": n})
        with db.atomic():
            db.value(asked[1], {"n": n})
            transaction.set_rollback(True)

    with db.observed() as seen:
        assert [db.value(sql, {"n": 1}) for sql in asked] == [2, 3]
    assert len(seen) == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("change", ["DEALLOCATE ALL", "ALTER TABLE proef ADD m int"])
def test_what_was_prepared_is_prepared_anew_when_it_no_longer_holds(change):
    db.run("CREATE TEMPORARY TABLE proef (n int)")
    for _ in range(OFTEN):
        db.rows("SELECT * FROM proef")
    db.run(change)

    for _ in range(OFTEN):
        assert db.rows("SELECT * FROM proef") == []


@pytest.mark.django_db(transaction=True)
def test_a_lost_connection_is_said_and_the_next_statement_has_a_new_one():
    for _ in range(OFTEN):
        assert db.value("SELECT %(n)s::int", {"n": 1}) == 1
    with psycopg.connect(**beside.address()) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [db.value("SELECT pg_backend_pid()")])

    with pytest.raises(db.DatabaseGone):
        db.value("SELECT %(n)s::int", {"n": 1})
    assert db.value("SELECT %(n)s::int", {"n": 1}) == 1


FAILS = """CREATE FUNCTION faalt(code text, times int) RETURNS int LANGUAGE plpgsql AS $$
BEGIN IF nextval('pogingen') <= times THEN RAISE EXCEPTION 'x' USING ERRCODE = code; END IF; RETURN 1; END $$"""
DEADLOCK, SERIALIZATION, LOCK, CANCELED, FULL, OURS = "40P01", "40001", "55P03", "57014", "53100", "22012"


@pytest.fixture
def fails(transactional_db: None) -> Iterator[None]:
    """A function of PostgreSQL that fails the first few times; a sequence counts also what is rolled back."""
    db.run("CREATE SEQUENCE pogingen")
    db.run(FAILS)
    yield
    db.run("DROP FUNCTION faalt")
    db.run("DROP SEQUENCE pogingen")


def attempt(code: str, times: int) -> object:
    return db.value("SELECT faalt(%(code)s, %(times)s)", {"code": code, "times": times})


def attempts() -> object:
    return db.value("SELECT last_value FROM pogingen")


@pytest.mark.parametrize("code", [DEADLOCK, SERIALIZATION])
def test_a_statement_by_itself_is_tried_once_more_after_a_deadlock(fails: None, code: str) -> None:
    assert (attempt(code, 1), attempts()) == (1, 2)


@pytest.mark.parametrize("code", [DEADLOCK, SERIALIZATION])
def test_a_deadlock_that_comes_again_or_takes_a_transaction_along_is_said(fails: None, code: str) -> None:
    mine = connection.connection
    with pytest.raises(db.DatabaseBusy):
        attempt(code, 2)
    with pytest.raises(db.DatabaseBusy), db.atomic():
        attempt(code, 3)
    assert (attempts(), connection.connection) == (3, mine), "the connection is not lost"


@pytest.mark.parametrize(
    ("code", "status", "wait", "logged"),
    [
        (DEADLOCK, 503, "2", []),
        (LOCK, 503, "2", []),
        (CANCELED, 503, "2", []),
        (FULL, 503, "60", [{"event": "database.full", "sqlstate": FULL, "log_level": "error"}]),
        (OURS, 500, None, None),
    ],
    ids=["deadlock", "lock timeout", "statement timeout", "disk full", "a fault of ours"],
)
@pytest.mark.parametrize("through", ["our statement", "Django"])
def test_each_trouble_of_the_database_has_its_own_answer(
    fails: None, code: str, status: int, wait: str | None, logged: object, through: str
) -> None:
    def handler(request: Request) -> Response:
        with db.atomic():
            if through == "our statement":
                attempt(code, 9)
            else:
                # As Django says it, also of a COMMIT that fails.
                connection.cursor().execute("SELECT faalt(%s, 9)", [code])
        return Response()

    api = Api(
        [("/d", "1", [Route(path="/x", handlers={"POST": handler})])],
        authenticate=lambda token, *, at: systeem(token),
        base="http://h",
    )
    mine = connection.connection
    with capture_logs() as logs:
        found, headers, body = call(api, "POST", "/d/x")

    assert (found, headers.get("Retry-After")) == (status, wait)
    assert logged is None or logs == logged
    assert connection.connection is mine, "the connection is not lost"
    assert b"faalt" not in body


@pytest.fixture
def superuser(transactional_db: None) -> None:
    """Only on a database whose user may set everything and make roles: the embedded one's may not."""
    if not db.value("SELECT rolsuper FROM pg_roles WHERE rolname = current_user"):
        pytest.skip("RAADHUIS_TEST_DATABASE_URL names no superuser")


def test_two_who_really_wait_for_each_other_both_get_there(superuser: None) -> None:
    db.run("CREATE TABLE proef (n int)")
    db.run("INSERT INTO proef VALUES (1), (2)")
    db.run("SET deadlock_timeout = '300ms'")  # so that it is ours that is taken back
    held, waits = threading.Event(), threading.Event()

    def other() -> None:
        with psycopg.connect(**beside.address()) as mine:
            mine.execute("SET deadlock_timeout = '10s'")
            mine.execute("UPDATE proef SET n = n WHERE n = 2")
            held.set()
            waits.wait(0.1)  # ours locks the first row meanwhile, and waits for the second
            mine.execute("UPDATE proef SET n = n WHERE n = 1")

    thread = threading.Thread(target=other)
    thread.start()
    try:
        assert held.wait(5)
        assert db.run("UPDATE proef SET n = n + 10").rowcount == 2
    finally:
        thread.join()
        db.run("RESET deadlock_timeout")
    assert db.rows("SELECT n FROM proef ORDER BY n") == [(11,), (12,)]
    db.run("DROP TABLE proef")


def test_a_server_without_connections_left_is_busy_and_one_that_is_not_there_is_gone(superuser: None) -> None:
    db.run("CREATE ROLE proef LOGIN PASSWORD 'proef' CONNECTION LIMIT 0")
    try:
        with pytest.raises(psycopg.OperationalError) as full:
            psycopg.connect(**beside.address() | {"user": "proef", "password": "proef"})
    finally:
        db.run("DROP ROLE proef")
    with pytest.raises(psycopg.OperationalError) as gone:
        psycopg.connect(**beside.address() | {"host": "127.0.0.1", "port": 1})

    assert isinstance(db.trouble(full.value), db.DatabaseBusy)
    assert isinstance(db.trouble(gone.value), db.DatabaseGone)
