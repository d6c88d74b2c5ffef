"""The start of every change: hold the zaak's row, see that the actor may change it, and look up what it refers to."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from raadhuis.components.catalogi import api as catalogi
from raadhuis.components.documenten import api as documenten
from raadhuis.components.zaken.domain.regels import ZaakIsGesloten
from raadhuis.components.zaken.store import onderdelen, zaken
from raadhuis.components.zaken.store.ids import uuid7
from raadhuis.components.zaken.store.urls import identify
from raadhuis.kernel import authz
from raadhuis.kernel.identity import Actor, systeem
from raadhuis.kernel.refusal import FieldError, Invalid, NotAllowed, NotFound
from raadhuis.kernel.wire import uuid_of

SELF = systeem("zaken")
GEFORCEERD = "zaken.geforceerd-bijwerken"
BIJWERKEN = ("zaken.bijwerken",)


def held(uuid: UUID, actor: Actor, scopes: tuple[str, ...]) -> zaken.State:
    """Hold a zaak that `actor` may change with one of `scopes`; a closed one only by force (zrc-007).

    Raises NotFound when she may not even see it, NotAllowed, ZaakIsGesloten.
    """
    state = _held(uuid, actor, scopes)
    may_change(state, actor, scopes)
    return state


def held_by_url(
    url: str, actor: Actor, scopes: tuple[str, ...], *, after: tuple[FieldError, ...] = ()
) -> zaken.State:
    """The same for the `zaak` in a body. Raises Invalid (with the errors that come `after` it) instead of NotFound."""
    state = seen_by_url(url, actor, scopes, after=after)
    may_change(state, actor, scopes)
    return state


def seen_by_url(
    url: str, actor: Actor, scopes: tuple[str, ...], *, after: tuple[FieldError, ...] = ()
) -> zaken.State:
    """Hold the `zaak` in a body without asking yet what the actor may do with it. Raises Invalid."""
    uuid = identify(url, "zrc", "zaken")
    try:
        if uuid:
            return _held(uuid, actor, scopes)
    except NotFound:
        pass
    wrong = FieldError("zaak", "does-not-exist", "Deze URL wijst niet naar een zaak in dit register.")
    raise Invalid(fields=(wrong, *after))


def _held(uuid: UUID, actor: Actor, scopes: tuple[str, ...]) -> zaken.State:
    state = zaken.look(actor=actor, uuid=uuid, hold=True)
    if state is None or not (state.seen or state.grants(actor, *scopes)):
        raise NotFound
    return state


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


def inrichting(state: zaken.State) -> catalogi.Inrichting:
    """The zaaktype of an existing zaak. Raises NotFound when Catalogi lost it."""
    return catalogi.get_inrichting(actor=SELF, uuid=state.zaaktype)


def document(url: str, of: catalogi.Inrichting, actor: Actor) -> UUID:
    """The identifier of an existing document that the actor may read or make, of a type that the zaaktype has (zrc-003,
    zrc-017). Raises Invalid; a document that she may not know of counts as none."""
    uuid = identify(url, "drc", "enkelvoudiginformatieobjecten")
    try:
        found = documenten.get_enkelvoudiginformatieobject(actor=SELF, uuid=uuid) if uuid else None
    except NotFound:
        found = None
    if uuid is None or found is None or not _may_link(actor, found):
        raise Invalid.field(
            "informatieobject", "bad-url", "Deze URL wijst niet naar een document in dit register."
        )
    if found.informatieobjecttype not in [known.url for known in of.informatieobjecttypen]:
        code = "missing-zaaktype-informatieobjecttype-relation"
        raise Invalid.field(
            "nonFieldErrors", code, "Dit soort document hoort niet bij het zaaktype van de zaak."
        )
    return uuid


def _may_link(actor: Actor, found: documenten.EnkelvoudigInformatieObject) -> bool:
    type_uuid, level = uuid_of(found.informatieobjecttype), authz.rank(found.vertrouwelijkheidaanduiding)
    return any(
        authz.has(actor, scope, type_uuid=type_uuid, level=level)
        for scope in ("documenten.lezen", "documenten.aanmaken")
    )


def status(url: str | None, state: zaken.State) -> UUID | None:
    """The identifier of a status of the same zaak. Raises Invalid."""
    if url is None:
        return None
    uuid = identify(url, "zrc", "statussen")
    if uuid is None or onderdelen.zaak_of(onderdelen.STATUS, uuid) != state.uuid:
        raise Invalid.field("status", "bad-url", "Deze URL wijst niet naar een status van deze zaak.")
    return uuid


def add(
    kind: onderdelen.Onderdeel,
    state: zaken.State,
    values: dict[str, Any],
    *,
    actor: Actor,
    at: Any,
    reden: str,
) -> bytes:
    """Add a part with a new identifier to a zaak that is held."""
    identity = {"uuid": uuid7(at), "zaak": state.uuid}
    return onderdelen.insert(kind, values | identity, actor=actor, at=at, reden=reden)
