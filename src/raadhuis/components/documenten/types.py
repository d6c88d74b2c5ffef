"""Wire shapes of Documenten 1.7.1: the parts of the standard that are served today. References are URLs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import Meta

from raadhuis.kernel.authz import Vertrouwelijkheidaanduiding
from raadhuis.kernel.wire import Wire

Url = Annotated[str, Meta(max_length=1000)]
Status = Literal["in_bewerking", "ter_vaststelling", "definitief", "gearchiveerd"]


class Ondertekening(Wire, frozen=True, kw_only=True):
    """How and when the document was signed."""

    soort: Literal["analoog", "digitaal", "pki"]
    datum: date


class Integriteit(Wire, frozen=True, kw_only=True):
    """A checksum that the client gives with the document."""

    algoritme: Literal[
        "crc_16", "crc_32", "crc_64", "fletcher_4", "fletcher_8", "fletcher_16", "fletcher_32", "hmac", "md5", "sha_1",
        "sha_256", "sha_512", "sha_3",
    ]  # fmt: skip
    waarde: Annotated[str, Meta(max_length=128)]
    datum: date


class EnkelvoudigInformatieObjectBody(Wire, frozen=True, kw_only=True):
    """A new document with its content; `inhoud` is base64 on the wire, bytes here."""

    bronorganisatie: Annotated[str, Meta(max_length=9, min_length=9)]
    creatiedatum: date
    titel: Annotated[str, Meta(max_length=200)]
    auteur: Annotated[str, Meta(max_length=200)]
    taal: Annotated[str, Meta(max_length=3, min_length=3)]
    informatieobjecttype: Url
    inhoud: bytes | None = None
    identificatie: Annotated[str, Meta(max_length=40)] = ""
    vertrouwelijkheidaanduiding: Vertrouwelijkheidaanduiding | Literal[""] = ""
    tonen_aan_initiator: bool = False
    status: Status | Literal[""] = ""
    formaat: Annotated[str, Meta(max_length=255)] = ""
    bestandsnaam: Annotated[str, Meta(max_length=255)] = ""
    bestandsomvang: Annotated[int, Meta(ge=0, le=2**63 - 1)] | None = None
    link: Annotated[str, Meta(max_length=200)] = ""
    beschrijving: Annotated[str, Meta(max_length=1000)] = ""
    ontvangstdatum: date | None = None
    verzenddatum: date | None = None
    indicatie_gebruiksrecht: bool | None = None
    verschijningsvorm: str = ""
    trefwoorden: tuple[str, ...] = ()
    is_gereed_voor_publicatie: bool | None = None
    inhoud_is_vervallen: bool | None = None
    ondertekening: Ondertekening | None = None
    integriteit: Integriteit | None = None


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
    beschrijving: str = ""
    ontvangstdatum: date | None = None
    verzenddatum: date | None = None
    indicatie_gebruiksrecht: bool | None = None
    informatieobjecttype: str
    locked: bool = False


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
