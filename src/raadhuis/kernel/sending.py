"""Events that leave the house: claimed for a while, sent without an open transaction, in order per main object."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from raadhuis.kernel import db, events
from raadhuis.kernel.events import Claimed, Lane
from raadhuis.kernel.refusal import Unavailable

log = structlog.get_logger(__name__)
AT_ONCE = 25  # deliveries of one subscriber that one thread takes along
SPEND = 5.0  # seconds, after which the rest of those is given back
LEASE = timedelta(
    seconds=30
)  # longer than SPEND and one call together; then somebody else may send them again
LONGEST_REST = timedelta(minutes=1)
ROUNDS = 40  # times that a thread looks for something that may go behind what may not


class SubscriberAway(Unavailable):
    """Nobody is there to take a message: it is not this message's fault, so it is the first to go when it is back."""


# Subscribers outside that have something due, are not muted and do not rest; who waits longest first.
_FREE = f"""{events.NAMES}
SELECT n.subscriber FROM names n CROSS JOIN LATERAL (
    SELECT y.due, y.seq FROM kernel_delivery y
    WHERE y.subscriber = n.subscriber AND y.due <= %(at)s ORDER BY y.due, y.seq LIMIT 1) h
LEFT JOIN kernel_subscriber s ON s.subscriber = n.subscriber
WHERE strpos(n.subscriber, '#') > 0 AND n.subscriber <> ALL(%(avoid)s::text[])
  AND s.muted_at IS NULL AND (s.rests_until IS NULL OR s.rests_until <= %(at)s)
ORDER BY h.due, h.seq"""

# What has something older about the same object that is not due stays, and becomes due with that.
_TAKE = f"""
WITH due AS (
    SELECT id, seq, hoofd, due FROM kernel_delivery
    WHERE subscriber = %(subscriber)s AND due <= %(at)s ORDER BY due, seq LIMIT %(most)s),
older AS (
    SELECT due.id, x.due FROM due CROSS JOIN LATERAL (
        SELECT x.due FROM kernel_delivery x
        WHERE x.subscriber = %(subscriber)s AND x.hoofd = due.hoofd AND x.seq < due.seq
          AND x.id <> ALL(ARRAY(SELECT id FROM due))
        ORDER BY x.seq LIMIT 1) x),
later AS (UPDATE kernel_delivery d SET due = older.due FROM older WHERE d.id = older.id),
taken AS (
    UPDATE kernel_delivery d SET due = %(until)s FROM due
    WHERE d.id = due.id AND NOT EXISTS (SELECT 1 FROM older WHERE older.id = due.id)
    RETURNING d.id, d.subscriber, d.attempts, d.seq, due.due AS was)
SELECT d.was, d.id, d.subscriber, d.attempts, {events.FIELDS}
FROM taken d JOIN kernel_event e USING (seq) ORDER BY e.seq"""
_ANY = "SELECT 1 FROM kernel_delivery WHERE subscriber = %(subscriber)s AND due <= %(at)s LIMIT 1"
_LOCK = "hashtextextended('kernel.sending ' || %(subscriber)s, 0)"


@dataclass(frozen=True, slots=True)
class _Taken:
    """A delivery taken along, and since when it was due."""

    one: Claimed
    was: datetime


@dataclass(slots=True)
class _Outcome:
    """What came of the deliveries that were taken along."""

    sent: list[_Taken] = field(default_factory=list)
    failed: list[tuple[_Taken, Exception]] = field(default_factory=list)
    back: list[_Taken] = field(default_factory=list)

    @property
    def away(self) -> bool:
        """Whether the subscriber did not do its work at all."""
        return any(isinstance(error, Unavailable) for _, error in self.failed)


def send_some(*, at: datetime, lane: Lane | None = None) -> bool:
    """Send what is due to one subscriber outside the house; False when nobody has anything due.

    Its deliveries are claimed in one short transaction and settled in another; in between only the subscriber is
    waited for. A process that dies in between loses nothing: the claim ends after half a minute, and they are sent
    again. When the subscriber does not answer, it rests 1, 2, 4 .. seconds, at most a minute, and the message stays
    first; a message that it refuses waits 1, 2, 4 .. seconds, at most five minutes, for ever, and holds up only its
    own main object.
    """
    lane = lane or Lane()
    claimed = _claim(lane, at=at)
    if not claimed:
        return False
    subscriber = claimed[0].one.subscriber
    began = time.monotonic()
    try:
        outcome = _send(claimed, at=at)
        took = timedelta(seconds=int(time.monotonic() - began))  # what comes next, comes after the calls
        with db.atomic():
            _lock(subscriber)
            _settle(subscriber, outcome, until=at + LEASE, at=at + took)
    finally:
        lane.done(subscriber, at=at)
    for taken, error in outcome.failed:
        events.tell(taken.one, error)
    return True


def _claim(lane: Lane, *, at: datetime) -> list[_Taken]:
    with lane.lock:
        free = [name for (name,) in db.rows(_FREE, {"at": at, "avoid": lane.taken(at=at)})]
        # Whoever was served longest ago first: a slow one with a long queue delays nobody else.
        for subscriber in sorted(free, key=lane.turn):
            params = {"subscriber": subscriber, "at": at, "until": at + LEASE, "most": AT_ONCE}
            with db.atomic():
                if not db.value(f"SELECT pg_try_advisory_xact_lock({_LOCK})", params):
                    continue  # another process is about to
                found = _take(params)
            if found:
                lane.take(subscriber)
                return found
    return []


def _take(params: dict[str, object]) -> list[_Taken]:
    """What may go now. What waits for something older makes room for what is behind it, so look again then."""
    for _ in range(ROUNDS):
        found = [_Taken(Claimed.of(row[1:]), row[0]) for row in db.rows(_TAKE, params)]
        if found or not db.row(_ANY, params):
            return _in_turn(found)
    return []


def _in_turn(found: list[_Taken]) -> list[_Taken]:
    """First what is due longest, so that what failed before does not stand before all others; but of one main object in
    the order in which it happened."""
    latest: dict[UUID, datetime] = {}
    keyed = []
    for taken in found:  # by number
        hoofd = taken.one.event.hoofd
        latest[hoofd] = max(taken.was, latest.get(hoofd, taken.was))
        keyed.append((latest[hoofd], taken.one.event.seq, taken))
    return [taken for _, _, taken in sorted(keyed, key=lambda key: key[:2])]


def _send(claimed: list[_Taken], *, at: datetime) -> _Outcome:
    outcome, held = _Outcome(), set[UUID]()
    end = time.monotonic() + SPEND
    for taken in claimed:
        hoofd = taken.one.event.hoofd
        if outcome.away or hoofd in held or time.monotonic() > end:
            outcome.back.append(taken)
            continue
        try:
            events.call(taken.one, at=at)
            outcome.sent.append(taken)
        except db.DatabaseTrouble:
            raise  # our own trouble says nothing of the subscriber: the claim ends by itself
        except Exception as error:  # noqa: BLE001  # a subscriber may fail in any way; the delivery must survive it
            outcome.failed.append((taken, error))
            held.add(hoofd)
    return outcome


def _settle(subscriber: str, outcome: _Outcome, *, until: datetime, at: datetime) -> None:
    # Only what is still ours: a claim that ended may be somebody else's by now.
    ours = {"until": until, "subscriber": subscriber, "at": at}
    db.run(
        "DELETE FROM kernel_delivery WHERE id = ANY(%(ids)s) AND due = %(until)s",
        {**ours, "ids": [taken.one.delivery for taken in outcome.sent]},
    )
    for taken, error in outcome.failed:
        values = events.postponed(taken.one, error, at=at)
        if isinstance(error, SubscriberAway):
            values["due"] = taken.was
        db.run(f"{events.POSTPONE} AND due = %(until)s", {**ours, **values})
    if outcome.back:
        ids, was = zip(*((taken.one.delivery, taken.was) for taken in outcome.back), strict=True)
        db.run(_BACK, {**ours, "ids": list(ids), "was": list(was)})
    if outcome.away:
        # One that took some of them is there, whatever it did next.
        db.run(_REST, {**ours, "longest": LONGEST_REST, "took": bool(outcome.sent)})
    elif outcome.sent:
        db.run(_AWAKE, ours)


# Behind one that failed they wait for it; else they are due as they were.
_BACK = """
UPDATE kernel_delivery d SET due = greatest(b.was, (
    SELECT x.due FROM kernel_delivery x
    WHERE x.subscriber = d.subscriber AND x.hoofd = d.hoofd AND x.seq < d.seq AND x.attempts > 0
      AND x.id <> ALL(%(ids)s)
    ORDER BY x.seq DESC LIMIT 1))
FROM unnest(%(ids)s::bigint[], %(was)s::timestamptz[]) b (id, was)
WHERE d.id = b.id AND d.due = %(until)s"""
_REST = """
INSERT INTO kernel_subscriber AS s (subscriber, failures, rests_until)
VALUES (%(subscriber)s, 1, %(at)s + interval '1 second')
ON CONFLICT (subscriber) DO UPDATE SET failures = CASE WHEN %(took)s THEN 1 ELSE s.failures + 1 END,
    rests_until = %(at)s + least(%(longest)s, interval '1 second' *
        CASE WHEN %(took)s THEN 1 ELSE power(2, least(s.failures, 12)) END)"""
_AWAKE = """UPDATE kernel_subscriber SET failures = 0, rests_until = NULL
WHERE subscriber = %(subscriber)s AND failures > 0"""


def _lock(subscriber: str) -> None:
    db.run(f"SELECT pg_advisory_xact_lock({_LOCK})", {"subscriber": subscriber})


def wake(subscribers: Iterable[str]) -> None:
    """Whoever rests is called again at once: it says that it is there, or an operator does."""
    db.run(
        "UPDATE kernel_subscriber SET failures = 0, rests_until = NULL WHERE subscriber = ANY(%(names)s)",
        {"names": list(subscribers)},
    )


def mute(subscriber: str, *, at: datetime) -> None:
    """Send nothing to this subscriber until it is unmuted; what happens meanwhile is kept for it."""
    db.run(
        "INSERT INTO kernel_subscriber (subscriber, muted_at) VALUES (%(subscriber)s, %(at)s)"
        " ON CONFLICT (subscriber) DO UPDATE SET muted_at = coalesce(kernel_subscriber.muted_at, %(at)s)",
        {"subscriber": subscriber, "at": at},
    )


def unmute(subscriber: str) -> None:
    """Send to this subscriber again, at once."""
    db.run(
        "UPDATE kernel_subscriber SET muted_at = NULL, failures = 0, rests_until = NULL"
        " WHERE subscriber = %(subscriber)s",
        {"subscriber": subscriber},
    )


def forget(subscriber: str) -> None:
    """Drop what was still to be sent to this subscriber: it is there no more."""
    db.run("DELETE FROM kernel_delivery WHERE subscriber = %(subscriber)s", {"subscriber": subscriber})
    db.run("DELETE FROM kernel_subscriber WHERE subscriber = %(subscriber)s", {"subscriber": subscriber})
