"""For the house itself: what becomes of a form that was sent (tasks.py)."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from uuid import UUID

from raadhuis.components.formulieren.api.begin import judged
from raadhuis.components.formulieren.api.bestanden import forget
from raadhuis.components.formulieren.domain import overzicht
from raadhuis.components.formulieren.store import inzendingen, wachtrij
from raadhuis.components.formulieren.store.inzendingen import Inzending
from raadhuis.components.formulieren.types import Antwoorden
from raadhuis.kernel import db


def te_registreren(*, inzending: int) -> Inzending | None:
    """The form, when it was sent and the registers do not hold it yet."""
    found = inzendingen.by_id(inzending)
    return found if found and found.status == "ingediend" else None


def alleen(*, inzending: int) -> AbstractContextManager[bool]:
    """Whether nobody else is registering this form, while the context lasts."""
    return wachtrij.alone(inzending)


def meld_geregistreerd(*, inzending: Inzending, zaak: UUID, at: datetime) -> None:
    """The registers hold everything: forget the answers and files, keep the reference."""
    # Files first: killed in between, the next attempt finds every document in the register and needs no file.
    forget([upload.blob for upload in inzending.uploads])
    with db.atomic():
        inzendingen.registered(inzending.id, zaak=zaak, at=at)


def bied_opnieuw_aan(*, at: datetime) -> None:
    """Queue what has been waiting for a minute and is in no queue: a process that was killed leaves such work."""
    for inzending in inzendingen.waiting(voor=at - timedelta(minutes=1)):
        wachtrij.put(inzending)


def antwoorden(*, inzending: Inzending) -> Antwoorden:
    """The answers with the facts, of a form that was sent."""
    return judged(inzending, at=inzending.ingediend or inzending.gewijzigd).antwoorden


def eigenschappen(*, inzending: Inzending) -> dict[str, str]:
    """The values of the zaakeigenschappen, by naam; without those that nobody answered."""
    form, answers = inzending.formulier, antwoorden(inzending=inzending)
    values = {e.naam: overzicht.property_value(form, e, answers) for e in form.zaak.eigenschappen}
    return {naam: value for naam, value in values.items() if value}
