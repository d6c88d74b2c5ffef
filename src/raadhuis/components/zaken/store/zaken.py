"""The SQL of zaken: one VIEW for list, detail, create and update, over one table."""

from __future__ import annotations

import functools
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from raadhuis.components.zaken.store import rights
from raadhuis.components.zaken.store.urls import ZRC, roots
from raadhuis.kernel import audit, db, events, wire, zgw
from raadhuis.kernel.authz import LEVELS_SQL, has
from raadhuis.kernel.identity import Actor, systeem
from raadhuis.kernel.mutation import Mutation, write
from raadhuis.kernel.references import is_elsewhere
from raadhuis.kernel.refusal import NotFound
from raadhuis.kernel.wire import Wire

PATH = f"{ZRC}zaken/"


def _urls(column: str, collection: str, *, under: str = "") -> str:
    """The identifiers in the array `column` as a JSON list of URLs: text only, no subquery per row."""
    prefix = under or f"%(zrc)s::text || '{collection}/'"
    quoted = f"""'","' || {prefix}"""
    return (
        f"CASE WHEN cardinality({column}) = 0 THEN '[]'::json ELSE"
        f""" ('["' || {prefix} || array_to_string({column}, {quoted}) || '"]')::json END"""
    )


def _groups(column: str, collection: str) -> str:
    """The same as a JSON list of objects with a `url`."""
    prefix = f"%(zrc)s::text || '{collection}/'"
    quoted = f"""'"}}}},{{{{"url":"' || {prefix}"""
    return (
        f"CASE WHEN cardinality({column}) = 0 THEN '[]'::json ELSE"
        f""" ('[{{{{"url":"' || {prefix} || array_to_string({column}, {quoted}) || '"}}}}]')::json END"""
    )


# A group is always answered with its structure (zrc-012); not `verlenging`, of which `duur` knows no empty value.
_NO_OPSCHORTING = "jsonb_build_object('indicatie', false, 'reden', '', 'eerdereOpschorting', false)"
_NO_PROCESSOBJECT = (
    "jsonb_build_object('datumkenmerk', '', 'identificatie', '', 'objecttype', '', 'registratie', '')"
)
_RELEVANT = """CASE WHEN r.relevante_andere_zaken = '[]' THEN '[]'::json ELSE
    (SELECT json_agg((e.j - 'zaak') || jsonb_build_object('url', %(zrc)s::text || 'zaken/' || (e.j ->> 'zaak')) ORDER BY e.n)
     FROM jsonb_array_elements(r.relevante_andere_zaken) WITH ORDINALITY e(j, n)) END"""
VIEW = f"""
SELECT %(zrc)s::text || 'zaken/' || r.uuid AS url, r.uuid, r.identificatie, r.bronorganisatie, r.omschrijving,
       r.toelichting, %(ztc)s::text || 'zaaktypen/' || r.zaaktype AS zaaktype, r.registratiedatum,
       r.verantwoordelijke_organisatie AS "verantwoordelijkeOrganisatie", r.startdatum, r.einddatum,
       r.einddatum_gepland AS "einddatumGepland",
       r.uiterlijke_einddatum_afdoening AS "uiterlijkeEinddatumAfdoening", r.publicatiedatum, r.communicatiekanaal,
       r.producten_of_diensten AS "productenOfDiensten",
       {LEVELS_SQL}[r.vertrouwelijkheid] AS vertrouwelijkheidaanduiding, r.betalingsindicatie,
       CASE r.betalingsindicatie WHEN 'nvt' THEN 'Er is geen sprake van te betalen, met de zaak gemoeide, kosten.'
            WHEN 'nog_niet' THEN 'De met de zaak gemoeide kosten zijn (nog) niet betaald.'
            WHEN 'gedeeltelijk' THEN 'De met de zaak gemoeide kosten zijn gedeeltelijk betaald.'
            WHEN 'geheel' THEN 'De met de zaak gemoeide kosten zijn geheel betaald.'
            WHEN 'gefactureerd' THEN 'De opdracht voor een factuur is verstuurd.'
            WHEN 'gecrediteerd' THEN 'De opdracht voor een creditfactuur is verstuurd.'
            WHEN 'betaald' THEN 'De betaling is ontvangen.'
            ELSE '' END AS "betalingsindicatieWeergave",
       r.laatste_betaaldatum AS "laatsteBetaaldatum", r.zaakgeometrie, r.verlenging,
       coalesce(r.opschorting, {_NO_OPSCHORTING}) AS opschorting,
       r.selectielijstklasse, %(zrc)s::text || 'zaken/' || r.hoofdzaak AS hoofdzaak,
       {_urls("r.deelzaken", "zaken")} AS deelzaken, {_RELEVANT} AS "relevanteAndereZaken",
       {_urls("r.eigenschappen", "", under="%(zrc)s::text || 'zaken/' || r.uuid || '/zaakeigenschappen/'")} AS eigenschappen,
       {_urls("r.rollen", "rollen")} AS rollen, %(zrc)s::text || 'statussen/' || r.status AS status,
       {_urls("r.zaakinformatieobjecten", "zaakinformatieobjecten")} AS zaakinformatieobjecten,
       {_urls("r.zaakobjecten", "zaakobjecten")} AS zaakobjecten, r.kenmerken, r.archiefnominatie, r.archiefstatus,
       r.archiefactiedatum, %(zrc)s::text || 'resultaten/' || r.resultaat AS resultaat,
       r.opdrachtgevende_organisatie AS "opdrachtgevendeOrganisatie", r.processobjectaard,
       r.startdatum_bewaartermijn AS "startdatumBewaartermijn",
       coalesce(r.processobject, {_NO_PROCESSOBJECT}) AS processobject,
       r.communicatiekanaal_naam AS "communicatiekanaalNaam", r.laatst_gemuteerd AS "laatstGemuteerd",
       r.laatst_geopend AS "laatstGeopend", {_groups("r.gerelateerde_zaken", "zaken")} AS "gerelateerdeZaken"
FROM {{source}} r"""

# What an event says of a zaak `z` (the kenmerken of the kanaal "zaken").
KENMERKEN = f"""jsonb_build_object('bronorganisatie', z.bronorganisatie,
    'zaaktype', %(ztc_kenmerk)s::text || 'zaaktypen/' || z.zaaktype,
    'vertrouwelijkheidaanduiding', {LEVELS_SQL}[z.vertrouwelijkheid])"""

# The columns that a client decides, in the order of the schema; `values` has a parameter of the same name for each.
COLUMNS = (
    "omschrijving toelichting registratiedatum verantwoordelijke_organisatie startdatum einddatum_gepland"
    " uiterlijke_einddatum_afdoening publicatiedatum communicatiekanaal producten_of_diensten vertrouwelijkheid"
    " betalingsindicatie laatste_betaaldatum zaakgeometrie omvang verlenging opschorting selectielijstklasse"
    " relevante_andere_zaken kenmerken archiefnominatie archiefstatus archiefactiedatum archiefactiedatum_gekozen"
    " opdrachtgevende_organisatie processobjectaard startdatum_bewaartermijn processobject communicatiekanaal_naam"
    " bronorganisatie zaaktype hoofdzaak gerelateerde_zaken"
).split()
_FIXED = ["uuid", "identificatie"]
_CLOSING = (
    "einddatum archiefnominatie archiefstatus archiefactiedatum archiefactiedatum_gekozen startdatum_bewaartermijn"
).split()
_JSON = frozenset(
    "producten_of_diensten zaakgeometrie verlenging opschorting kenmerken relevante_andere_zaken processobject".split()
)
# What every change of a zaak, or of what hangs on it, does to its row.
MOVED = "versie = {0}versie + 1"

_NUMBER = """coalesce(nullif(%(identificatie)s::text, ''),
    'ZAAK-' || %(jaar)s::text || '-' || lpad(nextval('zaken_zaaknummer')::text, 10, '0'))"""
_RESERVE = f"""SELECT n.number FROM (SELECT {_NUMBER.replace("%(identificatie)s::text", "''")} AS number
                      FROM generate_series(1, %(aantal)s)) n
WHERE NOT EXISTS (SELECT 1 FROM zaken_zaak z
                  WHERE z.identificatie = n.number AND z.bronorganisatie = %(bronorganisatie)s)"""
_VALUES = ", ".join(_NUMBER if c == "identificatie" else f"%({c})s" for c in _FIXED + COLUMNS)

ZAAK: dict[str, Any] = {
    "bron": "zrc",
    "kanaal": "zaken",
    "resource": "zaak",
    "path": PATH,
    "hoofd_path": PATH,
    "weergave": "r.identificatie",
    "view": VIEW.format(source=""),
    "kenmerken": KENMERKEN.replace("z.", "r."),
}
CREATE = Mutation(
    **ZAAK,
    actie="create",
    change=f"""
r AS (INSERT INTO zaken_zaak ({", ".join(_FIXED + COLUMNS)}) VALUES ({_VALUES})
      ON CONFLICT (identificatie, bronorganisatie) DO NOTHING RETURNING *),
hoofd AS (UPDATE zaken_zaak h SET deelzaken = h.deelzaken || r.uuid, {MOVED.format("h.")}
          FROM r WHERE h.uuid = r.hoofdzaak)""",
)


def _update(columns: list[str], actie: str) -> Mutation:
    changes = ", ".join(f"{column} = %({column})s" for column in columns)
    moved = MOVED.format("")
    return Mutation(
        **ZAAK,
        actie=actie,
        change=f"r AS (UPDATE zaken_zaak SET {changes}, {moved} WHERE uuid = %(uuid)s RETURNING *)",
        old_view=VIEW.format(source="(SELECT * FROM zaken_zaak WHERE uuid = %(uuid)s)"),
    )


UPDATE = {actie: _update(COLUMNS, actie) for actie in ("update", "partial_update")}
CLOSE = _update(_CLOSING, "partial_update")
_MOVE = f"""
WITH old AS (UPDATE zaken_zaak h SET deelzaken = array_remove(h.deelzaken, %(uuid)s), {MOVED.format("h.")}
             WHERE h.uuid = %(old)s)
UPDATE zaken_zaak h SET deelzaken = h.deelzaken || %(uuid)s::uuid, {MOVED.format("h.")} WHERE h.uuid = %(new)s"""

RELATE = Mutation(
    **ZAAK,
    actie="partial_update",
    change=f"""
r AS (UPDATE zaken_zaak SET {MOVED.format("")}, gerelateerde_zaken = CASE WHEN %(related)s
          THEN gerelateerde_zaken || %(other)s::uuid ELSE array_remove(gerelateerde_zaken, %(other)s::uuid) END
      WHERE uuid = %(uuid)s AND (%(other)s::uuid = ANY(gerelateerde_zaken)) <> %(related)s RETURNING *)""",
    old_view=VIEW.format(source="(SELECT * FROM zaken_zaak WHERE uuid = %(uuid)s)"),
)

_ONE = f"""SELECT (SELECT row_to_json(v) FROM ({VIEW.format(source="(SELECT z.*)")}) v), z.versie
FROM zaken_zaak z WHERE z.uuid = %(uuid)s AND """


@functools.lru_cache(maxsize=100)
def _one(visible: str) -> str:
    return _ONE + visible  # the same text each time, of which Python knows the hash


_MANY = f"""SELECT z.uuid, (SELECT row_to_json(v) FROM ({VIEW.format(source="(SELECT z.*)")}) v)
FROM zaken_zaak z WHERE z.uuid = ANY(%(uuids)s) AND """

_STATE = """SELECT z.uuid, z.zaaktype, z.vertrouwelijkheid, z.versie, z.startdatum, z.einddatum, z.hoofdzaak, z.status, z.resultaat,
       z.archiefnominatie, z.archiefactiedatum, z.archiefstatus, z.archiefactiedatum_gekozen,
       z.startdatum_bewaartermijn, z.deelzaken, z.gerelateerde_zaken,
       ARRAY(SELECT (e ->> 'zaak')::uuid FROM jsonb_array_elements(z.relevante_andere_zaken) e), {visible}
FROM zaken_zaak z WHERE z.uuid = %(uuid)s"""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Where a zaak stands, for the rules. `seen`: the actor may read it; `vertrouwelijkheid` is 1 to 8."""

    uuid: UUID
    zaaktype: UUID
    vertrouwelijkheid: int
    versie: int
    startdatum: date
    einddatum: date | None
    hoofdzaak: UUID | None
    status: UUID | None
    resultaat: UUID | None
    archiefnominatie: str | None
    archiefactiedatum: date | None
    archiefstatus: str
    archiefactiedatum_gekozen: bool
    startdatum_bewaartermijn: date | None
    deelzaken: list[UUID]
    gerelateerd: list[UUID]
    relevant: list[UUID]
    seen: bool

    def grants(self, actor: Actor, *scopes: str) -> bool:
        """Whether `actor` has one of `scopes` on this zaak."""
        return any(has(actor, s, type_uuid=self.zaaktype, level=self.vertrouwelijkheid) for s in scopes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """The dates of a closed zaak; all None for an open one. `archiefactiedatum_gekozen`: somebody chose the date."""

    einddatum: date | None = None
    archiefnominatie: str | None = None
    archiefstatus: str = "nog_te_archiveren"
    archiefactiedatum: date | None = None
    archiefactiedatum_gekozen: bool = False
    startdatum_bewaartermijn: date | None = None


OPEN = Closing()


def one(*, actor: Actor, uuid: UUID, base: str = "") -> tuple[bytes, int] | None:
    """A zaak as JSON with its `versie`; None when it does not exist or may not be seen. One statement."""
    params: dict[str, Any] = {"uuid": uuid, **roots(base)}
    found = db.row(_one(rights.visible(actor, params)), params)
    return (bytes(found[0]), found[1]) if found else None


def many(*, actor: Actor, uuids: list[UUID], base: str = "") -> dict[UUID, bytes]:
    """Those of these zaken that the actor may see, as JSON by identifier. One statement."""
    params: dict[str, Any] = {"uuids": uuids, **roots(base)}
    found = db.rows(_MANY + rights.visible(actor, params), params)
    return {uuid: bytes(body) for uuid, body in found}


def known(*, actor: Actor, uuids: list[UUID]) -> set[UUID]:
    """Which of these are zaken that the actor may see. One statement."""
    params: dict[str, Any] = {"uuids": uuids}
    sql = "SELECT z.uuid FROM zaken_zaak z WHERE z.uuid = ANY(%(uuids)s) AND "
    return {uuid for (uuid,) in db.rows(sql + rights.visible(actor, params), params)}


def look(*, actor: Actor, uuid: UUID, hold: bool = False) -> State | None:
    """Where a zaak stands; None when it does not exist. With `hold` its row is ours until the transaction ends."""
    params: dict[str, Any] = {"uuid": uuid}
    sql = _STATE.format(visible=rights.visible(actor, params))
    found = db.row(sql + " FOR NO KEY UPDATE OF z" if hold else sql, params)
    return State(**dict(zip(State.__slots__, found, strict=True))) if found else None


def insert(values: dict[str, Any], *, actor: Actor, at: datetime, jaar: int, reden: str) -> bytes | None:
    """Add a zaak; None when its identificatie is taken. One statement; the number comes from a sequence, not a lock."""
    return write(CREATE, {**_adapted(values), "jaar": str(jaar), **roots()}, actor=actor, at=at, reden=reden)


def reserve(*, bronorganisatie: str, aantal: int, jaar: int) -> tuple[str, ...]:
    """Numbers from the sequence, which never gives them again, passing over those that somebody chose by hand."""
    found: list[str] = []
    while missing := aantal - len(found):
        params = {"aantal": missing, "jaar": str(jaar), "bronorganisatie": bronorganisatie}
        found += [number for (number,) in db.rows(_RESERVE, params)]
    return tuple(found)


def update(values: dict[str, Any], *, actie: str, actor: Actor, at: datetime, reden: str) -> bytes:
    """Write every column that a client decides, of a zaak that this transaction holds; `actie` as the audittrail has it.

    Raises psycopg's UniqueViolation when the identificatie is taken at another bronorganisatie.
    """
    found = write(UPDATE[actie], {**_adapted(values), **roots()}, actor=actor, at=at, reden=reden)
    assert found is not None  # noqa: S101  # the zaak is held, so it is there
    return found


def move(uuid: UUID, *, old: UUID | None, new: UUID | None, at: datetime) -> None:
    """Keep a deelzaak in the list of its hoofdzaak when it gets another one. One statement."""
    db.run(_MOVE, {"uuid": uuid, "old": old, "new": new, "at": at})


def relate(
    uuid: UUID, *, old: Collection[UUID], new: Collection[UUID], actor: Actor, at: datetime, reden: str
) -> None:
    """Let the zaken that are related to this one say so too, and those that no longer are not. One statement each, in one
    order, so that two who relate the same zaken do not wait for each other."""
    for other in sorted({*old} ^ {*new}):
        values = {"uuid": other, "other": uuid, "related": other in new}
        write(RELATE, {**values, **roots()}, actor=actor, at=at, reden=reden)


def opened(uuid: UUID, *, at: datetime, moment: datetime, actor: Actor) -> None:
    """Keep that a resident opened her zaak, and tell it (the event `zaak-geopend` of today's providers)."""
    db.run(_OPENED, {"uuid": uuid, "moment": moment})
    happened("geopend", uuid, actor=actor, at=at)


def happened(actie: str, uuid: UUID, *, actor: Actor, at: datetime) -> None:
    """Tell what happened to a zaak in the words of today's providers."""
    events.happened(
        actie,
        register="zaken",
        resource="zaak",
        path=PATH,
        object=uuid,
        kenmerken=f"SELECT {KENMERKEN} FROM zaken_zaak z WHERE z.uuid = %(uuid)s",
        params={"uuid": uuid, **roots()},
        actor_id=actor.id,
        at=at,
    )


def close(uuid: UUID, closing: Closing, *, actor: Actor, at: datetime, reden: str) -> None:
    """Write what follows from closing a zaak, or from opening it again (`OPEN`); zaken whose archive date follows from
    this one hear of it through the outbox (zrc-021)."""
    keep(uuid, closing, actor=actor, at=at, reden=reden)
    for (dependent,) in db.rows(_DEPENDENTS, {"uuid": uuid, "relevant": json.dumps([{"zaak": str(uuid)}])}):
        events.publish(
            kanaal="archief",
            resource="zaak",
            actie="partial_update",
            hoofd=dependent,
            object=dependent,
            at=at,
            actor_id=actor.id,
            to=("zaken/tasks:bepaal_archief",),
        )


def keep(uuid: UUID, closing: Closing, *, actor: Actor, at: datetime, reden: str) -> None:
    """Write the dates of a zaak that this transaction holds."""
    values = {name: getattr(closing, name) for name in _CLOSING} | {"uuid": uuid}
    write(CLOSE, {**values, **roots()}, actor=actor, at=at, reden=reden)


_DEPENDENTS = """SELECT z.uuid FROM zaken_zaak z WHERE z.einddatum IS NOT NULL AND (
    z.uuid IN (SELECT unnest(h.deelzaken) FROM zaken_zaak h WHERE h.uuid = %(uuid)s)
    OR z.uuid IN (SELECT y.uuid FROM zaken_zaak y WHERE NOT (y.relevante_andere_zaken = '[]'::jsonb)
                  AND y.relevante_andere_zaken @> %(relevant)s::jsonb))"""


_OPENED = "UPDATE zaken_zaak SET laatst_geopend = %(moment)s WHERE uuid = %(uuid)s"


def seen(uuid: UUID, *, actor: Actor, at: datetime, reden: str) -> None:
    """Record that `actor` looked at a zaak, and for what purpose."""
    weergave = db.value(
        "UPDATE zaken_zaak SET laatst_geopend = %(at)s WHERE uuid = %(uuid)s RETURNING identificatie",
        {"uuid": uuid, "at": at},
    )
    audit.seen(
        bron="zrc",
        hoofd_path=PATH,
        hoofd=uuid,
        resource="zaak",
        path=PATH,
        object=uuid,
        weergave=weergave,
        actor=actor,
        at=at,
        reden=reden,
    )


def einddatums(uuids: list[UUID]) -> dict[UUID, date | None]:
    """When these zaken were closed; None for one that is open. One of another provider is asked for there."""
    found = db.rows("SELECT uuid, einddatum FROM zaken_zaak WHERE uuid = ANY(%(uuids)s)", {"uuids": uuids})
    return {**dict(found), **{uuid: _einddatum_elsewhere(uuid) for uuid in uuids if is_elsewhere(uuid)}}


class _Ended(Wire, frozen=True):
    einddatum: date | None = None


def _einddatum_elsewhere(uuid: UUID) -> date | None:
    try:
        return zgw.get("zaken", f"/zaken/{uuid}", _Ended, actor=systeem("zaken")).einddatum
    except NotFound:
        return None


def _adapted(values: dict[str, Any]) -> dict[str, Any]:
    return {k: wire.encode(v).decode() if k in _JSON and v is not None else v for k, v in values.items()}
