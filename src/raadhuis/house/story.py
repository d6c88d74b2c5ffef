"""The smoke test of every installation: the main chain for all three products, one line per step with its time."""

from __future__ import annotations

import sys
import time
from uuid import uuid4

import httpx
import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from raadhuis.house import instance
from raadhuis.house.chain import Chain, products
from raadhuis.house.temporary import DidNotStart, TemporaryInstallation
from raadhuis.house.visitor import NotAsExpected
from raadhuis.kernel import clock


def run(*, database_url: str = "") -> int:
    """Walk the chain on a fresh temporary installation; 0 when everything is as it should be, else 1.

    With `database_url` a database of its own is made on that server, and dropped afterwards.
    """
    if not database_url:
        return _on({})
    instance.require_answer(database_url)
    name = f"raadhuis_story_{uuid4().hex[:12]}"
    with psycopg.connect(database_url, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        return _on({"RAADHUIS_DATABASE_URL": _with_database(database_url, name)})
    finally:
        with psycopg.connect(database_url, autocommit=True) as server:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _with_database(url: str, name: str) -> str:
    return make_conninfo("", **{**conninfo_to_dict(url), "dbname": name})


def _on(environment: dict[str, str]) -> int:
    started = time.perf_counter()
    try:
        with TemporaryInstallation(environment=environment) as installation:
            _line("installatie", "starten", started)
            for product in products(clock.now()):
                chain = Chain(product, base=installation.base, mailbox=installation.simulators)
                if not _walk(chain):
                    sys.stderr.write(installation.log.read_text(errors="replace")[-3000:] + "\n")
                    return 1
    except DidNotStart as error:
        sys.stderr.write(f"raadhuis: the installation did not start.\n{error}\n")
        return 1
    _line("verhaal", "alles is zoals het hoort", started)
    return 0


def _walk(chain: Chain) -> bool:
    try:
        for name, take in chain.steps():
            started = time.perf_counter()
            try:
                take()
            except (NotAsExpected, httpx.HTTPError) as problem:
                sys.stderr.write(f"raadhuis: {chain.product.slug}, stap {name!r}: {problem}\n")
                return False
            _line(chain.product.slug, name, started)
    finally:
        chain.close()
    return True


def _line(subject: str, step: str, started: float) -> None:
    milliseconds = (time.perf_counter() - started) * 1000
    sys.stdout.write(f"{milliseconds:8.0f} ms  {subject}: {step}\n")
    sys.stdout.flush()
