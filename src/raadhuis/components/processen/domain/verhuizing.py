"""When a move is processed without a person looking at it, and else why not (Wet BRP artikel 2.39)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

OUDSTE_VERHUIZING = timedelta(days=5)  # Wet BRP artikel 2.39 lid 1: uiterlijk de vijfde dag na de verhuizing
VERSTE_VERHUIZING = timedelta(weeks=4)  # idem: vanaf vier weken vóór de verhuizing
ZELF_AANGEVEN = 16  # years; for a younger child a parent reports the move
# Postcodes never end in SA, SD or SS (PostNL).
_POSTCODE = re.compile(r"\b[1-9]\d{3} ?(?!SA|SD|SS)[A-Z]{2}\b")
_HUISNUMMER = re.compile(r"[A-Za-zÀ-ÿ.'’)] +([1-9]\d{0,4})\b")
_NIEMAND = frozenset({"", "nee", "geen", "niemand", "0", "[]"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Aanvrager:
    """What the BRP says of the applicant, as far as these rules look; `leeftijd` None is not known."""

    leeftijd: int | None
    overleden: bool
    opgeschort: bool
    adres_in_onderzoek: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Aangifte:
    """What was reported, as texts from the zaak: `ingangsdatum` as `2026-11-22` or `20261122`; `gedaan_op` is the day
    of the report."""

    gedaan_op: date
    ingangsdatum: str
    nieuw_adres: str
    meeverhuizers: str


def redenen(aangifte: Aangifte, aanvrager: Aanvrager | None) -> tuple[str, ...]:
    """Why a person must look at this move, in sentences for the employee; empty when it may go by itself.

    `aanvrager` None: the BRP does not know the applicant.
    """
    return (*_over_aanvrager(aanvrager), *_over_aangifte(aangifte))


def _over_aanvrager(aanvrager: Aanvrager | None) -> list[str]:
    if aanvrager is None:
        return ["De aanvrager staat niet in de BRP."]
    found = []
    if aanvrager.overleden:
        found.append("De aanvrager is volgens de BRP overleden.")
    elif aanvrager.opgeschort:
        found.append("De bijhouding van de gegevens van de aanvrager is opgeschort.")
    if aanvrager.leeftijd is None:
        found.append("De leeftijd van de aanvrager is niet bekend.")
    elif aanvrager.leeftijd < ZELF_AANGEVEN:
        found.append(f"De aanvrager is jonger dan {ZELF_AANGEVEN} jaar en mag niet zelf aangifte doen.")
    if aanvrager.adres_in_onderzoek:
        found.append("Het huidige adres van de aanvrager is in onderzoek.")
    return found


def _over_aangifte(aangifte: Aangifte) -> list[str]:
    found = []
    if aangifte.meeverhuizers.strip().casefold() not in _NIEMAND:
        found.append("Er verhuizen meer personen mee. Controleer of zij bij elkaar horen.")
    if not _POSTCODE.search(aangifte.nieuw_adres.upper()):
        found.append("Het nieuwe adres heeft geen geldige postcode.")
    # Without the postcode, since its digits look like a huisnummer.
    if not _HUISNUMMER.search(_POSTCODE.sub(" ", aangifte.nieuw_adres.upper())):
        found.append("Het nieuwe adres heeft geen geldig huisnummer.")
    dag = _dag(aangifte.ingangsdatum)
    if dag is None:
        found.append("De verhuisdatum is niet bekend.")
    elif dag < aangifte.gedaan_op - OUDSTE_VERHUIZING:
        found.append("De aangifte is meer dan 5 dagen na de verhuizing gedaan.")
    elif dag > aangifte.gedaan_op + VERSTE_VERHUIZING:
        found.append("De verhuizing is meer dan 4 weken na de aangifte.")
    return found


def _dag(text: str) -> date | None:
    """A day written as 2026-11-22 or 20261122 (the forms that zaakeigenschappen have)."""
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None
