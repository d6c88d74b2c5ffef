"""What documents belong to (objectinformatieobjecten): links that the register of the object makes and ends."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from raadhuis.components.documenten.api.reading import may_read
from raadhuis.components.documenten.api.references import OBJECTS, document_of, object_of
from raadhuis.components.documenten.store import changing, documents, relations
from raadhuis.components.documenten.store.documents import Which
from raadhuis.components.documenten.store.rights import AANMAKEN, VERWIJDEREN, require
from raadhuis.components.documenten.types import ObjectInformatieObject, ObjectInformatieObjectBody
from raadhuis.kernel import authz, wire, zgw
from raadhuis.kernel.door import door_to
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.references import in_this_database, root, uuid_at
from raadhuis.kernel.refusal import FieldError, Invalid, NotFound

# Where the register of an object keeps its side of a link (drc-004).
_SOURCES = {
    "zaak": ("/zaakinformatieobjecten", "zaak"),
    "besluit": ("/besluitinformatieobjecten", "besluit"),
}


@door_to("body.informatieobject")
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


@door_to("informatieobject")
def delete_objectinformatieobject(
    *, actor: Actor, at: datetime, informatieobject: str, object_url: str
) -> None:
    """The zaak or besluit `object_url` has no link to the document any more: the mirror goes too, in the caller's
    transaction when both registers are ours. No error when it is gone. The caller has checked that the actor may end it."""
    document, object_ = document_of(informatieobject), object_of(object_url)
    if document and object_:
        relations.unmirror(document=document, object=object_, actor=actor, at=at)


@door_to("informatieobject")
def list_objectinformatieobjecten(
    *, actor: Actor, informatieobject: UUID
) -> tuple[ObjectInformatieObject, ...]:
    """What a document belongs to; nothing for a document that the actor may not see."""
    found = relations.listed({"document": informatieobject}, actor=actor)
    return wire.decode(found, tuple[ObjectInformatieObject, ...])


# For our own HTTP API.


def add_relation(
    *, actor: Actor, at: datetime, body: ObjectInformatieObjectBody, wrong: tuple[FieldError, ...] = ()
) -> bytes:
    """A client says that a document belongs to an object. Only its register can: when that is ours, it made the link in
    the same transaction; when it stands elsewhere, it is asked (drc-002, drc-004). A body that is `wrong` in form is judged
    only.

    Raises NotAllowed, Invalid (`bad-url`; drc-003 `unique`; drc-004 `inconsistent-relation`).
    """
    authz.require(actor, AANMAKEN)
    document, object_ = _link(body, wrong, seen_by=actor)
    if relations.existing(document=document, object=object_, actor=actor):
        raise Invalid.field("nonFieldErrors", "unique", "Dit document hoort al bij dit object.")
    _require_object(object_, body.object_type, actor=actor)
    if not _at_source(document, object_, body.object_type, actor=actor):
        raise Invalid.field(
            "nonFieldErrors",
            "inconsistent-relation",
            "De relatie staat niet in het register van het object. Leg haar daar.",
        )
    made = relations.mirror(
        document=document, object=object_, object_type=body.object_type, actor=actor, at=at
    )
    return made or b""


def remove_relation(*, actor: Actor, at: datetime, uuid: UUID) -> None:
    """End a link whose object's register has ended it. Raises NotFound, NotAllowed, Invalid (`inconsistent-relation`: it
    is there still, end it there)."""
    found = relations.ends(uuid)
    if found is None:
        raise NotFound
    require(actor, VERWIJDEREN, document=changing.peek(found.document).guarded)
    register, _ = OBJECTS[found.object_type]
    ours = in_this_database(register, found.object)
    # A register of ours ends its side and this one together: what is here, is there.
    if ours or _at_source(found.document, found.object, found.object_type, actor=actor):
        raise Invalid.field(
            "nonFieldErrors",
            "inconsistent-relation",
            "De relatie staat nog in het register van het object. Verwijder haar daar.",
        )
    relations.unmirror(document=found.document, object=found.object, actor=actor, at=at)


def relation_json(*, actor: Actor, uuid: UUID) -> bytes | None:
    """One objectinformatieobject."""
    return relations.some((uuid,), actor=actor).get(uuid)


def load_relations(*, actor: Actor, uuids: Iterable[UUID], base: str) -> dict[UUID, bytes]:
    """Those of the links whose document the actor may see, for `expand`."""
    return relations.some(uuids, actor=actor)


def relations_json(*, actor: Actor, informatieobject: str = "", object_url: str = "") -> bytes:
    """The objectinformatieobjecten of a document or an object, by URL; "" is any."""
    may_read(actor)
    filters: dict[str, UUID] = {}
    for name, url, found in (
        ("document", informatieobject, document_of(informatieobject)),
        ("object", object_url, object_of(object_url)),
    ):
        if url and found is None:
            return b"[]"  # nothing of ours has that address
        if found:
            filters[name] = found
    return relations.listed(filters, actor=actor)


def _link(
    body: ObjectInformatieObjectBody,
    wrong: tuple[FieldError, ...] = (),
    *,
    seen_by: Actor | None = None,
) -> tuple[UUID, UUID]:
    document = document_of(body.informatieobject)
    if document and seen_by and documents.one(document, actor=seen_by, which=Which()) is None:
        document = None
    place = OBJECTS.get(body.object_type)
    object_ = uuid_at(body.object, *place) if place else None
    if "objectType" in wire.wrong_in(wrong):
        object_ = object_of(body.object)  # of either kind
    if wrong or document is None or object_ is None:
        errors = (
            FieldError(name, "bad-url", "Op dit adres staat niets in een van onze registers.")
            for name, found in (("informatieobject", document), ("object", object_))
            if found is None
        )
        raise Invalid(fields=wire.together(ObjectInformatieObjectBody, wrong, errors))
    return document, object_


def _require_object(object_: UUID, object_type: str, *, actor: Actor) -> None:
    """Raise Invalid (`bad-url`) when an object elsewhere does not exist in its register (drc-002)."""
    register, collection = OBJECTS[object_type]
    if in_this_database(register, object_):
        return
    try:
        zgw.call(register, "GET", f"/{collection}/{object_}", actor=actor)
    except NotFound:
        raise Invalid.field("object", "bad-url", "Dit object bestaat niet in zijn register.") from None


def _at_source(document: UUID, object_: UUID, object_type: str, *, actor: Actor) -> bool:
    """Whether the register of the object, elsewhere, has the link; False when that register is ours."""
    register, collection = OBJECTS[object_type]
    if in_this_database(register, object_):
        return False
    path, name = _SOURCES[object_type]
    params = {
        name: f"{root(register)}/{collection}/{object_}",
        "informatieobject": f"{root('documenten')}/enkelvoudiginformatieobjecten/{document}",
    }
    return bool(zgw.get(register, path, list[dict[str, Any]], actor=actor, params=params, beside=object_))
