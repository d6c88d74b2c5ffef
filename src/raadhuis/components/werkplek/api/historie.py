"""Who did and saw what, when and why."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from raadhuis.components.besluiten import api as besluiten
from raadhuis.components.documenten import api as documenten
from raadhuis.components.processen import api as processen
from raadhuis.components.werkplek.api.beeld import Zaakbeeld
from raadhuis.components.werkplek.api.gedeeld import Typed, name_of
from raadhuis.components.werkplek.api.stukken import list_documenten
from raadhuis.components.werkplek.domain import historie as history
from raadhuis.components.werkplek.domain.historie import Regel
from raadhuis.components.zaken import api as zaken
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.refusal import NotAllowed, NotFound
from raadhuis.kernel.wire import uuid_of


def list_historie(*, actor: Actor, beeld: Zaakbeeld, documenten_ook: bool = True) -> tuple[Regel, ...]:
    """Who did and saw what, when and why, newest first: the zaak's records, and those of its tasks, besluiten
    and documents."""
    stukken = list_documenten(actor=actor, beeld=beeld)
    namen = _names(beeld) | {str(stuk.uuid): stuk.gegevens.titel for stuk in stukken}
    genomen = {
        uuid: name_of(beeld.inrichting.besluittypen, besluit.besluittype)
        for besluit in besluiten.list_besluiten(actor=actor, zaak=beeld.zaak.uuid)
        if (uuid := uuid_of(besluit.url))
    }
    namen |= {str(uuid): naam for uuid, naam in genomen.items()}
    records = [
        *zaken.list_audittrail(actor=actor, zaak=beeld.zaak.uuid),
        *processen.list_audittrail(actor=actor, zaak=beeld.zaak.uuid),
    ]
    for uuid in genomen:
        with suppress(NotFound, NotAllowed):  # who may see a besluit may not always see who else did
            records += besluiten.list_audittrail(actor=actor, uuid=uuid)
    if documenten_ook:
        for stuk in stukken:
            with suppress(NotFound):  # a document may be more confidential than its zaak
                records += documenten.list_audittrail(actor=actor, uuid=stuk.uuid)
    found = (
        history.regel(
            wanneer=record.aanmaakdatum,
            wie=record.gebruikers_weergave or record.applicatie_weergave,
            resource=record.resource,
            actie=record.actie,
            weergave=record.resource_weergave,
            url=record.resource_url,
            waarom=record.toelichting,
            oud=record.wijzigingen.oud,
            nieuw=record.wijzigingen.nieuw,
            namen=namen,
        )
        for record in records
    )
    oldest_first = sorted(found, key=lambda regel: regel.wanneer)
    return tuple(reversed(oldest_first))  # so what was written in the same moment is newest first too


def changes_since(*, actor: Actor, beeld: Zaakbeeld, sinds: datetime) -> tuple[Regel, ...]:
    """What happened to the zaak after `sinds`, views left out: to show to somebody whose form came too late."""
    return tuple(
        regel
        for regel in list_historie(actor=actor, beeld=beeld, documenten_ook=False)
        if regel.wanneer > sinds and regel.soort == "gewijzigd"
    )


def _names(beeld: Zaakbeeld) -> dict[str, str]:
    of = beeld.inrichting
    typen: tuple[Typed, ...] = (
        *of.statustypen,
        *of.resultaattypen,
        *of.roltypen,
        *of.informatieobjecttypen,
        *of.besluittypen,
        of.zaaktype,
    )
    return {str(uuid_of(t.url)): t.omschrijving for t in typen} | {
        str(uuid_of(e.url)): e.naam for e in of.eigenschappen
    }
