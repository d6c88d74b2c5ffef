"""Who plays a part: the shapes of a betrokkeneIdentificatie, by type of betrokkene."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from raadhuis.components.zaken.types import BetrokkeneIdentificatie
from raadhuis.kernel import wire
from raadhuis.kernel.elfproef import elf_proef
from raadhuis.kernel.refusal import FieldError, Invalid
from raadhuis.kernel.wire import Wire

Huisnummer = Annotated[int, Meta(ge=0, le=99999)]
Naam = Annotated[str, Meta(max_length=80)]
Identificatie = Annotated[str, Meta(max_length=100)]


class Verblijfsadres(Wire, frozen=True, kw_only=True):
    """An address in the Netherlands."""

    aoa_identificatie: Identificatie
    wpl_woonplaats_naam: Naam
    gor_openbare_ruimte_naam: Naam
    aoa_postcode: Annotated[str, Meta(max_length=7)] = ""
    aoa_huisnummer: Huisnummer
    aoa_huisletter: Annotated[str, Meta(max_length=1)] = ""
    aoa_huisnummertoevoeging: Annotated[str, Meta(max_length=4)] = ""
    inp_locatiebeschrijving: Annotated[str, Meta(max_length=1000)] = ""


class SubVerblijfBuitenland(Wire, frozen=True, kw_only=True):
    """An address abroad."""

    lnd_landcode: Annotated[str, Meta(max_length=4)]
    lnd_landnaam: Annotated[str, Meta(max_length=40)]
    sub_adres_buitenland_1: Annotated[str, Meta(max_length=35)] = msgspec.field(
        default="", name="subAdresBuitenland_1"
    )
    sub_adres_buitenland_2: Annotated[str, Meta(max_length=35)] = msgspec.field(
        default="", name="subAdresBuitenland_2"
    )
    sub_adres_buitenland_3: Annotated[str, Meta(max_length=35)] = msgspec.field(
        default="", name="subAdresBuitenland_3"
    )


class NatuurlijkPersoon(Wire, frozen=True, kw_only=True):
    """A person."""

    inp_bsn: Annotated[str, Meta(max_length=9)] = ""
    anp_identificatie: Annotated[str, Meta(max_length=17)] = ""
    inp_a_nummer: Annotated[str, Meta(pattern="^[1-9][0-9]{9}$")] | UnsetType = msgspec.field(
        default=UNSET, name="inpA_nummer"
    )
    geslachtsnaam: Annotated[str, Meta(max_length=200)] = ""
    voorvoegsel_geslachtsnaam: Naam = ""
    voorletters: Annotated[str, Meta(max_length=20)] = ""
    voornamen: Annotated[str, Meta(max_length=200)] = ""
    geslachtsaanduiding: Literal["m", "v", "o", ""] = ""
    geboortedatum: Annotated[str, Meta(max_length=18)] = ""
    verblijfsadres: Verblijfsadres | None = None
    sub_verblijf_buitenland: SubVerblijfBuitenland | None = None


Rechtsvorm = Literal[
    "besloten_vennootschap",
    "cooperatie_europees_economische_samenwerking",
    "europese_cooperatieve_venootschap",
    "europese_cooperatieve_vennootschap",
    "europese_naamloze_vennootschap",
    "kerkelijke_organisatie",
    "naamloze_vennootschap",
    "onderlinge_waarborg_maatschappij",
    "overig_privaatrechtelijke_rechtspersoon",
    "stichting",
    "vereniging",
    "vereniging_van_eigenaars",
    "publiekrechtelijke_rechtspersoon",
    "vennootschap_onder_firma",
    "maatschap",
    "rederij",
    "commanditaire_vennootschap",
    "kapitaalvennootschap_binnen_eer",
    "overige_buitenlandse_rechtspersoon_vennootschap",
    "kapitaalvennootschap_buiten_eer",
    "",
]


class NietNatuurlijkPersoon(Wire, frozen=True, kw_only=True):
    """An organisation. The last two are extras of today's providers."""

    inn_nnp_id: Annotated[str, Meta(max_length=9)] = ""
    ann_identificatie: Annotated[str, Meta(max_length=17)] = ""
    statutaire_naam: Annotated[str, Meta(max_length=500)] = ""
    inn_rechtsvorm: Rechtsvorm = ""
    bezoekadres: Annotated[str, Meta(max_length=1000)] = ""
    sub_verblijf_buitenland: SubVerblijfBuitenland | None = None
    kvk_nummer: Annotated[str, Meta(max_length=8)] = ""
    vestigings_nummer: Annotated[str, Meta(max_length=24)] = ""


class Vestiging(Wire, frozen=True, kw_only=True):
    """A branch of an organisation."""

    vestigings_nummer: Annotated[str, Meta(max_length=24)] = ""
    handelsnaam: tuple[Annotated[str, Meta(max_length=625)], ...] = ()
    verblijfsadres: Verblijfsadres | None = None
    sub_verblijf_buitenland: SubVerblijfBuitenland | None = None
    kvk_nummer: Annotated[str, Meta(max_length=8)] = ""


class OrganisatorischeEenheid(Wire, frozen=True, kw_only=True):
    """A team; the length of its identificatie is that of today's providers (the standard: 24)."""

    identificatie: Annotated[str, Meta(max_length=128)] = ""
    naam: Annotated[str, Meta(max_length=50)] = ""
    is_gehuisvest_in: Annotated[str, Meta(max_length=24)] = ""


class Medewerker(Wire, frozen=True, kw_only=True):
    """An employee; the length of its identificatie is that of today's providers (the standard: 254)."""

    identificatie: Annotated[str, Meta(max_length=255)] = ""
    achternaam: Annotated[str, Meta(max_length=200)] = ""
    voorletters: Annotated[str, Meta(max_length=20)] = ""
    voorvoegsel_achternaam: Annotated[str, Meta(max_length=10)] = ""


SHAPES: dict[str, type[Wire]] = {
    "natuurlijk_persoon": NatuurlijkPersoon,
    "niet_natuurlijk_persoon": NietNatuurlijkPersoon,
    "vestiging": Vestiging,
    "organisatorische_eenheid": OrganisatorischeEenheid,
    "medewerker": Medewerker,
}


DEEPEST = 50  # levels of data without a shape of its own, so that it can stand inside any answer


def too_deep(value: object, levels: int = DEEPEST) -> bool:
    """Whether data of a client is nested deeper than can be answered everywhere."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return levels == 0 or any(too_deep(item, levels - 1) for item in inner)


def shaped(given: dict[str, Any], kind: type[Wire], *, field: str) -> dict[str, Any]:
    """What was given in the shape `kind`, every key that it has filled in. Raises Invalid with paths below `field`."""
    try:
        found: dict[str, Any] = msgspec.to_builtins(wire.convert(_usual(given), kind))
    except Invalid as wrong:
        fields = (FieldError(f"{field}.{f.name}".rstrip("."), f.code, f.reason) for f in wrong.fields)
        raise Invalid(fields=tuple(fields)) from None
    return found


def _usual(given: dict[str, Any], levels: int = 4) -> dict[str, Any]:
    """What was given, with what clients are used to written as the schema has it: a house number may be a text of digits, and
    no A-nummer an empty one. Data without a shape of its own stays as it is."""
    found = dict(given)
    for key, value in given.items():
        if isinstance(value, dict) and key != "overigeData" and levels:
            found[key] = _usual(value, levels - 1)
        elif key in ("aoaHuisnummer", "huisnummer") and re.fullmatch("[0-9]{1,5}", str(value)):
            found[key] = int(value)
        elif key == "inpA_nummer" and value == "":
            del found[key]
    return found


def identificatie_of(kind: str, given: BetrokkeneIdentificatie | None) -> dict[str, Any]:
    """Every key that the betrokkenetype has, with what was given: the shape that is kept and answered. Raises Invalid."""
    return shaped(msgspec.to_builtins(given) if given else {}, SHAPES[kind], field="betrokkeneIdentificatie")


def check_betrokkene(identificatie: dict[str, Any], *, betrokkene: str) -> tuple[FieldError, ...]:
    """Somebody is named, and a BSN satisfies the elf-proef."""
    number = str(identificatie.get("inpBsn", ""))
    if number and not elf_proef(number):
        return (
            FieldError(
                "betrokkeneIdentificatie.inpBsn", "invalid", "Dit is geen geldig burgerservicenummer."
            ),
        )
    if not betrokkene and not any(identificatie.values()):
        reason = "Geef de betrokkene, of gegevens waaraan die te herkennen is."
        return (FieldError("nonFieldErrors", "invalid-betrokkene", reason),)
    return ()
