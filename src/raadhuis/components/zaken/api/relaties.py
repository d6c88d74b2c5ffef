"""The documents and decisions of a zaak, mirrored with their own registers."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from raadhuis.components.documenten import api as documenten
from raadhuis.components.zaken.api.onderdelen import there
from raadhuis.components.zaken.store import changing, onderdelen
from raadhuis.components.zaken.store.changing import BIJWERKEN, add, held, held_by_url, inrichting
from raadhuis.components.zaken.store.urls import identify
from raadhuis.components.zaken.types import (
    Zaakbesluit,
    ZaakbesluitBody,
    Zaakinformatieobject,
    ZaakinformatieobjectBody,
)
from raadhuis.kernel import db, wire
from raadhuis.kernel.door import door
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.refusal import Invalid


@door
def create_zaakinformatieobject(
    *, actor: Actor, at: datetime, body: ZaakinformatieobjectBody, reden: str = ""
) -> Zaakinformatieobject:
    """Link a document to the zaak and mirror the link in Documenten (zrc-003 .. zrc-005, zrc-017).

    Raises Invalid (`bad-url`; `missing-zaaktype-informatieobjecttype-relation`; `unique`: it is linked already),
    NotAllowed, ZaakIsGesloten.
    """
    with db.atomic():
        state = held_by_url(body.zaak, actor, ("zaken.aanmaken", "zaken.bijwerken"))
        document = changing.document(body.informatieobject, inrichting(state), actor)
        linked = onderdelen.values(onderdelen.ZAAKINFORMATIEOBJECT, "informatieobject", zaak=state.uuid)
        if (document,) in linked:
            raise Invalid.field("nonFieldErrors", "unique", "Dit document hoort al bij deze zaak.")
        values = {
            "informatieobject": document,
            "titel": body.titel,
            "beschrijving": body.beschrijving,
            "registratiedatum": at,
            "vernietigingsdatum": body.vernietigingsdatum,
            "status": changing.status(body.status, state),
        }
        raw = add(onderdelen.ZAAKINFORMATIEOBJECT, state, values, actor=actor, at=at, reden=reden)
        mirror = documenten.ObjectInformatieObjectBody(
            informatieobject=body.informatieobject, object=body.zaak, object_type="zaak"
        )
        documenten.create_objectinformatieobject(actor=actor, at=at, body=mirror)
        return wire.decode(raw, Zaakinformatieobject)


@door
def list_zaakinformatieobjecten(*, actor: Actor, zaak: UUID) -> tuple[Zaakinformatieobject, ...]:
    """The documents of the zaak, oldest first."""
    raw = onderdelen.every(onderdelen.ZAAKINFORMATIEOBJECT, actor=actor, zaak=zaak) or b"[]"
    return wire.decode(raw, tuple[Zaakinformatieobject, ...])


@door
def create_zaakbesluit(
    *,
    actor: Actor,
    at: datetime,
    zaak: UUID,
    body: ZaakbesluitBody,
    ingangsdatum: date | None = None,
    vervaldatum: date | None = None,
) -> Zaakbesluit:
    """Mirror a decision in the zaak (brc-006), in the caller's transaction when both registers are ours.

    The two dates are the besluit's: the archive date may follow from them (zrc-021). They do not travel over the
    standard's API. Repeating it changes nothing. Raises Invalid (`bad-url`), NotFound, NotAllowed, ZaakIsGesloten.
    """
    with db.atomic():
        state = held(zaak, actor, BIJWERKEN)
        besluit = identify(body.besluit, "brc", "besluiten")
        if besluit is None:
            raise Invalid.field("besluit", "bad-url", "Deze URL wijst niet naar een besluit in dit register.")
        for uuid, known in onderdelen.values(onderdelen.ZAAKBESLUIT, "uuid, besluit", zaak=zaak):
            if known == besluit:
                raw = onderdelen.one(onderdelen.ZAAKBESLUIT, actor=changing.SELF, uuid=uuid)
                return wire.decode(raw or b"", Zaakbesluit)
        values = {"besluit": besluit, "ingangsdatum": ingangsdatum, "vervaldatum": vervaldatum}
        return wire.decode(
            add(onderdelen.ZAAKBESLUIT, state, values, actor=actor, at=at, reden=""), Zaakbesluit
        )


@door
def list_zaakbesluiten(*, actor: Actor, zaak: UUID) -> tuple[Zaakbesluit, ...]:
    """The decisions of the zaak. Raises NotFound, also when the actor may not see the zaak."""
    return wire.decode(
        there(onderdelen.every(onderdelen.ZAAKBESLUIT, actor=actor, zaak=zaak)), tuple[Zaakbesluit, ...]
    )
