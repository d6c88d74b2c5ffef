"""GeoJSON geometry in the plane of degrees: what is one, the box around it, and whether it lies within an area.

`within` is that of the OGC: nothing of it lies outside the area, and something of it lies in the interior. A point on the
border is not within; a line or an area that touches the border from the inside is. The answer is exact for the numbers
that were sent: where rounding could decide, fractions do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from math import isfinite
from typing import Any

Number = Any  # a float as it was sent, or a Fraction where it must be exact; they count together
Place = tuple[Number, Number]
Segment = tuple[Place, Place]
Geometry = dict[str, Any]

MOST, DEEPEST = 20_000, 5  # positions of one geometry, and collections in collections
_SHAPES = {
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}
_ROUNDING = 3.3306690738754716e-16  # of a two by two determinant in doubles (Shewchuk 1997)
OUTSIDE, BORDER, INSIDE = 0, 1, 2


def is_geometry(value: object, *, deep: int = 0) -> bool:
    """Whether `value` is a GeoJSON geometry (RFC 7946) in longitude and latitude, with at most MOST positions."""
    if not isinstance(value, dict):
        return False
    kind = value.get("type")
    if kind == "GeometryCollection":
        parts = value.get("geometries")
        if not isinstance(parts, list) or not 0 < len(parts) <= MOST or deep >= DEEPEST:
            return False
        return all(is_geometry(p, deep=deep + 1) for p in parts) and _size(value) <= MOST
    if kind not in _SHAPES:
        return False
    return _is_shape(value.get("coordinates"), str(kind), _SHAPES[str(kind)]) and _size(value) <= MOST


def _is_shape(value: object, kind: str, depth: int) -> bool:
    if depth == 0:
        return (
            isinstance(value, list)
            and len(value) == 2
            and all(isinstance(n, int | float) and not isinstance(n, bool) and isfinite(n) for n in value)
            and abs(value[0]) <= 180
            and abs(value[1]) <= 90
        )
    if not isinstance(value, list) or not value or not all(_is_shape(v, kind, depth - 1) for v in value):
        return False
    if depth == 1 and "Polygon" in kind:
        return len(value) >= 4 and value[0] == value[-1]
    return not (depth == 1 and "Line" in kind) or len(value) >= 2


def _size(value: Geometry) -> int:
    return sum(1 for _ in _positions(value))


def box(value: Geometry) -> tuple[float, float, float, float]:
    """The box around a geometry: west, south, east, north."""
    places = list(_positions(value))
    xs, ys = [p[0] for p in places], [p[1] for p in places]
    return min(xs), min(ys), max(xs), max(ys)


def _positions(value: Geometry) -> Iterator[list[float]]:
    if value["type"] == "GeometryCollection":
        for part in value["geometries"]:
            yield from _positions(part)
        return
    level = [value["coordinates"]]
    for _ in range(_SHAPES[value["type"]]):
        level = [inner for outer in level for inner in outer]
    yield from level


def _parts(value: Geometry) -> Iterator[tuple[str, list[list[Place]]]]:
    """The points, lines and polygons that a geometry consists of, each as its rings of places."""
    kind = value["type"]
    if kind == "GeometryCollection":
        for part in value["geometries"]:
            yield from _parts(part)
        return
    given = value["coordinates"]
    single = kind.removeprefix("Multi")
    for one in given if kind != single else [given]:
        rings = [[one]] if single == "Point" else [one] if single == "LineString" else one
        yield single, [[(p[0], p[1]) for p in ring] for ring in rings]


@dataclass(slots=True)
class Area:
    """An area made ready for many questions: the edges are found by their height."""

    polygons: list[_Polygon]
    per_place: int = 0  # edges that are looked at for one place, about

    def __post_init__(self) -> None:
        self.per_place = sum(sum(map(len, p.slabs)) // len(p.slabs) + 1 for p in self.polygons)

    @classmethod
    def of(cls, value: Geometry) -> Area | None:
        """The area of a (multi)polygon or a collection of those; None for what has no surface."""
        parts = list(_parts(value))
        if any(kind != "Polygon" for kind, _ in parts):
            return None
        return cls([_Polygon.of(rings) for _, rings in parts])

    def holds(self, value: Geometry) -> bool:
        """Whether a geometry lies within this area."""
        inside = False
        for kind, rings in _parts(value):
            if kind == "Point":
                where = self.locate(rings[0][0])
            elif kind == "LineString":
                where = self._line(_segments(rings))
            else:
                where = self._surface(rings)
            if where == OUTSIDE:
                return False
            inside |= where == INSIDE
        return inside

    def effort(self, value: Geometry) -> int:
        """About how many edges are looked at to know whether a geometry lies within."""
        return 10 * _size(value) * self.per_place + sum(len(p.edges) for p in self.polygons)

    def locate(self, place: Place) -> int:
        """OUTSIDE, BORDER or INSIDE."""
        return max(polygon.locate(place) for polygon in self.polygons)

    def _line(self, segments: Iterable[Segment]) -> int:
        found = BORDER
        for middle in self._middles(segments):
            where = self.locate(middle)
            if where == OUTSIDE:
                return OUTSIDE
            found = max(found, where)
        return found

    def _middles(self, segments: Iterable[Segment]) -> Iterator[Place]:
        """A place in each piece of the segments between two meetings with the border: that decides for the piece."""
        for start, end in segments:
            if start == end:
                yield start
                continue
            cuts = {Fraction(0), Fraction(1)}
            for polygon in self.polygons:
                for edge in polygon.near(min(start[1], end[1]), max(start[1], end[1])):
                    cuts.update(_cuts((start, end), edge))
            ordered = sorted(cuts)
            for before, after in pairwise(ordered):
                yield _along((start, end), (before + after) / 2)

    def _surface(self, rings: list[list[Place]]) -> int:
        """A polygon is within when its border is, none of this area's border is in it, and one place in it is inside."""
        if self._line(_segments(rings)) == OUTSIDE:
            return OUTSIDE
        other = Area([_Polygon.of(rings)])
        ours = (edge for polygon in self.polygons for edge in polygon.edges)
        if any(other.locate(middle) == INSIDE for middle in other._middles(ours)):
            return OUTSIDE
        return INSIDE if self.locate(_inner(other.polygons[0].edges)) == INSIDE else OUTSIDE


@dataclass(slots=True)
class _Polygon:
    edges: list[Segment]
    south: Number
    height: Number
    slabs: list[list[Segment]] = field(default_factory=list)

    @classmethod
    def of(cls, rings: list[list[Place]]) -> _Polygon:
        edges = [edge for edge in _segments(rings) if edge[0] != edge[1]]
        ys = [place[1] for ring in rings for place in ring]
        found = cls(edges, min(ys), max(ys) - min(ys))
        # Edges that stand upright lie in many slabs: as many slabs as keep the whole a few times the edges.
        upright = sum(abs(end[1] - start[1]) for start, end in edges) / found.height if found.height else 0
        found.slabs = [[] for _ in range(max(1, min(len(edges) // 4, int(4 * len(edges) / (upright or 1)))))]
        for edge in edges:
            for slab in found._slabs(min(edge[0][1], edge[1][1]), max(edge[0][1], edge[1][1])):
                slab.append(edge)
        return found

    def _slabs(self, low: Number, high: Number) -> list[list[Segment]]:
        return self.slabs[self._number(low) : self._number(high) + 1]

    def _number(self, y: Number) -> int:
        if not self.height:
            return 0
        return max(0, min(len(self.slabs) - 1, int((y - self.south) / self.height * len(self.slabs))))

    def near(self, low: Number, high: Number) -> Iterable[Segment]:
        """The edges that may lie between two heights, each once."""
        found = self._slabs(low, high)
        return found[0] if len(found) == 1 else {id(e): e for slab in found for e in slab}.values()

    def locate(self, place: Place) -> int:
        """OUTSIDE, BORDER or INSIDE: by how many edges are crossed on the way to the east."""
        x, y = place
        inside = False
        for start, end in self.slabs[self._number(y)]:
            (x0, y0), (x1, y1) = start, end
            if (y0 > y) != (y1 > y):
                side = _side(start, end, place)
                if side == 0:
                    return BORDER
                inside ^= (side > 0) == (y1 > y0)
            elif (
                y in (y0, y1)
                and min(x0, x1) <= x <= max(x0, x1)
                and min(y0, y1) <= y <= max(y0, y1)
                and _side(start, end, place) == 0
            ):
                return BORDER
        return INSIDE if inside else OUTSIDE


def _segments(rings: list[list[Place]]) -> list[Segment]:
    return [edge for ring in rings for edge in pairwise(ring)]


def _side(a: Place, b: Place, p: Place) -> int:
    """1 when `p` lies left of the way from `a` to `b`, -1 when right, 0 when on it. Exact."""
    left = (a[0] - p[0]) * (b[1] - p[1])
    right = (a[1] - p[1]) * (b[0] - p[0])
    found = left - right
    if isinstance(found, float) and abs(found) <= _ROUNDING * (abs(left) + abs(right)):
        (ax, ay), (bx, by), (px, py) = _exact(a), _exact(b), _exact(p)
        found = (ax - px) * (by - py) - (ay - py) * (bx - px)
    return int(found > 0) - int(found < 0)


def _exact(place: Place) -> tuple[Fraction, Fraction]:
    return Fraction(place[0]), Fraction(place[1])


def _cuts(segment: Segment, edge: Segment) -> Iterator[Fraction]:
    """Where on `segment` (0 is its start, 1 its end) it meets `edge`: a place, or both ends of a shared stretch."""
    (a, b), (c, d) = segment, edge
    if max(c[0], d[0]) < min(a[0], b[0]) or min(c[0], d[0]) > max(a[0], b[0]):
        return
    here, there = _side(a, b, c), _side(a, b, d)
    if here * there > 0 or _side(c, d, a) * _side(c, d, b) > 0:
        return
    (ax, ay), (bx, by) = _exact(a), _exact(b)
    if here == there == 0:
        for end in (c, d):
            x, y = _exact(end)
            along = (x - ax) / (bx - ax) if bx != ax else (y - ay) / (by - ay)
            if 0 < along < 1:
                yield along
        return
    (cx, cy), (dx, dy) = _exact(c), _exact(d)
    across = (bx - ax) * (dy - cy) - (by - ay) * (dx - cx)
    yield ((cx - ax) * (dy - cy) - (cy - ay) * (dx - cx)) / across


def _along(segment: Segment, part: Fraction) -> Place:
    (ax, ay), (bx, by) = _exact(segment[0]), _exact(segment[1])
    return ax + (bx - ax) * part, ay + (by - ay) * part


def _inner(edges: list[Segment]) -> Place:
    """A place in the interior of a polygon: on a height where no corner is, halfway between its first two edges."""
    heights = sorted({Fraction(place[1]) for edge in edges for place in edge})
    if len(heights) < 2:
        return edges[0][0] if edges else (0.0, 0.0)  # it has no surface
    y = (heights[0] + heights[1]) / 2
    xs = sorted(
        _along(edge, (y - Fraction(edge[0][1])) / (Fraction(edge[1][1]) - Fraction(edge[0][1])))[0]
        for edge in edges
        if (edge[0][1] > y) != (edge[1][1] > y)
    )
    return (xs[0] + xs[1]) / 2, y
