"""Who is measured: a side's times per round and its processor time, for one client and for many at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from bench import cpu
from bench.http import throughput, timed
from bench.place import Server
from bench.report import percentile

CLIENTS = 16
SLOW = 400  # milliseconds; what takes longer is asked by one client only
HEAD = [
    "",
    "n",
    "p50 ms",
    "p95 ms",
    "per s",
    "CPU app ms",
    "CPU PostgreSQL ms",
    f"{CLIENTS} clients: per s",
    "CPU ms",
]


@dataclass
class Busy:
    """What many clients at once got."""

    server: Server
    requests: Iterator[bytes]
    status: int
    app: cpu.Meter
    postgres: cpu.Meter
    done: int = 0
    seconds: float = 0.0

    def measure(self, seconds: float) -> None:
        started = time.perf_counter()
        with self.app, self.postgres:
            self.done += throughput(
                self.server.port, self.requests, clients=CLIENTS, seconds=seconds, status=self.status
            )
        self.seconds += time.perf_counter() - started

    @property
    def per_second(self) -> float:
        """Requests answered per second."""
        return self.done / self.seconds

    @property
    def processor(self) -> float:
        """Processor seconds per request, ours and PostgreSQL's."""
        return (self.app.seconds + self.postgres.seconds) / self.done


@dataclass
class Side:
    """One of those that do the same thing. `open` gives what does it once: for a round, since a server closes a connection
    that nobody uses for long."""

    name: str
    open: Callable[[], Callable[[], Any]]
    app: cpu.Meter
    postgres: cpu.Meter
    busy: Busy | None = None
    rounds: list[list[float]] = field(default_factory=list)

    def warm(self, seconds: float) -> None:
        """Connections, caches and prepared statements."""
        if median(timed(self.open(), seconds=seconds)) > SLOW:
            self.busy = None

    def measure(self, seconds: float) -> None:
        act = self.open()
        with self.app, self.postgres:
            self.rounds.append(timed(act, seconds=seconds))
        if self.busy:
            self.busy.measure(seconds)

    @property
    def processor(self) -> float:
        """Processor seconds per time, ours and PostgreSQL's."""
        return (self.app.seconds + self.postgres.seconds) / sum(map(len, self.rounds))

    def row(self) -> list[object]:
        times = [t for found in self.rounds for t in found]
        more = [self.busy.per_second, self.busy.processor * 1000] if self.busy else ["", ""]
        return [
            self.name,
            len(times),
            percentile(times, 0.5),
            percentile(times, 0.95),
            1000 * len(times) / sum(times),
            self.app.seconds * 1000 / len(times),
            self.postgres.seconds * 1000 / len(times),
            *more,
        ]
