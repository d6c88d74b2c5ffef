"""Whether this installation can do its work, for the monitoring: database, tables, worker."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from raadhuis.kernel import db

SILENT = timedelta(seconds=15)  # a worker says every second that it lives
_up_to_date: list[bool] = []


def look(*, at: datetime) -> dict[str, bool]:
    """What is in order, by name; all False when the database is away."""
    try:
        return {"database": bool(db.value("SELECT true")), "tabellen": _tables(), "werker": _worker(at)}
    except (db.DatabaseTrouble, *db.LOST):
        db.forget_connection()
        return {"database": False, "tabellen": False, "werker": False}


def _tables() -> bool:
    # Once up to date they stay so: this process runs the code that it started with.
    if not _up_to_date:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        _up_to_date.append(True)
    return True


def _worker(at: datetime) -> bool:
    try:
        seen: datetime | None = db.value("SELECT max(last_heartbeat) FROM procrastinate_workers")
    except Exception:  # noqa: BLE001  # before the first migration there is no such table
        return False
    return seen is not None and at - seen < SILENT
