"""The worklist: kept as the registers are, and read within the actor's rights."""

from __future__ import annotations

import dataclasses
from datetime import datetime
from uuid import UUID

from raadhuis.components.processen import api as processen
from raadhuis.components.werkplek.api.beeld import behandelaar_of
from raadhuis.components.werkplek.api.gedeeld import HOUSE, inrichting_of, name_of
from raadhuis.components.werkplek.store import werkvoorraad
from raadhuis.components.werkplek.types import Lijst, Overzicht, Vraag, WerkZaak
from raadhuis.components.zaken import api as zaken
from raadhuis.kernel import authz, db
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.refusal import NotFound


def refresh(*, uuid: UUID, at: datetime) -> None:
    """Read a zaak from the registers and keep its row of the worklist as it is there. Repeating it changes nothing."""
    with db.atomic():
        werkvoorraad.lock(uuid)  # who reads last, writes last
        try:
            zaak = zaken.get_zaak(actor=HOUSE, uuid=uuid)
        except NotFound:
            werkvoorraad.remove(uuid)
            return
        werkvoorraad.put(_row(zaak, at=at))


def rebuild(*, at: datetime) -> int:
    """Make the whole worklist again from the registers. Returns the number of zaken."""
    seen: list[UUID] = []
    page, more = 1, True
    while more:
        found = zaken.find_zaken(actor=HOUSE, query=zaken.ZaakQuery(), page=page)
        for zaak in found.results:
            refresh(uuid=zaak.uuid, at=at)
            seen.append(zaak.uuid)
        page, more = page + 1, found.next is not None
    werkvoorraad.remove_others(seen)
    return len(seen)


def _row(zaak: zaken.Zaak, *, at: datetime) -> WerkZaak:
    inrichting = inrichting_of(zaak, HOUSE)
    statussen = zaken.list_statussen(actor=HOUSE, zaak=zaak.uuid)
    behandelaar = behandelaar_of(zaken.list_rollen(actor=HOUSE, zaak=zaak.uuid))
    identiteit = behandelaar.betrokkene_identificatie if behandelaar else None
    taken = processen.list_taken(actor=HOUSE, zaak=zaak.uuid)
    return WerkZaak(
        uuid=zaak.uuid,
        identificatie=zaak.identificatie,
        omschrijving=zaak.omschrijving,
        zaaktype=inrichting.uuid,
        zaaktype_naam=inrichting.zaaktype.omschrijving,
        team=processen.team_of(zaaktype=inrichting.zaaktype.identificatie),
        behandelaar_id=identiteit.identificatie if identiteit else "",
        behandelaar_naam=identiteit.achternaam if identiteit else "",
        status=name_of(inrichting.statustypen, statussen[-1].statustype) if statussen else "",
        startdatum=zaak.startdatum,
        streef=zaak.einddatum_gepland,
        uiterlijk=zaak.uiterlijke_einddatum_afdoening,
        va=authz.rank(zaak.vertrouwelijkheidaanduiding),
        taken=sum(t.status == "open" for t in taken),
        einddatum=zaak.einddatum,
        bijgewerkt=at,
    )


def ziet_alles(actor: Actor) -> bool:
    """Whether the actor looks beyond her own teams: somebody who divides the work, or only reads."""
    return authz.has(actor, "werk.verdelen") or not authz.has(actor, "zaken.bijwerken")


def list_werkvoorraad(*, actor: Actor, vraag: Vraag) -> Lijst:
    """One page of the worklist, within the actor's rights. "Alle" is for who `ziet_alles`; others get their team's."""
    if vraag.tab == "alle" and not ziet_alles(actor):
        vraag = dataclasses.replace(vraag, tab="team")
    return werkvoorraad.listed(vraag, actor=actor, alles=ziet_alles(actor))


def get_overzicht(*, actor: Actor) -> Overzicht:
    """The counters of the tabs and the choices of the filters."""
    return werkvoorraad.overview(actor=actor)
