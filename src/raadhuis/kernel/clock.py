"""The one place that reads the clock; everything else gets `at` as an argument."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def local_date(at: datetime) -> date:
    """The calendar day in the Netherlands at `at`; dates in the registers are Dutch days."""
    return at.astimezone(AMSTERDAM).date()
