"""LO3 dates of eight digits, of which the end may be unknown (zeros), and the ages that follow from them."""

from __future__ import annotations

from datetime import date

MONTHS = "januari februari maart april mei juni juli augustus september oktober november december".split()


def date_value(lo3: str) -> dict[str, object]:
    """The polymorphic date of the API: Datum, JaarMaandDatum, JaarDatum or DatumOnbekend."""
    year, month, day = int(lo3[:4]), int(lo3[4:6]), int(lo3[6:8])
    if not year:
        return {"type": "DatumOnbekend", "onbekend": True, "langFormaat": "onbekend"}
    if not month:
        return {"type": "JaarDatum", "jaar": year, "langFormaat": f"{year:04}"}
    long = f"{MONTHS[month - 1]} {year:04}"
    if not day:
        return {"type": "JaarMaandDatum", "jaar": year, "maand": month, "langFormaat": long}
    return {"type": "Datum", "datum": f"{year:04}-{month:02}-{day:02}", "langFormaat": f"{day} {long}"}


def age(lo3: str, *, today: date) -> int | None:
    """Age in years, or None when an unknown part of the birth date makes it uncertain."""
    year, month, day = int(lo3[:4]), int(lo3[4:6]), int(lo3[6:8])
    if not year or not month or (not day and month == today.month):
        return None
    return today.year - year - ((today.month, today.day) < (month, day))


def born(years: int, *, month: int, day: int, today: date) -> str:
    """The LO3 birth date of somebody who is this old today and has a birthday on that day."""
    return f"{today.year - years - ((today.month, today.day) < (month, day)):04}{month:02}{day:02}"
