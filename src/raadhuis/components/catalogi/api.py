"""The door of Catalogi: kinds of zaken, documents and decisions (Catalogi 1.3.3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from raadhuis.components.catalogi.domain import rules
from raadhuis.components.catalogi.domain.spec import CatalogusSpec
from raadhuis.components.catalogi.store import load, queries
from raadhuis.components.catalogi.types import (
    Besluittype,
    BrondatumArchiefprocedure,
    Eigenschap,
    Informatieobjecttype,
    Inrichting,
    Resultaattype,
    Roltype,
    Statustype,
    Zaaktype,
)
from raadhuis.kernel import authz, db, settings, wire
from raadhuis.kernel.door import door
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.recent import Recent
from raadhuis.kernel.refusal import Invalid, NotFound

__all__ = [
    "Besluittype",
    "BrondatumArchiefprocedure",
    "CatalogusSpec",
    "Eigenschap",
    "Informatieobjecttype",
    "Inrichting",
    "Resultaattype",
    "Roltype",
    "Statustype",
    "Zaaktype",
    "find_inrichting",
    "forget",
    "get_besluittype",
    "get_informatieobjecttype",
    "get_inrichting",
    "list_zaaktypen",
    "load_catalogus",
    "resource_json",
    "resources_json",
]

T = TypeVar("T")
# Published types hardly change: a minute's memory makes POST zaak cost no query for its zaaktype.
_inrichtingen: Recent[UUID, Inrichting] = Recent(seconds=60, size=500)
_documenten: Recent[UUID, Informatieobjecttype] = Recent(seconds=60, size=500)
_besluiten: Recent[UUID, Besluittype] = Recent(seconds=60, size=500)


@door
def get_inrichting(*, actor: Actor, uuid: UUID) -> Inrichting:
    """A zaaktype with everything that hangs on it, by its uuid. Raises NotFound.

    Types are no secret inside the house, so every actor may ask; the API asks for `catalogi.lezen`. A published one is
    remembered for at most a minute.
    """
    if known := _inrichtingen.get(uuid):
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
def get_informatieobjecttype(*, actor: Actor, uuid: UUID) -> Informatieobjecttype:
    """One informatieobjecttype. Raises NotFound."""
    if known := _documenten.get(uuid):
        return known
    found = _decoded(
        queries.one("informatieobjecttypen", uuid, base=settings.current().url), Informatieobjecttype
    )
    if not found.concept:
        _documenten.put(uuid, found)
    return found


@door
def get_besluittype(*, actor: Actor, uuid: UUID) -> Besluittype:
    """One besluittype. Raises NotFound."""
    if known := _besluiten.get(uuid):
        return known
    found = _decoded(queries.one("besluittypen", uuid, base=settings.current().url), Besluittype)
    if not found.concept:
        _besluiten.put(uuid, found)
    return found


def resource_json(*, actor: Actor, resource: str, uuid: UUID, op: date | None = None) -> bytes | None:
    """One resource of the API as JSON bytes; relations as they are on the day `op`. Raises NotAllowed."""
    authz.require(actor, "catalogi.lezen")
    return queries.one(resource, uuid, base=settings.current().url, op=op)


def resources_json(
    *, actor: Actor, resource: str, filters: Mapping[str, Any], page: int
) -> tuple[bytes, int]:
    """One page of a collection of the API as a JSON array, and the exact count. Raises NotAllowed.

    `filters` are the standard's, with typed values: a uuid for a reference, a date, a tuple for `__in`.
    """
    authz.require(actor, "catalogi.lezen")
    return queries.page(resource, page, filters=filters, base=settings.current().url)


def load_catalogus(spec: CatalogusSpec, *, actor: Actor, at: datetime) -> None:
    """Make the catalogus as `spec` says: new rows are added, different ones changed, nothing is taken away.

    Uuids stay what they were. Raises Invalid naming every wrong field (ztc-003 .. ztc-008, ztc-015, ztc-016, unknown
    names).
    """
    if wrong := rules.errors(spec):
        raise Invalid(fields=wrong)
    with db.atomic():
        load.load(spec, actor=actor, at=at)
    forget()


def forget() -> None:
    """Forget what was remembered of the types, in this process."""
    for memory in (_inrichtingen, _documenten, _besluiten):
        memory.clear()


def _decoded(raw: bytes | None, kind: type[T]) -> T:
    if raw is None:
        raise NotFound
    return wire.decode(raw, kind)
