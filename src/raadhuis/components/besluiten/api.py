"""The door of Besluiten: decisions (Besluiten 1.1.0)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from raadhuis.components.besluiten.domain import rules
from raadhuis.components.besluiten.store import besluiten as store
from raadhuis.components.besluiten.store.rights import AANMAKEN, LEZEN
from raadhuis.components.besluiten.types import (
    Besluit,
    BesluitBody,
    BesluitInformatieObject,
    BesluitInformatieObjectBody,
)
from raadhuis.components.catalogi import api as catalogi
from raadhuis.components.documenten import api as documenten
from raadhuis.components.zaken import api as zaken
from raadhuis.kernel import authz, clock, db, wire
from raadhuis.kernel.door import door
from raadhuis.kernel.identity import Actor, systeem
from raadhuis.kernel.references import uuid_at
from raadhuis.kernel.refusal import FieldError, Invalid, NotAllowed, NotFound

__all__ = [
    "Besluit",
    "BesluitBody",
    "BesluitInformatieObject",
    "BesluitInformatieObjectBody",
    "create_besluit",
    "create_besluitinformatieobject",
    "get_besluit",
    "list_besluiten",
    "list_besluitinformatieobjecten",
]
_HOUSE = systeem(
    "besluiten"
)  # looks a type up to check a reference: that is not reading on the actor's behalf


@door
def create_besluit(*, actor: Actor, at: datetime, body: BesluitBody, reden: str = "") -> Besluit:
    """Record a decision and mirror it in its zaak, both or neither (brc-001, brc-002, brc-006, brc-007).

    Raises Invalid, NotAllowed, and what the register of zaken refuses.
    """
    return wire.decode(create_json(actor=actor, at=at, body=body, reden=reden), Besluit)


@door
def get_besluit(*, actor: Actor, uuid: UUID) -> Besluit:
    """One decision. Raises NotFound, also when the actor may not see it."""
    found = besluit_json(actor=actor, uuid=uuid)
    if found is None:
        raise NotFound
    return wire.decode(found, Besluit)


@door
def list_besluiten(*, actor: Actor, zaak: UUID) -> tuple[Besluit, ...]:
    """The decisions of a zaak, oldest first."""
    return wire.decode(store.of_zaak(zaak, actor=actor), tuple[Besluit, ...])


@door
def create_besluitinformatieobject(
    *, actor: Actor, at: datetime, body: BesluitInformatieObjectBody
) -> BesluitInformatieObject:
    """Link the document that records the decision, and mirror the link, both or neither (brc-003 .. brc-005, brc-008).

    Raises Invalid, NotAllowed.
    """
    return wire.decode(link_json(actor=actor, at=at, body=body), BesluitInformatieObject)


@door
def list_besluitinformatieobjecten(*, actor: Actor, besluit: UUID) -> tuple[BesluitInformatieObject, ...]:
    """The documents of a decision, oldest first."""
    return wire.decode(store.links({"besluit": besluit}, actor=actor), tuple[BesluitInformatieObject, ...])


# For our own HTTP API: the same answers as JSON bytes.


def create_json(*, actor: Actor, at: datetime, body: BesluitBody, reden: str = "") -> bytes:
    """Record a decision; as create_besluit."""
    authz.require(actor, AANMAKEN)
    errors = [*rules.errors(body, today=clock.local_date(at))]
    kind = _besluittype(body.besluittype, errors)
    zaak = _zaak(body.zaak, actor, errors) if body.zaak else None
    if kind and zaak and not _belongs(kind, zaak):
        errors.append(
            FieldError(
                "nonFieldErrors", "zaaktype-mismatch", "Dit besluittype hoort niet bij het type van de zaak."
            )
        )
    if kind is None or errors:
        raise Invalid(fields=tuple(errors))
    besluittype = _identifier(kind.url)
    authz.require(actor, AANMAKEN, type_uuid=besluittype)
    with db.atomic():
        created = store.create(
            body,
            besluittype=besluittype,
            zaak=zaak.uuid if zaak else None,
            uiterlijke_reactiedatum=rules.uiterlijke_reactiedatum(body, kind.reactietermijn),
            actor=actor,
            at=at,
            reden=reden,
        )
        if zaak:
            zaken.create_zaakbesluit(
                actor=actor,
                at=at,
                zaak=zaak.uuid,
                body=zaken.ZaakbesluitBody(besluit=wire.decode(created, Besluit).url),
                ingangsdatum=body.ingangsdatum,
                vervaldatum=body.vervaldatum,
            )
    return created


def besluit_json(*, actor: Actor, uuid: UUID) -> bytes | None:
    """A decision."""
    return store.one(uuid, actor=actor)


def besluiten_json(*, actor: Actor, filters: dict[str, str], page: int) -> tuple[bytes, int]:
    """One page of decisions that match, newest first, and the exact count.

    `filters`: identificatie, verantwoordelijke_organisatie, besluittype (URL), zaak (URL).
    """
    _may_read(actor)
    values: dict[str, Any] = dict(filters)
    for name, place in (("besluittype", ("catalogi", "besluittypen")), ("zaak", ("zaken", "zaken"))):
        if name in values:
            values[name] = uuid_at(filters[name], *place)  # None matches nothing
    return store.listed(values, page=page, actor=actor)


def audittrail_json(*, actor: Actor, uuid: UUID, record: UUID | None = None) -> bytes | None:
    """The audit records of a decision, oldest first, or one of them."""
    return store.trail(uuid, actor=actor, record=record)


def link_json(*, actor: Actor, at: datetime, body: BesluitInformatieObjectBody, reden: str = "") -> bytes:
    """Link a document to a decision; as create_besluitinformatieobject."""
    authz.require(actor, AANMAKEN)
    errors: list[FieldError] = []
    besluit, document = _besluit(body.besluit, actor, errors), _document(body.informatieobject, actor, errors)
    if besluit is None or document is None:
        raise Invalid(fields=tuple(errors))
    kind = catalogi.get_besluittype(actor=_HOUSE, uuid=_identifier(besluit.besluittype))
    if wire.uuid_of(document.informatieobjecttype) not in _uuids(kind.informatieobjecttypen):
        raise Invalid.field(
            "nonFieldErrors",
            "missing-besluittype-informatieobjecttype-relation",
            "Dit soort document hoort niet bij dit soort besluit.",
        )
    authz.require(actor, AANMAKEN, type_uuid=_identifier(kind.url))
    with db.atomic():
        created = store.link(
            besluit=_identifier(besluit.url),
            informatieobject=_identifier(document.url),
            actor=actor,
            at=at,
            reden=reden,
        )
        if created is None:
            raise NotFound
        documenten.create_objectinformatieobject(
            actor=actor,
            at=at,
            body=documenten.ObjectInformatieObjectBody(
                informatieobject=document.url, object=besluit.url, object_type="besluit"
            ),
        )
    return created


def one_link_json(*, actor: Actor, uuid: UUID) -> bytes | None:
    """One besluitinformatieobject."""
    return store.link_one(uuid, actor=actor)


def links_json(*, actor: Actor, besluit: str = "", informatieobject: str = "") -> bytes:
    """The besluitinformatieobjecten of a decision or a document, by URL; "" is any."""
    _may_read(actor)
    asked = {
        "besluit": (besluit, ("besluiten", "besluiten")),
        "informatieobject": (informatieobject, ("documenten", "enkelvoudiginformatieobjecten")),
    }
    filters = {name: uuid_at(url, *place) for name, (url, place) in asked.items() if url}
    known = {name: uuid for name, uuid in filters.items() if uuid is not None}
    return store.links(known, actor=actor) if len(known) == len(filters) else b"[]"


def _may_read(actor: Actor) -> None:
    if not actor.rights.objects:
        authz.require(actor, LEZEN)


def _besluittype(url: str, errors: list[FieldError]) -> catalogi.Besluittype | None:
    uuid = uuid_at(url, "catalogi", "besluittypen")
    try:
        kind = catalogi.get_besluittype(actor=_HOUSE, uuid=uuid) if uuid else None
    except (NotFound, NotAllowed):
        kind = None
    if kind is None:
        errors.append(FieldError("besluittype", "bad-url", "Dit besluittype staat niet in de catalogus."))
    elif kind.concept:
        errors.append(FieldError("besluittype", "not-published", "Dit besluittype is nog niet gepubliceerd."))
    return kind


def _zaak(url: str, actor: Actor, errors: list[FieldError]) -> zaken.Zaak | None:
    uuid = uuid_at(url, "zaken", "zaken")
    try:
        if uuid:
            return zaken.get_zaak(actor=actor, uuid=uuid)
    except (NotFound, NotAllowed):
        pass
    errors.append(FieldError("zaak", "bad-url", "Deze zaak bestaat niet."))
    return None


def _belongs(kind: catalogi.Besluittype, zaak: zaken.Zaak) -> bool:
    inrichting = catalogi.get_inrichting(actor=_HOUSE, uuid=_identifier(zaak.zaaktype))
    return wire.uuid_of(kind.url) in _uuids(tuple(b.url for b in inrichting.besluittypen))


def _besluit(url: str, actor: Actor, errors: list[FieldError]) -> Besluit | None:
    uuid = uuid_at(url, "besluiten", "besluiten")
    found = besluit_json(actor=actor, uuid=uuid) if uuid else None
    if found is None:
        errors.append(FieldError("besluit", "bad-url", "Dit besluit bestaat niet."))
        return None
    return wire.decode(found, Besluit)


def _document(
    url: str, actor: Actor, errors: list[FieldError]
) -> documenten.EnkelvoudigInformatieObject | None:
    uuid = uuid_at(url, "documenten", "enkelvoudiginformatieobjecten")
    try:
        if uuid:
            return documenten.get_enkelvoudiginformatieobject(actor=actor, uuid=uuid)
    except (NotFound, NotAllowed):
        pass
    errors.append(FieldError("informatieobject", "bad-url", "Dit document bestaat niet."))
    return None


def _uuids(urls: tuple[str, ...]) -> set[UUID | None]:
    return {wire.uuid_of(url) for url in urls}


def _identifier(url: str) -> UUID:
    found = wire.uuid_of(url)
    if found is None:
        raise LookupError(url)
    return found
