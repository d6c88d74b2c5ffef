"""Statements stay prepared through what psycopg does by itself."""

from __future__ import annotations

import pytest
from django.db import transaction

from raadhuis.kernel import db

ONE, OTHER = "SELECT %(n)s::int + 1", "SELECT %(n)s::int + 2"


@pytest.mark.django_db(transaction=True)
def test_a_statement_is_still_there_after_a_rollback() -> None:
    for turn in range(12):
        assert db.value(ONE, {"n": turn}) == turn + 1
        with db.atomic():
            assert db.value(OTHER, {"n": turn}) == turn + 2  # begins a transaction
            assert db.value(ONE, {"n": turn}) == turn + 1
            transaction.set_rollback(turn % 6 == 5)
    assert db.value(ONE, {"n": 1}) == 2
