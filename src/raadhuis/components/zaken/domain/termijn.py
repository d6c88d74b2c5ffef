"""Adding an ISO 8601 duration to a day, as people count: a month after 31 January is the last day of February."""

from __future__ import annotations

import calendar
import functools
import re
from datetime import date, timedelta

_DURATION = re.compile(
    r"P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?"
)


def is_duration(text: str) -> bool:
    """Whether `text` is an ISO 8601 duration such as `P56D`, `P1Y6M` or `P8W`."""
    return len(text) <= 20 and _DURATION.fullmatch(text) is not None


def add(day: date, duration: str) -> date | None:
    """`day` plus `duration` (ISO 8601): first years and months, then weeks and days; hours do not move a day.

    A day that a month does not have becomes its last. None beyond the year 9999. Raises ValueError when `duration` is none.
    """
    years, months, weeks, days = _parts(duration)
    total = day.year * 12 + day.month - 1 + years * 12 + months
    year, month = total // 12, total % 12 + 1
    try:
        last = calendar.monthrange(year, month)[1]
        return date(year, month, min(day.day, last)) + timedelta(days=weeks * 7 + days)
    except (ValueError, OverflowError):
        return None


@functools.lru_cache(maxsize=500)
def _parts(duration: str) -> tuple[int, ...]:
    found = _DURATION.fullmatch(duration)
    if found is None:
        raise ValueError(duration)
    return tuple(int(part or 0) for part in found.groups())
