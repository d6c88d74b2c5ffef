"""The start of every change: hold the zaak's row, see that the actor may change it, and look up what it refers to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar
from uuid import UUID

from raadhuis.components.catalogi import api as catalogi
from raadhuis.components.documenten import api as documenten
from raadhuis.components.zaken.domain.regels import Typed, ZaakIsGesloten
from raadhuis.components.zaken.store import zaken
from raadhuis.components.zaken.store.urls import identify
from raadhuis.kernel import authz
from raadhuis.kernel.identity import Actor, systeem
from raadhuis.kernel.refusal import Invalid, NotAllowed, NotFound
from raadhuis.kernel.wire import uuid_of

T = TypeVar("T", bound=Typed)
SELF = systeem("zaken")
GEFORCEERD = "zaken.geforceerd-bijwerken"
BIJWERKEN = ("zaken.bijwerken",)


def held(uuid: UUID, actor: Actor, scopes: tuple[str, ...]) -> zaken.State:
    """Hold a zaak that `actor` may change with one of `scopes`; a closed one only by force (zrc-007).

    Raises NotFound when she may not even see it, NotAllowed, ZaakIsGesloten.
    """
    state = seen(uuid, actor, scopes)
    may_change(state, actor, scopes)
    return state


def seen_by_url(url: str, actor: Actor, scopes: tuple[str, ...], *, field: str = "zaak") -> zaken.State:
    """The same as `seen`, for the zaak in `field` of a body. Raises Invalid instead of NotFound."""
    uuid = identify(url, "zrc", "zaken")
    try:
        if uuid:
            return seen(uuid, actor, scopes)
    except NotFound:
        pass
    raise Invalid.field(field, "does_not_exist", "Deze URL wijst niet naar een zaak in dit register.")


def seen(uuid: UUID, actor: Actor, scopes: tuple[str, ...]) -> zaken.State:
    """Hold a zaak without asking yet what the actor may do with it. Raises NotFound when she may not know of it."""
    state = zaken.look(actor=actor, uuid=uuid, hold=True)
    if state is None or not (state.seen or state.grants(actor, *scopes)):
        raise NotFound
    return state


def may_change_any(actor: Actor, scopes: tuple[str, ...]) -> None:
    """Raise NotAllowed when there is no zaak that the actor may change with one of `scopes`: all that can be asked while it
    is not known which zaak."""
    if not any(authz.has(actor, scope) for scope in (*scopes, GEFORCEERD)):
        raise NotAllowed


def may_change(state: zaken.State, actor: Actor, scopes: tuple[str, ...]) -> None:
    """Raise NotAllowed without one of `scopes`, ZaakIsGesloten when the zaak is closed and the actor may not force it."""
    if state.grants(actor, GEFORCEERD):
        return
    if not state.grants(actor, *scopes):
        raise NotAllowed
    if state.einddatum:
        raise ZaakIsGesloten


def inrichting_of(uuid: UUID | None) -> catalogi.Inrichting | None:
    """A zaaktype with everything that hangs on it; None when there is none (zrc-001). The register itself asks, since the
    right is about zaken, not about types."""
    try:
        return catalogi.get_inrichting(actor=SELF, uuid=uuid) if uuid else None
    except NotFound:
        return None


def inrichting(state: zaken.State, *, fresh: bool = False) -> catalogi.Inrichting:
    """The zaaktype of an existing zaak. Raises NotFound when Catalogi lost it."""
    return catalogi.get_inrichting(actor=SELF, uuid=state.zaaktype, fresh=fresh)


def own_type(
    state: zaken.State, uuid: UUID | None, choose: Callable[[catalogi.Inrichting], Sequence[T]]
) -> T | None:
    """The type with this uuid among those of the zaaktype (zrc-016 .. zrc-020). What was added since we looked is looked for
    once more before it is said to be missing."""
    for fresh in (False, True):
        for own in choose(inrichting(state, fresh=fresh)) if uuid else ():
            if uuid_of(own.url) == uuid:
                return own
    return None


def document(url: str, actor: Actor) -> documenten.EnkelvoudigInformatieObject | None:
    """An existing document that the actor may read or make (zrc-003); one that she may not know of counts as none."""
    uuid = identify(url, "drc", "enkelvoudiginformatieobjecten")
    try:
        found = documenten.get_enkelvoudiginformatieobject(actor=SELF, uuid=uuid) if uuid else None
    except NotFound:
        return None
    return found if found and _may_link(actor, found) else None


def _may_link(actor: Actor, found: documenten.EnkelvoudigInformatieObject) -> bool:
    type_uuid, level = uuid_of(found.informatieobjecttype), authz.rank(found.vertrouwelijkheidaanduiding)
    return any(
        authz.has(actor, scope, type_uuid=type_uuid, level=level)
        for scope in ("documenten.lezen", "documenten.aanmaken")
    )
