"""Two installations as a municipality might have them: the registers in one, everything above them in another.

Each has its own database, its own port, folder and processes. They know each other's
addresses and one client's secret, nothing else. Their tables, and what is the same in all of them, are made once (`Models`).
"""

from __future__ import annotations

import atexit
import functools
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg

from raadhuis.host.ports import free_port
from raadhuis.host.postgres import EmbeddedPostgres

REGISTERS = ("catalogi", "documenten", "zaken", "besluiten", "autorisaties", "notificaties")
CLIENT, SECRET = "raadhuis-boven", "een lang geheim dat alleen deze twee kennen"
SERVER = "postgresql://postgres@127.0.0.1:5432/postgres"
ROOM = 80  # connections that must be free there: more than twice what a whole run was seen to have at once


@dataclass
class Installation:
    """One installation: its environment, and the process group when it is serving."""

    folder: Path
    port: int
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def said(self) -> str:
        return (self.folder / "uitvoer.log").read_text(errors="replace")[-3000:]

    def run(self, *command: str) -> str:
        """Run a module with this installation's settings; what it printed. Raises AssertionError when it failed."""
        done = subprocess.run(
            [sys.executable, "-m", *command],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command}: {done.stdout[-2000:]} {done.stderr[-3000:]}"
        return done.stdout

    def serve(self, *options: str) -> None:
        """Start it and wait until it answers."""
        argv = [sys.executable, "-m", "raadhuis", "serve", "--port", str(self.port), "--workers", "1"]
        argv += ["--data", str(self.folder / "data"), *options]
        with (self.folder / "uitvoer.log").open("ab") as log:
            self.process = subprocess.Popen(argv, env=self.environment, stdout=log, stderr=log)
        end = time.monotonic() + 90
        while not _answers(self.base):
            assert self.process.poll() is None, self.said
            assert time.monotonic() < end, self.said
            time.sleep(0.02)

    def stop(self) -> None:
        """Stop as Ctrl-C does."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@dataclass(frozen=True)
class Apart:
    """The registers, and what stands above them."""

    registers: Installation
    above: Installation


class Models:
    """Installations that nobody uses, to begin as a copy of: making the tables takes longer than all the rest. Each is made
    when it is first asked, and taken away with `stack`."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._made: dict[tuple[frozenset[str], bool], Installation] = {}

    def copy(self, stack: ExitStack, components: Sequence[str], *, losser: bool = False) -> Installation:
        """One with the tables of these components, and nothing in them; with `losser` that town, and our client who may do
        everything."""
        return installation(stack, components, like=self.of(components, losser=losser))

    def of(self, components: Sequence[str], *, losser: bool = False) -> Installation:
        """The one that is copied."""
        key = frozenset(components), losser
        if key not in self._made:
            self._made[key] = self._make(components, losser=losser)
        return self._made[key]

    def _make(self, components: Sequence[str], *, losser: bool) -> Installation:
        if not losser:
            made = installation(self._stack, components)
            # The registers that it does not have are elsewhere; to make tables nobody is asked.
            absent = set(REGISTERS) - set(components)
            made.environment |= {f"RAADHUIS_{name.upper()}_URL": "http://127.0.0.1:1" for name in absent}
            made.run("raadhuis", "migrate")
            return made
        made = self.copy(self._stack, components)
        made.run("raadhuis", "load", "losser")
        client = ("--client-id", CLIENT, "--secret", SECRET, "--alle-autorisaties")
        made.run("raadhuis", "applicatie", "add", *client)
        return made


@contextmanager
def start(
    models: Models, *, above: Sequence[str] = (), serve_above: bool = True, options: Sequence[str] = ()
) -> Iterator[Apart]:
    """Both, with Losser's data. `above` are the components of the upper one (all but the registers when empty; it
    gets `notificaties` too, to hear what changes below); `options` are for its `raadhuis serve`."""
    with ExitStack() as stack:
        registers = _registers(models, stack)
        registers.serve()
        upper = models.copy(stack, (*(above or _above()), "notificaties"))
        upper.environment |= {
            "RAADHUIS_REGISTERS_CLIENT_ID": CLIENT,
            "RAADHUIS_REGISTERS_CLIENT_SECRET": SECRET,
            **{f"RAADHUIS_{name.upper()}_URL": f"{registers.base}/{name}/api/v1" for name in REGISTERS},
        }
        if serve_above:
            upper.run("raadhuis", "load", "losser")
            upper.serve(*options)
        yield Apart(registers, upper)


@contextmanager
def neighbours(models: Models) -> Iterator[tuple[Installation, Installation]]:
    """Two providers that do not serve yet, each with registers and types of its own, and a client of the other that may do
    everything."""
    with ExitStack() as stack:
        yield _registers(models, stack), _registers(models, stack)


def _registers(models: Models, stack: ExitStack) -> Installation:
    made = models.copy(stack, (*REGISTERS, "referentielijsten"), losser=True)
    made.environment["RAADHUIS_CALLBACKS_PRIVATE"] = "true"  # who it calls is on this machine
    return made


def _above() -> list[str]:
    from raadhuis.kernel import loader

    return [name for name in loader.known() if name not in REGISTERS]


def installation(
    stack: ExitStack, components: Sequence[str], *, like: Installation | None = None
) -> Installation:
    """One with these components and a database of its own, that is stopped and taken away with `stack`. With `like` it begins
    as a copy of another one that does not serve: its tables, files and key."""
    server = _server()
    name, port = f"raadhuis_apart_{uuid4().hex[:12]}", free_port()
    with psycopg.connect(server, autocommit=True) as connection:
        template = f'TEMPLATE "{_database(like)}" STRATEGY FILE_COPY' if like else ""
        connection.execute(f'CREATE DATABASE "{name}" {template}')
    stack.callback(_drop, server, name)
    folder = Path(tempfile.mkdtemp(prefix="raadhuis-apart-"))
    stack.callback(shutil.rmtree, folder, ignore_errors=True)
    if like is not None and (files := like.folder / "data").exists():
        shutil.copytree(files, folder / "data")
    # Nothing of the caller's own installation leaks in.
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("RAADHUIS_", "DJANGO_"))}
    made = Installation(
        folder,
        port,
        {
            **inherited,
            "DJANGO_SETTINGS_MODULE": "raadhuis.house.settings",
            "RAADHUIS_DATABASE_URL": urlsplit(server)._replace(path=f"/{name}").geturl(),
            "RAADHUIS_DATA": str(folder / "data"),
            "RAADHUIS_URL": f"http://127.0.0.1:{port}",
            "RAADHUIS_SECRET_KEY": like.environment["RAADHUIS_SECRET_KEY"] if like else f"sleutel van {name}",
            "RAADHUIS_RSIN": "123456782",
            "RAADHUIS_COMPONENTS": ",".join(components),
        },
    )
    stack.callback(made.stop)
    return made


def _database(of: Installation) -> str:
    return urlsplit(of.environment["RAADHUIS_DATABASE_URL"]).path[1:]


def _drop(server: str, name: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@functools.cache
def _server() -> str:
    """Where this process makes its databases: on the server named for tests, else the external one when it has room for them,
    else on one of its own. Others may use the external one too, the other processes of this run among them."""
    named = os.environ.get("RAADHUIS_TEST_DATABASE_URL")
    server = named or (SERVER if _has_room(SERVER) else _of_our_own())
    return urlsplit(server)._replace(path="/postgres").geturl()


def _has_room(server: str) -> bool:
    free = "SELECT current_setting('max_connections')::int - count(*) FROM pg_stat_activity"
    try:
        with psycopg.connect(server, connect_timeout=2) as connection:
            found = connection.execute(free).fetchone()
    except psycopg.Error:
        return False
    return found is not None and found[0] >= ROOM


def _of_our_own() -> str:
    folder = Path(tempfile.mkdtemp(prefix="raadhuis-apart-", dir=os.environ["RAADHUIS_TEST_FOLDER"]))
    postgres = EmbeddedPostgres(folder / "postgres", durable=False)
    atexit.register(postgres.stop)
    return postgres.start()


def _answers(base: str) -> bool:
    try:
        with urllib.request.urlopen(f"{base}/gezond", timeout=1) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
