"""Reads and writes of what documents belong to (objectinformatieobjecten)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from raadhuis.components.documenten.store import sql
from raadhuis.components.documenten.store.rights import visible
from raadhuis.kernel import db, mutation
from raadhuis.kernel.identity import Actor, systeem
from raadhuis.kernel.references import roots

_HOUSE = systeem("documenten")


def mirror(*, document: UUID, object: UUID, object_type: str, actor: Actor, at: datetime) -> bytes | None:
    """Record that `document` belongs to `object`, once; None when there is no such document."""
    params = {**roots(), "document": document, "object": object, "object_type": object_type}
    created = mutation.write(sql.CREATE_OIO, params, actor=actor, at=at)
    # The right to make the link is that of the zaak or besluit, whose register checked it.
    return created or existing(document=document, object=object, actor=_HOUSE)


def existing(*, document: UUID, object: UUID, actor: Actor) -> bytes | None:
    """The link between these two, if there is one."""
    params: dict[str, Any] = {**roots(), "document": document, "object": object}
    return _json(db.value(sql.OIO_OF.format(visible=visible(actor, params)), params))


def one(uuid: UUID, *, actor: Actor) -> bytes | None:
    """One link as JSON."""
    params: dict[str, Any] = {**roots(), "uuid": uuid}
    return _json(db.value(sql.OIO_ONE.format(visible=visible(actor, params)), params))


def listed(filters: dict[str, UUID], *, actor: Actor) -> bytes:
    """The links that match, oldest first, as a JSON array. `filters` are names of sql.OIO_FILTERS with a value."""
    params: dict[str, Any] = {**roots(), **filters}
    where = " AND ".join([visible(actor, params), *(sql.OIO_FILTERS[name] for name in filters)])
    return bytes(db.value(sql.OIO_LIST.format(where=where), params))


def _json(found: Any) -> bytes | None:
    return None if found is None else bytes(found)
