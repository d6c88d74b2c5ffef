"""What is known of a zaak, by name."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from raadhuis.components.zaken.api.onderdelen import there
from raadhuis.components.zaken.domain.regels import of_zaaktype
from raadhuis.components.zaken.store import onderdelen
from raadhuis.components.zaken.store.changing import BIJWERKEN, add, held_by_url, inrichting
from raadhuis.components.zaken.store.urls import identify
from raadhuis.components.zaken.types import Zaakeigenschap, ZaakeigenschapBody
from raadhuis.kernel import db, wire
from raadhuis.kernel.door import door
from raadhuis.kernel.identity import Actor


@door
def create_zaakeigenschap(
    *, actor: Actor, at: datetime, body: ZaakeigenschapBody, reden: str = ""
) -> Zaakeigenschap:
    """Record the value of a property. Raises Invalid (zrc-018), NotAllowed, ZaakIsGesloten."""
    with db.atomic():
        state = held_by_url(body.zaak, actor, BIJWERKEN)
        found = identify(body.eigenschap, "ztc", "eigenschappen")
        eigenschap = of_zaaktype(found, inrichting(state).eigenschappen, field="eigenschap")
        values = {"eigenschap": found, "naam": eigenschap.naam, "waarde": body.waarde}
        raw = add(onderdelen.ZAAKEIGENSCHAP, state, values, actor=actor, at=at, reden=reden)
        return wire.decode(raw, Zaakeigenschap)


@door
def list_zaakeigenschappen(*, actor: Actor, zaak: UUID) -> tuple[Zaakeigenschap, ...]:
    """The properties of the zaak, by naam. Raises NotFound, also when the actor may not see the zaak."""
    return wire.decode(
        there(onderdelen.every(onderdelen.ZAAKEIGENSCHAP, actor=actor, zaak=zaak)), tuple[Zaakeigenschap, ...]
    )
