"""The door of Mijn Gemeente: a resident's own zaken, read from the registers as herself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from raadhuis.components.besluiten import api as besluiten
from raadhuis.components.catalogi import api as catalogi
from raadhuis.components.documenten import api as documenten
from raadhuis.components.documenten.api import Inhoud
from raadhuis.components.mijn.domain import inzage, woorden
from raadhuis.components.mijn.domain.inzage import Deelname
from raadhuis.components.mijn.domain.tijdlijn import Gezet, Mijlpaal, Stap, tijdlijn
from raadhuis.components.mijn.domain.woorden import Eenheid
from raadhuis.components.zaken import api as zaken
from raadhuis.kernel import settings
from raadhuis.kernel.clock import local_date
from raadhuis.kernel.identity import Actor, systeem
from raadhuis.kernel.paging import PAGE_SIZE
from raadhuis.kernel.refusal import NotFound
from raadhuis.kernel.wire import uuid_of

__all__ = [
    "SIZE",
    "Besluit",
    "Document",
    "Inhoud",
    "Kaart",
    "Lijst",
    "Stap",
    "Zaak",
    "get_zaak",
    "list_zaken",
    "open_document",
]

_HOUSE = systeem("mijn")  # reads the types, which are nobody's
REDEN = "Eigen zaak bekeken in Mijn Gemeente"
SIZE = 10  # a divisor of PAGE_SIZE


@dataclass(frozen=True, slots=True, kw_only=True)
class Kaart:
    """A zaak in a list. `verwacht` is the last day on which it must be done."""

    uuid: UUID
    titel: str
    kenmerk: str
    startdatum: date
    einddatum: date | None
    verwacht: date | None
    begonnen: bool
    opgeschort: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Lijst:
    """One page of zaken and how many there are in all."""

    kaarten: tuple[Kaart, ...]
    aantal: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document that she may read; `uuid` is that of its link to the zaak. `omvang` in bytes."""

    uuid: UUID
    titel: str
    soort: str
    omvang: int | None
    datum: date
    ontvangen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Besluit:
    """A decision: `bezwaar_tot` is the last day to object; `reactietermijn` is how long that may take."""

    titel: str
    datum: date
    ingangsdatum: date
    vervaldatum: date | None
    toelichting: str
    bezwaar_tot: date | None
    reactietermijn: tuple[int, Eenheid] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Zaak:
    """Everything that a resident reads of one zaak."""

    kaart: Kaart
    stappen: tuple[Stap, ...]
    opschorting: str
    verlenging: str
    resultaat: str
    resultaat_toelichting: str
    besluiten: tuple[Besluit, ...]
    documenten: tuple[Document, ...]
    gegevens: tuple[tuple[str, str | date], ...]


def list_zaken(*, actor: Actor, afgerond: bool, page: int) -> Lijst:
    """Page `page` (from 1, ten a page) of her running or closed zaken, newest first."""
    start = (page - 1) * SIZE
    found = zaken.find_zaken(
        actor=actor,
        query=zaken.ZaakQuery(bsn=actor.bsn, einddatum_isnull=not afgerond),
        page=start // PAGE_SIZE + 1,
    )
    shown = found.results[start % PAGE_SIZE :][:SIZE]
    if settings.current().register_url("zaken"):
        # A register elsewhere may also give the zaken in which she plays another part.
        shown = tuple(zaak for zaak in shown if _is_hers(actor, zaak.uuid))
    return Lijst(kaarten=tuple(_kaart(zaak, _inrichting(zaak)) for zaak in shown), aantal=found.count)


def get_zaak(*, actor: Actor, at: datetime, uuid: UUID) -> Zaak:
    """One of her zaken; that she looked is recorded. Raises NotFound, for somebody else's as for none at all."""
    zaak = _own(actor, uuid)
    inrichting = _inrichting(zaak)
    resultaat = zaken.get_resultaat(actor=actor, zaak=uuid) if zaak.resultaat else None
    seen = Zaak(
        kaart=_kaart(zaak, inrichting),
        stappen=_stappen(zaak, inrichting, actor=actor),
        opschorting=zaak.opschorting.reden if zaak.opschorting and zaak.opschorting.indicatie else "",
        verlenging=zaak.verlenging.reden if zaak.verlenging else "",
        resultaat=_omschrijving(inrichting, resultaat),
        resultaat_toelichting=resultaat.toelichting if resultaat else "",
        besluiten=_besluiten(zaak, inrichting, actor=actor, today=local_date(at)),
        documenten=_documenten(zaak, actor=actor),
        gegevens=_gegevens(zaak, inrichting, actor=actor),
    )
    zaken.record_view(actor=actor, at=at, zaak=uuid, reden=REDEN)
    return seen


def open_document(*, actor: Actor, at: datetime, zaak: UUID, zaakinformatieobject: UUID) -> Inhoud:
    """The content of a document of one of her zaken; that she opened it is recorded. Raises NotFound, the same for a
    document that is not hers, not of this zaak, not for her eyes, or not there."""
    of = _own(actor, zaak)
    for link in zaken.list_zaakinformatieobjecten(actor=actor, zaak=zaak):
        uuid = uuid_of(link.informatieobject)
        if link.uuid == zaakinformatieobject and uuid and _readable(of, uuid, actor=actor):
            reader = actor.only(uuid)
            content = documenten.open_inhoud(actor=reader, uuid=uuid)
            documenten.record_view(actor=reader, at=at, uuid=uuid, reden=REDEN)
            return content
    raise NotFound


def _own(actor: Actor, uuid: UUID) -> zaken.Zaak:
    zaak = zaken.get_zaak(actor=actor, uuid=uuid)
    # Our register has checked this; one elsewhere trusts our application with every zaak.
    if not _is_hers(actor, uuid):
        raise NotFound
    return zaak


def _is_hers(actor: Actor, zaak: UUID) -> bool:
    return inzage.is_initiator(
        actor.bsn,
        (
            Deelname(rol=rol.omschrijving_generiek, bsn=rol.betrokkene_identificatie.inp_bsn)
            for rol in zaken.list_rollen(actor=actor, zaak=zaak)
            if rol.betrokkene_identificatie
        ),
    )


def _inrichting(zaak: zaken.Zaak) -> catalogi.Inrichting:
    uuid = uuid_of(zaak.zaaktype)
    if uuid is None:
        raise NotFound
    return catalogi.get_inrichting(actor=_HOUSE, uuid=uuid)


def _kaart(zaak: zaken.Zaak, inrichting: catalogi.Inrichting) -> Kaart:
    return Kaart(
        uuid=zaak.uuid,
        titel=inrichting.zaaktype.omschrijving,
        kenmerk=zaak.identificatie,
        startdatum=zaak.startdatum,
        einddatum=zaak.einddatum,
        verwacht=zaak.uiterlijke_einddatum_afdoening or zaak.einddatum_gepland,
        begonnen=zaak.status is not None,
        opgeschort=zaak.opschorting is not None and zaak.opschorting.indicatie,
    )


def _stappen(zaak: zaken.Zaak, inrichting: catalogi.Inrichting, *, actor: Actor) -> tuple[Stap, ...]:
    mijlpalen = [
        Mijlpaal(uuid=uuid, nummer=s.volgnummer, naam=s.omschrijving, tekst=s.statustekst)
        for s in inrichting.statustypen
        if (uuid := uuid_of(s.url))
    ]
    gezet = [
        Gezet(mijlpaal=uuid, op=local_date(s.datum_status_gezet), toelichting=s.statustoelichting)
        for s in zaken.list_statussen(actor=actor, zaak=zaak.uuid)
        if (uuid := uuid_of(s.statustype))
    ]
    return tijdlijn(mijlpalen, gezet, afgerond=zaak.einddatum is not None)


def _omschrijving(inrichting: catalogi.Inrichting, resultaat: zaken.Resultaat | None) -> str:
    if resultaat is None:
        return ""
    wanted = uuid_of(resultaat.resultaattype)
    return next((r.omschrijving for r in inrichting.resultaattypen if uuid_of(r.url) == wanted), "")


def _besluiten(
    zaak: zaken.Zaak, inrichting: catalogi.Inrichting, *, actor: Actor, today: date
) -> tuple[Besluit, ...]:
    links = zaken.list_zaakbesluiten(actor=actor, zaak=zaak.uuid)
    uuids = [uuid for link in links if (uuid := uuid_of(link.besluit))]
    if not uuids:
        return ()
    kinds = {uuid_of(kind.url): kind for kind in inrichting.besluittypen}
    return tuple(
        _besluit(besluit, kinds.get(uuid_of(besluit.besluittype)))
        for besluit in besluiten.list_besluiten(actor=actor.only(*uuids), zaak=zaak.uuid)
        if inzage.may_see_besluit(verzenddatum=besluit.verzenddatum, today=today)
    )


def _besluit(besluit: besluiten.Besluit, kind: catalogi.Besluittype | None) -> Besluit:
    return Besluit(
        titel=kind.omschrijving if kind else "",
        datum=besluit.datum,
        ingangsdatum=besluit.ingangsdatum,
        vervaldatum=besluit.vervaldatum,
        toelichting=besluit.toelichting,
        bezwaar_tot=besluit.uiterlijke_reactiedatum,
        reactietermijn=woorden.termijn(kind.reactietermijn) if kind else None,
    )


def _documenten(zaak: zaken.Zaak, *, actor: Actor) -> tuple[Document, ...]:
    if not zaak.zaakinformatieobjecten:
        return ()
    shown = []
    for link in zaken.list_zaakinformatieobjecten(actor=actor, zaak=zaak.uuid):
        uuid = uuid_of(link.informatieobject)
        found = _readable(zaak, uuid, actor=actor) if uuid else None
        if found is not None:
            shown.append(
                Document(
                    uuid=link.uuid,
                    titel=found.titel,
                    soort=woorden.soort(found.formaat, found.bestandsnaam),
                    omvang=found.bestandsomvang,
                    datum=found.ontvangstdatum or found.verzenddatum or found.creatiedatum,
                    ontvangen=found.ontvangstdatum is not None,
                )
            )
    return tuple(shown)


def _readable(zaak: zaken.Zaak, uuid: UUID, *, actor: Actor) -> documenten.EnkelvoudigInformatieObject | None:
    """A document that her zaak names, when it is for her eyes too."""
    try:
        found = documenten.get_enkelvoudiginformatieobject(actor=actor.only(uuid), uuid=uuid)
    except NotFound:
        return None
    allowed = inzage.may_see_document(
        toegestaan=found.tonen_aan_initiator,
        status=found.status,
        vertrouwelijkheid=found.vertrouwelijkheidaanduiding,
        van_zaak=zaak.vertrouwelijkheidaanduiding,
    )
    return found if allowed else None


def _gegevens(
    zaak: zaken.Zaak, inrichting: catalogi.Inrichting, *, actor: Actor
) -> tuple[tuple[str, str | date], ...]:
    if not zaak.eigenschappen:
        return ()
    formaten = {e.naam: e.specificatie.formaat for e in inrichting.eigenschappen}
    return tuple(
        (woorden.label(e.naam), woorden.waarde(e.waarde, formaat=formaten.get(e.naam, "tekst")))
        for e in zaken.list_zaakeigenschappen(actor=actor, zaak=zaak.uuid)
        if e.waarde
    )
