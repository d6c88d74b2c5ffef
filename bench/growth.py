"""The same requests with ten thousand zaken, a million, and five: what becomes slower when a register fills up.

`python -m bench growth --sizes 10k,1m,5m --keep` on an external PostgreSQL; `--fill` only fills the databases.
"""

from __future__ import annotations

import dataclasses
import itertools
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import psycopg

from bench import cases
from bench.cases import ZRC, ZTC, Ask, Case, Given
from bench.filled import Filled, filled
from bench.http import Client, request, timed
from bench.place import NARROW, Place, Server, token
from bench.report import percentile, ratio, table, verdict

TARGET = 1.5
LEVEL = "vertrouwelijk"
# What SQL itself counts for the lists: the count must be exact.
_COUNTED = {
    "list of 100": "TRUE",
    "list, zaaktype": "zaaktype = %(zaaktype)s",
    "list, archiefactiedatum until today": "archiefactiedatum < %(today)s",
    "list, status": "(SELECT statustype FROM zaken_status s WHERE s.uuid = z.status) = %(first_status)s",
    "list, open": "einddatum IS NULL",
    "narrow: list of 100": "zaaktype = ANY(%(some)s) AND vertrouwelijkheid <= 5",
}


@dataclass
class Measured:
    """A case at every size: the times per round."""

    name: str
    by_size: list[Callable[[], Callable[[], Any]]]
    rounds: list[list[list[float]]] = field(default_factory=list)


def run(place: Place) -> bool:
    """Measure by turns at each size, print, and say whether anything grew too much."""
    names = ["1k", "20k"] if place.quick else place.options.sizes.split(",")
    with filled(place, names) as found, ExitStack() as stack:
        if place.options and place.options.fill:
            return True
        servers = [stack.enter_context(place.server_of(one.environment)) for one in found]
        for server, one in zip(servers, found, strict=True):
            _narrow(server, one.given)
        met = all([_exact(server, one) for server, one in zip(servers, found, strict=True)])  # noqa: C419  # all are said
        measured = _measure(place, servers, found)
    _print(names, measured)
    for one in measured:
        met &= verdict(one.name, ratio(one.rounds[-1], one.rounds[0]), at_most=TARGET)
    return met


def _measure(place: Place, servers: list[Server], found: list[Filled]) -> list[Measured]:
    """The sizes take turns of half a second, so that what else the machine does happens to all of them."""
    everything, narrow = token(), token(NARROW)
    tables = [_cases(one.given) for one in found]
    measured = [
        Measured(
            of_size[0].name,
            [
                _asking(server, case, narrow if case.name.startswith("narrow") else everything)
                for server, case in zip(servers, of_size, strict=True)
            ],
            [[] for _ in found],
        )
        for of_size in zip(*tables, strict=True)
    ]
    for one in measured:
        for connect in one.by_size:
            timed(connect(), seconds=0.3)
    for _ in range(2 if place.quick else 8):
        for one in measured:
            for rounds, connect in zip(one.rounds, one.by_size, strict=True):
                rounds.append(timed(connect(), seconds=0.2 if place.quick else 0.5))
    return measured


def _asking(server: Server, case: Case, jwt: str) -> Callable[[], Callable[[], Any]]:
    asks = case.asks()

    def connect() -> Callable[[], Any]:
        client = Client(server.port)
        return lambda: client.ask(next(asks).raw(token=jwt), status=case.status)

    return connect


def _cases(given: Given) -> list[Case]:
    zaken, read = f"{ZRC}/zaken", cases.reading(given)
    pages, of_half = _pages(given.number // 100), _pages(given.number // 200)
    more = [
        Case(name="list, open", asks=_again(f"{zaken}?einddatum__isnull=true")),
        Case(
            name="list, zaaktype and open",
            asks=_again(
                f"{zaken}?"
                + urlencode(
                    {"einddatum__isnull": "true", "zaaktype": given.url(ZTC, "zaaktypen", given.zaaktype)}
                )
            ),
        ),
        Case(name="statussen of a zaak", asks=_parts(given, "statussen")),
    ]
    narrow = [
        dataclasses.replace(case, name=f"narrow: {case.name}")
        for case in [*read[:5], *of_half]
        if "status" not in case.name
    ]
    return [*read, *pages, *more, *narrow, *cases.writing(given)]


def _pages(last: int) -> list[Case]:
    chosen = {"page 2": 2, "page in the middle": max(last // 2, 2), "last page": max(last, 2)}
    return [
        Case(name=name, asks=_again(f"{ZRC}/zaken?{urlencode({'page': page})}"))
        for name, page in chosen.items()
    ]


def _again(path: str) -> cases.Asks:
    ask = Ask(path)
    return lambda: itertools.repeat(ask)


def _parts(given: Given, collection: str) -> cases.Asks:
    def asks() -> Iterator[Ask]:
        for uuid in itertools.cycle(given.zaken):
            yield Ask(f"{ZRC}/{collection}?{urlencode({'zaak': given.url(ZRC, 'zaken', uuid)})}")

    return asks


def _narrow(server: Server, given: Given) -> None:
    """Let the client without rights read the zaken of some zaaktypen, up to a level."""
    client, jwt, path = Client(server.port), token(), "/autorisaties/api/v1/applicaties"
    found = json.loads(client.ask(request("GET", f"{path}?clientIds={NARROW}", token=jwt)))["results"][0]
    rights = [
        {
            "component": "zrc",
            "scopes": ["zaken.lezen"],
            "zaaktype": given.url(ZTC, "zaaktypen", uuid),
            "maxVertrouwelijkheidaanduiding": LEVEL,
        }
        for uuid in given.some
    ]
    where = found["url"].removeprefix(given.base)
    client.ask(
        request("PATCH", where, token=jwt, body=json.dumps({"autorisaties": rights}).encode()), status=200
    )


def _exact(server: Server, one: Filled) -> bool:
    """Whether the count of each list is what SQL counts."""
    met = True
    for case in _cases(one.given):
        condition = _COUNTED.get(case.name)
        if condition is None:
            continue
        jwt = token(NARROW if case.name.startswith("narrow") else "bench")
        said = json.loads(Client(server.port).ask(next(case.asks()).raw(token=jwt)))["count"]
        sql = f"SELECT count(*) FROM zaken_zaak z WHERE {condition}"
        ((there,),) = psycopg.ClientCursor(one.db).execute(sql, vars(one.given)).fetchall()
        print(f"  {one.name}, {case.name}: count {said:,}, SQL {there:,}", flush=True)
        met &= said == there
    return met


def _print(names: list[str], measured: list[Measured]) -> None:
    table(
        ["p50 / p95 in ms", *names, "grew"],
        [
            [
                one.name,
                *(
                    f"{percentile(flat, 0.5):.2f} / {percentile(flat, 0.95):.2f}"
                    for flat in map(_flat, one.rounds)
                ),
                ratio(one.rounds[-1], one.rounds[0]),
            ]
            for one in measured
        ],
    )


def _flat(rounds: list[list[float]]) -> list[float]:
    return [t for times in rounds for t in times]
