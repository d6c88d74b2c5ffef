"""The text of documents, to search in later: read in the background after a document is stored, never in the request."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import structlog

from raadhuis.components.documenten.store import lezer, teksten
from raadhuis.components.documenten.store.documents import SHELF, Which
from raadhuis.components.documenten.store.teksten import TRIES, Tekst
from raadhuis.kernel import blobs, db, settings
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.refusal import NotFound

log = structlog.get_logger(__name__)
LARGEST = 100 * 2**20  # bytes of content that we look for text in
NEWEST = Which()


def ask_text(*, document: UUID, at: datetime) -> None:
    """Let the worker read the text of a document that was stored or changed. RAADHUIS_TEXT=false switches it off."""
    if settings.current().text:
        with db.atomic():
            teksten.ask(document, at=at)


def read_text(*, sha256: str, at: datetime) -> None:
    """Read the text of content; a file that breaks its reader is tried three times. Raises Unavailable: try it later."""
    source = teksten.source(sha256)
    if source is None:
        return
    if source.omvang > LARGEST:
        teksten.keep(sha256, status="te_groot", at=at)
        return
    try:
        chunks = blobs.read(source.key, shelf=SHELF)
        found = lezer.read(blobs.verified(chunks, sha256=sha256, key=source.key))
    except (lezer.CannotRead, NotFound, blobs.Damaged) as error:
        again = source.pogingen + 1 < TRIES
        log.warning("text.not_read", error=type(error).__name__, again=again)
        with db.atomic():
            teksten.keep(sha256, status="wacht" if again else "mislukt", at=at)
            if again:
                teksten.defer(sha256, seconds=60 * 2**source.pogingen)
        return
    teksten.keep(sha256, status="geen" if found is None else "klaar", tekst=found or "", at=at)


def get_tekst(*, actor: Actor, uuid: UUID, which: Which = NEWEST) -> Tekst:
    """The text of a version of a document, under the rights on the document. Raises NotFound: the actor may not see it, it
    has no content, or its text was not asked."""
    return teksten.of(uuid, actor=actor, which=which)
