"""Taking over documents from another provider, as they are there, with every version and its content (docs/migration.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from raadhuis.components.documenten.store import loading as store
from raadhuis.components.documenten.store.documents import SHELF
from raadhuis.kernel import blobs, db, loading, wire
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.loading import Outcome
from raadhuis.kernel.loading_fields import Item


def load_documents(
    *,
    items: Sequence[Sequence[Item]],
    content: Callable[[str], Iterator[bytes]],
    actor: Actor,
    at: datetime,
    reden: str,
) -> Outcome:
    """Take over documents in one transaction: of each, its versions, oldest first. `_sha256` of a version names its
    content, which `content` gives in chunks; versions of one document with the same content share it.

    The content is durable before the rows are written; what a crash leaves of it goes with the sweep. Repeating it changes
    nothing and stores nothing again. Raises NotAllowed, and what `content` raises: then nothing is written.
    """
    loading.require_everything(actor)
    uuids = [str(wire.uuid_of(versions[-1]["url"])) for versions in items]
    have = store.kept(uuids)
    every: list[Item] = []
    for uuid, versions in zip(uuids, items, strict=True):
        for version in versions:
            sha256 = str(version.get("_sha256") or "")
            if sha256 and (uuid, sha256) not in have:
                blob = blobs.put(content(sha256), shelf=SHELF)
                have[uuid, sha256] = (str(blob.key), blob.size)
            key, size = have.get((uuid, sha256), (None, None))
            every.append({**version, "_blob": key, "_omvang": size})
    loading.continue_numbers("documenten_nummer", "DOCUMENT", every)
    return _whole(every, actor=actor, at=at, reden=reden)


class _Incomplete(Exception):
    """Some versions were refused, so their documents may not come either."""


def _whole(versions: list[Item], *, actor: Actor, at: datetime, reden: str) -> Outcome:
    """Write documents with all their versions; a document of which one is refused is left out as a whole."""
    newest = {str(one["url"]): one for one in versions}
    try:
        with db.atomic():
            outcome = loading.load(store.DOCUMENT, [*newest.values()], actor=actor, at=at, reden=reden)
            ours = {one.url for one in outcome.refused}
            rest = [one for one in versions if one["url"] not in ours]
            found = loading.load(store.VERSIE, rest, actor=actor, at=at, reden=reden)
            if found.refused:
                raise _Incomplete
    except _Incomplete:
        wrong = {one.url for one in found.refused}
        outcome = _whole(
            [one for one in versions if one["url"] not in wrong], actor=actor, at=at, reden=reden
        )
        outcome.refused += found.refused
        return outcome
    outcome.changed += found.changed
    return outcome


def load_resources(
    *, collection: str, items: Sequence[Item], actor: Actor, at: datetime, reden: str
) -> Outcome:
    """Take over `gebruiksrechten`, `objectinformatieobjecten` or `verzendingen` of documents that were taken over, in one
    transaction. Repeating it changes nothing. Raises NotAllowed; what is wrong with one resource is in the outcome."""
    return loading.load(store.KINDS[collection], items, actor=actor, at=at, reden=reden)


def unload_resources(
    *, collection: str, uuids: Sequence[UUID], actor: Actor, at: datetime, reden: str
) -> Outcome:
    """Remove what is gone there; what belongs to a document before the document. Raises NotAllowed."""
    kind = store.KINDS[collection]
    if kind is not store.DOCUMENT:
        return loading.unload(kind, uuids, actor=actor, at=at, reden=reden)
    return loading.unload(kind, uuids, actor=actor, at=at, reden=reden, before=store.remove_versions)
