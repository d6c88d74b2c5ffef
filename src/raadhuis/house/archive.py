"""The form of a backup: a folder or one tar file, with the same names inside; complete, or not there at all."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol

from raadhuis.host.errors import HostError

CHUNK = 1024 * 1024


class CannotBackUp(HostError):
    """The place to write to is taken or full."""


class NoBackup(HostError):
    """What was given is not a whole backup of ours."""


class Readable(Protocol):
    """As much of a file as is needed to copy it."""

    def read(self, size: int = ..., /) -> bytes:
        """The next bytes; b"" at the end."""


class Flow:
    """Chunks as a file to read once, from the beginning."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks, self._kept = chunks, b""

    def read(self, size: int = CHUNK, /) -> bytes:
        """The next `size` bytes; fewer at the end only."""
        while len(self._kept) < size and (chunk := next(self._chunks, b"")):
            self._kept += chunk
        found, self._kept = self._kept[:size], self._kept[size:]
        return found


class Kept:
    """Reads a file and knows afterwards how large it was and what its SHA-256 is."""

    def __init__(self, file: Readable) -> None:
        self._file = file
        self._digest = hashlib.sha256()
        self.size = 0

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        found = self._file.read(size)
        self._digest.update(found)
        self.size += len(found)
        return found

    @property
    def sha256(self) -> str:
        """Of what was read so far, in hex."""
        return self._digest.hexdigest()


class Writer(Protocol):
    """Where a backup goes."""

    def add(self, name: str, file: Readable, size: int) -> Kept:
        """Put in the `size` bytes that `file` holds; size and SHA-256 of what was put in."""


class _Folder:
    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, name: str, file: Readable, size: int) -> Kept:
        place = self._path / name
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        kept = Kept(file)
        with place.open("wb") as copy:
            shutil.copyfileobj(kept, copy, CHUNK)
            copy.flush()
            os.fsync(copy.fileno())
        return kept


class _Tar:
    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar

    def add(self, name: str, file: Readable, size: int) -> Kept:
        entry = tarfile.TarInfo(name)
        entry.size = size
        entry.mode = 0o600
        kept = Kept(file)
        self._tar.addfile(entry, kept)
        self._tar.members.clear()  # type: ignore[attr-defined]  # it would remember every file; we never ask
        return kept


@contextmanager
def writing(target: Path) -> Iterator[Writer]:
    """A new backup at `target`: a tar file when its name says so, else a folder. Raises CannotBackUp.

    It gets its name when it is complete; what was begun and failed is removed.
    """
    if target.exists():
        raise CannotBackUp(f"{target} exists already and is not overwritten: give a new name.")
    aside = target.with_name(f"{target.name}.part")
    try:
        _remove(aside)
        if target.suffix == ".tar":
            aside.touch(mode=0o600)
            with aside.open("wb") as file:
                with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
                    yield _Tar(tar)
                file.flush()
                os.fsync(file.fileno())
        else:
            aside.mkdir(parents=True, mode=0o700)
            yield _Folder(aside)
        aside.rename(target)
    except OSError as error:
        _remove(aside)
        raise CannotBackUp(f"{target} cannot be written: {error.strerror or error}.") from error
    except BaseException:
        _remove(aside)
        raise


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


class Source:
    """A backup to read from."""

    def __init__(self, path: Path, tar: tarfile.TarFile | None) -> None:
        self._path, self._tar = path, tar
        self._members: dict[str, tarfile.TarInfo] | None = None

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """What was put in under `name`. Raises NoBackup when there is no such thing."""
        file = self._open(name)
        if file is None:
            raise NoBackup(f"{self._path} holds no {name}: it is no whole backup.")
        with file:
            yield file

    def _open(self, name: str) -> IO[bytes] | None:
        if self._tar is None:
            place = self._path / name
            return place.open("rb") if place.is_file() and not place.is_symlink() else None
        if self._members is None:  # it would go through all of them for each
            self._members = {member.name: member for member in self._tar}
        member = self._members.get(name)
        return self._tar.extractfile(member) if member else None

    def read(self, name: str) -> bytes:
        """All of it."""
        with self.open(name) as file:
            return file.read()

    def copy(self, name: str, place: Path) -> Kept:
        """Write it to `place`, a new file; its size and SHA-256."""
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self.open(name) as file, place.open("xb") as copy:
            kept = Kept(file)
            shutil.copyfileobj(kept, copy, CHUNK)
            copy.flush()
            os.fsync(copy.fileno())
        return kept


@contextmanager
def reading(path: Path) -> Iterator[Source]:
    """The backup at `path`. Raises NoBackup."""
    if path.is_dir():
        yield Source(path, None)
        return
    try:
        tar = tarfile.open(path, mode="r:")  # noqa: SIM115  # closed below
    except (OSError, tarfile.TarError) as error:
        raise NoBackup(f"{path} is neither a folder nor a tar file that can be read.") from error
    with tar:
        yield Source(path, tar)


def of_bytes(content: bytes) -> IO[bytes]:
    """Bytes as a file to add."""
    return io.BytesIO(content)
