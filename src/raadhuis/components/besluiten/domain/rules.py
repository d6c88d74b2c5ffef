"""The rules of a decision's dates and number, as far as they need no other register."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date, timedelta

from stdnum.nl import bsn

from raadhuis.components.besluiten.types import BesluitBody
from raadhuis.kernel.refusal import FieldError

_TERM = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T.*)?")


def errors(body: BesluitBody, *, today: date) -> Iterator[FieldError]:
    """What is wrong with a new decision by itself."""
    if not bsn.is_valid(body.verantwoordelijke_organisatie):  # an RSIN passes the same elf-proef
        yield FieldError(
            "verantwoordelijkeOrganisatie",
            "invalid",
            "Dit is geen geldig RSIN: de controle (elf-proef) klopt niet.",
        )
    if body.datum > today:
        yield FieldError(
            "datum", "future_not_allowed", "De datum van het besluit kan niet in de toekomst liggen."
        )


def uiterlijke_reactiedatum(body: BesluitBody, reactietermijn: str | None) -> date | None:
    """The last day for an objection: as given, or the reactietermijn after the day that the decision was sent, else
    published. The term starts on the day after (Awb 6:8), so its last day is that many weeks or days later."""
    announced = body.verzenddatum or body.publicatiedatum
    if body.uiterlijke_reactiedatum or announced is None or not reactietermijn:
        return body.uiterlijke_reactiedatum
    return after(announced, reactietermijn)


def after(day: date, term: str) -> date:
    """The day that is `term` (an ISO 8601 duration such as P6W) after `day`; past a month's end it is the last day.

    Raises ValueError when it is not such a duration.
    """
    found = _TERM.fullmatch(term)
    if found is None:
        raise ValueError(term)
    years, months, weeks, days = (int(part or 0) for part in found.groups())
    year, month = divmod(day.year * 12 + day.month - 1 + years * 12 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last)) + timedelta(weeks=weeks, days=days)
