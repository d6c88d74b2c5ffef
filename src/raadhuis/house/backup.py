"""`raadhuis backup` and `raadhuis restore`: the database and the content of documents, consistent, checked, refusing to overwrite.

Content is copied before and after the dump: what a row in the dump refers to was either there before it, or came during it.
"""

from __future__ import annotations

import argparse
import hashlib
import hmac
import json
import os
import re
import sys
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, closing, suppress
from dataclasses import dataclass, replace
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Any
from uuid import UUID

from raadhuis.host import dump
from raadhuis.host.datadir import DataDir
from raadhuis.host.postgres import EmbeddedPostgres
from raadhuis.house.archive import (
    CannotBackUp,
    Flow,
    Kept,
    NoBackup,
    Source,
    Writer,
    of_bytes,
    reading,
    writing,
)
from raadhuis.kernel import blobs, settings
from raadhuis.kernel.refusal import NotFound, Refusal, Unavailable

FORMAT = 1
SAID, DATABASE, LIST = "backup.json", "database.dump", "blobs.sha256"
_BLOB = re.compile(r"(?:[a-z_]+/)?[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f-]{36}")
Django = Callable[[argparse.Namespace], AbstractContextManager[None]]


class OtherKey(NoBackup):
    """The key here is not the one that the backup's data was sealed with."""


class BackupDamaged(NoBackup):
    """What is in the backup is not what was put in."""


def add_backup(parser: argparse.ArgumentParser, *, django: Django, add_data: Callable[[Any], None]) -> None:
    """The options of `raadhuis backup`."""
    add_data(parser)
    parser.add_argument("target", type=Path, help="a new folder, or a new file whose name ends in .tar")
    parser.set_defaults(run=lambda options: run_backup(options, django))


def add_restore(parser: argparse.ArgumentParser, *, django: Django, add_data: Callable[[Any], None]) -> None:
    """The options of `raadhuis restore`."""
    add_data(parser)
    parser.add_argument("source", type=Path, help="what `raadhuis backup` made")
    parser.add_argument(
        "--into", default="", metavar="URL", help="an empty external database; else the embedded one"
    )
    parser.add_argument("--secrets", type=Path, metavar="FILE", help="the secrets.json that was kept apart")
    parser.add_argument(
        "--new-key", action="store_true", help="the key is lost: what was sealed with it stays unreadable"
    )
    parser.set_defaults(run=lambda options: run_restore(options, django))


def run_backup(options: argparse.Namespace, django: Django) -> int:
    """Make a backup; 0. Raises HostError with one sentence when it cannot be made."""
    with django(options):
        from raadhuis.kernel import audit_chain, clock

        head = audit_chain.head()
        with writing(options.target.resolve()) as writer:
            said = back_up(writer) | {"made": clock.now().isoformat(), "audit_head": str(head or "")}
            _add_bytes(writer, SAID, json.dumps(said, indent=2).encode())
        _say(
            f"{options.target}: database, {said['blobs']['number']} bestanden ({said['blobs']['bytes']} bytes)."
        )
        _say(
            "Bewaar apart, op een andere plaats: de sleutel (secrets.json of RAADHUIS_SECRET_KEY), uw instellingen en de kop"
        )
        _say(f"van het audittrail: {head or 'nog geen'}.")
    return 0


def back_up(writer: Writer) -> dict[str, Any]:
    """Put the database and the content in; what `backup.json` says of it. Raises DumpFailed, CannotBackUp."""
    ours, store = settings.current(), blobs.store()
    copied: dict[str, Copied] = {}
    _copy_blobs(store, writer, copied)
    with tempfile.TemporaryDirectory(prefix="raadhuis-backup-") as folder:
        file = Path(folder) / DATABASE
        dump.dump(ours.database_url, file)
        with file.open("rb") as dumped:
            database = writer.add(DATABASE, dumped, file.stat().st_size)
    _copy_blobs(store, writer, copied)
    lines = "".join(f"{kept.sha256} {kept.size} {name}\n" for name, kept in sorted(copied.items()))
    listed = _add_bytes(writer, LIST, lines.encode())
    return {
        "format": FORMAT,
        "raadhuis": version("raadhuis"),
        "key": fingerprint(ours.secret_key),
        "url": ours.url,
        "components": list(ours.components),
        "database": {"bytes": database.size, "sha256": database.sha256},
        "blobs": {
            "number": len(copied),
            "bytes": sum(kept.size for kept in copied.values()),
            "sha256": listed.sha256,
        },
    }


def fingerprint(key: str) -> str:
    """Says whether two keys are the same, and nothing else about them."""
    return hmac.new(key.encode(), b"raadhuis backup", hashlib.sha256).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Copied:
    """Content that is in the backup: its size in bytes and SHA-256 (hex)."""

    size: int
    sha256: str


def _copy_blobs(store: blobs.Store, writer: Writer, copied: dict[str, Copied]) -> None:
    """Put in what the store holds and is not in yet: from a folder and from a bucket alike, under the same names."""
    try:
        for item in store.everything():
            if (name := _name(item.shelf, item.key)) not in copied:
                _copy_one(store, item, name, writer, copied)
    except Unavailable as refusal:
        raise CannotBackUp(f"The content cannot be read: {refusal.detail}") from refusal


def _copy_one(
    store: blobs.Store, item: blobs.Item, name: str, writer: Writer, copied: dict[str, Copied]
) -> None:
    try:
        chunks = store.read(item.shelf, item.key, 0, None)
        first = next(chunks, b"")
    except NotFound:
        return  # removed while we walked; then no row refers to it any more
    with closing(chunks):
        kept = writer.add(f"blobs/{name}", Flow(chain((first,), chunks)), item.size)
    copied[name] = Copied(kept.size, kept.sha256)


def _name(shelf: str, key: UUID) -> str:
    text = str(key)
    return "/".join([*([shelf] if shelf else []), text[:2], text[2:4], text])


def _add_bytes(writer: Writer, name: str, content: bytes) -> Kept:
    return writer.add(name, of_bytes(content), len(content))


@dataclass(frozen=True, slots=True)
class _Said:
    """What a backup says of itself."""

    key: str
    head: str
    database: str
    blobs: list[tuple[str, int, str]]


def run_restore(options: argparse.Namespace, django: Django) -> int:
    """Make an installation from a backup; 0 when it is whole and its audit trail in order. Raises HostError."""
    with reading(options.source) as source:
        said = _read(source)
        key = _key(options, said)
        if options.into:
            dump.require_empty(options.into)
        _require_new(options.data)
        folder = DataDir(options.data)
        try:
            with folder:
                if key:
                    folder.keep_secret("secret_key", key)
                store = blobs.store(replace(settings.current(), data=str(folder.path)))
                with _Content(store) as content:
                    content.restore(source, said)
                    _restore_database(source, said, folder, options.into)
        except BaseException:
            folder.reset()
            raise
    where = f"de bucket {settings.current().s3_bucket}" if settings.current().s3_url else str(options.data)
    _say(f"Teruggezet in {options.data}: de database; {len(said.blobs)} bestanden in {where}.")
    return _verify(options, django, said.head)


def _read(source: Source) -> _Said:
    try:
        said = json.loads(source.read(SAID))
        lines = source.read(LIST)
        if said["format"] != FORMAT:
            raise NoBackup(f"This backup has format {said['format']!r}, and this Raadhuis reads {FORMAT}.")
        if hashlib.sha256(lines).hexdigest() != said["blobs"]["sha256"]:
            raise BackupDamaged("The list of files in this backup was changed.")
        blobs = [
            (name, int(size), sha) for sha, size, name in (x.split(" ") for x in lines.decode().splitlines())
        ]
        if wrong := [name for name, _, _ in blobs if not _BLOB.fullmatch(name)]:
            raise BackupDamaged(f"The backup holds a file with a name that we never give: {wrong[0][:80]!r}.")
        return _Said(said["key"], said["audit_head"], said["database"]["sha256"], blobs)
    except (ValueError, KeyError, TypeError) as error:
        raise NoBackup("The file backup.json in this backup cannot be read.") from error


def _key(options: argparse.Namespace, said: _Said) -> str:
    """The key to keep in the new folder; "" when the operator sets it in the environment, or starts with a new one."""
    given = settings.current().secret_key
    kept = ""
    if options.secrets:
        try:
            kept = str(json.loads(options.secrets.read_text("utf-8"))["secret_key"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise OtherKey(f"{options.secrets} is no secrets.json with a secret_key.") from error
    if not options.new_key and fingerprint(kept or given) != said.key:
        raise OtherKey(
            "The key is not the one that this backup was made with: give it with --secrets or RAADHUIS_SECRET_KEY,"
            " or use --new-key when it is lost (API clients then need new secrets, and drafts of forms are gone)."
        )
    return "" if options.new_key else kept


def _require_new(data: Path) -> None:
    # A restore that failed leaves its lock file, which holds nothing.
    if data.exists() and any(entry.name != "lock" for entry in data.iterdir()):
        raise CannotBackUp(f"{data} is not empty and is not overwritten: give a new folder with --data.")


class _Content:
    """Content on its way back to where the settings say: all of it, or, when something fails, none of what was written."""

    def __init__(self, store: blobs.Store) -> None:
        self._store, self._written = store, list[tuple[str, UUID]]()

    def __enter__(self) -> _Content:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            for shelf, key in self._written:
                with suppress(Refusal):  # the store may be what failed; its sweep finds what no row refers to
                    self._store.delete(shelf, key)

    def restore(self, source: Source, said: _Said) -> None:
        """Put it back. Raises BackupDamaged, CannotBackUp."""
        there = {_name(item.shelf, item.key) for item in self._store.everything()}
        try:
            for name, size, sha256 in said.blobs:
                if name in there:
                    self._require_same(name, sha256)
                else:
                    self._put(source, name, size, sha256)
        except Refusal as refusal:
            raise CannotBackUp(f"The content cannot be written: {refusal.detail}") from refusal

    def _put(self, source: Source, name: str, size: int, sha256: str) -> None:
        shelf, key = _place(name)
        writer = self._store.writer(shelf, key)
        try:
            with source.open(f"blobs/{name}") as file:
                kept = Kept(file)
                while chunk := kept.read(blobs.CHUNK):
                    writer.write(chunk)
            if (kept.size, kept.sha256) != (size, sha256):
                raise BackupDamaged(f"The file {name} in this backup is damaged; nothing was restored.")
            writer.finish()
        except BaseException:
            writer.abandon()
            raise
        self._written.append((shelf, key))

    def _require_same(self, name: str, sha256: str) -> None:
        """A bucket may have outlived its database: what it holds already must be what the backup says."""
        digest = hashlib.sha256()
        with closing(self._store.read(*_place(name), 0, None)) as chunks:
            for chunk in chunks:
                digest.update(chunk)
        if digest.hexdigest() != sha256:
            raise CannotBackUp(f"The store holds another content under {name}, and it is not overwritten.")


def _place(name: str) -> tuple[str, UUID]:
    parts = name.split("/")
    return "/".join(parts[:-3]), UUID(parts[-1])


def _restore_database(source: Source, said: _Said, folder: DataDir, into: str) -> None:
    from raadhuis.house import instance

    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="raadhuis-restore-")))
        if source.copy(DATABASE, scratch / DATABASE).sha256 != said.database:
            raise BackupDamaged("The database in this backup is damaged; nothing was restored.")
        url = into
        if not url:
            postgres = EmbeddedPostgres(folder.postgres, log_file=folder.logs / "postgres.log")
            url = postgres.start()
            stack.callback(postgres.stop)
        dump.restore(url, scratch / DATABASE)
        # For the commands that join this installation, before it is ever started.
        given = {name: value for name, value in os.environ.items() if name != "RAADHUIS_DATABASE_URL"}
        environment = instance.environment_of(instance.Plan(data=folder.path), folder, url, given=given)
        instance.leave_note(folder, environment)


def _verify(options: argparse.Namespace, django: Django, head: str) -> int:
    from raadhuis.house import audit

    os.environ.pop("RAADHUIS_DATABASE_URL", None)
    settings.current.cache_clear()
    with django(options):
        from raadhuis.kernel.audit_chain import Head

        nr, _, digest = head.partition(":")
        return audit.report(Head(int(nr), digest) if digest else None)


def _say(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")
