"""How long a form that was begun and not sent is kept, and what a resident has lying."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from raadhuis.components.formulieren.api.bestanden import forget
from raadhuis.components.formulieren.store import inzendingen
from raadhuis.kernel import clock, db
from raadhuis.kernel.identity import Actor

BEWAARD = timedelta(days=30)  # after the last change, in Dutch days


@dataclass(frozen=True, slots=True, kw_only=True)
class Begonnen:
    """A form that was begun and not sent; `bewaard_tot` is the last day on which it is still there."""

    slug: str
    naam: str
    gewijzigd: datetime

    @property
    def bewaard_tot(self) -> date:
        return clock.local_date(self.gewijzigd) + BEWAARD


def list_begonnen(*, actor: Actor) -> tuple[Begonnen, ...]:
    """What the actor has begun and not sent, the latest first."""
    return tuple(
        Begonnen(slug=slug, naam=naam, gewijzigd=gewijzigd)
        for slug, naam, gewijzigd in inzendingen.begun(inwoner=actor.id)
    )


def ruim_op(*, at: datetime) -> int:
    """Remove what was begun and is past its last day, with its files; how many. Each in its own transaction."""
    first_kept = clock.local_date(at) - BEWAARD
    voor = datetime(first_kept.year, first_kept.month, first_kept.day, tzinfo=clock.AMSTERDAM)
    removed = 0
    while (gone := _drop_one(voor)) is not None:
        forget(gone)
        removed += 1
    return removed


def _drop_one(voor: datetime) -> list[UUID] | None:
    with db.atomic():
        return inzendingen.drop_abandoned(voor=voor)
