"""The door of Notificaties: who wants to hear what (Notificaties 1.0.1), sending it to them, and hearing it ourselves."""

from __future__ import annotations

import hmac
from datetime import datetime
from uuid import UUID, uuid4, uuid5

import msgspec
import structlog
from msgspec import UNSET

from raadhuis.components.notificaties import remote
from raadhuis.components.notificaties.domain import regels
from raadhuis.components.notificaties.store import register, sealed
from raadhuis.components.notificaties.types import (
    HIDDEN,
    Abonnement,
    AbonnementBody,
    AbonnementPatch,
    Kanaal,
    KanaalBody,
    Notificatie,
)
from raadhuis.kernel import authz, db, events, loader, settings, wire
from raadhuis.kernel.events import Event
from raadhuis.kernel.identity import Actor, systeem
from raadhuis.kernel.refusal import (
    FieldError,
    Invalid,
    NotAllowed,
    NotFound,
    Refusal,
    TokenInvalid,
    Unavailable,
)

__all__ = [
    "Abonnement",
    "AbonnementBody",
    "AbonnementPatch",
    "Kanaal",
    "KanaalBody",
    "Notificatie",
    "abonnement_json",
    "abonnementen_json",
    "create_abonnement",
    "create_kanaal",
    "delete_abonnement",
    "deliver",
    "fan_out",
    "kanaal_json",
    "kanalen_json",
    "patch_abonnement",
    "publish",
    "receive",
    "subscribe_elsewhere",
    "update_abonnement",
]

log = structlog.get_logger(__name__)
CONSUME, PUBLISH = "notificaties.consumeren", "notificaties.publiceren"
CALLBACK = "/notificaties/callback"
SENDER = "notificaties/tasks:deliver#"
_TEST = "http://voorbeeld.example/test"  # the standard's test message names nothing that exists
_THIS_MESSAGE = frozenset(
    {400, 409, 413, 415, 422}
)  # a subscriber that answers so is there, but dislikes this one


class CallbackFails(Unavailable):
    """The subscriber cannot be reached or does not take messages now; it is tried again, for ever."""


class CallbackRefuses(Refusal):
    """The subscriber does not want this message; it is tried again, for ever, and delays only its own object."""


class CallbackDenied(TokenInvalid):
    """Somebody calls our callback without the secret that we gave when subscribing."""


# Kanalen


def kanalen_json(*, actor: Actor, naam: str = "") -> bytes:
    """All kanalen, or the one with this name, as a JSON array. Raises NotAllowed."""
    _may_read(actor)
    return register.kanalen(naam=naam)


def kanaal_json(*, actor: Actor, uuid: UUID) -> bytes | None:
    """One kanaal as JSON. Raises NotAllowed."""
    _may_read(actor)
    return register.kanaal(uuid)


def create_kanaal(*, actor: Actor, at: datetime, body: KanaalBody) -> Kanaal:
    """Add a kanaal. Raises NotAllowed, Invalid (`unique`)."""
    authz.require(actor, PUBLISH)
    return register.add_kanaal(body, actor=actor, at=at)


# Abonnementen


def abonnementen_json(*, actor: Actor) -> bytes:
    """All subscriptions as a JSON array, without their secrets. Raises NotAllowed."""
    _may_read(actor)
    return register.abonnementen()


def abonnement_json(*, actor: Actor, uuid: UUID) -> bytes | None:
    """One subscription as JSON, without its secret. Raises NotAllowed."""
    _may_read(actor)
    return register.abonnement(uuid)


def create_abonnement(*, actor: Actor, at: datetime, body: AbonnementBody) -> Abonnement:
    """Subscribe, after the callback took a test message and refused one without the secret.

    Raises NotAllowed and Invalid (`bad-url`, `invalid-callback-url`, `no-auth-on-callback-url`, `kanaal_naam`,
    `inconsistent-abonnement-filters`).
    """
    authz.require(actor, CONSUME)
    _check(body, before=None, at=at)
    return register.save("create", uuid4(), body, actor=actor, at=at)


def update_abonnement(
    *, actor: Actor, at: datetime, uuid: UUID, body: AbonnementBody, actie: str = "update"
) -> Abonnement:
    """Replace a subscription; a callback that changes is tried first. Raises NotFound and what creating raises."""
    authz.require(actor, CONSUME)
    found = register.subscription(uuid)
    if found is None:
        raise NotFound
    if body.auth == HIDDEN:
        body = msgspec.structs.replace(body, auth=found.auth)
    _check(body, before=found.body, at=at)
    return register.save(actie, uuid, body, actor=actor, at=at)


def patch_abonnement(*, actor: Actor, at: datetime, uuid: UUID, body: AbonnementPatch) -> Abonnement:
    """Change what is set in `body`. Raises what update_abonnement raises."""
    authz.require(actor, CONSUME)
    found = register.subscription(uuid)
    if found is None:
        raise NotFound
    changes = {name: value for name in body.__struct_fields__ if (value := getattr(body, name)) is not UNSET}
    whole = msgspec.structs.replace(found.body, **changes)
    return update_abonnement(actor=actor, at=at, uuid=uuid, body=whole, actie="partial_update")


def delete_abonnement(*, actor: Actor, at: datetime, uuid: UUID) -> None:
    """End a subscription; what was still to be sent to it is dropped. Raises NotAllowed, NotFound."""
    authz.require(actor, CONSUME)
    register.save("destroy", uuid, None, actor=actor, at=at)


def _check(body: AbonnementBody, *, before: AbonnementBody | None, at: datetime) -> None:
    errors = regels.callback_errors(body.callback_url, body.auth)
    errors += regels.kanaal_errors(body.kanalen, register.kanaal_filters())
    moved = before is None or (before.callback_url, before.auth) != (body.callback_url, body.auth)
    # Nobody is called for a subscription that is wrong anyway.
    if not errors and moved:
        errors = _knock(body, at=at)
    if errors:
        raise Invalid(fields=errors)


def _knock(body: AbonnementBody, *, at: datetime) -> tuple[FieldError, ...]:
    message = Notificatie(
        kanaal="test",
        hoofd_object=_TEST,
        resource="test",
        resource_url=_TEST,
        actie="create",
        aanmaakdatum=at,
    )
    try:
        if 200 <= remote.post(body.callback_url, message) < 300:
            reason = "Dit adres neemt ook berichten aan zonder Authorization-header. Beveilig het eerst."
            return (FieldError("callbackUrl", "no-auth-on-callback-url", reason),)
        if 200 <= remote.post(body.callback_url, message, auth=body.auth) < 300:
            return ()
    except remote.NoAnswer:
        pass
    reason = "Een testbericht naar dit adres is niet aangenomen (verwacht: 204)."
    return (FieldError("callbackUrl", "invalid-callback-url", reason),)


# Sending


def publish(*, actor: Actor, at: datetime, body: Notificatie) -> None:
    """Pass on a message of a register elsewhere, unchanged. Raises NotAllowed, Invalid (`message_kanaal`, ..).

    Our own rooms hear it too, but on a kanaal that a register of ours sends they hear that register only.
    """
    authz.require(actor, PUBLISH)
    if errors := regels.message_errors(body, register.kanaal_filters()):
        raise Invalid(fields=errors)
    ours = any(body.kanaal in m.sends for m in loader.enabled())
    heard = () if ours else events.hearers(body.kanaal, body.resource, body.actie)
    with db.atomic():
        _put(body, actor_id=actor.id, at=at, to=(*heard, *events.deliverers()))


def fan_out(*, event: Event, at: datetime) -> None:
    """Put a delivery in the outbox for each subscription that wants this event."""
    found = register.matching(event.kanaal, _kenmerken(event))
    if found:
        events.fan_out(event.seq, [f"{SENDER}{uuid}" for uuid in found], hoofd=event.hoofd, at=at)


def deliver(*, event: Event, abonnement: UUID) -> None:
    """Send one event to one subscriber; nothing when it subscribes no more. Raises CallbackFails, CallbackRefuses."""
    to = register.subscription(abonnement)
    if to is None:
        return
    try:
        status = remote.post(to.callback_url, _message(event), auth=to.auth)
    except remote.NoAnswer as error:
        raise CallbackFails from error
    if status in _THIS_MESSAGE:
        raise CallbackRefuses
    if not 200 <= status < 300:
        raise CallbackFails


def _message(event: Event) -> Notificatie:
    base = settings.current().url
    return Notificatie(
        kanaal=event.kanaal,
        hoofd_object=regels.address(event.hoofd_path, event.hoofd, base=base),
        resource=event.resource,
        resource_url=regels.address(event.path, event.object, base=base),
        actie=event.actie,
        aanmaakdatum=event.at,
        kenmerken=_kenmerken(event),
    )


def _kenmerken(event: Event) -> dict[str, str]:
    """The kenmerken as the standard wants them: references to our own objects, kept as paths, as full URLs."""
    base = settings.current().url
    return {
        name: f"{base}{value}" if str(value).startswith("/") else str(value)
        for name, value in event.kenmerken.items()
        if value is not None
    }


def _put(
    message: Notificatie, *, actor_id: str, at: datetime, to: tuple[str, ...], uuid: UUID | None = None
) -> None:
    base = settings.current().url
    hoofd_path, hoofd = regels.kept(message.hoofd_object, base=base)
    path, resource = regels.kept(message.resource_url, base=base)
    events.publish(
        kanaal=message.kanaal,
        resource=message.resource,
        actie=message.actie,
        hoofd_path=hoofd_path,
        hoofd=hoofd,
        path=path,
        object=resource,
        kenmerken=dict(message.kenmerken),
        actor_id=actor_id,
        at=message.aanmaakdatum,
        uuid=uuid,
        to=to,
        due=at,  # whatever the sender's clock says
    )


# Hearing what changes elsewhere


def receive(*, authorization: str, at: datetime, body: Notificatie) -> None:
    """Take a message of the Notificaties elsewhere at which we subscribe: our own rooms hear it, once.

    `authorization` is the header as it came. Raises CallbackDenied.
    """
    if not settings.current().notificaties_url or not hmac.compare_digest(
        authorization.encode(), sealed.our_header().encode()
    ):
        raise CallbackDenied
    heard = events.hearers(body.kanaal, body.resource, body.actie)
    if not heard:
        return  # the test message, or something that none of our rooms asked for
    if wire.uuid_of(body.resource_url) is None or wire.uuid_of(body.hoofd_object) is None:
        log.warning("notificaties.without_identifier", kanaal=body.kanaal, resource=body.resource)
        return
    with db.atomic():
        # The sender repeats what it is not sure of; the same change is the same event.
        _put(body, actor_id="elders", at=at, to=heard, uuid=_identity(body))


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


def _may_read(actor: Actor) -> None:
    if not (authz.has(actor, CONSUME) or authz.has(actor, PUBLISH)):
        raise NotAllowed
