"""A catalogus as a file: names instead of URLs, checked before anything is written."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from raadhuis.kernel.authz import Vertrouwelijkheidaanduiding
from raadhuis.kernel.wire import Wire

Term = Annotated[str, Meta(pattern=r"^P(?=\d|T\d)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(\d+H)?(\d+M)?(\d+S)?)?$")]
Text = Annotated[str, Meta(min_length=1)]
Text20 = Annotated[str, Meta(min_length=1, max_length=20)]
Text80 = Annotated[str, Meta(min_length=1, max_length=80)]
Link = Annotated[str, Meta(pattern=r"^https?://", max_length=1000)]
Afleidingswijze = Literal[
    "afgehandeld", "ander_datumkenmerk", "eigenschap", "gerelateerde_zaak", "hoofdzaak", "ingangsdatum_besluit",
    "termijn", "vervaldatum_besluit", "zaakobject",
]  # fmt: skip
RolGeneriek = Literal[
    "adviseur", "behandelaar", "belanghebbende", "beslisser",
    "initiator", "klantcontacter", "zaakcoordinator", "mede_initiator",
]  # fmt: skip


class Spec(Wire, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of the parts: a key that is not known is an error, so that a typing mistake is seen."""


class InformatieobjecttypeSpec(Spec, frozen=True, kw_only=True):
    """A kind of document."""

    omschrijving: Text80
    vertrouwelijkheidaanduiding: Vertrouwelijkheidaanduiding
    informatieobjectcategorie: Text80
    trefwoord: tuple[str, ...] = ()
    begin_geldigheid: date
    einde_geldigheid: date | None = None
    concept: bool = False


class BesluittypeSpec(Spec, frozen=True, kw_only=True):
    """A kind of decision; `informatieobjecttypen` by omschrijving."""

    omschrijving: Text80
    omschrijving_generiek: str = ""
    besluitcategorie: str = ""
    reactietermijn: Term | None = None
    publicatie_indicatie: bool = False
    publicatietekst: str = ""
    publicatietermijn: Term | None = None
    toelichting: str = ""
    informatieobjecttypen: tuple[str, ...] = ()
    begin_geldigheid: date
    einde_geldigheid: date | None = None
    concept: bool = False


class StatustypeSpec(Spec, frozen=True, kw_only=True):
    """A milestone."""

    volgnummer: Annotated[int, Meta(ge=1, le=9999)]
    omschrijving: Text80
    omschrijving_generiek: str = ""
    statustekst: Annotated[str, Meta(max_length=1000)] = ""
    informeren: bool = False
    doorlooptijd: Term | None = None
    toelichting: Annotated[str, Meta(max_length=1000)] = ""


class BrondatumSpec(Spec, frozen=True, kw_only=True):
    """Where the retention period starts."""

    afleidingswijze: Afleidingswijze
    datumkenmerk: Annotated[str, Meta(max_length=80)] = ""
    einddatum_bekend: bool = False
    objecttype: str = ""
    registratie: Annotated[str, Meta(max_length=80)] = ""
    procestermijn: Term | None = None


class ResultaattypeSpec(Spec, frozen=True, kw_only=True):
    """An outcome and how long it is kept."""

    omschrijving: Annotated[str, Meta(min_length=1, max_length=30)]
    resultaattypeomschrijving: Annotated[str, Meta(pattern=r"^(https?://.*)?$", max_length=1000)] = ""
    omschrijving_generiek: str = ""
    selectielijstklasse: Link
    toelichting: str = ""
    archiefnominatie: Literal["blijvend_bewaren", "vernietigen"]
    archiefactietermijn: Term | None = None
    brondatum_archiefprocedure: BrondatumSpec


class RoltypeSpec(Spec, frozen=True, kw_only=True):
    """A part that somebody plays."""

    omschrijving: Annotated[str, Meta(min_length=1, max_length=100)]
    omschrijving_generiek: RolGeneriek


class SpecificatieSpec(Spec, frozen=True, kw_only=True):
    """The form of a property's value."""

    groep: Annotated[str, Meta(max_length=32)] = ""
    formaat: Literal["tekst", "getal", "datum", "datum_tijd"] = "tekst"
    lengte: Annotated[str, Meta(max_length=14)] = "255"
    kardinaliteit: Annotated[str, Meta(max_length=3)] = "1"
    waardenverzameling: tuple[Annotated[str, Meta(max_length=100)], ...] = ()


class EigenschapSpec(Spec, frozen=True, kw_only=True):
    """A property."""

    naam: Text20
    definitie: Annotated[str, Meta(min_length=1, max_length=255)]
    specificatie: SpecificatieSpec = SpecificatieSpec()
    toelichting: Annotated[str, Meta(max_length=1000)] = ""


class DocumentSpec(Spec, frozen=True, kw_only=True):
    """A kind of document that belongs to the zaaktype, by omschrijving."""

    informatieobjecttype: str
    volgnummer: Annotated[int, Meta(ge=1, le=999)]
    richting: Literal["inkomend", "intern", "uitgaand"]


class ZaaktypeSpec(Spec, frozen=True, kw_only=True):
    """A kind of zaak with everything that hangs on it; `besluittypen` by omschrijving."""

    identificatie: Annotated[str, Meta(min_length=1, max_length=50)]
    omschrijving: Text80
    omschrijving_generiek: str = ""
    vertrouwelijkheidaanduiding: Vertrouwelijkheidaanduiding
    doel: Text
    aanleiding: Text
    toelichting: str = ""
    indicatie_intern_of_extern: Literal["intern", "extern"]
    handeling_initiator: Text20
    onderwerp: Text80
    handeling_behandelaar: Text20
    doorlooptijd: Term
    servicenorm: Term | None = None
    opschorting_en_aanhouding_mogelijk: bool = False
    verlenging_mogelijk: bool = False
    verlengingstermijn: Term | None = None
    trefwoorden: tuple[str, ...] = ()
    publicatie_indicatie: bool = False
    publicatietekst: str = ""
    producten_of_diensten: tuple[Link, ...] = ()
    selectielijst_procestype: Link
    referentieproces_naam: Text80
    referentieproces_link: str = ""
    verantwoordelijke: Annotated[str, Meta(min_length=1, max_length=50)]
    besluittypen: tuple[str, ...] = ()
    begin_geldigheid: date
    einde_geldigheid: date | None = None
    versiedatum: date
    concept: bool = False
    statustypen: tuple[StatustypeSpec, ...]
    resultaattypen: tuple[ResultaattypeSpec, ...]
    roltypen: tuple[RoltypeSpec, ...]
    eigenschappen: tuple[EigenschapSpec, ...] = ()
    informatieobjecttypen: tuple[DocumentSpec, ...] = ()


class CatalogusSpec(Spec, frozen=True, kw_only=True):
    """A catalogus with its types."""

    domein: Annotated[str, Meta(pattern=r"^[A-Z]{1,5}$")]
    rsin: Annotated[str, Meta(pattern=r"^\d{9}$")]
    naam: Annotated[str, Meta(max_length=200)] = ""
    versie: Annotated[str, Meta(max_length=20)] = ""
    begindatum_versie: date | None = None
    contactpersoon_beheer_naam: Annotated[str, Meta(min_length=1, max_length=40)]
    contactpersoon_beheer_telefoonnummer: Annotated[str, Meta(max_length=20)] = ""
    contactpersoon_beheer_emailadres: Annotated[str, Meta(max_length=254)] = ""
    informatieobjecttypen: tuple[InformatieobjecttypeSpec, ...] = ()
    besluittypen: tuple[BesluittypeSpec, ...] = ()
    zaaktypen: tuple[ZaaktypeSpec, ...] = ()
