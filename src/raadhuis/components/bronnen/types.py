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
    """Where somebody lives. An address abroad has only `regel1` to `regel3` and `land`, an unknown one nothing."""

    straat: str = ""
    huisnummer: str = ""
    huisletter: str = ""
    toevoeging: str = ""
    postcode: str = ""
    woonplaats: str = ""
    regel1: str = ""
    regel2: str = ""
    regel3: str = ""
    land: str = ""

    @property
    def regels(self) -> tuple[str, ...]:
        """The address as it stands on an envelope; last the country, when it is another one, in capitals (UPU)."""
        return tuple(part for part in (self.regel1, self.regel2, self.regel3, self.land.upper()) if part)

    @property
    def regel(self) -> str:
        """The address on one line."""
        return ", ".join(part for part in (self.regel1, self.regel2, self.regel3, self.land) if part)


class Persoon(msgspec.Struct, frozen=True, kw_only=True):
    """A person as the BRP knows her now. `geboortedatum` is None when the day is not fully known; `leeftijd` in years.

    `aanschrijfnaam` is the name for an envelope: initials, and the surname that she chose to use.
    """

    naam: Naam
    volledige_naam: str
    aanschrijfnaam: str = ""
    geboortedatum: date | None = None
    leeftijd: int | None = None
    adres: Adres = Adres()
    overleden: bool = False
    geheimhouding: bool = False
    adres_in_onderzoek: bool = False
    opgeschort: bool = False

    @property
    def geadresseerde(self) -> tuple[str, ...]:
        """Her name and address on a letter, by line; only her name when she died, or has no address that may be there.

        A secret address (geheimhouding) may not: a letter is kept with the zaak and read by more people than she.
        """
        naam = self.aanschrijfnaam or self.volledige_naam
        adres = () if self.geheimhouding or self.overleden else self.adres.regels
        return (naam, *adres) if naam else ()
