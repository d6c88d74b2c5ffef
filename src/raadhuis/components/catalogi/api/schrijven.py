"""Making, changing, publishing and removing types, as a client of the standard does."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from raadhuis.components.catalogi.api import lijsten
from raadhuis.components.catalogi.api.lezen import changed
from raadhuis.components.catalogi.domain import relaties, typen
from raadhuis.components.catalogi.domain.bodies import (
    BODIES,
    BesluittypeBody,
    Body,
    CatalogusBody,
    ChildBody,
    InformatieobjecttypeBody,
    TypeBody,
    ZaaktypeBody,
)
from raadhuis.components.catalogi.domain.facts import Facts, State, Version
from raadhuis.components.catalogi.store import changing, queries
from raadhuis.components.catalogi.store.kinds import KINDS
from raadhuis.kernel import authz, clock, db, settings, wire
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.refusal import Conflict, FieldError, Invalid, NotAllowed, NotFound

SCHRIJVEN, GEFORCEERD_SCHRIJVEN = "catalogi.schrijven", "catalogi.geforceerd-schrijven"
GEFORCEERD_VERWIJDEREN = "catalogi.geforceerd-verwijderen"


class CatalogusNietLeeg(Conflict):
    """A catalogus with types in it stays (ztc-017)."""

    code = "CATALOG_NOT_EMPTY"
    title = "De catalogus kan niet worden verwijderd omdat deze nog items bevat."


def create_json(
    *,
    actor: Actor,
    at: datetime,
    resource: str,
    body: Body,
    wrong: tuple[FieldError, ...] = (),
    reden: str = "",
) -> bytes:
    """A new catalogus, type (as a concept), or part of a zaaktype. A body that is `wrong` in form is judged only. Raises
    Invalid with every error (ztc-001 .. ztc-008, ztc-010, ztc-015), NotAllowed."""
    forced = _may_write(actor, forced_too=isinstance(body, ChildBody))
    facts = facts_of(resource, body)
    kept = typen.kept(body, facts, refer=refer, selectielijst=lijsten.LIJST)
    wrong += _published(facts, forced=forced)  # whatever the body says
    errors = kept.errors if wrong else kept.errors or lijsten.not_there(body)
    if wrong or errors:
        raise Invalid(fields=wire.together(BODIES[resource], wrong, errors))
    made = changing.create(
        resource,
        kept.values,
        parent=kept.parent,
        geforceerd=forced,
        actor=actor,
        at=at,
        op=clock.local_date(at),
        reden=reden,
    )
    if made is None:
        # Either its zaaktype was published since we looked, or there is one with the same key.
        raise Invalid(
            fields=_published(facts_of(resource, body), forced=forced)
            or (FieldError(*KINDS[resource].double),)
        )
    changed()
    return made


def change_json(
    *,
    actor: Actor,
    at: datetime,
    resource: str,
    uuid: UUID,
    given: dict[str, Any],
    partial: bool,
    reden: str = "",
) -> bytes:
    """Replace a resource (PUT), or with `partial` change the fields that are `given` (PATCH). Raises Invalid (as create_json;
    ztc-009), NotFound, NotAllowed.

    Of a published type a PATCH may always change `eindeGeldigheid`; the rest is a correctie.
    """
    forced = _may_write(actor, forced_too=True)
    with db.atomic():
        state = _held(resource, uuid)
        return _change(
            resource, state, given, partial=partial, forced=forced, actor=actor, at=at, reden=reden
        )


def publish_json(*, actor: Actor, at: datetime, resource: str, uuid: UUID, reden: str = "") -> bytes:
    """Make a concept definitive; the version before it that has no last day ends the day before (Concepten, ztc-016).

    Publishing again changes nothing. Raises Invalid (`overlap`), NotFound, NotAllowed.
    """
    authz.require(actor, SCHRIJVEN)
    op = clock.local_date(at)
    with db.atomic():
        changing.take_turns()
        state = _held(resource, uuid)
        if not state.concept:
            return queries.one(resource, uuid, base=settings.current().url, op=op) or b""
        body = wire.convert(_as_sent(resource, state), BODIES[resource])
        versies = facts_of(resource, body).versies
        this = next(v for v in versies if v.uuid == uuid)
        before = typen.to_close(this, versies)
        if errors := typen.overlap_errors(this, [v for v in versies if v not in before]):
            raise Invalid(fields=errors)
        for version in before:
            changing.update(
                resource,
                _held(resource, version.uuid).id,
                {"einde_geldigheid": this.begin_geldigheid - timedelta(days=1)},
                act="partial_update",
                actor=actor,
                at=at,
                op=op,
                reden=reden,
            )
        made = changing.update(
            resource, state.id, {"concept": False}, act="update", actor=actor, at=at, op=op, reden=reden
        )
    changed()
    return made


def delete(*, actor: Actor, at: datetime, resource: str, uuid: UUID, reden: str = "") -> None:
    """Take a resource away, a zaaktype with what hangs on it. Raises Invalid (ztc-009, ztc-010), CatalogusNietLeeg,
    NotFound, NotAllowed."""
    if not (authz.has(actor, SCHRIJVEN) or authz.has(actor, GEFORCEERD_VERWIJDEREN)):
        raise NotAllowed
    with db.atomic():
        state = _held(resource, uuid)
        if not state.leeg:
            raise CatalogusNietLeeg
        if not (state.concept or authz.has(actor, GEFORCEERD_VERWIJDEREN)):
            raise Invalid(fields=(non_concept(resource),))
        changing.destroy(resource, state.id, actor=actor, at=at, reden=reden)
    changed()


def _may_write(actor: Actor, *, forced_too: bool) -> bool:
    """Whether corrections are allowed too. Raises NotAllowed when writing is not."""
    forced = authz.has(actor, GEFORCEERD_SCHRIJVEN)
    if not (authz.has(actor, SCHRIJVEN) or (forced and forced_too)):
        raise NotAllowed
    return forced


def _change(
    resource: str,
    state: State,
    given: dict[str, Any],
    *,
    partial: bool,
    forced: bool,
    actor: Actor,
    at: datetime,
    reden: str,
) -> bytes:
    """Bring what is `given` into the row that is held, when the rules allow it."""
    there = _as_sent(resource, state)
    body, wrong = wire.convert_partly(there | given if partial else given, BODIES[resource], there=there)
    if not state.concept:
        changing.take_turns()  # it is published: its period may come to overlap
    facts = facts_of(resource, body)
    kept = typen.kept(body, facts, refer=refer, selectielijst=lijsten.LIJST, self_=state.uuid)
    errors = kept.errors
    known = {f.encode_name for f in msgspec.structs.fields(BODIES[resource])}
    only_end = partial and given.keys() & known == {"eindeGeldigheid"}
    if not (state.concept or forced or only_end):
        wrong += (non_concept(resource),)  # whatever the body says
    elif isinstance(body, ChildBody):
        wrong += _published(facts, forced=forced)
    elif isinstance(body, TypeBody) and not state.concept and not errors:
        errors = _corrected(resource, state, body, kept.values, facts)
    if not wrong:
        errors = errors or lijsten.not_there(body)
    if wrong or errors:
        raise Invalid(fields=wire.together(BODIES[resource], wrong, errors))
    made = changing.update(
        resource,
        state.id,
        kept.values,
        parent=kept.parent,
        act="partial_update" if partial else "update",
        actor=actor,
        at=at,
        op=clock.local_date(at),
        reden=reden,
    )
    changed()
    return made


def _corrected(
    resource: str, state: State, body: TypeBody, values: dict[str, Any], facts: Facts
) -> tuple[FieldError, ...]:
    before = wire.convert(_as_sent(resource, state), BODIES[resource])
    old = typen.kept(before, facts_of(resource, before), refer=refer, selectielijst=lijsten.LIJST).values
    this = Version(
        uuid=state.uuid,
        begin_geldigheid=body.begin_geldigheid,
        einde_geldigheid=body.einde_geldigheid,
        concept=False,
    )
    return (
        *typen.correction_errors(KINDS[resource].name, old, values),
        *typen.overlap_errors(this, facts.versies),
    )


def _held(resource: str, uuid: UUID) -> State:
    state = changing.held(resource, uuid)
    if state is None:
        raise NotFound
    return state


def _as_sent(resource: str, state: State) -> dict[str, Any]:
    return relaties.as_sent(resource, state, base=settings.current().url)


def non_concept(resource: str) -> FieldError:
    """Why what is published does not change (ztc-009), nor what hangs on it (ztc-010)."""
    if KINDS[resource].is_child:
        return FieldError("nonFieldErrors", "non-concept-zaaktype", "Het zaaktype is gepubliceerd.")
    return FieldError(
        "nonFieldErrors", "non-concept-object", "Dit is gepubliceerd en kan niet meer wijzigen."
    )


def _published(facts: Facts, *, forced: bool) -> tuple[FieldError, ...]:
    """Nothing is hung on a zaaktype that is published, unless as a correctie (ztc-010)."""
    if facts.zaaktype and not facts.zaaktype.concept and not forced:
        return (FieldError("nonFieldErrors", "non-concept-zaaktype", "Het zaaktype is gepubliceerd."),)
    return ()


def facts_of(resource: str, body: Body) -> Facts:
    """What the rules need to know of the register for a body of `resource`."""
    if isinstance(body, CatalogusBody):
        return Facts()
    asked = relaties.asked(body, refer)
    naam = ""
    if isinstance(body, ZaaktypeBody):
        naam = body.identificatie
    elif isinstance(body, BesluittypeBody | InformatieobjecttypeBody):
        naam = body.omschrijving
    return changing.facts(
        resource,
        catalogus=next(iter(asked.uuids.pop("catalogussen", [])), None),
        zaaktype=next(iter(asked.uuids.pop("zaaktype", [])), None),
        naam=naam,
        names=asked.names,
        uuids=asked.uuids,
    )


def refer(url: str, resource: str) -> UUID | None:
    """The identifier in a URL of one of our own resources; None for any other text."""
    prefix = f"{settings.current().url}{relaties.API}/{resource}/"
    return wire.uuid_of(url) if url.startswith(prefix) and "?" not in url else None
