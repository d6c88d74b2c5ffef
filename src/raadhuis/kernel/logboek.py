"""Logboek Dataverwerkingen: whose personal data was read, by whom, for which activity; one record per person.

What is logged: a person looked up in the BRP, a zaak or rol opened on a screen or over an API, and a search by BSN. Lists
without a BSN name nobody and are not logged. A person stands in it as a pseudonym (HMAC with the installation's key).

A screen or a look-up writes its record in its own transaction (`record`). The APIs hand theirs to a writer beside the request
(`Writer`), which has them in the database within half a second, so that reading stays one statement.
"""

from __future__ import annotations

import atexit
import hmac
import threading
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import structlog

from raadhuis.kernel import db, outgoing, settings, trace, wire
from raadhuis.kernel.identity import Actor

log = structlog.get_logger(__name__)
FLUSH = 0.4  # seconds that a record waits at most
MOST_WAITING = 100_000  # records kept while the database is away
SOME = 500  # records in one call of the collector

Subjects = Callable[[Collection[UUID]], Mapping[UUID, Collection[str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Personal:
    """What reading a path of an API means for people; a register says it in its API module, as `PERSONAL` by path.

    `activity` is the processing activity, `name` what is done. `subjects` gives the BSNs that go with the objects in the path
    (or in the query parameter `of`, a URL); `bsn` are the query parameters that hold a BSN.
    """

    activity: str
    name: str
    subjects: Subjects | None = None
    of: str = ""
    bsn: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One reading over an API, as the edge saw it."""

    personal: Personal
    object: UUID | None
    bsns: tuple[str, ...]
    actor: Actor
    context: trace.Context
    at: datetime
    ended: datetime


def pseudonym(bsn: str) -> str:
    """The same person is the same pseudonym, in this installation only."""
    key = settings.current().secret_key.encode()
    return hmac.digest(key, f"logboek:{bsn}".encode(), "sha256").hex()


def activity_id(activity: str) -> str:
    """The URI of a processing activity in the municipality's register of them."""
    base = settings.current().verwerkingen_url.rstrip("/")
    return f"{base}/{activity}" if base else f"urn:raadhuis:verwerking:{activity}"


def record(
    *,
    activity: str,
    name: str,
    bsns: Iterable[str],
    actor: Actor,
    at: datetime,
    object: UUID | None = None,  # the standard's word
) -> None:
    """Log that `actor` processed the data of these people, in the caller's transaction."""
    context = trace.current()
    _write([_row(activity, name, bsn, actor, context, at, at, object) for bsn in bsns])


class _Row(msgspec.Struct, frozen=True, gc=False):
    """A record as the table has it."""

    trace_id: str
    span_id: str
    parent_span_id: str
    name: str
    activity: str
    subject: str
    subject_kind: str
    actor_kind: str
    actor_id: str
    object: UUID | None
    at: datetime
    ended: datetime


def _row(
    activity: str,
    name: str,
    bsn: str,
    actor: Actor,
    context: trace.Context,
    at: datetime,
    ended: datetime,
    object: UUID | None,
) -> _Row:
    return _Row(
        context.trace_id,
        trace.span_id(),
        context.span_id,
        name[:100],
        activity_id(activity)[:200],
        pseudonym(bsn),
        "bsn",
        actor.kind,
        actor.id[:200],
        object,
        at,
        ended,
    )


_COLUMNS = ", ".join(_Row.__struct_fields__)
_INSERT = f"""INSERT INTO kernel_verwerking ({_COLUMNS})
SELECT {_COLUMNS} FROM jsonb_to_recordset(%(rows)s::jsonb) AS r(
    trace_id text, span_id text, parent_span_id text, name text, activity text, subject text, subject_kind text,
    actor_kind text, actor_id text, object uuid, at timestamptz, ended timestamptz)"""


def _write(rows: list[_Row]) -> None:
    if rows:
        db.run(_INSERT, {"rows": wire.encode(rows).decode()})


class Writer:
    """Writes the readings of one web process, in batches beside the requests; call it with each reading."""

    def __init__(self) -> None:
        self._waiting: list[Reading] = []
        self._lost = 0
        self._away = False
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._stopping = False
        self._thread: threading.Thread | None = None

    def __call__(self, reading: Reading) -> None:
        """Take a reading; returns at once."""
        with self._lock:
            if len(self._waiting) >= MOST_WAITING:
                self._lost += 1
                return
            self._waiting.append(reading)
            if self._thread is None:
                # Here and not before: a server may fork after it has imported us.
                self._thread = threading.Thread(target=self._work, name="logboek", daemon=True)
                self._thread.start()
                atexit.register(self.stop)
        if len(self._waiting) >= SOME:
            self._wake.set()

    def stop(self) -> None:
        """Write what waits, and stop."""
        self._stopping = True
        self._wake.set()
        if self._thread is not None:
            self._thread.join(5)

    def _work(self) -> None:
        while True:
            self._wake.wait(FLUSH)
            self._wake.clear()
            stopping = self._stopping
            self.flush()
            if stopping:
                return

    def flush(self) -> None:
        """Write what waits now; what cannot be written waits on."""
        with self._lock:
            batch, self._waiting = self._waiting, []
            lost, self._lost = self._lost, 0
        if lost:
            log.error("logboek.lost", records=lost)
        if not batch:
            return
        try:
            _write(_rows_of(batch))  # on a connection of its own: what requests share stays with them
            self._away = False
        except Exception as error:  # noqa: BLE001  # whatever ails the database, the readings must not be lost
            db.forget_connection()
            if not self._away:  # once is enough
                log.warning("logboek.waits", records=len(batch), error=type(error).__name__)
            self._away = True
            with self._lock:
                self._waiting = batch + self._waiting


def _rows_of(batch: list[Reading]) -> list[_Row]:
    wanted: dict[Subjects, set[UUID]] = {}
    for reading in batch:
        if reading.personal.subjects is not None and reading.object is not None:
            wanted.setdefault(reading.personal.subjects, set()).add(reading.object)
    found = {subjects: subjects(uuids) for subjects, uuids in wanted.items()}
    rows = []
    for r in batch:
        bsns = set(r.bsns)
        if r.personal.subjects is not None and r.object is not None:
            bsns |= set(found[r.personal.subjects].get(r.object, ()))
        rows += [
            _row(r.personal.activity, r.personal.name, bsn, r.actor, r.context, r.at, r.ended, r.object)
            for bsn in sorted(bsns)
        ]
    return rows


_UNSENT = f"""SELECT coalesce(json_agg(r), '[]'::json) FROM (
SELECT id, {_COLUMNS}, (extract(epoch FROM at) * 1000000000)::bigint AS start_ns,
       (extract(epoch FROM ended) * 1000000000)::bigint AS end_ns
FROM kernel_verwerking WHERE sent IS NULL ORDER BY id LIMIT %(some)s FOR UPDATE SKIP LOCKED) r"""


def send(*, at: datetime) -> int:
    """Send what the collector does not have yet, as OTLP spans; how many. Raises Unavailable; then all of it is tried again."""
    with db.atomic():
        rows = wire.decode(db.value(_UNSENT, {"some": SOME}), list[dict[str, Any]])
        if not rows:
            return 0
        outgoing.call(
            "POST",
            settings.current().otlp_url.rstrip("/") + "/v1/traces",
            content=wire.encode(_otlp(rows)),
            headers={"Content-Type": "application/json", **outgoing.collector_headers()},
        ).raise_for_status()
        # Only what was acknowledged counts as sent.
        db.run(
            "UPDATE kernel_verwerking SET sent = %(at)s WHERE id = ANY(%(ids)s)",
            {"at": at, "ids": [row["id"] for row in rows]},
        )
    return len(rows) if len(rows) == SOME else 0


# The identifiers grow with time, so the oldest are the first. What the collector does not have yet stays, when there is one.
_SWEEP = """WITH oldest AS (SELECT id FROM kernel_verwerking ORDER BY id LIMIT %(some)s),
gone AS (DELETE FROM kernel_verwerking v USING oldest o WHERE v.id = o.id AND v.at < %(before)s
         AND (v.sent IS NOT NULL OR NOT %(collected)s) RETURNING 1)
SELECT count(*) FROM gone"""
SWEPT = 5000  # records removed at once


def sweep(*, at: datetime) -> int:
    """Remove records older than RAADHUIS_VERWERKINGEN_DAYS; how many, when there may be more."""
    ours = settings.current()
    if not ours.verwerkingen_days:
        return 0
    before = at - timedelta(days=ours.verwerkingen_days)
    gone: int = db.value(_SWEEP, {"some": SWEPT, "before": before, "collected": bool(ours.otlp_url)})
    return gone if gone == SWEPT else 0


def _otlp(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "resourceSpans": [
            {
                "resource": {"attributes": _attributes({"service.name": "raadhuis"})},
                "scopeSpans": [
                    {"scope": {"name": "logboek-dataverwerkingen"}, "spans": [_span(r) for r in rows]}
                ],
            }
        ]
    }


def _span(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "traceId": row["trace_id"],
        "spanId": row["span_id"],
        "parentSpanId": row["parent_span_id"],
        "name": row["name"],
        "kind": 1,
        "startTimeUnixNano": str(row["start_ns"]),
        "endTimeUnixNano": str(row["end_ns"]),
        "status": {"code": 1},
        "attributes": _attributes(
            {
                "dpl.core.processing_activity_id": row["activity"],
                "dpl.core.data_subject_id": row["subject"],
                "dpl.core.data_subject_id_type": row["subject_kind"],
                "raadhuis.actor.kind": row["actor_kind"],
                "raadhuis.actor.id": row["actor_id"],
            }
        ),
    }


def _attributes(values: Mapping[str, str]) -> list[dict[str, Any]]:
    return [{"key": name, "value": {"stringValue": value}} for name, value in values.items()]
