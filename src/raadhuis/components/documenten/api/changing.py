"""Documents that are made, changed, locked and destroyed."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from raadhuis.components.documenten.api import delen, intake
from raadhuis.components.documenten.api.references import informatieobjecttype
from raadhuis.components.documenten.domain import rules
from raadhuis.components.documenten.store import changing
from raadhuis.components.documenten.store.changing import New, State
from raadhuis.components.documenten.store.rights import (
    AANMAKEN,
    BIJWERKEN,
    GEFORCEERD_BIJWERKEN,
    GEFORCEERD_UNLOCK,
    LOCK,
    VERWIJDEREN,
    Guarded,
    may,
    require,
)
from raadhuis.components.documenten.types import (
    EnkelvoudigInformatieObject,
    EnkelvoudigInformatieObjectBody,
    EnkelvoudigInformatieObjectPatch,
    EnkelvoudigInformatieObjectUpdate,
)
from raadhuis.kernel import authz, db, wire
from raadhuis.kernel.blobs import Blob
from raadhuis.kernel.door import door
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.refusal import Conflict, FieldError, Invalid

_HANDLED = frozenset({"lock", "inhoud", "bestandsomvang"})


def require_may_send(actor: Actor, uuid: UUID | None) -> None:
    """Raise NotAllowed unless the actor may make documents, or change this one; NotFound when she may not even see it."""
    if uuid is None:
        authz.require(actor, AANMAKEN)
    else:
        require(actor, BIJWERKEN, GEFORCEERD_BIJWERKEN, document=changing.peek(uuid).guarded)


@dataclass(frozen=True, slots=True, kw_only=True)
class Created:
    """A new document as JSON, and the lock that it was made with: "" unless its content comes in parts."""

    body: bytes
    lock: str


@door
def create_enkelvoudiginformatieobject(
    *, actor: Actor, at: datetime, body: EnkelvoudigInformatieObjectBody, reden: str = ""
) -> EnkelvoudigInformatieObject:
    """Store a document. Raises Invalid (drc-001, drc-005, drc-007; empty, too large, wrong type by content, virus),
    NotAllowed, NoRoom, ScannerAway."""
    made = create_json(actor=actor, at=at, body=body, reden=reden)
    return wire.decode(made.body, EnkelvoudigInformatieObject)


def create_json(
    *,
    actor: Actor,
    at: datetime,
    body: EnkelvoudigInformatieObjectBody,
    wrong: tuple[FieldError, ...] = (),
    reden: str = "",
    content: intake.Content = None,
    uuid: UUID | None = None,
) -> Created:
    """Store a document; as create_enkelvoudiginformatieobject. Content that is announced by its size only (`inhoud`
    null, `bestandsomvang` not) comes in parts: then the document is locked.

    `content` is what does not stand in the body: kept while it came in, or the file of an import, which may also bring the
    `uuid` that the document had elsewhere. A body that is `wrong` in form is judged only.
    """
    body = rules.tidied(body)
    kind, of_type = informatieobjecttype(body.informatieobjecttype)
    type_uuid = uuid_in(kind.url) if kind else None
    level = body.vertrouwelijkheidaanduiding or (kind.vertrouwelijkheidaanduiding if kind else "openbaar")
    va = authz.rank(level)  # drc-007
    authz.require(actor, AANMAKEN, type_uuid=type_uuid, level=va)
    if isinstance(content, Blob):
        intake.scanned(content)
    incoming = intake.of_new(body, content)
    errors = (*rules.errors(body), *of_type, *incoming.errors)
    if type_uuid is None or wrong or errors:
        raise Invalid(fields=wire.together(type(body), wrong, errors))
    lock = _new_lock() if incoming.delen else ""
    new = New(
        body=body,
        bestand=incoming.kept(),
        informatieobjecttype=type_uuid,
        va=va,
        delen=incoming.delen,
        uuid=uuid,
    )
    created = changing.create(new, lock=lock, actor=actor, at=at, reden=reden)
    return Created(body=changing.with_lock(created, lock), lock=lock)


def update_json(
    *,
    actor: Actor,
    at: datetime,
    uuid: UUID,
    body: EnkelvoudigInformatieObjectPatch,
    wrong: tuple[FieldError, ...] = (),
    content: Blob | None = None,
    reden: str = "",
) -> bytes:
    """Write the next version of a document (PUT with an Update, PATCH with a Patch), under its lock. `content` is new content
    that was kept while it came in. A body that is `wrong` in form is judged only.

    Raises NotFound, NotAllowed, Invalid (drc-009 `unlocked`, `missing-lock-id`, `incorrect-lock-id`; drc-001, drc-005,
    drc-006; the content as when it is made).
    """
    if content is not None:
        intake.scanned(content)
    with db.atomic():
        state = changing.take(uuid)
        require(actor, BIJWERKEN, GEFORCEERD_BIJWERKEN, document=state.guarded)
        changed = rules.tidied(_changed(state, body))
        type_uuid, va, of_type = _classified(state, body)
        incoming = intake.of_change(state, body, changed, content)
        errors = (
            *rules.errors(changed, gebruiksrechten=state.gebruiksrechten),
            *of_type,
            *incoming.errors,
            *rules.lock_errors(lock=state.lock, given=body.lock),
        )
        if wrong or errors:
            raise Invalid(fields=wire.together(type(body), wrong, errors))
        ready = changed.is_gereed_voor_publicatie is True
        after = Guarded(uuid=uuid, informatieobjecttype=type_uuid, va=va, ready=ready)
        require(actor, BIJWERKEN, GEFORCEERD_BIJWERKEN, document=after)
        new = New(
            body=changed,
            bestand=incoming.kept(),
            informatieobjecttype=type_uuid,
            va=va,
            delen=incoming.delen,
        )
        whole = isinstance(body, EnkelvoudigInformatieObjectUpdate)
        actie = "update" if whole else "partial_update"
        written = changing.update(state, new, actie=actie, actor=actor, at=at, reden=reden)
        return changing.with_lock(written, state.lock)


def lock(*, actor: Actor, uuid: UUID) -> str:
    """Lock a document; the lock, which nobody can guess. Raises NotFound, NotAllowed, Invalid (`existing-lock`)."""
    with db.atomic():
        state = changing.take(uuid)
        require(actor, LOCK, document=state.guarded)
        if state.lock:
            raise Invalid.field("nonFieldErrors", "existing-lock", "Dit document is al vergrendeld.")
        key = _new_lock()
        changing.set_lock(state, key)
        return key


def unlock(*, actor: Actor, at: datetime, uuid: UUID, lock: str | None, reden: str = "") -> None:
    """Unlock a document. When its content was coming in parts, they are joined and looked at first.

    Without `lock` it is forced, which needs a scope of its own (drc-009); content that is not complete then goes, and the
    content of the version before comes back. Raises NotFound, NotAllowed, Invalid (`missing-lock-id`,
    `incorrect-lock-id`, `incomplete-upload`; what is wrong with the content).
    """
    state = changing.peek(uuid)
    forced = not lock and may(actor, GEFORCEERD_UNLOCK, document=state.guarded)
    if not forced:
        require(actor, LOCK, GEFORCEERD_UNLOCK, document=state.guarded)
    if not forced and (wrong := tuple(rules.lock_errors(lock=state.lock, given=lock))):
        raise Invalid(fields=wrong)
    upload = delen.complete(state, forced=forced)
    with db.atomic():
        held = changing.take(uuid)
        if (held.lock, held.versie_id) != (state.lock, state.versie_id):
            raise Conflict  # what was joined is no longer what the client meant; the sweep removes it
        if upload:
            delen.keep(upload, held=held, actor=actor, at=at, reden=reden)
        elif forced and held.lock:
            changing.force_unlock(held, actor=actor, at=at, reden=reden)
        else:
            changing.set_lock(held, "")


def destroy(*, actor: Actor, at: datetime, uuid: UUID, reden: str = "") -> None:
    """Destroy a document with all its versions, their content, gebruiksrechten, verzendingen and audit trail (drc-008).

    Raises NotFound, NotAllowed, Invalid (`pending-relations`, `destroy-locked`).
    """
    with db.atomic():
        state = changing.take(uuid)
        require(actor, VERWIJDEREN, document=state.guarded)
        if state.linked:
            raise Invalid.field(
                "nonFieldErrors",
                "pending-relations",
                "Dit document hoort nog bij een zaak of besluit. Haal het daar eerst weg.",
            )
        if state.lock:
            raise Invalid.field(
                "nonFieldErrors", "destroy-locked", "Dit document is vergrendeld. Ontgrendel het eerst."
            )
        changing.destroy(state, actor=actor, at=at, reden=reden)


def undo(*, actor: Actor, at: datetime, uuid: UUID) -> None:
    """Take back a document that was just made: what it was made for failed."""
    with db.atomic():
        changing.destroy(changing.take(uuid), actor=actor, at=at, reden="Registratie ging niet door")


def _changed(state: State, body: EnkelvoudigInformatieObjectPatch) -> EnkelvoudigInformatieObjectBody:
    changes = dict(_given(body))
    if not changes.get("identificatie", ""):
        changes.pop("identificatie", None)  # a number once given stays
    return msgspec.structs.replace(state.body, **changes)


def _given(body: EnkelvoudigInformatieObjectPatch) -> Iterator[tuple[str, Any]]:
    for name in body.__struct_fields__:
        value = getattr(body, name)
        if name not in _HANDLED and value is not UNSET:
            yield name, value


def _classified(
    state: State, body: EnkelvoudigInformatieObjectPatch
) -> tuple[UUID, int, tuple[FieldError, ...]]:
    """The type and confidentiality after a change, and what is wrong with the type (drc-001, drc-007)."""
    given, va = body.informatieobjecttype, body.vertrouwelijkheidaanduiding
    level = state.va if isinstance(va, UnsetType) else authz.rank(va) if va else 0
    if isinstance(given, UnsetType) and level:
        return state.informatieobjecttype, level, ()
    kind, wrong = informatieobjecttype(
        state.body.informatieobjecttype if isinstance(given, UnsetType) else given
    )
    if kind is None:
        return state.informatieobjecttype, state.va, wrong
    return uuid_in(kind.url), level or authz.rank(kind.vertrouwelijkheidaanduiding), wrong


def uuid_in(url: str) -> UUID:
    """The identifier in a URL of ours."""
    found = wire.uuid_of(url)
    if found is None:
        raise LookupError(url)
    return found


def _new_lock() -> str:
    return secrets.token_hex(16)
