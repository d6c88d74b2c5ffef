"""Wire shapes of Zaken 1.7.0: the parts of the standard that are served today. References are URLs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from raadhuis.kernel.authz import Vertrouwelijkheidaanduiding
from raadhuis.kernel.wire import Wire

Url = Annotated[str, Meta(max_length=1000)]
Reference = Annotated[str, Meta(min_length=1, max_length=1000)]  # a URL that must be there
Rsin = Annotated[str, Meta(max_length=9, min_length=9)]
BetrokkeneType = Literal[
    "natuurlijk_persoon", "niet_natuurlijk_persoon", "vestiging", "organisatorische_eenheid", "medewerker"
]
# The last three are beyond the standard, for providers' clients.
Betalingsindicatie = Literal[
    "nvt", "nog_niet", "gedeeltelijk", "geheel", "", "gefactureerd", "gecrediteerd", "betaald"
]
Archiefnominatie = Literal["blijvend_bewaren", "vernietigen"]
Archiefstatus = Literal[
    "nog_te_archiveren", "gearchiveerd", "gearchiveerd_procestermijn_onbekend", "overgedragen"
]
AardRelatie = Literal["vervolg", "onderwerp", "bijdrage", "overig"]


class Kenmerk(Wire, frozen=True, kw_only=True):
    """An identification of the zaak at another source."""

    kenmerk: Annotated[str, Meta(max_length=40)]
    bron: Annotated[str, Meta(max_length=40)]


class Verlenging(Wire, frozen=True, kw_only=True):
    """An extension of the term; `duur` is an ISO 8601 duration."""

    reden: Annotated[str, Meta(max_length=200)]
    duur: str


class Opschorting(Wire, frozen=True, kw_only=True):
    """Whether the term stands still, and why; `eerdere_opschorting`: it stood still before (kept by the register)."""

    indicatie: bool
    reden: Annotated[str, Meta(max_length=200)]
    eerdere_opschorting: bool = False


class RelevanteZaak(Wire, frozen=True, kw_only=True, omit_defaults=True):
    """Another zaak that matters to this one. `overig` and the last two are beyond the standard, for providers' clients."""

    url: Reference
    aard_relatie: AardRelatie
    overige_relatie: Annotated[str, Meta(max_length=100)] = ""
    toelichting: Annotated[str, Meta(max_length=255)] = ""


class GerelateerdeZaak(Wire, frozen=True, kw_only=True):
    """A zaak that is related to this one, and this one to it: beyond the standard, for providers' clients."""

    url: Reference


class Processobject(Wire, frozen=True, kw_only=True):
    """The object whose end starts the retention period."""

    datumkenmerk: Annotated[str, Meta(max_length=250)]
    identificatie: Annotated[str, Meta(max_length=250)]
    objecttype: Annotated[str, Meta(max_length=250)]
    registratie: Annotated[str, Meta(max_length=250)]


class ZaakBody(Wire, frozen=True, kw_only=True):
    """What a client sends to make a zaak. `zaaktype` is a URL; `identificatie` is generated when "" (zrc-002)."""

    identificatie: Annotated[str, Meta(max_length=40)] = ""
    bronorganisatie: Rsin
    omschrijving: Annotated[str, Meta(max_length=80)] = ""
    toelichting: Annotated[str, Meta(max_length=1000)] = ""
    zaaktype: Reference
    registratiedatum: date | None = None
    verantwoordelijke_organisatie: Rsin
    startdatum: date
    einddatum_gepland: date | None = None
    uiterlijke_einddatum_afdoening: date | None = None
    publicatiedatum: date | None = None
    communicatiekanaal: Url = ""
    producten_of_diensten: tuple[Url, ...] = ()
    vertrouwelijkheidaanduiding: Vertrouwelijkheidaanduiding | Literal[""] = ""
    betalingsindicatie: Betalingsindicatie = ""
    laatste_betaaldatum: datetime | None = None
    zaakgeometrie: dict[str, Any] | None = None
    verlenging: Verlenging | None = None
    opschorting: Opschorting | None = None
    selectielijstklasse: Url = ""
    hoofdzaak: Url | None = None
    relevante_andere_zaken: tuple[RelevanteZaak, ...] = ()
    kenmerken: tuple[Kenmerk, ...] = ()
    archiefnominatie: Archiefnominatie | Literal[""] | None = None
    archiefstatus: Archiefstatus = "nog_te_archiveren"
    archiefactiedatum: date | None = None
    opdrachtgevende_organisatie: Annotated[str, Meta(max_length=9)] = ""
    processobjectaard: Annotated[str, Meta(max_length=200)] | None = None
    startdatum_bewaartermijn: date | None = None
    processobject: Processobject | None = None
    communicatiekanaal_naam: Annotated[str, Meta(max_length=250)] = ""
    gerelateerde_zaken: Annotated[tuple[GerelateerdeZaak, ...], Meta(max_length=500)] = ()


class ZaakPatch(Wire, frozen=True, kw_only=True):
    """A partial update: what is UNSET stays as it is. `identificatie` may be sent along, but never changes.

    `laatst_geopend` counts when it comes alone: then a resident opened her zaak, and nothing of it changes.
    """

    identificatie: Annotated[str, Meta(max_length=40)] | UnsetType = UNSET
    bronorganisatie: Rsin | UnsetType = UNSET
    omschrijving: Annotated[str, Meta(max_length=80)] | UnsetType = UNSET
    toelichting: Annotated[str, Meta(max_length=1000)] | UnsetType = UNSET
    zaaktype: Reference | UnsetType = UNSET
    registratiedatum: date | UnsetType = UNSET
    verantwoordelijke_organisatie: Rsin | UnsetType = UNSET
    startdatum: date | UnsetType = UNSET
    einddatum_gepland: date | UnsetType | None = UNSET
    uiterlijke_einddatum_afdoening: date | UnsetType | None = UNSET
    publicatiedatum: date | UnsetType | None = UNSET
    communicatiekanaal: Url | UnsetType = UNSET
    producten_of_diensten: tuple[Url, ...] | UnsetType = UNSET
    vertrouwelijkheidaanduiding: Vertrouwelijkheidaanduiding | Literal[""] | UnsetType = UNSET
    betalingsindicatie: Betalingsindicatie | UnsetType = UNSET
    laatste_betaaldatum: datetime | UnsetType | None = UNSET
    zaakgeometrie: dict[str, Any] | UnsetType | None = UNSET
    verlenging: Verlenging | UnsetType | None = UNSET
    opschorting: Opschorting | UnsetType | None = UNSET
    selectielijstklasse: Url | UnsetType = UNSET
    hoofdzaak: Url | UnsetType | None = UNSET
    relevante_andere_zaken: tuple[RelevanteZaak, ...] | UnsetType = UNSET
    kenmerken: tuple[Kenmerk, ...] | UnsetType = UNSET
    archiefnominatie: Archiefnominatie | Literal[""] | UnsetType | None = UNSET
    archiefstatus: Archiefstatus | UnsetType = UNSET
    archiefactiedatum: date | UnsetType | None = UNSET
    opdrachtgevende_organisatie: Annotated[str, Meta(max_length=9)] | UnsetType = UNSET
    processobjectaard: Annotated[str, Meta(max_length=200)] | UnsetType | None = UNSET
    startdatum_bewaartermijn: date | UnsetType | None = UNSET
    processobject: Processobject | UnsetType | None = UNSET
    communicatiekanaal_naam: Annotated[str, Meta(max_length=250)] | UnsetType = UNSET
    gerelateerde_zaken: Annotated[tuple[GerelateerdeZaak, ...], Meta(max_length=500)] | UnsetType = UNSET
    laatst_geopend: datetime | UnsetType | None = UNSET


class Zaak(Wire, frozen=True, kw_only=True):
    """A zaak as it stands in the register. `etag` travels in the header, not in the body."""

    url: str
    uuid: UUID
    identificatie: str
    bronorganisatie: str
    omschrijving: str
    toelichting: str
    zaaktype: str
    registratiedatum: date
    verantwoordelijke_organisatie: str
    startdatum: date
    einddatum: date | None
    einddatum_gepland: date | None
    uiterlijke_einddatum_afdoening: date | None
    publicatiedatum: date | None = None
    communicatiekanaal: str = ""
    producten_of_diensten: tuple[str, ...] = ()
    vertrouwelijkheidaanduiding: str
    betalingsindicatie: str = ""
    laatste_betaaldatum: datetime | None = None
    zaakgeometrie: dict[str, Any] | None = None
    verlenging: Verlenging | None = None
    opschorting: Opschorting | None = None
    selectielijstklasse: str = ""
    hoofdzaak: str | None = None
    deelzaken: tuple[str, ...] = ()
    relevante_andere_zaken: tuple[RelevanteZaak, ...] = ()
    eigenschappen: tuple[str, ...] = ()
    rollen: tuple[str, ...] = ()
    status: str | None = None
    zaakinformatieobjecten: tuple[str, ...] = ()
    zaakobjecten: tuple[str, ...] = ()
    kenmerken: tuple[Kenmerk, ...] = ()
    archiefnominatie: str | None = None
    archiefstatus: str = "nog_te_archiveren"
    archiefactiedatum: date | None = None
    resultaat: str | None = None
    opdrachtgevende_organisatie: str = ""
    processobjectaard: str | None = None
    startdatum_bewaartermijn: date | None = None
    processobject: Processobject | None = None
    communicatiekanaal_naam: str = ""
    laatst_gemuteerd: datetime | None = None
    laatst_geopend: datetime | None = None
    gerelateerde_zaken: tuple[GerelateerdeZaak, ...] = ()
    etag: str = ""


class ReserveringBody(Wire, frozen=True, kw_only=True):
    """How many numbers to reserve for the zaken of an organisation."""

    bronorganisatie: Rsin
    aantal: Annotated[int, Meta(ge=1, le=1000)] = 1
    amount: Annotated[int, Meta(ge=1, le=1000)] | None = (
        None  # what providers called it before the standard did
    )

    @property
    def how_many(self) -> int:
        """How many numbers are asked."""
        return self.amount or self.aantal


class StatusBody(Wire, frozen=True, kw_only=True):
    """A new status. The eindstatus closes the zaak (zrc-007); another one on a closed zaak reopens it (zrc-008)."""

    zaak: Reference
    statustype: Reference
    datum_status_gezet: datetime
    statustoelichting: Annotated[str, Meta(max_length=1000)] = ""
    gezetdoor: Annotated[str, Meta(max_length=200)] = ""


class Status(Wire, frozen=True, kw_only=True):
    """A status that was set."""

    url: str
    uuid: UUID
    zaak: str
    statustype: str
    datum_status_gezet: datetime
    statustoelichting: str
    indicatie_laatst_gezette_status: bool
    gezetdoor: str = ""
    zaakinformatieobjecten: tuple[str, ...] = ()


class ResultaatBody(Wire, frozen=True, kw_only=True):
    """The outcome; one per zaak."""

    zaak: Reference
    resultaattype: Reference
    toelichting: Annotated[str, Meta(max_length=1000)] = ""


class Resultaat(Wire, frozen=True, kw_only=True):
    """The outcome of a zaak."""

    url: str
    uuid: UUID
    zaak: str
    resultaattype: str
    toelichting: str


class ContactpersoonRol(Wire, frozen=True, kw_only=True):
    """How to reach the betrokkene in this zaak."""

    naam: Annotated[str, Meta(max_length=200)] = ""
    emailadres: Annotated[str, Meta(max_length=254)] = ""
    telefoonnummer: Annotated[str, Meta(max_length=20)] = ""
    functie: Annotated[str, Meta(max_length=50)] = ""


class BetrokkeneIdentificatie(Wire, frozen=True, kw_only=True, omit_defaults=True):
    """Who it is: the keys of the five betrokkenetypen together; a type uses its own and leaves the rest empty."""

    inp_bsn: Annotated[str, Meta(max_length=9)] = ""
    anp_identificatie: Annotated[str, Meta(max_length=17)] = ""
    inp_a_nummer: Annotated[str, Meta(max_length=10)] = msgspec.field(default="", name="inpA_nummer")
    geslachtsnaam: Annotated[str, Meta(max_length=200)] = ""
    voorvoegsel_geslachtsnaam: Annotated[str, Meta(max_length=80)] = ""
    voorletters: Annotated[str, Meta(max_length=20)] = ""
    voornamen: Annotated[str, Meta(max_length=200)] = ""
    geslachtsaanduiding: Literal["m", "v", "o", ""] = ""
    geboortedatum: Annotated[str, Meta(max_length=18)] = ""
    inn_nnp_id: Annotated[str, Meta(max_length=9)] = ""
    ann_identificatie: Annotated[str, Meta(max_length=17)] = ""
    statutaire_naam: Annotated[str, Meta(max_length=500)] = ""
    inn_rechtsvorm: str = ""
    bezoekadres: Annotated[str, Meta(max_length=1000)] = ""
    vestigings_nummer: Annotated[str, Meta(max_length=24)] = ""
    handelsnaam: tuple[Annotated[str, Meta(max_length=625)], ...] = ()
    kvk_nummer: Annotated[str, Meta(max_length=8)] = ""
    verblijfsadres: dict[str, Any] | None = None
    sub_verblijf_buitenland: dict[str, Any] | None = None
    identificatie: Annotated[str, Meta(max_length=255)] = ""
    naam: Annotated[str, Meta(max_length=50)] = ""
    is_gehuisvest_in: Annotated[str, Meta(max_length=24)] = ""
    achternaam: Annotated[str, Meta(max_length=200)] = ""
    voorvoegsel_achternaam: Annotated[str, Meta(max_length=10)] = ""


class Vertegenwoordigde(Wire, frozen=True, kw_only=True):
    """For whom somebody acted who logged in."""

    identifier_type: Literal["bsn", "kvkNummer", "rsin", "opaque"] = "bsn"
    identifier: Annotated[str, Meta(max_length=100)] = ""


class AuthenticatieContext(Wire, frozen=True, kw_only=True):
    """How the betrokkene logged in, and by which mandate she acts for somebody else: an extra of today's providers."""

    source: Literal["digid", "eherkenning", "eidas", ""] = ""
    level_of_assurance: Annotated[str, Meta(max_length=100)] = ""
    representee: Vertegenwoordigde | None = None
    acting_subject: Annotated[str, Meta(max_length=255)] = ""
    mandate: dict[str, Any] | None = None


class RolBody(Wire, frozen=True, kw_only=True):
    """Somebody's part in a zaak. From `begin_geldigheid` on they are extras of today's providers."""

    zaak: Reference
    betrokkene: Url = ""
    betrokkene_type: BetrokkeneType
    afwijkende_naam_betrokkene: Annotated[str, Meta(max_length=625)] = ""
    roltype: Reference
    roltoelichting: Annotated[str, Meta(max_length=1000)] = (
        ""  # the standard asks it, today's providers do not
    )
    indicatie_machtiging: Literal["gemachtigde", "machtiginggever", ""] = ""
    contactpersoon_rol: ContactpersoonRol | None = None
    begin_geldigheid: date | None = None
    einde_geldigheid: date | None = None
    authenticatie_context: AuthenticatieContext | None = None
    betrokkene_identificatie: BetrokkeneIdentificatie | None = None


class Rol(Wire, frozen=True, kw_only=True):
    """Somebody's part in a zaak, as it stands in the register."""

    url: str
    uuid: UUID
    zaak: str
    betrokkene: str
    betrokkene_type: str
    afwijkende_naam_betrokkene: str
    roltype: str
    omschrijving: str
    omschrijving_generiek: str
    roltoelichting: str
    registratiedatum: datetime
    indicatie_machtiging: str = ""
    contactpersoon_rol: ContactpersoonRol | None = None
    statussen: tuple[str, ...] = ()
    begin_geldigheid: date | None = None
    einde_geldigheid: date | None = None
    authenticatie_context: AuthenticatieContext | None = None
    betrokkene_identificatie: BetrokkeneIdentificatie | None = None


class ZaakeigenschapBody(Wire, frozen=True, kw_only=True):
    """The value of a property of the zaak."""

    zaak: Reference
    eigenschap: Reference
    waarde: str


class Zaakeigenschap(Wire, frozen=True, kw_only=True):
    """The value of a property, as it stands in the register."""

    url: str
    uuid: UUID
    zaak: str
    eigenschap: str
    naam: str
    waarde: str


class ZaakinformatieobjectBody(Wire, frozen=True, kw_only=True):
    """A document that belongs to the zaak."""

    informatieobject: Reference
    zaak: Reference
    titel: Annotated[str, Meta(max_length=200)] = ""
    beschrijving: str = ""
    vernietigingsdatum: datetime | None = None
    status: Url | None = None


class Zaakinformatieobject(Wire, frozen=True, kw_only=True):
    """A document of the zaak, as it stands in the register (mirrored in Documenten, zrc-005)."""

    url: str
    uuid: UUID
    informatieobject: str
    zaak: str
    aard_relatie_weergave: str
    titel: str
    beschrijving: str
    registratiedatum: datetime
    vernietigingsdatum: datetime | None = None
    status: str | None = None


class ZaakbesluitBody(Wire, frozen=True, kw_only=True):
    """A decision of the zaak, mirrored from Besluiten (brc-006)."""

    besluit: Reference


class Zaakbesluit(Wire, frozen=True, kw_only=True):
    """A decision of the zaak, as it stands in the register."""

    url: str
    uuid: UUID
    besluit: str


class SubstatusBody(Wire, frozen=True, kw_only=True):
    """A step within a status: an extra of today's providers. `status` is the zaak's own when absent."""

    zaak: Reference
    status: Url | None = None
    omschrijving: Annotated[str, Meta(min_length=1, max_length=200)]
    tijdstip: datetime
    doelgroep: Literal["betrokkenen", "intern"] = "intern"


class ObjectTypeOverigeDefinitie(Wire, frozen=True, kw_only=True):
    """Where the shape of an object of another register is described. `schema` and `object_data` are kept, never executed."""

    url: Reference
    schema: Annotated[str, Meta(min_length=1, max_length=100)]
    object_data: Annotated[str, Meta(min_length=1, max_length=100)]


class ZaakobjectBody(Wire, frozen=True, kw_only=True):
    """What the zaak is about. `object_identificatie` has the shape of its `object_type` (domain/objecten.py)."""

    zaak: Reference
    object: Url = ""
    zaakobjecttype: Url = ""
    object_type: str
    object_type_overige: Annotated[str, Meta(max_length=100, pattern=r"^([a-z_]+)?$")] = ""
    object_type_overige_definitie: ObjectTypeOverigeDefinitie | None = None
    relatieomschrijving: Annotated[str, Meta(max_length=80)] = ""
    object_identificatie: dict[str, Any] | None = None


class KlantcontactBody(Wire, frozen=True, kw_only=True):
    """A contact with a client; `identificatie` is generated when ""."""

    zaak: Reference
    identificatie: Annotated[str, Meta(max_length=14)] = ""
    datumtijd: datetime
    kanaal: Annotated[str, Meta(max_length=20)] = ""
    onderwerp: Annotated[str, Meta(max_length=200)] = ""
    toelichting: Annotated[str, Meta(max_length=1000)] = ""


class ZaakcontactmomentBody(Wire, frozen=True, kw_only=True):
    """A contactmoment of the zaak, at another register."""

    zaak: Reference
    contactmoment: Reference


class ZaakverzoekBody(Wire, frozen=True, kw_only=True):
    """A verzoek of the zaak, at another register."""

    zaak: Reference
    verzoek: Reference


class ZaaknotitieBody(Wire, frozen=True, kw_only=True):
    """A note. Without a word from the client it is for employees only, and not finished."""

    onderwerp: Annotated[str, Meta(min_length=1, max_length=255)]
    tekst: Annotated[str, Meta(min_length=1)]
    aangemaakt_door: Annotated[str, Meta(max_length=255)] = ""
    notitie_type: Literal["intern", "extern"] = "intern"
    status: Literal["concept", "definitief"] = "concept"
    gerelateerd_aan: Url
