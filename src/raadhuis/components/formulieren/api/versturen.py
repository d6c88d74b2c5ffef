"""The summary, sending once, and the proof of it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog

from raadhuis.components.berichten import api as berichten
from raadhuis.components.documenten import api as documenten
from raadhuis.components.formulieren.api.begin import NietBegonnen, allowed, begun, blocks_of, judged
from raadhuis.components.formulieren.domain import referentie, waarden
from raadhuis.components.formulieren.domain.overzicht import Blok
from raadhuis.components.formulieren.store import inzendingen, wachtrij
from raadhuis.components.formulieren.store.inzendingen import Inzending
from raadhuis.components.formulieren.types import Formulier
from raadhuis.kernel import clock, db, settings
from raadhuis.kernel.identity import Actor, systeem
from raadhuis.kernel.refusal import Conflict, NotFound, Refusal, Unavailable

log = structlog.get_logger(__name__)


class NogNietKlaar(Refusal):
    """Something is still missing or wrong; `stap` says where."""

    status = 409
    title = "Het formulier is nog niet helemaal goed ingevuld."

    def __init__(self, stap: int) -> None:
        super().__init__()
        self.stap = stap


class IntussenGewijzigd(Conflict):
    """The answers are not the ones that were shown in the summary."""

    title = "Uw antwoorden zijn intussen gewijzigd. Controleer ze opnieuw."


@dataclass(frozen=True, slots=True, kw_only=True)
class Overzicht:
    """The summary: what will be sent."""

    formulier: Formulier
    inzending: UUID
    versie: int
    blokken: tuple[Blok, ...]
    stappen: tuple[int, ...]


def get_overzicht(*, actor: Actor, at: datetime, slug: str) -> Overzicht:
    """What will be sent. Raises NietBegonnen, NiveauTeLaag, NogNietKlaar."""
    found = begun(actor, slug)
    oordeel = judged(found, at=at)
    if oordeel.eerste_fout:
        raise NogNietKlaar(oordeel.eerste_fout)
    return Overzicht(
        formulier=found.formulier,
        inzending=found.uuid,
        versie=found.versie,
        blokken=blocks_of(found, oordeel),
        stappen=tuple(oordeel.stappen),
    )


def verstuur(*, actor: Actor, at: datetime, slug: str, inzending: UUID, versie: int) -> str:
    """Send the form; its reference. Sending it again gives the same reference and changes nothing.

    `versie` is the one that the summary showed. Raises NietBegonnen, NiveauTeLaag, NogNietKlaar, IntussenGewijzigd.
    """
    with db.atomic():
        found = inzendingen.own(inwoner=actor.id, slug=slug, uuid=inzending, lock=True)
        if found is None:
            raise NietBegonnen
        if found.status != "concept":
            return found.referentie
        allowed(actor, found.formulier)
        oordeel = judged(found, at=at)
        if oordeel.eerste_fout:
            raise NogNietKlaar(oordeel.eerste_fout)
        if versie != found.versie:
            raise IntussenGewijzigd
        reference = _submit(found, at=at)
        wachtrij.put(found.id)
    log.info("formulier.ingediend", formulier=slug, referentie=reference)
    return reference


def get_ontvangst(*, actor: Actor, slug: str, referentie: str) -> Inzending:
    """The actor's own form that was sent. Raises NotFound, NiveauTeLaag."""
    found = inzendingen.sent(inwoner=actor.id, slug=slug, referentie=referentie)
    if found is None:
        raise NotFound
    allowed(actor, found.formulier)
    return found


def maak_ontvangstbewijs(*, actor: Actor, slug: str, referentie: str) -> Iterator[bytes]:
    """The receipt (PDF) in chunks: made from the form, or from the register once that holds it. Raises NotFound, NiveauTeLaag."""
    found = get_ontvangst(actor=actor, slug=slug, referentie=referentie)
    if found.gegevens is not None:
        return iter((bewijs(inzending=found),))
    house = systeem("formulieren")
    document = documenten.find_enkelvoudiginformatieobject(
        actor=house, bronorganisatie=settings.current().rsin, identificatie=f"{referentie}-1"
    )
    if document is None:
        raise NotFound
    uuid = UUID(document.url.rsplit("/", 1)[-1])
    return documenten.open_inhoud(actor=actor.only(uuid), uuid=uuid).chunks


def bewijs(*, inzending: Inzending) -> bytes:
    """The form as sent, as PDF: the resident's receipt and the document in the zaak."""
    moment = inzending.ingediend or inzending.gewijzigd
    local = moment.astimezone(clock.AMSTERDAM)
    blocks = blocks_of(inzending, judged(inzending, at=moment))
    self_given = inzending.gegevens is not None and not inzending.gegevens.feiten(inzending.formulier)
    return berichten.render_brief(
        berichten.Brief(
            titel=f"Ontvangstbewijs: {inzending.formulier.naam}",
            kenmerk=inzending.referentie,
            kop=(
                ("Kenmerk", inzending.referentie),
                ("Ontvangen op", f"{waarden.words(local.date())} om {local:%H.%M} uur"),
            ),
            alineas=("Wij hebben uw formulier ontvangen. Dit heeft u ingevuld:",)
            + (
                ("De aanvrager heeft naam en adres zelf ingevuld: de BRP was niet bereikbaar.",)
                if self_given
                else ()
            ),
            delen=tuple(
                berichten.Deel(kop=b.titel, rijen=tuple((r.label, r.antwoord or "-") for r in b.regels))
                for b in blocks
            ),
            kolommen=("Vraag", "Antwoord"),
        )
    )


def _submit(found: Inzending, *, at: datetime) -> str:
    """Give the form a reference that nobody else has."""
    for _attempt in range(20):
        reference = referentie.make(
            gemeente=settings.current().gemeente,
            dag=clock.local_date(at),
            kans=[secrets.randbelow(2**20) for _position in range(referentie.LENGTH)],
        )
        if inzendingen.submit(found.id, referentie=reference, at=at):
            return reference
    raise Unavailable
