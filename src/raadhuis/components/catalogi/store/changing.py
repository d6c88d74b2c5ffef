"""What a change of a type needs from the tables, in one statement, and the change itself in another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from raadhuis.components.catalogi.domain.facts import Facts, State
from raadhuis.components.catalogi.store.kinds import KINDS, Act, Kind
from raadhuis.kernel import db, settings, wire
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.mutation import write
from raadhuis.kernel.refusal import Invalid

_NAMED = """(SELECT coalesce(json_agg(json_build_object('uuid', x.uuid, 'naam', x.{name}, 'catalogus', c.uuid)), '[]')
  FROM {table} x JOIN catalogi_catalogus c ON c.id = x.catalogus_id
  WHERE x.uuid = ANY(%({resource}_uuids)s) OR x.{name} = ANY(%({resource}_namen)s))"""
_PARTS = """(SELECT coalesce(json_agg(json_build_object('uuid', x.uuid, 'zaaktype', z.uuid)), '[]')
  FROM {table} x JOIN catalogi_zaaktype z ON z.id = x.zaaktype_id WHERE x.uuid = ANY(%({resource}_uuids)s))"""
_FACTS = """SELECT json_build_object(
 'catalogus', (SELECT json_build_object('id', c.id, 'uuid', c.uuid) FROM catalogi_catalogus c
               WHERE c.uuid = %(catalogus)s),
 'zaaktype', (SELECT json_build_object('id', z.id, 'uuid', z.uuid, 'catalogus', c.uuid, 'concept', z.concept,
                  'begin_geldigheid', z.begin_geldigheid, 'selectielijst_procestype', z.selectielijst_procestype,
                  'documenten', (SELECT coalesce(json_agg(json_build_array(k.uuid, k.volgnummer)), '[]')
                                 FROM catalogi_zaaktypeinformatieobjecttype k WHERE k.zaaktype_id = z.id))
              FROM catalogi_zaaktype z JOIN catalogi_catalogus c ON c.id = z.catalogus_id WHERE z.uuid = %(zaaktype)s),
 'besluittypen', {besluittypen}, 'informatieobjecttypen', {informatieobjecttypen}, 'zaaktypen', {zaaktypen},
 'statustypen', {statustypen}, 'eigenschappen', {eigenschappen}, 'resultaattypen', {resultaattypen},
 'versies', {versies})"""
_VERSIONS = """(SELECT coalesce(json_agg(json_build_object('uuid', x.uuid, 'begin_geldigheid', x.begin_geldigheid,
    'einde_geldigheid', x.einde_geldigheid, 'concept', x.concept) ORDER BY x.begin_geldigheid), '[]')
  FROM {table} x JOIN catalogi_catalogus c ON c.id = x.catalogus_id
  WHERE c.uuid = %(catalogus)s AND x.{name} = %(naam)s)"""
NAMED = ("besluittypen", "informatieobjecttypen", "zaaktypen")
PARTS = ("statustypen", "eigenschappen", "resultaattypen")
_LOOKUPS = {
    **{n: _NAMED.format(resource=n, table=KINDS[n].table, name=KINDS[n].name) for n in NAMED},
    **{n: _PARTS.format(resource=n, table=KINDS[n].table) for n in PARTS},
}
# What the wire form does not say, or says differently from what was given.
_SAYS = {
    "zaaktypen": ", 'gerelateerde_zaaktypen', t.gerelateerde_zaaktypen",
    "statustypen": ", 'eigenschappen', t.eigenschappen",
    "catalogussen": ", 'leeg', NOT EXISTS (SELECT 1 FROM catalogi_zaaktype x WHERE x.catalogus_id = t.id)"
    " AND NOT EXISTS (SELECT 1 FROM catalogi_besluittype x WHERE x.catalogus_id = t.id)"
    " AND NOT EXISTS (SELECT 1 FROM catalogi_informatieobjecttype x WHERE x.catalogus_id = t.id)",
}
_PERIODLESS = ("catalogussen", "zaaktype-informatieobjecttypen")


def _facts_sql(kind: Kind) -> str:
    versions = _VERSIONS.format(table=kind.table, name=kind.name) if kind.is_type else "'[]'::json"
    return _FACTS.format(**_LOOKUPS, versies=versions)


def _state_sql(kind: Kind) -> str:
    concept = "z.concept" if kind.is_child else "t.concept" if kind.is_type else "true"
    join = "JOIN catalogi_zaaktype z ON z.id = t.zaaktype_id" if kind.is_child else ""
    period = (
        "" if kind.path in _PERIODLESS else ", 'begin_object', t.begin_object, 'einde_object', t.einde_object"
    )
    view = f"SELECT row_to_json(v) FROM ({kind.view.format(source=kind.table)} WHERE r.id = t.id) v"
    return f"""SELECT json_build_object('id', t.id, 'uuid', t.uuid, 'concept', {concept}, 'wire', ({view})
 {period}{_SAYS.get(kind.path, "")}) FROM {kind.table} t {join} WHERE t.uuid = %(uuid)s FOR NO KEY UPDATE OF t
 {"FOR SHARE OF z" if kind.is_child else ""}"""


_FACTS_OF = {path: _facts_sql(kind) for path, kind in KINDS.items()}
_STATE_OF = {path: _state_sql(kind) for path, kind in KINDS.items()}


def facts(
    resource: str,
    *,
    catalogus: UUID | None,
    zaaktype: UUID | None,
    naam: str,
    names: Mapping[str, list[str]],
    uuids: Mapping[str, list[UUID]],
) -> Facts:
    """What the rules need to know for a body of `resource`; `naam` is the name that versions of it share."""
    params: dict[str, Any] = {"catalogus": catalogus, "zaaktype": zaaktype, "naam": naam}
    params |= {f"{name}_namen": names.get(name, []) for name in NAMED}
    params |= {f"{name}_uuids": uuids.get(name, []) for name in (*NAMED, *PARTS)}
    return wire.decode(bytes(db.value(_FACTS_OF[resource], params)), Facts)


def existing(resource: str, key: Mapping[str, Any]) -> dict[str, Any] | None:
    """The columns of the row with this key, as plain JSON; None when there is none."""
    where = " AND ".join(f"t.{name} = %({name})s" for name in key)
    found = db.value(
        f"SELECT row_to_json(t) FROM {KINDS[resource].table} t WHERE {where} ORDER BY t.id LIMIT 1", key
    )
    return None if found is None else wire.decode(bytes(found), dict[str, Any])


def held(resource: str, uuid: UUID) -> State | None:
    """The row to change, held until the transaction ends, and its zaaktype with it; None when there is none."""
    params = {"uuid": uuid, "base": settings.current().url, "op": None}
    found = db.value(_STATE_OF[resource], params)
    return None if found is None else wire.decode(bytes(found), State)


def take_turns() -> None:
    """Wait until nobody else publishes: whether versions overlap is judged with all of them in view."""
    db.run("SELECT pg_advisory_xact_lock(hashtext('raadhuis.catalogi.publish'))")


def create(
    resource: str,
    values: Mapping[str, Any],
    *,
    parent: int | None,
    geforceerd: bool,
    concept: bool = True,
    actor: Actor,
    at: datetime,
    op: date,
    reden: str,
) -> bytes | None:
    """A new row, a type as a `concept` unless told otherwise; None when its zaaktype was published meanwhile or there is a row with the same key."""
    kind = KINDS[resource]
    columns = _with_parent(kind, values, parent)
    if kind.is_type:
        columns["concept"] = concept
    params = _params(columns, op) | {"geforceerd": geforceerd}
    return write(kind.create(tuple(sorted(columns))), params, actor=actor, at=at, reden=reden)


def update(
    resource: str,
    row: int,
    values: Mapping[str, Any],
    *,
    parent: int | None = None,
    act: Act,
    actor: Actor,
    at: datetime,
    op: date,
    reden: str,
) -> bytes:
    """Change columns of a row that is held. Raises Invalid when another row has the same key."""
    kind = KINDS[resource]
    columns = _with_parent(kind, values, parent)
    params = _params(columns, op) | {"id": row}
    try:
        with db.atomic():
            found = write(
                kind.update(tuple(sorted(columns)), act=act), params, actor=actor, at=at, reden=reden
            )
    except psycopg.errors.UniqueViolation:
        raise Invalid.field(*kind.double) from None
    assert found is not None  # noqa: S101  # we hold it
    return found


def destroy(resource: str, row: int, *, actor: Actor, at: datetime, reden: str) -> None:
    """Take a row away that is held, with what hangs on it."""
    params = {"id": row, "base": settings.current().url, "op": None}
    write(KINDS[resource].destroy(), params, actor=actor, at=at, reden=reden)


def _with_parent(kind: Kind, values: Mapping[str, Any], parent: int | None) -> dict[str, Any]:
    return {**values, kind.parent: parent} if kind.parent and parent else dict(values)


def _params(columns: Mapping[str, Any], op: date) -> dict[str, Any]:
    plain = {name: Jsonb(v) if isinstance(v, list | dict) else v for name, v in columns.items()}
    return {**plain, "base": settings.current().url, "op": op}
