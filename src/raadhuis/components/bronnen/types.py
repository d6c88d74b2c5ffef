"""What Bronnen answers: a person as the BRP knows her, cut down to what forms and letters need."""

from __future__ import annotations

from datetime import date

import msgspec


class Naam(msgspec.Struct, frozen=True, kw_only=True):
    """The parts of a name."""

    voornamen: str = ""
    voorletters: str = ""
    voorvoegsel: str = ""
    geslachtsnaam: str = ""


class Adres(msgspec.Struct, frozen=True, kw_only=True):
    """Where somebody lives. Abroad and unknown addresses have only `regel1` and `regel2`, or nothing."""

    straat: str = ""
    huisnummer: str = ""
    huisletter: str = ""
    toevoeging: str = ""
    postcode: str = ""
    woonplaats: str = ""
    regel1: str = ""
    regel2: str = ""

    @property
    def regel(self) -> str:
        """The address on one line."""
        return ", ".join(part for part in (self.regel1, self.regel2) if part)


class Persoon(msgspec.Struct, frozen=True, kw_only=True):
    """A person as the BRP knows her now. `geboortedatum` is None when the day is not fully known; `leeftijd` in years."""

    naam: Naam
    volledige_naam: str
    geboortedatum: date | None = None
    leeftijd: int | None = None
    adres: Adres = Adres()
    overleden: bool = False
    geheimhouding: bool = False
    adres_in_onderzoek: bool = False
    opgeschort: bool = False
