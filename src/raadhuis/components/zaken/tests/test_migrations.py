"""An installation may go back to the tables of before, and forward again, with the zaken that it has."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from raadhuis.components.zaken.tests.test_telling import NEW, counted, there
from raadhuis.kernel import db

pytestmark = pytest.mark.django_db
NOW = [leaf for leaf in MigrationExecutor(None).loader.graph.leaf_nodes() if leaf[0] == "zaken"]

MEANWHILE = UUID("01940c17-c124-7c4c-8423-8a0b923820dc")


def migrate(*targets: tuple[str, str]) -> None:
    # What a transaction left to check at its end was checked long ago, outside a test.
    db.run("SET CONSTRAINTS ALL IMMEDIATE")
    MigrationExecutor(connection).migrate(list(targets))


def by_zaaktype(table: str, number: str) -> dict[object, int]:
    sql = f"SELECT zaaktype, vertrouwelijkheid, {number}::bigint FROM {table} GROUP BY 1, 2 HAVING {number} <> 0"
    return {tuple(kind): n for *kind, n in db.rows(sql)}


@pytest.fixture
def gone_back(new_zaak, closed, set_status):
    """Some zaken, and the tables as they were before the numbers had labels; one more zaak was made there."""
    new_zaak(vertrouwelijkheidaanduiding="geheim")
    set_status(new_zaak(), "In behandeling")
    closed()
    migrate(("zaken", "0004_telling"))
    db.run(NEW, {"uuid": MEANWHILE})


def test_after_going_back_the_database_counts_as_it_did(gone_back):
    db.run("UPDATE zaken_zaak SET vertrouwelijkheid = 2 WHERE vertrouwelijkheid = 1")

    told = by_zaaktype("zaken_telling", "sum(aantal)")
    assert told == by_zaaktype("zaken_zaak", "count(*)")
    assert sum(told.values()) == 4


def test_coming_here_again_it_counts_what_changed_meanwhile(gone_back, new_zaak):
    migrate(*NOW)
    assert counted() == there() != {}

    new_zaak()
    db.run("DELETE FROM zaken_zaak WHERE uuid = %(uuid)s", {"uuid": MEANWHILE})
    assert counted() == there() != {}
