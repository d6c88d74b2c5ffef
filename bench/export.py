"""All zaken through the API, page after page as a client fetches them: does the web process stay as large as it was?

`python -m bench export --sizes 1m --keep` on an external PostgreSQL.
"""

from __future__ import annotations

import json
import time
from statistics import median

import psutil

from bench.cases import ZRC
from bench.filled import filled
from bench.http import Client, request
from bench.place import Place, Server, token
from bench.report import table, verdict

MB = 2**20
PAGE = 100
GREW, SLOWER = 1.1, 1.5


def run(place: Place) -> bool:
    """Follow `next` from the first page to the last; print the memory and the time per tenth of the pages."""
    (name,) = ["20k"] if place.quick else place.options.sizes.split(",")[-1:]
    with filled(place, [name]) as (found,), place.server_of(found.environment) as server:
        _export(server, found.given.base, pages=min(500, found.given.number // PAGE))  # caches, buffers
        number = found.given.number // PAGE + 1
        steps = _export(server, found.given.base, pages=number)
    table(["pages until", "ms per page", "web process, USS MB"], [[a, b, c] for a, b, c in steps])
    met = verdict(
        "memory, largest / after the first tenth", max(s[2] for s in steps) / steps[0][2], at_most=GREW
    )
    times = [s[1] for s in steps]
    return met & verdict("a page, slowest tenth / first tenth", max(times) / times[0], at_most=SLOWER)


def _export(server: Server, base: str, *, pages: int) -> list[tuple[int, float, float]]:
    """(pages so far, median milliseconds per page, megabytes) for each tenth; every zaak comes once."""
    client, path, jwt = Client(server.port), f"{ZRC}/zaken", token()
    steps: list[tuple[int, float, float]] = []
    times: list[float] = []
    before = ""
    for page in range(1, pages + 1):
        started = time.perf_counter()
        body = client.ask(request("GET", path, token=jwt))
        times.append((time.perf_counter() - started) * 1000)
        answer = json.loads(body)
        before = _in_order([zaak["uuid"] for zaak in answer["results"]], before)
        if page % max(1, pages // 10) == 0:
            steps.append((page, median(times), _weight(server)))
            times = []
            jwt = token()  # as a client does: a token is good for an hour
        if not answer["next"]:
            break
        path = answer["next"].removeprefix(base)
    return steps


def _in_order(uuids: list[str], before: str) -> str:
    """The last of a page, whose zaken must all come after those of the page before it: none twice, none left out."""
    for uuid in uuids:
        if before and uuid >= before:
            raise SystemExit(f"{uuid} comes after {before}.")
        before = uuid
    return before


def _weight(server: Server) -> float:
    return sum(process.memory_full_info().uss for process in server.processes() if _lives(process)) / MB


def _lives(process: psutil.Process) -> bool:
    return bool(process.is_running())
