"""Whose data is looked at, for the log of processing (`kernel.logboek`). Local only: a register elsewhere keeps its own."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from raadhuis.components.zaken.store import personen
from raadhuis.kernel import logboek
from raadhuis.kernel.identity import Actor

ACTIVITY = "zaakgericht-werken"


def personen_of_zaken(uuids: Collection[UUID]) -> Mapping[UUID, Collection[str]]:
    """The BSNs of the people with a part in each zaak; for no eyes but the log's, which keeps pseudonyms."""
    return personen.of_zaken(uuids)


def personen_of_rollen(uuids: Collection[UUID]) -> Mapping[UUID, Collection[str]]:
    """The BSN of the person in each rol; for no eyes but the log's."""
    return personen.of_rollen(uuids)


def log_view(zaak: UUID, *, actor: Actor, at: datetime) -> None:
    """Log that the actor opened a zaak on a screen, once per person with a part in it. Not for a resident's own zaken."""
    if actor.kind == "inwoner":
        return
    bsns = personen.of_zaken([zaak]).get(zaak, [])
    logboek.record(activity=ACTIVITY, name="zaak openen", bsns=bsns, actor=actor, at=at, object=zaak)
