"""Rights as SQL: the part of a register's one authorisation predicate that every register shares."""

from __future__ import annotations

from typing import Any, Literal, get_args
from uuid import UUID

from raadhuis.kernel.identity import Actor
from raadhuis.kernel.refusal import NotAllowed

# vertrouwelijkheidaanduiding, in the standard's order; stored as 1..8 so that "at most" is a comparison.
Vertrouwelijkheidaanduiding = Literal[
    "openbaar",
    "beperkt_openbaar",
    "intern",
    "zaakvertrouwelijk",
    "vertrouwelijk",
    "confidentieel",
    "geheim",
    "zeer_geheim",
]
LEVELS: tuple[str, ...] = get_args(Vertrouwelijkheidaanduiding)
LEVELS_SQL = "(ARRAY['" + "','".join(LEVELS) + "'])"


def rank(level: str) -> int:
    """1 (openbaar) to 8 (zeer_geheim)."""
    return LEVELS.index(level) + 1


def require(actor: Actor, scope: str, *, type_uuid: UUID | None = None, level: int = 1) -> None:
    """Raise NotAllowed unless `actor` has `scope` (on this type, up to this confidentiality)."""
    if not has(actor, scope, type_uuid=type_uuid, level=level):
        raise NotAllowed


def has(actor: Actor, scope: str, *, type_uuid: UUID | None = None, level: int = 1) -> bool:
    """Whether `actor` has `scope` (on this type, up to this confidentiality)."""
    if actor.rights.everything:
        return True
    return any(
        scope in grant.scopes
        and level <= grant.max_va
        and (type_uuid is None or grant.types is None or type_uuid in grant.types)
        for grant in actor.rights.grants
    )


def granted_sql(actor: Actor, scope: str, *, type_column: str, va_column: str, params: dict[str, Any]) -> str:
    """A WHERE fragment that is true for the rows that the actor's grants allow; adds its values to `params`.

    The text depends only on the number of grants and on which are of one type (an index has those in their order), so it
    is prepared once. Nothing granted gives FALSE.
    """
    if actor.rights.everything:
        return "TRUE"
    parts = []
    for number, grant in enumerate(g for g in actor.rights.grants if scope in g.scopes):
        params[f"va{number}"] = grant.max_va
        part = f"{va_column} <= %(va{number})s"
        if grant.types is not None:
            types, one = list(grant.types), len(grant.types) == 1
            params[f"types{number}"] = types[0] if one else types
            part += f" AND {type_column} = " + (f"%(types{number})s" if one else f"ANY(%(types{number})s)")
        parts.append(f"({part})")
    return "(" + " OR ".join(parts) + ")" if parts else "FALSE"
