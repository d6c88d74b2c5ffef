"""A real worker process on the test database."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

NAME = "proef-worker"


class Worker:
    """Starts, kills and looks at worker processes, and at the file that their jobs write."""

    def __init__(self, database: str, folder: Path) -> None:
        self.database, self.file, self.log = database, folder / "lines", folder / "worker.log"
        self.processes: list[subprocess.Popen[bytes]] = []

    def start(self) -> subprocess.Popen[bytes]:
        environment = {
            **os.environ,
            "RAADHUIS_DATABASE_URL": make_conninfo(self.database, application_name=NAME),
        }
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.worker.proef"], env=environment, stdout=log, stderr=log
            )
        self.processes.append(process)
        return process

    @property
    def lines(self) -> list[str]:
        return self.file.read_text().splitlines() if self.file.exists() else []

    @property
    def said(self) -> str:
        return self.log.read_text()

    def wait_for(self, line: str, *, times: int = 1, seconds: float = 25) -> None:
        wait_until(
            lambda: self.lines.count(line) >= times, seconds=seconds, what=line, said=lambda: self.said
        )


def wait_until(true: Callable[[], bool], *, seconds: float, what: str, said: Callable[[], str] = str) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"{what!r} did not happen. {said()}"
        time.sleep(0.05)


@pytest.fixture
def database(transactional_db: None) -> str:
    """The address of the test database."""
    from django.db import connection

    return make_conninfo(os.environ["RAADHUIS_DATABASE_URL"], dbname=connection.settings_dict["NAME"])


@pytest.fixture
def worker(database: str, tmp_path: Path) -> Iterator[Worker]:
    """Worker processes, none started yet; all are gone afterwards."""
    made = Worker(database, tmp_path)
    yield made
    for process in made.processes:
        process.kill()
        process.wait()


@pytest.fixture
def server(database: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """A connection of an operator, to another database of the same server."""
    address = make_conninfo(database, dbname="postgres")
    with psycopg.connect(address, autocommit=True) as connection:
        yield connection
