"""The outbox: how fast events are written and delivered, and what subscribers cost a POST."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any
from uuid import uuid4

from bench.http import Client, request, timed
from bench.place import Place, token
from bench.report import percentile, ratio, table

API = "/zaken/api/v1/zaken"
REGISTERS = (
    "referentielijsten,catalogi,autorisaties,documenten,zaken"  # nobody hears anything in this composition
)
NOBODY = "bench/nothing"


LOAD, SLOWER = 2000, 1.2  # events per second meanwhile, and how much slower a POST may be then


def run(place: Place) -> bool:
    """Whether a POST stays fast while many events are written, and a subscriber that is away loses and delays nothing."""
    environment = place.environment
    _outbox(place)
    away = _away(place)
    with ExitStack() as stack:
        servers = {
            "all rooms": stack.enter_context(place.server()),
            "registers only": stack.enter_context(place.server(RAADHUIS_COMPONENTS=REGISTERS)),
        }
        clients = {name: Client(server.port) for name, server in servers.items()}
        _post(place, clients)
        loaded = _under_load(place, clients["registers only"])
    _drain(environment)
    return away and loaded


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


def _away(place: Place) -> bool:
    """Two subscribers over HTTP, of whom one is away for ten minutes; the clock of the outbox runs ahead, nothing else does."""
    from raadhuis.components.notificaties import api
    from raadhuis.components.notificaties.tests.conftest import SECRET, serving
    from raadhuis.kernel import clock, db, events, sending, settings
    from raadhuis.kernel.identity import systeem

    real, chosen = settings.current, dataclasses.replace(settings.current(), callbacks_private=True)
    settings.current = lambda: chosen  # type: ignore[assignment]  # callbacks on this machine, for this bench only
    start, minutes = clock.now(), 1 if place.quick else 10
    late, sent = 0, []
    try:
        with serving() as there, serving() as gone:
            made = [
                api.create_abonnement(
                    actor=systeem("bench"),
                    at=start,
                    body=api.AbonnementBody(
                        callback_url=one.url, auth=SECRET, kanalen=(api.FilterGroup(naam="zaken"),)
                    ),
                )
                for one in (there, gone)
            ]
            gone.status = 503

            def tick(at: datetime) -> None:
                while events.deliver_one(at=at):
                    pass
                while sending.send_some(at=at):
                    pass

            hoofden = [uuid4() for _ in range(20)]
            for second in range(minutes * 60):
                at = start + timedelta(seconds=second)
                changed = uuid4()
                events.publish(
                    kanaal="zaken",
                    resource="zaak",
                    actie="partial_update",
                    hoofd=hoofden[second % 20],
                    object=changed,
                    path="/zaken/api/v1/zaken/",
                    at=at,
                    actor_id="bench",
                    to=events.deliverers(),
                )
                sent.append(str(changed))
                tick(at)
                late += len(there.objects) != len(sent)
            gone.status = 204
            gone.got.clear()
            tick(start + timedelta(minutes=minutes) + sending.LONGEST_REST)
            got = [url.rsplit("/", 1)[-1] for url in gone.objects]
            for one in made:
                api.delete_abonnement(actor=systeem("bench"), at=start, uuid=one.uuid)
    finally:
        settings.current = real
        db.run("DELETE FROM kernel_delivery")
    kept = sorted(got) == sorted(sent)
    in_order = all([u for u in got if u in chain] == chain for chain in (sent[i::20] for i in range(20)))
    print(
        f"  away for {minutes} minutes: {len(sent)} events, {len(got)} arrived within a minute of the return, in order per"
        f" object: {'yes' if in_order else 'NO'}; the other waited {late} times (target: all, in order, 0)",
        flush=True,
    )
    return kept and in_order and late == 0


def _under_load(place: Place, client: Client) -> bool:
    """POST zaak alone, and while another process writes events; the two take turns."""
    from raadhuis.kernel import db

    raw = _zaak(place)
    seconds, number = (0.5, 2) if place.quick else (2.0, 8)
    times: dict[str, list[list[float]]] = {"POST zaak, quiet": [], "POST zaak, meanwhile events": []}
    written: list[float] = []
    for _ in range(number):
        for name, rounds in times.items():
            writer = None
            if name.endswith("events"):
                writer = subprocess.Popen(
                    [sys.executable, "-m", "bench.writer", str(LOAD)],
                    env=place.environment,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
                assert writer.stdout
                writer.stdout.readline()  # it has begun
            rounds.append(timed(lambda: client.ask(raw, status=201), seconds=seconds))
            if writer:
                said, _ = writer.communicate("stop\n", timeout=20)
                written.append(float(said))
                db.run("DELETE FROM kernel_delivery WHERE subscriber = %(nobody)s", {"nobody": NOBODY})
    rows = [
        [name, sum(map(len, rounds)), median(flat), percentile(flat, 0.95)]
        for name, rounds in times.items()
        for flat in ([t for found in rounds for t in found],)
    ]
    table(["", "n", "p50 ms", "p95 ms"], rows)
    quiet, loaded = times.values()
    slower, rate = ratio(loaded, quiet), median(written)
    print(
        f"  POST while {rate:,.0f} events per s are written / quiet: {slower:.2f} × (target: ≤ {SLOWER} × at {LOAD:,})",
        flush=True,
    )
    return slower <= SLOWER and rate >= 0.95 * LOAD


def _zaak(place: Place) -> bytes:
    from raadhuis.kernel import db

    zaaktype = db.value("SELECT uuid FROM catalogi_zaaktype ORDER BY id LIMIT 1")
    body = {
        "zaaktype": f"{place.base}/catalogi/api/v1/zaaktypen/{zaaktype}",
        "bronorganisatie": "123456782",
        "verantwoordelijkeOrganisatie": "123456782",
        "startdatum": "2026-11-22",
    }
    return request("POST", API, token=token(), body=json.dumps(body).encode())


def _post(place: Place, clients: dict[str, Client]) -> None:
    raw = _zaak(place)
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
