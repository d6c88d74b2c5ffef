"""Sending: what happened, to everybody outside who asked for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid5

from raadhuis.components.catalogi import api as catalogi
from raadhuis.components.notificaties import remote
from raadhuis.components.notificaties.domain import berichten, regels
from raadhuis.components.notificaties.store import register
from raadhuis.components.notificaties.types import Notificatie
from raadhuis.kernel import authz, db, diensten, elsewhere, events, loader, references, settings, stream, wire
from raadhuis.kernel.events import Event
from raadhuis.kernel.identity import Actor, systeem
from raadhuis.kernel.recent import Recent
from raadhuis.kernel.refusal import FieldError, Invalid, Refusal, Unavailable
from raadhuis.kernel.sending import SubscriberAway

CONSUME, PUBLISH = "notificaties.consumeren", "notificaties.publiceren"
SENDER = "notificaties/tasks:deliver#"
STREAM = "notificaties/tasks:to_stream#nats"
ELSEWHERE = "elders"  # who acts in events that we only heard
_THIS_MESSAGE = frozenset({400, 409, 413, 415, 422})  # such a subscriber is there, but dislikes this message
_NOBODY = frozenset({429, 502, 503, 504})  # what stands before the subscriber answers, or it asks for rest
_catalogi: Recent[UUID, str] = Recent(seconds=3600, size=10_000)


class CallbackFails(Unavailable):
    """The subscriber does not take messages now; it is tried again, for ever."""


class CallbackSilent(SubscriberAway):
    """Nobody takes messages at the callback now; the same message is tried again, for ever."""


class CallbackRefuses(Refusal):
    """The subscriber does not want this message; it is tried again, for ever, and delays only its own object."""


def publish(*, actor: Actor, at: datetime, body: Notificatie, wrong: tuple[FieldError, ...] = ()) -> None:
    """Pass on a message of a register elsewhere, unchanged; one that is `wrong` in form is judged only. Raises NotAllowed,
    Invalid (`message_kanaal`, ..).

    Our own rooms hear it too, but on a kanaal that a register of ours sends they hear that register only.
    """
    authz.require(actor, PUBLISH)
    errors = regels.message_errors(body, register.kanaal_filters())
    if wrong or errors:
        raise Invalid(fields=wire.together(Notificatie, wrong, errors))
    ours = any(body.kanaal in m.sends for m in loader.enabled())
    heard = () if ours else events.hearers(body.kanaal, body.resource, body.actie)
    with db.atomic():
        put(body, actor_id=actor.id, at=at, to=(*heard, *events.deliverers()))


def fan_out(*, event: Event, at: datetime) -> None:
    """Put a delivery in the outbox for each subscription that wants this event, and for the stream when there is one."""
    found = [f"{SENDER}{uuid}" for uuid in register.matching(event.kanaal, kenmerken(event))]
    if settings.current().nats_url:
        found.append(STREAM)
    if found:
        events.fan_out(event.seq, found, hoofd=event.hoofd, at=at)
    if happened := berichten.happened(event.kanaal, event.resource, event.actie):
        _tell(event, happened)


def _tell(event: Event, happened: str) -> None:
    """The same in the words of today's providers: an event of its own, once, about the main object."""
    events.publish(
        kanaal=event.kanaal + events.GEBEURTENISSEN,
        resource="zaak",
        actie=happened,
        hoofd_path=event.hoofd_path,
        hoofd=event.hoofd,
        path=event.hoofd_path,
        object=event.hoofd,
        kenmerken=event.kenmerken,
        actor_id=event.actor_id,
        at=event.at,
        uuid=uuid5(event.uuid, happened),
        to=events.deliverers(),
    )


def deliver(*, event: Event, abonnement: UUID, at: datetime) -> None:
    """Send one event to one subscriber; nothing when it subscribes no more. Raises CallbackSilent, CallbackFails,
    CallbackRefuses."""
    to = register.subscription(abonnement)
    if to is None:
        return
    content, headers = compose(
        message(event), id=str(event.uuid), seq=event.seq, at=at, formaat=to.formaat, sleutel=to.sleutel
    )
    try:
        status = remote.post(to.callback_url, content, headers={**headers, "Authorization": to.auth})
    except remote.NoAnswer as error:
        raise CallbackSilent from error
    if status in _NOBODY:
        raise CallbackSilent
    if status in _THIS_MESSAGE:
        raise CallbackRefuses
    if not 200 <= status < 300:
        raise CallbackFails


def to_stream(*, event: Event) -> None:
    """Put one event in the NATS stream as a CloudEvent; nothing when there is none any more. Raises SubscriberAway."""
    if not settings.current().nats_url:
        return
    content, _ = compose(
        message(event), id=str(event.uuid), seq=event.seq, at=event.at, formaat="cloudevents", sleutel=""
    )
    subject = ".".join(_token(word) for word in (event.kanaal, event.resource, event.actie))
    stream.publish(subject, content, id=str(event.uuid), content_type=berichten.CLOUDEVENT)


def _token(word: str) -> str:
    """A word as one level of a NATS subject, in which dots, spaces and wildcards mean something."""
    return "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in word)


def compose(
    said: Notificatie, *, id: str, seq: int, at: datetime, formaat: str, sleutel: str
) -> tuple[bytes, dict[str, str]]:
    """A message as it goes out in this shape, with its headers, signed when there is a key."""
    cloud = formaat == "cloudevents"
    sender = berichten.source(settings.current().rsin)
    content = wire.encode(berichten.cloud_event(said, id=id, seq=seq, source=sender) if cloud else said)
    if diensten.known().anything:
        content = elsewhere.outward(content)
    kind = f"{berichten.CLOUDEVENT}; charset=UTF-8" if cloud else berichten.JSON
    return content, {"Content-Type": kind, **berichten.signed(content, id=id, at=at, secret=sleutel)}


def message(event: Event) -> Notificatie:
    """The event as the standard's message."""
    base = settings.current().url
    return Notificatie(
        kanaal=event.kanaal,
        hoofd_object=regels.address(event.hoofd_path, event.hoofd, base=base),
        resource=event.resource,
        resource_url=regels.address(event.path, event.object, base=base),
        actie=event.actie,
        aanmaakdatum=event.at,
        kenmerken=kenmerken(event),
    )


def kenmerken(event: Event) -> dict[str, str]:
    """The kenmerken as the standard wants them: references to our own objects, kept as paths, as full URLs; and the
    catalogus of the type, as today's providers have it (`zaaktype.catalogus`)."""
    base = settings.current().url
    said = {
        name: f"{base}{value}" if str(value).startswith("/") else str(value)
        for name, value in event.kenmerken.items()
        if value not in (None, "")
    }
    return {**said, **_catalogus(event.kanaal, said)}


def _catalogus(kanaal: str, said: Mapping[str, str]) -> dict[str, str]:
    if (needed := regels.type_of(kanaal, said)) is None:
        return {}
    name, typ = needed
    if (known := _catalogi.get(typ)) is None:
        root = references.roots()["catalogi"]
        for version in catalogi.list_typeversies(actor=systeem("notificaties")):
            _catalogi.put(version.uuid, f"{root}/catalogussen/{version.catalogus}")
        known = _catalogi.get(typ) or ""
        _catalogi.put(typ, known, seconds=None if known else 60)  # an unknown type is not asked for each time
    return {name: known} if known else {}


def put(
    said: Notificatie, *, actor_id: str, at: datetime, to: tuple[str, ...], uuid: UUID | None = None
) -> None:
    """Put a message of somebody else in the outbox, in the caller's transaction; `uuid` makes it the same event twice."""
    base = settings.current().url
    hoofd_path, hoofd = regels.kept(said.hoofd_object, base=base)
    path, resource = regels.kept(said.resource_url, base=base)
    events.publish(
        kanaal=said.kanaal,
        resource=said.resource,
        actie=said.actie,
        hoofd_path=hoofd_path,
        hoofd=hoofd,
        path=path,
        object=resource,
        kenmerken=dict(said.kenmerken),
        actor_id=actor_id,
        at=said.aanmaakdatum,
        uuid=uuid,
        to=to,
        due=at,  # whatever the sender's clock says
    )
