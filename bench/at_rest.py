"""What the worker costs while nobody asks anything, with procrastinate's own worker as the floor."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from dataclasses import dataclass

import django
import psutil
import psycopg
from procrastinate import App, PsycopgConnector
from procrastinate.contrib.django.utils import connector_params

from bench import cpu
from bench.place import Place
from bench.report import table, verdict

OURS = ("-m", "raadhuis.house.jobs")
FLOOR = ("-c", "from bench.at_rest import alone; alone()")
SETTLE, LOOK = 25, 40  # seconds: what starting up opened is closed by then; how long it is watched
MOST = 8  # connections


@dataclass(frozen=True, slots=True)
class _Rest:
    connections: int
    transactions: float  # per second
    process: float  # processor time, percent of a core
    postgres: float


def run(place: Place) -> bool:
    """Start each worker on a database where there is nothing to do, and watch."""
    ours, floor = _watch(place, OURS), _watch(place, FLOOR)
    table(
        ["worker at rest", "connections", "transactions/s", "CPU %", "CPU % of PostgreSQL"],
        [
            [name, rest.connections, rest.transactions, rest.process, rest.postgres]
            for name, rest in (("Raadhuis", ours), ("procrastinate alone", floor))
        ],
    )
    return verdict("connections of a worker at rest", ours.connections, at_most=MOST, unit="connections")


def alone() -> None:
    """Procrastinate's worker with the pool and the heartbeat of ours, and nothing else in the process."""
    django.setup()
    connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=4)
    app = App(connector=connector)

    async def work() -> None:
        async with app.open_async():
            await app.run_worker_async(
                concurrency=2, fetch_job_polling_interval=1, update_heartbeat_interval=1
            )

    asyncio.run(work())


def _watch(place: Place, command: tuple[str, ...]) -> _Rest:
    settle, look = (20, 5) if place.quick else (SETTLE, LOOK)
    process = subprocess.Popen([sys.executable, *command], env=place.environment, stdout=subprocess.DEVNULL)
    try:
        with psycopg.connect(place.environment["RAADHUIS_DATABASE_URL"], autocommit=True) as db:
            time.sleep(settle)
            worker, backends = psutil.Process(process.pid), cpu.backends(db, own=False)
            mine, theirs = cpu.Meter(lambda: [worker]), cpu.Meter(lambda: backends)
            began, transactions = time.monotonic(), _transactions(db)
            with mine, theirs:
                time.sleep(look)
            took = time.monotonic() - began
            return _Rest(
                len(backends),
                (_transactions(db) - transactions) / took,
                mine.seconds / took * 100,
                theirs.seconds / took * 100,
            )
    finally:
        process.terminate()
        process.wait(20)


def _transactions(db: psycopg.Connection) -> int:
    found = db.execute("SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()")
    return int((found.fetchone() or (0,))[0])
