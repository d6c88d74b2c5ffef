"""The embedded PostgreSQL: made once, alone on its folder, stopped with the process that started it."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
import time
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import IO
from urllib.parse import quote

import psycopg
from psycopg import sql

from raadhuis.host import postgres_folder as folder
from raadhuis.host.errors import FolderNotOurs, HostError, PostgresFailed
from raadhuis.host.lock import disk_full, folder_refusal, take_lock
from raadhuis.host.ports import require_free
from raadhuis.host.postgres_settings import (
    DATABASE,
    DEFAULT_PORT,
    HOST,
    INITDB_OPTIONS,
    ROLE,
    SUPERUSER,
    access_files,
    server_options,
)
from raadhuis.host.spawn import Account, spawn

_POLL = 0.02  # seconds
_STUCK = 10.0  # seconds that nobody does the recovery, after which nobody will
_LOG_LIMIT = 5 * 1024 * 1024  # bytes; above it the log becomes NAME.1 at the next start
_PASSWORD_FILE = "raadhuis.password"  # noqa: S105


class EmbeddedPostgres:
    """A PostgreSQL server of our own on ``data_dir``, which is created when it does not exist.

    Clients use a Unix socket in a closed folder and need no password. With ``port`` the server also listens
    on 127.0.0.1 with a password, see ``tcp_url``. The log goes to ``log_file`` (``data_dir`` + ``.log`` when
    not given). Beside ``data_dir`` it keeps a lock file. Start it from the main thread: on Linux the server
    gets its fast shutdown from the kernel when that thread dies, also by ``kill -9``.
    """

    def __init__(
        self, data_dir: Path, *, port: int | None = None, log_file: Path | None = None, durable: bool = True
    ) -> None:
        """Name the folder; nothing happens before ``start()``. Not ``durable``: only for data that is thrown away."""
        self.data_dir = Path(os.path.realpath(data_dir))
        self.port = port
        self.log_file = log_file or self._beside(".log")
        self._durable = durable
        self._process: subprocess.Popen[bytes] | None = None
        self._lock: int | None = None
        self._socket_dir = self.data_dir
        self._log_start = 0
        self._account: Account | None = None
        self._idle_since: float | None = None

    def __enter__(self) -> EmbeddedPostgres:
        """Start the server."""
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the server."""
        self.stop()

    @property
    def process(self) -> subprocess.Popen[bytes] | None:
        """The running server, for the supervisor to watch; None when not started."""
        return self._process

    @property
    def pid(self) -> int | None:
        """The process id of the server; None when it does not run."""
        running = self._process is not None and self._process.poll() is None
        return self._process.pid if self._process is not None and running else None

    def is_stuck(self) -> bool:
        """Whether the server will never answer again, though it runs: ask now and then, and stop it when it is.

        When the process that recovers the database after a crash is killed in turn (by a machine that is out of memory,
        say), PostgreSQL 18 waits for ever, refuses everybody and does not end. Only Linux shows us.
        """
        if self.pid is None or folder.is_at_work(self.pid):
            self._idle_since = None
            return False
        self._idle_since = self._idle_since or time.monotonic()
        return time.monotonic() - self._idle_since > _STUCK

    @property
    def url(self) -> str:
        """The URL over the socket; ``psycopg.conninfo.conninfo_to_dict`` takes it apart for Django."""
        return self._url(role=ROLE, database=DATABASE)

    @property
    def tcp_url(self) -> str | None:
        """The URL over TCP, with its password, for tools such as psql; None when no port was given."""
        if self.port is None:
            return None
        return f"postgresql://{ROLE}:{self._password()}@{HOST}:{self.port}/{DATABASE}"

    def start(self, *, timeout: float = 120.0) -> str:
        """Start the server and return ``url``; the database and its owner exist when this returns.

        Makes the folder the first time, repairs what a crash left, and stops a server that outlived a killed
        parent. ``timeout`` (seconds) covers the recovery after a crash. Raises ``PortTaken``,
        ``DataFolderInUse``, ``OtherPostgresVersion``, ``DiskFull``, ``FolderNotOurs`` or ``PostgresFailed``.
        """
        if self._process is not None:
            return self.url
        try:
            self._start(timeout)
        except BaseException as error:
            self.stop(10.0)
            if isinstance(error, OSError):
                raise folder_refusal(error, folder=self.data_dir) from error
            if isinstance(error, psycopg.errors.DiskFull):
                raise disk_full(self.data_dir) from error
            if isinstance(error, psycopg.Error):
                # Not the error's text: it can hold the password that was being set.
                raise PostgresFailed(
                    f"PostgreSQL started but did not answer (see {self.log_file})."
                ) from error
            raise
        return self.url

    def stop(self, timeout: float = 30.0) -> None:
        """Stop cleanly, harder after ``timeout`` seconds, and free the folder; harmless when stopped."""
        process, self._process = self._process, None
        self._idle_since = None
        if process is not None:
            for how, patience in ((signal.SIGINT, timeout), (signal.SIGQUIT, 10.0), (signal.SIGKILL, None)):
                if process.poll() is not None:
                    break
                process.send_signal(how)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(patience)
            if self._socket_dir != self.data_dir:
                shutil.rmtree(self._socket_dir, ignore_errors=True)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def why_ended(self) -> HostError:
        """Return the refusal that fits the log of a server that ended by itself."""
        text = self._log_text()
        reason = folder.refusal_from_log(text, data_dir=self.data_dir, port=self.port, log=self.log_file)
        if isinstance(reason, PostgresFailed):
            return PostgresFailed(f"PostgreSQL ended by itself: read {self.log_file} and start again.")
        return reason

    def _start(self, timeout: float) -> None:
        self.data_dir.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = take_lock(self._beside(".lock"), folder=self.data_dir)
        if self.log_file.exists() and self.log_file.stat().st_size > _LOG_LIMIT:
            self.log_file.replace(self.log_file.with_name(self.log_file.name + ".1"))
        self._account, allowed = folder.server_accounts(self.data_dir)
        if (self.data_dir / "PG_VERSION").exists():
            folder.require_version(self.data_dir)
            folder.stop_leftover(self.data_dir)
        else:
            self._create_folder()
        if self.port is not None:
            require_free(self.port, HOST, purpose="PostgreSQL")
        self._socket_dir = self._choose_socket_dir()
        for name, text in access_files(accounts=allowed, tcp=self.port is not None).items():
            self._write_private(name, text)
        self._start_server(timeout)
        self._ensure_database()

    def _create_folder(self) -> None:
        """Run initdb beside the folder and move the result into place: a half-made folder is never used."""
        if self.data_dir.exists() and any(self.data_dir.iterdir()):
            raise FolderNotOurs(
                f"The folder {self.data_dir} is not empty and holds no PostgreSQL database:"
                " choose an empty or new folder with --data."
            )
        staging = self._beside(".new")
        if staging.exists():
            shutil.rmtree(staging)
        staging.mkdir(mode=0o700)
        try:
            if self._account is not None:
                os.chown(staging, self._account.uid, self._account.gid)
            with self._open_log() as log:
                argv = [str(folder.binary("initdb")), "-D", str(staging), *INITDB_OPTIONS]
                initdb = self._spawn(argv, log, grandparent=None)
            try:
                failed = initdb.wait() != 0
            finally:
                initdb.kill()
                initdb.wait()
            if failed:
                raise folder.refusal_from_log(
                    self._log_text(), data_dir=self.data_dir, port=self.port, log=self.log_file
                )
            staging.rename(self.data_dir)
        except BaseException:
            shutil.rmtree(staging, ignore_errors=True)
            raise
        parent = os.open(self.data_dir.parent, os.O_RDONLY)
        os.fsync(parent)
        os.close(parent)

    def _start_server(self, timeout: float) -> None:
        deadline = time.monotonic() + timeout
        options = server_options(socket_dir=self._socket_dir, port=self.port, durable=self._durable)
        argv = [str(folder.binary("postgres")), "-D", str(self.data_dir), *options]
        while True:
            stale = folder.postmaster_pid(self.data_dir)
            if stale is None:  # a crash can leave it empty, and PostgreSQL refuses an empty one
                (self.data_dir / "postmaster.pid").unlink(missing_ok=True)
            for left in self._socket_dir.glob(".s.PGSQL.*"):
                left.unlink(missing_ok=True)
            with self._open_log() as log:
                self._process = self._spawn(argv, log, grandparent=stale)
            if self._wait_ready(deadline):
                return
            if "pre-existing shared memory block" not in self._log_text() or time.monotonic() > deadline:
                raise folder.refusal_from_log(
                    self._log_text(), data_dir=self.data_dir, port=self.port, log=self.log_file
                )
            time.sleep(0.2)  # workers of a killed server are on their way out

    def _wait_ready(self, deadline: float) -> bool:
        """Return True when the server takes connections, False when it ended."""
        process = self._process
        while process is not None and process.poll() is None:
            lines = folder.postmaster_lines(self.data_dir)
            if len(lines) >= 8 and lines[0] == str(process.pid) and lines[7].strip() == "ready":
                return True
            if time.monotonic() > deadline:
                raise PostgresFailed(
                    f"PostgreSQL is not ready in time: read {self.log_file};"
                    " after a crash it may need longer, so start again."
                )
            time.sleep(_POLL)
        return False

    def _ensure_database(self) -> None:
        with psycopg.connect(self._url(role=SUPERUSER, database="postgres"), autocommit=True) as db:
            role, database = sql.Identifier(ROLE), sql.Identifier(DATABASE)
            if db.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone() is None:
                db.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(role))
            if self.port is not None:
                password = sql.Literal(self._password())
                db.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(role, password))
            if db.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone() is None:
                db.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, role))

    def _password(self) -> str:
        path = self.data_dir / _PASSWORD_FILE
        if not path.exists():
            self._write_private(_PASSWORD_FILE, secrets.token_urlsafe(24))
        return path.read_text("ascii")

    def _choose_socket_dir(self) -> Path:
        """Return the data folder if it can hold a socket and its path is short enough (107 bytes)."""
        probe = self.data_dir / ".s.probe.65535.lock"  # as long as the longest name PostgreSQL makes
        probe.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX) as attempt, contextlib.suppress(OSError):
            attempt.bind(str(probe))
            probe.unlink()
            if "," not in str(self.data_dir):  # libpq reads a comma as the next host
                return self.data_dir
        name = f"raadhuis-{sha256(bytes(self.data_dir)).hexdigest()[:12]}"
        for parent in (tempfile.gettempdir(), "/tmp"):  # noqa: S108 - a closed folder of our own, checked below
            place = Path(parent) / name
            if len(bytes(place)) < 80 and "," not in parent:
                break
        place.mkdir(mode=0o700, exist_ok=True)
        found = place.lstat()
        uid = os.geteuid() if self._account is None else self._account.uid
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (uid, os.geteuid()):
            raise FolderNotOurs(f"The folder {place} belongs to someone else: remove it and start again.")
        place.chmod(0o700)
        if self._account is not None:
            os.chown(place, self._account.uid, self._account.gid, follow_symlinks=False)
        return place

    def _spawn(self, argv: list[str], log: IO[bytes], *, grandparent: int | None) -> subprocess.Popen[bytes]:
        env = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
        if grandparent is not None:
            # PostgreSQL takes any living process with the number in a stale postmaster.pid for a rival,
            # except this one. We hold the lock and saw that the process is no PostgreSQL of this folder.
            env["PG_GRANDPARENT_PID"] = str(grandparent)
        self._log_start = os.fstat(log.fileno()).st_size
        return spawn(
            argv,
            env=env,
            death_signal=signal.SIGINT,  # fast shutdown: clients are disconnected, nothing is lost
            cwd=Path("/"),
            output=log,
            account=self._account,
            umask=0o077,
        )

    def _open_log(self) -> IO[bytes]:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
        return os.fdopen(os.open(self.log_file, flags, 0o600), "ab")

    def _log_text(self) -> str:
        """Return what the last server or initdb wrote, at most the last 64 kB."""
        try:
            with self.log_file.open("rb") as log:
                end = log.seek(0, os.SEEK_END)
                log.seek(max(self._log_start, end - 65536))
                return log.read().decode("utf-8", "replace")
        except OSError:
            return ""

    def _write_private(self, name: str, text: str) -> None:
        """Replace a file in the data folder, readable for the server only."""
        temporary = self.data_dir / f"{name}.new"
        temporary.unlink(missing_ok=True)
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            if self._account is not None:
                os.fchown(descriptor, self._account.uid, self._account.gid)
        temporary.replace(self.data_dir / name)

    def _beside(self, suffix: str) -> Path:
        return self.data_dir.with_name(self.data_dir.name + suffix)

    def _url(self, *, role: str, database: str) -> str:
        host = quote(str(self._socket_dir), safe="")
        return f"postgresql://{role}@/{database}?host={host}&port={self.port or DEFAULT_PORT}"
