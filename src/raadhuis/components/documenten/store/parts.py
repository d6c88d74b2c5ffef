"""Parts of content that is coming in (bestandsdelen)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from raadhuis.components.documenten.store import sql
from raadhuis.components.documenten.store.changing import Bestand, State, forget
from raadhuis.kernel import db, mutation
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.references import roots
from raadhuis.kernel.refusal import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Deel:
    """One part: `omvang` in bytes; `blob` None has not come yet."""

    uuid: UUID
    volgnummer: int
    omvang: int
    blob: UUID | None = None


def of(versie_id: int) -> tuple[Deel, ...]:
    """The parts in which the content of a version comes, in order; none when it is there."""
    return tuple(
        Deel(uuid=uuid, volgnummer=number, omvang=omvang, blob=blob)
        for uuid, number, omvang, blob in db.rows(sql.PARTS_OF, {"versie_id": versie_id})
    )


def find(uuid: UUID) -> tuple[UUID, Deel]:
    """The document that a part is of, and the part. Raises NotFound."""
    found = db.row(sql.PART, {"uuid": uuid})
    if found is None:
        raise NotFound
    document, volgnummer, omvang = found
    return document, Deel(uuid=uuid, volgnummer=volgnummer, omvang=omvang)


def fill(deel: Deel, blob: UUID, *, at: datetime) -> None:
    """This is the content of the part; what it had before goes when the transaction is kept. Raises NotFound."""
    found = db.row(sql.FILL, {"uuid": deel.uuid, "blob": blob, "at": at})
    if found is None:
        raise NotFound
    forget([key for key in found if key])


def finish(state: State, bestand: Bestand | None, *, actor: Actor, at: datetime, reden: str) -> None:
    """The content is complete (`bestand`), or given up (None); the document is unlocked and its parts go."""
    keys = [deel.blob for deel in of(state.versie_id) if deel.blob]
    params = {
        **roots(),
        "sees_locks": False,
        "document_id": state.document_id,
        "complete": bestand is not None,
        "blob": bestand.blob if bestand else None,
        "sha256": bestand.sha256 if bestand else "",
        "formaat": bestand.formaat if bestand else state.bestand.formaat,
    }
    mutation.write(sql.FINISH, params, actor=actor, at=at, reden=reden)
    forget(keys)
