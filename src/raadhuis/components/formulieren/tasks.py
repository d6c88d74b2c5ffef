"""Loads the forms of a municipality, and makes a zaak of every form that was sent: once, whatever happens meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

import structlog
from procrastinate import RetryDecision
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from raadhuis.components.catalogi import api as catalogi
from raadhuis.components.documenten import api as documenten
from raadhuis.components.formulieren import api
from raadhuis.components.zaken import api as zaken
from raadhuis.kernel import clock, settings, wire
from raadhuis.kernel.identity import systeem
from raadhuis.kernel.retry import Forever

log = structlog.get_logger(__name__)
HOUSE = systeem("formulieren")


def load(folder: Path, *, at: datetime) -> None:
    """Read `formulieren/*.json` in `folder`; repeating it changes nothing."""
    for path in sorted((folder / "formulieren").glob("*.json")):
        api.load(raw=path.read_bytes(), place=f"formulieren/{path.name}", at=at)


class Volhouden(Forever):
    """A form that was sent is never given up; that it waits is written down."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision:
        # The class only: a message might hold personal data.
        log.warning(
            "formulier.wacht", error=type(exception).__name__, pogingen=job.attempts + 1, **job.task_kwargs
        )
        return super().get_retry_decision(exception=exception, job=job)


@app.task(name="formulieren.registreer", retry=Volhouden())
def registreer(inzending: int) -> None:
    """Make the zaak of a form that was sent. Every step looks first whether it is done, so repeating is harmless."""
    with api.alleen(inzending=inzending) as mine:
        if not mine:
            raise AnderBezig  # waits its turn; that one may still fail
        found = api.te_registreren(inzending=inzending)
        if found is not None:
            _register(found)


@app.periodic(cron="*/15 * * * *")
@app.task(
    name="formulieren.bied_opnieuw_aan", queueing_lock="formulieren.bied_opnieuw_aan", pass_context=False
)
def bied_opnieuw_aan(timestamp: int) -> None:
    """Every quarter: the form itself says that it waits, so it is picked up even when its job was lost."""
    api.bied_opnieuw_aan(at=clock.now())


@app.periodic(cron="20 3 * * *")
@app.task(name="formulieren.ruim_op", queueing_lock="formulieren.ruim_op", pass_context=False)
def ruim_op(timestamp: int) -> None:
    """Every night: what was begun and not sent is kept as long as its page says, and no longer."""
    log.info("formulieren.opgeruimd", aantal=api.ruim_op(at=clock.now()))


class AnderBezig(Exception):
    """Another process is registering this form now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Werk:
    """What the steps share."""

    inzending: api.Inzending
    inrichting: catalogi.Inrichting
    zaak: zaken.Zaak
    reden: str


def _register(found: api.Inzending) -> None:
    reden = f"Formulier {found.formulier.slug} ingediend door de inwoner"
    inrichting = catalogi.find_inrichting(
        actor=HOUSE,
        identificatie=found.formulier.zaak.zaaktype,
        op=clock.local_date(found.ingediend or found.gewijzigd),
    )
    zaak = _zaak(found, inrichting, reden=reden)
    work = Werk(inzending=found, inrichting=inrichting, zaak=zaak, reden=reden)
    for step in _steps(work):
        step()
    api.meld_geregistreerd(inzending=found, zaak=zaak.uuid, at=clock.now())
    log.info("formulier.geregistreerd", formulier=found.formulier.slug, referentie=found.referentie)


def _zaak(found: api.Inzending, inrichting: catalogi.Inrichting, *, reden: str) -> zaken.Zaak:
    rsin = settings.current().rsin
    query = zaken.ZaakQuery(identificatie=found.referentie, bronorganisatie=rsin)
    if there := zaken.find_zaken(actor=HOUSE, query=query).results:
        return there[0]
    body = zaken.ZaakBody(
        zaaktype=inrichting.zaaktype.url,
        bronorganisatie=rsin,
        verantwoordelijke_organisatie=rsin,
        startdatum=clock.local_date(found.ingediend or found.gewijzigd),
        identificatie=found.referentie,
        omschrijving=found.formulier.zaak.omschrijving,
    )
    return zaken.create_zaak(actor=HOUSE, at=clock.now(), body=body, reden=reden)


def _steps(work: Werk) -> Iterator[Callable[[], None]]:
    """What makes the zaak complete, in order; the first status comes last, since the world acts on it."""
    yield lambda: _initiator(work)
    yield lambda: _eigenschappen(work)
    yield lambda: _documenten(work)
    yield lambda: _status(work)


def _initiator(work: Werk) -> None:
    roltype = work.inrichting.roltype("initiator")
    if any(rol.roltype == roltype.url for rol in zaken.list_rollen(actor=HOUSE, zaak=work.zaak.uuid)):
        return
    found = work.inzending
    kept, answers, contact = found.gegevens, api.antwoorden(inzending=found), found.formulier.zaak.contact
    if kept is None:
        return
    naam = _naam(found)
    brp = kept.brp
    zaken.create_rol(
        actor=HOUSE,
        at=clock.now(),
        reden=work.reden,
        body=zaken.RolBody(
            zaak=work.zaak.url,
            betrokkene_type="natuurlijk_persoon",
            roltype=roltype.url,
            roltoelichting="Aanvrager",
            afwijkende_naam_betrokkene="" if brp else naam,
            contactpersoon_rol=zaken.ContactpersoonRol(
                naam=naam[:200],
                emailadres=str(answers.get(contact.email, "")),
                telefoonnummer=str(answers.get(contact.telefoon, "")),
            ),
            betrokkene_identificatie=zaken.BetrokkeneIdentificatie(
                inp_bsn=kept.bsn,
                geslachtsnaam=brp.geslachtsnaam if brp else "",
                voorvoegsel_geslachtsnaam=brp.voorvoegsel if brp else "",
                voorletters=brp.voorletters if brp else "",
                voornamen=brp.voornamen if brp else "",
                geboortedatum=brp.geboortedatum if brp else "",
            ),
        ),
    )


def _naam(found: api.Inzending) -> str:
    """The applicant's name: the BRP's, or what she gave herself."""
    answers = api.antwoorden(inzending=found)
    field = next((veld.naam for veld in found.formulier.velden() if veld.brp == "volledige_naam"), "")
    given = answers.get(field, "")
    return given if isinstance(given, str) else ""


def _eigenschappen(work: Werk) -> None:
    values = api.eigenschappen(inzending=work.inzending)
    there = {e.naam for e in zaken.list_zaakeigenschappen(actor=HOUSE, zaak=work.zaak.uuid)}
    for eigenschap in work.inrichting.eigenschappen:
        if eigenschap.naam in values and eigenschap.naam not in there:
            zaken.create_zaakeigenschap(
                actor=HOUSE,
                at=clock.now(),
                reden=work.reden,
                body=zaken.ZaakeigenschapBody(
                    zaak=work.zaak.url, eigenschap=eigenschap.url, waarde=values[eigenschap.naam]
                ),
            )


def _documenten(work: Werk) -> None:
    found, names = work.inzending, work.inzending.formulier.zaak
    linked = {
        wire.uuid_of(link.informatieobject)
        for link in zaken.list_zaakinformatieobjecten(actor=HOUSE, zaak=work.zaak.uuid)
    }
    form = _Document(
        nummer=1,
        titel=f"Formulier {found.formulier.naam}",
        soort=names.aanvraagdocument,
        bestandsnaam=f"aanvraag-{found.referentie}.pdf",
        formaat="application/pdf",
        inhoud=lambda: api.bewijs(inzending=found),
    )
    _document(work, form, linked)
    for number, upload in enumerate(found.uploads, start=2):
        added = _Document(
            nummer=number,
            titel=upload.bestandsnaam,
            soort=names.bijlagedocument,
            bestandsnaam=upload.bestandsnaam,
            formaat=upload.formaat,
            inhoud=lambda upload=upload: api.lees(upload=upload),  # type: ignore[misc]  # bound now, read later
        )
        _document(work, added, linked)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Document:
    nummer: int
    titel: str
    soort: str
    bestandsnaam: str
    formaat: str
    inhoud: Callable[[], bytes]


def _document(work: Werk, document: _Document, linked: set[UUID | None]) -> None:
    rsin, identificatie = settings.current().rsin, f"{work.inzending.referentie}-{document.nummer}"
    there = documenten.find_enkelvoudiginformatieobject(
        actor=HOUSE, bronorganisatie=rsin, identificatie=identificatie
    )
    if there is None:
        day = clock.local_date(work.inzending.ingediend or work.inzending.gewijzigd)
        there = documenten.create_enkelvoudiginformatieobject(
            actor=HOUSE,
            at=clock.now(),
            reden=work.reden,
            body=documenten.EnkelvoudigInformatieObjectBody(
                bronorganisatie=rsin,
                identificatie=identificatie,
                creatiedatum=day,
                ontvangstdatum=day,
                titel=document.titel[:200],
                auteur=(_naam(work.inzending) or "Aanvrager")[:200],
                taal="nld",
                informatieobjecttype=_type(work.inrichting, document.soort).url,
                inhoud=document.inhoud(),
                bestandsnaam=document.bestandsnaam,
                formaat=document.formaat,
                # Received and final; with ontvangstdatum the status may not be in_bewerking (drc).
                status="definitief",
                indicatie_gebruiksrecht=False,
                tonen_aan_initiator=True,
            ),
        )
    if wire.uuid_of(there.url) not in linked:
        zaken.create_zaakinformatieobject(
            actor=HOUSE,
            at=clock.now(),
            reden=work.reden,
            body=zaken.ZaakinformatieobjectBody(
                zaak=work.zaak.url, informatieobject=there.url, titel=document.titel[:200]
            ),
        )


class OnbekendDocumenttype(Exception):
    """The zaaktype has no document type with the omschrijving that the form names."""


def _type(inrichting: catalogi.Inrichting, omschrijving: str) -> catalogi.Informatieobjecttype:
    for found in inrichting.informatieobjecttypen:
        if found.omschrijving == omschrijving:
            return found
    raise OnbekendDocumenttype(f"{inrichting.zaaktype.identificatie}: {omschrijving}")


def _status(work: Werk) -> None:
    if zaken.list_statussen(actor=HOUSE, zaak=work.zaak.uuid):
        return
    first = min(work.inrichting.statustypen, key=lambda statustype: statustype.volgnummer)
    zaken.create_status(
        actor=HOUSE,
        at=clock.now(),
        reden=work.reden,
        body=zaken.StatusBody(zaak=work.zaak.url, statustype=first.url, datum_status_gezet=clock.now()),
    )
