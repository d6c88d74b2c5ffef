"""The door of Documenten: documents, their content, and what they belong to (Documenten 1.7.1)."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from raadhuis.components.catalogi import api as catalogi
from raadhuis.components.documenten.domain import content, rules
from raadhuis.components.documenten.domain.content import Inspectie
from raadhuis.components.documenten.store import documents, relations
from raadhuis.components.documenten.store.rights import AANMAKEN, LEZEN
from raadhuis.components.documenten.store.scan import ScannerAway, scan
from raadhuis.components.documenten.types import (
    EnkelvoudigInformatieObject,
    EnkelvoudigInformatieObjectBody,
    Inhoud,
    ObjectInformatieObject,
    ObjectInformatieObjectBody,
)
from raadhuis.kernel import authz, references, settings, wire
from raadhuis.kernel.audit import AuditTrail
from raadhuis.kernel.door import door
from raadhuis.kernel.identity import Actor, systeem
from raadhuis.kernel.refusal import FieldError, Invalid, NotAllowed, NotFound

__all__ = [
    "EnkelvoudigInformatieObject",
    "EnkelvoudigInformatieObjectBody",
    "Inhoud",
    "Inspectie",
    "ObjectInformatieObject",
    "ObjectInformatieObjectBody",
    "ScannerAway",
    "create_enkelvoudiginformatieobject",
    "create_objectinformatieobject",
    "find_enkelvoudiginformatieobject",
    "get_enkelvoudiginformatieobject",
    "inspect",
    "list_audittrail",
    "list_objectinformatieobjecten",
    "open_inhoud",
    "record_view",
    "sweep",
]
_HOUSE = systeem(
    "documenten"
)  # looks a type up to check a reference: that is not reading on the actor's behalf
_OBJECTS = {"zaak": ("zaken", "zaken"), "besluit": ("besluiten", "besluiten")}


@door
def create_enkelvoudiginformatieobject(
    *, actor: Actor, at: datetime, body: EnkelvoudigInformatieObjectBody, reden: str = ""
) -> EnkelvoudigInformatieObject:
    """Store a document. Raises Invalid (drc-001, drc-005, drc-007; empty, too large, wrong type by content, virus),
    NotAllowed, NoRoom, ScannerAway."""
    return wire.decode(create_json(actor=actor, at=at, body=body, reden=reden), EnkelvoudigInformatieObject)


@door
def get_enkelvoudiginformatieobject(*, actor: Actor, uuid: UUID) -> EnkelvoudigInformatieObject:
    """The newest version of a document. Raises NotFound, also when the actor may not see it."""
    found = document_json(actor=actor, uuid=uuid)
    if found is None:
        raise NotFound
    return wire.decode(found, EnkelvoudigInformatieObject)


@door
def find_enkelvoudiginformatieobject(
    *, actor: Actor, bronorganisatie: str, identificatie: str
) -> EnkelvoudigInformatieObject | None:
    """The document with this identification, or None: what makes creating one repeatable."""
    found = documents.find(bronorganisatie=bronorganisatie, identificatie=identificatie, actor=actor)
    return wire.decode(found, EnkelvoudigInformatieObject) if found else None


@door
def open_inhoud(*, actor: Actor, uuid: UUID) -> Inhoud:
    """The content of the newest version. Raises NotFound."""
    return open_versie(actor=actor, uuid=uuid)


@door
def create_objectinformatieobject(
    *, actor: Actor, at: datetime, body: ObjectInformatieObjectBody
) -> ObjectInformatieObject:
    """Mirror a link that a zaak or besluit has to a document (zrc-005, brc-005), in the caller's transaction when both
    registers are ours. Repeating it changes nothing. The caller has checked that the actor may make the link.

    Raises Invalid (`bad-url`: no such document, or an object that is in no register of ours).
    """
    document, object_ = _link(body)
    mirrored = relations.mirror(
        document=document, object=object_, object_type=body.object_type, actor=actor, at=at
    )
    if mirrored is None:
        raise Invalid.field("informatieobject", "bad-url", "Dit document bestaat niet.")
    return wire.decode(mirrored, ObjectInformatieObject)


@door
def list_objectinformatieobjecten(
    *, actor: Actor, informatieobject: UUID
) -> tuple[ObjectInformatieObject, ...]:
    """What a document belongs to; nothing for a document that the actor may not see."""
    found = relations.listed({"document": informatieobject}, actor=actor)
    return wire.decode(found, tuple[ObjectInformatieObject, ...])


@door
def record_view(*, actor: Actor, at: datetime, uuid: UUID, reden: str) -> None:
    """Record that the actor opened the document, and for what (`reden`). Raises NotFound."""
    documents.seen(uuid, actor=actor, at=at, reden=reden)


def inspect(*, inhoud: bytes | Path, bestandsnaam: str) -> Inspectie:
    """Look at a file before it is accepted, here, wherever the register is: its type by content (a media type), size in
    bytes and a safe name. Raises Invalid (`file-size`, `bestandsformaat`, `virus`), ScannerAway."""
    limit = settings.current().upload_max_mb
    if isinstance(inhoud, Path):
        with inhoud.open("rb") as file:
            inhoud = file.read(limit * 2**20 + 1)  # one byte more than we take is enough to refuse it
    inspectie, errors = content.inspect(inhoud, bestandsnaam=bestandsnaam, limit_mb=limit)
    if errors:
        raise Invalid(fields=errors)
    scan((inhoud,))
    return inspectie


@door
def list_audittrail(*, actor: Actor, uuid: UUID) -> tuple[AuditTrail, ...]:
    """Who did and saw what with a document, oldest first. Raises NotFound, also when the actor may not see it."""
    raw = audittrail_json(actor=actor, uuid=uuid)
    if raw is None:
        raise NotFound
    return wire.decode(raw, tuple[AuditTrail, ...])


def sweep(*, at: datetime) -> int:
    """Remove content older than an hour that no document refers to. Returns how many."""
    return documents.sweep(at=at)


# For our own HTTP API: the same answers as JSON bytes.


def create_json(
    *, actor: Actor, at: datetime, body: EnkelvoudigInformatieObjectBody, reden: str = ""
) -> bytes:
    """Store a document; as create_enkelvoudiginformatieobject."""
    authz.require(actor, AANMAKEN)
    errors = [*rules.errors(body)]
    kind, wrong = _informatieobjecttype(body.informatieobjecttype)
    inspectie, unfit = _intake(body)
    if kind is None or wrong or errors or unfit:
        raise Invalid(fields=(*errors, *wrong, *unfit))
    va = authz.rank(body.vertrouwelijkheidaanduiding or kind.vertrouwelijkheidaanduiding)  # drc-007
    type_uuid = wire.uuid_of(kind.url)
    authz.require(actor, AANMAKEN, type_uuid=type_uuid, level=va)
    if type_uuid is None:
        raise LookupError(kind.url)
    if body.inhoud:
        scan((body.inhoud,))
    return documents.create(
        body, inspectie=inspectie, informatieobjecttype=type_uuid, va=va, actor=actor, at=at, reden=reden
    )


def document_json(
    *, actor: Actor, uuid: UUID, versie: int | None = None, at: datetime | None = None, reden: str = ""
) -> bytes | None:
    """A document: the newest version, or `versie`. With `at` and `reden` (the client said why it looks) the look itself
    is recorded too."""
    found = documents.one(uuid, actor=actor, versie=versie)
    if found is not None and at and reden:
        documents.seen(uuid, actor=actor, at=at, reden=reden)
    return found


def documents_json(*, actor: Actor, filters: dict[str, Any], page: int) -> tuple[bytes, int]:
    """One page of documents that match, newest first, and the exact count.

    `filters`: identificatie, bronorganisatie, trefwoorden (list, any of them), object (UUID), object_type.
    """
    _may_read(actor)
    return documents.listed(filters, page=page, actor=actor)


def open_versie(*, actor: Actor, uuid: UUID, versie: int | None = None) -> Inhoud:
    """The content of a version (None: the newest). Raises NotFound."""
    return documents.content(uuid, actor=actor, versie=versie)


def audittrail_json(*, actor: Actor, uuid: UUID, record: UUID | None = None) -> bytes | None:
    """The audit records of a document, oldest first, or one of them."""
    return documents.trail(uuid, actor=actor, record=record)


def refuse_relation(*, actor: Actor, body: ObjectInformatieObjectBody) -> Invalid:
    """Why a client cannot make this link itself: each one is made by the register of its zaak or besluit, in the same
    transaction, so it is there already (drc-003) or has no source (drc-002, drc-004). Raises Invalid, NotAllowed."""
    authz.require(actor, AANMAKEN)
    document, object_ = _link(body)
    if documents.one(document, actor=actor) is None:
        raise Invalid.field("informatieobject", "bad-url", "Dit document bestaat niet.")
    if relations.existing(document=document, object=object_, actor=actor):
        return Invalid.field("nonFieldErrors", "unique", "Dit document hoort al bij dit object.")
    return Invalid.field(
        "nonFieldErrors",
        "inconsistent-relation",
        "De relatie staat niet in het register van het object. Leg haar daar.",
    )


def relation_json(*, actor: Actor, uuid: UUID) -> bytes | None:
    """One objectinformatieobject."""
    return relations.one(uuid, actor=actor)


def relations_json(*, actor: Actor, informatieobject: str = "", object_url: str = "") -> bytes:
    """The objectinformatieobjecten of a document or an object, by URL; "" is any."""
    _may_read(actor)
    filters: dict[str, UUID] = {}
    for name, url, found in (
        ("document", informatieobject, _document(informatieobject)),
        ("object", object_url, object_of(object_url)),
    ):
        if url and found is None:
            return b"[]"  # nothing of ours has that address
        if found:
            filters[name] = found
    return relations.listed(filters, actor=actor)


def object_of(url: str) -> UUID | None:
    """The zaak or besluit that `url` names, or None for any other address."""
    return next(
        (found for place in _OBJECTS.values() if (found := references.uuid_at(url, *place)) is not None), None
    )


def _may_read(actor: Actor) -> None:
    if not actor.rights.objects:
        authz.require(actor, LEZEN)


def _document(url: str) -> UUID | None:
    return references.uuid_at(url, "documenten", "enkelvoudiginformatieobjecten")


def _link(body: ObjectInformatieObjectBody) -> tuple[UUID, UUID]:
    document = _document(body.informatieobject)
    place = _OBJECTS.get(body.object_type)
    object_ = references.uuid_at(body.object, *place) if place else None
    if document is None or object_ is None:
        wrong = (("informatieobject", document), ("object", object_))
        raise Invalid(
            fields=tuple(
                FieldError(name, "bad-url", "Dit adres is niet van een van onze registers.")
                for name, found in wrong
                if found is None
            )
        )
    return document, object_


def _informatieobjecttype(
    url: str,
) -> tuple[catalogi.Informatieobjecttype | None, tuple[FieldError, ...]]:
    name = "informatieobjecttype"
    uuid = references.uuid_at(url, "catalogi", "informatieobjecttypen")
    try:
        kind = catalogi.get_informatieobjecttype(actor=_HOUSE, uuid=uuid) if uuid else None
    except (NotFound, NotAllowed):
        kind = None
    if kind is None:
        return None, (FieldError(name, "bad-url", "Dit informatieobjecttype staat niet in de catalogus."),)
    if kind.concept:
        return kind, (
            FieldError(name, "not-published", "Dit informatieobjecttype is nog niet gepubliceerd."),
        )
    return kind, ()


def _intake(body: EnkelvoudigInformatieObjectBody) -> tuple[Inspectie | None, tuple[FieldError, ...]]:
    if body.inhoud is None:
        if body.bestandsomvang is None:
            return None, ()  # metadata only, as the standard allows
        reason = (
            "Dit bestand is leeg."
            if body.bestandsomvang == 0
            else "Stuur de inhoud mee; in delen kan nog niet."
        )
        return None, (FieldError("inhoud", "file-size", reason),)
    inspectie, errors = content.inspect(
        body.inhoud,
        bestandsnaam=body.bestandsnaam,
        formaat=body.formaat,
        limit_mb=settings.current().upload_max_mb,
    )
    if body.bestandsomvang is not None and body.bestandsomvang != len(body.inhoud):
        reason = f"De bestandsomvang is {body.bestandsomvang}, maar de inhoud is {len(body.inhoud)} bytes."
        errors = (*errors, FieldError("inhoud", "file-size", reason))
    return inspectie, errors
