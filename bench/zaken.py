"""The registers over HTTP, against the same SQL through psycopg, and against Django REST framework."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import psutil
import psycopg

from bench import cases, cpu, rows
from bench.capture import capture, through_psycopg
from bench.cases import Case, Given
from bench.drf import tables
from bench.http import Client
from bench.place import CLIENT, SECRET, Place, Server, token
from bench.report import ratio, table, verdict
from bench.sides import CLIENTS, HEAD, Busy, Side

SAMPLES = 20  # different requests whose statements the SQL side repeats
LINKS = ("rollen", "eigenschappen", "zaakinformatieobjecten", "deelzaken")


def run(place: Place) -> bool:
    """Measure, print, and say whether the targets are met."""
    database = place.environment["RAADHUIS_DATABASE_URL"]
    rows.write(database, number=2_000 if place.quick else rows.ZAKEN)
    from django.db import connection

    connection.ensure_connection()
    with ExitStack() as stack:
        ours = stack.enter_context(place.server())
        media = place.folder / "media"
        drf = stack.enter_context(place.server("bench.drf.wsgi:application", BENCH_MEDIA=str(media)))
        return _Bench(place, ours, drf, connection.connection).run()


@dataclass
class Measured:
    """A case and the sides of it."""

    case: Case
    ours: Side
    sql: Side
    theirs: dict[str, Side]

    @property
    def sides(self) -> list[Side]:
        return [self.ours, self.sql, *self.theirs.values()]


class _Bench:
    def __init__(self, place: Place, ours: Server, drf: Server, db: psycopg.Connection) -> None:
        self.place, self.ours, self.drf, self.db = place, ours, drf, db
        self.token = token()
        self.given = Given(db, base=place.base)
        db.execute(tables.CREATE)
        db.execute(tables.APPLICATIE, [CLIENT, SECRET])

    def run(self) -> bool:
        self._same()
        given = self.given
        ours, theirs = self._a_document()
        table_of_cases = [
            *cases.reading(given),
            *cases.writing(given),
            *cases.documents(given, ours=ours, theirs=theirs),
        ]
        found = [self._measured(case) for case in table_of_cases]
        seconds, number = (0.2, 2) if self.place.quick else (1.0, 5)
        for measured in found:
            for side in measured.sides:
                side.warm(seconds / 2)
        for _ in range(number):
            for measured in found:
                for side in measured.sides:
                    side.measure(seconds)
        for measured in found:
            table([measured.case.name, *HEAD[1:]], [side.row() for side in measured.sides])
        _ratios(found)
        judged = [_judge(measured) for measured in found]  # all of them are printed
        return all(judged)

    # -- who does it

    def _measured(self, case: Case) -> Measured:
        return Measured(
            case,
            ours=self._over_http("API", self.ours, case.asks, case.status),
            sql=self._sql(case),
            theirs={
                name: self._over_http(f"REST framework, {name}", self.drf, asks, case.status)
                for name, asks in case.theirs.items()
            },
        )

    def _over_http(self, name: str, server: Server, asks: cases.Asks, status: int) -> Side:
        def requests() -> Iterator[bytes]:
            return (ask.raw(token=self.token) for ask in asks())

        mine = requests()

        def connect() -> Callable[[], Any]:
            client = Client(server.port)
            return lambda: client.ask(next(mine), status=status)

        return Side(
            name,
            connect,
            cpu.Meter(server.processes),
            cpu.Meter(self._others),
            Busy(server, requests(), status, cpu.Meter(server.processes), cpu.Meter(self._others)),
        )

    def _sql(self, case: Case) -> Side:
        asks = list(itertools.islice(case.asks(), 1 if case.name == "POST zaak" else SAMPLES))
        found = [
            capture("POST" if a.body is not None else "GET", a.path, _bytes(a.body), self.token) for a in asks
        ]
        act = through_psycopg(self.db, itertools.cycle(found), _fresh if case.status == 201 else dict)
        me = psutil.Process()
        return Side(
            f"the same SQL ({len(found[0].statements)})",
            lambda: act,
            cpu.Meter(lambda: [me]),
            cpu.Meter(lambda: cpu.backends(self.db, own=True)),
        )

    def _others(self) -> list[psutil.Process]:
        return cpu.backends(self.db, own=False)

    # -- what must be there first

    def _a_document(self) -> tuple[str, str]:
        """The paths to download the same document from ours and from theirs."""
        up = cases.documents(self.given, ours="", theirs="")[0]
        raw = next(up.asks()).raw(token=self.token)
        ours = json.loads(Client(self.ours.port).ask(raw, status=201))["url"]
        theirs = json.loads(
            Client(self.drf.port).ask(next(up.theirs["plain"]()).raw(token=self.token), status=201)
        )["url"]
        return f"{urlsplit(ours).path}/download", f"{urlsplit(theirs).path}download/"

    def _same(self) -> None:
        """All must give the same zaken with as many links, or the comparison means nothing."""
        for case in cases.reading(self.given):
            if "list" not in case.name:
                continue
            ours = Client(self.ours.port).ask(next(case.asks()).raw(token=self.token))
            for name, asks in case.theirs.items():
                theirs = Client(self.drf.port).ask(next(asks()).raw(token=self.token))
                # A period is in the order of its date with us, and newest first with them.
                period = "archiefactiedatum" in case.name
                if (_shape(ours) != _shape(theirs) and not period) or _shape(ours)[0] != _shape(theirs)[0]:
                    raise SystemExit(f"{case.name}: REST framework, {name}, gives something else.")


def _shape(page: bytes) -> tuple[int, set[Any]]:
    found = json.loads(page)
    return found["count"], {
        (z["uuid"], z["omschrijving"], *(len(z[name]) for name in LINKS)) for z in found["results"]
    }


def _bytes(body: dict[str, Any] | None) -> bytes:
    return b"" if body is None else json.dumps(body).encode()


def _fresh() -> dict[str, Any]:
    from raadhuis.components.zaken.store.ids import uuid7

    return {"uuid": uuid7(datetime.now(UTC))}


def _ratios(found: list[Measured]) -> None:
    def over(a: Side | None, b: Side | None) -> object:
        return ratio(a.rounds, b.rounds) if a and b else ""

    def busy(a: Side | None, b: Side) -> object:
        return a.busy.processor / b.busy.processor if a and a.busy and b.busy else ""

    table(
        [
            "times",
            "API / SQL: wall",
            "CPU",
            f"CPU, {CLIENTS} clients",
            "plain / API: wall",
            f"CPU, {CLIENTS} clients",
            "tuned / API: wall",
            f"CPU, {CLIENTS} clients",
        ],
        [
            [
                m.case.name,
                over(m.ours, m.sql),
                m.ours.processor / m.sql.processor,
                m.ours.busy.processor / m.sql.processor if m.ours.busy else "",
                over(m.theirs.get("plain"), m.ours),
                busy(m.theirs.get("plain"), m.ours),
                over(m.theirs.get("tuned"), m.ours),
                busy(m.theirs.get("tuned"), m.ours),
            ]
            for m in found
        ],
    )


def _judge(measured: Measured) -> bool:
    case, ours, sql, plain = measured.case, measured.ours, measured.sql, measured.theirs.get("plain")
    met = True
    if case.sql is not None:
        met &= verdict(f"{case.name}, API / SQL, wall", ratio(ours.rounds, sql.rounds), at_most=case.sql)
    if case.drf is not None and plain:
        wall = ratio(plain.rounds, ours.rounds)
        met &= verdict(f"{case.name}, REST framework, plain / API, wall", wall, at_least=case.drf)
    return met
