"""Changing a zaak and its status."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from raadhuis.components.werkplek.api.gedeeld import IntussenGewijzigd, inrichting_of
from raadhuis.components.werkplek.api.voorraad import refresh
from raadhuis.components.zaken import api as zaken
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.refusal import Invalid, PreconditionFailed
from raadhuis.kernel.wire import uuid_of


def wijzig_zaak(
    *,
    actor: Actor,
    at: datetime,
    uuid: UUID,
    etag: str,
    omschrijving: str,
    toelichting: str,
    uiterlijk: date | None,
    reden: str,
) -> None:
    """Change what may be changed by hand, saying why. Raises IntussenGewijzigd, Invalid, NotAllowed, ZaakIsGesloten."""
    body = zaken.ZaakPatch(
        omschrijving=omschrijving, toelichting=toelichting, uiterlijke_einddatum_afdoening=uiterlijk
    )
    try:
        zaken.update_zaak(actor=actor, at=at, uuid=uuid, body=body, reden=reden, etag=etag)
    except PreconditionFailed as error:
        raise IntussenGewijzigd from error
    refresh(uuid=uuid, at=at)


def set_status(
    *, actor: Actor, at: datetime, uuid: UUID, etag: str, statustype: UUID, toelichting: str
) -> None:
    """Set a status that does not close the zaak. Raises IntussenGewijzigd, Invalid, NotAllowed, ZaakIsGesloten."""
    zaak = _current(actor, uuid, etag)
    chosen = next((t for t in inrichting_of(zaak, actor).statustypen if uuid_of(t.url) == statustype), None)
    if chosen is None or chosen.is_eindstatus:
        raise Invalid.field("statustype", "invalid_choice", "Kies een status uit de lijst.")
    put_status(actor=actor, at=at, zaak=zaak, statustype=chosen.url, toelichting=toelichting)
    refresh(uuid=uuid, at=at)


def put_status(*, actor: Actor, at: datetime, zaak: zaken.Zaak, statustype: str, toelichting: str) -> None:
    """Set a status as it comes; whether it may be set here is the caller's."""
    body = zaken.StatusBody(
        zaak=zaak.url,
        statustype=statustype,
        datum_status_gezet=at,
        statustoelichting=toelichting,
        gezetdoor="",
    )
    zaken.create_status(actor=actor, at=at, body=body, reden=toelichting)


def _current(actor: Actor, uuid: UUID, etag: str) -> zaken.Zaak:
    zaak = zaken.get_zaak(actor=actor, uuid=uuid)
    if zaak.etag != etag:
        raise IntussenGewijzigd
    return zaak
