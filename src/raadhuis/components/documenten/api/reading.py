"""Documents as they stand: one, many, found, their content and who saw them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from raadhuis.components.documenten import remote
from raadhuis.components.documenten.domain import content
from raadhuis.components.documenten.domain.content import Inspectie
from raadhuis.components.documenten.store import documents
from raadhuis.components.documenten.store.documents import SHELF, Kept, Search, Which
from raadhuis.components.documenten.store.rights import LEZEN
from raadhuis.components.documenten.store.scan import scan
from raadhuis.components.documenten.types import EnkelvoudigInformatieObject, Inhoud
from raadhuis.kernel import authz, blobs, paging, settings, wire
from raadhuis.kernel.audit import AuditTrail
from raadhuis.kernel.door import door, door_to
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.refusal import Invalid, NotFound

NEWEST = Which()


@door_to("uuid")
def get_enkelvoudiginformatieobject(*, actor: Actor, uuid: UUID) -> EnkelvoudigInformatieObject:
    """The newest version of a document. Raises NotFound, also when the actor may not see it."""
    found = document_json(actor=actor, uuid=uuid)
    if found is None:
        raise NotFound
    return wire.decode(found, EnkelvoudigInformatieObject)


@door
def find_enkelvoudiginformatieobject(
    *, actor: Actor, bronorganisatie: str, identificatie: str
) -> EnkelvoudigInformatieObject | None:
    """The document with this identification, or None: what makes creating one repeatable."""
    found = documents.find(bronorganisatie=bronorganisatie, identificatie=identificatie, actor=actor)
    return wire.decode(found, EnkelvoudigInformatieObject) if found else None


@door_to("uuid")
def open_inhoud(*, actor: Actor, uuid: UUID) -> Inhoud:
    """The content of the newest version. Raises NotFound; while it is read Damaged, when it is not what was given."""
    kept = content_of(actor=actor, uuid=uuid)
    return Inhoud(
        bestandsnaam=kept.bestandsnaam,
        formaat=kept.formaat,
        omvang=kept.omvang,
        chunks=content_chunks(kept),
    )


@door_to("uuid")
def record_view(*, actor: Actor, at: datetime, uuid: UUID, reden: str) -> None:
    """Record that the actor opened the document, and for what (`reden`). Raises NotFound."""
    documents.seen(uuid, actor=actor, at=at, reden=reden)


def inspect(*, inhoud: bytes | Path, bestandsnaam: str) -> Inspectie:
    """Look at a file before it is accepted, here, wherever the register is: its type by content (a media type), size in
    bytes and a safe name. Raises Invalid (`file-size`, `bestandsformaat`, `virus`), ScannerAway."""
    limit = settings.current().upload_max_mb
    if isinstance(inhoud, Path):
        with inhoud.open("rb") as file:
            inhoud = file.read(limit * 2**20 + 1)  # one byte more than we take is enough to refuse it
    inspectie, errors = content.inspect(inhoud, bestandsnaam=bestandsnaam, limit_mb=limit)
    if errors:
        raise Invalid(fields=errors)
    scan((inhoud,))
    return inspectie


@door_to("uuid")
def list_audittrail(*, actor: Actor, uuid: UUID) -> tuple[AuditTrail, ...]:
    """Who did and saw what with a document, oldest first. Raises NotFound, also when the actor may not see it."""
    raw = audittrail_json(actor=actor, uuid=uuid)
    if raw is None:
        raise NotFound
    return wire.decode(raw, tuple[AuditTrail, ...])


# For our own HTTP API: the same answers as JSON bytes.


def sees_elsewhere(actor: Actor, document: dict[str, Any]) -> bool:
    """Whether the actor may see a document of another provider, as JSON: by the same rights as one of ours."""
    try:
        return remote.may_see(actor, wire.convert(document, EnkelvoudigInformatieObject))
    except Invalid:
        return False


def document_json(
    *, actor: Actor, uuid: UUID, which: Which = NEWEST, at: datetime | None = None, reden: str = ""
) -> bytes | None:
    """A document: the newest version, or the one asked for. With `at` and `reden` (the client said why it looks) the
    look itself is recorded too."""
    found = documents.one(uuid, actor=actor, which=which)
    if found is not None and at and reden:
        documents.seen(uuid, actor=actor, at=at, reden=reden)
    return found


def documents_json(
    *,
    actor: Actor,
    filters: dict[str, Any],
    page: int,
    size: int = paging.PAGE_SIZE,
    order: tuple[str, ...] = (),
) -> tuple[bytes, int]:
    """One page of documents that match, newest first unless ordered, and the exact count.

    `filters` are names of store.sql.FILTERS with a value, `order` names of its ORDER, with a minus when downward.
    """
    may_read(actor)
    return documents.listed(Search(filters=filters, order=order, page=page, size=size), actor=actor)


def load(*, actor: Actor, uuids: Iterable[UUID], base: str) -> dict[UUID, bytes]:
    """Those of the documents that the actor may see, for `expand`."""
    return documents.some(uuids, actor=actor)


def content_of(*, actor: Actor, uuid: UUID, which: Which = NEWEST) -> Kept:
    """Where the content of a version is kept, and what it is. Raises NotFound."""
    return documents.content(uuid, actor=actor, which=which)


def content_chunks(kept: Kept, *, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
    """The content, or its bytes from `start` up to `stop`. Raises NotFound; the whole is checked while it goes by, and
    raises Damaged before its last chunk."""
    chunks = blobs.read(kept.key, shelf=SHELF, start=start, stop=stop)
    whole = (start, stop) == (0, None) and kept.sha256
    return blobs.verified(chunks, sha256=kept.sha256, key=kept.key) if whole else chunks


def audittrail_json(*, actor: Actor, uuid: UUID, record: UUID | None = None) -> bytes | None:
    """The audit records of a document, oldest first, or one of them."""
    return documents.trail(uuid, actor=actor, record=record)


def may_read(actor: Actor) -> None:
    """Raise NotAllowed for whoever may see no document at all."""
    if not actor.rights.objects:
        authz.require(actor, LEZEN)
