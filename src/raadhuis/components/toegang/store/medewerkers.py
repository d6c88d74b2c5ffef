"""Reading and remembering employees."""

from __future__ import annotations

from datetime import datetime

from raadhuis.components.toegang.store.models import Medewerker
from raadhuis.kernel.identity import Actor


def remember(actor: Actor, *, at: datetime) -> None:
    """Keep the employee's name, teams and roles as of this login."""
    Medewerker.objects.update_or_create(
        id=actor.id,
        defaults={
            "naam": actor.name,
            "teams": list(actor.teams),
            "rollen": sorted(actor.roles),
            "laatst_gezien": at,
        },
    )


def in_team(team: str) -> list[Medewerker]:
    """The employees of a team ("" is everybody), by name."""
    found = Medewerker.objects.order_by("naam")
    return list(found.filter(teams__contains=[team]) if team else found)
