"""For operators: how it goes with every subscriber, what keeps failing, and what to do about it."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from raadhuis.components.notificaties.api.versturen import SENDER, STREAM
from raadhuis.components.notificaties.store import register
from raadhuis.components.notificaties.types import Afnemer, DodeBrief
from raadhuis.kernel import authz, db, outbox, sending, settings, wire
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.outbox import Backlog, DeadLetter
from raadhuis.kernel.refusal import NotFound

MANAGE = "beheer"


def list_afnemers(*, actor: Actor) -> tuple[Afnemer, ...]:
    """Every abonnement and the stream, and those of our own rooms for whom something waits. Raises NotAllowed."""
    authz.require(actor, MANAGE)
    how = {one.subscriber: one for one in outbox.backlog()}
    streams = (STREAM,) if settings.current().nats_url else ()
    outside = [
        *(_afnemer(f"{SENDER}{u}", how, url=url, kanalen=k) for u, url, k in register.subscribers()),
        *(_afnemer(name, how) for name in streams),
    ]
    known = {one.subscriber for one in outside}
    waiting = [name for name, one in how.items() if name not in known and one.waiting]
    return (*outside, *(_afnemer(name, how) for name in waiting))


def list_dode_brieven(*, actor: Actor, subscriber: str = "") -> tuple[DodeBrief, ...]:
    """Deliveries that keep failing, oldest first, of one subscriber or of all; at most two hundred. Raises NotAllowed."""
    authz.require(actor, MANAGE)
    urls = {f"{SENDER}{uuid}": url for uuid, url, _ in register.subscribers()}
    return tuple(_dode_brief(one, urls) for one in outbox.dead_letters(subscriber=subscriber))


def replay(*, actor: Actor, at: datetime, subscriber: str, nummer: int | None = None, reden: str = "") -> int:
    """Send again at once: one delivery with what waits behind it, or everything that keeps failing; how many that were.

    Raises NotAllowed, NotFound.
    """
    authz.require(actor, MANAGE)
    with db.atomic():
        _require(subscriber)
        done = outbox.replay(at=at, subscriber=subscriber, delivery=nummer)
        _record("replay", subscriber, actor=actor, at=at, reden=reden)
    return done


def mute(*, actor: Actor, at: datetime, uuid: UUID, reden: str = "") -> None:
    """Send nothing to this abonnement until it is unmuted; what happens is kept for it. Raises NotAllowed, NotFound."""
    authz.require(actor, MANAGE)
    with db.atomic():
        _require(f"{SENDER}{uuid}")
        sending.mute(f"{SENDER}{uuid}", at=at)
        _record("mute", f"{SENDER}{uuid}", actor=actor, at=at, reden=reden)


def unmute(*, actor: Actor, at: datetime, uuid: UUID, reden: str = "") -> None:
    """Send to this abonnement again, at once. Raises NotAllowed, NotFound."""
    authz.require(actor, MANAGE)
    with db.atomic():
        _require(f"{SENDER}{uuid}")
        sending.unmute(f"{SENDER}{uuid}")
        _record("unmute", f"{SENDER}{uuid}", actor=actor, at=at, reden=reden)


def sweep(*, at: datetime) -> int:
    """Remove events that everybody has and that are older than RAADHUIS_EVENTS_DAYS; how many."""
    return outbox.remove_old(before=at - timedelta(days=settings.current().events_days))


def _require(subscriber: str) -> None:
    """Raise NotFound for an abonnement that is no more; rooms and the stream are always there."""
    if not subscriber.startswith(SENDER):
        return
    uuid = wire.uuid_of(subscriber.partition("#")[2])
    if uuid is None or register.abonnement(uuid) is None:
        raise NotFound


def _record(what: str, subscriber: str, *, actor: Actor, at: datetime, reden: str) -> None:
    uuid = wire.uuid_of(subscriber.partition("#")[2]) if subscriber.startswith(SENDER) else None
    register.record(what, uuid or UUID(int=0), _naam(subscriber, {}), actor=actor, at=at, reden=reden)


def _afnemer(
    subscriber: str, how: dict[str, Backlog], *, url: str = "", kanalen: tuple[str, ...] = ()
) -> Afnemer:
    found = how.get(subscriber)
    uuid = wire.uuid_of(subscriber.partition("#")[2]) if subscriber.startswith(SENDER) else None
    plain = Afnemer(
        naam=url or _naam(subscriber, {}), subscriber=subscriber, uuid=uuid, callback_url=url, kanalen=kanalen
    )
    if found is None:
        return plain
    return Afnemer(
        naam=plain.naam,
        subscriber=subscriber,
        uuid=uuid,
        callback_url=url,
        kanalen=kanalen,
        staat=found.state,
        wachtend=found.waiting,
        dood=found.dead,
        oudste=found.oldest,
        rust_tot=found.rests_until if found.failures else None,
        stil_sinds=found.muted_at,
    )


def _dode_brief(one: DeadLetter, urls: dict[str, str]) -> DodeBrief:
    reden, _, code = one.error.partition(":")
    return DodeBrief(
        nummer=one.delivery,
        subscriber=one.subscriber,
        naam=_naam(one.subscriber, urls),
        kanaal=one.kanaal,
        resource=one.resource,
        actie=one.actie,
        object=one.object,
        gebeurd=one.at,
        pogingen=one.attempts,
        reden=reden,
        code=code,
        volgende=one.due,
    )


def _naam(subscriber: str, urls: dict[str, str]) -> str:
    """The callback, the stream, or the room of ours."""
    if subscriber == STREAM:
        return "NATS"
    return urls.get(subscriber, subscriber.partition("/")[0])
