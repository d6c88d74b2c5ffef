"""The door of Catalogi over the VNG API: the types of another installation."""

from __future__ import annotations

from datetime import date
from typing import TypeVar
from uuid import UUID

from raadhuis.components.catalogi.types import (
    Besluittype,
    Catalogus,
    Eigenschap,
    Informatieobjecttype,
    Inrichting,
    Resultaattype,
    Roltype,
    Statustype,
    Typeversie,
    Zaakobjecttype,
    Zaaktype,
)
from raadhuis.kernel import zgw
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.recent import Recent
from raadhuis.kernel.refusal import NotFound
from raadhuis.kernel.wire import uuid_of

T = TypeVar("T")
REGISTER = "catalogi"
_ALLES = {"status": "alles"}
# An inrichting is nine calls: published ones are remembered as long as the local door remembers them.
_inrichtingen: Recent[UUID, Inrichting] = Recent(seconds=60, size=500)
_documenten: Recent[UUID, Informatieobjecttype] = Recent(seconds=60, size=500)
_besluiten: Recent[UUID, Besluittype] = Recent(seconds=60, size=500)

# Rights by name follow a new version elsewhere within ten seconds: asking is three collections.
_versies: Recent[str, tuple[Typeversie, ...]] = Recent(seconds=10, size=1)


def get_inrichting(*, actor: Actor, uuid: UUID, fresh: bool = False) -> Inrichting:
    """A zaaktype with everything that hangs on it, by its uuid; not as remembered when it must be `fresh`. Raises NotFound."""
    if not fresh and (known := _inrichtingen.get(uuid)):
        return known
    return _inrichting(zgw.get(REGISTER, f"/zaaktypen/{uuid}", Zaaktype, actor=actor), uuid, actor=actor)


def find_inrichting(*, actor: Actor, identificatie: str, op: date) -> Inrichting:
    """The published version of the zaaktype `identificatie` that is valid on the day `op`. Raises NotFound."""
    params = {"identificatie": identificatie, "datumGeldigheid": op.isoformat(), "status": "definitief"}
    found = zgw.every(REGISTER, "/zaaktypen", Zaaktype, actor=actor, params=params)
    if not found:
        raise NotFound
    newest = max(found, key=lambda z: z.begin_geldigheid)
    uuid = uuid_of(newest.url)
    if uuid is None:
        raise NotFound
    # By its uuid again: the list answers the relations of the day `op`, the standard's detail those of today.
    return get_inrichting(actor=actor, uuid=uuid)


def list_zaaktypen(*, actor: Actor) -> tuple[Zaaktype, ...]:
    """Every version of every zaaktype, concepts included, by omschrijving."""
    found = zgw.every(REGISTER, "/zaaktypen", Zaaktype, actor=actor, params={"status": "alles"})
    return tuple(sorted(found, key=lambda z: (z.omschrijving, z.begin_geldigheid)))


def list_typeversies(*, actor: Actor) -> tuple[Typeversie, ...]:
    """Every version of every zaaktype, informatieobjecttype and besluittype, concepts included, oldest first."""
    if known := _versies.get(""):
        return known
    domeinen = {c.url: c.domein for c in zgw.every(REGISTER, "/catalogussen", Catalogus, actor=actor)}
    zaaktypen = zgw.every(REGISTER, "/zaaktypen", Zaaktype, actor=actor, params=_ALLES)
    documenten = zgw.every(
        REGISTER, "/informatieobjecttypen", Informatieobjecttype, actor=actor, params=_ALLES
    )
    besluiten = zgw.every(REGISTER, "/besluittypen", Besluittype, actor=actor, params=_ALLES)
    named: list[tuple[str, Zaaktype | Informatieobjecttype | Besluittype, str]] = [
        *(("zaaktypen", z, z.identificatie) for z in zaaktypen),
        *(("informatieobjecttypen", i, i.omschrijving) for i in documenten),
        *(("besluittypen", b, b.omschrijving) for b in besluiten),
    ]
    found = tuple(
        Typeversie(
            soort=soort,
            uuid=uuid,
            catalogus=catalogus,
            domein=domeinen.get(kind.catalogus, ""),
            naam=naam,
            omschrijving=kind.omschrijving,
            begin_geldigheid=kind.begin_geldigheid,
        )
        for soort, kind, naam in named
        if (uuid := uuid_of(kind.url)) and (catalogus := uuid_of(kind.catalogus))
    )
    found = tuple(sorted(found, key=lambda v: (v.soort, v.begin_geldigheid, v.uuid)))
    _versies.put("", found)
    return found


def get_informatieobjecttype(*, actor: Actor, uuid: UUID) -> Informatieobjecttype:
    """One informatieobjecttype. Raises NotFound."""
    if known := _documenten.get(uuid):
        return known
    found = zgw.get(REGISTER, f"/informatieobjecttypen/{uuid}", Informatieobjecttype, actor=actor)
    if not found.concept:
        _documenten.put(uuid, found)
    return found


def get_besluittype(*, actor: Actor, uuid: UUID, fresh: bool = False) -> Besluittype:
    """One besluittype; not as remembered when it must be `fresh`. Raises NotFound."""
    if not fresh and (known := _besluiten.get(uuid)):
        return known
    found = zgw.get(REGISTER, f"/besluittypen/{uuid}", Besluittype, actor=actor)
    if not found.concept:
        _besluiten.put(uuid, found)
    return found


def type_exists(*, actor: Actor, resource: str, uuid: UUID) -> bool:
    """Whether there is such a type; `resource` is its collection, `statustypen` say."""
    try:
        zgw.call(REGISTER, "GET", f"/{resource}/{uuid}", actor=actor)
    except NotFound:
        return False
    return True


def _inrichting(zaaktype: Zaaktype, uuid: UUID, *, actor: Actor) -> Inrichting:
    def children(path: str, kind: type[T], *, status: dict[str, str] = _ALLES) -> tuple[T, ...]:
        params = {"zaaktype": zaaktype.url, **status}
        return zgw.every(REGISTER, path, kind, actor=actor, params=params, beside=uuid)

    documenten = (
        get_informatieobjecttype(actor=actor, uuid=u) for u in _uuids(zaaktype.informatieobjecttypen)
    )
    besluiten = (get_besluittype(actor=actor, uuid=u) for u in _uuids(zaaktype.besluittypen))
    found = Inrichting(
        uuid=uuid,
        zaaktype=zaaktype,
        statustypen=tuple(sorted(children("/statustypen", Statustype), key=lambda s: s.volgnummer)),
        resultaattypen=tuple(
            sorted(children("/resultaattypen", Resultaattype), key=lambda r: r.omschrijving)
        ),
        roltypen=tuple(sorted(children("/roltypen", Roltype), key=lambda r: r.omschrijving)),
        eigenschappen=tuple(sorted(children("/eigenschappen", Eigenschap), key=lambda e: e.naam)),
        informatieobjecttypen=tuple(sorted(documenten, key=lambda i: i.omschrijving)),
        besluittypen=tuple(sorted(besluiten, key=lambda b: b.omschrijving)),
        zaakobjecttypen=tuple(
            sorted(
                children("/zaakobjecttypen", Zaakobjecttype, status={}),
                key=lambda o: (o.objecttype, o.relatie_omschrijving),
            )
        ),
    )
    if not zaaktype.concept:
        _inrichtingen.put(uuid, found)
    return found


def _uuids(urls: tuple[str, ...]) -> list[UUID]:
    return [uuid for url in urls if (uuid := uuid_of(url))]
