"""Writing any part of a zaak, by the name of its collection: what the HTTP edge asks. Local only."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from raadhuis.components.zaken.api import onderdelen
from raadhuis.components.zaken.api.contacten import KLANTCONTACT, ZAAKCONTACTMOMENT, ZAAKVERZOEK
from raadhuis.components.zaken.api.eigenschappen import ZAAKEIGENSCHAP
from raadhuis.components.zaken.api.notities import ZAAKNOTITIE
from raadhuis.components.zaken.api.objecten import ZAAKOBJECT
from raadhuis.components.zaken.api.onderdelen import Soort, Written
from raadhuis.components.zaken.api.relaties import ZAAKBESLUIT, ZAAKINFORMATIEOBJECT
from raadhuis.components.zaken.api.rollen import ROL
from raadhuis.components.zaken.api.statussen import RESULTAAT, STATUS, SUBSTATUS, create_status_json
from raadhuis.components.zaken.types import StatusBody
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.refusal import FieldError
from raadhuis.kernel.wire import Wire

_ALL: tuple[Soort[Any], ...] = (
    STATUS,
    SUBSTATUS,
    RESULTAAT,
    ROL,
    ZAAKEIGENSCHAP,
    ZAAKINFORMATIEOBJECT,
    ZAAKBESLUIT,
    ZAAKOBJECT,
    KLANTCONTACT,
    ZAAKCONTACTMOMENT,
    ZAAKVERZOEK,
    ZAAKNOTITIE,
)
_SOORTEN = {soort.kind.collection: soort for soort in _ALL}
# What a client sends to make a part, by its collection.
BODIES: dict[str, type[Wire]] = {name: soort.body for name, soort in _SOORTEN.items()}


def create_onderdeel_json(
    soort: str,
    *,
    actor: Actor,
    at: datetime,
    body: Wire,
    wrong: tuple[FieldError, ...] = (),
    zaak: UUID | None = None,
    reden: str = "",
) -> Written:
    """Make a part (`soort` is its collection, `rollen` say); `zaak` is the one in the address, if any. A body that is `wrong`
    in form is judged only.

    Raises Invalid with every error, NotFound, NotAllowed, ZaakIsGesloten.
    """
    if isinstance(body, StatusBody):
        return create_status_json(actor=actor, at=at, body=body, wrong=wrong, reden=reden)
    return onderdelen.create(
        _SOORTEN[soort], actor=actor, at=at, body=body, wrong=wrong, zaak=zaak, reden=reden
    )


def change_onderdeel_json(
    soort: str,
    *,
    actor: Actor,
    at: datetime,
    uuid: UUID,
    given: dict[str, Any],
    partial: bool,
    zaak: UUID | None = None,
    reden: str = "",
) -> Written:
    """Change a part; with `partial` only the attributes that are `given`. Raises what `create_onderdeel_json` raises."""
    return onderdelen.change(
        _SOORTEN[soort],
        actor=actor,
        at=at,
        uuid=uuid,
        given=given,
        partial=partial,
        zaak=zaak,
        reden=reden,
    )


def delete_onderdeel(
    soort: str, *, actor: Actor, at: datetime, uuid: UUID, zaak: UUID | None = None, reden: str = ""
) -> None:
    """Take a part away. Raises NotFound, NotAllowed, ZaakIsGesloten."""
    onderdelen.remove(_SOORTEN[soort], actor=actor, at=at, uuid=uuid, zaak=zaak, reden=reden)
