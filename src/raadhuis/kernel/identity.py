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

    def within(self, limit: Grant) -> Grant:
        """The scopes of both, on the types of both, up to the lower level."""
        if self.types is None or limit.types is None:
            types = limit.types if self.types is None else self.types
        else:
            types = self.types & limit.types
        return Grant(scopes=self.scopes & limit.scopes, types=types, max_va=min(self.max_va, limit.max_va))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What an actor may reach: `everything`, or by grants, or what is her own (`bsn`), or `objects` named one by one.

    `only_ready` leaves, of documents, those that are marked `isGereedVoorPublicatie` (an application's
    `alleenIsGereedVoorPublicatie`); it narrows all the others, `everything` too.
    """

    everything: bool = False
    grants: tuple[Grant, ...] = ()
    bsn: str = field(default="", repr=False)
    objects: frozenset[UUID] = frozenset()
    only_ready: bool = False

    def within(self, limit: Rights) -> Rights:
        """What these rights and `limit` both allow by `everything` and grants; never more than either."""
        only_ready = self.only_ready or limit.only_ready
        if limit.everything:
            return Rights(everything=self.everything, grants=self.grants, only_ready=only_ready)
        if self.everything:
            return Rights(grants=limit.grants, only_ready=only_ready)
        both = (ours.within(theirs) for ours in self.grants for theirs in limit.grants)
        return Rights(grants=tuple(grant for grant in both if grant.scopes), only_ready=only_ready)


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person, an application or the house itself.

    `id` and `name` appear in audit records and tokens, so they never hold a BSN: an inwoner's `id` is a pseudonym.
    `roles` and `teams` are an employee's, from her claims. `loa` is an inwoner's level of assurance. `applicatie` and
    `applicatie_name` are the client through which a person acts; "" when she acts on our own screens.
    """

    kind: Kind
    id: str
    name: str
    rights: Rights = Rights()
    roles: frozenset[str] = frozenset()
    teams: tuple[str, ...] = ()
    loa: str = ""
    applicatie: str = ""
    applicatie_name: str = ""

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
            rights=Rights(objects=frozenset(objects), only_ready=self.rights.only_ready),
            loa=self.loa,
            applicatie=self.applicatie,
            applicatie_name=self.applicatie_name,
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
