"""The steps that a process does by itself, at the doors of the registers.

A step may be done again after a crash, also when it was done half: each looks for its effect before it makes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from raadhuis.components.berichten import api as berichten
from raadhuis.components.bronnen import api as bronnen
from raadhuis.components.catalogi import api as catalogi
from raadhuis.components.documenten import api as documenten
from raadhuis.components.processen.domain import brieven, verhuizing
from raadhuis.components.processen.domain.definitie import Stap
from raadhuis.components.zaken import api as zaken
from raadhuis.kernel import clock, settings
from raadhuis.kernel.elfproef import elf_proef
from raadhuis.kernel.identity import systeem
from raadhuis.kernel.refusal import NotFound
from raadhuis.kernel.wire import uuid_of

ACTOR = systeem("processen")
IDENTIFICATIE = 40  # characters, the standard's limit


class ZaakIsAfgerond(Exception):
    """The zaak was closed by somebody else, so the process has nothing left to do."""


class NietIngericht(LookupError):
    """The zaaktype lacks what the process asks for; names both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Werk:
    """One step to do: for which zaak, with what was answered before (`gegevens`), and `reden` for the history."""

    stap: Stap
    zaak: zaken.Zaak
    inrichting: catalogi.Inrichting
    gegevens: Mapping[str, Any]
    reden: str


def do(stap: Stap, *, zaak: UUID, gegevens: Mapping[str, Any], at: datetime, reden: str) -> dict[str, Any]:
    """Do a step; what it answers. Raises ZaakIsAfgerond, NietIngericht, and whatever the doors refuse."""
    found = zaken.get_zaak(actor=ACTOR, uuid=zaak)
    if found.einddatum is not None:
        if stap.dienst == "sluit_zaak":
            return {}
        raise ZaakIsAfgerond
    werk = Werk(stap=stap, zaak=found, inrichting=inrichting_of(found), gegevens=gegevens, reden=reden)
    return _STAPPEN[stap.dienst](werk, at)


def inrichting_of(zaak: zaken.Zaak) -> catalogi.Inrichting:
    """The zaaktype of a zaak with all that hangs on it. Raises NotFound."""
    uuid = uuid_of(zaak.zaaktype)
    if uuid is None:
        raise NotFound
    return catalogi.get_inrichting(actor=ACTOR, uuid=uuid)


def has_besluit(zaak: UUID) -> bool:
    """Whether a besluit was recorded for the zaak."""
    return bool(zaken.list_zaakbesluiten(actor=ACTOR, zaak=zaak))


def _zet_status(werk: Werk, at: datetime) -> dict[str, Any]:
    statustype = _named(werk.inrichting.statustypen, werk.stap.parameters["statustype"])
    _set(werk, statustype, at)
    return {}


def _zet_resultaat(werk: Werk, at: datetime) -> dict[str, Any]:
    # An outcome that a person recorded stands.
    if zaken.get_resultaat(actor=ACTOR, zaak=werk.zaak.uuid) is None:
        resultaattype = _named(werk.inrichting.resultaattypen, werk.stap.parameters["resultaattype"])
        body = zaken.ResultaatBody(zaak=werk.zaak.url, resultaattype=resultaattype.url)
        zaken.create_resultaat(actor=ACTOR, at=at, body=body, reden=werk.reden)
    return {}


def _sluit_zaak(werk: Werk, at: datetime) -> dict[str, Any]:
    _zet_resultaat(werk, at)
    _set(werk, next(t for t in werk.inrichting.statustypen if t.is_eindstatus), at)
    return {}


def _set(werk: Werk, statustype: catalogi.Statustype, at: datetime) -> None:
    """Set a status, unless the zaak is that far already."""
    volgnummers = {uuid_of(t.url): t.volgnummer for t in werk.inrichting.statustypen}
    for status in zaken.list_statussen(actor=ACTOR, zaak=werk.zaak.uuid):
        if volgnummers.get(uuid_of(status.statustype), 0) >= statustype.volgnummer:
            return
    body = zaken.StatusBody(zaak=werk.zaak.url, statustype=statustype.url, datum_status_gezet=at)
    zaken.create_status(actor=ACTOR, at=at, body=body, reden=werk.reden)


def _controleer_verhuizing(werk: Werk, at: datetime) -> dict[str, Any]:
    persoon = _aanvrager(werk, at, doelbinding="Verhuizing beoordelen (Wet BRP artikel 2.39)")
    eigenschappen = _eigenschappen(werk)
    redenen = verhuizing.redenen(
        verhuizing.Aangifte(
            gedaan_op=werk.zaak.startdatum,
            ingangsdatum=eigenschappen.get("ingangsdatum", ""),
            nieuw_adres=eigenschappen.get("nieuw_adres", ""),
            meeverhuizers=eigenschappen.get("meeverhuizers", ""),
        ),
        None
        if persoon is None
        else verhuizing.Aanvrager(
            leeftijd=persoon.leeftijd,
            overleden=persoon.overleden,
            opgeschort=persoon.opgeschort,
            adres_in_onderzoek=persoon.adres_in_onderzoek,
        ),
    )
    return {"automatisch": not redenen, "redenen": list(redenen)}


def _maak_brief(werk: Werk, at: datetime) -> dict[str, Any]:
    soort = werk.stap.parameters["brief"]

    def tekst() -> tuple[brieven.Brieftekst, brieven.Geval]:
        persoon = _aanvrager(werk, at, doelbinding=f"Brief over {werk.inrichting.zaaktype.omschrijving}")
        geval = _geval(werk, persoon, at)
        return brieven.BRIEVEN[soort](geval), geval

    _bewaar(werk, at, achtervoegsel="brief", bestandsnaam="brief.pdf", tekst=tekst)
    return {}


def _maak_uittreksel(werk: Werk, at: datetime) -> dict[str, Any]:
    persoon = _aanvrager(werk, at, doelbinding="Uittreksel BRP verstrekken (Wet BRP artikel 2.55)")
    if persoon is None:
        return {"gelukt": False, "redenen": ["De aanvrager staat niet in de BRP."]}
    if persoon.opgeschort:
        reden = "De bijhouding van de gegevens van de aanvrager is opgeschort. Bekijk wat er op het uittreksel moet."
        return {"gelukt": False, "redenen": [reden]}

    def tekst() -> tuple[brieven.Brieftekst, brieven.Geval]:
        geval = _geval(werk, persoon, at)
        woorden = brieven.uittreksel(
            geval,
            geboren=persoon.geboortedatum,
            adres=persoon.adres.regel,
            in_onderzoek=persoon.adres_in_onderzoek,
        )
        return woorden, geval

    _bewaar(werk, at, achtervoegsel="uittreksel", bestandsnaam="uittreksel-brp.pdf", tekst=tekst)
    return {"gelukt": True, "redenen": []}


def _geval(werk: Werk, persoon: bronnen.Persoon | None, at: datetime) -> brieven.Geval:
    antwoorden = (a for a in werk.gegevens.values() if isinstance(a, Mapping))
    return brieven.Geval(
        dag=clock.local_date(at),
        naam=persoon.volledige_naam if persoon else "heer of mevrouw",
        geadresseerde=persoon.geadresseerde if persoon else (),
        kenmerk=werk.zaak.identificatie,
        gemeente=settings.current().gemeente,
        eigenschappen=_eigenschappen(werk),
        toelichting=next((str(a["toelichting"]) for a in antwoorden if a.get("toelichting")), ""),
    )


def _bewaar(
    werk: Werk,
    at: datetime,
    *,
    achtervoegsel: str,
    bestandsnaam: str,
    tekst: Callable[[], tuple[brieven.Brieftekst, brieven.Geval]],
) -> None:
    """Make a document of the zaak that its initiator may see, and link it; each only when it is not there yet."""
    identificatie = _identificatie(werk.zaak, achtervoegsel)
    document = documenten.find_enkelvoudiginformatieobject(
        actor=ACTOR, bronorganisatie=werk.zaak.bronorganisatie, identificatie=identificatie
    )
    if document is None:
        soort = _named(werk.inrichting.informatieobjecttypen, werk.stap.parameters["informatieobjecttype"])
        woorden, geval = tekst()
        pdf = berichten.render_brief(_brief(woorden, geval))
        body = documenten.EnkelvoudigInformatieObjectBody(
            bronorganisatie=werk.zaak.bronorganisatie,
            identificatie=identificatie,
            creatiedatum=geval.dag,
            titel=woorden.titel,
            auteur=geval.gemeente,
            taal="nld",
            informatieobjecttype=soort.url,
            inhoud=pdf,
            bestandsomvang=len(pdf),
            bestandsnaam=bestandsnaam,
            formaat="application/pdf",
            status="definitief",
            tonen_aan_initiator=True,
            indicatie_gebruiksrecht=False,
        )
        document = documenten.create_enkelvoudiginformatieobject(
            actor=ACTOR, at=at, body=body, reden=werk.reden
        )
    linked = zaken.list_zaakinformatieobjecten(actor=ACTOR, zaak=werk.zaak.uuid)
    if uuid_of(document.url) not in {uuid_of(link.informatieobject) for link in linked}:
        link = zaken.ZaakinformatieobjectBody(
            zaak=werk.zaak.url, informatieobject=document.url, titel=document.titel
        )
        zaken.create_zaakinformatieobject(actor=ACTOR, at=at, body=link, reden=werk.reden)


def _brief(woorden: brieven.Brieftekst, geval: brieven.Geval) -> berichten.Brief:
    return berichten.Brief(
        titel=woorden.titel,
        kenmerk=geval.kenmerk,
        geadresseerde=geval.geadresseerde,
        kop=(("Datum", brieven.datum(geval.dag)), ("Kenmerk", geval.kenmerk)),
        alineas=woorden.alineas,
        delen=(
            berichten.Deel(kop=woorden.rijen_kop, rijen=woorden.rijen),
            *((berichten.Deel(kop="", alineas=woorden.daarna),) if woorden.daarna else ()),
        ),
        slot=woorden.slot,
    )


def _identificatie(zaak: zaken.Zaak, achtervoegsel: str) -> str:
    named = f"{zaak.identificatie}-{achtervoegsel}"
    return named if len(named) <= IDENTIFICATIE else f"{zaak.uuid.hex[:20]}-{achtervoegsel}"


def _aanvrager(werk: Werk, at: datetime, *, doelbinding: str) -> bronnen.Persoon | None:
    """The initiator as the BRP knows her now, or None. Raises BrpOnbereikbaar."""
    for rol in zaken.list_rollen(actor=ACTOR, zaak=werk.zaak.uuid):
        wie = rol.betrokkene_identificatie
        if rol.omschrijving_generiek != "initiator" or wie is None or not elf_proef(wie.inp_bsn):
            continue
        try:
            return bronnen.get_persoon(actor=ACTOR, at=at, bsn=wie.inp_bsn, doelbinding=doelbinding)
        except bronnen.PersoonOnbekend:
            return None
    return None


def _eigenschappen(werk: Werk) -> dict[str, str]:
    return {e.naam: e.waarde for e in zaken.list_zaakeigenschappen(actor=ACTOR, zaak=werk.zaak.uuid)}


def _named(types: Iterable[Any], omschrijving: str) -> Any:
    for found in types:
        if found.omschrijving == omschrijving:
            return found
    raise NietIngericht(omschrijving)


_STAPPEN: Mapping[str, Callable[[Werk, datetime], dict[str, Any]]] = {
    "zet_status": _zet_status,
    "zet_resultaat": _zet_resultaat,
    "sluit_zaak": _sluit_zaak,
    "controleer_verhuizing": _controleer_verhuizing,
    "maak_brief": _maak_brief,
    "maak_uittreksel": _maak_uittreksel,
}
