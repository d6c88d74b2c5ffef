"""Processor time of other processes."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import psutil
import psycopg


def backends(db: psycopg.Connection, *, own: bool) -> list[psutil.Process]:
    """PostgreSQL's processes for this database: the one behind `db`, or those of everybody else."""
    rows = db.execute(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'"
        " AND (pid = pg_backend_pid()) = %s",
        [own],
    ).fetchall()
    return [psutil.Process(pid) for (pid,) in rows if psutil.pid_exists(pid)]


def seconds(processes: Iterable[psutil.Process]) -> float:
    """What they used until now, in user and system mode."""
    total = 0.0
    for process in processes:
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system
    return total


class Meter:
    """Adds up the processor time of a group of processes over the blocks that belong to it."""

    def __init__(self, group: Callable[[], Iterable[psutil.Process]]) -> None:
        self._group = group
        self.seconds = 0.0

    def __enter__(self) -> None:
        self._before = {process: seconds([process]) for process in self._group()}

    def __exit__(self, *_: object) -> None:
        # One that ended meanwhile, such as a connection that nobody needed, says nothing any more.
        self.seconds += sum(max(0.0, seconds([one]) - was) for one, was in self._before.items())
