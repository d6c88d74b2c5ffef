"""Content in a folder: written aside, flushed, then renamed, so that a crash leaves no half file."""

from __future__ import annotations

import os
import re
from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from raadhuis.kernel.refusal import NotFound, Unavailable

CHUNK = 256 * 1024
_NAME = re.compile(r"(?:([a-z_]+)/)?[0-9a-f]{2}/[0-9a-f]{2}/([0-9a-f-]{36})")


class NoRoom(Unavailable):
    """The disk is full; nothing was kept of the file."""

    title = "Er is geen ruimte om dit bestand te bewaren. De beheerder is nodig; probeer het later opnieuw."


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of content: on which shelf ("" is none), its key and its size in bytes."""

    shelf: str
    key: UUID
    size: int


@dataclass(frozen=True, slots=True)
class Folder:
    """The store of an installation with a disk of its own: `<root>/<shelf>/ab/cd/<key>`."""

    root: Path

    def writer(self, shelf: str, key: UUID) -> _Aside:
        """Start writing new content. Raises NoRoom."""
        return _Aside(self._path(shelf, key))

    def read(self, shelf: str, key: UUID, start: int, stop: int | None) -> Generator[bytes]:
        """The bytes from `start` up to `stop`. Raises NotFound."""
        path = self._path(shelf, key)
        if not path.is_file():
            raise NotFound
        return _chunks(path, start, stop)

    def delete(self, shelf: str, key: UUID) -> None:
        """Remove the content, finished or half written."""
        path = self._path(shelf, key)
        path.unlink(missing_ok=True)
        path.with_suffix(".part").unlink(missing_ok=True)

    def older_than(self, shelf: str, moment: datetime) -> Iterator[UUID]:
        """The keys last touched before the moment."""
        for path in (self.root / shelf).glob("??/??/*"):
            try:
                if path.stat().st_mtime < moment.timestamp():
                    yield UUID(path.stem)
            except FileNotFoundError:
                continue  # finished or removed while we walked

    def everything(self) -> Iterator[Item]:
        """What is finished, on every shelf."""
        for path in (found for pattern in ("??/??/*", "*/??/??/*") for found in self.root.glob(pattern)):
            if (item := _NAME.fullmatch(path.relative_to(self.root).as_posix())) is None:
                continue
            try:
                yield Item(item[1] or "", UUID(item[2]), path.stat().st_size)
            except FileNotFoundError:
                continue  # removed while we walked

    def _path(self, shelf: str, key: UUID) -> Path:
        text = str(key)
        return self.root / shelf / text[:2] / text[2:4] / text


class _Aside:
    def __init__(self, path: Path) -> None:
        self._path, self._part = path, path.with_suffix(".part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._part.open("wb")
        except OSError as error:
            raise NoRoom from error

    def write(self, chunk: bytes) -> None:
        try:
            self._file.write(chunk)
        except OSError as error:
            raise NoRoom from error

    def finish(self) -> None:
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._part.rename(self._path)
            _sync_folder(self._path.parent)
        except OSError as error:
            raise NoRoom from error

    def abandon(self) -> None:
        with suppress(OSError):  # a full disk refuses the last bytes again; the file goes anyway
            self._file.close()
        self._part.unlink(missing_ok=True)


def _chunks(path: Path, start: int, stop: int | None) -> Generator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        left = stop - start if stop is not None else None
        while chunk := file.read(CHUNK if left is None else min(CHUNK, left)):
            yield chunk
            if left is not None:
                left -= len(chunk)


def _sync_folder(folder: Path) -> None:
    # The rename itself must survive a power cut, not only the content.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
