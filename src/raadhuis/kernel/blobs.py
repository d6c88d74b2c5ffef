"""Document content on the file system: written aside, flushed, then renamed, so that a crash leaves no half file."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

from raadhuis.kernel import settings
from raadhuis.kernel.refusal import NotFound, Unavailable

CHUNK = 256 * 1024


class NoRoom(Unavailable):
    """The disk is full; nothing was kept of the file."""

    title = "Er is geen ruimte om dit bestand te bewaren. De beheerder is nodig; probeer het later opnieuw."


@dataclass(frozen=True, slots=True, kw_only=True)
class Blob:
    """What was stored: its key, size in bytes and SHA-256 (hex)."""

    key: UUID
    size: int
    sha256: str


def put(chunks: Iterable[bytes], *, shelf: str = "") -> Blob:
    """Store content durably (flushed to disk) and return where. Raises NoRoom.

    `shelf` is the room that keeps it, so that each room sweeps its own; give the same one to `read` and `delete`.
    """
    key = uuid4()
    path = _path(key, shelf)
    aside = path.with_suffix(".part")
    digest, size = hashlib.sha256(), 0
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with aside.open("wb") as file:
            for chunk in chunks:
                file.write(chunk)
                digest.update(chunk)
                size += len(chunk)
            file.flush()
            os.fsync(file.fileno())
        aside.rename(path)
        _sync_folder(path.parent)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise NoRoom from error
    return Blob(key=key, size=size, sha256=digest.hexdigest())


def read(key: UUID, *, shelf: str = "") -> Iterator[bytes]:
    """The content in chunks of 256 KB. Raises NotFound."""
    try:
        file = _path(key, shelf).open("rb")
    except FileNotFoundError:
        raise NotFound from None
    return _chunks(file)


def _chunks(file) -> Iterator[bytes]:  # type: ignore[no-untyped-def]  # BufferedReader; private
    with file:
        while chunk := file.read(CHUNK):
            yield chunk


def delete(key: UUID, *, shelf: str = "") -> None:
    """Remove the content, finished or half written; no error when it is already gone."""
    path = _path(key, shelf)
    path.unlink(missing_ok=True)
    path.with_suffix(".part").unlink(missing_ok=True)


def older_than(moment: datetime, *, shelf: str) -> Iterator[UUID]:
    """The keys on `shelf` whose content, finished or half written, was last touched before `moment`."""
    for path in (settings.current().blobs / shelf).glob("??/??/*"):
        try:
            if path.stat().st_mtime < moment.timestamp():
                yield UUID(path.stem)
        except FileNotFoundError:
            continue  # finished or removed while we walked


def _path(key: UUID, shelf: str) -> Path:
    text = str(key)
    return settings.current().blobs / shelf / text[:2] / text[2:4] / text


def _sync_folder(folder: Path) -> None:
    # The rename itself must survive a power cut, not only the content.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
