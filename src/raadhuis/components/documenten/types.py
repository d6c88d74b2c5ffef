"""Wire shapes of documents and their content (Documenten 1.7.1). References are URLs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType, field

from raadhuis.kernel.authz import Vertrouwelijkheidaanduiding
from raadhuis.kernel.wire import Wire

Url = Annotated[str, Meta(max_length=1000)]
# An address that a reader may open: nothing that a browser would run.
Link = Annotated[str, Meta(max_length=200, pattern=r"^$|^(https?|ftp)://\S+$")]
Status = Literal["in_bewerking", "ter_vaststelling", "definitief", "gearchiveerd"]
Rsin = Annotated[str, Meta(max_length=9, min_length=9)]
Text40 = Annotated[str, Meta(max_length=40)]
Text200 = Annotated[str, Meta(max_length=200)]
Text255 = Annotated[str, Meta(max_length=255)]
Text1000 = Annotated[str, Meta(max_length=1000)]
Taal = Annotated[str, Meta(max_length=3, min_length=3)]
Lock = Annotated[str, Meta(max_length=100)] | None
Omvang = Annotated[int, Meta(ge=0, le=2**63 - 1)]


class Ondertekening(Wire, frozen=True, kw_only=True):
    """How and when the document was signed; all empty, as clients of 1.5 send it, is the same as null."""

    soort: Literal["analoog", "digitaal", "pki", ""] = ""
    datum: date | None = None


class Integriteit(Wire, frozen=True, kw_only=True):
    """A checksum that the client gives with the document; all empty is the same as null."""

    algoritme: Literal[
        "crc_16", "crc_32", "crc_64", "fletcher_4", "fletcher_8", "fletcher_16", "fletcher_32", "hmac", "md5", "sha_1",
        "sha_256", "sha_512", "sha_3", "",
    ] = ""  # fmt: skip
    waarde: Annotated[str, Meta(max_length=128)] = ""
    datum: date | None = None


class EnkelvoudigInformatieObjectBody(Wire, frozen=True, kw_only=True):
    """A document with its content; `inhoud` is base64 on the wire, bytes here.

    Without `inhoud` but with `bestandsomvang` the content comes in parts. Fields are in the order of the standard's schema, which is
    the order of errors.
    """

    identificatie: Text40 = ""
    bronorganisatie: Rsin
    creatiedatum: date
    titel: Text200
    vertrouwelijkheidaanduiding: Vertrouwelijkheidaanduiding | Literal[""] = ""
    is_gereed_voor_publicatie: bool | None = None
    tonen_aan_initiator: bool = False
    auteur: Text200
    status: Status | Literal[""] = ""
    inhoud_is_vervallen: bool | None = None
    formaat: Text255 = ""
    taal: Taal
    bestandsnaam: Text255 = ""
    inhoud: bytes | None = None
    bestandsomvang: Omvang | None = None
    link: Link = ""
    beschrijving: Text1000 = ""
    ontvangstdatum: date | None = None
    verzenddatum: date | None = None
    indicatie_gebruiksrecht: bool | None = None
    verschijningsvorm: str = ""
    ondertekening: Ondertekening | None = None
    integriteit: Integriteit | None = None
    informatieobjecttype: Url
    trefwoorden: tuple[str, ...] = ()


class Slot(Wire, frozen=True, kw_only=True):
    """The lock that a change names; "" is none."""

    lock: Lock = None


class EnkelvoudigInformatieObjectPatch(Wire, frozen=True, kw_only=True):
    """A partial update of a document: what is UNSET stays as it is."""

    identificatie: Text40 | UnsetType = UNSET
    bronorganisatie: Rsin | UnsetType = UNSET
    creatiedatum: date | UnsetType = UNSET
    titel: Text200 | UnsetType = UNSET
    vertrouwelijkheidaanduiding: Vertrouwelijkheidaanduiding | Literal[""] | UnsetType = UNSET
    is_gereed_voor_publicatie: bool | UnsetType | None = UNSET
    tonen_aan_initiator: bool | UnsetType = UNSET
    auteur: Text200 | UnsetType = UNSET
    status: Status | Literal[""] | UnsetType = UNSET
    inhoud_is_vervallen: bool | UnsetType | None = UNSET
    formaat: Text255 | UnsetType = UNSET
    taal: Taal | UnsetType = UNSET
    bestandsnaam: Text255 | UnsetType = UNSET
    inhoud: bytes | UnsetType | None = UNSET
    bestandsomvang: Omvang | UnsetType | None = UNSET
    link: Link | UnsetType = UNSET
    beschrijving: Text1000 | UnsetType = UNSET
    ontvangstdatum: date | UnsetType | None = UNSET
    verzenddatum: date | UnsetType | None = UNSET
    indicatie_gebruiksrecht: bool | UnsetType | None = UNSET
    verschijningsvorm: str | UnsetType = UNSET
    ondertekening: Ondertekening | UnsetType | None = UNSET
    integriteit: Integriteit | UnsetType | None = UNSET
    informatieobjecttype: Url | UnsetType = UNSET
    trefwoorden: tuple[str, ...] | UnsetType = UNSET
    lock: Lock = None


class EnkelvoudigInformatieObjectUpdate(EnkelvoudigInformatieObjectPatch, frozen=True, kw_only=True):
    """A document as a whole: what may be left out falls back to empty, but content that is not named stays."""

    bronorganisatie: Rsin
    creatiedatum: date
    titel: Text200
    vertrouwelijkheidaanduiding: Vertrouwelijkheidaanduiding | Literal[""] = ""
    is_gereed_voor_publicatie: bool | None = None
    tonen_aan_initiator: bool = False
    auteur: Text200
    status: Status | Literal[""] = ""
    inhoud_is_vervallen: bool | None = None
    formaat: Text255 = ""
    taal: Taal
    link: Link = ""
    beschrijving: Text1000 = ""
    ontvangstdatum: date | None = None
    verzenddatum: date | None = None
    verschijningsvorm: str = ""
    ondertekening: Ondertekening | None = None
    integriteit: Integriteit | None = None
    informatieobjecttype: Url
    trefwoorden: tuple[str, ...] = ()


class Bestandsdeel(Wire, frozen=True, kw_only=True):
    """A part of a large file that is to come, or has come (`voltooid`). `omvang` in bytes."""

    url: str
    volgnummer: int
    omvang: int
    voltooid: bool
    lock: str


class EnkelvoudigInformatieObject(Wire, frozen=True, kw_only=True):
    """A document as it stands in the register; `inhoud` is the download URL."""

    url: str
    identificatie: str
    bronorganisatie: str
    creatiedatum: date
    titel: str
    vertrouwelijkheidaanduiding: str
    tonen_aan_initiator: bool = False
    auteur: str
    status: str
    formaat: str
    taal: str
    versie: int
    begin_registratie: datetime
    bestandsnaam: str
    inhoud: str | None
    bestandsomvang: int | None
    link: str = ""
    beschrijving: str = ""
    ontvangstdatum: date | None = None
    verzenddatum: date | None = None
    indicatie_gebruiksrecht: bool | None = None
    verschijningsvorm: str = ""
    trefwoorden: tuple[str, ...] = ()
    is_gereed_voor_publicatie: bool | None = None
    inhoud_is_vervallen: bool | None = None
    ondertekening: Ondertekening | None = None
    integriteit: Integriteit | None = None
    informatieobjecttype: str
    locked: bool = False
    bestandsdelen: tuple[Bestandsdeel, ...] = ()


class EIOZoek(Wire, frozen=True, kw_only=True):
    """The body of `_zoek`; other filters of the list stand beside these."""

    uuid__in: Annotated[tuple[UUID, ...], Meta(max_length=10_000)] = field(name="uuid__in")
    expand: str | tuple[str, ...] = ""


class ObjectInformatieObjectBody(Wire, frozen=True, kw_only=True):
    """The link of a document to the object it belongs to."""

    informatieobject: Url
    object: Url
    object_type: Literal["besluit", "zaak", "verzoek"]


class ObjectInformatieObject(ObjectInformatieObjectBody, frozen=True, kw_only=True):
    """The link as it stands in the register."""

    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Inhoud:
    """A document's content to pass on: chunks of bytes, with what a download needs to say. `omvang` in bytes."""

    bestandsnaam: str
    formaat: str
    omvang: int
    chunks: Iterator[bytes]


class GebruiksrechtBody(Wire, frozen=True, kw_only=True):
    """Conditions on the use of a document, from `startdatum`, up to `einddatum` when there is one."""

    informatieobject: Url
    startdatum: datetime
    einddatum: datetime | None = None
    omschrijving_voorwaarden: Annotated[str, Meta(min_length=1)]


class GebruiksrechtPatch(Wire, frozen=True, kw_only=True):
    """A partial update of a gebruiksrecht: what is UNSET stays as it is."""

    informatieobject: Url | UnsetType = UNSET
    startdatum: datetime | UnsetType = UNSET
    einddatum: datetime | UnsetType | None = UNSET
    omschrijving_voorwaarden: Annotated[str, Meta(min_length=1)] | UnsetType = UNSET


Naam = Annotated[str, Meta(min_length=1, max_length=80)]
Regel = Annotated[str, Meta(max_length=35)]
Persoon = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^(https?://|urn:)\S+$")]
Contact = Annotated[str, Meta(min_length=1, max_length=1000, pattern=r"^(https?://|urn:)\S+$")]
Nummer = Annotated[str, Meta(max_length=15)]
Mail = Annotated[str, Meta(max_length=100)]
AardRelatie = Literal["afzender", "geadresseerde"]


class BinnenlandsCorrespondentieadres(Wire, frozen=True, kw_only=True):
    """An address in the Netherlands, as it stood on the document."""

    huisletter: Annotated[str, Meta(max_length=1)] = ""
    huisnummer: Annotated[int, Meta(ge=1, le=99999)]
    huisnummer_toevoeging: Annotated[str, Meta(max_length=4)] = ""
    naam_openbare_ruimte: Naam
    postcode: Annotated[str, Meta(max_length=6)] = ""
    woonplaatsnaam: Naam


class BuitenlandsCorrespondentieadres(Wire, frozen=True, kw_only=True):
    """An address abroad; the country is a URL."""

    adres_buitenland_1: Annotated[str, Meta(min_length=1, max_length=35)]
    adres_buitenland_2: Regel = ""
    adres_buitenland_3: Regel = ""
    land_postadres: Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^(https?://|urn:)\S+$")]


class CorrespondentiePostadres(Wire, frozen=True, kw_only=True):
    """A post box or freepost number."""

    post_bus_of_antwoordnummer: Annotated[int, Meta(ge=1, le=9999)]
    postadres_postcode: Annotated[str, Meta(min_length=1, max_length=6)]
    postadres_type: Literal["antwoordnummer", "postbusnummer"]
    woonplaatsnaam: Naam


class VerzendingBody(Wire, frozen=True, kw_only=True):
    """From (`afzender`) or to (`geadresseerde`) whom a document was sent, and where that was."""

    betrokkene: Persoon
    informatieobject: Url
    aard_relatie: AardRelatie
    toelichting: Text200 = ""
    ontvangstdatum: date | None = None
    verzenddatum: date | None = None
    contact_persoon: Contact
    contactpersoonnaam: Text40 = ""
    binnenlands_correspondentieadres: BinnenlandsCorrespondentieadres | None = None
    buitenlands_correspondentieadres: BuitenlandsCorrespondentieadres | None = None
    correspondentie_postadres: CorrespondentiePostadres | None = None
    faxnummer: Nummer | None = None
    emailadres: Mail | None = None
    mijn_overheid: bool = False
    telefoonnummer: Nummer | None = None


class VerzendingPatch(Wire, frozen=True, kw_only=True):
    """A partial update of a verzending: what is UNSET stays as it is."""

    betrokkene: Persoon | UnsetType = UNSET
    informatieobject: Url | UnsetType = UNSET
    aard_relatie: AardRelatie | UnsetType = UNSET
    toelichting: Text200 | UnsetType = UNSET
    ontvangstdatum: date | UnsetType | None = UNSET
    verzenddatum: date | UnsetType | None = UNSET
    contact_persoon: Contact | UnsetType = UNSET
    contactpersoonnaam: Text40 | UnsetType = UNSET
    binnenlands_correspondentieadres: BinnenlandsCorrespondentieadres | UnsetType | None = UNSET
    buitenlands_correspondentieadres: BuitenlandsCorrespondentieadres | UnsetType | None = UNSET
    correspondentie_postadres: CorrespondentiePostadres | UnsetType | None = UNSET
    faxnummer: Nummer | UnsetType | None = UNSET
    emailadres: Mail | UnsetType | None = UNSET
    mijn_overheid: bool | UnsetType = UNSET
    telefoonnummer: Nummer | UnsetType | None = UNSET


class Reservering(Wire, frozen=True, kw_only=True):
    """How many document numbers a client wants to give out itself; `amount` is an older name of `aantal`."""

    bronorganisatie: Rsin
    aantal: Annotated[int, Meta(ge=1, le=1000)] | None = None
    amount: Annotated[int, Meta(ge=1, le=1000)] | None = None


class Registratie(Wire, frozen=True, kw_only=True):
    """A document and the zaak that it belongs to, in one call; the relation as in the Zaken API, without the document."""

    enkelvoudiginformatieobject: EnkelvoudigInformatieObjectBody
    zaakinformatieobject: dict[str, Any]
    zaak: str = ""  # beside the relation instead of in it, as the first clients had it


class ImportStatus(Wire, frozen=True, kw_only=True):
    """How far a bulk import is: its rows, how many were done, how many of those became a document and how many did not."""

    total: int
    processed: int
    processed_successfully: int
    processed_invalid: int
    status: Literal["pending", "active", "finished", "cancelled"]
