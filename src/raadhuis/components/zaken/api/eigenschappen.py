"""What is known of a zaak, by name."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from raadhuis.components.zaken.api.onderdelen import Asked, Soort, create, there
from raadhuis.components.zaken.domain.eigenschappen import warning
from raadhuis.components.zaken.store import onderdelen
from raadhuis.components.zaken.store.changing import inrichting
from raadhuis.components.zaken.store.urls import identify
from raadhuis.components.zaken.types import Zaakeigenschap, ZaakeigenschapBody
from raadhuis.kernel import wire
from raadhuis.kernel.door import door
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.wire import uuid_of


def _values(asked: Asked[ZaakeigenschapBody]) -> dict[str, Any]:
    body = asked.body
    if asked.old is None and identify(body.zaak, "zrc", "zaken") != asked.state.uuid:
        asked.wrong("zaak", "invalid", "Dit is een andere zaak dan die in het adres.")
    eigenschap = asked.of_type(body.eigenschap, "eigenschap", "eigenschappen", lambda of: of.eigenschappen)
    return {
        "eigenschap": uuid_of(eigenschap.url) if eigenschap else None,
        "naam": eigenschap.naam if eigenschap else "",
        "waarde": body.waarde,
    }


def _warning(asked: Asked[ZaakeigenschapBody]) -> str:
    """What to say of a value that does not fit its specification: it is kept all the same (Zaken 1.7)."""
    uuid, of = uuid_of(asked.body.eigenschap), inrichting(asked.state).eigenschappen
    return next((warning(asked.body.waarde, e.specificatie) for e in of if uuid_of(e.url) == uuid), "")


ZAAKEIGENSCHAP = Soort(
    kind=onderdelen.ZAAKEIGENSCHAP,
    body=ZaakeigenschapBody,
    values=_values,
    fixed=("zaak", "eigenschap"),
    warning=_warning,
)


@door
def create_zaakeigenschap(
    *, actor: Actor, at: datetime, body: ZaakeigenschapBody, reden: str = ""
) -> Zaakeigenschap:
    """Record the value of a property. Raises Invalid (zrc-018), NotAllowed, ZaakIsGesloten."""
    raw = create(ZAAKEIGENSCHAP, actor=actor, at=at, body=body, reden=reden).raw
    return wire.decode(raw, Zaakeigenschap)


@door
def list_zaakeigenschappen(*, actor: Actor, zaak: UUID) -> tuple[Zaakeigenschap, ...]:
    """The properties of the zaak, by naam. Raises NotFound, also when the actor may not see the zaak."""
    return wire.decode(
        there(onderdelen.every(onderdelen.ZAAKEIGENSCHAP, actor=actor, zaak=zaak)), tuple[Zaakeigenschap, ...]
    )
