"""From what the registers hold to what a person reads."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

Eenheid = Literal["dag", "week", "maand", "jaar"]
_UNITS: dict[str, Eenheid] = {"D": "dag", "W": "week", "M": "maand", "Y": "jaar"}
_TERM = re.compile(r"P(\d{1,4})([DWMY])")
_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:T.*)?")


def termijn(iso: str | None) -> tuple[int, Eenheid] | None:
    """A term of one unit, such as `P6W`; None for anything longer or else, which is then better left unsaid."""
    found = _TERM.fullmatch(iso or "")
    return (int(found[1]), _UNITS[found[2]]) if found else None


def waarde(text: str, *, formaat: str) -> str | date:
    """The value of an eigenschap: a date when it is one (`20261201`, `2026-12-01`), else the text."""
    if formaat in ("datum", "datum_tijd") and (found := _DAY.fullmatch(text)):
        try:
            return date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            return text
    return text


def label(naam: str) -> str:
    """The name of an eigenschap as people write it: `nieuw_adres` is "Nieuw adres"."""
    words = naam.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def soort(formaat: str, bestandsnaam: str) -> str:
    """What kind of file it is, in a word: "PDF", "JPG"; "" when nothing says so."""
    known = {"application/pdf": "PDF", "image/jpeg": "JPG", "image/png": "PNG"}
    ending = re.search(r"\.([A-Za-z0-9]{1,5})$", bestandsnaam)
    return known.get(formaat) or (ending[1].upper() if ending else "")
