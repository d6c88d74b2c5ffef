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
Rsin = Annotated[str, Meta(max_length=9, min_length=9)]
BetrokkeneType = Literal[
    "natuurlijk_persoon", "niet_natuurlijk_persoon", "vestiging", "organisatorische_eenheid", "medewerker"
]
Betalingsindicatie = Literal["nvt", "nog_niet", "gedeeltelijk", "geheel", ""]
Archiefnominatie = Literal["blijvend_bewaren", "vernietigen"]


class Kenmerk(Wire, frozen=True, kw_only=True):
    """An identification of the zaak at another source."""

    kenmerk: Annotated[str, Meta(max_length=40)]
    bron: Annotated[str, Meta(max_length=40)]


class Verlenging(Wire, frozen=True, kw_only=True):
    """An extension of the term; `duur` is an ISO 8601 duration."""

    reden: Annotated[str, Meta(max_length=200)]
    duur: str


class Opschorting(Wire, frozen=True, kw_only=True):
    """Whether the term stands still, and why."""

    indicatie: bool
    reden: Annotated[str, Meta(max_length=200)]


class ZaakBody(Wire, frozen=True, kw_only=True):
    """What a client sends to make a zaak. `zaaktype` is a URL; `identificatie` is generated when "" (zrc-002)."""

    zaaktype: Url
    bronorganisatie: Rsin
    verantwoordelijke_organisatie: Rsin
    startdatum: date
    identificatie: Annotated[str, Meta(max_length=40)] = ""
    omschrijving: Annotated[str, Meta(max_length=80)] = ""
    toelichting: Annotated[str, Meta(max_length=1000)] = ""
    registratiedatum: date | None = None
    einddatum_gepland: date | None = None
    uiterlijke_einddatum_afdoening: date | None = None
    publicatiedatum: date | None = None
    communicatiekanaal: Url = ""
    producten_of_diensten: tuple[Url, ...] = ()
    vertrouwelijkheidaanduiding: Vertrouwelijkheidaanduiding | Literal[""] = ""
    betalingsindicatie: Betalingsindicatie = ""
    laatste_betaaldatum: datetime | None = None
    zaakgeometrie: dict[str, Any] | None = None
    opschorting: Opschorting | None = None
    verlenging: Verlenging | None = None
    selectielijstklasse: Url = ""
    hoofdzaak: Url | None = None
    kenmerken: tuple[Kenmerk, ...] = ()


class ZaakPatch(Wire, frozen=True, kw_only=True):
    """A partial update: what is UNSET stays as it is. The rest of a zaak never changes, or not by hand."""

    omschrijving: Annotated[str, Meta(max_length=80)] | UnsetType = UNSET
    toelichting: Annotated[str, Meta(max_length=1000)] | UnsetType = UNSET
    registratiedatum: date | UnsetType = UNSET
    verantwoordelijke_organisatie: Rsin | UnsetType = UNSET
    startdatum: date | UnsetType = UNSET
    einddatum_gepland: date | UnsetType | None = UNSET
    uiterlijke_einddatum_afdoening: date | UnsetType | None = UNSET
    publicatiedatum: date | UnsetType | None = UNSET
    communicatiekanaal: Url | UnsetType = UNSET
    producten_of_diensten: tuple[Url, ...] | UnsetType = UNSET
    vertrouwelijkheidaanduiding: Vertrouwelijkheidaanduiding | UnsetType = UNSET
    betalingsindicatie: Betalingsindicatie | UnsetType = UNSET
    laatste_betaaldatum: datetime | UnsetType | None = UNSET
    zaakgeometrie: dict[str, Any] | UnsetType | None = UNSET
    verlenging: Verlenging | UnsetType | None = UNSET
    opschorting: Opschorting | UnsetType | None = UNSET
    selectielijstklasse: Url | UnsetType = UNSET
    kenmerken: tuple[Kenmerk, ...] | UnsetType = UNSET
    archiefnominatie: Archiefnominatie | UnsetType | None = UNSET
    archiefactiedatum: date | UnsetType | None = UNSET


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
    eigenschappen: tuple[str, ...] = ()
    rollen: tuple[str, ...] = ()
    status: str | None = None
    zaakinformatieobjecten: tuple[str, ...] = ()
    kenmerken: tuple[Kenmerk, ...] = ()
    archiefnominatie: str | None = None
    archiefstatus: str = "nog_te_archiveren"
    archiefactiedatum: date | None = None
    resultaat: str | None = None
    startdatum_bewaartermijn: date | None = None
    etag: str = ""


class StatusBody(Wire, frozen=True, kw_only=True):
    """A new status. The eindstatus closes the zaak (zrc-007); another one on a closed zaak reopens it (zrc-008)."""

    zaak: Url
    statustype: Url
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

    zaak: Url
    resultaattype: Url
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
    identificatie: Annotated[str, Meta(max_length=254)] = ""
    naam: Annotated[str, Meta(max_length=50)] = ""
    is_gehuisvest_in: Annotated[str, Meta(max_length=24)] = ""
    achternaam: Annotated[str, Meta(max_length=200)] = ""
    voorvoegsel_achternaam: Annotated[str, Meta(max_length=10)] = ""


class RolBody(Wire, frozen=True, kw_only=True):
    """Somebody's part in a zaak."""

    zaak: Url
    betrokkene_type: BetrokkeneType
    roltype: Url
    roltoelichting: Annotated[str, Meta(max_length=1000)]
    betrokkene: Url = ""
    afwijkende_naam_betrokkene: Annotated[str, Meta(max_length=625)] = ""
    indicatie_machtiging: Literal["gemachtigde", "machtiginggever", ""] = ""
    contactpersoon_rol: ContactpersoonRol | None = None
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
    betrokkene_identificatie: BetrokkeneIdentificatie | None = None


class ZaakeigenschapBody(Wire, frozen=True, kw_only=True):
    """The value of a property of the zaak."""

    zaak: Url
    eigenschap: Url
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

    zaak: Url
    informatieobject: Url
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

    besluit: Url


class Zaakbesluit(Wire, frozen=True, kw_only=True):
    """A decision of the zaak, as it stands in the register."""

    url: str
    uuid: UUID
    besluit: str
