"""Hearing what changes elsewhere: our own subscription there, and what comes of it."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid5

import structlog

from raadhuis.components.notificaties import remote
from raadhuis.components.notificaties.api.versturen import ELSEWHERE, put
from raadhuis.components.notificaties.domain import berichten
from raadhuis.components.notificaties.store import sealed
from raadhuis.components.notificaties.types import CloudEvent, Notificatie
from raadhuis.kernel import db, events, loader, settings, wire
from raadhuis.kernel.identity import systeem
from raadhuis.kernel.refusal import TokenInvalid

log = structlog.get_logger(__name__)
CALLBACK = "/notificaties/callback"


class CallbackDenied(TokenInvalid):
    """Somebody calls our callback without the secret that we gave when subscribing."""


def read_message(content: bytes, *, headers: Mapping[str, str]) -> Notificatie | CloudEvent:
    """What came in: the standard's message, or a CloudEvent (all of it in the body, or its attributes in `ce-` headers).

    Raises Invalid with what is wrong.
    """
    if (event := berichten.in_headers(headers, content)) is not None:
        return event
    if headers.get("Content-Type", "").lower().startswith(berichten.CLOUDEVENT):
        return wire.decode(content, CloudEvent)
    return wire.decode(content, Notificatie)


def receive(*, authorization: str, at: datetime, body: Notificatie | CloudEvent) -> None:
    """Take a message of the Notificaties elsewhere at which we subscribe: our own rooms hear it, once.

    `authorization` is the header as it came. Raises CallbackDenied, and Invalid for a CloudEvent whose data is not what
    it says.
    """
    if not settings.current().notificaties_url or not hmac.compare_digest(
        authorization.encode(), sealed.our_header().encode()
    ):
        raise CallbackDenied
    said, identity = _said(body)
    heard = () if said is None else events.hearers(said.kanaal, said.resource, said.actie)
    if said is None or not heard:
        return  # the test message, or something that none of our rooms asked for
    if wire.uuid_of(said.resource_url) is None or wire.uuid_of(said.hoofd_object) is None:
        log.warning("notificaties.without_identifier", kanaal=said.kanaal, resource=said.resource)
        return
    with db.atomic():
        # The sender repeats what it is not sure of; the same change is the same event.
        put(said, actor_id=ELSEWHERE, at=at, to=heard, uuid=identity)


def _said(body: Notificatie | CloudEvent) -> tuple[Notificatie | None, UUID]:
    if isinstance(body, CloudEvent):
        return berichten.from_cloud_event(body)
    return body, _identity(body)


def _identity(message: Notificatie) -> UUID:
    moment = message.aanmaakdatum.isoformat()
    return uuid5(
        wire.uuid_of(message.resource_url) or UUID(int=0), f"{message.kanaal} {message.actie} {moment}"
    )


def subscribe_elsewhere(*, at: datetime) -> None:
    """See to it that we hear the registers that are elsewhere: one subscription, on our callback, for the kanalen that
    our rooms hear. Nothing when RAADHUIS_NOTIFICATIES_URL is not set. Raises Unavailable, Invalid, NotAllowed."""
    ours = settings.current()
    if not ours.notificaties_url:
        return
    wanted = {h.kanaal for m in loader.enabled() for h in m.hears} & set(ours.elsewhere)
    if wanted:
        remote.ensure_abonnement(
            callback_url=ours.url + CALLBACK,
            auth=sealed.our_header(),
            kanalen=wanted,
            actor=systeem("notificaties"),
        )
