"""The outbox: how fast events are written and delivered, and what subscribers cost a POST."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from statistics import median
from typing import Any
from uuid import uuid4

from bench.http import Client, request, timed
from bench.place import Place, token
from bench.report import percentile, ratio, table

API = "/zaken/api/v1/zaken"
REGISTERS = "catalogi,autorisaties,documenten,zaken"  # nobody hears anything in this composition
NOBODY = "bench/nothing"


def run(place: Place) -> bool:
    """There is no target; the ratios are what to read."""
    environment = place.environment
    _outbox(place)
    with ExitStack() as stack:
        servers = {
            "all rooms": stack.enter_context(place.server()),
            "registers only": stack.enter_context(place.server(RAADHUIS_COMPONENTS=REGISTERS)),
        }
        _post(place, {name: Client(server.port) for name, server in servers.items()})
    _drain(environment)
    return True


def _outbox(place: Place) -> None:
    """Written and delivered one by one, by this process, with a subscriber that does nothing."""
    from raadhuis.kernel import db, events, loader

    at = datetime.now(UTC)

    def publish(*to: str) -> None:
        events.publish(
            kanaal="zaken",
            resource="zaak",
            actie="create",
            hoofd=uuid4(),
            object=uuid4(),
            at=at,
            actor_id="bench",
            to=to,
        )

    def bare() -> None:
        db.run("INSERT INTO bench_event (uuid, at) VALUES (%(uuid)s, %(at)s)", {"uuid": uuid4(), "at": at})

    def deliver() -> None:
        assert events.deliver_one(at=datetime.now(UTC))

    db.run("CREATE TEMPORARY TABLE bench_session (x int)")  # opens the connection
    db.run("CREATE TABLE bench_event (uuid uuid, at timestamptz)")
    db.run("DELETE FROM kernel_delivery")
    resolve, loader.resolve = loader.resolve, lambda component, reference: _nothing
    sides: dict[str, Any] = {
        "one row in a table without index": bare,
        "event, nobody hears it": publish,
        "event, one subscriber": lambda: publish(NOBODY),
        "delivery": deliver,
    }
    seconds, number = (0.3, 2) if place.quick else (1.0, 10)
    times: dict[str, list[list[float]]] = {name: [] for name in sides}
    try:
        for _ in range(2000 if place.quick else 20_000):  # a stock that cannot run out
            publish(NOBODY)
        for _ in range(number):
            for name, act in sides.items():
                times[name].append(timed(act, seconds=seconds))
    finally:
        loader.resolve = resolve
        db.run("DELETE FROM kernel_delivery")
        db.run("DROP TABLE bench_event")
    rows = []
    for name, rounds in times.items():
        flat = [t for found in rounds for t in found]
        rows.append(
            [
                name,
                len(flat),
                median(flat),
                percentile(flat, 0.95),
                1000 / median(flat),
                ratio(rounds, times[next(iter(times))]),
            ]
        )
    table(["one by one", "n", "p50 ms", "p95 ms", "per s", "× a bare row"], rows)


def _nothing(event: Any, *, at: datetime) -> None:
    """A subscriber that needs no time."""


def _post(place: Place, clients: dict[str, Client]) -> None:
    from raadhuis.kernel import db

    zaaktype = db.value("SELECT uuid FROM catalogi_zaaktype ORDER BY id LIMIT 1")
    body = {
        "zaaktype": f"{place.base}/catalogi/api/v1/zaaktypen/{zaaktype}",
        "bronorganisatie": "123456782",
        "verantwoordelijkeOrganisatie": "123456782",
        "startdatum": "2026-11-22",
    }
    raw = request("POST", API, token=token(), body=json.dumps(body).encode())
    seconds, number = (0.3, 2) if place.quick else (1.0, 10)
    times: dict[str, list[list[float]]] = {name: [] for name in clients}
    for client in clients.values():
        timed(lambda client=client: client.ask(raw, status=201), seconds=seconds)
    for _ in range(number):
        for name, client in clients.items():
            times[name].append(timed(lambda client=client: client.ask(raw, status=201), seconds=seconds))
    rows = []
    for name, rounds in times.items():
        flat = [t for found in rounds for t in found]
        rows.append([f"POST zaak, {name}", len(flat), median(flat), percentile(flat, 0.95)])
    table(["", "n", "p50 ms", "p95 ms"], rows)
    print(
        f"  POST with subscribers / without: {ratio(times['all rooms'], times['registers only']):.2f} × (no target)",
        flush=True,
    )


def _drain(environment: dict[str, str]) -> None:
    """The real worker with the real worklist, on what the POSTs left."""
    from raadhuis.kernel import db

    left = "SELECT count(*) FROM kernel_delivery WHERE error = ''"
    waiting = db.value(left)
    worker = subprocess.Popen([sys.executable, "-m", "raadhuis.house.jobs"], env=environment)
    try:
        while db.value(left) == waiting:  # until it has started
            time.sleep(0.02)
        first, started = db.value(left), time.perf_counter()
        limit = started + 60
        while (now := db.value(left)) and time.perf_counter() < limit:
            time.sleep(0.05)
        elapsed = time.perf_counter() - started
    finally:
        worker.terminate()
        worker.wait(20)
    print(
        f"  real worker: {first - now} deliveries in {elapsed:.1f} s: {(first - now) / elapsed:,.0f} per s, {now} left (no target)",
        flush=True,
    )
