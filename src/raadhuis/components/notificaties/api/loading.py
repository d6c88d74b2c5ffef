"""Taking over kanalen and abonnementen from another provider: silent until the switch (docs/migration.md)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec

from raadhuis.components.notificaties.api.versturen import CONSUME, PUBLISH, SENDER
from raadhuis.components.notificaties.domain import regels
from raadhuis.components.notificaties.store import register
from raadhuis.components.notificaties.types import HIDDEN, AbonnementBody, KanaalBody
from raadhuis.kernel import authz, db, sending
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.refusal import Invalid

NO_AUTH = "(nog niet gegeven)"


def load_kanaal(*, actor: Actor, at: datetime, body: KanaalBody) -> bool:
    """Have a kanaal of this name; whether it was not there yet. One that is here stays as it is. Raises NotAllowed."""
    authz.require(actor, PUBLISH)
    if body.naam in register.kanaal_filters():
        return False
    register.add_kanaal(body, actor=actor, at=at)
    return True


def load_abonnement(*, actor: Actor, at: datetime, uuid: UUID, body: AbonnementBody) -> bool:
    """Have this subscription under this identifier, silent: nothing is sent to it, and its callback is not tried, until
    somebody starts it (`unmute`). Whether anything changed.

    An `auth` that the other provider hides stays what it is here; at first that is `NO_AUTH`, and somebody has to give it.
    Raises NotAllowed, Invalid.
    """
    authz.require(actor, CONSUME)
    found = register.subscription(uuid)
    if body.auth == HIDDEN:
        body = msgspec.structs.replace(body, auth=found.auth if found else NO_AUTH)
    body = msgspec.structs.replace(
        body,
        ondertekeningssleutel=found.sleutel if found else "",
        berichtformaat=body.berichtformaat or "zgw",
    )
    errors = regels.callback_errors(body.callback_url, body.auth, "")
    errors += regels.kanaal_errors(body.kanalen, register.kanaal_filters())
    if errors:
        raise Invalid(fields=errors)
    if found is not None and found.body == body:
        return False
    with db.atomic():
        if found is None:
            sending.mute(f"{SENDER}{uuid}", at=at)
        register.save("create" if found is None else "update", uuid, body, actor=actor, at=at)
    return True


def needs_auth(*, actor: Actor, uuid: UUID) -> bool:
    """Whether nobody gave the auth of this subscription yet, so that it cannot be started. Raises NotAllowed."""
    authz.require(actor, CONSUME)
    found = register.subscription(uuid)
    return found is not None and found.auth == NO_AUTH
