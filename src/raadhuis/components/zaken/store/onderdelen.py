"""The SQL of what hangs on a zaak: statussen, resultaat, rollen, eigenschappen, documenten, besluiten.

They differ in their columns and their VIEW only. Every change of one moves the zaak's `versie` in the same statement.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from raadhuis.components.zaken.store import rights
from raadhuis.components.zaken.store.urls import ZRC, identify, roots
from raadhuis.components.zaken.store.zaken import KENMERKEN, PATH
from raadhuis.kernel import db
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.mutation import Mutation, write
from raadhuis.kernel.paging import PAGE_SIZE
from raadhuis.kernel.refusal import FieldError, Invalid

_JSON = frozenset({"contactpersoon_rol", "identificatie"})
_OF_ZAAK = ("zaak", "r.zaak", "zrc/zaken")
_ZAAK = "%(zrc)s::text || 'zaken/' || r.zaak"


@dataclass(frozen=True, slots=True, kw_only=True)
class Onderdeel:
    """One kind of part. `view` selects its wire form FROM {source} r; `on_zaak` and `off_zaak` change the zaak's row.

    `collection` is where its URL is below the API (or below the zaak, when `nested`). `filters` are
    (query parameter, column, collection that it refers to or ""). `order` is oldest first unless the standard has a better one.
    """

    resource: str
    collection: str
    table: str
    columns: str
    view: str
    nested: bool = False
    on_zaak: str = ""
    off_zaak: str = ""
    weergave: str = "''"
    order: str = "r.uuid"
    filters: tuple[tuple[str, str, str], ...] = ()

    @property
    def path(self) -> str:
        return f"{PATH}{{hoofd}}/{self.collection}/" if self.nested else f"{ZRC}{self.collection}/"

    def parse(self, given: dict[str, str]) -> dict[str, Any]:
        """Query parameters as values of their columns; a foreign URL matches nothing. Raises Invalid for no URL at all."""
        found: dict[str, Any] = {}
        errors = []
        for name, _, refers in (_OF_ZAAK, *self.filters):
            if name in given and not refers:
                found[name] = given[name]
            elif name in given:
                found[name] = identify(given[name], *refers.split("/")) or UUID(int=0)
                if not given[name].startswith(("http://", "https://")):
                    errors.append(FieldError(name, "invalid", "Voer een geldige URL in."))
        if errors:
            raise Invalid(fields=tuple(errors))
        return found

    def mutation(self, actie: str) -> Mutation:
        """Make (`create`) or remove (`destroy`) one: locks the zaak's row, moves its versie, changes the part."""
        names = ["uuid", "zaak", *self.columns.split()]
        if actie == "create":
            values = ", ".join("z.uuid" if name == "zaak" else f"%({name})s" for name in names)
            part = f"r AS (INSERT INTO {self.table} ({', '.join(names)}) SELECT {values} FROM z RETURNING *)"
            change = self.on_zaak
        else:
            part = f"r AS (DELETE FROM {self.table} WHERE uuid = %(uuid)s RETURNING *)"
            change = self.off_zaak
        return Mutation(
            bron="zrc",
            kanaal="zaken",
            resource=self.resource,
            actie=actie,
            path=self.path,
            hoofd_path=PATH,
            hoofd="r.zaak",
            weergave=self.weergave,
            kenmerken=f"(SELECT {KENMERKEN} FROM z)",
            change=f"z AS (UPDATE zaken_zaak z SET versie = z.versie + 1{', ' if change else ''}{change}"
            f" WHERE z.uuid = %(zaak)s RETURNING z.*), {part}",
            view=self.view.format(source=""),
            old_view=self.view.format(source=f"(SELECT * FROM {self.table} WHERE uuid = %(uuid)s)")
            if actie == "destroy"
            else "",
        )


STATUS = Onderdeel(
    resource="status",
    collection="statussen",
    table="zaken_status",
    columns="statustype datum_status_gezet statustoelichting gezetdoor",
    # The one that was set last is the zaak's, also when an older one is written down later.
    on_zaak="""status = CASE WHEN EXISTS (SELECT 1 FROM zaken_status y WHERE y.zaak = z.uuid
        AND y.datum_status_gezet > %(datum_status_gezet)s) THEN z.status ELSE %(uuid)s END""",
    weergave="r.statustoelichting",
    order="r.datum_status_gezet, r.uuid",
    filters=(("statustype", "r.statustype", "ztc/statustypen"),),
    view=f"""
SELECT %(zrc)s::text || 'statussen/' || r.uuid AS url, r.uuid, {_ZAAK} AS zaak,
       %(ztc)s::text || 'statustypen/' || r.statustype AS statustype, r.datum_status_gezet AS "datumStatusGezet",
       r.statustoelichting, NOT EXISTS (SELECT 1 FROM zaken_status y WHERE y.zaak = r.zaak
           AND (y.datum_status_gezet, y.uuid) > (r.datum_status_gezet, r.uuid)) AS "indicatieLaatstGezetteStatus",
       r.gezetdoor, (SELECT coalesce(json_agg(%(zrc)s::text || 'zaakinformatieobjecten/' || d.uuid), '[]'::json)
           FROM zaken_zaakinformatieobject d WHERE d.zaak = r.zaak AND d.status = r.uuid) AS zaakinformatieobjecten
FROM {{source}} r""",
)
RESULTAAT = Onderdeel(
    resource="resultaat",
    collection="resultaten",
    table="zaken_resultaat",
    columns="resultaattype toelichting",
    on_zaak="resultaat = %(uuid)s",
    filters=(("resultaattype", "r.resultaattype", "ztc/resultaattypen"),),
    view=f"""
SELECT %(zrc)s::text || 'resultaten/' || r.uuid AS url, r.uuid, {_ZAAK} AS zaak,
       %(ztc)s::text || 'resultaattypen/' || r.resultaattype AS resultaattype, r.toelichting
FROM {{source}} r""",
)
ROL = Onderdeel(
    resource="rol",
    collection="rollen",
    table="zaken_rol",
    columns="betrokkene betrokkene_type afwijkende_naam_betrokkene roltype omschrijving omschrijving_generiek"
    " roltoelichting registratiedatum indicatie_machtiging contactpersoon_rol identificatie inp_bsn medewerker",
    on_zaak="rollen = z.rollen || %(uuid)s",
    off_zaak="rollen = array_remove(z.rollen, %(uuid)s)",
    weergave="r.omschrijving",
    filters=(
        ("betrokkeneType", "r.betrokkene_type", ""),
        ("omschrijvingGeneriek", "r.omschrijving_generiek", ""),
        ("roltype", "r.roltype", "ztc/roltypen"),
    ),
    view=f"""
SELECT %(zrc)s::text || 'rollen/' || r.uuid AS url, r.uuid, {_ZAAK} AS zaak, r.betrokkene,
       r.betrokkene_type AS "betrokkeneType", r.afwijkende_naam_betrokkene AS "afwijkendeNaamBetrokkene",
       %(ztc)s::text || 'roltypen/' || r.roltype AS roltype, r.omschrijving,
       r.omschrijving_generiek AS "omschrijvingGeneriek", r.roltoelichting, r.registratiedatum,
       r.indicatie_machtiging AS "indicatieMachtiging", r.contactpersoon_rol AS "contactpersoonRol",
       '[]'::json AS statussen, r.identificatie AS "betrokkeneIdentificatie"
FROM {{source}} r""",
)
ZAAKEIGENSCHAP = Onderdeel(
    resource="zaakeigenschap",
    collection="zaakeigenschappen",
    table="zaken_zaakeigenschap",
    columns="eigenschap naam waarde",
    nested=True,
    on_zaak="eigenschappen = z.eigenschappen || %(uuid)s",
    weergave="r.naam",
    order="r.naam, r.uuid",
    view=f"""
SELECT {_ZAAK} || '/zaakeigenschappen/' || r.uuid AS url, r.uuid, {_ZAAK} AS zaak,
       %(ztc)s::text || 'eigenschappen/' || r.eigenschap AS eigenschap, r.naam, r.waarde
FROM {{source}} r""",
)
ZAAKINFORMATIEOBJECT = Onderdeel(
    resource="zaakinformatieobject",
    collection="zaakinformatieobjecten",
    table="zaken_zaakinformatieobject",
    columns="informatieobject titel beschrijving registratiedatum vernietigingsdatum status",
    on_zaak="zaakinformatieobjecten = z.zaakinformatieobjecten || %(uuid)s",
    weergave="r.titel",
    filters=(("informatieobject", "r.informatieobject", "drc/enkelvoudiginformatieobjecten"),),
    view=f"""
SELECT %(zrc)s::text || 'zaakinformatieobjecten/' || r.uuid AS url, r.uuid,
       %(drc)s::text || 'enkelvoudiginformatieobjecten/' || r.informatieobject AS informatieobject, {_ZAAK} AS zaak,
       'Hoort bij, omgekeerd: kent' AS "aardRelatieWeergave", r.titel, r.beschrijving, r.registratiedatum,
       r.vernietigingsdatum, %(zrc)s::text || 'statussen/' || r.status AS status
FROM {{source}} r""",
)
ZAAKBESLUIT = Onderdeel(
    resource="zaakbesluit",
    collection="besluiten",
    table="zaken_zaakbesluit",
    columns="besluit ingangsdatum vervaldatum",
    nested=True,
    view=f"""
SELECT {_ZAAK} || '/besluiten/' || r.uuid AS url, r.uuid, %(brc)s::text || 'besluiten/' || r.besluit AS besluit
FROM {{source}} r""",
)

BY_COLLECTION = {
    kind.collection: kind
    for kind in (STATUS, RESULTAAT, ROL, ZAAKEIGENSCHAP, ZAAKINFORMATIEOBJECT, ZAAKBESLUIT)
}

# A resident sees her own rollen, and of who handles her zaak the name.
_SHIELDED = """(SELECT o.uuid, o.zaak, '' AS betrokkene, o.betrokkene_type, o.afwijkende_naam_betrokkene, o.roltype,
    o.omschrijving, o.omschrijving_generiek, '' AS roltoelichting, o.registratiedatum, o.indicatie_machtiging,
    NULL::jsonb AS contactpersoon_rol, o.identificatie - 'identificatie' AS identificatie
    FROM zaken_rol o WHERE o.omschrijving_generiek = 'behandelaar'
    AND o.betrokkene_type IN ('medewerker', 'organisatorische_eenheid') AND o.inp_bsn = ''
    UNION ALL SELECT o.uuid, o.zaak, o.betrokkene, o.betrokkene_type, o.afwijkende_naam_betrokkene, o.roltype,
    o.omschrijving, o.omschrijving_generiek, o.roltoelichting, o.registratiedatum, o.indicatie_machtiging,
    o.contactpersoon_rol, o.identificatie FROM zaken_rol o WHERE o.inp_bsn = nullif(%(own_bsn)s, ''))"""


def _source(kind: Onderdeel, actor: Actor, params: dict[str, Any]) -> str:
    if kind is ROL and rights.shielded(actor):
        params["own_bsn"] = actor.rights.bsn
        return _SHIELDED
    return kind.table


def one(
    kind: Onderdeel, *, actor: Actor, uuid: UUID, zaak: UUID | None = None, base: str = ""
) -> bytes | None:
    """A part as JSON; None when it does not exist (below `zaak`, when given) or may not be seen. One statement."""
    params: dict[str, Any] = {"uuid": uuid, "zaak": zaak, **roots(base)}
    where = f"r.uuid = %(uuid)s AND {rights.of_visible_zaak(actor, params)}"
    where += " AND r.zaak = %(zaak)s" if zaak else ""
    view = kind.view.format(source=_source(kind, actor, params))
    found = db.value(f"SELECT row_to_json(v) FROM ({view} WHERE {where}) v", params)
    return None if found is None else bytes(found)


def every(kind: Onderdeel, *, actor: Actor, zaak: UUID, base: str = "") -> bytes | None:
    """All parts of a zaak as a JSON array; None when the zaak does not exist or may not be seen. One statement."""
    params: dict[str, Any] = {"zaak": zaak, **roots(base)}
    visible = rights.visible(actor, params)
    view = kind.view.format(source=_source(kind, actor, params))
    found = db.value(
        f"SELECT (SELECT coalesce(json_agg(v), '[]'::json) FROM ({view} WHERE r.zaak = z.uuid ORDER BY {kind.order}) v)"
        f" FROM zaken_zaak z WHERE z.uuid = %(zaak)s AND {visible}",
        params,
    )
    return None if found is None else bytes(found)


def page(
    kind: Onderdeel, *, actor: Actor, filters: dict[str, Any], number: int | None, base: str = ""
) -> tuple[bytes, int]:
    """The parts that match, as a JSON array, with the exact count: a page of them, or all when `number` is None.

    `filters` are what `Onderdeel.parse` made of query parameters. One statement.
    """
    size = PAGE_SIZE if number else None
    params: dict[str, Any] = {**roots(base), "size": size, "skip": ((number or 1) - 1) * PAGE_SIZE}
    columns = {name: column for name, column, _ in (_OF_ZAAK, *kind.filters)}
    conditions = [rights.require_any(rights.of_visible_zaak(actor, params))]
    for name, value in filters.items():
        params[f"q_{name}"] = value
        conditions.append(f"{columns[name]} = %(q_{name})s")
    where, source = " AND ".join(conditions), _source(kind, actor, params)
    view = kind.view.format(
        source=f"(SELECT r.* FROM {source} r WHERE {where} ORDER BY {kind.order} LIMIT %(size)s OFFSET %(skip)s)"
    )
    found = db.row(
        f"SELECT (SELECT count(*) FROM {source} r WHERE {where}),"
        f" (SELECT coalesce(json_agg(v), '[]'::json) FROM ({view} ORDER BY {kind.order}) v)",
        params,
    )
    assert found is not None  # noqa: S101  # a SELECT without FROM has one row
    return bytes(found[1]), found[0]


def insert(kind: Onderdeel, values: dict[str, Any], *, actor: Actor, at: datetime, reden: str) -> bytes:
    """Add a part to a zaak that this transaction holds. One statement."""
    found = write(kind.mutation("create"), {**_adapted(values), **roots()}, actor=actor, at=at, reden=reden)
    assert found is not None  # noqa: S101  # the zaak is held, so it is there
    return found


def delete(kind: Onderdeel, *, uuid: UUID, zaak: UUID, actor: Actor, at: datetime, reden: str) -> None:
    """Remove a part of a zaak that this transaction holds. One statement."""
    params = {"uuid": uuid, "zaak": zaak, **roots()}
    write(kind.mutation("destroy"), params, actor=actor, at=at, reden=reden)


def zaak_of(kind: Onderdeel, uuid: UUID) -> UUID | None:
    """The zaak that a part belongs to: no rights are asked."""
    found: UUID | None = db.value(f"SELECT zaak FROM {kind.table} WHERE uuid = %(uuid)s", {"uuid": uuid})
    return found


def values(kind: Onderdeel, columns: str, *, zaak: UUID) -> list[tuple[Any, ...]]:
    """Stored values of the parts of a zaak, for the rules: no rights are asked."""
    return db.rows(f"SELECT {columns} FROM {kind.table} WHERE zaak = %(zaak)s ORDER BY uuid", {"zaak": zaak})


def _adapted(given: dict[str, Any]) -> dict[str, Any]:
    return {k: json.dumps(v) if k in _JSON and v is not None else v for k, v in given.items()}
