"""Gebruiksrechten and verzendingen of documents: conditions on their use, and from or to whom they were sent."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import UNSET

from raadhuis.components.documenten.api import searching
from raadhuis.components.documenten.api.reading import may_read
from raadhuis.components.documenten.api.references import document_of
from raadhuis.components.documenten.domain import filters
from raadhuis.components.documenten.domain.filters import Filter
from raadhuis.components.documenten.store import changing, onderdelen
from raadhuis.components.documenten.store.changing import State
from raadhuis.components.documenten.store.onderdelen import GEBRUIKSRECHT, VERZENDING, Kind
from raadhuis.components.documenten.store.rights import (
    AANMAKEN,
    BIJWERKEN,
    GEFORCEERD_BIJWERKEN,
    LEZEN,
    VERWIJDEREN,
    may,
    require,
)
from raadhuis.components.documenten.types import (
    GebruiksrechtBody,
    GebruiksrechtPatch,
    VerzendingBody,
    VerzendingPatch,
)
from raadhuis.kernel import authz, db, wire
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.refusal import FieldError, Invalid, NotAllowed, NotFound
from raadhuis.kernel.wire import Wire

Columns = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Soort:
    """A kind of resource, the bodies it takes, and what its list is searched by."""

    kind: Kind
    body: type[Wire]
    patch: type[Wire]
    filters: Mapping[str, Filter]


GEBRUIKSRECHTEN = Soort(
    kind=GEBRUIKSRECHT,
    body=GebruiksrechtBody,
    patch=GebruiksrechtPatch,
    filters=searching.GEBRUIKSRECHTEN,
)
VERZENDINGEN = Soort(
    kind=VERZENDING,
    body=VerzendingBody,
    patch=VerzendingPatch,
    filters=searching.VERZENDINGEN,
)


def list_json(
    soort: Soort, *, actor: Actor, given: Mapping[str, str], page: int = 1, size: int | None = None
) -> tuple[bytes, int]:
    """Those that match, oldest first, of documents that the actor may see; and the exact count. Raises Invalid with every
    parameter of `given` that is wrong."""
    may_read(actor)
    found = filters.read(given, soort.filters)
    return onderdelen.listed(soort.kind, found, actor=actor, page=page, size=size)


def one_json(soort: Soort, *, actor: Actor, uuid: UUID) -> bytes | None:
    """One; None when the actor may not see its document."""
    return onderdelen.one(soort.kind, uuid, actor=actor)


def loader(soort: Soort) -> Callable[..., Mapping[UUID, bytes]]:
    """What `expand` fetches of them."""

    def load(*, actor: Actor, uuids: Iterable[UUID], base: str) -> dict[UUID, bytes]:
        return onderdelen.some(soort.kind, uuids, actor=actor)

    return load


def add(
    soort: Soort,
    *,
    actor: Actor,
    at: datetime,
    body: Wire,
    wrong: tuple[FieldError, ...] = (),
    reden: str = "",
) -> bytes:
    """Add one to a document; one that is `wrong` in form is judged only. Raises Invalid (`bad-url`: no such document),
    NotAllowed.

    Of a gebruiksrecht the `indicatieGebruiksrecht` of the document follows (drc-006).
    """
    with db.atomic():
        state = _document(str(getattr(body, "informatieobject", "")), actor)
        if "informatieobject" in wire.wrong_in(wrong):
            authz.require(actor, AANMAKEN)
        reason = "Dit document bestaat niet."
        errors = (FieldError("informatieobject", "bad-url", reason),) if state is None else ()
        if state is None or wrong:
            raise Invalid(fields=wire.together(soort.body, wrong, errors))
        columns = _columns(soort, body)
        return onderdelen.write(soort.kind, "create", state, columns=columns, actor=actor, at=at, reden=reden)


def change(
    soort: Soort,
    *,
    actor: Actor,
    at: datetime,
    uuid: UUID,
    body: Wire,
    wrong: tuple[FieldError, ...] = (),
    reden: str = "",
) -> bytes:
    """Change one, as a whole or in part by the kind of `body`; one that is `wrong` in form is judged only. Raises NotFound,
    NotAllowed, Invalid (`wijzigen-niet-toegelaten`: it stays with its document)."""
    whole = isinstance(body, soort.body)
    with db.atomic():
        state = changing.take(onderdelen.document_of(soort.kind, uuid))
        require(actor, BIJWERKEN, GEFORCEERD_BIJWERKEN, document=state.guarded)
        errors: tuple[FieldError, ...] = ()
        of = getattr(body, "informatieobject", UNSET)
        if of is not UNSET and document_of(of) != state.uuid:
            reason = "Dit hoort bij een ander document; dat kan niet veranderen."
            errors = (FieldError("informatieobject", "wijzigen-niet-toegelaten", reason),)
        if wrong or errors:
            raise Invalid(fields=wire.together(soort.body, wrong, errors))
        columns = {**onderdelen.values(soort.kind, uuid), **_columns(soort, body)}
        return onderdelen.write(
            soort.kind,
            "update" if whole else "partial_update",
            state,
            uuid=uuid,
            columns={name: _plain(value) for name, value in columns.items()},
            actor=actor,
            at=at,
            reden=reden,
        )


def remove(soort: Soort, *, actor: Actor, at: datetime, uuid: UUID, reden: str = "") -> None:
    """Remove one. Raises NotFound, NotAllowed. With the last gebruiksrecht of a document its indicatie is unknown again
    (drc-006)."""
    with db.atomic():
        state = changing.take(onderdelen.document_of(soort.kind, uuid))
        require(actor, VERWIJDEREN, document=state.guarded)
        onderdelen.write(soort.kind, "destroy", state, uuid=uuid, columns={}, actor=actor, at=at, reden=reden)


def _document(url: str, actor: Actor) -> State | None:
    uuid = document_of(url)
    try:
        state = changing.take(uuid) if uuid else None
    except NotFound:
        state = None
    if state is not None and may(actor, AANMAKEN, document=state.guarded):
        return state
    if state is not None and may(actor, LEZEN, document=state.guarded):
        raise NotAllowed
    return None


def _columns(soort: Soort, body: Wire) -> Columns:
    given = ((name, getattr(body, name)) for name in soort.kind.columns)
    return {name: _plain(value) for name, value in given if value is not UNSET}


def _plain(value: Any) -> Any:
    # A group is kept as JSON.
    if isinstance(value, Wire):
        return wire.encode(value).decode()
    return json.dumps(value) if isinstance(value, dict) else value
