"""The tasks of a zaak."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from raadhuis.components.processen import api as processen
from raadhuis.components.werkplek.api.voorraad import refresh
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.refusal import NotFound


def pak_taak(*, actor: Actor, at: datetime, zaak: UUID, uuid: UUID) -> None:
    """The actor does this task. Raises NotFound (a task of another zaak too) and what Processen refuses."""
    _of_zaak(actor, zaak, uuid)
    processen.claim_taak(actor=actor, at=at, uuid=uuid)


def laat_taak_los(*, actor: Actor, at: datetime, zaak: UUID, uuid: UUID) -> None:
    """Nobody does this task any more."""
    _of_zaak(actor, zaak, uuid)
    processen.release_taak(actor=actor, at=at, uuid=uuid)


def rond_taak_af(
    *, actor: Actor, at: datetime, zaak: UUID, uuid: UUID, antwoorden: Mapping[str, object]
) -> None:
    """Finish a task with its answers. Raises Invalid with every wrong answer, and what Processen refuses."""
    _of_zaak(actor, zaak, uuid)
    processen.complete_taak(actor=actor, at=at, uuid=uuid, antwoorden=antwoorden)
    refresh(uuid=zaak, at=at)


def _of_zaak(actor: Actor, zaak: UUID, taak: UUID) -> None:
    if processen.get_taak(actor=actor, uuid=taak).zaak != zaak:
        raise NotFound
