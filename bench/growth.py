"""The same requests with ten thousand zaken and with many more: what becomes slower when a register fills up.

`BENCH_SIZES=10000,1000000,5000000 python -m bench growth`; the last of these takes half an hour and some 25 GB.
"""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import psycopg

from bench import rows
from bench.http import Client, request, timed
from bench.place import Place, Server, token
from bench.report import percentile, table, verdict

ZRC = "/zaken/api/v1"
SIZES = tuple(int(n) for n in os.environ.get("BENCH_SIZES", "10000,1000000").split(","))
TARGET = 1.5


@dataclass(frozen=True)
class Ask:
    """One kind of request: each call of `next` is another one of that kind."""

    name: str
    requests: Iterator[bytes]
    status: int = 200


def run(place: Place) -> bool:
    """Measure at each size, print, and say whether anything grew too much."""
    sizes = [1_000, 20_000] if place.quick else list(SIZES)
    database, at = place.environment["RAADHUIS_DATABASE_URL"], 0
    found: dict[str, list[tuple[float, float]]] = {}
    with place.server() as server:
        for size in sizes:
            rows.write(database, first=at + 1, last=size)
            at = size
            for ask in _asks(place, database, size):
                found.setdefault(ask.name, []).append(_measure(server, ask, quick=place.quick))
    head = ["p50 / p95 in ms", *(f"{size:,} zaken" for size in sizes), "grew"]
    table(
        head,
        [
            [name, *(f"{a:.2f} / {b:.2f}" for a, b in times), times[-1][0] / times[0][0]]
            for name, times in found.items()
        ],
    )
    met = True
    for name, times in found.items():
        met &= verdict(name, times[-1][0] / times[0][0], at_most=TARGET)
    return met


def _measure(server: Server, ask: Ask, *, quick: bool) -> tuple[float, float]:
    client = Client(server.port)
    act: Callable[[], Any] = lambda: client.ask(next(ask.requests), status=ask.status)  # noqa: E731  # a line is enough
    timed(act, seconds=0.5)
    times = timed(act, seconds=0.5 if quick else 3)
    return percentile(times, 0.5), percentile(times, 0.95)


def _asks(place: Place, database: str, size: int) -> list[Ask]:
    jwt = token()
    with psycopg.connect(database) as db:
        uuids: list[UUID] = [
            u for (u,) in db.execute("SELECT uuid FROM zaken_zaak ORDER BY md5(uuid::text) LIMIT 300")
        ]
        zaaktypen = [u for (u,) in db.execute("SELECT uuid FROM catalogi_zaaktype ORDER BY id")]
        (statustype,) = db.execute(
            "SELECT s.uuid FROM catalogi_statustype s JOIN catalogi_zaaktype t ON t.id = s.zaaktype_id"
            " WHERE t.uuid = %s ORDER BY s.volgnummer LIMIT 1",
            [zaaktypen[0]],
        ).fetchone() or ("",)
        of_type = [
            u
            for (u,) in db.execute(
                "SELECT uuid FROM zaken_zaak WHERE zaaktype = %s ORDER BY uuid DESC LIMIT 300", [zaaktypen[0]]
            )
        ]
    types = [f"{place.base}/catalogi/api/v1/zaaktypen/{u}" for u in zaaktypen]

    def get(path: str, **params: Any) -> bytes:
        return request("GET", f"{ZRC}{path}?{urlencode(params)}" if params else f"{ZRC}{path}", token=jwt)

    def again(raw: bytes) -> Iterator[bytes]:
        return itertools.repeat(raw)

    def post(path: str, body: dict[str, Any]) -> bytes:
        return request("POST", ZRC + path, token=jwt, body=json.dumps(body).encode())

    zaak = {
        "zaaktype": types[0],
        "bronorganisatie": "123456782",
        "verantwoordelijkeOrganisatie": "123456782",
        "startdatum": "2026-11-22",
    }
    bsns = itertools.cycle(f"{900_000_000 + n}" for n in range(1, size, max(1, size // 300)))
    status = itertools.cycle(
        post(
            "/statussen",
            {"zaak": f"{place.base}{ZRC}/zaken/{u}", "statustype": f"{place.base}/catalogi/api/v1/statustypen/{statustype}",
             "datumStatusGezet": "2026-11-22T10:00:00Z"},
        )
        for u in of_type
    )  # fmt: skip
    return [
        Ask("list of 100", again(get("/zaken"))),
        Ask("the last page", again(get("/zaken", page=size // 100))),
        Ask("list, one zaaktype", again(get("/zaken", zaaktype=types[0]))),
        Ask(
            "list, BSN of a rol",
            (get("/zaken", rol__betrokkeneIdentificatie__natuurlijkPersoon__inpBsn=bsn) for bsn in bsns),
        ),
        Ask("list, archiefactiedatum", again(get("/zaken", archiefactiedatum="2030-01-01"))),
        Ask("one zaak", itertools.cycle(get(f"/zaken/{u}") for u in uuids)),
        Ask(
            "statussen of a zaak",
            itertools.cycle(get("/statussen", zaak=f"{place.base}{ZRC}/zaken/{u}") for u in uuids),
        ),
        Ask("list, expand", again(get("/zaken", expand="zaaktype,status.statustype,rollen,resultaat"))),
        Ask("_zoek, uuid__in", again(post("/zaken/_zoek", {"uuid__in": [str(u) for u in uuids[:50]]}))),
        Ask("POST zaak", again(post("/zaken", zaak)), 201),
        Ask("POST status", status, 201),
    ]
