"""What may be done with a task, and which answers are good."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from raadhuis.components.processen.domain import conditie
from raadhuis.components.processen.types import Taak, Veld
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.refusal import Conflict, FieldError, Invalid

KEUZES = ("keuze", "ja_nee")  # answered by choosing, not by writing
LENGTE = {"tekst": 200, "tekstvlak": 4000}
_GETAL = re.compile(r"-?\d{1,15}([.,]\d{1,6})?", re.ASCII)
_DATUM = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class TaakIsGereed(Conflict):
    """Somebody finished the task already."""

    code = "taak-gereed"
    title = "Deze taak is al afgerond."
    next = "Bekijk de zaak opnieuw. Er is niets overschreven."


class TaakIsVervallen(Conflict):
    """The zaak ended in another way, so the task is no longer needed."""

    code = "taak-vervallen"
    title = "Deze taak is vervallen, omdat de zaak op een andere manier is afgerond."
    next = "U hoeft niets te doen."


class TaakIsVanEenAnder(Conflict):
    """A colleague took the task."""

    code = "taak-van-een-ander"
    title = "Een collega is al met deze taak bezig."
    next = "Overleg met uw collega, of vraag de coördinator om de taak over te nemen."


class BesluitOntbreekt(Conflict):
    """The task asks for a besluit that is not there yet."""

    code = "besluit-ontbreekt"
    title = "Er is nog geen besluit vastgelegd bij deze zaak."
    next = "Leg eerst het besluit met de besluitbrief vast. Rond daarna deze taak af."


def check_open(taak: Taak, *, actor: Actor, mag_overnemen: bool) -> None:
    """Raise TaakIsGereed, TaakIsVervallen or TaakIsVanEenAnder unless `actor` may work on this task now."""
    if taak.status == "gereed":
        raise TaakIsGereed
    if taak.status == "vervallen":
        raise TaakIsVervallen
    if taak.behandelaar_id not in ("", actor.id) and not mag_overnemen:
        raise TaakIsVanEenAnder


def check_antwoorden(velden: tuple[Veld, ...], antwoorden: Mapping[str, object]) -> dict[str, Any]:
    """The answers to keep, one per field that was filled in. Raises Invalid with every wrong answer at once."""
    errors = [
        FieldError(str(naam)[:100], "unknown", "Deze vraag hoort niet bij de taak.")
        for naam in antwoorden
        if naam not in {veld.naam for veld in velden}
    ]
    goed: dict[str, Any] = {}
    for veld in velden:
        given = antwoorden.get(veld.naam)
        if given is None or (isinstance(given, str) and not given.strip()):
            continue
        try:
            goed[veld.naam] = _antwoord(veld, given)
        except _Fout as fout:
            errors.append(FieldError(veld.naam, *fout.args))
    wrong = {error.name for error in errors}
    errors += [
        FieldError(veld.naam, "required", "Kies een antwoord." if veld.soort in KEUZES else "Vul dit in.")
        for veld in velden
        if veld.naam not in goed and veld.naam not in wrong and _verplicht(veld, goed)
    ]
    if errors:
        raise Invalid(fields=tuple(errors))
    return goed


class _Fout(Exception):
    """Code and reason of one wrong answer."""


def _verplicht(veld: Veld, goed: Mapping[str, Any]) -> bool:
    return conditie.parse(veld.verplicht_als).waar(goed) if veld.verplicht_als else veld.verplicht


def _antwoord(veld: Veld, given: object) -> str | int | float:
    if veld.soort == "getal":
        return _getal(given)
    if not isinstance(given, str):
        raise _Fout("invalid", "Dit antwoord heeft niet de goede vorm.")
    text = given.strip().replace("\r\n", "\n")
    if veld.soort in KEUZES:
        if text not in {optie.waarde for optie in veld.opties}:
            raise _Fout("invalid_choice", "Kies een van de antwoorden uit de lijst.")
    elif veld.soort == "datum":
        _check_datum(text)
    else:
        _check_tekst(text, LENGTE[veld.soort])
    return text


def _getal(given: object) -> int | float:
    if isinstance(given, bool) or not isinstance(given, (int, float, str)):
        raise _Fout("invalid", "Vul een getal in.")
    if isinstance(given, str):
        if not _GETAL.fullmatch(given.strip()):
            raise _Fout("invalid", "Vul een getal in.")
        number = float(given.strip().replace(",", "."))
        return int(number) if number.is_integer() else number
    if not math.isfinite(given) or abs(given) >= 10**15:
        raise _Fout("invalid", "Vul een kleiner getal in.")
    return given


def _check_datum(text: str) -> None:
    try:
        if not _DATUM.fullmatch(text):
            raise ValueError
        date.fromisoformat(text)
    except ValueError:
        raise _Fout("invalid", "Vul een datum in die bestaat.") from None


def _check_tekst(text: str, most: int) -> None:
    if len(text) > most:
        raise _Fout("max_length", f"Gebruik niet meer dan {most} tekens.")
    # PostgreSQL cannot keep these, and no keyboard makes them.
    if any((c < " " and c not in "\n\t") or "\ud800" <= c <= "\udfff" for c in text):
        raise _Fout("invalid", "In dit antwoord staan tekens die niet kunnen.")
