"""Document content behind one small interface: a folder (the default) or an S3-compatible store, by setting.

Content is written once under a new key, durably, and never changed. Everything goes in chunks, so that a file of any size
costs the same memory. What a crash leaves behind is older than its row would be, and `older_than` finds it.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol
from uuid import UUID, uuid4

import structlog

from raadhuis.kernel import blobs_folder, settings
from raadhuis.kernel.blobs_folder import CHUNK, Item, NoRoom
from raadhuis.kernel.refusal import Unavailable

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = [
    "CHUNK",
    "Blob",
    "Damaged",
    "Item",
    "NoRoom",
    "Receiving",
    "delete",
    "older_than",
    "open_file",
    "put",
    "read",
    "verified",
]
log = structlog.get_logger(__name__)


class Damaged(Unavailable):
    """What is kept is not what was given: its SHA-256 differs. The operator must restore it from a copy."""

    title = "Dit bestand is beschadigd. De beheerder is nodig."


@dataclass(frozen=True, slots=True, kw_only=True)
class Blob:
    """What was stored: its key, size in bytes and SHA-256 (hex)."""

    key: UUID
    size: int
    sha256: str


class Writer(Protocol):
    """Content on its way in: nothing can be read until `finish`, which returns when it is durable."""

    def write(self, chunk: bytes) -> None:
        """Add a chunk. Raises NoRoom, Unavailable."""

    def finish(self) -> None:
        """Make it durable and readable. Raises NoRoom, Unavailable."""

    def abandon(self) -> None:
        """Forget it; no error when nothing was written."""


class Store(Protocol):
    """A place for content. `shelf` is the room that keeps it."""

    def writer(self, shelf: str, key: UUID) -> Writer:
        """Start writing new content."""

    def read(self, shelf: str, key: UUID, start: int, stop: int | None) -> Generator[bytes]:
        """The bytes from `start` up to `stop` (None: the end), in chunks. Raises NotFound at once."""

    def delete(self, shelf: str, key: UUID) -> None:
        """Remove content, finished or half written; no error when it is gone."""

    def older_than(self, shelf: str, moment: datetime) -> Iterator[UUID]:
        """The keys on the shelf, finished or half written, last touched before the moment."""

    def everything(self) -> Iterator[Item]:
        """What is finished, on every shelf."""


def store(chosen: settings.Settings | None = None) -> Store:
    """The place that the settings choose."""
    chosen = chosen or settings.current()
    if not chosen.s3_url:
        return blobs_folder.Folder(chosen.blobs)
    from raadhuis.kernel import blobs_s3  # boto3 is large; who keeps files in a folder does not load it

    return blobs_s3.bucket(
        url=chosen.s3_url,
        name=chosen.s3_bucket,
        key=chosen.s3_key,
        secret=chosen.s3_secret,
        region=chosen.s3_region,
    )


class Receiving:
    """Content that is handed over chunk by chunk, by who cannot be asked for the next one; else use `put`.

    `size` in bytes so far. End with `finish` or `abandon`.
    """

    def __init__(self, *, shelf: str = "") -> None:
        self._key = uuid4()
        self._writer = store().writer(shelf, self._key)
        self._digest = hashlib.sha256()
        self.size = 0

    def write(self, chunk: bytes) -> None:
        """Add a chunk. Raises NoRoom, Unavailable."""
        self._writer.write(chunk)
        self._digest.update(chunk)
        self.size += len(chunk)

    def finish(self) -> Blob:
        """Keep it durably. Raises NoRoom, Unavailable."""
        self._writer.finish()
        return Blob(key=self._key, size=self.size, sha256=self._digest.hexdigest())

    def abandon(self) -> None:
        """Keep nothing of it."""
        self._writer.abandon()


def put(chunks: Iterable[bytes], *, shelf: str = "") -> Blob:
    """Store content durably and return where. Raises NoRoom, Unavailable, and what `chunks` raises: then nothing is kept.

    `shelf` is the room that keeps it, so that each room sweeps its own; give the same one to `read` and `delete`.
    """
    receiving = Receiving(shelf=shelf)
    try:
        for chunk in chunks:
            receiving.write(chunk)
        return receiving.finish()
    except BaseException:
        receiving.abandon()
        raise


def read(key: UUID, *, shelf: str = "", start: int = 0, stop: int | None = None) -> Iterator[bytes]:
    """The content in chunks of at most 256 KB, or its bytes from `start` up to `stop`. Raises NotFound."""
    return store().read(shelf, key, start, stop)


def verified(chunks: Iterator[bytes], *, sha256: str, key: UUID) -> Iterator[bytes]:
    """The same chunks, the last one only when the whole has this SHA-256. Raises Damaged in its place: whoever receives
    it misses bytes and knows."""
    digest, held = hashlib.sha256(), b""
    for chunk in chunks:
        digest.update(chunk)
        if held:
            yield held
        held = chunk
    if digest.hexdigest() != sha256:
        log.error("blob.damaged", key=str(key))
        raise Damaged
    if held:
        yield held


def open_file(key: UUID, size: int, *, shelf: str = "") -> io.BufferedReader:
    """Content of `size` bytes as a file to seek in, read in pieces as needed. Raises NotFound when it is read."""
    return io.BufferedReader(_Seekable(shelf, key, size), CHUNK)


def delete(key: UUID, *, shelf: str = "") -> None:
    """Remove the content, finished or half written; no error when it is already gone."""
    store().delete(shelf, key)


def older_than(moment: datetime, *, shelf: str) -> Iterator[UUID]:
    """The keys on `shelf` whose content, finished or half written, was last touched before `moment`."""
    return store().older_than(shelf, moment)


class _Seekable(io.RawIOBase):
    def __init__(self, shelf: str, key: UUID, size: int) -> None:
        self._shelf, self._key, self._size, self._at = shelf, key, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = max(0, (0, self._at, self._size)[whence] + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: WriteableBuffer) -> int:
        into = memoryview(buffer).cast("B")
        stop, filled = min(self._size, self._at + len(into)), 0
        if stop <= self._at:
            return 0
        chunks = store().read(self._shelf, self._key, self._at, stop)
        with closing(chunks):
            for chunk in chunks:
                into[filled : filled + len(chunk)] = chunk
                filled += len(chunk)
        self._at += filled
        return filled
