"""What is kept of content: what nobody refers to is swept, what is kept is what was given, half uploads are given up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from raadhuis.components.documenten.store import documents, imports, sql
from raadhuis.kernel import blobs, db
from raadhuis.kernel.refusal import NotFound

# Content is durable before its row is written; checking a very large file for viruses in between may take hours.
_ORPHAN_AGE = timedelta(days=1)
_AT_ONCE = 500  # keys that are looked up together
_REFERRED = {documents.SHELF: sql.BLOBS_WITH_ROW, imports.SHELF: sql.CSV_WITH_ROW}


def sweep(*, at: datetime) -> int:
    """Remove content older than a day that no row refers to: what a crash or a refusal left. How many."""
    return sum(_sweep(shelf, referred, before=at - _ORPHAN_AGE) for shelf, referred in _REFERRED.items())


def _sweep(shelf: str, referred: str, *, before: datetime) -> int:
    removed = 0
    for keys in _together(blobs.older_than(before, shelf=shelf)):
        kept = {key for (key,) in db.rows(referred, {"keys": keys})}
        for key in set(keys) - kept:
            blobs.delete(key, shelf=shelf)
            removed += 1
    return removed


def _together(keys: Iterator[UUID]) -> Iterator[list[UUID]]:
    some: list[UUID] = []
    for key in keys:
        some.append(key)
        if len(some) == _AT_ONCE:
            yield some
            some = []
    if some:
        yield some


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """Content that was read back: `wrong` is "" when it is what was given, else `missing` or `damaged`. `omvang` in bytes."""

    key: UUID
    document: UUID
    omvang: int
    wrong: str


def check(*, after: int = 0) -> Iterator[Checked]:
    """Read all content of documents back, oldest first, and compare it with the SHA-256 of when it came in."""
    while found := db.rows(sql.CONTENT_AFTER, {"after": after, "limit": _AT_ONCE}):
        for versie, key, sha256, omvang, document in found:
            after = versie
            wrong = _wrong(key, sha256)
            if wrong and db.row(sql.CONTENT_STILL, {"key": key}) is None:
                continue  # destroyed while we looked
            yield Checked(key=key, document=document, omvang=omvang, wrong=wrong)


def _wrong(key: UUID, sha256: str) -> str:
    try:
        for _ in blobs.verified(blobs.read(key, shelf=documents.SHELF), sha256=sha256, key=key):
            pass
    except NotFound:
        return "missing"
    except blobs.Damaged:
        return "damaged"
    return ""


def stale_uploads(*, before: datetime) -> list[UUID]:
    """The documents whose content was coming in parts, of which nothing came since."""
    return [uuid for (uuid,) in db.rows(sql.STALE_UPLOADS, {"before": before})]
