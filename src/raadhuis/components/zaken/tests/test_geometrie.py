"""What lies within an area, exactly: on borders, in holes, along edges."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raadhuis.components.zaken.domain.geometrie import Area, is_geometry


def ring(west, south, east, north):
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


WITH_HOLE = {"type": "Polygon", "coordinates": [ring(0, 0, 10, 10), ring(4, 4, 6, 6)]}
TWO = {"type": "MultiPolygon", "coordinates": [[ring(0, 0, 1, 1)], [ring(2, 0, 3, 1)]]}
# Two arms with a bay between them.
BAY = {
    "type": "Polygon",
    "coordinates": [[[0, 0], [10, 0], [10, 10], [6, 10], [6, 4], [4, 4], [4, 10], [0, 10], [0, 0]]],
}


def point(x, y):
    return {"type": "Point", "coordinates": [x, y]}


def line(*places):
    return {"type": "LineString", "coordinates": [list(place) for place in places]}


def square(*sides, hole=()):
    return {"type": "Polygon", "coordinates": [ring(*sides), *([ring(*hole)] if hole else [])]}


@pytest.mark.parametrize(
    ("area", "shape", "within"),
    [
        (WITH_HOLE, point(1, 1), True),
        (WITH_HOLE, point(5, 5), False),
        (WITH_HOLE, point(11, 5), False),
        (WITH_HOLE, point(0, 5), False),
        (WITH_HOLE, point(0, 0), False),
        (WITH_HOLE, point(4, 5), False),
        (WITH_HOLE, line((1, 1), (9, 1)), True),
        (WITH_HOLE, line((1, 5), (9, 5)), False),
        (WITH_HOLE, line((0, 0), (10, 0)), False),
        (WITH_HOLE, line((0, 0), (10, 0), (9, 1)), True),
        (WITH_HOLE, line((3, 4), (7, 4)), True),
        (WITH_HOLE, line((3, 3), (7, 7)), False),
        (WITH_HOLE, square(1, 1, 3, 3), True),
        (WITH_HOLE, square(1, 1, 9, 9), False),
        (WITH_HOLE, square(1, 1, 9, 9, hole=(3, 3, 7, 7)), True),
        (WITH_HOLE, square(1, 1, 9, 9, hole=(4, 4, 6, 6)), True),
        (WITH_HOLE, square(1, 1, 9, 9, hole=(4.5, 4.5, 5.5, 5.5)), False),
        (WITH_HOLE, square(4, 4, 6, 6), False),
        (WITH_HOLE, square(0, 0, 10, 10, hole=(4, 4, 6, 6)), True),
        (WITH_HOLE, square(0, 0, 4, 10), True),
        (WITH_HOLE, square(-1, 0, 4, 10), False),
        (BAY, line((1, 9), (9, 9)), False),
        (BAY, line((1, 9), (1, 1), (9, 1), (9, 9)), True),
        (BAY, square(1, 1, 9, 3), True),
        (BAY, square(1, 1, 9, 9), False),
        (BAY, square(4, 4, 6, 10), False),
        (TWO, point(2.5, 0.5), True),
        (TWO, point(1.5, 0.5), False),
        (TWO, line((0.5, 0.5), (2.5, 0.5)), False),
        (TWO, {"type": "MultiPoint", "coordinates": [[0.5, 0.5], [2.5, 0.5]]}, True),
        (TWO, {"type": "MultiPoint", "coordinates": [[0.5, 0.5], [0, 0.5]]}, True),
        (TWO, {"type": "MultiPoint", "coordinates": [[0.5, 0.5], [1.5, 0.5]]}, False),
        (TWO, {"type": "GeometryCollection", "geometries": [point(0.5, 0.5), square(2, 0, 3, 1)]}, True),
    ],
)
def test_what_lies_within(area, shape, within):
    found = Area.of(area)

    assert found is not None
    assert is_geometry(area)
    assert is_geometry(shape)
    assert found.holds(shape) is within


def test_a_point_a_hair_from_a_slanting_border_is_seen_on_its_own_side():
    slanting = Area.of({"type": "Polygon", "coordinates": [[[0, 0], [3, 1], [0, 1], [0, 0]]]})

    assert slanting is not None
    third = 1 / 3  # rounded down, so just below the line y = x / 3 at 1
    assert not slanting.holds(point(1, third))
    assert slanting.holds(point(1, third + 2**-54))


sides = st.integers(-5, 5)


@given(x=sides, y=sides, west=sides, south=sides, width=st.integers(1, 6), height=st.integers(1, 6))
def test_a_point_is_within_a_rectangle_when_its_numbers_are(x, y, west, south, width, height):
    area = Area.of(square(west, south, west + width, south + height))

    assert area is not None
    assert area.holds(point(x, y)) == (west < x < west + width and south < y < south + height)


@given(
    inner=st.tuples(sides, sides, st.integers(1, 6), st.integers(1, 6)),
    outer=st.tuples(sides, sides, st.integers(1, 6), st.integers(1, 6)),
)
def test_a_rectangle_is_within_another_when_its_sides_are(inner, outer):
    (w, s, dx, dy), (west, south, width, height) = inner, outer
    area = Area.of(square(west, south, west + width, south + height))

    assert area is not None
    within = west <= w and south <= s and w + dx <= west + width and s + dy <= south + height
    assert area.holds(square(w, s, w + dx, s + dy)) == within


def test_a_comb_of_many_teeth_takes_no_more_room_than_its_teeth():
    teeth = [[n / 1000, 50 if n % 2 else 40] for n in range(10_000)]
    comb = Area.of({"type": "Polygon", "coordinates": [[*teeth, [9.999, 30], [0, 30], teeth[0]]]})

    assert comb is not None
    assert sum(len(slab) for slab in comb.polygons[0].slabs) < 100_000
    assert comb.holds(point(5, 35))
    assert not comb.holds(point(5, 49.99))
    assert comb.effort(point(5, 35)) > 5_000


def test_what_has_no_surface_is_no_area():
    assert Area.of(point(1, 1)) is None
    assert Area.of({"type": "GeometryCollection", "geometries": [point(1, 1)]}) is None
