"""How far a zaak is, and its outcome."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from raadhuis.components.zaken.api.onderdelen import Asked, Soort, Written, ask, create, write_new
from raadhuis.components.zaken.domain.regels import ZaakIsGesloten, instant
from raadhuis.components.zaken.store import onderdelen, zaken
from raadhuis.components.zaken.store.changing import inrichting, may_change
from raadhuis.components.zaken.store.closing import closing
from raadhuis.components.zaken.types import Resultaat, ResultaatBody, Status, StatusBody, SubstatusBody
from raadhuis.kernel import db, wire
from raadhuis.kernel.clock import local_date
from raadhuis.kernel.door import door
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.refusal import FieldError, NotAllowed
from raadhuis.kernel.wire import uuid_of

_ZET = ("zaken.statussen.toevoegen",)


def _status(asked: Asked[StatusBody]) -> dict[str, Any]:
    body = asked.body
    statustype = asked.of_type(body.statustype, "statustype", "statustypen", lambda of: of.statustypen)
    if not asked.errors and local_date(instant(body.datum_status_gezet)) < asked.state.startdatum:
        reason = "Deze datum ligt voor de startdatum van de zaak."
        asked.wrong("datumStatusGezet", "voor-startdatum", reason)
    rol = asked.of_zaak(body.gezetdoor, "gezetdoor", onderdelen.ROL) if body.gezetdoor else None
    return {
        "statustype": uuid_of(statustype.url) if statustype else None,
        "datum_status_gezet": body.datum_status_gezet,
        "statustoelichting": body.statustoelichting,
        "gezetdoor": "",
        "rol": rol,
    }


STATUS = Soort(
    kind=onderdelen.STATUS,
    body=StatusBody,
    values=_status,
    to_make=(*_ZET, "zaken.aanmaken", "zaken.heropenen"),
)


@door
def create_status(*, actor: Actor, at: datetime, body: StatusBody, reden: str = "") -> Status:
    """Set a status. The eindstatus closes the zaak: einddatum, archiefnominatie and archiefactiedatum follow (zrc-007,
    zrc-021); another one on a closed zaak reopens it (zrc-008). The first may be set with scope zaken.aanmaken.

    Raises Invalid (zrc-016; `resultaat-does-not-exist`; `indicatiegebruiksrecht-unset`; `deelzaken-not-closed`),
    NotAllowed, ZaakIsGesloten.
    """
    return wire.decode(create_status_json(actor=actor, at=at, body=body, reden=reden).raw, Status)


def create_status_json(
    *, actor: Actor, at: datetime, body: StatusBody, wrong: tuple[FieldError, ...] = (), reden: str = ""
) -> Written:
    """`create_status`, answering the bytes of the standard. A body that is `wrong` in form is judged only."""
    with db.atomic():
        asked = ask(STATUS, actor=actor, at=at, body=body, wrong=wrong)
        state, of = asked.state, inrichting(asked.state)
        chosen = uuid_of(body.statustype)
        ends = any(s.is_eindstatus and uuid_of(s.url) == chosen for s in of.statustypen)
        _may_set_status(state, actor, is_eindstatus=ends)
        values = _status(asked)
        asked.refuse()
        closed = closing(state, of, at=instant(body.datum_status_gezet)) if ends else zaken.OPEN
        written = write_new(STATUS, asked, values, reden=reden)
        if closed.einddatum or state.einddatum:
            zaken.close(state.uuid, closed, actor=actor, at=at, reden=reden)
        return written


def _may_set_status(state: zaken.State, actor: Actor, *, is_eindstatus: bool) -> None:
    if state.einddatum and is_eindstatus:
        may_change(state, actor, _ZET)
    elif state.einddatum:
        if not state.grants(actor, "zaken.heropenen"):
            raise ZaakIsGesloten
    elif not state.grants(actor, *(_ZET if state.status else (*_ZET, "zaken.aanmaken"))):
        raise NotAllowed


@door
def list_statussen(*, actor: Actor, zaak: UUID) -> tuple[Status, ...]:
    """The statussen of a zaak, oldest first; none when the actor may not see the zaak."""
    return wire.decode(
        onderdelen.every(onderdelen.STATUS, actor=actor, zaak=zaak) or b"[]", tuple[Status, ...]
    )


def _substatus(asked: Asked[SubstatusBody]) -> dict[str, Any]:
    body, status = asked.body, asked.state.status
    if body.status:
        status = asked.of_zaak(body.status, "status", onderdelen.STATUS)
    elif status is None:
        asked.wrong("status", "required", "Deze zaak heeft nog geen status om iets bij te zeggen.")
    return {
        "status": status,
        "omschrijving": body.omschrijving,
        "tijdstip": body.tijdstip,
        "doelgroep": body.doelgroep,
    }


SUBSTATUS = Soort(
    kind=onderdelen.SUBSTATUS,
    body=SubstatusBody,
    values=_substatus,
    to_make=("zaken.bijwerken", *_ZET),
)


def _resultaat(asked: Asked[ResultaatBody]) -> dict[str, Any]:
    body = asked.body
    if asked.old is None and asked.state.resultaat:
        asked.wrong("zaak", "unique", "Deze zaak heeft al een resultaat.")
    resultaattype = asked.of_type(
        body.resultaattype, "resultaattype", "resultaattypen", lambda of: of.resultaattypen
    )
    return {
        "resultaattype": uuid_of(resultaattype.url) if resultaattype else None,
        "toelichting": body.toelichting,
    }


RESULTAAT = Soort(
    kind=onderdelen.RESULTAAT, body=ResultaatBody, values=_resultaat, fixed=("zaak", "resultaattype")
)


@door
def create_resultaat(*, actor: Actor, at: datetime, body: ResultaatBody, reden: str = "") -> Resultaat:
    """Record the outcome. Raises Invalid (zrc-020; a zaak has one resultaat), NotAllowed, ZaakIsGesloten."""
    return wire.decode(create(RESULTAAT, actor=actor, at=at, body=body, reden=reden).raw, Resultaat)


@door
def get_resultaat(*, actor: Actor, zaak: UUID) -> Resultaat | None:
    """The outcome of a zaak, or None."""
    found = wire.decode(
        onderdelen.every(onderdelen.RESULTAAT, actor=actor, zaak=zaak) or b"[]", tuple[Resultaat, ...]
    )
    return found[0] if found else None
