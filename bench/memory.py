"""Resident memory of the whole demo, every process, after somebody walked through it."""

from __future__ import annotations

import psutil

from bench.place import Place
from bench.report import table, verdict

MB = 2**20
LIMIT = 700
RESIDENT, EMPLOYEE = "/", "/werkplek/"


def run(place: Place) -> bool:
    """Start the demo, walk a few pages as a resident and as an employee, and weigh the processes."""
    from raadhuis.house.temporary import TemporaryInstallation

    with TemporaryInstallation() as installation:
        walked = _walk(installation.base, rounds=2 if place.quick else 10)
        assert installation.process is not None
        top = psutil.Process(installation.process.pid)
        rows = [(_name(p), *_weigh(p)) for p in [top, *top.children(recursive=True)]]
    kinds = {name: [row for row in rows if row[0] == name] for name in dict.fromkeys(row[0] for row in rows)}
    table(
        ["process", "number", "PSS MB", "RSS MB"],
        [
            *([name, len(of), sum(r[1] for r in of), sum(r[2] for r in of)] for name, of in kinds.items()),
            ["all", len(rows), sum(r[1] for r in rows), sum(r[2] for r in rows)],
        ],
    )
    print(
        f"  after {walked} pages; RSS counts what processes share once for each of them, PSS divides it",
        flush=True,
    )
    return verdict("whole demo, PSS", sum(row[1] for row in rows), at_most=LIMIT, unit="MB")


def _walk(base: str, *, rounds: int) -> int:
    from raadhuis.house.visitor import Visitor, log_in
    from raadhuis.simulators.openid.accounts import EMPLOYEES, RESIDENTS

    walked = 0
    for _ in range(rounds):
        for start, account in (("/mijn/", RESIDENTS[0].bsn), (EMPLOYEE, EMPLOYEES[0].name)):
            visitor = Visitor(base)
            for address in (RESIDENT, *_open(visitor, RESIDENT)):
                visitor.open(address)
                walked += 1
            log_in(visitor, start, account)
            for address in visitor.links(base)[:10]:
                if "uitloggen" not in address:
                    visitor.open(address)
                    walked += 1
            visitor.close()
    return walked


def _open(visitor: object, address: str) -> list[str]:
    visitor.open(address)  # type: ignore[attr-defined]
    return [link for link in visitor.links("/")[:12] if "inloggen" not in link]  # type: ignore[attr-defined]


def _weigh(process: psutil.Process) -> tuple[float, float]:
    full = process.memory_full_info()
    # Where the system does not tell the proportional share, the whole counts.
    return getattr(full, "pss", full.rss) / MB, full.rss / MB


def _name(process: psutil.Process) -> str:
    words = " ".join(process.cmdline())
    for part, name in (
        ("raadhuis.simulators", "simulators"),
        ("raadhuis.house.jobs", "worker"),
        ("granian", "web"),
        ("raadhuis demo", "supervisor"),
        ("postgres", "PostgreSQL"),
    ):
        if part in words:
            return name
    return process.name()
