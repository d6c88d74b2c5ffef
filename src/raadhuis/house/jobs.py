"""Background work: the outbox relays and procrastinate's jobs, in one process."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any

import psycopg
import structlog
from procrastinate import App, JobContext, PsycopgConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Status

log = structlog.get_logger(__name__)
IDLE = 0.2  # seconds between two looks at an empty outbox
HOUSE_RELAYS, OUTGOING_RELAYS = 2, 4  # one subscriber keeps at most one of them busy
HEARTBEAT, STALLED, SWEEP = 1.0, 6.0, 3.0  # seconds: a killed worker's jobs run again within ten
ENSURE, LONGEST_WAIT = 600.0, 60.0  # seconds between two calls of what a room starts; when it failed


def on_app_ready(app: App) -> None:
    """Import every component's `tasks`, so that procrastinate knows the jobs by name."""
    from procrastinate.contrib.django import procrastinate_app

    from raadhuis.kernel import loader

    # Until it is the current one, jobs register themselves with a stand-in that is thrown away.
    procrastinate_app.current_app = app
    for m in loader.enabled():
        try:
            import_module(f"{loader.PACKAGE}.{m.name}.tasks")
        except ModuleNotFoundError as error:
            if not str(error.name).endswith(".tasks"):
                raise


class Outage:
    """Says once that the database is away, and once that it is back, whichever thread notices."""

    def __init__(self) -> None:
        self._since: float | None = None  # when it was said to be away
        self._lock = threading.Lock()

    def away(self, error: BaseException) -> None:
        """The database does not answer."""
        with self._lock:
            known, self._since = self._since is not None, self._since or time.monotonic()
        if not known:
            log.warning("worker.waits", error=type(error).__name__)

    def back(self, *, asked: float) -> None:
        """The database answered what it was `asked` then (time.monotonic): what was asked before it went away says nothing."""
        since = self._since
        if since is None or asked <= since:
            return
        with self._lock:
            first = self._since == since  # of those who notice
            if first:
                self._since = None
        if first:
            log.warning("worker.goes_on")


def relay(stop: threading.Event, outage: Outage, lane: Any, *, outgoing: bool) -> None:
    """Deliver events, to our own rooms or `outgoing`, until told to stop; waits out a database that is away."""
    from raadhuis.kernel import clock, db, events, sending

    deliver = sending.send_some if outgoing else events.deliver_one
    failures = 0
    lane.wait(stop, seconds=IDLE)  # in turn, so that they do not begin with a connection each
    while not stop.is_set():
        asked = time.monotonic()
        try:
            with db.borrowed():
                delivered = deliver(at=clock.now(), lane=lane)
            failures = 0
            outage.back(asked=asked)
        except Exception as error:  # noqa: BLE001  # the relay outlives whatever happens to the database
            failures += 1
            if failures > 1:  # the first may be a connection that died while the database did not
                outage.away(error)
                stop.wait(1)
            continue
        if not delivered:
            lane.wait(stop, seconds=IDLE)


def keep_started(stop: threading.Event, start: Callable[..., None], *, name: str) -> None:
    """Call what a component wants done at the start, until it succeeds; and again every ten minutes."""
    from raadhuis.kernel import clock, db

    failures = 0
    while not stop.is_set():
        try:
            with db.borrowed():
                start(at=clock.now())
            failures, wait = 0, ENSURE
        except Exception as error:  # noqa: BLE001  # the other side may be away in any way; it is asked again
            wait, failures = min(2.0**failures, LONGEST_WAIT), failures + 1
            log.warning("start.waits", component=name, error=type(error).__name__, failures=failures)
        stop.wait(wait)


def main() -> None:
    """The worker process: relay threads and the procrastinate worker; SIGTERM ends it after the current job."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "raadhuis.house.settings")
    import django

    django.setup()
    from raadhuis.house import logs, telemetry
    from raadhuis.kernel import db, settings, wire

    settings.require_secret()
    logs.configure()
    telemetry.start("worker")
    _quiet()
    stop, outage = threading.Event(), Outage()
    threads = _threads(stop, outage)
    wire.know_all()
    for thread in threads:
        thread.start()
    try:
        asyncio.run(_work(outage))
    finally:
        stop.set()
    for thread in threads:
        thread.join(timeout=8)
    db.close_idle()


def _threads(stop: threading.Event, outage: Outage) -> list[threading.Thread]:
    from raadhuis.house import regular
    from raadhuis.kernel import events, loader

    jobs: list[tuple[str, Callable[[], None]]] = []
    for outgoing, number in ((False, HOUSE_RELAYS), (True, OUTGOING_RELAYS)):
        work = functools.partial(relay, stop, outage, events.Lane(), outgoing=outgoing)
        jobs += [(f"relay-{outgoing}-{i}", work) for i in range(number)]
    for m in loader.enabled():
        if m.starts:
            start = loader.resolve(m.name, m.starts)
            jobs.append((f"start-{m.name}", functools.partial(keep_started, stop, start, name=m.name)))
    jobs += [(name, functools.partial(work, stop)) for name, work in regular.works()]
    return [threading.Thread(target=work, name=name, daemon=True) for name, work in jobs]


async def _work(outage: Outage) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    failures = 0

    def opened(asked: float) -> None:
        nonlocal failures
        failures = 0
        outage.back(asked=asked)

    while not stopped.is_set():
        session = asyncio.create_task(_session(opened))
        leaving = asyncio.create_task(stopped.wait())
        await asyncio.wait({session, leaving}, return_when=asyncio.FIRST_COMPLETED)
        leaving.cancel()
        if stopped.is_set():
            session.cancel()  # procrastinate finishes the jobs that run, then ends
        try:
            await session
        # Also when a task that the session waits for was cancelled, and nobody told the worker to stop.
        except (Exception, asyncio.CancelledError) as error:  # noqa: BLE001  # it outlives whatever happens to the database
            if stopped.is_set():
                break
            failures += 1
            # The first may be of connections that died, told long after the database is back.
            if failures > 1:
                outage.away(error)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopped.wait(), 1)


async def _session(opened: Callable[[float], None]) -> None:
    """One life of the procrastinate worker: it ends when the database goes away. `opened` hears when the database was asked,
    once it answered."""
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.utils import connector_params

    params, asked = connector_params(), time.monotonic()
    # Fails at once while the database is away; the pool would wait ever longer between two tries.
    async with await psycopg.AsyncConnection.connect(**params):
        pass
    connector = PsycopgConnector(kwargs=params, min_size=1, max_size=4, timeout=3)
    # An app of its own on the same jobs: what a job or a relay defers itself must go through Django's connection, in
    # the transaction of the change; `replace_connector` would take that away.
    worker = app.with_connector(connector)
    running: set[int] = set()
    async with worker.open_async():
        opened(asked)
        sweeper = asyncio.create_task(_sweep(worker, running))
        try:
            await worker.run_worker_async(
                concurrency=2,
                install_signal_handlers=False,
                fetch_job_polling_interval=1,
                update_heartbeat_interval=HEARTBEAT,
                stalled_worker_timeout=STALLED,
                task_middleware=[functools.partial(_on_a_borrowed_connection, running)],
            )
        finally:
            sweeper.cancel()
            await asyncio.gather(sweeper, return_exceptions=True)


def _on_a_borrowed_connection(
    running: set[int], call_next: Callable[[], Any], context: JobContext, worker: Any
) -> Any:
    from raadhuis.kernel import db, trace

    number = context.job.id or 0
    running.add(number)
    try:
        trace.begin()
        with db.borrowed(), trace.span(f"job {context.task.name}"):
            return call_next()
    finally:
        running.discard(number)


async def _sweep(worker: App, running: set[int]) -> None:
    """Put the jobs of killed workers back in the queue, now and every few seconds."""
    while True:
        with contextlib.suppress(ConnectorException):  # away: the worker's own heartbeat will notice
            for job in await worker.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED):
                if job.id not in running:
                    await _again(worker, job)
        await asyncio.sleep(SWEEP)


async def _again(worker: App, job: Any) -> None:
    log.warning("job.again", job=job.task_name, attempts=job.attempts)
    try:
        await worker.job_manager.retry_job(job)
    except ConnectorException as error:
        # The same work waits in the queue already (its queueing_lock is unique there), so this one is not needed.
        if not isinstance(error.__cause__, psycopg.errors.UniqueViolation):
            raise
        await worker.job_manager.finish_job(job, status=Status.FAILED, delete_job=False)


class _OneLine(logging.Handler):
    """What procrastinate and asyncio report, as one line: class and job; messages may hold personal data."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, (ConnectorException, psycopg.OperationalError)):
            return  # the outage is told of elsewhere
        job = getattr(record, "job", None) or {}
        log.warning(
            "job.trouble",
            action=getattr(record, "action", ""),
            job=job.get("task_name", ""),
            attempts=job.get("attempts", 0),
            error=type(error).__name__ if error else "",
        )


def _quiet() -> None:
    for name in (
        "procrastinate",
        "asyncio",
    ):  # asyncio tells of a task that nobody waited for, with its traceback
        logger = logging.getLogger(name)
        logger.addHandler(_OneLine(level=logging.WARNING))
        logger.propagate = False
    logging.getLogger("psycopg.pool").setLevel(logging.CRITICAL)


if __name__ == "__main__":
    # By its own name: procrastinate warns of an app that is made in `__main__`.
    import_module("raadhuis.house.jobs").main()
