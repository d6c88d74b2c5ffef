"""How far a zaak is, and its outcome."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from raadhuis.components.zaken.domain.regels import ZaakIsGesloten, of_zaaktype
from raadhuis.components.zaken.store import onderdelen, zaken
from raadhuis.components.zaken.store.changing import (
    BIJWERKEN,
    add,
    held_by_url,
    inrichting,
    may_change,
    seen_by_url,
)
from raadhuis.components.zaken.store.closing import closing
from raadhuis.components.zaken.store.urls import identify
from raadhuis.components.zaken.types import Resultaat, ResultaatBody, Status, StatusBody
from raadhuis.kernel import db, wire
from raadhuis.kernel.door import door
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.refusal import FieldError, NotAllowed

_STATUS = ("zaken.statussen.toevoegen",)


@door
def create_status(*, actor: Actor, at: datetime, body: StatusBody, reden: str = "") -> Status:
    """Set a status. The eindstatus closes the zaak: einddatum, archiefnominatie and archiefactiedatum follow (zrc-007,
    zrc-021); another one on a closed zaak reopens it (zrc-008). The first may be set with scope zaken.aanmaken.

    Raises Invalid (zrc-016; `resultaat-does-not-exist`; `indicatiegebruiksrecht-unset`), NotAllowed, ZaakIsGesloten.
    """
    with db.atomic():
        state = seen_by_url(body.zaak, actor, (*_STATUS, "zaken.aanmaken", "zaken.heropenen"))
        of = inrichting(state)
        found = identify(body.statustype, "ztc", "statustypen")
        statustype = of_zaaktype(found, of.statustypen, field="statustype")
        _may_set_status(state, actor, is_eindstatus=statustype.is_eindstatus)
        closed = closing(state, of, at=body.datum_status_gezet) if statustype.is_eindstatus else zaken.OPEN
        values = {
            "statustype": found,
            "datum_status_gezet": body.datum_status_gezet,
            "statustoelichting": body.statustoelichting,
            "gezetdoor": body.gezetdoor,
        }
        raw = add(onderdelen.STATUS, state, values, actor=actor, at=at, reden=reden)
        if closed.einddatum or state.einddatum:
            zaken.close(state.uuid, closed, actor=actor, at=at, reden=reden)
        return wire.decode(raw, Status)


def _may_set_status(state: zaken.State, actor: Actor, *, is_eindstatus: bool) -> None:
    if state.einddatum and is_eindstatus:
        may_change(state, actor, _STATUS)
    elif state.einddatum:
        if not state.grants(actor, "zaken.heropenen"):
            raise ZaakIsGesloten
    elif not state.grants(actor, *(_STATUS if state.status else (*_STATUS, "zaken.aanmaken"))):
        raise NotAllowed


@door
def list_statussen(*, actor: Actor, zaak: UUID) -> tuple[Status, ...]:
    """The statussen of a zaak, oldest first; none when the actor may not see the zaak."""
    return wire.decode(
        onderdelen.every(onderdelen.STATUS, actor=actor, zaak=zaak) or b"[]", tuple[Status, ...]
    )


@door
def create_resultaat(*, actor: Actor, at: datetime, body: ResultaatBody, reden: str = "") -> Resultaat:
    """Record the outcome. Raises Invalid (zrc-020; a zaak has one resultaat), NotAllowed, ZaakIsGesloten."""
    with db.atomic():
        state = held_by_url(body.zaak, actor, BIJWERKEN)
        taken = (
            (FieldError("zaak", "unique", "Deze zaak heeft al een resultaat."),) if state.resultaat else ()
        )
        found = identify(body.resultaattype, "ztc", "resultaattypen")
        of_zaaktype(found, inrichting(state).resultaattypen, field="resultaattype", before=taken)
        values = {"resultaattype": found, "toelichting": body.toelichting}
        return wire.decode(
            add(onderdelen.RESULTAAT, state, values, actor=actor, at=at, reden=reden), Resultaat
        )


@door
def get_resultaat(*, actor: Actor, zaak: UUID) -> Resultaat | None:
    """The outcome of a zaak, or None."""
    found = wire.decode(
        onderdelen.every(onderdelen.RESULTAAT, actor=actor, zaak=zaak) or b"[]", tuple[Resultaat, ...]
    )
    return found[0] if found else None
