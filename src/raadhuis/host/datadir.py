"""The data folder of one installation: its layout, its lock, its format version and its secrets."""

from __future__ import annotations

import json
import os
import secrets
import shutil
from pathlib import Path
from types import TracebackType

from raadhuis.host.errors import DiskFull, FolderNotOurs, OtherDataFormat, SecretsUnreadable
from raadhuis.host.lock import folder_refusal, take_lock
from raadhuis.host.postgres_folder import stop_leftover

DATA_FORMAT = "1"  # rises when a newer Raadhuis cannot simply open an older folder

_LOCK = "lock"
_VERSION = "VERSION"
_SECRETS = "secrets.json"
_FOLDERS = ("postgres", "blobs", "logs", "simulators", "changed")
# The names beside postgres/ are those of EmbeddedPostgres; the .new files are unfinished writes. The house keeps its
# settings in installation.json.
_FILES = (
    _SECRETS,
    "installation.json",
    "postgres.log",
    "postgres.log.1",
    "postgres.lock",
    f"{_SECRETS}.new",
    f"{_VERSION}.new",
)


class DataDir:
    """The folder given with ``--data``: open it (or use ``with``) before touching what is inside."""

    def __init__(self, path: Path) -> None:
        """Name the folder; nothing happens before ``open()``."""
        self.path = Path(os.path.realpath(path))
        self._lock: int | None = None

    @property
    def postgres(self) -> Path:
        """The folder for ``EmbeddedPostgres``, which makes it."""
        return self.path / "postgres"

    @property
    def blobs(self) -> Path:
        """The folder for the contents of documents."""
        return self.path / "blobs"

    @property
    def logs(self) -> Path:
        """The folder for log files."""
        return self.path / "logs"

    @property
    def secret_key(self) -> str:
        """The secret for signing (Django's ``SECRET_KEY``), the same at every start."""
        return self.secret("secret_key")

    def __enter__(self) -> DataDir:
        """Open the folder."""
        self.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the folder."""
        self.close()

    def open(self) -> None:
        """Make the folder when it does not exist, lock it for this process and check that it is ours.

        Raises ``FolderNotOurs``, ``DataFolderInUse``, ``OtherDataFormat`` or ``DiskFull``.
        """
        if self._lock is not None:
            return
        self._take()
        try:
            self._require_format()
            self._make_layout()
        except OSError as error:
            self.close()
            raise folder_refusal(error, folder=self.path) from error
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Free the folder for other commands; harmless when it is not open."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def secret(self, name: str) -> str:
        """Return the secret called ``name``, 50 random bytes in URL-safe text; made at the first use and then
        kept.

        Raises ``SecretsUnreadable``, because new secrets would make what was encrypted unreadable, or
        ``DiskFull``.
        """
        known = self._read_secrets()
        if name not in known:
            known[name] = secrets.token_urlsafe(50)
            try:
                self._replace(_SECRETS, json.dumps(known, indent=2) + "\n")
            except OSError as error:
                raise folder_refusal(error, folder=self.path) from error
        return known[name]

    def keep_secret(self, name: str, value: str) -> None:
        """Keep a secret that was made elsewhere, over the one that is here: for a folder that is being restored.

        Raises ``SecretsUnreadable`` or ``DiskFull``.
        """
        try:
            self._replace(_SECRETS, json.dumps({**self._read_secrets(), name: value}, indent=2) + "\n")
        except OSError as error:
            raise folder_refusal(error, folder=self.path) from error

    def require_space(self, min_mb: int) -> None:
        """Raise ``DiskFull`` when the disk has less than ``min_mb`` megabytes (1024 x 1024 bytes) left."""
        free_mb = shutil.disk_usage(self.path).free // (1024 * 1024)
        if free_mb < min_mb:
            raise DiskFull(
                f"The disk that holds {self.path} has {free_mb} MB left and {min_mb} MB is needed:"
                " make room, or choose another folder with --data."
            )

    def reset(self) -> None:
        """Remove all data and secrets, of any format version; what we did not make stays.

        Asks nothing: the caller has confirmed. Stops a PostgreSQL that a killed command left running. A
        folder that is open stays open, empty and with new secrets. Raises ``FolderNotOurs`` or
        ``DataFolderInUse``.
        """
        was_open = self._lock is not None
        if not was_open:
            if not self.path.exists():
                return
            self._take()
        try:
            stop_leftover(self.postgres)
            for name in (*_FOLDERS, "postgres.new"):
                _remove_tree(self.path / name)
            for name in _FILES:
                (self.path / name).unlink(missing_ok=True)
            (self.path / _VERSION).unlink(
                missing_ok=True
            )  # last: until then a broken off reset can be repeated
            if was_open:
                self._require_format()
                self._make_layout()
        except OSError as error:
            raise folder_refusal(error, folder=self.path) from error
        finally:
            if not was_open:
                self.close()

    def _take(self) -> None:
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
            owner = self.path.stat().st_uid
            inside = {entry.name for entry in self.path.iterdir()}
        except OSError as error:
            raise folder_refusal(error, folder=self.path) from error
        if owner != os.geteuid():
            raise FolderNotOurs(
                f"The folder {self.path} belongs to another user: start Raadhuis as that user,"
                " or choose another folder with --data."
            )
        if _VERSION not in inside and inside - {_LOCK, f"{_VERSION}.new"}:
            raise FolderNotOurs(
                f"The folder {self.path} is not empty and was not made by Raadhuis:"
                " choose an empty or new folder with --data."
            )
        self._lock = take_lock(self.path / _LOCK, folder=self.path)
        self.path.chmod(0o700)

    def _require_format(self) -> None:
        version = self.path / _VERSION
        if not version.exists():
            self._replace(_VERSION, DATA_FORMAT + "\n")
        found = version.read_text("utf-8", "replace").strip()
        if found != DATA_FORMAT:
            raise OtherDataFormat(
                f"The data folder {self.path} has data format {found[:20]!r} and this Raadhuis works with"
                f" {DATA_FORMAT!r}: use the Raadhuis that made it, or choose another folder with --data."
            )

    def _make_layout(self) -> None:
        self.blobs.mkdir(mode=0o700, exist_ok=True)
        self.logs.mkdir(mode=0o700, exist_ok=True)
        (self.path / "changed").mkdir(
            mode=0o700, exist_ok=True
        )  # what processes tell each other (`kernel.stamp`)
        self.secret("secret_key")

    def _read_secrets(self) -> dict[str, str]:
        path = self.path / _SECRETS
        if not path.exists():
            return {}
        try:
            known = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError):
            known = None
        if not isinstance(known, dict) or not all(
            isinstance(value, str) and value for value in known.values()
        ):
            raise SecretsUnreadable(
                f"The file {path} cannot be read: put it back from a backup and start again."
            )
        return known

    def _replace(self, name: str, text: str) -> None:
        """Write a file only its owner can read, whole or not at all."""
        temporary = self.path / f"{name}.new"
        temporary.unlink(missing_ok=True)
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(descriptor)
        temporary.replace(self.path / name)


def _remove_tree(path: Path) -> None:
    if path.is_symlink():  # an administrator's link: what it points at is not ours to remove
        path.unlink()
    elif path.exists():
        shutil.rmtree(path)
