"""The rules of a decision's dates, number and changes, as far as they need no other register."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date, timedelta

from msgspec import UNSET

from raadhuis.components.besluiten.types import Besluit, BesluitBody, BesluitPatch
from raadhuis.kernel.elfproef import is_rsin
from raadhuis.kernel.refusal import FieldError, Invalid

_TERM = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T.*)?")
_NAMES = {
    field: BesluitBody.__struct_encode_fields__[n] for n, field in enumerate(BesluitBody.__struct_fields__)
}
# What a decision is about does not change: another one is another decision (brc-001, brc-002, brc-006).
FIXED = ("identificatie", "verantwoordelijke_organisatie", "besluittype", "zaak")


def errors(body: BesluitBody, *, today: date) -> Iterator[FieldError]:
    """What is wrong with a decision by itself."""
    if not is_rsin(body.verantwoordelijke_organisatie):
        yield FieldError(
            "verantwoordelijkeOrganisatie",
            "invalid",
            "Dit is geen geldig RSIN: de controle (elf-proef) klopt niet.",
        )
    if body.datum > today:
        yield FieldError(
            "datum", "future_not_allowed", "De datum van het besluit kan niet in de toekomst liggen."
        )


def fixed_errors(old: Besluit, patch: BesluitPatch) -> Iterator[FieldError]:
    """Which fields the change touches that never change (brc-001, brc-002, brc-006)."""
    for field in FIXED:
        new = getattr(patch, field)
        # An empty identificatie asks for one, and there is one.
        if new is UNSET or (field == "identificatie" and new == ""):
            continue
        if new.rstrip("/") != getattr(old, field):
            yield FieldError(_NAMES[field], "wijzigen-niet-toegelaten", "Dit veld kan niet meer veranderen.")


def changed(old: Besluit, patch: BesluitPatch) -> BesluitBody:
    """The decision with what `patch` says, except for what never changes."""
    said = {name: getattr(patch, name) for name in _NAMES if name not in FIXED}
    return BesluitBody(
        **{name: getattr(old, name) for name in _NAMES} | {n: v for n, v in said.items() if v is not UNSET}
    )


def uiterlijke_reactiedatum(body: BesluitBody, reactietermijn: str | None) -> date | None:
    """The last day for an objection: as given, or the reactietermijn after the day that the decision was sent, else
    published. The term starts on the day after (Awb 6:8), so its last day is that many weeks or days later.

    Raises Invalid when that day is past the end of the calendar.
    """
    announced = body.verzenddatum or body.publicatiedatum
    if body.uiterlijke_reactiedatum or announced is None or not reactietermijn:
        return body.uiterlijke_reactiedatum
    return _end(body, announced, reactietermijn)


def announced_otherwise(old: Besluit, new: BesluitBody) -> bool:
    """Whether a change moves the day from which the term for an objection runs."""
    return (old.verzenddatum, old.publicatiedatum) != (new.verzenddatum, new.publicatiedatum)


def moved_reactiedatum(old: Besluit, new: BesluitBody, reactietermijn: str | None) -> date | None:
    """The last day for an objection after a change of the day that the decision was sent or published: it moves along when
    it followed from that day; one that somebody chose stays. Raises Invalid, as uiterlijke_reactiedatum."""
    was = old.uiterlijke_reactiedatum
    if new.uiterlijke_reactiedatum not in (None, was):
        return new.uiterlijke_reactiedatum
    if was is not None and was != _term_end(old.verzenddatum or old.publicatiedatum, reactietermijn):
        return new.uiterlijke_reactiedatum
    announced = new.verzenddatum or new.publicatiedatum
    return _end(new, announced, reactietermijn) if announced and reactietermijn else None


def _end(body: BesluitBody, announced: date, reactietermijn: str) -> date:
    found = _term_end(announced, reactietermijn)
    if found is None:
        name = "verzenddatum" if body.verzenddatum else "publicatiedatum"
        raise Invalid.field(name, "invalid", "Deze datum ligt te ver weg.")
    return found


def _term_end(day: date | None, term: str | None) -> date | None:
    """The end of the term, or None when there is no day, no term, or no such day in the calendar."""
    if day is None or not term:
        return None
    try:
        return after(day, term)
    except (ValueError, OverflowError):
        return None


def after(day: date, term: str) -> date:
    """The day that is `term` (an ISO 8601 duration such as P6W) after `day`; past a month's end it is the last day.

    Raises ValueError when it is not such a duration, and ValueError or OverflowError past the end of the calendar.
    """
    found = _TERM.fullmatch(term)
    if found is None:
        raise ValueError(term)
    years, months, weeks, days = (int(part or 0) for part in found.groups())
    year, month = divmod(day.year * 12 + day.month - 1 + years * 12 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last)) + timedelta(weeks=weeks, days=days)
