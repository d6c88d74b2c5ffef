"""Closing a zaak."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from raadhuis.components.besluiten import api as besluiten
from raadhuis.components.werkplek.api.beeld import Zaakbeeld
from raadhuis.components.werkplek.api.gedeeld import IntussenGewijzigd, name_of
from raadhuis.components.werkplek.api.voorraad import refresh
from raadhuis.components.werkplek.api.wijzigen import put_status
from raadhuis.components.werkplek.domain import afronden
from raadhuis.components.werkplek.domain.afronden import (
    Archief,
    Beletsel,
    EindstatusOntbreekt,
    ResultaatStaatVast,
)
from raadhuis.components.zaken import api as zaken
from raadhuis.kernel import clock
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.refusal import Invalid, NotAllowed
from raadhuis.kernel.wire import uuid_of


def get_beletsels(*, actor: Actor, beeld: Zaakbeeld) -> tuple[Beletsel, ...]:
    """What should be finished before the zaak is closed."""
    return afronden.beletsels(
        open_taken=len(beeld.open_taken),
        besluittypen=len(beeld.inrichting.besluittypen),
        besluiten=len(besluiten.list_besluiten(actor=actor, zaak=beeld.zaak.uuid)),
    )


def get_archief(*, actor: Actor, at: datetime, beeld: Zaakbeeld) -> dict[str, Archief]:
    """What each resultaattype (by identifier) means for the file when the zaak closes today."""
    vervaldatums = [b.vervaldatum for b in besluiten.list_besluiten(actor=actor, zaak=beeld.zaak.uuid)]
    return {
        str(uuid_of(soort.url)): afronden.archief(
            nominatie=soort.archiefnominatie,
            termijn=soort.archiefactietermijn,
            afleidingswijze=(
                soort.brondatum_archiefprocedure.afleidingswijze if soort.brondatum_archiefprocedure else ""
            ),
            einddatum=clock.local_date(at),
            vervaldatums=vervaldatums,
        )
        for soort in beeld.inrichting.resultaattypen
    }


def get_resultaat(*, actor: Actor, beeld: Zaakbeeld) -> tuple[UUID, str, str] | None:
    """(resultaattype, its name, toelichting) when the outcome is recorded, or None."""
    found = zaken.get_resultaat(actor=actor, zaak=beeld.zaak.uuid)
    soort = uuid_of(found.resultaattype) if found else None
    if found is None or soort is None:
        return None
    return soort, name_of(beeld.inrichting.resultaattypen, found.resultaattype), found.toelichting


def sluit_zaak(
    *,
    actor: Actor,
    at: datetime,
    beeld: Zaakbeeld,
    etag: str,
    resultaattype: UUID,
    toelichting: str,
    toch: bool,
) -> None:
    """Record the resultaat and set the eindstatus; goes on where an earlier try stopped.

    Raises IntussenGewijzigd, Invalid (`toch` and a toelichting are needed when something is open), ResultaatStaatVast,
    EindstatusOntbreekt, NotAllowed, ZaakIsGesloten.
    """
    soort = next((r for r in beeld.inrichting.resultaattypen if uuid_of(r.url) == resultaattype), None)
    if soort is None:
        raise Invalid.field("resultaattype", "invalid_choice", "Kies een resultaat uit de lijst.")
    if not (beeld.mag.bijwerken and beeld.mag.status):
        raise NotAllowed
    afronden.require_reason(get_beletsels(actor=actor, beeld=beeld), toch=toch, toelichting=toelichting)
    eind = next((t for t in beeld.inrichting.statustypen if t.is_eindstatus), None)
    if eind is None:
        raise EindstatusOntbreekt
    known = zaken.get_resultaat(actor=actor, zaak=beeld.zaak.uuid)
    if known is None:
        if beeld.zaak.etag != etag:
            raise IntussenGewijzigd
        body = zaken.ResultaatBody(zaak=beeld.zaak.url, resultaattype=soort.url, toelichting=toelichting)
        zaken.create_resultaat(actor=actor, at=at, body=body, reden=toelichting)
    elif uuid_of(known.resultaattype) != resultaattype:
        raise ResultaatStaatVast
    put_status(actor=actor, at=at, zaak=beeld.zaak, statustype=eind.url, toelichting=toelichting)
    refresh(uuid=beeld.zaak.uuid, at=at)
