"""Two calls beyond the standard that products of today have: reserve numbers, and a document with its zaak at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from raadhuis.components.documenten.api import changing
from raadhuis.components.documenten.store import documents
from raadhuis.components.documenten.store.rights import AANMAKEN
from raadhuis.components.documenten.types import (
    EnkelvoudigInformatieObject,
    EnkelvoudigInformatieObjectBody,
    Reservering,
)
from raadhuis.kernel import authz, clock, db, settings, wire
from raadhuis.kernel.blobs import Blob
from raadhuis.kernel.elfproef import is_rsin
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.refusal import FieldError, Invalid

Relate = Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class Registered:
    """A new document and its relation to a zaak, as JSON."""

    document: bytes
    relation: bytes


def reserve(*, actor: Actor, at: datetime, body: Reservering) -> list[str]:
    """Numbers for documents that are still to come; we never give them out ourselves. Raises NotAllowed, Invalid."""
    authz.require(actor, AANMAKEN)
    if not is_rsin(body.bronorganisatie):
        raise Invalid.field("bronorganisatie", "invalid", "Dit is geen geldig RSIN.")
    return documents.reserve(body.aantal or body.amount or 1, jaar=clock.local_date(at).year)


def register(
    *,
    actor: Actor,
    at: datetime,
    body: EnkelvoudigInformatieObjectBody,
    relate: Relate,
    content: Blob | None = None,
    reden: str = "",
) -> Registered:
    """Store a document and link it: both, or neither. `relate` makes the relation in the register of zaken, given the
    document's URL; `content` was kept while it came in. Raises what both raise; fields carry the name of their part."""

    def make() -> bytes:
        with _named("enkelvoudiginformatieobject"):
            made = changing.create_json(actor=actor, at=at, body=body, content=content, reden=reden)
            return made.body

    if settings.current().register_url("zaken"):
        return _elsewhere(make, relate, actor=actor, at=at)
    with db.atomic():
        made = make()
        with _named("zaakinformatieobject"):
            relation = relate(_url(made))
        documents.happened("geregistreerd", _identifier(made), actor=actor, at=at)
        return Registered(made, relation)


def _elsewhere(make: Callable[[], bytes], relate: Relate, *, actor: Actor, at: datetime) -> Registered:
    # The other register reads the document before it links it, so it must be there first.
    made = make()
    try:
        with _named("zaakinformatieobject"):
            relation = relate(_url(made))
    except BaseException:
        changing.undo(actor=actor, at=at, uuid=changing.uuid_in(_url(made)))
        raise
    documents.happened("geregistreerd", _identifier(made), actor=actor, at=at)
    return Registered(made, relation)


def _url(document: bytes) -> str:
    return wire.decode(document, EnkelvoudigInformatieObject).url


def _identifier(document: bytes) -> UUID:
    found = wire.uuid_of(_url(document))
    assert found is not None  # noqa: S101  # a URL of ours
    return found


@contextmanager
def _named(part: str) -> Iterator[None]:
    try:
        yield
    except Invalid as refusal:
        fields = tuple(FieldError(f"{part}.{f.name}", f.code, f.reason) for f in refusal.fields)
        raise Invalid(refusal.detail, fields=fields) from None
