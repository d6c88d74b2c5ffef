"""Who may see which zaken: the one predicate that every read of this register uses."""

from __future__ import annotations

from typing import Any

from raadhuis.kernel.authz import granted_sql
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.refusal import NotAllowed

# A resident sees the zaken that she started, alone or together.
_OWN = """z.uuid IN (SELECT eigen.zaak FROM zaken_rol eigen
    WHERE eigen.inp_bsn = %(actor_bsn)s AND eigen.omschrijving_generiek IN ('initiator', 'mede_initiator'))"""


def visible(actor: Actor, params: dict[str, Any]) -> str:
    """A condition on `zaken_zaak z`, true for what `actor` may see; adds its values to `params`."""
    granted = granted_sql(
        actor, "zaken.lezen", type_column="z.zaaktype", va_column="z.vertrouwelijkheid", params=params
    )
    if granted == "TRUE":
        return granted
    ways = [granted] if granted != "FALSE" else []
    if actor.rights.bsn:
        params["actor_bsn"] = actor.rights.bsn
        ways.append(_OWN)
    if actor.rights.objects:
        params["actor_objects"] = list(actor.rights.objects)
        ways.append("z.uuid = ANY(%(actor_objects)s)")
    return f"({' OR '.join(ways)})" if ways else "FALSE"


def require_any(condition: str) -> str:
    """The condition itself. Raises NotAllowed when it allows nothing at all: a list is refused then, not empty."""
    if condition == "FALSE":
        raise NotAllowed
    return condition


def of_visible_zaak(actor: Actor, params: dict[str, Any]) -> str:
    """A condition on a part `r` of a zaak, true when the zaak may be seen."""
    condition = visible(actor, params)
    if condition in ("TRUE", "FALSE"):
        return condition
    return f"EXISTS (SELECT 1 FROM zaken_zaak z WHERE z.uuid = r.zaak AND {condition})"


def shielded(actor: Actor) -> bool:
    """Whether others' rollen are hidden from `actor`: a resident sees her own, and the handler's name."""
    return actor.kind == "inwoner"
