"""Pages of zaken: the identifiers of a page from an index, the zaken themselves from one table."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from raadhuis.components.zaken.domain.geometrie import INSIDE, Area, box
from raadhuis.components.zaken.domain.zoeken import ZaakQuery, implied, order_by
from raadhuis.components.zaken.store import rights, telling
from raadhuis.components.zaken.store.urls import roots
from raadhuis.components.zaken.store.zaken import VIEW
from raadhuis.kernel import db, wire
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.paging import PAGE_SIZE
from raadhuis.kernel.refusal import Invalid

_COUNT = "SELECT count(*) FROM zaken_zaak z WHERE {where}"
_PAGE = (
    """
WITH n AS MATERIALIZED (SELECT {count} AS aantal)
SELECT (SELECT aantal FROM n), (SELECT coalesce(json_agg(v), '[]'::json) FROM ("""
    + VIEW
    + """) v)"""
)
# Where there are none, nobody looks for them.
_PAGE_IDS = """(SELECT z.* FROM (SELECT z.uuid FROM zaken_zaak z WHERE {where} AND (SELECT aantal FROM n) > 0
     ORDER BY {nearest} LIMIT %(size)s OFFSET %(skip)s) p JOIN zaken_zaak z USING (uuid) ORDER BY {ordering})"""
_EFFORT = 50_000_000  # edges to look at for one search: some tens of seconds
_DEEP = 1_000  # zaken before a page, from where it is worth a statement to know where it begins

# A point is its own box, so its geometry need not be read.
_CANDIDATES = """SELECT z.uuid, (z.omvang[0])[0], (z.omvang[0])[1],
       CASE WHEN z.zaakgeometrie ->> 'type' <> 'Point' THEN z.zaakgeometrie::json END
FROM zaken_zaak z WHERE z.omvang IS NOT NULL AND z.omvang <@ %(place)s::box AND {where}"""


def page(
    *, actor: Actor, query: ZaakQuery, number: int, size: int = PAGE_SIZE, base: str = ""
) -> tuple[bytes, int]:
    """A page of zaken as a JSON array, with the exact count of all that match. One statement; two for those `within` an
    area, and for a page far from the first. Raises NotAllowed when the actor may see none at all."""
    params: dict[str, Any] = {"size": size, "skip": (number - 1) * size, **roots(base)}
    told = telling.of(query, actor, params)
    conditions = [*query.conditions(params), rights.require_any(rights.visible(actor, params))]
    if query.within:
        params["found"] = _within(query.within, conditions, params)
        conditions.append("z.uuid = ANY(%(found)s)")
    ordering = query.ordering or implied(query)
    count = told.count if told else f"({_COUNT.format(where=' AND '.join(conditions))})"
    nearest = ordered = order_by(ordering)
    if params["skip"] >= _DEEP:
        if told and told.place:
            total = _begin(told.place, conditions, params)
        else:
            total = db.value(f"SELECT {count}", params)
            nearest = order_by(ordering, backwards=_from_the_end(total, params))
        if total <= (number - 1) * size:
            return b"[]", total
        count, params["total"] = "%(total)s::bigint", total
    source = _PAGE_IDS.format(where=" AND ".join(conditions), nearest=nearest, ordering=ordered)
    found = db.row(_PAGE.format(count=count, source=source), params)
    assert found is not None  # noqa: S101  # a SELECT without FROM has one row
    return bytes(found[1]), found[0]


def _begin(place: str, conditions: list[str], params: dict[str, Any]) -> int:
    """Let the page begin in its own stretch of identifiers instead of passing all zaken before it; how many match."""
    found = db.row(place, params)
    assert found is not None  # noqa: S101  # it has one row
    total, stretch, before = found
    if stretch is not None:
        params |= {"last": telling.last_of(stretch), "skip": params["skip"] - before}
        conditions.append("z.uuid <= %(last)s::uuid")
    return int(total)


def _from_the_end(total: int, params: dict[str, Any]) -> bool:
    """Whether the page is nearer to the end; if so, `params` say where it is from there."""
    skip, size = params["skip"], params["size"]
    rest = total - skip
    if not 0 < rest < skip:
        return False
    params |= {"skip": max(0, rest - size), "size": min(size, rest)}
    return True


def _within(area: dict[str, Any], conditions: list[str], params: dict[str, Any]) -> list[UUID]:
    """The zaken that lie within an area: the index gives those whose box does, the exact test is ours."""
    surface = Area.of(area)
    if surface is None:
        return []
    place = "{},{},{},{}".format(*box(area))
    sql = _CANDIDATES.format(where=" AND ".join(conditions))
    points, shapes = [], []
    for uuid, x, y, shape in db.rows(sql, params | {"place": place}):
        if shape is None:
            points.append((uuid, (x, y)))
        else:
            shapes.append((uuid, wire.decode(shape, dict[str, Any])))
    if len(points) * surface.per_place + sum(surface.effort(shape) for _, shape in shapes) > _EFFORT:
        reason = "Dit kost te veel werk. Neem een kleiner of eenvoudiger vlak, of zoek ook op iets anders."
        raise Invalid.field("zaakgeometrie.within", "max_length", reason)
    found = [uuid for uuid, point in points if surface.locate(point) == INSIDE]
    return found + [uuid for uuid, shape in shapes if surface.holds(shape)]
