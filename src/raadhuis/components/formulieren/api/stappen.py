"""Filling in, step by step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import structlog

from raadhuis.components.formulieren.api.begin import (
    allowed,
    begun,
    concept_of,
    content_of,
    get_formulier,
    judged,
)
from raadhuis.components.formulieren.api.bestanden import Bestand, forget, keep_files
from raadhuis.components.formulieren.api.brp import ask_brp, refresh_brp
from raadhuis.components.formulieren.domain import waarden
from raadhuis.components.formulieren.domain.invullen import Oordeel
from raadhuis.components.formulieren.domain.waarden import Fout
from raadhuis.components.formulieren.store import inzendingen
from raadhuis.components.formulieren.store.inzendingen import Inzending, Upload
from raadhuis.components.formulieren.types import Formulier, Gegevens, Stap, Veld, Waarde
from raadhuis.kernel import db
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.refusal import NotFound

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scherm:
    """One step as it is shown. `stappen` are the numbers of the steps that apply; `ga_naar` is another step to go to
    first (0: the summary); `brp_weg` says that the BRP could not be reached; `nieuw` that answers brought new
    questions; `naam` is who fills it in, as the BRP has it."""

    formulier: Formulier
    nummer: int
    velden: tuple[Veld, ...]
    waarden: Mapping[str, Waarde]
    feiten: Mapping[str, str]
    uploads: tuple[Upload, ...]
    stappen: tuple[int, ...]
    ga_naar: int | None = None
    brp_weg: bool = False
    nieuw: bool = False
    fouten: Mapping[str, Fout] = field(default_factory=dict)
    naam: str = ""

    @property
    def stap(self) -> Stap:
        return self.formulier.stappen[self.nummer - 1]


def open_stap(*, actor: Actor, at: datetime, slug: str, nummer: int) -> Scherm:
    """One step to fill in; the first visit begins the form. Raises NotFound, NiveauTeLaag."""
    found = concept_of(actor, slug)
    if found is None:
        form = allowed(actor, get_formulier(slug=slug))
        brp, weg = ask_brp(actor, form, at=at)
        inzendingen.begin(inwoner=actor.id, slug=slug, gegevens=Gegevens(bsn=actor.bsn, brp=brp), at=at)
        found = begun(actor, slug)
    else:
        found, weg = refresh_brp(actor, found, nummer, at=at)
    if not 1 <= nummer <= len(found.formulier.stappen):
        raise NotFound
    oordeel = judged(found, at=at)
    return _screen(found, nummer, oordeel, ga_naar=_elsewhere(oordeel, nummer), brp_weg=weg)


def bewaar_stap(
    *,
    actor: Actor,
    at: datetime,
    slug: str,
    nummer: int,
    gegeven: Mapping[str, list[str]],
    bestanden: Iterable[Bestand] = (),
    verwijder: UUID | None = None,
) -> Scherm:
    """Keep what is good of the answers to one step; the screen says what is wrong and (`ga_naar`) where to go next.

    Only names of this step's questions are read; facts of the BRP cannot be changed. Raises NietBegonnen, NiveauTeLaag.
    """
    gone: list[UUID] = []
    with db.atomic():
        found = begun(actor, slug, lock=True)
        if not 1 <= nummer <= len(found.formulier.stappen):
            raise NotFound
        before = judged(found, at=at)
        files_wrong = keep_files(found, before.stappen.get(nummer, ()), bestanden, at=at)
        if verwijder:
            gone = inzendingen.drop_uploads(found.id, [verwijder])
        found = _keep_answers(actor, found, before, nummer, gegeven, at=at)
    forget(gone)
    oordeel = judged(found, at=at, extra=_taken(found, before, nummer, gegeven))
    shown_before = {veld.naam for veld in before.stappen.get(nummer, ())}
    here = oordeel.stappen.get(nummer, ())
    wrong = {
        v.naam: oordeel.fouten[v.naam] for v in here if v.naam in oordeel.fouten and v.naam in shown_before
    }
    new = any(v.naam in oordeel.fouten for v in here if v.naam not in shown_before)
    wrong |= files_wrong
    stay = bool(wrong) or new
    typed = {name: raw if len(raw) != 1 else raw[0] for name, raw in gegeven.items() if name in wrong}
    return _screen(
        found,
        nummer,
        oordeel,
        ga_naar=None if stay else _next(oordeel, nummer),
        nieuw=new and not wrong,
        fouten=wrong,
        typed=typed,
    )


def annuleer(*, actor: Actor, slug: str) -> None:
    """Remove what the actor has filled in and added; nothing when there is nothing."""
    gone: list[UUID] = []
    with db.atomic():
        found = inzendingen.concept(inwoner=actor.id, slug=slug, lock=True)
        if found:
            gone = inzendingen.drop(found)
    forget(gone)


def _elsewhere(oordeel: Oordeel, nummer: int) -> int | None:
    """Where to go instead of step `nummer`: an earlier step that is not good yet, or past a step that does not apply."""
    if oordeel.eerste_fout and oordeel.eerste_fout < nummer:
        return oordeel.eerste_fout
    return None if nummer in oordeel.stappen else _next(oordeel, nummer)


def _next(oordeel: Oordeel, nummer: int) -> int:
    return next((n for n in oordeel.stappen if n > nummer), 0)


def _screen(
    found: Inzending,
    nummer: int,
    oordeel: Oordeel,
    *,
    ga_naar: int | None,
    brp_weg: bool = False,
    nieuw: bool = False,
    fouten: Mapping[str, Fout] | None = None,
    typed: Mapping[str, Waarde] | None = None,
) -> Scherm:
    kept = content_of(found)
    return Scherm(
        formulier=found.formulier,
        nummer=nummer,
        velden=oordeel.stappen.get(nummer, ()),
        waarden={**kept.antwoorden, **(typed or {})},
        feiten=kept.feiten(found.formulier),
        uploads=found.uploads,
        stappen=tuple(oordeel.stappen),
        ga_naar=ga_naar,
        brp_weg=brp_weg,
        nieuw=nieuw,
        fouten=fouten or {},
        naam=kept.brp.volledige_naam if kept.brp else "",
    )


def _taken(
    found: Inzending, before: Oordeel, nummer: int, gegeven: Mapping[str, list[str]]
) -> dict[str, Waarde]:
    """What was given to the questions of this step that were shown; a question that was not in the page stays as it
    was, and nothing else is read."""
    facts = content_of(found).feiten(found.formulier)
    asked = [
        v for v in found.formulier.stappen[nummer - 1].velden if v.soort != "bestand" and v.naam not in facts
    ]
    shown = {veld.naam for veld in before.stappen.get(nummer, ())}
    return {v.naam: list(gegeven.get(v.naam, [])) for v in asked if v.naam in shown}


def _keep_answers(
    actor: Actor,
    found: Inzending,
    before: Oordeel,
    nummer: int,
    gegeven: Mapping[str, list[str]],
    *,
    at: datetime,
) -> Inzending:
    kept = content_of(found)
    facts = kept.feiten(found.formulier)
    _note_forged(actor, found, nummer, gegeven, facts)
    taken = _taken(found, before, nummer, gegeven)
    current = begun(actor, found.formulier.slug)  # with the files as they are now
    oordeel = judged(current, at=at, extra=taken)
    shown = {veld.naam for velden in oordeel.stappen.values() for veld in velden}
    # An answer elsewhere that went wrong by itself (a date that passed) stays, so that she sees it again.
    elsewhere = {
        n: v for n, v in kept.antwoorden.items() if n in oordeel.fouten and n in shown and n not in taken
    }
    answers = elsewhere | {n: v for n, v in oordeel.antwoorden.items() if n not in facts}
    inzendingen.save(found.id, Gegevens(bsn=kept.bsn, brp=kept.brp, antwoorden=answers), at=at)
    return begun(actor, found.formulier.slug)


def _note_forged(
    actor: Actor, found: Inzending, nummer: int, gegeven: Mapping[str, list[str]], facts: Mapping[str, str]
) -> None:
    """Somebody changed a fact that the page does not let her change: it is ignored, and written down."""
    forged = [
        veld.naam
        for veld in found.formulier.stappen[nummer - 1].velden
        if veld.naam in facts
        and any(
            g not in (facts[veld.naam], waarden.in_words(veld, facts[veld.naam]))
            for g in gegeven.get(veld.naam, ())
        )
    ]
    if forged:
        log.warning("formulier.vervalst", formulier=found.formulier.slug, velden=forged, actor=actor.id)
