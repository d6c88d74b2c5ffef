"""What the register knows that a rule about a body needs: fetched in one statement, judged without one."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import msgspec


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """Base of the facts: columns as they are named in the tables."""


class Place(Fact, frozen=True, kw_only=True):
    """A catalogus."""

    id: int
    uuid: UUID


class Parent(Fact, frozen=True, kw_only=True):
    """A zaaktype on which something hangs or will hang. `documenten` are (uuid of the relation, volgnummer)."""

    id: int
    uuid: UUID
    catalogus: UUID
    begin_geldigheid: date
    concept: bool
    selectielijst_procestype: str
    documenten: tuple[tuple[UUID, int], ...]


class Named(Fact, frozen=True, kw_only=True):
    """A version of a type that is referred to: by its uuid, or by the name that its versions share."""

    uuid: UUID
    naam: str
    catalogus: UUID


class Part(Fact, frozen=True, kw_only=True):
    """Something that hangs on a zaaktype and is referred to."""

    uuid: UUID
    zaaktype: UUID


class Version(Fact, frozen=True, kw_only=True):
    """A version of the type with the same name in the same catalogus."""

    uuid: UUID
    begin_geldigheid: date
    einde_geldigheid: date | None
    concept: bool


class Facts(Fact, frozen=True, kw_only=True):
    """All of it; what was not asked for is empty."""

    catalogus: Place | None = None
    zaaktype: Parent | None = None
    besluittypen: tuple[Named, ...] = ()
    informatieobjecttypen: tuple[Named, ...] = ()
    zaaktypen: tuple[Named, ...] = ()
    statustypen: tuple[Part, ...] = ()
    eigenschappen: tuple[Part, ...] = ()
    resultaattypen: tuple[Part, ...] = ()
    versies: tuple[Version, ...] = ()


class State(Fact, frozen=True, kw_only=True):
    """A resource that is to be changed: its row, its wire form, and what the wire form does not say of its relations.

    `concept` is the zaaktype's when it hangs on one; a catalogus is always free to change. `leeg`: no types in it.
    """

    id: int
    uuid: UUID
    wire: dict[str, object]
    concept: bool
    begin_object: date | None = None
    einde_object: date | None = None
    gerelateerde_zaaktypen: tuple[dict[str, str], ...] = ()
    eigenschappen: tuple[str, ...] = ()
    leeg: bool = True
