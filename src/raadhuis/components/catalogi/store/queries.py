"""What Catalogi reads: one statement per question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from raadhuis.components.catalogi.store import views
from raadhuis.kernel import db

_BY_UUID = f"{views.INRICHTING} WHERE z.uuid = %(uuid)s"
_BY_IDENTIFICATIE = (
    f"{views.INRICHTING} WHERE z.identificatie = %(identificatie)s AND NOT z.concept AND z.begin_geldigheid <= %(dag)s"
    " AND (z.einde_geldigheid IS NULL OR z.einde_geldigheid >= %(dag)s) ORDER BY z.begin_geldigheid DESC LIMIT 1"
)
_ZAAKTYPEN = (
    "SELECT coalesce(json_agg(v ORDER BY v.omschrijving, v.\"beginGeldigheid\"), '[]')"
    f" FROM ({views.ZAAKTYPE.format(source='catalogi_zaaktype')}) v"
)

_VERSIES = """
SELECT coalesce(json_agg(v ORDER BY v.soort, v."beginGeldigheid", v.uuid), '[]') FROM (
    SELECT t.*, c.uuid AS catalogus, c.domein FROM (
        SELECT 'zaaktypen' AS soort, uuid, catalogus_id, identificatie AS naam, omschrijving,
               begin_geldigheid AS "beginGeldigheid" FROM catalogi_zaaktype
        UNION ALL SELECT 'informatieobjecttypen', uuid, catalogus_id, omschrijving, omschrijving, begin_geldigheid
        FROM catalogi_informatieobjecttype
        UNION ALL SELECT 'besluittypen', uuid, catalogus_id, omschrijving, omschrijving, begin_geldigheid
        FROM catalogi_besluittype) t
    JOIN catalogi_catalogus c ON c.id = t.catalogus_id) v"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A collection of the API: its VIEW, its table, and the condition behind each filter (`t` is the row)."""

    view: str
    table: str
    filters: dict[str, str]
    join: str = ""
    one: str = field(init=False)
    several: str = field(init=False)

    def __post_init__(self) -> None:
        view = self.view.format(source=self.table)
        one = f"SELECT row_to_json(v) FROM ({view} WHERE r.uuid = %(uuid)s) v"
        several = f"SELECT u.uuid, (SELECT row_to_json(v) FROM ({view} WHERE r.uuid = u.uuid) v) FROM unnest(%(uuids)s) u (uuid)"
        object.__setattr__(self, "one", one)
        object.__setattr__(self, "several", several)

    def many(self, given: tuple[str, ...]) -> str:
        """The page and the exact count under these filters; the SQL depends on their names only."""
        where = " AND ".join(self.filters[name] for name in given) or "true"
        source = f"(SELECT t.* FROM {self.table} t {self.join} WHERE {where} ORDER BY t.id LIMIT %(size)s OFFSET %(skip)s)"
        return f"""
SELECT (SELECT coalesce(json_agg(v), '[]') FROM ({self.view.format(source=source)} ORDER BY r.id) v),
       (SELECT count(*) FROM {self.table} t {self.join} WHERE {where})"""


_NAMED_DOCUMENTS = f"""
SELECT (SELECT {views.url("informatieobjecttypen", "x.uuid")} FROM catalogi_informatieobjecttype x
        JOIN catalogi_catalogus c ON c.id = x.catalogus_id
        WHERE c.uuid = u.catalogus AND x.omschrijving = u.naam AND {views.valid("x")}
        ORDER BY x.begin_geldigheid DESC LIMIT 1)
FROM unnest(%(catalogi)s::uuid[], %(namen)s::text[]) WITH ORDINALITY AS u (catalogus, naam, nr) ORDER BY u.nr"""
_CATALOGUS_ITEMS = "SELECT json_build_object({parts}) FROM catalogi_catalogus c0 WHERE c0.domein = %(domein)s AND c0.rsin = %(rsin)s"
_STATUS = "(%(status)s = 'alles' OR {alias}.concept = (%(status)s = 'concept'))"
# A version counts up to and including its last day.
_VALID = (
    "({alias}.begin_geldigheid <= %(datumGeldigheid)s"
    " AND ({alias}.einde_geldigheid IS NULL OR {alias}.einde_geldigheid >= %(datumGeldigheid)s))"
)
# Part of a text, small or capital; what a client sends is no pattern.
_PART = "strpos(lower(t.{column}), lower(%({name})s)) > 0"
_CATALOGUS = "t.catalogus_id = (SELECT x.id FROM catalogi_catalogus x WHERE x.uuid = %(catalogus)s)"
_NAMED = "(SELECT x.omschrijving FROM catalogi_informatieobjecttype x WHERE x.uuid = %({name})s)"
_OF_ZAAKTYPEN = (
    "EXISTS (SELECT 1 FROM catalogi_zaaktype x WHERE x.{}"
    " AND x.catalogus_id = t.catalogus_id AND x.besluittypen ? t.omschrijving)"
)
_TYPE = {
    "catalogus": _CATALOGUS,
    "status": _STATUS.format(alias="t"),
    "datumGeldigheid": _VALID.format(alias="t"),
}
_CHILD = {
    "zaaktype": "z.uuid = %(zaaktype)s",
    "zaaktypeIdentificatie": "z.identificatie = %(zaaktypeIdentificatie)s",
    "status": _STATUS.format(alias="z"),
    "datumGeldigheid": _VALID.format(alias="z"),
}
_JOIN = "JOIN catalogi_zaaktype z ON z.id = t.zaaktype_id"


def _child(view: str, table: str, **filters: str) -> Resource:
    return Resource(view=view, table=table, filters={**_CHILD, **filters}, join=_JOIN)


RESOURCES = {
    "catalogussen": Resource(
        view=views.CATALOGUS,
        table="catalogi_catalogus",
        filters={
            "domein": "t.domein = %(domein)s",
            "domein__in": "t.domein = ANY(%(domein__in)s)",
            "rsin": "t.rsin = %(rsin)s",
            "rsin__in": "t.rsin = ANY(%(rsin__in)s)",
        },
    ),
    "zaaktypen": Resource(
        view=views.ZAAKTYPE,
        table="catalogi_zaaktype",
        filters={
            **_TYPE,
            "identificatie": "t.identificatie = %(identificatie)s",
            "trefwoorden": "t.trefwoorden ?& %(trefwoorden)s",
            "identificatie__icontains": _PART.format(column="identificatie", name="identificatie__icontains"),
            "omschrijving__icontains": _PART.format(column="omschrijving", name="omschrijving__icontains"),
        },
    ),
    "statustypen": _child(views.STATUSTYPE, "catalogi_statustype"),
    "resultaattypen": _child(views.RESULTAATTYPE, "catalogi_resultaattype"),
    "roltypen": _child(
        views.ROLTYPE,
        "catalogi_roltype",
        omschrijvingGeneriek="t.omschrijving_generiek = %(omschrijvingGeneriek)s",
        omschrijving=_PART.format(column="omschrijving", name="omschrijving"),
    ),
    "eigenschappen": _child(views.EIGENSCHAP, "catalogi_eigenschap"),
    "zaakobjecttypen": _child(
        views.ZAAKOBJECTTYPE,
        "catalogi_zaakobjecttype",
        catalogus=_CATALOGUS.replace("t.", "z."),
        anderObjecttype="t.ander_objecttype = %(anderObjecttype)s",
        objecttype="t.objecttype = %(objecttype)s",
        relatieOmschrijving="t.relatie_omschrijving = %(relatieOmschrijving)s",
        datumBeginGeldigheid="z.begin_geldigheid = %(datumBeginGeldigheid)s",
        datumEindeGeldigheid="z.einde_geldigheid = %(datumEindeGeldigheid)s",
    ),
    "zaaktype-informatieobjecttypen": Resource(
        view=views.ZAAKTYPE_INFORMATIEOBJECTTYPE,
        table="catalogi_zaaktypeinformatieobjecttype",
        filters={
            "zaaktype": _CHILD["zaaktype"],
            "status": _CHILD["status"],
            "informatieobjecttype": f"t.informatieobjecttype = {_NAMED.format(name='informatieobjecttype')}",
            "informatieobjecttype__naam": "t.informatieobjecttype = %(informatieobjecttype__naam)s",
            "richting": "t.richting = %(richting)s",
        },
        join=_JOIN,
    ),
    "informatieobjecttypen": Resource(
        view=views.INFORMATIEOBJECTTYPE,
        table="catalogi_informatieobjecttype",
        filters={
            **_TYPE,
            "omschrijving": "t.omschrijving = %(omschrijving)s",
            "omschrijving__icontains": _PART.format(column="omschrijving", name="omschrijving__icontains"),
            "zaaktype": "EXISTS (SELECT 1 FROM catalogi_zaaktypeinformatieobjecttype k JOIN catalogi_zaaktype z"
            " ON z.id = k.zaaktype_id WHERE z.uuid = %(zaaktype)s AND z.catalogus_id = t.catalogus_id"
            " AND k.informatieobjecttype = t.omschrijving)",
        },
    ),
    "besluittypen": Resource(
        view=views.BESLUITTYPE,
        table="catalogi_besluittype",
        filters={
            **_TYPE,
            "omschrijving": "t.omschrijving = %(omschrijving)s",
            "zaaktypen": _OF_ZAAKTYPEN.format("uuid = %(zaaktypen)s"),
            "zaaktypen__naam": _OF_ZAAKTYPEN.format("identificatie = %(zaaktypen__naam)s"),
            "informatieobjecttypen": f"t.informatieobjecttypen ? {_NAMED.format(name='informatieobjecttypen')}",
            "informatieobjecttypen__naam": "t.informatieobjecttypen ? %(informatieobjecttypen__naam)s",
        },
    ),
}


def _items(resource: str) -> str:
    found = RESOURCES[resource]
    where = "zt.catalogus_id" if found.join else "r.id" if resource == "catalogussen" else "r.catalogus_id"
    view = f"{found.view.format(source=found.table)} WHERE {where} = c0.id ORDER BY r.id"
    return f"'{resource}', (SELECT coalesce(json_agg(v), '[]') FROM ({view}) v)"


_WHOLE = _CATALOGUS_ITEMS.format(parts=", ".join(_items(resource) for resource in RESOURCES))


def whole_catalogus(domein: str, rsin: str, *, base: str) -> bytes | None:
    """Everything in a catalogus, by collection, as JSON; relations to every published version."""
    return db.json(_WHOLE, {"domein": domein, "rsin": rsin, "base": base, "op": None})


def one(resource: str, uuid: UUID, *, base: str, op: date | None = None) -> bytes | None:
    """One resource as JSON; `op` is the day that relations by name look at."""
    return db.json(RESOURCES[resource].one, {"uuid": uuid, "base": base, "op": op})


def several(resource: str, uuids: Sequence[UUID], *, base: str, op: date) -> dict[UUID, bytes]:
    """Resources as JSON, by identifier; those that are not there are left out."""
    found = db.rows(RESOURCES[resource].several, {"uuids": list(uuids), "base": base, "op": op})
    return {uuid: bytes(body) for uuid, body in found if body is not None}


def documents_by_name(places: Sequence[tuple[UUID | None, str]], *, base: str, op: date) -> list[str]:
    """The URL of the informatieobjecttype with each name in each catalogus that counts on the day `op`; "" for none."""
    catalogi, namen = [catalogus for catalogus, _ in places], [naam for _, naam in places]
    found = db.rows(_NAMED_DOCUMENTS, {"catalogi": catalogi, "namen": namen, "base": base, "op": op})
    return [url or "" for (url,) in found]


def page(
    resource: str, number: int, *, filters: Mapping[str, Any], size: int, base: str, op: date
) -> tuple[bytes, int]:
    """One page of a collection as a JSON array, and the exact count; relations as they are on the day `op`."""
    params = {**filters, "base": base, "op": op, "size": size, "skip": (number - 1) * size}
    found = db.row(RESOURCES[resource].many(tuple(sorted(filters))), params)
    assert found is not None  # noqa: S101  # a SELECT without FROM has one row
    return bytes(found[0]), int(found[1])


def inrichting(uuid: UUID, *, base: str) -> bytes | None:
    """A zaaktype with everything that hangs on it."""
    return db.json(_BY_UUID, {"uuid": uuid, "base": base, "op": None})


def inrichting_on(identificatie: str, dag: date, *, base: str) -> bytes | None:
    """The published version that is valid on a day."""
    params = {"identificatie": identificatie, "dag": dag, "base": base, "op": None}
    return db.json(_BY_IDENTIFICATIE, params)


def zaaktypen(*, base: str) -> bytes:
    """Every version of every zaaktype, by omschrijving."""
    return bytes(db.value(_ZAAKTYPEN, {"base": base, "op": None}))


def typeversies() -> bytes:
    """Every version of every type, oldest first, as a JSON array."""
    return bytes(db.value(_VERSIES))
