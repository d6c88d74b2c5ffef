"""Asking Catalogi: the door of the neighbours, and what our own HTTP API reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from raadhuis.components.catalogi.store import queries
from raadhuis.components.catalogi.types import (
    Besluittype,
    Informatieobjecttype,
    Inrichting,
    Typeversie,
    Zaaktype,
)
from raadhuis.kernel import authz, db, settings, wire
from raadhuis.kernel.door import door, door_to
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.recent import Recent
from raadhuis.kernel.refusal import NotAllowed, NotFound
from raadhuis.kernel.stamp import Stamp

T = TypeVar("T")
# Published types hardly change: a minute's memory makes POST zaak cost no query for its zaaktype.
_inrichtingen: Recent[UUID, Inrichting] = Recent(seconds=60, size=500)
_documenten: Recent[UUID, Informatieobjecttype] = Recent(seconds=60, size=500)
_besluiten: Recent[UUID, Besluittype] = Recent(seconds=60, size=500)
# Rights by name follow a new version at once on the machine where it was made, and within this second on the others.
_versies: Recent[str, tuple[Typeversie, ...]] = Recent(seconds=1, size=1)


@door_to("uuid")
def get_inrichting(*, actor: Actor, uuid: UUID, fresh: bool = False) -> Inrichting:
    """A zaaktype with everything that hangs on it, by its uuid. Raises NotFound.

    Types are no secret inside the house, so every actor may ask; the API asks for `catalogi.lezen`. A published one is
    remembered for at most a minute, not for who wants it `fresh`: who misses something that another process may have added.
    """
    _stamp.look()
    if not fresh and (known := _inrichtingen.get(uuid)):
        return known
    found = _decoded(queries.inrichting(uuid, base=settings.current().url), Inrichting)
    if not found.zaaktype.concept:
        _inrichtingen.put(uuid, found)
    return found


@door
def find_inrichting(*, actor: Actor, identificatie: str, op: date) -> Inrichting:
    """The published version of the zaaktype `identificatie` that is valid on the day `op`. Raises NotFound."""
    return _decoded(queries.inrichting_on(identificatie, op, base=settings.current().url), Inrichting)


@door
def list_zaaktypen(*, actor: Actor) -> tuple[Zaaktype, ...]:
    """Every version of every zaaktype, concepts included, by omschrijving."""
    return wire.decode(queries.zaaktypen(base=settings.current().url), tuple[Zaaktype, ...])


@door
def list_typeversies(*, actor: Actor) -> tuple[Typeversie, ...]:
    """Every version of every zaaktype, informatieobjecttype and besluittype, concepts included, oldest first: what rights
    by name or by catalogus are resolved with. The same tuple as before while nothing changed; remembered for a second."""
    _stamp.look()
    if known := _versies.get(""):
        return known
    found = wire.decode(queries.typeversies(), tuple[Typeversie, ...])
    _versies.put("", found)
    return found


@door_to("uuid")
def get_informatieobjecttype(*, actor: Actor, uuid: UUID) -> Informatieobjecttype:
    """One informatieobjecttype. Raises NotFound."""
    _stamp.look()
    if known := _documenten.get(uuid):
        return known
    found = _decoded(
        queries.one("informatieobjecttypen", uuid, base=settings.current().url), Informatieobjecttype
    )
    if not found.concept:
        _documenten.put(uuid, found)
    return found


@door_to("uuid")
def get_besluittype(*, actor: Actor, uuid: UUID, fresh: bool = False) -> Besluittype:
    """One besluittype, `fresh` as an inrichting is. Raises NotFound."""
    _stamp.look()
    if not fresh and (known := _besluiten.get(uuid)):
        return known
    found = _decoded(queries.one("besluittypen", uuid, base=settings.current().url), Besluittype)
    if not found.concept:
        _besluiten.put(uuid, found)
    return found


@door_to("uuid")
def type_exists(*, actor: Actor, resource: str, uuid: UUID) -> bool:
    """Whether there is such a type, of any zaaktype and concepts included; `resource` is its collection, `statustypen` say."""
    return queries.one(resource, uuid, base=settings.current().url) is not None


def resource_json(*, actor: Actor, resource: str, uuid: UUID, op: date | None = None) -> bytes | None:
    """One resource of the API as JSON bytes; relations as they are on the day `op`. Raises NotAllowed."""
    may_read(actor)
    return queries.one(resource, uuid, base=settings.current().url, op=op)


def resources_json(
    *, actor: Actor, resource: str, filters: Mapping[str, Any], page: int, size: int, op: date
) -> tuple[bytes, int]:
    """One page of a collection of the API as a JSON array, and the exact count; relations as they are on the day `op`.

    `filters` are the standard's, with typed values: a uuid for a reference, a date, a tuple for `__in`. Raises NotAllowed.
    """
    may_read(actor)
    return queries.page(resource, page, filters=filters, size=size, base=settings.current().url, op=op)


def resources_by_uuid(*, actor: Actor, resource: str, uuids: Sequence[UUID], op: date) -> dict[UUID, bytes]:
    """Resources of the API as JSON bytes, for `expand`: none when the actor may not read."""
    if not reads(actor):
        return {}
    return queries.several(resource, uuids, base=settings.current().url, op=op)


def documents_by_name(*, places: Sequence[tuple[UUID | None, str]], op: date) -> list[str]:
    """The URL of the informatieobjecttype behind each (catalogus, omschrijving) on the day `op`; "" for none."""
    return queries.documents_by_name(places, base=settings.current().url, op=op)


def forget() -> None:
    """Forget what was remembered of the types, in this process."""
    for memory in (_inrichtingen, _documenten, _besluiten, _versies):
        memory.clear()


_stamp = Stamp("catalogi", forget)


def changed() -> None:
    """Types were changed: forget them now, and in every process of this machine when the change is there to read."""
    forget()
    db.after_commit(_told)


def _told() -> None:
    forget()
    _stamp.say()


# Who may read zaken or documents may read what kinds there are (ztc-014).
LEZEN = ("catalogi.lezen", "zaken.lezen", "documenten.lezen")


def reads(actor: Actor) -> bool:
    """Whether `actor` may read types."""
    return any(authz.has(actor, scope) for scope in LEZEN)


def may_read(actor: Actor) -> None:
    """Raise NotAllowed unless `actor` may read types."""
    if not reads(actor):
        raise NotAllowed


def _decoded(raw: bytes | None, kind: type[T]) -> T:
    if raw is None:
        raise NotFound
    return wire.decode(raw, kind)
