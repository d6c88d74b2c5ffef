"""Who did and saw what, when and why."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from raadhuis.components.zaken.api.personen import log_view
from raadhuis.components.zaken.store import zaken
from raadhuis.kernel import audit, settings, wire
from raadhuis.kernel.audit import AuditTrail
from raadhuis.kernel.door import door
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.refusal import NotAllowed, NotFound


@door
def list_audittrail(*, actor: Actor, zaak: UUID) -> tuple[AuditTrail, ...]:
    """Who did and saw what, when and why, oldest first. Raises NotFound, NotAllowed (scope audittrails.lezen)."""
    return wire.decode(audittrail_json(actor=actor, zaak=zaak), tuple[AuditTrail, ...])


def audittrail_json(*, actor: Actor, zaak: UUID, base: str = "") -> bytes:
    """The audittrail as the bytes of the standard. Raises NotFound, NotAllowed."""
    state = zaken.look(actor=actor, uuid=zaak)
    if state is None or not state.seen:
        raise NotFound
    if not state.grants(actor, "audittrails.lezen"):
        raise NotAllowed
    return audit.trail(zaak, bron="zrc", base=base or settings.current().url)


@door
def record_view(*, actor: Actor, at: datetime, zaak: UUID, reden: str) -> None:
    """Record that the actor looked at the zaak, and for what purpose (`reden`). Raises NotFound."""
    state = zaken.look(actor=actor, uuid=zaak)
    if state is None or not state.seen:
        raise NotFound
    zaken.seen(zaak, actor=actor, at=at, reden=reden)
    log_view(zaak, actor=actor, at=at)
