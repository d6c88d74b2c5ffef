"""How close a deadline is, in three levels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Level = Literal["ok", "soon", "late"]


@dataclass(frozen=True, slots=True)
class Urgency:
    """`days` is the number of days left, or past when `level` is late."""

    level: Level
    days: int


def urgency(deadline: date, *, at: date, warn: int = 7) -> Urgency:
    """A deadline counts through its own day: today is soon, the day after is late. `warn` is in days."""
    left = (as_date(deadline) - as_date(at)).days
    if left < 0:
        return Urgency("late", -left)
    return Urgency("soon" if left <= warn else "ok", left)


def as_date(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
