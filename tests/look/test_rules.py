"""The small rules behind the tags: deadlines, sizes, dates."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from raadhuis.look.urgency import urgency

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("days", "level", "count"),
    [(30, "ok", 30), (8, "ok", 8), (7, "soon", 7), (0, "soon", 0), (-1, "late", 1), (-40, "late", 40)],
)
def test_a_deadline_counts_through_its_own_day(days: int, level: str, count: int) -> None:
    found = urgency(TODAY + timedelta(days=days), at=TODAY, warn=7)
    assert (found.level, found.days) == (level, count)


def test_the_lock_file_names_no_place_on_a_disk() -> None:
    from raadhuis.look import assets

    lock = (assets.project_root() / "package-lock.json").read_text(encoding="utf-8")
    assert "file:" not in lock
    assert '"link": true' not in lock


def test_a_second_run_of_the_assets_does_nothing(house: str) -> None:
    from raadhuis.look import assets

    assert assets.ensure() is False
