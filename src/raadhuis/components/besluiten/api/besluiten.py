"""Decisions: taken, read, changed and destroyed, and mirrored in their zaak."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from raadhuis.components.besluiten import remote
from raadhuis.components.besluiten.api import references, spiegel
from raadhuis.components.besluiten.api.references import HOUSE, identifier
from raadhuis.components.besluiten.domain import rules
from raadhuis.components.besluiten.store import besluiten as store
from raadhuis.components.besluiten.store.besluiten import Actie
from raadhuis.components.besluiten.store.rights import AANMAKEN, BIJWERKEN, LEZEN, VERWIJDEREN
from raadhuis.components.besluiten.types import Besluit, BesluitBody, BesluitInformatieObject, BesluitPatch
from raadhuis.components.catalogi import api as catalogi
from raadhuis.components.zaken import api as zaken
from raadhuis.kernel import authz, clock, db, wire
from raadhuis.kernel.audit import AuditTrail
from raadhuis.kernel.door import door, door_to
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.references import in_this_database, uuid_at
from raadhuis.kernel.refusal import FieldError, Invalid, NotFound


@door
def create_besluit(*, actor: Actor, at: datetime, body: BesluitBody, reden: str = "") -> Besluit:
    """Record a decision and mirror it in its zaak, both or neither (brc-001, brc-002, brc-006, brc-007).

    Raises Invalid, NotAllowed, and what the register of zaken refuses.
    """
    return wire.decode(create_json(actor=actor, at=at, body=body, reden=reden), Besluit)


@door_to("uuid")
def get_besluit(*, actor: Actor, uuid: UUID) -> Besluit:
    """One decision. Raises NotFound, also when the actor may not see it."""
    found = besluit_json(actor=actor, uuid=uuid)
    if found is None:
        raise NotFound
    return wire.decode(found, Besluit)


@door
def list_besluiten(*, actor: Actor, zaak: UUID) -> tuple[Besluit, ...]:
    """The decisions of a zaak, oldest first."""
    return wire.decode(store.of_zaak(zaak, actor=actor), tuple[Besluit, ...])


# For our own HTTP API: the same answers as JSON bytes.


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A new decision that may be written: its kind, its zaak, and the last day for an objection."""

    body: BesluitBody
    kind: catalogi.Besluittype
    zaak: zaken.Zaak | None
    uiterlijke_reactiedatum: date | None


def create_json(
    *,
    actor: Actor,
    at: datetime,
    body: BesluitBody,
    wrong: tuple[FieldError, ...] = (),
    reden: str = "",
) -> bytes:
    """Record a decision; as create_besluit. A body that is `wrong` in form is judged only."""
    authz.require(actor, AANMAKEN)
    errors: list[FieldError] = []
    judged = judge(body, errors, actor=actor, at=at)
    if judged is None or wrong or errors:
        raise Invalid(fields=wire.together(BesluitBody, wrong, errors))
    if judged.zaak is None:
        return write(judged, actor=actor, at=at, reden=reden)  # one statement
    with db.atomic():
        return write(judged, actor=actor, at=at, reden=reden)


def judge(body: BesluitBody, errors: list[FieldError], *, actor: Actor, at: datetime) -> Judged | None:
    """A new decision with what it refers to; what is wrong goes into `errors`. None without a kind of decision. Raises
    NotAllowed when the actor may not take decisions of this kind."""
    errors += rules.errors(body, today=clock.local_date(at))
    kind = references.besluittype(body.besluittype, errors)
    if kind:
        authz.require(actor, AANMAKEN, type_uuid=identifier(kind.url))
    zaak = references.zaak(body.zaak, actor, errors) if body.zaak else None
    if kind and zaak:
        references.check_zaaktype(kind, zaak, errors)
    if kind is None:
        return None
    try:
        until = rules.uiterlijke_reactiedatum(body, kind.reactietermijn)
    except Invalid as refusal:
        errors += refusal.fields
        return None
    return Judged(body=body, kind=kind, zaak=zaak, uiterlijke_reactiedatum=until)


def write(judged: Judged, *, actor: Actor, at: datetime, reden: str) -> bytes:
    """Record a decision that was judged well, and mirror it, in the caller's transaction. Raises Invalid (brc-002)."""
    zaak = judged.zaak
    if zaak and not in_this_database("zaken", zaak.uuid):
        zaken.require_change(
            actor=actor, zaak=zaak
        )  # that register hears it after our commit, from the house
    created = store.create(
        judged.body,
        besluittype=identifier(judged.kind.url),
        zaak=zaak.uuid if zaak else None,
        uiterlijke_reactiedatum=judged.uiterlijke_reactiedatum,
        actor=actor,
        at=at,
        reden=reden,
    )
    if zaak:
        spiegel.tell_zaak(
            zaak.uuid,
            identifier(wire.decode(created, Besluit).url),
            taken=True,
            actor=actor,
            at=at,
            ingangsdatum=judged.body.ingangsdatum,
            vervaldatum=judged.body.vervaldatum,
        )
    return created


def update_json(
    *,
    actor: Actor,
    at: datetime,
    uuid: UUID,
    body: BesluitPatch,
    wrong: tuple[FieldError, ...] = (),
    actie: Actie,
    reden: str = "",
) -> bytes:
    """Change a decision; its zaak hears of other dates, since its archive date may follow from them (zrc-021).

    What is left out stays, in a PUT too, as with the providers that clients know. A body that is `wrong` in form is judged
    only. Raises NotFound, NotAllowed, Invalid (brc-001, brc-002, brc-006: what it is about does not change).
    """
    with db.atomic():
        old = _held(uuid, actor, BIJWERKEN)
        new = rules.changed(old, body)
        errors = [*rules.fixed_errors(old, body), *rules.errors(new, today=clock.local_date(at))]
        if rules.announced_otherwise(old, new):
            kind = references.find_besluittype(identifier(old.besluittype))
            try:
                until = rules.moved_reactiedatum(old, new, kind.reactietermijn if kind else None)
                new = msgspec.structs.replace(new, uiterlijke_reactiedatum=until)
            except Invalid as refusal:
                errors += refusal.fields
        if wrong or errors:
            raise Invalid(fields=wire.together(BesluitBody, wrong, errors))
        if (old.ingangsdatum, old.vervaldatum) != (new.ingangsdatum, new.vervaldatum):
            _tell_dates(old, new, at=at)
        return store.update(uuid, new, actie=actie, actor=actor, at=at, reden=reden)


def delete_besluit(*, actor: Actor, at: datetime, uuid: UUID, reden: str = "") -> None:
    """Destroy a decision, its links with documents on both sides, its place in its zaak and its history (brc-009).

    Raises NotFound, NotAllowed, and what the register of zaken refuses.
    """
    with db.atomic():
        old = _held(uuid, actor, VERWIJDEREN)
        links = wire.decode(store.links({"besluit": uuid}, actor=actor), tuple[BesluitInformatieObject, ...])
        for link in links:
            document = identifier(link.informatieobject)
            spiegel.tell_document(document, uuid, linked=False, actor=actor, at=at)
        if zaak := uuid_at(old.zaak, "zaken", "zaken"):
            spiegel.tell_zaak(zaak, uuid, taken=False, actor=HOUSE, at=at)
        store.destroy(uuid, actor=actor, at=at, reden=reden)


def _tell_dates(old: Besluit, new: BesluitBody, *, at: datetime) -> None:
    """Tell the zaak when the decision begins and ends to hold, also a closed one: its archive date follows from it."""
    if zaak := uuid_at(old.zaak, "zaken", "zaken"):
        spiegel.tell_zaak(
            zaak,
            identifier(old.url),
            taken=True,
            actor=HOUSE,
            at=at,
            ingangsdatum=new.ingangsdatum,
            vervaldatum=new.vervaldatum,
        )


def _held(uuid: UUID, actor: Actor, scope: str) -> Besluit:
    """The decision, held until the transaction ends. Raises NotFound, NotAllowed."""
    found = store.take(uuid, actor=actor)
    if found is None:
        raise NotFound
    authz.require(actor, scope, type_uuid=identifier(found.besluittype))
    return found


def besluit_json(*, actor: Actor, uuid: UUID) -> bytes | None:
    """A decision."""
    return store.one(uuid, actor=actor)


def load_besluiten(*, actor: Actor, uuids: Iterable[UUID], base: str) -> dict[UUID, bytes]:
    """Those of the decisions that the actor may see, for `expand`."""
    return store.some(uuids, actor=actor)


def sees_elsewhere(actor: Actor, besluit: dict[str, Any]) -> bool:
    """Whether the actor may see a decision of another provider, as JSON: by the same rights as one of ours."""
    try:
        return remote.may_see(actor, wire.convert(besluit, Besluit))
    except Invalid:
        return False


def besluiten_json(*, actor: Actor, filters: dict[str, str], page: int, size: int) -> tuple[bytes, int]:
    """One page of decisions that match, newest first, and the exact count.

    `filters`: identificatie, verantwoordelijke_organisatie, besluittype (URL), zaak (URL). Raises Invalid for what is no URL.
    """
    may_read(actor)
    values: dict[str, Any] = dict(filters)
    for name, place in (("besluittype", ("catalogi", "besluittypen")), ("zaak", ("zaken", "zaken"))):
        if name in values:
            values[name] = references.in_filter(name, filters[name], *place)
    return store.listed(values, page=page, size=size, actor=actor)


@door_to("uuid")
def list_audittrail(*, actor: Actor, uuid: UUID) -> tuple[AuditTrail, ...]:
    """Who did and saw what with a decision, oldest first. Raises NotFound, NotAllowed (scope audittrails.lezen)."""
    raw = audittrail_json(actor=actor, uuid=uuid)
    if raw is None:
        raise NotFound
    return wire.decode(raw, tuple[AuditTrail, ...])


def audittrail_json(*, actor: Actor, uuid: UUID, record: UUID | None = None) -> bytes | None:
    """The audit records of a decision, oldest first, or one of them."""
    return store.trail(uuid, actor=actor, record=record)


def may_read(actor: Actor) -> None:
    """Raise NotAllowed for who may not read decisions at all: a list is refused then, not empty."""
    if not actor.rights.objects:
        authz.require(actor, LEZEN)
