"""Reads and writes of what documents belong to (objectinformatieobjecten)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from raadhuis.components.documenten.store import sql
from raadhuis.components.documenten.store.rights import visible
from raadhuis.kernel import db, mutation
from raadhuis.kernel.identity import Actor, systeem
from raadhuis.kernel.mutation import Mutation
from raadhuis.kernel.references import roots

_HOUSE = systeem("documenten")
PATH = f"{sql.API}/objectinformatieobjecten/"
_FIELDS = f"""
SELECT %(base)s || '{PATH}' || o.uuid AS url, {sql.URL} AS informatieobject,
       CASE o.object_type WHEN 'zaak' THEN %(zaken)s || '/zaken/' ELSE %(besluiten)s || '/besluiten/' END
       || o.object AS object,
       o.object_type AS "objectType\""""
_SOURCE = f"documenten_objectinformatieobject o JOIN {sql.NEWEST} r ON r.document_id = o.document_id"
_VIEW = _FIELDS.replace("r.uuid", "d.uuid") + " FROM r o JOIN documenten_document d ON d.id = o.document_id"


def _mutation(actie: str, change: str) -> Mutation:
    return Mutation(
        bron="drc",
        kanaal="documenten",
        resource="objectinformatieobject",
        actie=actie,
        path=PATH,
        hoofd_path=sql.PATH,
        change=f"r AS ({change} RETURNING o.*)",
        view=_VIEW,
        hoofd="%(document)s::uuid",
        weergave="r.object_type || ' - ' || r.object",
        kenmerken=sql.KENMERKEN_OF_PART,
    )


_CREATE = _mutation(
    "create",
    """
    INSERT INTO documenten_objectinformatieobject AS o (uuid, document_id, object, object_type)
    SELECT gen_random_uuid(), d.id, %(object)s, %(object_type)s FROM documenten_document d WHERE d.uuid = %(document)s
    ON CONFLICT (document_id, object) DO NOTHING""",
)
_DELETE = _mutation(
    "destroy",
    """
    DELETE FROM documenten_objectinformatieobject o USING documenten_document d
    WHERE d.uuid = %(document)s AND o.document_id = d.id AND o.object = %(object)s""",
)
_OF = f"""SELECT row_to_json(w) FROM ({_FIELDS} FROM {_SOURCE}
 WHERE r.uuid = %(document)s AND o.object = %(object)s AND {{visible}}) w"""
_SOME = f"""SELECT o.uuid, (SELECT row_to_json(w) FROM ({_FIELDS}) w) FROM {_SOURCE}
 WHERE o.uuid = ANY(%(uuids)s) AND {{visible}}"""
_LIST = f"""SELECT coalesce(json_agg(w), '[]'::json) FROM ({_FIELDS} FROM {_SOURCE}
 WHERE {{where}} ORDER BY o.id) w"""
_FILTERS = {"object": "o.object = %(object)s", "document": "r.uuid = %(document)s"}
_ENDS = """SELECT d.uuid, o.object, o.object_type FROM documenten_objectinformatieobject o
JOIN documenten_document d ON d.id = o.document_id WHERE o.uuid = %(uuid)s"""


@dataclass(frozen=True, slots=True)
class Ends:
    """What a link is between."""

    document: UUID
    object: UUID
    object_type: str


def mirror(*, document: UUID, object: UUID, object_type: str, actor: Actor, at: datetime) -> bytes | None:
    """Record that `document` belongs to `object`, once; None when there is no such document."""
    params = {**roots(), "document": document, "object": object, "object_type": object_type}
    created = mutation.write(_CREATE, params, actor=actor, at=at)
    # The right to make the link is that of the zaak or besluit, whose register checked it.
    return created or existing(document=document, object=object, actor=_HOUSE)


def unmirror(*, document: UUID, object: UUID, actor: Actor, at: datetime) -> bool:
    """Record that `document` belongs to `object` no more; whether it did."""
    params = {**roots(), "document": document, "object": object}
    return mutation.write(_DELETE, params, actor=actor, at=at) is not None


def existing(*, document: UUID, object: UUID, actor: Actor) -> bytes | None:
    """The link between these two, if there is one."""
    params: dict[str, Any] = {**roots(), "document": document, "object": object}
    found = db.value(_OF.format(visible=visible(actor, params)), params)
    return None if found is None else bytes(found)


def some(uuids: Iterable[UUID], *, actor: Actor) -> dict[UUID, bytes]:
    """Those links whose document the actor may see, as JSON."""
    params: dict[str, Any] = {**roots(), "uuids": list(uuids)}
    return {uuid: bytes(body) for uuid, body in db.rows(_SOME.format(visible=visible(actor, params)), params)}


def ends(uuid: UUID) -> Ends | None:
    """What a link is between; who may see it is for the caller."""
    found = db.row(_ENDS, {"uuid": uuid})
    return Ends(*found) if found else None


def listed(filters: dict[str, UUID], *, actor: Actor) -> bytes:
    """The links that match, oldest first, as a JSON array. `filters` are `document` and `object`, with a value."""
    params: dict[str, Any] = {**roots(), **filters}
    where = " AND ".join([visible(actor, params), *(_FILTERS[name] for name in filters)])
    return bytes(db.value(_LIST.format(where=where), params))
