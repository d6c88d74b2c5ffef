"""Which numbers that are kept (by month and by day) add up to the number of zaken in a period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

_DAY = timedelta(days=1)
_EVER, _NOTHING = "9999-99", ("1", "0")


@dataclass(frozen=True, slots=True)
class Periode:
    """Whole months from `months[0]` to `months[1]`, days before them and days after them, the ends included, as ISO 8601
    writes them; a pair whose second is the smaller holds nothing."""

    months: tuple[str, str]
    before: tuple[str, str] = _NOTHING
    after: tuple[str, str] = _NOTHING

    def params(self) -> dict[str, str]:
        """The values for the statement that adds them up."""
        pairs = {"maand": self.months, "voor": self.before, "na": self.after}
        return {
            f"{name}_{end}": pair[i] for name, pair in pairs.items() for i, end in enumerate(("van", "tot"))
        }


def periode(first: date | None, last: date | None) -> Periode:
    """The numbers of the days `first` to `last`, both included; None is without an end."""
    if first and last and (first > last or _month(first) == _month(last)):
        return Periode(_NOTHING, before=(str(first), str(last)))
    months_from, before = "0", _NOTHING
    if first:
        whole = first.day == 1
        months_from = _month(first) if whole else _month(first) + "-"  # after the month itself
        before = before if whole else (str(first), f"{_month(first)}-31")
    months_to, after = _EVER, _NOTHING
    if last:
        whole = last != date.max and (last + _DAY).day == 1
        months_to = _month(last) if whole else _month(last.replace(day=1) - _DAY) if last > _FIRST else "0"
        after = after if whole else (f"{_month(last)}-01", str(last))
    return Periode((months_from, months_to), before, after)


_FIRST = date(1, 1, 31)


def _month(day: date) -> str:
    return day.isoformat()[:7]
