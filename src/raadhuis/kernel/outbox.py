"""Looking at the outbox and caring for it: what waits for whom, what keeps failing, what may go, what may be read."""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from raadhuis.kernel import db, events

DEAD = events.DEAD
BATCH = 1000  # events that are removed in one transaction
State = Literal["working", "resting", "muted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """How it goes with one subscriber: how many events wait for it and how many of them keep failing, since when the
    oldest waits, and when it is called again (`rests_until`) or stopped being called (`muted_at`)."""

    subscriber: str
    waiting: int
    dead: int
    oldest: datetime | None
    failures: int
    rests_until: datetime | None
    muted_at: datetime | None

    @property
    def state(self) -> State:
        """`working`, `resting` because it does not answer, or `muted` by an operator."""
        if self.muted_at:
            return "muted"
        return "resting" if self.failures else "working"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """A delivery that keeps failing: for whom, what happened, how often it was tried, why not, when it is tried again: None for one
    that the other side refuses, which waits for `replay`."""

    delivery: int
    subscriber: str
    kanaal: str
    resource: str
    actie: str
    path: str
    object: str
    at: datetime
    attempts: int
    error: str
    due: datetime | None


_BACKLOG = f"""{events.NAMES}
SELECT coalesce(n.subscriber, s.subscriber), coalesce(c.waiting, 0), coalesce(c.dead, 0), c.oldest,
       coalesce(s.failures, 0), s.rests_until, s.muted_at
FROM (SELECT n.subscriber FROM names n WHERE n.subscriber IS NOT NULL) n
FULL JOIN kernel_subscriber s ON s.subscriber = n.subscriber
LEFT JOIN LATERAL (
    SELECT count(*) AS waiting, count(*) FILTER (WHERE d.attempts >= {DEAD}) AS dead,
           (SELECT e.at FROM kernel_event e WHERE e.seq = min(d.seq)) AS oldest
    FROM kernel_delivery d WHERE d.subscriber = n.subscriber) c ON true
ORDER BY 1"""
_DEAD = f"""
SELECT d.id, d.subscriber, e.kanaal, e.resource, e.actie, e.path, e.object::text, e.at, d.attempts, d.error, d.due
FROM kernel_delivery d JOIN kernel_event e USING (seq)
WHERE d.attempts >= {DEAD} AND %(subscriber)s IN ('', d.subscriber)
ORDER BY d.subscriber, d.seq LIMIT %(most)s"""


def backlog() -> tuple[Backlog, ...]:
    """Every subscriber for whom something waits, or with whom there is something the matter."""
    names = Backlog.__slots__
    return tuple(Backlog(**dict(zip(names, found, strict=True))) for found in db.rows(_BACKLOG))


def dead_letters(*, subscriber: str = "", most: int = 200) -> tuple[DeadLetter, ...]:
    """Deliveries that failed ten times or more in a row, or were refused, of one subscriber or of all, oldest first."""
    names = DeadLetter.__slots__
    found = db.rows(_DEAD, {"subscriber": subscriber, "most": most})
    return tuple(DeadLetter(**dict(zip(names, one, strict=True))) for one in found)


def replay(*, at: datetime, subscriber: str, delivery: int | None = None) -> int:
    """Try at once again: one delivery with everything that waits behind it, or all of this subscriber; how many.

    Their count of failures starts anew, and the subscriber rests no longer. What is being sent at this moment may come twice.
    """
    behind = " AND hoofd = (SELECT hoofd FROM kernel_delivery WHERE id = %(delivery)s)" if delivery else ""
    params = {"subscriber": subscriber, "delivery": delivery, "at": at}
    done = db.run(
        "UPDATE kernel_delivery SET due = %(at)s, attempts = 0 WHERE subscriber = %(subscriber)s"
        f" AND (attempts > 0 OR due > %(at)s + interval '1 minute'){behind}",
        params,
    ).rowcount
    db.run(
        "UPDATE kernel_subscriber SET failures = 0, rests_until = NULL WHERE subscriber = %(subscriber)s",
        params,
    )
    return done


_REMOVE = """
WITH seen AS (SELECT seq, at FROM kernel_event WHERE seq > %(after)s ORDER BY seq LIMIT %(batch)s),
gone AS (
    DELETE FROM kernel_event e USING seen
    WHERE e.seq = seen.seq AND seen.at < %(before)s
      AND NOT EXISTS (SELECT 1 FROM kernel_delivery d WHERE d.seq = e.seq)
    RETURNING e.seq)
SELECT max(seq), bool_or(at < %(before)s), (SELECT count(*) FROM gone) FROM seen"""


def remove_old(*, before: datetime, pause: float = 0.05) -> int:
    """Remove the events of before this moment that everybody has, in small transactions; how many.

    `pause` is how many seconds it gives way between two of them.
    """
    removed: int = 0
    after = 0
    while True:
        last, any_old, gone = db.row(_REMOVE, {"after": after, "before": before, "batch": BATCH}) or (
            None,
            None,
            0,
        )
        removed += gone
        if last is None or not any_old:
            return removed
        after = last
        time.sleep(pause)


class Horizon:
    """Up to which event a reader has seen everything there will ever be.

    Transactions commit in another order than their events were numbered, so that a reader who has event 7 may still
    miss a 6. A mark is the highest number given out, and then the transactions that were writing events: when all of
    those have ended, everything up to that number is there or never will be. Whoever writes an event holds a lock on
    the table before the event gets its number, so nobody is missed; and other databases on the server do not count.
    """

    TRIES, WAIT = 5, 0.02

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._marks: deque[tuple[frozenset[str], int]] = deque(maxlen=1000)
        self._safe = 0

    def settled(self) -> int:
        """The number of the last event up to which nothing can come any more, as far as is known now."""
        given = int(db.value(_GIVEN))
        if given <= self._safe:
            return given
        # After the number, in a statement of its own: whoever comes from here on numbers its events higher.
        writing = _writing()
        with self._lock:
            self._marks.append((writing, given))
        for _ in range(self.TRIES):
            if self._look(writing) >= given:
                break
            time.sleep(self.WAIT)  # most transactions last milliseconds
            writing = _writing()
        return self._safe

    def _look(self, writing: frozenset[str]) -> int:
        with self._lock:
            while self._marks and not self._marks[0][0] & writing:
                self._safe = max(self._safe, self._marks.popleft()[1])
            return self._safe


def _writing() -> frozenset[str]:
    return frozenset(name for (name,) in db.rows(_WRITING))


_GIVEN = "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM kernel_event_seq_seq"
_WRITING = """
SELECT virtualtransaction FROM pg_locks
WHERE locktype = 'relation' AND relation = 'kernel_event'::regclass AND mode = 'RowExclusiveLock' AND granted
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND pid IS DISTINCT FROM pg_backend_pid()"""
HORIZON = Horizon()
