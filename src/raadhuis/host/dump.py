"""A database into a file and back, with PostgreSQL's own programs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import IO

import psycopg
from psycopg.conninfo import conninfo_to_dict

from raadhuis.host.errors import HostError
from raadhuis.host.postgres_folder import binary

# The programs read the rest of an address from the environment, where other users of the machine cannot see it.
_VARIABLES = {
    "host": "PGHOST",
    "hostaddr": "PGHOSTADDR",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
}
# A program of 17 or newer sets it, and an older server does not know it.
_UNKNOWN = re.compile(rb"^SET transaction_timeout = 0;\n", re.MULTILINE)
_CHUNK = 1024 * 1024


class DumpFailed(HostError):
    """PostgreSQL's program for dumping or restoring did not succeed."""


class NotEmpty(HostError):
    """The database to restore into holds tables already."""


def dump(url: str, file: Path) -> None:
    """Write the database to `file`, as it is at one moment, while others go on. Sessions stay out: they end anyway.

    Raises DumpFailed.
    """
    command = [_program("pg_dump", url), "--format=custom", "--no-owner", "--no-privileges"]
    _run([*command, "--exclude-table-data=django_session", f"--file={file}"], url)


def restore(url: str, file: Path) -> None:
    """Put what `dump` wrote into an empty database: all of it or nothing. Raises NotEmpty, DumpFailed."""
    require_empty(url)
    reader = [str(binary("pg_restore")), "--no-owner", "--no-privileges", "--file=-", str(file)]
    writer = [
        _program("psql", url),
        "--no-psqlrc",
        "--quiet",
        "--single-transaction",
        "--set=ON_ERROR_STOP=1",
    ]
    with tempfile.TemporaryFile() as said:
        script = subprocess.Popen(reader, stdout=subprocess.PIPE, stderr=said)
        into = subprocess.Popen(
            writer, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said, env=_environment(url)
        )
        _pump(script.stdout, into.stdin)
        codes = (script.wait(), into.wait())
        said.seek(0)
        if any(codes):
            raise DumpFailed(f"The database could not be restored: {_last(said.read())}")


def require_empty(url: str) -> None:
    """Raise NotEmpty when there are tables already, DumpFailed when the database does not answer."""
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            found = connection.execute(
                "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
            ).fetchone()
    except psycopg.Error as error:
        raise DumpFailed("The database to restore into does not answer: is its address right?") from error
    if found and found[0]:
        raise NotEmpty(
            f"The database to restore into holds {found[0]} tables already; nothing was overwritten: give an empty one."
        )


def _pump(source: IO[bytes] | None, target: IO[bytes] | None) -> None:
    assert source is not None  # noqa: S101  # it was asked for
    assert target is not None  # noqa: S101  # the same
    try:
        with source, target:
            target.write(_UNKNOWN.sub(b"", source.read(_CHUNK), count=1))  # it stands in the first lines
            shutil.copyfileobj(source, target, _CHUNK)
    except BrokenPipeError:
        return  # psql ended with an error; its message says more


def _program(name: str, url: str) -> str:
    """The program of the server's own version when it is on PATH, else the one that we bring."""
    with psycopg.connect(url, connect_timeout=5) as connection:
        server = connection.info.server_version // 10_000
    installed = shutil.which(name)
    if installed and _major(installed) == server:
        return installed
    ours = str(binary(name)) if _has(name) else installed
    if ours is None or _major(ours) < server:
        raise DumpFailed(
            f"The server is PostgreSQL {server}: install its {name} ({name} of PostgreSQL {server})."
        )
    return ours


def _has(name: str) -> bool:
    try:
        return binary(name).exists()
    except HostError:
        return False


def _major(program: str) -> int:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"(\d+)", said)
    return int(found[1]) if found else 0


def _environment(url: str) -> dict[str, str]:
    parts = conninfo_to_dict(url)
    ours = {_VARIABLES[name]: str(value) for name, value in parts.items() if name in _VARIABLES}
    return {**{k: v for k, v in os.environ.items() if not k.startswith("PG")}, **ours}


def _run(command: list[str], url: str) -> None:
    done = subprocess.run(command, env=_environment(url), capture_output=True, check=False)
    if done.returncode:
        raise DumpFailed(f"The database could not be dumped: {_last(done.stderr)}")


def _last(said: bytes) -> str:
    lines = [line for line in said.decode(errors="replace").splitlines() if line.strip()]
    return next(
        (line for line in lines if "ERROR" in line or "error" in line), lines[-1] if lines else "no message"
    )
