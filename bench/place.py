"""Where a bench runs: a database of its own, made and dropped here, and the web process as an installation starts it."""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import TracebackType

import psutil
import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

CLIENT, NARROW, SECRET = "bench", "bench-narrow", "a secret for the bench that nobody else has"
GIVEN = "RAADHUIS_BENCH_DATABASE_URL"
BASE = "http://127.0.0.1:8000"  # in our URLs
LISTENING = 30  # seconds that a web process gets to start


@dataclass(frozen=True, slots=True)
class Server:
    """A running web process: where it listens and which processes it is."""

    port: int
    process: psutil.Process

    def processes(self) -> list[psutil.Process]:
        """The process and everything below it."""
        return [self.process, *self.process.children(recursive=True)]


class Place:
    """One run. `environment` names a database that was migrated and holds Losser's types and two API clients: one that may
    do everything, and one without rights."""

    def __init__(self, *, quick: bool, options: argparse.Namespace) -> None:
        self.quick, self.options = quick, options
        self._stack = ExitStack()
        self.folder = Path(tempfile.mkdtemp(prefix="raadhuis-bench-"))
        self._stack.callback(shutil.rmtree, self.folder, ignore_errors=True)
        # Every process of this run starts from compiled modules, as after an installation, whatever the machine's habit.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = str(self.folder / "compiled")

    def __enter__(self) -> Place:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if "environment" in self.__dict__:
            from django.db import connections

            connections.close_all()
        self._stack.close()

    def keep(self, manager: object) -> object:
        """Enter a context manager that lasts as long as this run."""
        return self._stack.enter_context(manager)  # type: ignore[arg-type]

    @cached_property
    def environment(self) -> dict[str, str]:
        """Make the database, once; from then on this process is an installation too (Django is set up)."""
        environment = self.install(self._stack.enter_context(_database(self.folder)))
        os.environ.update({k: v for k, v in environment.items() if k.startswith(("RAADHUIS_", "DJANGO_"))})
        import django

        django.setup()
        return environment

    def install(self, url: str) -> dict[str, str]:
        """Make the database at `url` an installation; the environment of its processes."""
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("RAADHUIS_", "DJANGO_"))}
        environment = inherited | {
            "RAADHUIS_DATABASE_URL": url,
            "RAADHUIS_DATA": str(self.folder / "data"),
            "RAADHUIS_SECRET_KEY": "a key for the bench that nobody else has",
            "RAADHUIS_URL": BASE,
            "RAADHUIS_RSIN": "123456782",
            "DJANGO_SETTINGS_MODULE": "raadhuis.house.settings",
        }
        for command in (
            ["migrate"],
            ["load", "losser"],
            ["applicatie", "add", "--client-id", CLIENT, "--secret", SECRET, "--alle-autorisaties"],
            ["applicatie", "add", "--client-id", NARROW, "--secret", SECRET],
        ):
            argv = [sys.executable, "-m", "raadhuis", *command]
            subprocess.run(argv, env=environment, check=True, stdout=subprocess.DEVNULL)
        return environment

    @property
    def base(self) -> str:
        """The address in our URLs."""
        return BASE

    @contextmanager
    def server(
        self, application: str = "raadhuis.house.wsgi:application", **environment: str
    ) -> Iterator[Server]:
        """A web process on this run's database, started as `raadhuis.house.instance` starts it."""
        with self.server_of(self.environment | environment, application) as server:
            yield server

    @contextmanager
    def server_of(
        self, environment: dict[str, str], application: str = "raadhuis.house.wsgi:application"
    ) -> Iterator[Server]:
        """A web process of any installation."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        from raadhuis.house.instance import WEB

        argv = [sys.executable, "-m", "granian", *WEB, "--host", "127.0.0.1", "--port", str(port)]
        argv += ["--workers", "1", application]
        process = subprocess.Popen(argv, env=environment)
        try:
            _wait_until_listening(port, process)
            yield Server(port, psutil.Process(process.pid))
        finally:
            process.terminate()
            process.wait(20)


def token(client: str = CLIENT) -> str:
    """A ZGW JWT of a client of the bench."""
    from joserfc import jwt
    from joserfc.jwk import OctKey

    claims = {
        "iss": client,
        "iat": int(time.time()),
        "client_id": client,
        "user_id": "",
        "user_representation": "",
    }
    return jwt.encode({"alg": "HS256", "typ": "JWT"}, claims, OctKey.import_key(SECRET))


def version(url: str) -> str:
    """Which PostgreSQL this is."""
    with psycopg.connect(url) as db:
        return f"PostgreSQL {db.info.server_version // 10000}"


@contextmanager
def _database(folder: Path) -> Iterator[str]:
    """The address of an empty database: on RAADHUIS_BENCH_DATABASE_URL's server, else on an embedded one."""
    given = os.environ.get(GIVEN)
    if not given:
        from raadhuis.host.postgres import EmbeddedPostgres
        from raadhuis.host.postgres_settings import ROLE, SUPERUSER

        with EmbeddedPostgres(folder / "postgres") as postgres:
            over_all = make_conninfo(postgres.url, user=SUPERUSER, dbname="postgres")
            with psycopg.connect(over_all, autocommit=True) as server:
                # Our role there is no superuser, and `rows` fills the tables without triggers.
                grant = sql.SQL("GRANT SET ON PARAMETER session_replication_role TO {}")
                server.execute(grant.format(sql.Identifier(ROLE)))
            print(f"  {version(postgres.url)}, embedded", flush=True)
            yield postgres.url
        return
    name = f"raadhuis_bench_{os.getpid()}"
    with psycopg.connect(given, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    print(f"  {version(given)}, external", flush=True)
    try:
        yield make_conninfo("", **{**conninfo_to_dict(given), "dbname": name})
    finally:
        with psycopg.connect(given, autocommit=True) as server:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def lasting(name: str) -> str:
    """The address of a database on RAADHUIS_BENCH_DATABASE_URL's server that stays; made when it is not there."""
    given = os.environ.get(GIVEN)
    if not given:
        raise SystemExit(f"A database that stays needs a server: set {GIVEN}.")
    with psycopg.connect(given, autocommit=True) as server:
        if server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return make_conninfo("", **{**conninfo_to_dict(given), "dbname": name})


def drop(name: str) -> None:
    """Take such a database away."""
    with psycopg.connect(os.environ[GIVEN], autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _wait_until_listening(port: int, process: subprocess.Popen[bytes]) -> None:
    limit = time.monotonic() + LISTENING
    while time.monotonic() < limit and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit("The web process did not start; see its message above.")
