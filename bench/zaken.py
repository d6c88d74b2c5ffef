"""List, one and POST of zaken over HTTP, against the same SQL through psycopg, and against Django REST framework."""

from __future__ import annotations

import io
import itertools
import json
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

import psutil
import psycopg

from bench import cpu, rows
from bench.http import Client, request, throughput, timed
from bench.place import Place, Server, token
from bench.report import percentile, ratio, table, verdict

API = "/zaken/api/v1/zaken"
CLIENTS = 16
Statement = tuple[str, dict[str, Any]]


@dataclass
class Side:
    """One of the two or three that do the same: its times per round, and its processor time."""

    name: str
    act: Callable[[], Any]
    app: cpu.Meter
    postgres: cpu.Meter
    rounds: list[list[float]] = field(default_factory=list)

    def measure(self, seconds: float) -> None:
        with self.app, self.postgres:
            self.rounds.append(timed(self.act, seconds=seconds))

    @property
    def times(self) -> list[float]:
        return [t for times in self.rounds for t in times]

    def row(self, busy: Busy | None) -> list[object]:
        n = len(self.times)
        more = [busy.per_second, busy.processor * 1000] if busy else ["", ""]
        app, postgres = self.app.seconds * 1000 / n, self.postgres.seconds * 1000 / n
        return [
            self.name,
            n,
            percentile(self.times, 0.5),
            percentile(self.times, 0.95),
            app,
            postgres,
            *more,
        ]

    @property
    def processor(self) -> float:
        """Processor seconds per time, ours and PostgreSQL's."""
        return (self.app.seconds + self.postgres.seconds) / len(self.times)


def run(place: Place) -> bool:
    """Measure, print, and say whether the targets are met."""
    database = place.environment["RAADHUIS_DATABASE_URL"]
    rows.write(database)
    from django.db import connection

    connection.ensure_connection()
    with ExitStack() as stack:
        ours = stack.enter_context(place.server())
        drf = stack.enter_context(place.server("bench.drf:application"))
        bench = _Bench(place, ours, drf, connection.connection)
        return bench.run()


@dataclass
class Busy:
    """What sixteen clients at once got."""

    app: cpu.Meter
    postgres: cpu.Meter
    done: int = 0
    seconds: float = 0.0

    @property
    def per_second(self) -> float:
        """Requests answered per second."""
        return self.done / self.seconds

    @property
    def processor(self) -> float:
        """Processor seconds per request, ours and PostgreSQL's."""
        return (self.app.seconds + self.postgres.seconds) / self.done


class _Bench:
    def __init__(self, place: Place, ours: Server, drf: Server, db: psycopg.Connection) -> None:
        self.place, self.ours, self.drf, self.db = place, ours, drf, db
        self.token = token()
        self.client, self.drf_client = Client(ours.port), Client(drf.port)
        self.list = request("GET", API, token=self.token)
        self.body = self._body()
        self.post = request("POST", API, token=self.token, body=self.body)
        self.uuids = [
            r[0] for r in db.execute("SELECT uuid FROM zaken_zaak ORDER BY md5(uuid::text) LIMIT 500")
        ]
        self.ones = [request("GET", f"{API}/{uuid}", token=self.token) for uuid in self.uuids]

    @cached_property
    def asked(self) -> dict[str, tuple[Server, bytes, int]]:
        """What many clients ask: whom, the request, and the status of the answer."""
        return {
            "GET list": (self.ours, self.list, 200),
            "GET one": (self.ours, self.ones[0], 200),
            "POST": (self.ours, self.post, 201),
            "REST framework list": (self.drf, request("GET", "/zaken/"), 200),
        }

    def run(self) -> bool:
        self._same()
        self.busy = {
            name: Busy(cpu.Meter(server.processes), cpu.Meter(self._others))
            for name, (server, *_) in self.asked.items()
        }
        sides = {
            "list of 100": [
                self._ours("GET list", self._list),
                self._sql("the same SQL", self._capture("GET", API)),
                self._drf(),
            ],
            "one": [self._ours("GET one", self._one()), self._sql_one()],
            "POST": [self._ours("POST", lambda: self.client.ask(self.post, status=201)), self._sql_post()],
        }
        seconds, number = (0.4, 3) if self.place.quick else (1.0, 10)
        for side in itertools.chain(*sides.values()):
            timed(side.act, seconds=seconds / 2)  # connections, caches and prepared statements
        for _ in range(number):
            for side in itertools.chain(*sides.values()):
                side.measure(seconds)
            self._crowd(seconds)
        head = [
            "",
            "n",
            "p50 ms",
            "p95 ms",
            "CPU app ms",
            "CPU PostgreSQL ms",
            f"{CLIENTS} clients: per s",
            "CPU ms",
        ]
        table(head, [side.row(self.busy.get(side.name)) for side in itertools.chain(*sides.values())])
        return self._judge(sides)

    def _judge(self, sides: dict[str, list[Side]]) -> bool:
        met = True
        for (name, (ours, sql, *_)), target in zip(sides.items(), (2, 3, 3), strict=True):
            met &= verdict(f"{name}, API / SQL, wall", ratio(ours.rounds, sql.rounds), at_most=target)
            met &= verdict(f"{name}, API / SQL, processor", ours.processor / sql.processor, at_most=target)
            full = self.busy[ours.name].processor / sql.processor
            met &= verdict(f"{name}, API / SQL, processor, {CLIENTS} clients", full, at_most=target)
        ours, _, drf = sides["list of 100"]
        met &= verdict("list of 100, REST framework / API, wall", ratio(drf.rounds, ours.rounds), at_least=10)
        full = self.busy[drf.name].processor / self.busy[ours.name].processor
        return met & verdict(
            f"list of 100, REST framework / API, processor, {CLIENTS} clients", full, at_least=10
        )

    # -- who does it

    def _ours(self, name: str, act: Callable[[], Any]) -> Side:
        return Side(name, act, cpu.Meter(self.ours.processes), cpu.Meter(self._others))

    def _drf(self) -> Side:
        raw = request("GET", "/zaken/")
        return Side(
            "REST framework list",
            lambda: self.drf_client.ask(raw),
            cpu.Meter(self.drf.processes),
            cpu.Meter(self._others),
        )

    def _sql(
        self, name: str, statements: list[Statement], change: Callable[[dict[str, Any]], None] | None = None
    ) -> Side:
        def act() -> None:
            for sql, params in statements:
                if change:
                    change(params)
                psycopg.Cursor(self.db).execute(sql, params).fetchall()

        me = psutil.Process()
        return Side(name, act, cpu.Meter(lambda: [me]), cpu.Meter(lambda: cpu.backends(self.db, own=True)))

    def _others(self) -> list[psutil.Process]:
        return cpu.backends(self.db, own=False)

    # -- what is done

    def _list(self) -> bytes:
        return self.client.ask(self.list)

    def _one(self) -> Callable[[], bytes]:
        turn = itertools.cycle(self.ones)
        return lambda: self.client.ask(next(turn))

    def _sql_one(self) -> Side:
        turn = itertools.cycle(self.uuids)
        statements = self._capture("GET", f"{API}/{self.uuids[0]}")
        return self._sql("the same SQL", statements, lambda params: params.update(uuid=next(turn)))

    def _sql_post(self) -> Side:
        from raadhuis.components.zaken.store.ids import uuid7

        statements = self._capture("POST", API, self.body)
        return self._sql(
            "the same SQL", statements, lambda params: params.update(uuid=uuid7(datetime.now(UTC)))
        )

    def _body(self) -> bytes:
        (zaaktype,) = self.db.execute(
            "SELECT uuid FROM catalogi_zaaktype ORDER BY id LIMIT 1"
        ).fetchone() or ("",)
        body = {
            "zaaktype": f"{self.place.base}/catalogi/api/v1/zaaktypen/{zaaktype}",
            "bronorganisatie": "123456782",
            "verantwoordelijkeOrganisatie": "123456782",
            "startdatum": "2026-11-22",
            "omschrijving": "Verhuizing van een gezin",
            "toelichting": "Doorgegeven met het formulier.",
            "kenmerken": [{"kenmerk": "1234", "bron": "formulier"}],
        }
        return json.dumps(body).encode()

    def _capture(self, method: str, path: str, body: bytes = b"") -> list[Statement]:
        """The statements with their values that the API sends for a request, once it has answered such a one before."""
        from raadhuis.house.wsgi import application
        from raadhuis.kernel import db

        parts = urlsplit(path)
        seen: list[Statement] = []
        said: list[str] = []
        original = db.run

        def recording(sql: str, params: Any = None) -> Any:
            seen.append((sql, dict(params or {})))
            return original(sql, params)

        for _ in range(2):
            seen.clear()
            environ = {
                "REQUEST_METHOD": method,
                "PATH_INFO": parts.path,
                "QUERY_STRING": parts.query,
                "CONTENT_LENGTH": str(len(body)),
                "wsgi.input": io.BytesIO(body),
                "HTTP_AUTHORIZATION": f"Bearer {self.token}",
            }
            db.run = recording
            try:
                application(environ, lambda status, _: said.append(status))
            finally:
                db.run = original
            if not said[-1].startswith("20"):
                raise SystemExit(f"{method} {path} answers {said[-1]}")
        return seen

    def _same(self) -> None:
        """Both lists must hold the same zaken with as many links, or the comparison means nothing."""
        ours, theirs = json.loads(self._list()), json.loads(self.drf_client.ask(request("GET", "/zaken/")))
        links = ("rollen", "eigenschappen", "zaakinformatieobjecten", "deelzaken")

        def shape(page: Any) -> list[Any]:
            return [
                page["count"],
                *((z["uuid"], z["omschrijving"], *(len(z[name]) for name in links)) for z in page["results"]),
            ]

        if shape(ours) != shape(theirs) or len(ours["results"]) != 100:
            raise SystemExit("The two lists differ.")

    def _crowd(self, seconds: float) -> None:
        """Sixteen clients at once, for each of the things to ask."""
        for name, (server, raw, status) in self.asked.items():
            busy = self.busy[name]
            with busy.app, busy.postgres:
                busy.done += throughput(server.port, raw, clients=CLIENTS, seconds=seconds, status=status)
            busy.seconds += seconds
