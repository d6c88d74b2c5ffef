"""The outbox: events written with the change, delivered at least once, in order per main object, never given up."""

from __future__ import annotations

import functools
import json
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog

from raadhuis.kernel import db, loader
from raadhuis.kernel.refusal import Refusal, Unavailable

log = structlog.get_logger(__name__)
LONGEST_WAIT = timedelta(minutes=5)
LONGEST_REST = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One change, as a ZGW notificatie: no personal data, only references.

    `hoofd` is the main object (ordering is per main object), `object` the changed resource.
    """

    seq: int
    uuid: UUID
    kanaal: str
    resource: str
    actie: str
    hoofd_path: str
    hoofd: UUID
    path: str
    object: UUID
    kenmerken: dict[str, Any]
    actor_id: str
    at: datetime


@functools.cache
def subscribers(kanaal: str, resource: str, actie: str) -> tuple[str, ...]:
    """The subscribers of this kind of event in this process group: `component/function`, and whoever delivers out."""
    return hearers(kanaal, resource, actie) + deliverers()


@functools.cache
def hearers(kanaal: str, resource: str, actie: str) -> tuple[str, ...]:
    """The components in this process group that hear this kind of event."""
    return tuple(
        f"{m.name}/{h.calls}"
        for m in loader.enabled()
        for h in m.hears
        if h.kanaal == kanaal and h.resource in ("", resource) and h.actie in ("", actie)
    )


@functools.cache
def deliverers() -> tuple[str, ...]:
    """Whoever delivers events out of the house."""
    return tuple(f"{m.name}/{m.delivers}" for m in loader.enabled() if m.delivers)


_PUBLISH = """
WITH event AS (
    INSERT INTO kernel_event (uuid, kanaal, resource, actie, hoofd_path, hoofd, path, object, kenmerken, actor_id, at)
    VALUES (coalesce(%(uuid)s, gen_random_uuid()), %(kanaal)s, %(resource)s, %(actie)s, %(hoofd_path)s, %(hoofd)s,
            %(path)s, %(object)s, %(kenmerken)s, %(actor_id)s, %(at)s)
    ON CONFLICT (uuid) DO NOTHING
    RETURNING seq, hoofd)
INSERT INTO kernel_delivery (seq, subscriber, hoofd, due)
SELECT event.seq, s, event.hoofd, %(due)s FROM event, unnest(%(subscribers)s::text[]) s"""


def publish(
    *,
    kanaal: str,
    resource: str,
    actie: str,
    hoofd: UUID,
    object: UUID,  # the standard's word
    at: datetime,
    actor_id: str,
    hoofd_path: str = "",
    path: str = "",
    kenmerken: dict[str, Any] | None = None,
    uuid: UUID | None = None,
    to: Iterable[str] | None = None,
    due: datetime | None = None,
) -> None:
    """Put one event in the outbox, in the caller's transaction: for rooms without the one-statement mutation.

    `uuid` makes it the same event when it comes twice: the second time nothing happens. `to` are the subscribers when
    it is not for all. `due` is when it may be delivered, when that is not `at`, the moment that it happened.
    """
    heard = subscribers(kanaal, resource, actie) if to is None else to
    db.run(
        _PUBLISH,
        {
            "uuid": uuid,
            "kanaal": kanaal,
            "resource": resource,
            "actie": actie,
            "hoofd": hoofd,
            "object": object,
            "hoofd_path": hoofd_path,
            "path": path,
            "kenmerken": json.dumps(kenmerken or {}),
            "actor_id": actor_id,
            "at": at,
            "due": due or at,
            "subscribers": list(heard),
        },
    )


def fan_out(seq: int, to: Iterable[str], *, hoofd: UUID, at: datetime) -> None:
    """Add deliveries of an existing event, once per subscriber: one per abonnement, say."""
    db.run(
        "INSERT INTO kernel_delivery (seq, subscriber, hoofd, due)"
        " SELECT %(seq)s, s, %(hoofd)s, %(at)s FROM unnest(%(to)s::text[]) s"
        " ON CONFLICT (seq, subscriber) DO NOTHING",
        {"seq": seq, "to": list(to), "hoofd": hoofd, "at": at},
    )


# The oldest due delivery whose subscriber has nothing older for the same main object: order per object, and a
# subscriber in trouble delays only itself. `outgoing` keeps webhooks away from the house's own handlers.
_CLAIM = """
SELECT d.id, d.subscriber, d.attempts, e.seq, e.uuid, e.kanaal, e.resource, e.actie, e.hoofd_path, e.hoofd, e.path,
       e.object, e.kenmerken::json, e.actor_id, e.at
FROM kernel_delivery d JOIN kernel_event e USING (seq)
WHERE d.due <= %(at)s AND (strpos(d.subscriber, '#') > 0) = %(outgoing)s AND d.subscriber <> ALL(%(avoid)s::text[])
  AND NOT EXISTS (SELECT 1 FROM kernel_delivery x
                  WHERE x.subscriber = d.subscriber AND x.hoofd = d.hoofd AND x.seq < d.seq)
ORDER BY d.due, d.seq LIMIT 1
FOR UPDATE OF d SKIP LOCKED"""


@dataclass(frozen=True, slots=True)
class _Claimed:
    delivery: int
    subscriber: str
    attempts: int
    event: Event


class Lane:
    """What the threads of one process share: a subscriber keeps at most one of them busy, and one that does not answer
    rests 1, 2, 4 .. seconds, at most a minute, instead of being asked again for each of its events."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._busy: set[str] = set()
        self._resting: dict[str, tuple[int, datetime]] = {}

    def claim(self, *, at: datetime, outgoing: bool) -> _Claimed | None:
        """The next due delivery to a subscriber that is free; give it back with `done`."""
        with self._lock:
            resting = {name for name, (_, until) in self._resting.items() if until > at}
            params = {"at": at, "outgoing": outgoing, "avoid": sorted(self._busy | resting)}
            found = db.row(_CLAIM, params)
            if found is None:
                return None
            self._busy.add(found[1])
        values = dict(zip(Event.__slots__, found[3:], strict=True))
        event = Event(**{**values, "kenmerken": json.loads(values["kenmerken"])})
        return _Claimed(found[0], found[1], found[2], event)

    def done(self, subscriber: str, *, at: datetime, answers: bool) -> None:
        """The delivery was made or failed; `answers` False: the subscriber could not be reached."""
        with self._lock:
            self._busy.discard(subscriber)
            times, _ = self._resting.pop(subscriber, (0, at))
            if not answers:
                rest = min(timedelta(seconds=2 ** min(times, 12)), LONGEST_REST)
                self._resting[subscriber] = (times + 1, at + rest)


def deliver_one(*, at: datetime, outgoing: bool = False, lane: Lane | None = None) -> bool:
    """Deliver the next due event to one subscriber; False when nothing is due.

    The handler runs in the transaction that takes the delivery away: its own writes happen exactly once. When it
    fails, its writes are rolled back and the delivery waits 1, 2, 4 .. seconds, at most five minutes, for ever.
    A subscriber after `#` (`notificaties/tasks:deliver#<abonnement>`) is an outgoing one.
    """
    lane = lane or Lane()
    claimed: _Claimed | None = None
    failed: Exception | None = None
    try:
        with db.atomic():
            claimed = lane.claim(at=at, outgoing=outgoing)
            if claimed is None:
                return False
            try:
                with db.atomic():
                    _call(claimed.subscriber, claimed.event, at=at)
                db.run("DELETE FROM kernel_delivery WHERE id = %(id)s", {"id": claimed.delivery})
            except Exception as error:  # noqa: BLE001  # a handler may fail in any way; the delivery must survive it
                failed = error
                _postpone(claimed, error, at=at)
    finally:
        if claimed is not None:
            lane.done(claimed.subscriber, at=at, answers=_answers(failed))
    if failed:
        log.warning(
            "event.postponed",
            subscriber=claimed.subscriber,
            attempts=claimed.attempts + 1,
            error=type(failed).__name__,
            seq=claimed.event.seq,
        )
    return True


def _answers(failed: Exception | None) -> bool:
    # The other side of a subscriber; our own database being away is nobody's silence.
    return not isinstance(failed, Unavailable) or isinstance(failed, db.DatabaseGone)


def _call(subscriber: str, event: Event, *, at: datetime) -> None:
    target, _, key = subscriber.partition("#")
    component, _, reference = target.partition("/")
    handler = loader.resolve(component, reference)
    if key:
        handler(event, at=at, subscriber=key)
    else:
        handler(event, at=at)


def _postpone(claimed: _Claimed, error: Exception, *, at: datetime) -> None:
    wait = min(timedelta(seconds=2 ** min(claimed.attempts, 12)), LONGEST_WAIT)
    # The class and the refusal's code say enough; a message might hold personal data.
    reason = f"{type(error).__name__}:{error.code}" if isinstance(error, Refusal) else type(error).__name__
    db.run(
        "UPDATE kernel_delivery SET attempts = %(attempts)s, due = %(due)s, error = %(error)s WHERE id = %(id)s",
        {"id": claimed.delivery, "attempts": claimed.attempts + 1, "due": at + wait, "error": reason},
    )
