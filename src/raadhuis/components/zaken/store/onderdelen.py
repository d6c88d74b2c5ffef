"""Reading and writing what hangs on a zaak: the same statements for every kind (`soorten`), under the zaak's rights.

Every change of a part moves the zaak's `versie` in the same statement.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from raadhuis.components.zaken.store import rights
from raadhuis.components.zaken.store.onderdeel import Actie, Filter, Onderdeel
from raadhuis.components.zaken.store.soorten import (
    BY_COLLECTION,
    KLANTCONTACT,
    RESULTAAT,
    ROL,
    STATUS,
    SUBSTATUS,
    ZAAKBESLUIT,
    ZAAKCONTACTMOMENT,
    ZAAKEIGENSCHAP,
    ZAAKINFORMATIEOBJECT,
    ZAAKNOTITIE,
    ZAAKOBJECT,
    ZAAKVERZOEK,
)
from raadhuis.components.zaken.store.urls import roots
from raadhuis.kernel import db
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.mutation import write
from raadhuis.kernel.paging import PAGE_SIZE

__all__ = [
    "BY_COLLECTION",
    "KLANTCONTACT",
    "RESULTAAT",
    "ROL",
    "STATUS",
    "SUBSTATUS",
    "ZAAKBESLUIT",
    "ZAAKCONTACTMOMENT",
    "ZAAKEIGENSCHAP",
    "ZAAKINFORMATIEOBJECT",
    "ZAAKNOTITIE",
    "ZAAKOBJECT",
    "ZAAKVERZOEK",
    "Onderdeel",
    "change",
    "delete",
    "every",
    "insert",
    "many",
    "one",
    "page",
    "values",
    "zaak_of",
]


def _source(kind: Onderdeel, actor: Actor, params: dict[str, Any]) -> str:
    """The rows of this kind that `actor` may see of a zaak that she may see."""
    if not rights.shielded(actor):
        return kind.table
    if kind.resident_source:
        params["own_bsn"] = actor.rights.bsn
        return kind.resident_source
    if kind.for_resident == "TRUE":
        return kind.table
    return f"(SELECT r.* FROM {kind.table} r WHERE {kind.for_resident})"


def one(
    kind: Onderdeel, *, actor: Actor, uuid: UUID, zaak: UUID | None = None, base: str = ""
) -> bytes | None:
    """A part as JSON; None when it does not exist (below `zaak`, when given) or may not be seen. One statement."""
    params: dict[str, Any] = {"uuid": uuid, "zaak": zaak, **roots(base)}
    where = f"r.uuid = %(uuid)s AND {rights.of_visible_zaak(actor, params)}"
    where += " AND r.zaak = %(zaak)s" if zaak else ""
    view = kind.view.format(source=_source(kind, actor, params))
    return db.json(f"SELECT row_to_json(v) FROM ({view} WHERE {where}) v", params)


def many(kind: Onderdeel, *, actor: Actor, uuids: list[UUID], base: str = "") -> dict[UUID, bytes]:
    """Those of the parts that exist and that the actor may see, as JSON by identifier. One statement."""
    params: dict[str, Any] = {"uuids": uuids, **roots(base)}
    where = f"r.uuid = ANY(%(uuids)s) AND {rights.of_visible_zaak(actor, params)}"
    view = kind.view.format(source=_source(kind, actor, params))
    rows = db.rows(f"SELECT v.uuid, row_to_json(v) FROM ({view} WHERE {where}) v", params)
    return {uuid: bytes(raw) for uuid, raw in rows}


def every(kind: Onderdeel, *, actor: Actor, zaak: UUID, base: str = "") -> bytes | None:
    """All parts of a zaak as a JSON array; None when the zaak does not exist or may not be seen. One statement."""
    params: dict[str, Any] = {"zaak": zaak, **roots(base)}
    visible = rights.visible(actor, params)
    view = kind.view.format(source=_source(kind, actor, params))
    return db.json(
        f"SELECT (SELECT coalesce(json_agg(v), '[]'::json) FROM ({view} WHERE r.zaak = z.uuid ORDER BY {kind.order}) v)"
        f" FROM zaken_zaak z WHERE z.uuid = %(zaak)s AND {visible}",
        params,
    )


def page(
    kind: Onderdeel,
    *,
    actor: Actor,
    filters: list[tuple[Filter, Any]],
    number: int | None,
    size: int = PAGE_SIZE,
    base: str = "",
) -> tuple[bytes, int]:
    """The parts that match, as a JSON array, with the exact count: a page of them, or all when `number` is None.

    `filters` are what `Onderdeel.parse` made of query parameters. One statement.
    """
    params: dict[str, Any] = {
        **roots(base),
        "size": size if number else None,
        "skip": ((number or 1) - 1) * size,
    }
    conditions = [rights.require_any(rights.of_visible_zaak(actor, params))]
    for place, (chosen, value) in enumerate(filters):
        params[f"q{place}"] = value
        conditions.append(chosen.sql.format(f"%(q{place})s"))
    # The order within a zaak has no index over all zaken; the identifiers are in the order of making.
    order = kind.order if any(chosen.name == kind.of_zaak for chosen, _ in filters) else "r.uuid"
    where, source = " AND ".join(conditions), _source(kind, actor, params)
    view = kind.view.format(
        source=f"(SELECT r.* FROM {source} r WHERE {where} ORDER BY {order} LIMIT %(size)s OFFSET %(skip)s)"
    )
    found = db.row(
        f"SELECT (SELECT count(*) FROM {source} r WHERE {where}),"
        f" (SELECT coalesce(json_agg(v), '[]'::json) FROM ({view} ORDER BY {order}) v)",
        params,
    )
    assert found is not None  # noqa: S101  # a SELECT without FROM has one row
    return bytes(found[1]), found[0]


def insert(kind: Onderdeel, values: dict[str, Any], *, actor: Actor, at: datetime, reden: str) -> bytes:
    """Add a part to a zaak that this transaction holds. One statement."""
    found = _write(kind, "create", values, actor=actor, at=at, reden=reden)
    assert found is not None  # noqa: S101  # the zaak is held, so it is there
    return found


def change(
    kind: Onderdeel, values: dict[str, Any], *, partial: bool, actor: Actor, at: datetime, reden: str
) -> bytes | None:
    """Write every column of a part that may change, of a zaak that this transaction holds. One statement."""
    return _write(kind, "partial_update" if partial else "update", values, actor=actor, at=at, reden=reden)


def delete(
    kind: Onderdeel, *, uuid: UUID, zaak: UUID, actor: Actor, at: datetime, reden: str
) -> bytes | None:
    """Remove a part of a zaak that this transaction holds; what it was, or None when it was gone. One statement."""
    return _write(kind, "destroy", {"uuid": uuid, "zaak": zaak}, actor=actor, at=at, reden=reden)


def _write(
    kind: Onderdeel, actie: Actie, values: dict[str, Any], *, actor: Actor, at: datetime, reden: str
) -> bytes | None:
    params = {k: json.dumps(v) if isinstance(v, dict) else v for k, v in values.items()}
    return write(kind.mutation(actie), params | roots(), actor=actor, at=at, reden=reden)


def zaak_of(kind: Onderdeel, uuid: UUID) -> UUID | None:
    """The zaak that a part belongs to: no rights are asked."""
    found: UUID | None = db.value(f"SELECT zaak FROM {kind.table} WHERE uuid = %(uuid)s", {"uuid": uuid})
    return found


def values(kind: Onderdeel, columns: str, *, zaak: UUID) -> list[tuple[Any, ...]]:
    """Stored values of the parts of a zaak, for the rules: no rights are asked."""
    return db.rows(f"SELECT {columns} FROM {kind.table} WHERE zaak = %(zaak)s ORDER BY uuid", {"zaak": zaak})
