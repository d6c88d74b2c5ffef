"""Whose data a zaak or a rol holds: for the log of processing."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from raadhuis.kernel import db


def of_zaken(uuids: Collection[UUID]) -> dict[UUID, list[str]]:
    """The BSNs of the people with a part in each zaak."""
    return _found("zaak", uuids)


def of_rollen(uuids: Collection[UUID]) -> dict[UUID, list[str]]:
    """The BSN of the person in each rol."""
    return _found("uuid", uuids)


def _found(column: str, uuids: Collection[UUID]) -> dict[UUID, list[str]]:
    rows = db.rows(
        f"SELECT {column}, array_agg(DISTINCT inp_bsn) FROM zaken_rol"
        f" WHERE {column} = ANY(%(uuids)s) AND inp_bsn <> '' GROUP BY 1",
        {"uuids": list(uuids)},
    )
    return dict(rows)
