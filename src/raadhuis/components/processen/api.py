"""The door of Processen: what happens with a zaak, and the tasks that it asks of employees."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from uuid import UUID

from raadhuis.components.catalogi import api as catalogi
from raadhuis.components.processen import remote
from raadhuis.components.processen.domain import definitie as bpmn
from raadhuis.components.processen.domain.brieven import BRIEVEN
from raadhuis.components.processen.domain.definitie import FouteDefinitie, Mensentaak
from raadhuis.components.processen.domain.taak import (
    BesluitOntbreekt,
    TaakIsGereed,
    TaakIsVanEenAnder,
    TaakIsVervallen,
    check_antwoorden,
    check_open,
)
from raadhuis.components.processen.domain.verloop import Klaar, Verloop
from raadhuis.components.processen.store import definities, instanties, jobs, taken
from raadhuis.components.processen.types import Inzet, Inzetten, Optie, Taak, Veld
from raadhuis.components.zaken import api as zaken
from raadhuis.kernel import audit, authz, clock, db, settings, wire
from raadhuis.kernel.audit import AuditTrail
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.refusal import NotAllowed, NotFound
from raadhuis.kernel.wire import uuid_of

__all__ = [
    "BesluitOntbreekt",
    "FouteDefinitie",
    "Inzet",
    "Inzetten",
    "Optie",
    "Taak",
    "TaakIsGereed",
    "TaakIsVanEenAnder",
    "TaakIsVervallen",
    "Veld",
    "claim_taak",
    "complete_taak",
    "get_taak",
    "list_audittrail",
    "list_taken",
    "load_proces",
    "move_on",
    "on_status",
    "release_taak",
    "team_of",
]
LEZEN, AFRONDEN, VERDELEN = "taken.lezen", "taken.afronden", "werk.verdelen"
_TERMIJN = re.compile(r"P(\d{1,3})([DW])", re.ASCII)
_reads = lru_cache(maxsize=100)(bpmn.read)


def list_taken(*, actor: Actor, zaak: UUID) -> tuple[Taak, ...]:
    """Every task of a zaak, oldest first. Raises NotFound when the actor may not see the zaak or its tasks."""
    if LEZEN not in _rights(actor, zaak):
        raise NotFound
    return taken.of_zaak(zaak)


def list_audittrail(*, actor: Actor, zaak: UUID) -> tuple[AuditTrail, ...]:
    """Who did what with the tasks of a zaak, oldest first. Raises NotFound when the actor may not see them."""
    if LEZEN not in _rights(actor, zaak):
        raise NotFound
    return wire.decode(audit.trail(zaak, bron="prc", base=settings.current().url), tuple[AuditTrail, ...])


def get_taak(*, actor: Actor, uuid: UUID) -> Taak:
    """One task. Raises NotFound, also when the actor may not see its zaak."""
    found = taken.find(uuid)
    if found is None or LEZEN not in _rights(actor, found.zaak):
        raise NotFound
    return found


def claim_taak(*, actor: Actor, at: datetime, uuid: UUID, reden: str = "") -> Taak:
    """The actor does this task. Taking what is already yours changes nothing.

    Raises NotFound, NotAllowed (without `taken.afronden`), TaakIsVanEenAnder (a colleague has it; a coordinator with
    `werk.verdelen` may take it over), TaakIsGereed, TaakIsVervallen.
    """
    with db.atomic():
        taak = _lock(actor, uuid)
        if taak.behandelaar_id == actor.id:
            return taak
        return taken.assign(
            uuid, behandelaar_id=actor.id, behandelaar_naam=actor.name, actor=actor, at=at, reden=reden
        )


def release_taak(*, actor: Actor, at: datetime, uuid: UUID, reden: str = "") -> Taak:
    """Nobody does this task any more: back to the team. The same refusals as `claim_taak`."""
    with db.atomic():
        taak = _lock(actor, uuid)
        if not taak.behandelaar_id:
            return taak
        return taken.assign(uuid, behandelaar_id="", behandelaar_naam="", actor=actor, at=at, reden=reden)


def complete_taak(
    *, actor: Actor, at: datetime, uuid: UUID, antwoorden: Mapping[str, object], reden: str = ""
) -> Taak:
    """Finish a task with an answer per field; the process goes on in the background, within a second or two.

    Raises Invalid with every wrong answer at once (`FieldError.name` is the field's `naam`; codes `required`,
    `invalid`, `invalid_choice`, `max_length`, `unknown`), TaakIsGereed (a colleague was first: nothing is overwritten),
    TaakIsVervallen, TaakIsVanEenAnder, BesluitOntbreekt (make the besluit first), NotFound, NotAllowed.
    """
    with db.atomic():
        taak = _lock(actor, uuid)
        goed = check_antwoorden(taak.velden, antwoorden)
        if taak.vereist == "besluit" and not remote.has_besluit(taak.zaak):
            raise BesluitOntbreekt
        why = reden or str(goed.get("toelichting", ""))
        done = taken.complete(uuid, antwoorden=goed, actor=actor, at=at, reden=why)
        jobs.ask(taak.zaak)
    return done


def team_of(*, zaaktype: str) -> str:
    """The team that does zaken of the zaaktype with this `identificatie`; "" when no team is appointed."""
    return definities.team_of(zaaktype)


def _lock(actor: Actor, uuid: UUID) -> Taak:
    """A task that the actor may work on now, locked. Raises as `claim_taak` says."""
    taak = taken.find(uuid, lock=True)
    rights = _rights(actor, taak.zaak) if taak else frozenset()
    if taak is None or LEZEN not in rights:
        raise NotFound
    if AFRONDEN not in rights:
        raise NotAllowed
    check_open(taak, actor=actor, mag_overnemen=VERDELEN in rights)
    return taak


def _rights(actor: Actor, zaak: UUID) -> frozenset[str]:
    """What the actor may do with the tasks of this zaak, for its type and confidentiality; nothing when she may not see
    the zaak."""
    try:
        found = zaken.get_zaak(actor=actor, uuid=zaak)
    except NotFound:
        return frozenset()
    type_uuid, level = uuid_of(found.zaaktype), authz.rank(found.vertrouwelijkheidaanduiding)
    return frozenset(
        scope
        for scope in (LEZEN, AFRONDEN, VERDELEN)
        if authz.has(actor, scope, type_uuid=type_uuid, level=level)
    )


def load_proces(inzet: Inzet, *, inhoud: bytes, at: datetime) -> None:
    """Appoint a process for a zaaktype; `inhoud` becomes a new version when it differs, and running zaken stay on theirs.

    Raises FouteDefinitie, also when the zaaktype lacks a statustype, resultaattype or informatieobjecttype that the
    process names.
    """
    read = bpmn.read(inhoud)
    try:
        inrichting = catalogi.find_inrichting(
            actor=remote.ACTOR, identificatie=inzet.zaaktype, op=clock.local_date(at)
        )
    except NotFound:
        raise FouteDefinitie(f"zaaktype {inzet.zaaktype!r} staat niet in de catalogus") from None
    known = {
        "statustype": {t.omschrijving for t in inrichting.statustypen},
        "resultaattype": {t.omschrijving for t in inrichting.resultaattypen},
        "informatieobjecttype": {t.omschrijving for t in inrichting.informatieobjecttypen},
        "brief": set(BRIEVEN),
    }
    for stap in read.stappen.values():
        for what, name in stap.parameters.items():
            if name not in known[what]:
                raise FouteDefinitie(
                    f"serviceTask {stap.id!r}: {what} {name!r} bestaat niet bij dit zaaktype"
                )
    for element, termijn in inzet.termijnen.items():
        if element not in read.taken or not _TERMIJN.fullmatch(termijn):
            raise FouteDefinitie(
                f"termijn {termijn!r} voor {element!r}: geen taak, of geen termijn zoals P5D of P2W"
            )
    with db.atomic():
        definities.add(naam=read.naam, bpmn=inhoud, at=at)
        definities.appoint(
            zaaktype=inzet.zaaktype, proces=read.naam, team=inzet.team, termijnen=dict(inzet.termijnen)
        )


def on_status(*, zaak: UUID, status: UUID, at: datetime) -> None:
    """A status was set: the first one starts the process of the zaak, once; the last one ends what is still open."""
    try:
        found = zaken.get_zaak(actor=remote.ACTOR, uuid=zaak)
    except NotFound:
        return  # taken out of the register since
    with db.atomic():
        if found.einddatum is not None:
            if (run := instanties.take(zaak)) is not None:
                _end(run, at=at)
        elif [s.uuid for s in zaken.list_statussen(actor=remote.ACTOR, zaak=zaak)][:1] == [status]:
            _start(found, at=at)


def _start(zaak: zaken.Zaak, *, at: datetime) -> None:
    zaaktype = remote.inrichting_of(zaak).zaaktype.identificatie
    proces = definities.proces_of(zaaktype)
    if proces is None:
        return
    stand = Verloop.start(proces.bpmn, _reads(proces.bpmn)).stand()
    if instanties.add(
        zaak=zaak.uuid, zaaktype=zaaktype, definitie_id=proces.definitie_id, stand=stand, at=at
    ):
        jobs.ask(zaak.uuid)


def _end(run: instanties.Instantie, *, at: datetime) -> None:
    taken.lapse(run.zaak, actor=remote.ACTOR, at=at, reden="De zaak is op een andere manier afgerond.")
    instanties.keep(run.id, stand=run.stand, status="beeindigd")


def move_on(*, zaak: UUID, at: datetime) -> bool:
    """Do the next thing in the process of a zaak and keep where it stands; False when it waits for people or is over.

    One thing is one transaction with the run locked, so two workers never do it at once, and after a crash the thing is
    done again. Raises what a step's doors refuse (BrpOnbereikbaar, say): then nothing is kept.
    """
    with db.atomic():
        run = instanties.take(zaak)
        if run is None:
            return False
        definitie, verloop = _reads(run.bpmn), Verloop.restore(run.stand)
        given = taken.answers(run.id)
        for klaar in verloop.klaar:
            if klaar.id in given:
                verloop.rond_af(klaar.id, given[klaar.id])
        moved = next((klaar for klaar in verloop.klaar if klaar.element in definitie.stappen), None)
        if moved is not None and not _do(run, verloop, definitie, moved, at=at):
            _end(run, at=at)
            return False
        for klaar in verloop.klaar:
            if klaar.element in definitie.taken:
                _ask(run, verloop, definitie.taken[klaar.element], klaar, at=at)
        status = "gereed" if verloop.voltooid else "lopend"
        instanties.keep(run.id, stand=verloop.stand(), status=status)
        return moved is not None and not verloop.voltooid


def _do(
    run: instanties.Instantie, verloop: Verloop, definitie: bpmn.Definitie, klaar: Klaar, *, at: datetime
) -> bool:
    """Do one step; False when the zaak turned out to be closed."""
    stap = definitie.stappen[klaar.element]
    reden = f"Proces {definitie.titel or run.proces}, versie {run.versie}: {stap.naam or stap.id}"
    try:
        answer = remote.do(stap, zaak=run.zaak, gegevens=verloop.gegevens(klaar.id), at=at, reden=reden)
    except remote.ZaakIsAfgerond:
        return False
    verloop.rond_af(klaar.id, answer)
    return True


def _ask(
    run: instanties.Instantie, verloop: Verloop, vraag: Mensentaak, klaar: Klaar, *, at: datetime
) -> None:
    """Make the task of a userTask, once per occurrence."""
    uitleg = verloop.gegevens(klaar.id).get(vraag.uitleg_van, {}).get("redenen", ())
    taken.add(
        taken.NieuweTaak(
            instantie=run.id,
            zaak=run.zaak,
            voorkomen=klaar.id,
            element=vraag.id,
            naam=vraag.naam,
            omschrijving=vraag.omschrijving,
            uitleg=tuple(uitleg),
            team=run.team,
            uiterlijk=_uiterlijk(run.termijnen.get(vraag.id, ""), at=at),
            velden=vraag.velden,
            vereist=vraag.vereist,
        ),
        actor=remote.ACTOR,
        at=at,
        reden=f"Proces {run.proces}, versie {run.versie}",
    )


def _uiterlijk(termijn: str, *, at: datetime) -> date | None:
    found = _TERMIJN.fullmatch(termijn)
    if found is None:
        return None
    return clock.local_date(at) + timedelta(days=int(found[1]) * (7 if found[2] == "W" else 1))
