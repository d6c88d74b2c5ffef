"""Installations with many zaken, each in a database of its own, that may stay for a next time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import psycopg

from bench import rows
from bench.cases import Given
from bench.place import Place, drop, lasting

_UNITS = {"": 1, "k": 1_000, "m": 1_000_000}


@dataclass(frozen=True, slots=True)
class Filled:
    """An installation: what it is called, the environment of its processes, and its database."""

    name: str
    environment: dict[str, str]
    db: psycopg.Connection
    given: Given


def size_of(name: str) -> int:
    """The number in `10k` or `5m`."""
    found = re.fullmatch(r"(\d+)([km]?)", name)
    if not found:
        raise SystemExit(f"{name!r} is no number of zaken; write 10k or 5m.")
    return int(found[1]) * _UNITS[found[2]]


@contextmanager
def filled(place: Place, names: list[str]) -> Iterator[list[Filled]]:
    """An installation of each size: filled now, or as it was left (`--keep`)."""
    keep = bool(place.options and place.options.keep)
    with ExitStack() as stack:
        found = []
        for name in names:
            database = f"raadhuis_growth_{name}"
            url = lasting(database)
            if not keep:
                stack.callback(drop, database)
            environment = place.install(url)
            db = stack.enter_context(psycopg.connect(url, autocommit=True))
            if not _is_full(db, size_of(name)):
                print(f"  filling {database}", flush=True)
                rows.write(url, number=size_of(name))
            found.append(Filled(name, environment, db, Given(db, base=place.base)))
        yield found


def _is_full(db: psycopg.Connection, number: int) -> bool:
    # The last one that `rows` writes, in the table that it writes last.
    last = db.execute("SELECT 1 FROM zaken_zaak WHERE identificatie = %s", [f"BENCH-{number:010}"]).fetchone()
    return last is not None
