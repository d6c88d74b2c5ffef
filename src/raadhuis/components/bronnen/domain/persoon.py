"""Turns an answer of Haal Centraal BRP Personen 2.x into a Persoon."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import msgspec

from raadhuis.components.bronnen.types import Adres, Naam, Persoon

# The BRP writes a postcode without a space, letters and screens with one.
_POSTCODE = re.compile(r"^(\d{4})([A-Z]{2})\b")

# What is asked, and nothing else (data minimisation). Secrecy, suspension and "in onderzoek" come along by themselves.
FIELDS = (
    "naam.voornamen",
    "naam.voorletters",
    "naam.voorvoegsel",
    "naam.geslachtsnaam",
    "naam.volledigeNaam",
    "geboorte.datum",
    "leeftijd",
    "verblijfplaats.verblijfadres.officieleStraatnaam",
    "verblijfplaats.verblijfadres.korteStraatnaam",
    "verblijfplaats.verblijfadres.huisnummer",
    "verblijfplaats.verblijfadres.huisletter",
    "verblijfplaats.verblijfadres.huisnummertoevoeging",
    "verblijfplaats.verblijfadres.postcode",
    "verblijfplaats.verblijfadres.woonplaats",
    "adressering.aanschrijfwijze.naam",
    "adressering.adresregel1",
    "adressering.adresregel2",
    "adressering.adresregel3",
    "adressering.land",
)
OVERLEDEN = "O"


class _Naam(msgspec.Struct, rename="camel"):
    voornamen: str = ""
    voorletters: str = ""
    voorvoegsel: str = ""
    geslachtsnaam: str = ""
    volledige_naam: str = ""


class _Datum(msgspec.Struct):
    datum: date | None = None  # absent for a partly known day (JaarDatum, JaarMaandDatum, OnbekendDatum)


class _Geboorte(msgspec.Struct):
    datum: _Datum = msgspec.field(default_factory=_Datum)


class _Verblijfadres(msgspec.Struct, rename="camel"):
    officiele_straatnaam: str = ""
    korte_straatnaam: str = ""
    huisnummer: int | None = None
    huisletter: str = ""
    huisnummertoevoeging: str = ""
    postcode: str = ""
    woonplaats: str = ""
    in_onderzoek: dict[str, Any] | None = None


class _Verblijfplaats(msgspec.Struct, rename="camel"):
    verblijfadres: _Verblijfadres = msgspec.field(default_factory=_Verblijfadres)
    in_onderzoek: dict[str, Any] | None = None


class _Aanschrijfwijze(msgspec.Struct):
    naam: str = ""


class _Land(msgspec.Struct):
    omschrijving: str = ""


class _Adressering(msgspec.Struct):
    aanschrijfwijze: _Aanschrijfwijze = msgspec.field(default_factory=_Aanschrijfwijze)
    adresregel1: str = ""
    adresregel2: str = ""
    adresregel3: str = ""
    land: _Land = msgspec.field(default_factory=_Land)


class _Reden(msgspec.Struct):
    code: str = ""


class _Opschorting(msgspec.Struct):
    reden: _Reden = msgspec.field(default_factory=_Reden)


class _Persoon(msgspec.Struct, rename="camel"):
    naam: _Naam = msgspec.field(default_factory=_Naam)
    geboorte: _Geboorte = msgspec.field(default_factory=_Geboorte)
    leeftijd: int | None = None
    verblijfplaats: _Verblijfplaats = msgspec.field(default_factory=_Verblijfplaats)
    adressering: _Adressering = msgspec.field(default_factory=_Adressering)
    geheimhouding_persoonsgegevens: bool = False
    opschorting_bijhouding: _Opschorting | None = None


class Antwoord(msgspec.Struct):
    """The body of the answer to `RaadpleegMetBurgerservicenummer`."""

    personen: list[_Persoon] = []


def person_of(answer: Antwoord) -> Persoon | None:
    """The one person in the answer, or None when the BRP does not know her."""
    if not answer.personen:
        return None
    found = answer.personen[0]
    opschorting = found.opschorting_bijhouding
    return Persoon(
        naam=Naam(
            voornamen=found.naam.voornamen,
            voorletters=found.naam.voorletters,
            voorvoegsel=found.naam.voorvoegsel,
            geslachtsnaam=found.naam.geslachtsnaam,
        ),
        volledige_naam=found.naam.volledige_naam,
        aanschrijfnaam=found.adressering.aanschrijfwijze.naam,
        geboortedatum=found.geboorte.datum.datum,
        leeftijd=found.leeftijd,
        adres=_adres(found),
        overleden=opschorting is not None and opschorting.reden.code == OVERLEDEN,
        geheimhouding=found.geheimhouding_persoonsgegevens,
        adres_in_onderzoek=bool(
            found.verblijfplaats.in_onderzoek or found.verblijfplaats.verblijfadres.in_onderzoek
        ),
        opgeschort=opschorting is not None,
    )


def _adres(found: _Persoon) -> Adres:
    at = found.verblijfplaats.verblijfadres
    return Adres(
        straat=at.officiele_straatnaam or at.korte_straatnaam,
        huisnummer="" if at.huisnummer is None else str(at.huisnummer),
        huisletter=at.huisletter,
        toevoeging=at.huisnummertoevoeging,
        postcode=at.postcode,
        woonplaats=at.woonplaats,
        regel1=found.adressering.adresregel1,
        regel2=_POSTCODE.sub(r"\1 \2", found.adressering.adresregel2),
        regel3=found.adressering.adresregel3,
        land=found.adressering.land.omschrijving,
    )
