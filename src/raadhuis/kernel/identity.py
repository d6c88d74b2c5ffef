"""Who acts, and with which rights. Comes in as an argument everywhere; made at the edge only."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

Kind = Literal["applicatie", "medewerker", "inwoner", "systeem"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Scopes on types: `types` None is every zaaktype, informatieobjecttype or besluittype; `max_va` is 1 to 8
    (openbaar to zeer_geheim, inclusive), as in the Autorisaties API."""

    scopes: frozenset[str]
    types: frozenset[UUID] | None = None
    max_va: int = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What an actor may reach: `everything`, or by grants, or what is her own (`bsn`), or `objects` named one by one."""

    everything: bool = False
    grants: tuple[Grant, ...] = ()
    bsn: str = field(default="", repr=False)
    objects: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person, an application or the house itself.

    `id` and `name` appear in audit records and tokens, so they never hold a BSN: an inwoner's `id` is a pseudonym.
    `roles` and `teams` are an employee's, from her claims. `loa` is an inwoner's level of assurance.
    """

    kind: Kind
    id: str
    name: str
    rights: Rights = Rights()
    roles: frozenset[str] = frozenset()
    teams: tuple[str, ...] = ()
    loa: str = ""

    @property
    def bsn(self) -> str:
        """The inwoner's burgerservicenummer; "" for everybody else."""
        return self.rights.bsn

    def only(self, *objects: UUID) -> Actor:
        """The same person, narrowed to exactly these objects: after another room confirmed that she may see them."""
        return Actor(
            kind=self.kind,
            id=self.id,
            name=self.name,
            rights=Rights(objects=frozenset(objects)),
            loa=self.loa,
        )


def systeem(name: str) -> Actor:
    """The house acting by itself, named after the component that acts."""
    return Actor(kind="systeem", id=name, name=f"Raadhuis ({name})", rights=Rights(everything=True))


def inwoner(bsn: str, *, loa: str, secret_key: str) -> Actor:
    """A resident, after DigiD. The pseudonym is the same for the same person in one installation."""
    pseudonym = hmac.new(secret_key.encode(), f"bsn:{bsn}".encode(), hashlib.sha256).hexdigest()[:32]
    return Actor(
        kind="inwoner", id=f"inwoner-{pseudonym}", name="Aanvrager (DigiD)", rights=Rights(bsn=bsn), loa=loa
    )
