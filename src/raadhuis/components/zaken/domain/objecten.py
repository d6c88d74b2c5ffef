"""What a zaak is about: the shapes of an objectIdentificatie, by objectType, and how the fields of a zaakobject agree."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, UnsetType

from raadhuis.components.zaken.domain.betrokkenen import (
    SHAPES,
    Huisnummer,
    Identificatie,
    Naam,
    NatuurlijkPersoon,
    NietNatuurlijkPersoon,
    shaped,
    too_deep,
)
from raadhuis.components.zaken.types import ZaakobjectBody
from raadhuis.kernel.refusal import FieldError, Invalid
from raadhuis.kernel.wire import Wire

Text500 = Annotated[str, Meta(max_length=500)]
Text40 = Annotated[str, Meta(max_length=40)]
Code4 = Annotated[str, Meta(max_length=4)]
Code2 = Annotated[str, Meta(max_length=2)]
Postcode = Annotated[str, Meta(max_length=7)]
Letter = Annotated[str, Meta(max_length=1)]
Text1000 = Annotated[str, Meta(max_length=1000)]


class _Adres(Wire, frozen=True, kw_only=True):
    """An address in the Netherlands, as objects have it."""

    wpl_woonplaats_naam: Naam
    gor_openbare_ruimte_naam: Naam
    aoa_postcode: Postcode = ""
    aoa_huisnummer: Huisnummer
    aoa_huisletter: Letter = ""
    aoa_huisnummertoevoeging: Code4 = ""


class _GebouwdAdres(_Adres, frozen=True, kw_only=True):
    num_identificatie: Identificatie = ""
    oao_identificatie: Identificatie = ""
    aoa_identificatie: Identificatie = ""
    ogo_locatie_aanduiding: Identificatie = ""


class _WozAdres(_Adres, frozen=True, kw_only=True):
    aoa_identificatie: Identificatie
    locatie_omschrijving: Text1000 = ""


class _Pand(Wire, frozen=True, kw_only=True):
    identificatie: Identificatie


class _Adresobject(_Pand, frozen=True, kw_only=True):
    wpl_woonplaats_naam: Naam
    gor_openbare_ruimte_naam: Naam
    huisnummer: Huisnummer
    huisletter: Letter = ""
    huisnummertoevoeging: Code4 = ""
    postcode: Postcode = ""


class _Buurt(Wire, frozen=True, kw_only=True):
    buurt_code: Code2
    buurt_naam: Text40
    gem_gemeente_code: Code4
    wyk_wijk_code: Code2


class _Gemeente(Wire, frozen=True, kw_only=True):
    gemeente_naam: Naam
    gemeente_code: Code4


class _GemeentelijkeOpenbareRuimte(_Pand, frozen=True, kw_only=True):
    openbare_ruimte_naam: Naam


class _TerreinGebouwdObject(_Pand, frozen=True, kw_only=True):
    adres_aanduiding_grp: _GebouwdAdres | None = None


class _Huishouden(Wire, frozen=True, kw_only=True):
    nummer: Annotated[str, Meta(max_length=12)]
    is_gehuisvest_in: _TerreinGebouwdObject | None = None


class _Inrichtingselement(_Pand, frozen=True, kw_only=True):
    type: Literal[
        "bak",
        "bord",
        "installatie",
        "kast",
        "mast",
        "paal",
        "sensor",
        "straatmeubilair",
        "waterinrichtingselement",
        "weginrichtingselement",
    ]
    naam: Text500 = ""


class _KadastraleOnroerendeZaak(Wire, frozen=True, kw_only=True):
    kadastrale_identificatie: Identificatie
    kadastrale_aanduiding: Text1000


class _Kunstwerkdeel(_Pand, frozen=True, kw_only=True):
    type: Literal[
        "keermuur",
        "overkluizing",
        "duiker",
        "faunavoorziening",
        "vispassage",
        "bodemval",
        "coupure",
        "ponton",
        "voorde",
        "hoogspanningsmast",
        "gemaal",
        "perron",
        "sluis",
        "strekdam",
        "steiger",
        "stuw",
    ]
    naam: Naam


class _MaatschappelijkeActiviteit(Wire, frozen=True, kw_only=True):
    kvk_nummer: Annotated[str, Meta(max_length=8)]
    handelsnaam: Annotated[str, Meta(max_length=200)]


class _OpenbareRuimte(_Pand, frozen=True, kw_only=True):
    wpl_woonplaats_naam: Naam
    gor_openbare_ruimte_naam: Naam


class _Spoorbaandeel(_Pand, frozen=True, kw_only=True):
    type: Literal["breedspoor", "normaalspoor", "smalspoor", "spoorbaan"]
    naam: Text500 = ""


class _Terreindeel(_Pand, frozen=True, kw_only=True):
    type: Text40
    naam: Text500 = ""


class _Waterdeel(_Pand, frozen=True, kw_only=True):
    type_waterdeel: Literal["zee", "waterloop", "watervlakte", "greppel_droge_sloot"]
    naam: Text500 = ""


class _Wegdeel(_Pand, frozen=True, kw_only=True):
    type: Identificatie
    naam: Text500 = ""


class _Wijk(Wire, frozen=True, kw_only=True):
    wijk_code: Code2
    wijk_naam: Text40
    gem_gemeente_code: Code4


class _Woonplaats(_Pand, frozen=True, kw_only=True):
    woonplaats_naam: Naam


class _WozObject(Wire, frozen=True, kw_only=True):
    woz_object_nummer: Identificatie
    aanduiding_woz_object: _WozAdres | None = None


class _WozDeelobject(Wire, frozen=True, kw_only=True):
    nummer_woz_deel_object: Annotated[str, Meta(max_length=6)]
    is_onderdeel_van: _WozObject | UnsetType = UNSET


class _WozWaarde(Wire, frozen=True, kw_only=True):
    waardepeildatum: Annotated[str, Meta(max_length=9)]
    is_voor: _WozObject | UnsetType = UNSET


class _Gerechtigde(Wire, frozen=True, kw_only=True):
    natuurlijk_persoon: NatuurlijkPersoon | UnsetType = UNSET
    niet_natuurlijk_persoon: NietNatuurlijkPersoon | UnsetType = UNSET


class _ZakelijkRecht(_Pand, frozen=True, kw_only=True):
    avg_aard: Text1000
    heeft_betrekking_op: _KadastraleOnroerendeZaak | UnsetType = UNSET
    heeft_als_gerechtigde: _Gerechtigde | UnsetType = UNSET


class _Overige(Wire, frozen=True, kw_only=True):
    overige_data: dict[str, Any]


# Every objectType; those without a shape of their own are known by their URL only.
OBJECTTYPEN: dict[str, type[Wire] | None] = {
    "adres": _Adresobject,
    "besluit": None,
    "buurt": _Buurt,
    "enkelvoudig_document": None,
    "gemeente": _Gemeente,
    "gemeentelijke_openbare_ruimte": _GemeentelijkeOpenbareRuimte,
    "huishouden": _Huishouden,
    "inrichtingselement": _Inrichtingselement,
    "kadastrale_onroerende_zaak": _KadastraleOnroerendeZaak,
    "kunstwerkdeel": _Kunstwerkdeel,
    "maatschappelijke_activiteit": _MaatschappelijkeActiviteit,
    "openbare_ruimte": _OpenbareRuimte,
    "pand": _Pand,
    "spoorbaandeel": _Spoorbaandeel,
    "status": None,
    "terreindeel": _Terreindeel,
    "terrein_gebouwd_object": _TerreinGebouwdObject,
    "waterdeel": _Waterdeel,
    "wegdeel": _Wegdeel,
    "wijk": _Wijk,
    "woonplaats": _Woonplaats,
    "woz_deelobject": _WozDeelobject,
    "woz_object": _WozObject,
    "woz_waarde": _WozWaarde,
    "zakelijk_recht": _ZakelijkRecht,
    "overige": _Overige,
    **SHAPES,
}


def identificatie_of(body: ZaakobjectBody) -> dict[str, Any] | None:
    """The objectIdentificatie in the shape of its objectType; None when none is given. Raises Invalid."""
    kind = OBJECTTYPEN.get(body.object_type)
    if body.object_identificatie is None or kind is None:
        return None
    return shaped(body.object_identificatie, kind, field="objectIdentificatie")


def check_zaakobject(body: ZaakobjectBody) -> tuple[FieldError, ...]:
    """Every error in the values of a zaakobject. Other objects than those that the standard names are `overige`."""
    found = []
    if body.object_type not in OBJECTTYPEN:
        found.append(FieldError("objectType", "invalid_choice", "Dit soort object kent de standaard niet."))
    overige, definitie = body.object_type == "overige", body.object_type_overige_definitie
    if overige and not (body.object_type_overige or definitie):
        reason = "Zeg bij 'overige' om wat voor object het gaat."
        found.append(FieldError("objectTypeOverige", "missing-object-type-overige", reason))
    if body.object_type_overige and not overige:
        reason = "Dit veld is alleen voor het objectType 'overige'."
        found.append(FieldError("objectTypeOverige", "invalid-object-type-overige-usage", reason))
    if definitie and not overige:
        reason = "Dit veld is alleen voor het objectType 'overige'."
        found.append(FieldError("objectTypeOverigeDefinitie", "invalid", reason))
    if definitie and not body.object:
        reason = "Geef bij een definitie de URL van het object."
        found.append(FieldError("object", "required", reason))
    if definitie and body.object_identificatie is not None:
        reason = "Bij een definitie hoort de URL van het object, geen beschrijving ervan."
        found.append(FieldError("objectIdentificatie", "invalid", reason))
    elif body.object_identificatie is not None and OBJECTTYPEN.get(body.object_type, _Pand) is None:
        reason = "Dit soort object wordt alleen met een URL aangeduid."
        found.append(FieldError("objectIdentificatie", "invalid", reason))
    if too_deep(body.object_identificatie):
        found.append(FieldError("objectIdentificatie", "invalid", "Deze gegevens zijn te diep genest."))
    try:
        identificatie_of(body)
    except Invalid as wrong:
        found += wrong.fields
    if not body.object and body.object_identificatie is None and not definitie:
        reason = "Geef de URL van het object, of gegevens waaraan het te herkennen is."
        found.append(FieldError("nonFieldErrors", "invalid-zaakobject", reason))
    return tuple(found)
