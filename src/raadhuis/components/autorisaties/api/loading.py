"""Taking over applications from another provider, without their secrets (docs/migration.md)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from raadhuis.components.autorisaties.api.applicaties import body_of, create_applicatie, update_applicatie
from raadhuis.components.autorisaties.store import queries
from raadhuis.components.autorisaties.types import Applicatie, ApplicatieBody
from raadhuis.kernel import db, wire
from raadhuis.kernel.identity import Actor


def load_applicatie(*, actor: Actor, at: datetime, uuid: UUID, body: ApplicatieBody, reden: str) -> bool:
    """Have this application under this identifier; whether anything changed. Its clients cannot sign in until they have
    a secret or a public key here. Raises NotAllowed, Invalid with every error (ac-001 .. ac-003)."""
    with db.atomic():
        queries.lock()
        raw = queries.one(uuid)
        if raw is None:
            create_applicatie(actor=actor, at=at, body=body, reden=reden, uuid=uuid)
            return True
        if body_of(wire.decode(raw, Applicatie)) == body:
            return False
        update_applicatie(actor=actor, at=at, uuid=uuid, body=body, reden=reden)
        return True
