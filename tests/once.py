"""What is made once in a whole run, by the first of its processes that needs it: a database with all tables, a demo's data."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo


def once(name: str, make: Callable[[Path], None]) -> Path:
    """The place `name` in the folder of this run; `make` fills it, while the other processes wait."""
    place = Path(os.environ["RAADHUIS_TEST_FOLDER"]) / name
    with place.with_suffix(".made").open("a") as note:
        fcntl.flock(note, fcntl.LOCK_EX)
        if os.fstat(note.fileno()).st_size == 0:
            make(place)
            note.write("made\n")
    return place


def model_database() -> str:
    """The name of a database with all tables, on the server of this run: each process begins with a copy of it."""
    name, url = _name_of_model(), os.environ["RAADHUIS_DATABASE_URL"]

    def make(_: Path) -> None:
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        here = {**os.environ, "RAADHUIS_DATABASE_URL": make_conninfo(url, dbname=name)}
        subprocess.run([sys.executable, "-m", "raadhuis", "migrate"], env=here, check=True)

    once("database", make)
    return name


def drop_model_database(url: str) -> None:
    """Take it away, from a server that stays."""
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(_name_of_model())))


def _name_of_model() -> str:
    return f"raadhuis_model_{os.environ['RAADHUIS_TEST_PROCESS']}"


def demo_data() -> Path:
    """The data folder of a demo municipality that was started and stopped: for TemporaryInstallation(like=..)."""
    from raadhuis.house.temporary import TemporaryInstallation

    def make(place: Path) -> None:
        with TemporaryInstallation() as made:
            made.stop()
            (made.folder / "data").rename(place)

    return once("demo", make)
