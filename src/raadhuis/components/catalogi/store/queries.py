"""What Catalogi reads: one statement per question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from raadhuis.components.catalogi.store import views
from raadhuis.kernel import db
from raadhuis.kernel.paging import PAGE_SIZE

_BY_UUID = f"{views.INRICHTING} WHERE z.uuid = %(uuid)s"
_BY_IDENTIFICATIE = (
    f"{views.INRICHTING} WHERE z.identificatie = %(identificatie)s AND NOT z.concept AND z.begin_geldigheid <= %(dag)s"
    " AND (z.einde_geldigheid IS NULL OR z.einde_geldigheid > %(dag)s) ORDER BY z.begin_geldigheid DESC LIMIT 1"
)
_ZAAKTYPEN = (
    "SELECT coalesce(json_agg(v ORDER BY v.omschrijving, v.\"beginGeldigheid\"), '[]')"
    f" FROM ({views.ZAAKTYPE.format(source='catalogi_zaaktype')}) v"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A collection of the API: its VIEW, its table, and the condition behind each filter (`t` is the row)."""

    view: str
    table: str
    filters: dict[str, str]
    join: str = ""
    one: str = field(init=False)

    def __post_init__(self) -> None:
        one = f"SELECT row_to_json(v) FROM ({self.view.format(source=self.table)} WHERE r.uuid = %(uuid)s) v"
        object.__setattr__(self, "one", one)

    def many(self, given: tuple[str, ...]) -> str:
        """The page and the exact count under these filters; the SQL depends on their names only."""
        where = " AND ".join(self.filters[name] for name in given) or "true"
        source = f"(SELECT t.* FROM {self.table} t {self.join} WHERE {where} ORDER BY t.id LIMIT {PAGE_SIZE} OFFSET %(skip)s)"
        return f"""
SELECT (SELECT coalesce(json_agg(v), '[]') FROM ({self.view.format(source=source)} ORDER BY r.id) v),
       (SELECT count(*) FROM {self.table} t {self.join} WHERE {where})"""


_STATUS = "(%(status)s = 'alles' OR {alias}.concept = (%(status)s = 'concept'))"
_VALID = (
    "({alias}.begin_geldigheid <= %(datumGeldigheid)s"
    " AND ({alias}.einde_geldigheid IS NULL OR {alias}.einde_geldigheid > %(datumGeldigheid)s))"
)
_CATALOGUS = "t.catalogus_id = (SELECT x.id FROM catalogi_catalogus x WHERE x.uuid = %(catalogus)s)"
_NAMED = "(SELECT x.omschrijving FROM catalogi_informatieobjecttype x WHERE x.uuid = %({name})s)"
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
            "trefwoorden": "t.trefwoorden ?| %(trefwoorden)s",
        },
    ),
    "statustypen": _child(views.STATUSTYPE, "catalogi_statustype"),
    "resultaattypen": _child(views.RESULTAATTYPE, "catalogi_resultaattype"),
    "roltypen": _child(
        views.ROLTYPE,
        "catalogi_roltype",
        omschrijvingGeneriek="t.omschrijving_generiek = %(omschrijvingGeneriek)s",
    ),
    "eigenschappen": _child(views.EIGENSCHAP, "catalogi_eigenschap"),
    "zaaktype-informatieobjecttypen": Resource(
        view=views.ZAAKTYPE_INFORMATIEOBJECTTYPE,
        table="catalogi_zaaktypeinformatieobjecttype",
        filters={
            "zaaktype": _CHILD["zaaktype"],
            "status": _CHILD["status"],
            "informatieobjecttype": f"t.informatieobjecttype = {_NAMED.format(name='informatieobjecttype')}",
            "richting": "t.richting = %(richting)s",
        },
        join=_JOIN,
    ),
    "informatieobjecttypen": Resource(
        view=views.INFORMATIEOBJECTTYPE,
        table="catalogi_informatieobjecttype",
        filters={**_TYPE, "omschrijving": "t.omschrijving = %(omschrijving)s"},
    ),
    "besluittypen": Resource(
        view=views.BESLUITTYPE,
        table="catalogi_besluittype",
        filters={
            **_TYPE,
            "omschrijving": "t.omschrijving = %(omschrijving)s",
            "zaaktypen": "EXISTS (SELECT 1 FROM catalogi_zaaktype x WHERE x.uuid = %(zaaktypen)s"
            " AND x.catalogus_id = t.catalogus_id AND x.besluittypen ? t.omschrijving)",
            "informatieobjecttypen": f"t.informatieobjecttypen ? {_NAMED.format(name='informatieobjecttypen')}",
        },
    ),
}


def one(resource: str, uuid: UUID, *, base: str, op: date | None = None) -> bytes | None:
    """One resource as JSON; `op` is the day that relations by name look at."""
    return db.value(RESOURCES[resource].one, {"uuid": uuid, "base": base, "op": op})  # type: ignore[no-any-return]


def page(resource: str, number: int, *, filters: Mapping[str, Any], base: str) -> tuple[bytes, int]:
    """One page of a collection as a JSON array, and the exact count."""
    params = {
        **filters,
        "base": base,
        "op": filters.get("datumGeldigheid"),
        "skip": (number - 1) * PAGE_SIZE,
    }
    found = db.row(RESOURCES[resource].many(tuple(sorted(filters))), params)
    assert found is not None  # noqa: S101  # a SELECT without FROM has one row
    return bytes(found[0]), int(found[1])


def inrichting(uuid: UUID, *, base: str) -> bytes | None:
    """A zaaktype with everything that hangs on it."""
    return db.value(_BY_UUID, {"uuid": uuid, "base": base, "op": None})  # type: ignore[no-any-return]


def inrichting_on(identificatie: str, dag: date, *, base: str) -> bytes | None:
    """The published version that is valid on a day."""
    params = {"identificatie": identificatie, "dag": dag, "base": base, "op": None}
    return db.value(_BY_IDENTIFICATIE, params)  # type: ignore[no-any-return]


def zaaktypen(*, base: str) -> bytes:
    """Every version of every zaaktype, by omschrijving."""
    return bytes(db.value(_ZAAKTYPEN, {"base": base, "op": None}))
