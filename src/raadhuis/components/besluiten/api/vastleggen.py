"""The documents that record decisions (besluitinformatieobjecten), mirrored in Documenten."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from raadhuis.components.besluiten.api import references, spiegel
from raadhuis.components.besluiten.api.besluiten import besluit_json, may_read
from raadhuis.components.besluiten.api.references import identifier
from raadhuis.components.besluiten.store import besluiten as store
from raadhuis.components.besluiten.store.rights import AANMAKEN, VERWIJDEREN
from raadhuis.components.besluiten.types import (
    Besluit,
    BesluitInformatieObject,
    BesluitInformatieObjectBody,
)
from raadhuis.kernel import authz, db, wire
from raadhuis.kernel.door import door
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.references import uuid_at
from raadhuis.kernel.refusal import FieldError, Invalid, NotFound


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


# For our own HTTP API.


def link_json(
    *,
    actor: Actor,
    at: datetime,
    body: BesluitInformatieObjectBody,
    wrong: tuple[FieldError, ...] = (),
    reden: str = "",
) -> bytes:
    """Link a document to a decision; as create_besluitinformatieobject. A body that is `wrong` in form is judged only."""
    authz.require(actor, AANMAKEN)
    errors: list[FieldError] = []
    document = references.document(body.informatieobject, actor, errors)
    besluit = _besluit(body.besluit, actor, errors)
    if besluit:
        authz.require(actor, AANMAKEN, type_uuid=identifier(besluit.besluittype))
    if wrong or besluit is None or document is None:
        raise Invalid(fields=wire.together(BesluitInformatieObjectBody, wrong, errors))
    besluittype = identifier(besluit.besluittype)
    references.check_informatieobjecttype(references.find_besluittype(besluittype), document, errors)
    if errors:
        raise Invalid(fields=tuple(errors))
    with db.atomic():
        return write_link(besluit=besluit.url, informatieobject=document.url, actor=actor, at=at, reden=reden)


def write_link(*, besluit: str, informatieobject: str, actor: Actor, at: datetime, reden: str) -> bytes:
    """Link a document that was judged well, and mirror the link (brc-005), in the caller's transaction.

    Raises Invalid (`unique`), NotFound when somebody destroyed the decision meanwhile.
    """
    created = store.link(
        besluit=identifier(besluit),
        informatieobject=identifier(informatieobject),
        actor=actor,
        at=at,
        reden=reden,
    )
    if created is None:
        raise NotFound
    document, decision = identifier(informatieobject), identifier(besluit)
    spiegel.tell_document(document, decision, linked=True, actor=actor, at=at)
    return created


def delete_link(*, actor: Actor, at: datetime, uuid: UUID, reden: str = "") -> None:
    """The document does not record the decision any more: the link goes on both sides (brc-005, brc-009).

    Raises NotFound, NotAllowed.
    """
    found = one_link_json(actor=actor, uuid=uuid)
    if found is None:
        raise NotFound
    link = wire.decode(found, BesluitInformatieObject)
    besluit = wire.decode(besluit_json(actor=actor, uuid=identifier(link.besluit)) or b"", Besluit)
    authz.require(actor, VERWIJDEREN, type_uuid=identifier(besluit.besluittype))
    with db.atomic():
        if not store.unlink(uuid=uuid, besluit=identifier(besluit.url), actor=actor, at=at, reden=reden):
            raise NotFound  # somebody else was first
        document, decision = identifier(link.informatieobject), identifier(besluit.url)
        spiegel.tell_document(document, decision, linked=False, actor=actor, at=at)


def one_link_json(*, actor: Actor, uuid: UUID) -> bytes | None:
    """One besluitinformatieobject."""
    return store.link_one(uuid, actor=actor)


def load_links(*, actor: Actor, uuids: Iterable[UUID], base: str) -> dict[UUID, bytes]:
    """Those of the besluitinformatieobjecten that the actor may see, for `expand`."""
    return store.some_links(uuids, actor=actor)


def links_json(*, actor: Actor, besluit: str = "", informatieobject: str = "") -> bytes:
    """The besluitinformatieobjecten of a decision or a document, by URL; "" is any."""
    may_read(actor)
    asked = {
        "besluit": (besluit, ("besluiten", "besluiten")),
        "informatieobject": (informatieobject, ("documenten", "enkelvoudiginformatieobjecten")),
    }
    filters = {name: references.in_filter(name, url, *place) for name, (url, place) in asked.items() if url}
    known = {name: uuid for name, uuid in filters.items() if uuid is not None}
    return store.links(known, actor=actor) if len(known) == len(filters) else b"[]"


def _besluit(url: str, actor: Actor, errors: list[FieldError]) -> Besluit | None:
    uuid = uuid_at(url, "besluiten", "besluiten")
    found = besluit_json(actor=actor, uuid=uuid) if uuid else None
    if found is None:
        errors.append(FieldError("besluit", "bad-url", "Dit besluit bestaat niet."))
        return None
    return wire.decode(found, Besluit)
