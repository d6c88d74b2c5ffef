"""The door of Besluiten over the VNG API of another installation."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from raadhuis.components.besluiten.types import (
    Besluit,
    BesluitBody,
    BesluitInformatieObject,
    BesluitInformatieObjectBody,
)
from raadhuis.kernel import settings, wire, zgw
from raadhuis.kernel.audit import AuditTrail
from raadhuis.kernel.authz import has
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.references import uuid_at
from raadhuis.kernel.refusal import NotAllowed, NotFound

_REGISTER = "besluiten"
_BESLUITEN = "/besluiten"
_LINKS = "/besluitinformatieobjecten"


def create_besluit(*, actor: Actor, at: datetime, body: BesluitBody, reden: str = "") -> Besluit:
    """Record a decision there; that register mirrors it in the zaak."""
    answer = zgw.call(_REGISTER, "POST", _BESLUITEN, actor=actor, body=body, reden=reden)
    return wire.decode(answer.content, Besluit)


def get_besluit(*, actor: Actor, uuid: UUID) -> Besluit:
    """One decision. Raises NotFound, also when the actor may not see it."""
    found = zgw.get(_REGISTER, f"{_BESLUITEN}/{uuid}", Besluit, actor=actor)
    if not may_see(actor, found):
        raise NotFound
    return found


def list_besluiten(*, actor: Actor, zaak: UUID) -> tuple[Besluit, ...]:
    """The decisions of a zaak, oldest first."""
    ours = settings.current()
    root = ours.register_url("zaken") or f"{ours.url}/zaken/api/v1"
    found = zgw.every(_REGISTER, _BESLUITEN, Besluit, actor=actor, params={"zaak": f"{root}/zaken/{zaak}"})
    return tuple(sorted(found, key=lambda besluit: (besluit.datum, besluit.identificatie)))


def list_audittrail(*, actor: Actor, uuid: UUID) -> tuple[AuditTrail, ...]:
    """Who did and saw what with a decision, oldest first. Raises NotFound, NotAllowed."""
    if not _has(actor, "audittrails.lezen", get_besluit(actor=actor, uuid=uuid)):
        raise NotAllowed
    found = zgw.get(_REGISTER, f"{_BESLUITEN}/{uuid}/audittrail", tuple[AuditTrail, ...], actor=actor)
    return tuple(sorted(found, key=lambda record: record.aanmaakdatum))


def create_besluitinformatieobject(
    *, actor: Actor, at: datetime, body: BesluitInformatieObjectBody
) -> BesluitInformatieObject:
    """Link the document that records the decision; that register mirrors the link in Documenten."""
    answer = zgw.call(_REGISTER, "POST", _LINKS, actor=actor, body=body)
    return wire.decode(answer.content, BesluitInformatieObject)


def list_besluitinformatieobjecten(*, actor: Actor, besluit: UUID) -> tuple[BesluitInformatieObject, ...]:
    """The documents of a decision."""
    url = f"{settings.current().register_url(_REGISTER)}{_BESLUITEN}/{besluit}"
    return zgw.get(
        _REGISTER, _LINKS, tuple[BesluitInformatieObject, ...], actor=actor, params={"besluit": url}
    )


def may_see(actor: Actor, besluit: Besluit) -> bool:
    """Whether the actor may see a decision as another register answers it: by the rights on ours, which ask its type."""
    if actor.rights.objects:
        return wire.uuid_of(besluit.url) in actor.rights.objects
    return _has(actor, "besluiten.lezen", besluit)


def _has(actor: Actor, scope: str, besluit: Besluit) -> bool:
    kind = uuid_at(besluit.besluittype, "catalogi", "besluittypen")
    # A type of no catalogus that we know is none that a right is about.
    return has(actor, scope, type_uuid=kind or UUID(int=0))
