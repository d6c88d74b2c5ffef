"""Statements: the same answer whether a connection sees them for the first time or has prepared them."""

from __future__ import annotations

from uuid import UUID

import psycopg
import pytest
from django.db import connection, transaction

from raadhuis.kernel import db

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
    with psycopg.connect(**_server()) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [db.value("SELECT pg_backend_pid()")])

    with pytest.raises(db.DatabaseGone):
        db.value("SELECT %(n)s::int", {"n": 1})
    assert db.value("SELECT %(n)s::int", {"n": 1}) == 1


def _server() -> dict[str, object]:
    given = connection.get_connection_params()
    return {name: given[name] for name in ("dbname", "host", "port", "user", "password") if given.get(name)}
