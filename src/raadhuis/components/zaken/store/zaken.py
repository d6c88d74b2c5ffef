"""The SQL of zaken: one VIEW for list, detail, create and update; a page of zaken is one statement over one table."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from raadhuis.components.zaken.domain.zoeken import ORDERINGS, ZaakQuery
from raadhuis.components.zaken.store import rights
from raadhuis.components.zaken.store.urls import ZRC, roots
from raadhuis.kernel import audit, db
from raadhuis.kernel.authz import LEVELS_SQL, has
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.mutation import Mutation, write
from raadhuis.kernel.paging import PAGE_SIZE

PATH = f"{ZRC}zaken/"


def _urls(column: str, collection: str, *, under: str = "") -> str:
    """The identifiers in the array `column` as a JSON list of URLs: text only, no subquery per row."""
    prefix = under or f"%(zrc)s::text || '{collection}/'"
    quoted = f"""'","' || {prefix}"""
    return (
        f"CASE WHEN cardinality({column}) = 0 THEN '[]'::json ELSE"
        f""" ('["' || {prefix} || array_to_string({column}, {quoted}) || '"]')::json END"""
    )


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
            ELSE '' END AS "betalingsindicatieWeergave",
       r.laatste_betaaldatum AS "laatsteBetaaldatum", r.zaakgeometrie, r.verlenging, r.opschorting,
       r.selectielijstklasse, %(zrc)s::text || 'zaken/' || r.hoofdzaak AS hoofdzaak,
       {_urls("r.deelzaken", "zaken")} AS deelzaken, '[]'::json AS "relevanteAndereZaken",
       {_urls("r.eigenschappen", "", under="%(zrc)s::text || 'zaken/' || r.uuid || '/zaakeigenschappen/'")} AS eigenschappen,
       {_urls("r.rollen", "rollen")} AS rollen, %(zrc)s::text || 'statussen/' || r.status AS status,
       {_urls("r.zaakinformatieobjecten", "zaakinformatieobjecten")} AS zaakinformatieobjecten,
       '[]'::json AS zaakobjecten, r.kenmerken, r.archiefnominatie, r.archiefstatus, r.archiefactiedatum,
       %(zrc)s::text || 'resultaten/' || r.resultaat AS resultaat, '' AS "opdrachtgevendeOrganisatie",
       NULL::text AS processobjectaard, r.startdatum_bewaartermijn AS "startdatumBewaartermijn",
       NULL::json AS processobject
FROM {{source}} r"""

# What an event says of a zaak `z` (the kenmerken of the kanaal "zaken").
KENMERKEN = f"""jsonb_build_object('bronorganisatie', z.bronorganisatie,
    'zaaktype', %(ztc_kenmerk)s::text || 'zaaktypen/' || z.zaaktype,
    'vertrouwelijkheidaanduiding', {LEVELS_SQL}[z.vertrouwelijkheid])"""

# The columns that a client decides, in the order of the schema; `values` has a parameter of the same name for each.
COLUMNS = (
    "omschrijving toelichting registratiedatum verantwoordelijke_organisatie startdatum einddatum_gepland"
    " uiterlijke_einddatum_afdoening publicatiedatum communicatiekanaal producten_of_diensten vertrouwelijkheid"
    " betalingsindicatie laatste_betaaldatum zaakgeometrie verlenging opschorting selectielijstklasse kenmerken"
).split()
_FIXED = ["uuid", "identificatie", "bronorganisatie", "zaaktype", "hoofdzaak"]
_CLOSING = ["einddatum", "archiefnominatie", "archiefactiedatum", "startdatum_bewaartermijn"]
_JSON = frozenset({"producten_of_diensten", "zaakgeometrie", "verlenging", "opschorting", "kenmerken"})

_NUMBER = """coalesce(nullif(%(identificatie)s::text, ''),
    'ZAAK-' || %(jaar)s::text || '-' || lpad(nextval('zaken_zaaknummer')::text, 10, '0'))"""
_VALUES = ", ".join(_NUMBER if c == "identificatie" else f"%({c})s" for c in _FIXED + COLUMNS)

_zaak: dict[str, Any] = {
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
    **_zaak,
    actie="create",
    change=f"""
r AS (INSERT INTO zaken_zaak ({", ".join(_FIXED + COLUMNS)}) VALUES ({_VALUES})
      ON CONFLICT (identificatie, bronorganisatie) DO NOTHING RETURNING *),
hoofd AS (UPDATE zaken_zaak h SET deelzaken = h.deelzaken || r.uuid, versie = h.versie + 1
          FROM r WHERE h.uuid = r.hoofdzaak)""",
)


def _update(columns: list[str]) -> Mutation:
    changes = ", ".join(f"{column} = %({column})s" for column in columns)
    return Mutation(
        **_zaak,
        actie="partial_update",
        change=f"r AS (UPDATE zaken_zaak SET {changes}, versie = versie + 1 WHERE uuid = %(uuid)s RETURNING *)",
        old_view=VIEW.format(source="(SELECT * FROM zaken_zaak WHERE uuid = %(uuid)s)"),
    )


UPDATE = _update([*COLUMNS, "archiefnominatie", "archiefactiedatum"])
CLOSE = _update(_CLOSING)

_ONE = f"""SELECT (SELECT row_to_json(v) FROM ({VIEW.format(source="(SELECT z.*)")}) v), z.versie
FROM zaken_zaak z WHERE z.uuid = %(uuid)s AND """

_STATE = """SELECT z.uuid, z.zaaktype, z.vertrouwelijkheid, z.versie, z.einddatum, z.hoofdzaak, z.status, z.resultaat,
       z.archiefnominatie, z.archiefactiedatum, {visible}
FROM zaken_zaak z WHERE z.uuid = %(uuid)s"""

_PAGE = (
    """
SELECT (SELECT count(*) FROM zaken_zaak z WHERE {where}), (SELECT coalesce(json_agg(v), '[]'::json) FROM ("""
    + VIEW
    + """) v)"""
)
_PAGE_IDS = """(SELECT z.* FROM (SELECT z.uuid FROM zaken_zaak z WHERE {where} ORDER BY {ordering}
     LIMIT %(size)s OFFSET %(skip)s) p JOIN zaken_zaak z USING (uuid) ORDER BY {ordering})"""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Where a zaak stands, for the rules. `seen`: the actor may read it; `vertrouwelijkheid` is 1 to 8."""

    uuid: UUID
    zaaktype: UUID
    vertrouwelijkheid: int
    versie: int
    einddatum: date | None
    hoofdzaak: UUID | None
    status: UUID | None
    resultaat: UUID | None
    archiefnominatie: str | None
    archiefactiedatum: date | None
    seen: bool

    def grants(self, actor: Actor, *scopes: str) -> bool:
        """Whether `actor` has one of `scopes` on this zaak."""
        return any(has(actor, s, type_uuid=self.zaaktype, level=self.vertrouwelijkheid) for s in scopes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """The dates of a closed zaak; all None for an open one."""

    einddatum: date | None = None
    archiefnominatie: str | None = None
    archiefactiedatum: date | None = None
    startdatum_bewaartermijn: date | None = None


OPEN = Closing()


def one(*, actor: Actor, uuid: UUID, base: str = "") -> tuple[bytes, int] | None:
    """A zaak as JSON with its `versie`; None when it does not exist or may not be seen. One statement."""
    params: dict[str, Any] = {"uuid": uuid, **roots(base)}
    found = db.row(_ONE + rights.visible(actor, params), params)
    return (bytes(found[0]), found[1]) if found else None


def page(*, actor: Actor, query: ZaakQuery, number: int, base: str = "") -> tuple[bytes, int]:
    """A page of zaken as a JSON array, with the exact count of all that match. One statement."""
    params: dict[str, Any] = {"size": PAGE_SIZE, "skip": (number - 1) * PAGE_SIZE, **roots(base)}
    where = " AND ".join([*_filters(query, params), rights.require_any(rights.visible(actor, params))])
    source = _PAGE_IDS.format(where=where, ordering=ORDERINGS[query.ordering])
    found = db.row(_PAGE.format(where=where, source=source), params)
    assert found is not None  # noqa: S101  # a SELECT without FROM has one row
    return bytes(found[1]), found[0]


def _filters(query: ZaakQuery, params: dict[str, Any]) -> list[str]:
    """A condition per filter that is given; their values go into `params`."""
    of_zaak, of_rol = query.conditions(), query.rol_conditions()
    params |= {name: getattr(query, name) for name in (*of_zaak, *of_rol)}
    if of_rol:
        return [
            *of_zaak.values(),
            f"z.uuid IN (SELECT x.zaak FROM zaken_rol x WHERE {' AND '.join(of_rol.values())})",
        ]
    return list(of_zaak.values())


def look(*, actor: Actor, uuid: UUID, hold: bool = False) -> State | None:
    """Where a zaak stands; None when it does not exist. With `hold` its row is ours until the transaction ends."""
    params: dict[str, Any] = {"uuid": uuid}
    sql = _STATE.format(visible=rights.visible(actor, params))
    found = db.row(sql + " FOR NO KEY UPDATE OF z" if hold else sql, params)
    return State(**dict(zip(State.__slots__, found, strict=True))) if found else None


def insert(values: dict[str, Any], *, actor: Actor, at: datetime, jaar: int, reden: str) -> bytes | None:
    """Add a zaak; None when its identificatie is taken. One statement; the number comes from a sequence, not a lock."""
    return write(CREATE, {**_adapted(values), "jaar": str(jaar), **roots()}, actor=actor, at=at, reden=reden)


def update(values: dict[str, Any], *, actor: Actor, at: datetime, reden: str) -> bytes:
    """Write every column that a client decides, of a zaak that this transaction holds."""
    found = write(UPDATE, {**_adapted(values), **roots()}, actor=actor, at=at, reden=reden)
    assert found is not None  # noqa: S101  # the zaak is held, so it is there
    return found


def close(uuid: UUID, closing: Closing, *, actor: Actor, at: datetime, reden: str) -> None:
    """Write what follows from closing a zaak, or from opening it again (`OPEN`)."""
    values = {name: getattr(closing, name) for name in _CLOSING} | {"uuid": uuid}
    write(CLOSE, {**values, **roots()}, actor=actor, at=at, reden=reden)


def seen(uuid: UUID, *, actor: Actor, at: datetime, reden: str) -> None:
    """Record that `actor` looked at a zaak, and for what purpose."""
    weergave = db.value("SELECT identificatie FROM zaken_zaak WHERE uuid = %(uuid)s", {"uuid": uuid})
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


def einddatum(uuid: UUID) -> date | None:
    """When a zaak was closed; None while it is open."""
    found: date | None = db.value("SELECT einddatum FROM zaken_zaak WHERE uuid = %(uuid)s", {"uuid": uuid})
    return found


def _adapted(values: dict[str, Any]) -> dict[str, Any]:
    return {k: json.dumps(v) if k in _JSON and v is not None else v for k, v in values.items()}
