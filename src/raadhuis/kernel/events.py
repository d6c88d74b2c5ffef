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

from raadhuis.kernel import db, loader, trace
from raadhuis.kernel.refusal import Refusal, Unavailable

log = structlog.get_logger(__name__)
LONGEST_WAIT = timedelta(minutes=5)
LONGEST_REST = timedelta(minutes=1)
LONGEST_REASON = 200  # characters that are kept of why a delivery failed
DEAD = 10  # failed tries in a row, after which a person should look


class Undeliverable(Refusal):
    """The other side refuses this, and would again: a dead letter at once, not tried until an operator sends it again.

    `why` says it in codes, without personal data.
    """

    def __init__(self, why: str = "") -> None:
        super().__init__()
        self.why = why


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


GEBEURTENISSEN = "-gebeurtenissen"  # of a register's kanaal: the second kanaal, see `happened`


def happened(
    actie: str,
    *,
    register: str,
    resource: str,
    path: str,
    object: UUID,
    kenmerken: str,
    params: db.Params,
    actor_id: str,
    at: datetime,
) -> None:
    """Tell what happened to a main object in the words of today's providers (`zaak-opgeschort`), beside the standard's own
    event of each change: on the kanaal `<register>-gebeurtenissen`. `kenmerken` is the SQL that selects them, as JSON."""
    publish(
        kanaal=register + GEBEURTENISSEN,
        resource=resource,
        actie=actie,
        hoofd_path=path,
        hoofd=object,
        path=path,
        object=object,
        kenmerken=json.loads(db.value(kenmerken, params)),
        actor_id=actor_id,
        at=at,
    )


_PUBLISH_EACH = """
WITH event AS (
    INSERT INTO kernel_event (uuid, kanaal, resource, actie, hoofd_path, hoofd, path, object, kenmerken, actor_id, at)
    SELECT gen_random_uuid(), %(kanaal)s, %(resource)s, %(actie)s, %(hoofd_path)s, h, %(hoofd_path)s, h, '{}', %(actor_id)s,
           %(at)s FROM unnest(%(hoofden)s::uuid[]) h
    RETURNING seq, hoofd)
INSERT INTO kernel_delivery (seq, subscriber, hoofd, due)
SELECT event.seq, s, event.hoofd, %(at)s FROM event, unnest(%(to)s::text[]) s"""


def publish_each(
    hoofden: Iterable[UUID],
    *,
    kanaal: str,
    resource: str,
    actie: str,
    hoofd_path: str,
    at: datetime,
    actor_id: str,
    to: Iterable[str],
) -> None:
    """An event about each of these main objects for the subscribers `to`, in the caller's transaction. One statement."""
    db.run(
        _PUBLISH_EACH,
        {
            "hoofden": list(hoofden),
            "kanaal": kanaal,
            "resource": resource,
            "actie": actie,
            "hoofd_path": hoofd_path,
            "at": at,
            "actor_id": actor_id,
            "to": list(to),
        },
    )


# What comes after a delivery that waits for its next try becomes due with it: it could not go first anyway.
_FAN_OUT = """
INSERT INTO kernel_delivery (seq, subscriber, hoofd, due)
SELECT %(seq)s, s, %(hoofd)s, greatest(%(at)s, (
    SELECT x.due FROM kernel_delivery x
    WHERE x.subscriber = s AND x.hoofd = %(hoofd)s AND x.seq < %(seq)s AND x.attempts > 0
    ORDER BY x.seq DESC LIMIT 1))
FROM unnest(%(to)s::text[]) s
ON CONFLICT (seq, subscriber) DO NOTHING"""


def fan_out(seq: int, to: Iterable[str], *, hoofd: UUID, at: datetime) -> None:
    """Add deliveries of an existing event, once per subscriber: one per abonnement, say."""
    db.run(_FAN_OUT, {"seq": seq, "to": list(to), "hoofd": hoofd, "at": at})


# The subscribers that have something to get, by jumping through the index: what waits for one who is away is not read
# on the way to the others.
NAMES = """
WITH RECURSIVE names (subscriber) AS (
    SELECT min(subscriber) FROM kernel_delivery
    UNION ALL
    SELECT (SELECT min(d.subscriber) FROM kernel_delivery d WHERE d.subscriber > n.subscriber)
    FROM names n WHERE n.subscriber IS NOT NULL)"""
FIELDS = """e.seq, e.uuid, e.kanaal, e.resource, e.actie, e.hoofd_path, e.hoofd, e.path, e.object, e.kenmerken::json,
       e.actor_id, e.at"""

# The oldest due delivery whose subscriber has nothing older for the same main object: order per object, and a
# subscriber in trouble delays only itself. What is not tried any more holds up nothing. Those outside (with a `#`) are for
# `sending`.
_CLAIM = f"""{NAMES}
SELECT d.id, d.subscriber, d.attempts, {FIELDS}
FROM kernel_delivery d JOIN kernel_event e USING (seq)
WHERE d.id = ANY (ARRAY(
    SELECT h.id FROM names n CROSS JOIN LATERAL (
        SELECT y.id FROM kernel_delivery y
        WHERE y.subscriber = n.subscriber AND y.due <= %(at)s AND NOT EXISTS (
            SELECT 1 FROM kernel_delivery x
            WHERE x.subscriber = y.subscriber AND x.hoofd = y.hoofd AND x.seq < y.seq AND x.due IS NOT NULL)
        ORDER BY y.due, y.seq LIMIT 1) h
    WHERE strpos(n.subscriber, '#') = 0 AND n.subscriber <> ALL(%(avoid)s::text[])))
ORDER BY d.due, d.seq LIMIT 1
FOR UPDATE OF d SKIP LOCKED"""
# More of the same subscriber, in order: only what has nothing older that is not among them.
_MORE = f"""
WITH due AS (
    SELECT id, seq, hoofd FROM kernel_delivery
    WHERE subscriber = %(subscriber)s AND due <= %(at)s AND id <> %(id)s ORDER BY due, seq LIMIT %(most)s)
SELECT d.id, d.subscriber, d.attempts, {FIELDS}
FROM kernel_delivery d JOIN due USING (id) JOIN kernel_event e ON e.seq = d.seq
WHERE NOT EXISTS (
    SELECT 1 FROM kernel_delivery x
    WHERE x.subscriber = %(subscriber)s AND x.hoofd = due.hoofd AND x.seq < due.seq AND x.id <> %(id)s
      AND x.id <> ALL(ARRAY(SELECT id FROM due)))
ORDER BY d.seq
FOR UPDATE OF d SKIP LOCKED"""
MOST_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Claimed:
    """One delivery that this thread makes now."""

    delivery: int
    subscriber: str
    attempts: int
    event: Event

    @classmethod
    def of(cls, found: tuple[Any, ...]) -> Claimed:
        """From a row: delivery, subscriber, attempts, and `FIELDS`."""
        values = dict(zip(Event.__slots__, found[3:], strict=True))
        event = Event(**{**values, "kenmerken": json.loads(values["kenmerken"])})
        return cls(found[0], found[1], found[2], event)


class Lane:
    """What the threads of one process share: a subscriber keeps at most one of them busy, and one of ours that cannot do
    its work rests 1, 2, 4 .. seconds, at most a minute, instead of being asked again for each of its events."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self._turn_to_wait = threading.Lock()
        self._busy: set[str] = set()
        self._resting: dict[str, tuple[int, datetime]] = {}
        self._turns: dict[str, int] = {}

    def wait(self, stop: threading.Event, *, seconds: float) -> None:
        """Wait before looking for work again, or until `stop`; one thread after another, so that however many there are they
        look once in so many seconds together."""
        with self._turn_to_wait:
            stop.wait(seconds)

    def taken(self, *, at: datetime) -> list[str]:
        """Who is busy or rests."""
        resting = {name for name, (_, until) in self._resting.items() if until > at}
        return sorted(self._busy | resting)

    def take(self, subscriber: str) -> None:
        """This subscriber is busy, until `done`; call it with the lock held."""
        self._busy.add(subscriber)
        self._turns[subscriber] = max(self._turns.values(), default=0) + 1

    def turn(self, subscriber: str) -> int:
        """A number that is lower when this subscriber was served longer ago."""
        return self._turns.get(subscriber, 0)

    def done(self, subscriber: str, *, at: datetime, answers: bool = True) -> None:
        """The delivery was made or failed; `answers` False: the subscriber could not do its work at all."""
        with self.lock:
            self._busy.discard(subscriber)
            times, _ = self._resting.pop(subscriber, (0, at))
            if not answers:
                rest = min(timedelta(seconds=2 ** min(times, 12)), LONGEST_REST)
                self._resting[subscriber] = (times + 1, at + rest)


def deliver_one(*, at: datetime, lane: Lane | None = None) -> bool:
    """Deliver the next due event to one of our own rooms; False when nothing is due.

    The handler runs in the transaction that takes the delivery away: its own writes happen exactly once. When it
    fails, its writes are rolled back and the delivery waits 1, 2, 4 .. seconds, at most five minutes, for ever.
    Whoever delivers out of the house only writes deliveries, so it gets many events in one transaction.
    """
    lane = lane or Lane()
    claimed: list[Claimed] = []
    failed: list[tuple[Claimed, Exception]] = []
    try:
        with db.atomic():
            claimed = _claim(lane, at=at)
            if not claimed:
                return False
            failed = _deliver(claimed, at=at)
    finally:
        if claimed:
            lane.done(claimed[0].subscriber, at=at, answers=all(_answers(error) for _, error in failed))
    for one, error in failed:
        tell(one, error)
    return True


def _claim(lane: Lane, *, at: datetime) -> list[Claimed]:
    with lane.lock:
        found = db.row(_CLAIM, {"at": at, "avoid": lane.taken(at=at)})
        if found is None:
            return []
        first = Claimed.of(found)
        lane.take(first.subscriber)
    try:
        more = _more(first, at=at) if first.subscriber in deliverers() else []
    except BaseException:
        lane.done(first.subscriber, at=at)
        raise
    return sorted([first, *more], key=lambda one: one.event.seq)


def _more(first: Claimed, *, at: datetime) -> list[Claimed]:
    params = {"subscriber": first.subscriber, "at": at, "id": first.delivery, "most": MOST_AT_ONCE - 1}
    return [Claimed.of(found) for found in db.rows(_MORE, params)]


def _deliver(claimed: list[Claimed], *, at: datetime) -> list[tuple[Claimed, Exception]]:
    """Hand them over, in the order given; those that failed, after which nothing more of that main object is tried."""
    made: list[int] = []
    failed: list[tuple[Claimed, Exception]] = []
    held: set[UUID] = set()
    for one in claimed:
        if one.event.hoofd in held:
            continue
        try:
            with db.atomic():
                call(one, at=at)
            made.append(one.delivery)
        except Exception as error:  # noqa: BLE001  # a handler may fail in any way; the delivery must survive it
            failed.append((one, error))
            held.add(one.event.hoofd)
            db.run(POSTPONE, postponed(one, error, at=at))
    db.run("DELETE FROM kernel_delivery WHERE id = ANY(%(ids)s)", {"ids": made})
    return failed


def _answers(failed: Exception) -> bool:
    # The other side of a subscriber; our own database in trouble is nobody's silence.
    return not isinstance(failed, Unavailable) or isinstance(failed, db.DatabaseTrouble)


def call(one: Claimed, *, at: datetime) -> None:
    """Call the subscriber's handler with the event. Raises whatever it raises."""
    target, _, key = one.subscriber.partition("#")
    component, _, reference = target.partition("/")
    handler = loader.resolve(component, reference)
    trace.begin()
    with trace.span(f"event {one.event.kanaal}.{one.event.resource}.{one.event.actie} -> {target}"):
        if key:
            handler(one.event, at=at, subscriber=key)
        else:
            handler(one.event, at=at)


POSTPONE = """UPDATE kernel_delivery SET attempts = %(attempts)s, due = %(due)s, error = %(error)s
WHERE id = %(id)s"""


def postponed(one: Claimed, error: Exception, *, at: datetime) -> dict[str, Any]:
    """Values for POSTPONE: the next try after 1, 2, 4 .. seconds, at most five minutes, for ever; none when it is refused."""
    if isinstance(error, Undeliverable):
        return {
            "id": one.delivery,
            "attempts": max(one.attempts + 1, DEAD),
            "due": None,
            "error": reason(error),
        }
    wait = min(timedelta(seconds=2 ** min(one.attempts, 12)), LONGEST_WAIT)
    return {"id": one.delivery, "attempts": one.attempts + 1, "due": at + wait, "error": reason(error)}


def reason(error: Exception) -> str:
    """What went wrong: the class and a refusal's code say enough; a message might hold personal data."""
    if isinstance(error, Undeliverable):
        return f"{type(error).__name__}:{error.why}"[:LONGEST_REASON]
    return f"{type(error).__name__}:{error.code}" if isinstance(error, Refusal) else type(error).__name__


def tell(one: Claimed, error: Exception) -> None:
    """Log a failed delivery."""
    if isinstance(error, Undeliverable):
        log.error("event.refused", subscriber=one.subscriber, why=error.why, seq=one.event.seq)
        return
    log.warning(
        "event.postponed",
        subscriber=one.subscriber,
        attempts=one.attempts + 1,
        error=type(error).__name__,
        seq=one.event.seq,
    )
