"""Reads and writes of the register of decisions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from raadhuis.components.besluiten.store import sql
from raadhuis.components.besluiten.store.rights import audited, visible
from raadhuis.components.besluiten.types import Besluit, BesluitBody
from raadhuis.kernel import audit, clock, db, events, mutation, wire
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.references import roots
from raadhuis.kernel.refusal import Invalid, NotAllowed

Actie = Literal["update", "partial_update"]
# A client may have chosen numbers of our form; after that many in a row something else is wrong.
_TRIES = 100


def create(
    body: BesluitBody,
    *,
    besluittype: UUID,
    zaak: UUID | None,
    uiterlijke_reactiedatum: date | None,
    actor: Actor,
    at: datetime,
    reden: str,
) -> bytes:
    """Insert a besluit. Raises Invalid (brc-002)."""
    params = {
        **roots(),
        **{name: getattr(body, name) for name in sql.MUTABLE},
        "identificatie": body.identificatie,
        "verantwoordelijke_organisatie": body.verantwoordelijke_organisatie,
        "jaar": str(clock.local_date(at).year),
        "besluittype": besluittype,
        "zaak": zaak,
        "uiterlijke_reactiedatum": uiterlijke_reactiedatum,
    }
    for _ in range(1 if body.identificatie else _TRIES):
        if created := mutation.write(sql.CREATE, params, actor=actor, at=at, reden=reden):
            return created
    raise Invalid.field(
        "identificatie",
        "identificatie-niet-uniek",
        "Deze organisatie heeft al een besluit met deze identificatie.",
    )


def happened(actie: str, uuid: UUID, *, actor: Actor, at: datetime) -> None:
    """Tell what happened to a decision in the words of today's providers."""
    events.happened(
        actie,
        register="besluiten",
        resource="besluit",
        path=sql.PATH,
        object=uuid,
        kenmerken=f"SELECT {sql.KENMERKEN.format(r='r')} FROM besluiten_besluit r WHERE r.uuid = %(uuid)s",
        params={"uuid": uuid, **roots()},
        actor_id=actor.id,
        at=at,
    )


def take(uuid: UUID, *, actor: Actor) -> Besluit | None:
    """The besluit as it stands, held until the transaction ends; None when the actor may not see it."""
    params: dict[str, Any] = {**roots(), "uuid": uuid}
    found = _json(db.value(sql.TAKE.format(visible=visible(actor, params)), params))
    return wire.decode(found, Besluit) if found else None


def update(uuid: UUID, body: BesluitBody, *, actie: Actie, actor: Actor, at: datetime, reden: str) -> bytes:
    """Write what may change of a besluit that this transaction holds."""
    params = {**roots(), "uuid": uuid, **{name: getattr(body, name) for name in sql.MUTABLE}}
    return mutation.write(sql.UPDATES[actie], params, actor=actor, at=at, reden=reden) or b""


def destroy(uuid: UUID, *, actor: Actor, at: datetime, reden: str) -> None:
    """Destroy a besluit that this transaction holds, its links and its history (brc-009)."""
    mutation.write(sql.DESTROY, {**roots(), "uuid": uuid}, actor=actor, at=at, reden=reden)
    audit.destroy(bron="brc", hoofd_path=sql.PATH, hoofd=uuid, actor=actor, at=at, reden=reden)


def some(uuids: Iterable[UUID], *, actor: Actor) -> dict[UUID, bytes]:
    """Those of the besluiten that the actor may see, as JSON."""
    params: dict[str, Any] = {**roots(), "uuids": list(uuids)}
    return dict(db.rows(sql.SOME.format(visible=visible(actor, params)), params))


def one(uuid: UUID, *, actor: Actor) -> bytes | None:
    """A besluit as JSON."""
    params: dict[str, Any] = {**roots(), "uuid": uuid}
    return _json(db.value(sql.ONE.format(visible=visible(actor, params)), params))


def listed(filters: dict[str, Any], *, page: int, size: int, actor: Actor) -> tuple[bytes, int]:
    """One page, newest first, as a JSON array, and the exact count. `filters` are names of sql.FILTERS with a value."""
    params: dict[str, Any] = {
        **roots(),
        **filters,
        "limit": size,
        "offset": (page - 1) * size,
    }
    where = " AND ".join([visible(actor, params), *(sql.FILTERS[name] for name in filters)])
    found = db.row(sql.LIST.format(where=where), params)
    assert found is not None  # noqa: S101  # a SELECT of two scalars has one row
    return bytes(found[1]), int(found[0])


def of_zaak(zaak: UUID, *, actor: Actor) -> bytes:
    """The decisions of a zaak, oldest first, as a JSON array."""
    params: dict[str, Any] = {**roots(), "zaak": zaak}
    return bytes(db.value(sql.OF_ZAAK.format(visible=visible(actor, params)), params))


def trail(uuid: UUID, *, actor: Actor, record: UUID | None = None) -> bytes | None:
    """The audit records of a besluit (or one of them) as JSON; None when the actor may not see the besluit.

    Raises NotAllowed when she may, but not its records (scope audittrails.lezen).
    """
    params: dict[str, Any] = {"uuid": uuid}
    if db.value(sql.IS_VISIBLE.format(visible=visible(actor, params)), params) is None:
        return None
    params = {"uuid": uuid}
    if db.value(sql.IS_VISIBLE.format(visible=audited(actor, params)), params) is None:
        raise NotAllowed
    base = roots()["base"]
    if record is None:
        return audit.trail(uuid, bron="brc", base=base)
    return _json(db.value(audit.ONE, {"hoofd": uuid, "uuid": record, "base": base}))


def link(*, besluit: UUID, informatieobject: UUID, actor: Actor, at: datetime, reden: str) -> bytes | None:
    """Record that the document records the besluit; None when there is no such besluit. Raises Invalid (`unique`)."""
    params = {**roots(), "besluit": besluit, "informatieobject": informatieobject}
    created = mutation.write(sql.CREATE_BIO, params, actor=actor, at=at, reden=reden)
    if created is None and db.value(sql.IS_LINKED, params):
        raise Invalid.field("nonFieldErrors", "unique", "Dit document hoort al bij dit besluit.")
    return created


def is_linked(document: UUID, besluit: UUID) -> bool:
    """Whether the document records the besluit."""
    return db.value(sql.IS_LINKED, {"besluit": besluit, "informatieobject": document}) is not None


def unlink(*, uuid: UUID, besluit: UUID, actor: Actor, at: datetime, reden: str) -> bool:
    """Remove a besluitinformatieobject; whether it was there."""
    params = {**roots(), "uuid": uuid, "besluit": besluit}
    return mutation.write(sql.DESTROY_BIO, params, actor=actor, at=at, reden=reden) is not None


def some_links(uuids: Iterable[UUID], *, actor: Actor) -> dict[UUID, bytes]:
    """Those of the besluitinformatieobjecten that the actor may see, as JSON."""
    params: dict[str, Any] = {**roots(), "uuids": list(uuids)}
    return dict(db.rows(sql.BIO_SOME.format(visible=visible(actor, params)), params))


def link_one(uuid: UUID, *, actor: Actor) -> bytes | None:
    """One besluitinformatieobject as JSON."""
    params: dict[str, Any] = {**roots(), "uuid": uuid}
    return _json(db.value(sql.BIO_ONE.format(visible=visible(actor, params)), params))


def links(filters: dict[str, UUID], *, actor: Actor) -> bytes:
    """The besluitinformatieobjecten that match, oldest first. `filters` are names of sql.BIO_FILTERS with a value."""
    params: dict[str, Any] = {**roots(), **filters}
    where = " AND ".join([visible(actor, params), *(sql.BIO_FILTERS[name] for name in filters)])
    return bytes(db.value(sql.BIO_LIST.format(where=where), params))


def _json(found: Any) -> bytes | None:
    return None if found is None else bytes(found)
