"""Runs of processes: one per zaak, moved by one at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec

from raadhuis.kernel import db


@dataclass(frozen=True, slots=True, kw_only=True)
class Instantie:
    """A run that is not over, locked for this transaction, with the definition that it started with."""

    id: int
    zaak: UUID
    stand: str
    bpmn: bytes
    proces: str
    versie: int
    team: str
    termijnen: dict[str, str]


def add(*, zaak: UUID, zaaktype: str, definitie_id: int, stand: str, at: datetime) -> bool:
    """Start a run; False when the zaak has one already."""
    return (
        db.value(
            "INSERT INTO processen_instantie (zaak, zaaktype, definitie_id, stand, gestart)"
            " VALUES (%(zaak)s, %(zaaktype)s, %(definitie_id)s, %(stand)s, %(at)s)"
            " ON CONFLICT (zaak) DO NOTHING RETURNING id",
            {"zaak": zaak, "zaaktype": zaaktype, "definitie_id": definitie_id, "stand": stand, "at": at},
        )
        is not None
    )


# The team and the terms are the newest, the definition is the run's own.
_TAKE = """
SELECT p.id, p.zaak, p.stand, d.bpmn, d.naam, d.versie, coalesce(i.team, ''), coalesce(i.termijnen, '{}')::json
FROM processen_instantie p
JOIN processen_definitie d ON d.id = p.definitie_id
LEFT JOIN processen_inrichting i ON i.zaaktype = p.zaaktype
WHERE p.zaak = %(zaak)s AND p.status = 'lopend'
FOR UPDATE OF p"""


def take(zaak: UUID) -> Instantie | None:
    """The run of a zaak, locked, or None when there is none or it is over."""
    found = db.row(_TAKE, {"zaak": zaak})
    if found is None:
        return None
    return Instantie(
        id=found[0],
        zaak=found[1],
        stand=found[2],
        bpmn=found[3].encode(),
        proces=found[4],
        versie=found[5],
        team=found[6],
        termijnen=msgspec.json.decode(found[7], type=dict[str, str]),
    )


def keep(id: int, *, stand: str, status: str) -> None:
    """Where the run stands now; `status` is `lopend`, `gereed` or `beeindigd`."""
    db.run(
        "UPDATE processen_instantie SET stand = %(stand)s, status = %(status)s WHERE id = %(id)s",
        {"id": id, "stand": stand, "status": status},
    )
