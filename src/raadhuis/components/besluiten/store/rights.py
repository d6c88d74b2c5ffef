"""Which decisions an actor may see: the one predicate of this register, used by every read."""

from __future__ import annotations

from typing import Any

from raadhuis.kernel.authz import granted_sql
from raadhuis.kernel.identity import Actor

LEZEN = "besluiten.lezen"
AANMAKEN = "besluiten.aanmaken"
BIJWERKEN = "besluiten.bijwerken"
VERWIJDEREN = "besluiten.verwijderen"
AUDIT = "audittrails.lezen"


def visible(actor: Actor, params: dict[str, Any]) -> str:
    """A condition on `r` (a besluit); adds its values to `params`.

    An actor narrowed to objects sees exactly those decisions; anybody else what the grants allow by besluittype (a
    decision has no vertrouwelijkheidaanduiding). A resident without objects sees none.
    """
    if actor.rights.objects:
        params["objects"] = list(actor.rights.objects)
        return "r.uuid = ANY(%(objects)s)"
    return granted_sql(actor, LEZEN, type_column="r.besluittype", va_column="1", params=params)


def audited(actor: Actor, params: dict[str, Any]) -> str:
    """A condition on `r`, true when the actor may also see who did and saw what; adds its values to `params`.

    That has a scope of its own: who may read a decision may not yet read who else did.
    """
    return granted_sql(actor, AUDIT, type_column="r.besluittype", va_column="1", params=params)
