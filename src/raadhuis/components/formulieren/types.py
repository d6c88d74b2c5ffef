"""A form as data: steps, fields, conditions, and how its answers become a zaak."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import Meta

Slug = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Naam = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]*$", max_length=50)]
Tekst = Annotated[str, Meta(min_length=1)]
Soort = Literal[
    "tekst",
    "tekstvak",
    "keuze",
    "meerkeuze",
    "janee",
    "datum",
    "email",
    "telefoon",
    "postcode",
    "huisnummer",
    "bestand",
]
Bron = Literal["volledige_naam", "geboortedatum", "adres"]
Waarde: TypeAlias = str | list[str]
Antwoorden: TypeAlias = dict[str, Waarde]


class _Deel(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A part of a form's definition: an unknown key in the file is an error."""


class Vergelijking(_Deel, frozen=True, kw_only=True):
    """An answer compared: `is`, `is_niet`, `bevat` (meerkeuze), `ingevuld`, `leeg`."""

    veld: Naam
    operator: Literal["is", "is_niet", "bevat", "ingevuld", "leeg"] = "is"
    waarde: str = ""


class Voorwaarde(_Deel, frozen=True, kw_only=True):
    """Comparisons that must all hold (`en`), or one of them (`of`)."""

    en: tuple[Vergelijking, ...] = ()
    of: tuple[Vergelijking, ...] = ()


class Keuze(_Deel, frozen=True, kw_only=True):
    """One of the answers to choose from."""

    waarde: Naam
    label: Tekst
    toelichting: str = ""


class Grenzen(_Deel, frozen=True, kw_only=True):
    """What a good answer is, with the words for one that is not.

    Lengths in characters, `min_keuzes`/`max_keuzes` in choices, `vroegst`/`laatst` in days from today, `max_mb` per file,
    `typen` the media types that a file may have.
    """

    min_lengte: int | None = None
    max_lengte: int | None = None
    patroon: str = ""
    patroon_melding: str = ""
    min: int | None = None
    max: int | None = None
    max_keuzes: int | None = None
    vroegst: int | None = None
    vroegst_melding: str = ""
    laatst: int | None = None
    laatst_melding: str = ""
    max_aantal: int = 5
    max_mb: int = 10
    typen: tuple[str, ...] = ("application/pdf", "image/jpeg", "image/png")


class Veld(_Deel, frozen=True, kw_only=True):
    """One question. With `brp` it is a fact from the BRP, asked only when the BRP cannot be reached."""

    naam: Naam
    soort: Soort
    label: Tekst
    toelichting: str = ""
    verplicht: bool = True
    keuzes: tuple[Keuze, ...] = ()
    grenzen: Grenzen = Grenzen()
    toon_als: Voorwaarde | None = None
    brp: Bron | None = None
    autocomplete: str = ""
    breedte: Literal["kort", "middel", "lang"] = "lang"


class Stap(_Deel, frozen=True, kw_only=True):
    """One page of questions."""

    titel: Tekst
    velden: tuple[Veld, ...]
    uitleg: str = ""
    toon_als: Voorwaarde | None = None


class Eigenschap(_Deel, frozen=True, kw_only=True):
    """A zaakeigenschap: the text of the named answers, joined with `scheiding`; `waarde_van` "code" gives codes,
    "datum" a day as the standard writes it (20261231)."""

    naam: Tekst
    velden: tuple[Naam, ...]
    scheiding: str = ", "
    waarde_van: Literal["tekst", "code", "datum"] = "tekst"


class Contact(_Deel, frozen=True, kw_only=True):
    """Which answers say how to reach the applicant."""

    email: str = ""
    telefoon: str = ""


class Zaak(_Deel, frozen=True, kw_only=True):
    """How a submitted form becomes a zaak. Document types by their omschrijving."""

    zaaktype: Tekst
    omschrijving: Annotated[str, Meta(min_length=1, max_length=80)]
    eigenschappen: tuple[Eigenschap, ...] = ()
    contact: Contact = Contact()
    aanvraagdocument: Tekst = "Aanvraagformulier"
    bijlagedocument: Tekst = "Bijlage"


class Formulier(_Deel, frozen=True, kw_only=True):
    """A form. `duur` in minutes; `niveau` is the DigiD level that is needed."""

    slug: Slug
    naam: Tekst
    inleiding: Tekst
    nodig: tuple[Tekst, ...] = ()
    duur: int
    niveau: Literal["basis", "midden", "substantieel", "hoog"] = "midden"
    stappen: Annotated[tuple[Stap, ...], Meta(min_length=1)]
    zaak: Zaak
    daarna: tuple[Tekst, ...]

    def velden(self) -> tuple[Veld, ...]:
        """Every field, in order."""
        return tuple(veld for stap in self.stappen for veld in stap.velden)

    def veld(self, naam: str) -> Veld | None:
        """The field with this name, or None."""
        return next((veld for veld in self.velden() if veld.naam == naam), None)


class BrpGegevens(msgspec.Struct, frozen=True, kw_only=True):
    """What the BRP said of the applicant, and when it was asked."""

    opgehaald: datetime
    volledige_naam: str
    geslachtsnaam: str = ""
    voorvoegsel: str = ""
    voorletters: str = ""
    voornamen: str = ""
    geboortedatum: str = ""
    adres: str = ""


class Gegevens(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept, sealed, of a form that is being filled in."""

    bsn: str
    antwoorden: Antwoorden = {}
    brp: BrpGegevens | None = None

    def feiten(self, form: Formulier) -> dict[str, str]:
        """The values that come from the BRP, by field; a fact that the BRP does not have is asked."""
        if self.brp is None:
            return {}
        known = {veld.naam: getattr(self.brp, veld.brp) for veld in form.velden() if veld.brp}
        return {name: value for name, value in known.items() if value}
