"""Large files in parts (bestandsdelen): each part streams to where content is kept, and may be sent again."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from raadhuis.components.documenten.api import intake
from raadhuis.components.documenten.domain import rules
from raadhuis.components.documenten.store import changing, parts, sql
from raadhuis.components.documenten.store.changing import Bestand, State
from raadhuis.components.documenten.store.documents import SHELF
from raadhuis.components.documenten.store.parts import Deel
from raadhuis.components.documenten.store.rights import BIJWERKEN, GEFORCEERD_BIJWERKEN, require
from raadhuis.components.documenten.types import Bestandsdeel
from raadhuis.kernel import blobs, db, references, wire
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.refusal import Conflict, Invalid


@dataclass(slots=True)
class Receiving:
    """A part that is coming in. End with `finish_part` or `abandon`."""

    document: UUID
    deel: Deel
    _content: blobs.Receiving = field(default_factory=lambda: blobs.Receiving(shelf=SHELF))

    def write(self, chunk: bytes) -> None:
        """Add a chunk. Raises Invalid (`file-size`) as soon as it is more than the part may be, NoRoom."""
        if self._content.size + len(chunk) > self.deel.omvang:
            raise self._wrong_size()
        self._content.write(chunk)

    def finish(self) -> UUID:
        """Keep the part; where. Raises Invalid (`file-size`), NoRoom."""
        if self._content.size != self.deel.omvang:
            raise self._wrong_size()
        return self._content.finish().key

    def abandon(self) -> None:
        """Keep nothing of it."""
        self._content.abandon()

    def _wrong_size(self) -> Invalid:
        return Invalid.field(
            "inhoud", "file-size", f"Dit deel moet precies {self.deel.omvang} bytes groot zijn."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """Content that came in parts: joined (`bestand`), or given up (None). `keys` are the parts it was made of."""

    bestand: Bestand | None
    keys: tuple[UUID | None, ...]


def begin_part(*, actor: Actor, uuid: UUID) -> Receiving:
    """Start receiving a part. Raises NotFound, NotAllowed, NoRoom."""
    document, deel = parts.find(uuid)
    require(actor, BIJWERKEN, GEFORCEERD_BIJWERKEN, document=changing.peek(document).guarded)
    return Receiving(document, deel)


def finish_part(receiving: Receiving, *, at: datetime, lock: str | None) -> bytes:
    """Keep a part that was received, in place of what was there; the part as JSON.

    Raises Invalid (`file-size`; drc-009 `missing-lock-id`, `incorrect-lock-id`), NotFound when the upload has ended.
    """
    _require_lock(changing.peek(receiving.document), lock)
    key = receiving.finish()
    with db.atomic():
        state = changing.take(receiving.document)
        _require_lock(state, lock)
        parts.fill(receiving.deel, key, at=at)
    deel = receiving.deel
    return wire.encode(
        Bestandsdeel(
            url=f"{references.roots()['base']}{sql.API}/bestandsdelen/{deel.uuid}",
            volgnummer=deel.volgnummer,
            omvang=deel.omvang,
            voltooid=True,
            lock=state.lock,
        )
    )


def complete(state: State, *, forced: bool) -> Upload | None:
    """The parts of the newest version as one file, looked at and kept; None when there are no parts.

    `forced` gives up what is not complete, or not acceptable. Raises Invalid (`incomplete-upload`, or what is wrong with
    the content), ScannerAway, NoRoom.
    """
    found = parts.of(state.versie_id)
    keys = tuple(deel.blob for deel in found)
    there = tuple(key for key in keys if key)
    if not found:
        return None
    if len(there) == len(found):
        try:
            return Upload(bestand=intake.joined(state, there), keys=keys)
        except Invalid:
            if not forced:
                raise
    elif not forced:
        missing = ", ".join(str(deel.volgnummer) for deel in found if not deel.blob)[:200]
        raise Invalid.field("nonFieldErrors", "incomplete-upload", f"Nog niet ontvangen: deel {missing}.")
    return Upload(bestand=None, keys=keys)


def keep(upload: Upload, *, held: State, actor: Actor, at: datetime, reden: str) -> None:
    """Write down what became of the parts. Raises Conflict when a part was sent again meanwhile."""
    if tuple(deel.blob for deel in parts.of(held.versie_id)) != upload.keys:
        raise Conflict
    parts.finish(held, upload.bestand, actor=actor, at=at, reden=reden)


def _require_lock(state: State, lock: str | None) -> None:
    if wrong := tuple(rules.lock_errors(lock=state.lock, given=lock)):
        raise Invalid(fields=wrong)
