"""Which documents an actor may see: the one predicate of this register, used by every read; and what she may change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from raadhuis.kernel import authz
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.refusal import NotAllowed, NotFound

LEZEN = "documenten.lezen"
AANMAKEN = "documenten.aanmaken"
BIJWERKEN = "documenten.bijwerken"
GEFORCEERD_BIJWERKEN = "documenten.geforceerd-bijwerken"
VERWIJDEREN = "documenten.verwijderen"
LOCK = "documenten.lock"
GEFORCEERD_UNLOCK = "documenten.geforceerd-unlock"
AUDIT = "audittrails.lezen"


def visible(actor: Actor, params: dict[str, Any], *, row: str = "r") -> str:
    """A condition on `row` (a document with its version: sql.NEWEST or AT_VERSIE); adds its values to `params`.

    An actor narrowed to objects sees exactly those documents; anybody else what the grants allow by
    informatieobjecttype and vertrouwelijkheidaanduiding. A resident's own documents are hers through her zaak, so
    without objects she sees none.
    """
    if actor.rights.objects:
        params["objects"] = list(actor.rights.objects)
        return f"{row}.uuid = ANY(%(objects)s)"
    granted = authz.granted_sql(
        actor, LEZEN, type_column=f"{row}.informatieobjecttype", va_column=f"{row}.va", params=params
    )
    # Autorisaties 1.1: alleenIsGereedVoorPublicatie.
    return f"({granted} AND {row}.is_gereed_voor_publicatie IS TRUE)" if actor.rights.only_ready else granted


def audited(actor: Actor, params: dict[str, Any]) -> str:
    """A condition on `r`, true when the actor may also see who did and saw what; adds its values to `params`.

    That has a scope of its own: who may read a document may not yet read who else did.
    """
    return authz.granted_sql(
        actor, AUDIT, type_column="r.informatieobjecttype", va_column="r.va", params=params
    )


def sees_locks(actor: Actor) -> bool:
    """Whether the actor may change documents, and so may know the locks of those it sees."""
    return any(authz.has(actor, scope) for scope in (BIJWERKEN, GEFORCEERD_BIJWERKEN))


@dataclass(frozen=True, slots=True, kw_only=True)
class Guarded:
    """What the rights on a document depend on."""

    uuid: UUID
    informatieobjecttype: UUID
    va: int
    ready: bool


def may(actor: Actor, *scopes: str, document: Guarded) -> bool:
    """Whether the actor has one of the scopes on this document."""
    # Who is narrowed to objects came to look at something.
    if actor.rights.objects or (actor.rights.only_ready and not document.ready):
        return False
    return any(
        authz.has(actor, scope, type_uuid=document.informatieobjecttype, level=document.va)
        for scope in scopes
    )


def require(actor: Actor, *scopes: str, document: Guarded) -> None:
    """Raise NotAllowed unless the actor has one of the scopes on this document; NotFound when it may not even see it."""
    if may(actor, *scopes, document=document):
        return
    seen = document.uuid in actor.rights.objects or may(actor, LEZEN, document=document)
    raise NotAllowed if seen else NotFound
