"""What a client of the API may send, per resource: form and lengths as the standard has them. What only reads is ignored.

Relations by name take the name (historiemodel, since 1.3) or a URL of one of its versions (as before 1.3).
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from raadhuis.components.catalogi.domain.spec import Afleidingswijze, Link, RolGeneriek, Text20, Text80
from raadhuis.kernel.authz import Vertrouwelijkheidaanduiding
from raadhuis.kernel.wire import Wire

_DURATION = r"^P(?=\d|T\d)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(\d+H)?(\d+M)?(\d+S)?)?$"
Term = Annotated[str, Meta(pattern=_DURATION, max_length=40)]
Text = Annotated[str, Meta(min_length=1)]
UpTo80 = Annotated[str, Meta(max_length=80)]
UpTo1000 = Annotated[str, Meta(max_length=1000)]
OptionalLink = Annotated[str, Meta(pattern=r"^(https?://\S+)?$", max_length=200)]
Trefwoorden = tuple[Annotated[str, Meta(max_length=30)], ...]
Objecttype = Literal[
    "", "adres", "besluit", "buurt", "enkelvoudig_document", "gemeente", "gemeentelijke_openbare_ruimte",
    "huishouden", "inrichtingselement", "kadastrale_onroerende_zaak", "kunstwerkdeel",
    "maatschappelijke_activiteit", "medewerker", "natuurlijk_persoon", "niet_natuurlijk_persoon",
    "openbare_ruimte", "organisatorische_eenheid", "pand", "spoorbaandeel", "status", "terreindeel",
    "terrein_gebouwd_object", "vestiging", "waterdeel", "wegdeel", "wijk", "woonplaats", "woz_deelobject",
    "woz_object", "woz_waarde", "zakelijk_recht", "overige",
]  # fmt: skip


class Body(Wire, frozen=True, kw_only=True):
    """Base of the bodies."""


class CatalogusBody(Body, frozen=True, kw_only=True):
    """A catalogus; `domein` in capitals, `rsin` with a right check digit."""

    domein: Annotated[str, Meta(pattern=r"^[A-Z]+$", max_length=5)]
    rsin: Annotated[str, Meta(pattern=r"^[0-9]{9}$", max_length=9)]
    contactpersoon_beheer_naam: Annotated[str, Meta(min_length=1, max_length=40)]
    contactpersoon_beheer_telefoonnummer: Annotated[str, Meta(max_length=20)] = ""
    contactpersoon_beheer_emailadres: Annotated[
        str, Meta(pattern=r"^([^@\s]+@[^@\s]+\.[^@\s]+)?$", max_length=254)
    ] = ""
    naam: Annotated[str, Meta(max_length=200)] | None = None
    versie: Annotated[str, Meta(max_length=20)] | None = None
    begindatum_versie: date | None = None


class TypeBody(Body, frozen=True, kw_only=True):
    """What the three main types share: where they stand and when they count."""

    catalogus: str
    begin_geldigheid: date
    einde_geldigheid: date | None = None
    begin_object: date | None = None
    einde_object: date | None = None


class OmschrijvingGeneriekBody(Body, frozen=True, kw_only=True):
    """The generic kind of document behind an informatieobjecttype; empty when there is none."""

    informatieobjecttype_omschrijving_generiek: UpTo80
    definitie_informatieobjecttype_omschrijving_generiek: Annotated[str, Meta(max_length=255)]
    herkomst_informatieobjecttype_omschrijving_generiek: Annotated[str, Meta(max_length=12)]
    hierarchie_informatieobjecttype_omschrijving_generiek: UpTo80
    opmerking_informatieobjecttype_omschrijving_generiek: Annotated[str, Meta(max_length=255)] | None = ""


class InformatieobjecttypeBody(TypeBody, frozen=True, kw_only=True):
    """A kind of document."""

    ORDER: ClassVar = "catalogus omschrijving vertrouwelijkheidaanduiding beginGeldigheid"

    omschrijving: Text80
    vertrouwelijkheidaanduiding: Vertrouwelijkheidaanduiding
    informatieobjectcategorie: Text80
    trefwoord: Trefwoorden = ()
    omschrijving_generiek: OmschrijvingGeneriekBody | None = None


class BesluittypeBody(TypeBody, frozen=True, kw_only=True):
    """A kind of decision; `informatieobjecttypen` by omschrijving or URL."""

    ORDER: ClassVar = (
        "catalogus omschrijving omschrijvingGeneriek besluitcategorie reactietermijn publicatieIndicatie"
        " publicatietekst publicatietermijn toelichting informatieobjecttypen"
    )

    omschrijving: UpTo80 = ""
    omschrijving_generiek: UpTo80 = ""
    besluitcategorie: Annotated[str, Meta(max_length=40)] = ""
    reactietermijn: Term | None = None
    publicatie_indicatie: bool
    publicatietekst: str = ""
    publicatietermijn: Term | None = None
    toelichting: str = ""
    informatieobjecttypen: tuple[str, ...]


class ReferentieprocesBody(Body, frozen=True, kw_only=True):
    """The process that a zaaktype follows."""

    naam: Text80
    link: OptionalLink = ""


class BroncatalogusBody(Body, frozen=True, kw_only=True):
    """The catalogus that a zaaktype was taken from; empty when it was not."""

    url: OptionalLink
    domein: Annotated[str, Meta(max_length=5)]
    rsin: Annotated[str, Meta(max_length=9)]


class BronzaaktypeBody(Body, frozen=True, kw_only=True):
    """The zaaktype that a zaaktype was taken from; empty when it was not."""

    url: OptionalLink
    identificatie: Annotated[str, Meta(max_length=50)]
    omschrijving: UpTo80


class GerelateerdBody(Body, frozen=True, kw_only=True):
    """Another zaaktype, by identificatie or URL (also one of another register), and how the two belong together."""

    zaaktype: Text
    aard_relatie: Literal["vervolg", "bijdrage", "onderwerp"]
    toelichting: Annotated[str, Meta(max_length=255)] = ""


class ZaaktypeBody(TypeBody, frozen=True, kw_only=True):
    """A kind of zaak; `besluittypen` by omschrijving or URL, `deelzaaktypen` by identificatie or URL.

    `versiedatum` is the begin of its validity unless it is said (required before 1.3.3).
    """

    ORDER: ClassVar = (
        "identificatie omschrijving omschrijvingGeneriek vertrouwelijkheidaanduiding doel aanleiding"
        " toelichting indicatieInternOfExtern handelingInitiator onderwerp handelingBehandelaar"
        " doorlooptijd servicenorm opschortingEnAanhoudingMogelijk verlengingMogelijk verlengingstermijn"
        " trefwoorden publicatieIndicatie publicatietekst verantwoordingsrelatie productenOfDiensten"
        " selectielijstProcestype referentieproces verantwoordelijke broncatalogus bronzaaktype catalogus"
        " besluittypen deelzaaktypen gerelateerdeZaaktypen beginGeldigheid eindeGeldigheid beginObject"
        " eindeObject versiedatum"
    )

    identificatie: Annotated[str, Meta(min_length=1, max_length=50)]
    omschrijving: Text80
    omschrijving_generiek: UpTo80 = ""
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
    opschorting_en_aanhouding_mogelijk: bool
    verlenging_mogelijk: bool
    verlengingstermijn: Term | None = None
    trefwoorden: Trefwoorden = ()
    publicatie_indicatie: bool
    publicatietekst: str = ""
    verantwoordingsrelatie: tuple[Annotated[str, Meta(max_length=40)], ...] = ()
    producten_of_diensten: tuple[Link, ...]
    selectielijst_procestype: OptionalLink = ""
    referentieproces: ReferentieprocesBody
    verantwoordelijke: Annotated[str, Meta(min_length=1, max_length=50)]
    broncatalogus: BroncatalogusBody | None = None
    bronzaaktype: BronzaaktypeBody | None = None
    besluittypen: tuple[str, ...]
    deelzaaktypen: tuple[str, ...] = ()
    gerelateerde_zaaktypen: tuple[GerelateerdBody, ...]
    versiedatum: date | None = None


class ChildBody(Body, frozen=True, kw_only=True):
    """What hangs on a zaaktype. Its validity is that of the zaaktype: `begin_geldigheid` may only repeat it."""

    zaaktype: str
    catalogus: str | None = None
    begin_geldigheid: date | None = None


class PartBody(ChildBody, frozen=True, kw_only=True):
    """What hangs on a zaaktype and has a life of its own."""

    begin_object: date | None = None
    einde_object: date | None = None


class ChecklistitemBody(Body, frozen=True, kw_only=True):
    """A question to answer before a status is reached."""

    itemnaam: Annotated[str, Meta(min_length=1, max_length=30)]
    toelichting: UpTo1000 | None = ""
    vraagstelling: Annotated[str, Meta(min_length=1, max_length=255)]
    verplicht: bool = False


class StatustypeBody(PartBody, frozen=True, kw_only=True):
    """A milestone; `eigenschappen` are URLs."""

    ORDER: ClassVar = (
        "omschrijving omschrijvingGeneriek statustekst zaaktype catalogus volgnummer informeren doorlooptijd toelichting"
        " checklistitemStatustype eigenschappen"
    )

    omschrijving: Text80
    omschrijving_generiek: UpTo80 = ""
    statustekst: UpTo1000 = ""
    volgnummer: Annotated[int, Meta(ge=1, le=9999)]
    informeren: bool = False
    doorlooptijd: Term | None = None
    toelichting: UpTo1000 | None = ""
    checklistitem_statustype: tuple[ChecklistitemBody, ...] = ()
    eigenschappen: tuple[str, ...] = ()


class BrondatumBody(Body, frozen=True, kw_only=True):
    """Where the retention period starts."""

    afleidingswijze: Afleidingswijze
    datumkenmerk: UpTo80 = ""
    einddatum_bekend: bool = False
    objecttype: Objecttype = ""
    registratie: UpTo80 = ""
    procestermijn: Term | None = None


class ResultaattypeBody(PartBody, frozen=True, kw_only=True):
    """An outcome; `besluittypen` and `informatieobjecttypen` by omschrijving or URL."""

    ORDER: ClassVar = (
        "zaaktype omschrijving resultaattypeomschrijving selectielijstklasse toelichting archiefnominatie"
        " archiefactietermijn brondatumArchiefprocedure procesobjectaard catalogus beginGeldigheid beginObject eindeObject"
    )

    omschrijving: Annotated[str, Meta(min_length=1, max_length=30)]
    resultaattypeomschrijving: Link
    selectielijstklasse: Link
    toelichting: str = ""
    archiefnominatie: Literal["", "blijvend_bewaren", "vernietigen"] = ""
    archiefactietermijn: Term | None = None
    brondatum_archiefprocedure: BrondatumBody | None = None
    procesobjectaard: Annotated[str, Meta(max_length=200)] | None = None
    indicatie_specifiek: bool | None = None
    procestermijn: Term | None = None
    besluittypen: tuple[str, ...] = ()
    informatieobjecttypen: tuple[str, ...] = ()


class RoltypeBody(PartBody, frozen=True, kw_only=True):
    """A part that somebody plays."""

    ORDER: ClassVar = "zaaktype omschrijving omschrijvingGeneriek"

    omschrijving: Annotated[str, Meta(min_length=1, max_length=100)]
    omschrijving_generiek: RolGeneriek


class SpecificatieBody(Body, frozen=True, kw_only=True):
    """The form of a property's value."""

    groep: Annotated[str, Meta(max_length=32)] = ""
    formaat: Literal["tekst", "getal", "datum", "datum_tijd"]
    lengte: Annotated[str, Meta(min_length=1, max_length=14)]
    kardinaliteit: Annotated[str, Meta(min_length=1, max_length=3)]
    waardenverzameling: tuple[Annotated[str, Meta(max_length=100)], ...] = ()


class EigenschapBody(PartBody, frozen=True, kw_only=True):
    """A property; `statustype` is the URL of the status that it must have a value for."""

    ORDER: ClassVar = "naam catalogus definitie specificatie toelichting zaaktype statustype"

    naam: Text20
    definitie: Annotated[str, Meta(min_length=1, max_length=255)]
    specificatie: SpecificatieBody
    toelichting: UpTo1000 = ""
    statustype: str | None = None


class ZaakobjecttypeBody(PartBody, frozen=True, kw_only=True):
    """A kind of object; `statustypen` and `resultaattypen` are URLs of the same zaaktype."""

    ORDER: ClassVar = (
        "anderObjecttype beginGeldigheid beginObject eindeObject objecttype relatieOmschrijving zaaktype"
        " resultaattypen statustypen catalogus"
    )

    catalogus: str
    ander_objecttype: bool
    objecttype: Annotated[str, Meta(pattern=r"^https?://\S+$", max_length=200)]
    relatie_omschrijving: Text80
    statustypen: tuple[str, ...] = ()
    resultaattypen: tuple[str, ...] = ()


class ZaaktypeInformatieobjecttypeBody(ChildBody, frozen=True, kw_only=True):
    """A kind of document that belongs to the zaaktype, by omschrijving or URL; `statustype` is a URL."""

    informatieobjecttype: Annotated[str, Meta(min_length=1, max_length=1000)]
    volgnummer: Annotated[int, Meta(ge=1, le=999)]
    richting: Literal["inkomend", "intern", "uitgaand"]
    statustype: str | None = None


BODIES: dict[str, type[CatalogusBody | TypeBody | ChildBody]] = {
    "catalogussen": CatalogusBody,
    "zaaktypen": ZaaktypeBody,
    "statustypen": StatustypeBody,
    "resultaattypen": ResultaattypeBody,
    "roltypen": RoltypeBody,
    "eigenschappen": EigenschapBody,
    "zaakobjecttypen": ZaakobjecttypeBody,
    "informatieobjecttypen": InformatieobjecttypeBody,
    "zaaktype-informatieobjecttypen": ZaaktypeInformatieobjecttypeBody,
    "besluittypen": BesluittypeBody,
}
