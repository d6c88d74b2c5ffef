"""Besluiten and their letters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from raadhuis.components.berichten import api as berichten
from raadhuis.components.besluiten import api as besluiten
from raadhuis.components.catalogi import api as catalogi
from raadhuis.components.documenten import api as documenten
from raadhuis.components.werkplek.api.beeld import Zaakbeeld
from raadhuis.components.werkplek.api.geadresseerde import Geadresseerde, GeenAdres, geadresseerde_of
from raadhuis.components.werkplek.api.gedeeld import IntussenGewijzigd, name_of, unless_there
from raadhuis.components.werkplek.api.stukken import store_document
from raadhuis.components.werkplek.domain import besluitbrief
from raadhuis.components.werkplek.domain.besluitbrief import BesluitBestaatAl, Brieftekst, Voorstel
from raadhuis.kernel import clock, settings
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.refusal import Invalid, NotAllowed, NotFound
from raadhuis.kernel.wire import uuid_of


@dataclass(frozen=True, slots=True, kw_only=True)
class BesluitMetBrief:
    """A besluit, what it is called, and the document of its letter (None: the letter still has to be made)."""

    besluit: besluiten.Besluit
    soort: str
    uitkomst: str
    overwegingen: str
    brief: UUID | None


def list_besluiten(*, actor: Actor, beeld: Zaakbeeld) -> tuple[BesluitMetBrief, ...]:
    """The besluiten of the zaak with their letters, oldest first."""
    found = []
    for besluit in besluiten.list_besluiten(actor=actor, zaak=beeld.zaak.uuid):
        uitkomst, overwegingen = besluitbrief.split(besluit.toelichting)
        found.append(
            BesluitMetBrief(
                besluit=besluit,
                soort=name_of(beeld.inrichting.besluittypen, besluit.besluittype),
                uitkomst=uitkomst,
                overwegingen=overwegingen,
                brief=_letter_of(actor, besluit),
            )
        )
    return tuple(found)


def _letter_of(actor: Actor, besluit: besluiten.Besluit) -> UUID | None:
    uuid = uuid_of(besluit.url)
    links = besluiten.list_besluitinformatieobjecten(actor=actor, besluit=uuid) if uuid else ()
    return uuid_of(links[0].informatieobject) if links else None


def volgend_nummer(bekend: Iterable[BesluitMetBrief]) -> int:
    """The number of a new besluit of this zaak."""
    return max((besluitbrief.nummer_of(b.besluit.identificatie) for b in bekend), default=0) + 1


def voorbeeld_brief(
    *, actor: Actor, at: datetime, beeld: Zaakbeeld, voorstel: Voorstel
) -> tuple[Brieftekst, GeenAdres]:
    """The letter as it will be, and why there is no address in it. Raises Invalid with every wrong field."""
    _require_besluit(beeld, voorstel)
    soort = _besluittype(beeld, voorstel)
    datum = clock.local_date(at)
    wie = geadresseerde_of(actor=actor, at=at, beeld=beeld)
    text = _letter_text(
        beeld,
        wie,
        soort=soort.omschrijving,
        uitkomst=voorstel.uitkomst,
        overwegingen=voorstel.overwegingen,
        datum=datum,
        ingangsdatum=voorstel.ingangsdatum,
        vervaldatum=voorstel.vervaldatum,
        reageren_tot=besluitbrief.reactiedatum(datum, soort.reactietermijn),
    )
    return text, wie.geen_adres


def neem_besluit(*, actor: Actor, at: datetime, beeld: Zaakbeeld, voorstel: Voorstel, etag: str) -> GeenAdres:
    """Record the besluit, make its letter and link everything; why there is no address in the letter. Repeating it, after
    whichever step, makes one of each.

    Raises IntussenGewijzigd, BesluitBestaatAl (another besluit has this number), Invalid, NotAllowed, ZaakIsGesloten.
    """
    _require_besluit(beeld, voorstel)
    identificatie = besluitbrief.identificatie(beeld.zaak.identificatie, voorstel.nummer)
    soort = _besluittype(beeld, voorstel)
    found = _find_besluit(actor, beeld.zaak.uuid, identificatie)
    if found is None:
        if beeld.zaak.etag != etag:
            raise IntussenGewijzigd
        datum = clock.local_date(at)
        body = besluiten.BesluitBody(
            verantwoordelijke_organisatie=settings.current().rsin,
            identificatie=identificatie,
            besluittype=soort.url,
            zaak=beeld.zaak.url,
            datum=datum,
            ingangsdatum=voorstel.ingangsdatum,
            vervaldatum=voorstel.vervaldatum,
            vervalreden="tijdelijk" if voorstel.vervaldatum else "",
            toelichting=voorstel.toelichting,
            verzenddatum=datum,
            uiterlijke_reactiedatum=besluitbrief.reactiedatum(datum, soort.reactietermijn),
        )
        try:
            found = besluiten.create_besluit(actor=actor, at=at, body=body, reden=voorstel.uitkomst)
        except Invalid:
            # A second click at the same moment: the first one made it.
            found = _find_besluit(actor, beeld.zaak.uuid, identificatie)
            if found is None:
                raise
    asked = (uuid_of(soort.url), voorstel.ingangsdatum, voorstel.vervaldatum, voorstel.toelichting)
    if asked != (uuid_of(found.besluittype), found.ingangsdatum, found.vervaldatum, found.toelichting):
        raise BesluitBestaatAl
    return maak_brief(actor=actor, at=at, beeld=beeld, identificatie=identificatie)


def maak_brief(*, actor: Actor, at: datetime, beeld: Zaakbeeld, identificatie: str) -> GeenAdres:
    """Make the letter of a besluit that is recorded already, and link it to the zaak and the besluit, once; why there is
    no address in it.

    Raises NotFound, NotAllowed, Invalid (the zaaktype has no Besluitbrief), ZaakIsGesloten.
    """
    if not beeld.mag.besluit:
        raise NotAllowed
    besluit = _find_besluit(actor, beeld.zaak.uuid, identificatie)
    if besluit is None:
        raise NotFound
    wie = geadresseerde_of(actor=actor, at=at, beeld=beeld)
    body = _letter_document(actor, beeld, wie, besluit)
    document = store_document(actor=actor, at=at, zaak=beeld.zaak, body=body)
    if _letter_of(actor, besluit) is None:
        url = documenten.get_enkelvoudiginformatieobject(actor=actor, uuid=document).url
        link = besluiten.BesluitInformatieObjectBody(informatieobject=url, besluit=besluit.url)
        unless_there(lambda: besluiten.create_besluitinformatieobject(actor=actor, at=at, body=link))
    return wie.geen_adres


def _letter_document(
    actor: Actor, beeld: Zaakbeeld, wie: Geadresseerde, besluit: besluiten.Besluit
) -> documenten.EnkelvoudigInformatieObjectBody:
    uitkomst, overwegingen = besluitbrief.split(besluit.toelichting)
    soort = name_of(beeld.inrichting.besluittypen, besluit.besluittype)
    kind = next((t for t in beeld.inrichting.informatieobjecttypen if t.omschrijving == "Besluitbrief"), None)
    if kind is None:
        raise Invalid.field("besluittype", "invalid", "Dit zaaktype heeft geen documentsoort Besluitbrief.")
    text = _letter_text(
        beeld,
        wie,
        soort=soort,
        uitkomst=uitkomst,
        overwegingen=overwegingen,
        datum=besluit.datum,
        ingangsdatum=besluit.ingangsdatum,
        vervaldatum=besluit.vervaldatum,
        reageren_tot=besluit.uiterlijke_reactiedatum or besluitbrief.reactiedatum(besluit.datum, None),
    )
    return documenten.EnkelvoudigInformatieObjectBody(
        bronorganisatie=settings.current().rsin,
        identificatie=besluit.identificatie[:40],
        creatiedatum=besluit.datum,
        titel=f"Brief bij {soort.lower()}"[:200],
        auteur=actor.name[:200],
        taal="nld",
        informatieobjecttype=kind.url,
        inhoud=_pdf(text),
        formaat="application/pdf",
        bestandsnaam=f"{besluit.identificatie}.pdf",
        status="definitief",
        tonen_aan_initiator=True,
        verzenddatum=besluit.datum,
        indicatie_gebruiksrecht=False,
    )


def _letter_text(
    beeld: Zaakbeeld,
    wie: Geadresseerde,
    *,
    soort: str,
    uitkomst: str,
    overwegingen: str,
    datum: date,
    ingangsdatum: date,
    vervaldatum: date | None,
    reageren_tot: date,
) -> Brieftekst:
    ours = settings.current()
    return besluitbrief.brief(
        zaak=beeld.zaak.identificatie,
        zaaktype=beeld.inrichting.zaaktype.omschrijving,
        startdatum=beeld.zaak.startdatum,
        besluittype=soort,
        uitkomst=uitkomst,
        overwegingen=overwegingen,
        datum=datum,
        ingangsdatum=ingangsdatum,
        vervaldatum=vervaldatum,
        reageren_tot=reageren_tot,
        naam=wie.naam,
        geadresseerde=wie.regels,
        gemeente=ours.gemeente,
        adres=ours.gemeente_adres,
    )


def _pdf(text: Brieftekst) -> bytes:
    return berichten.render_brief(
        berichten.Brief(
            titel=text.titel,
            kenmerk=text.kenmerk,
            geadresseerde=text.geadresseerde,
            kop=text.kop,
            alineas=text.alineas,
            delen=tuple(berichten.Deel(kop=kop, alineas=alineas) for kop, alineas in text.delen),
            slot=text.slot,
        )
    )


def _require_besluit(beeld: Zaakbeeld, voorstel: Voorstel) -> None:
    if not beeld.mag.besluit:
        raise NotAllowed
    besluitbrief.check(voorstel, startdatum=beeld.zaak.startdatum)
    if all(r.omschrijving != voorstel.uitkomst for r in beeld.inrichting.resultaattypen):
        raise Invalid.field("uitkomst", "invalid_choice", "Kies een uitkomst uit de lijst.")


def _besluittype(beeld: Zaakbeeld, voorstel: Voorstel) -> catalogi.Besluittype:
    for soort in beeld.inrichting.besluittypen:
        if str(uuid_of(soort.url)) == voorstel.besluittype:
            return soort
    raise Invalid.field("besluittype", "invalid_choice", "Kies een soort besluit uit de lijst.")


def _find_besluit(actor: Actor, zaak: UUID, identificatie: str) -> besluiten.Besluit | None:
    return next(
        (b for b in besluiten.list_besluiten(actor=actor, zaak=zaak) if b.identificatie == identificatie),
        None,
    )
