"""Wire shapes of Catalogi 1.3.3: the parts of the standard that are served today."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from raadhuis.kernel.wire import Wire


class Catalogus(Wire, frozen=True, kw_only=True):
    """A domain's collection of types."""

    url: str
    domein: str
    rsin: str
    naam: str = ""
    contactpersoon_beheer_naam: str = ""


class BrondatumArchiefprocedure(Wire, frozen=True, kw_only=True):
    """How the start of the retention period follows from the zaak (ztc-003 .. ztc-008)."""

    afleidingswijze: str
    datumkenmerk: str = ""
    einddatum_bekend: bool = False
    objecttype: str = ""
    registratie: str = ""
    procestermijn: str | None = None


class Zaaktype(Wire, frozen=True, kw_only=True):
    """A kind of zaak. Terms are ISO 8601 durations (`P56D`, `P8W`)."""

    url: str
    identificatie: str
    omschrijving: str
    doel: str = ""
    aanleiding: str = ""
    toelichting: str = ""
    onderwerp: str = ""
    handeling_initiator: str = ""
    handeling_behandelaar: str = ""
    vertrouwelijkheidaanduiding: str
    doorlooptijd: str
    servicenorm: str | None = None
    opschorting_en_aanhouding_mogelijk: bool = False
    verlenging_mogelijk: bool = False
    verlengingstermijn: str | None = None
    producten_of_diensten: tuple[str, ...] = ()
    selectielijst_procestype: str = ""
    verantwoordelijke: str = ""
    catalogus: str
    statustypen: tuple[str, ...] = ()
    resultaattypen: tuple[str, ...] = ()
    eigenschappen: tuple[str, ...] = ()
    informatieobjecttypen: tuple[str, ...] = ()
    roltypen: tuple[str, ...] = ()
    besluittypen: tuple[str, ...] = ()
    begin_geldigheid: date
    einde_geldigheid: date | None = None
    versiedatum: date | None = None
    concept: bool = False


class Statustype(Wire, frozen=True, kw_only=True):
    """A milestone; the highest `volgnummer` is the eindstatus."""

    url: str
    omschrijving: str
    omschrijving_generiek: str = ""
    statustekst: str = ""
    zaaktype: str
    volgnummer: int
    is_eindstatus: bool
    informeren: bool = False
    toelichting: str | None = None


class Resultaattype(Wire, frozen=True, kw_only=True):
    """An outcome, with what the selectielijst says of keeping it."""

    url: str
    zaaktype: str
    omschrijving: str
    resultaattypeomschrijving: str = ""
    omschrijving_generiek: str = ""
    selectielijstklasse: str = ""
    toelichting: str = ""
    archiefnominatie: str = ""
    archiefactietermijn: str | None = None
    brondatum_archiefprocedure: BrondatumArchiefprocedure | None = None


class Roltype(Wire, frozen=True, kw_only=True):
    """A part that somebody plays in the zaak; `omschrijving_generiek` is `initiator`, `behandelaar`, ..."""

    url: str
    zaaktype: str
    omschrijving: str
    omschrijving_generiek: str


class Specificatie(Wire, frozen=True, kw_only=True):
    """Form of an eigenschap's value: `tekst`, `getal`, `datum` or `datum_tijd`."""

    groep: str = ""
    formaat: str = "tekst"
    lengte: str = "255"
    kardinaliteit: str = "1"
    waardenverzameling: tuple[str, ...] = ()


class Eigenschap(Wire, frozen=True, kw_only=True):
    """A property that zaken of the type have."""

    url: str
    naam: str
    definitie: str
    specificatie: Specificatie
    toelichting: str = ""
    zaaktype: str


class Informatieobjecttype(Wire, frozen=True, kw_only=True):
    """A kind of document."""

    url: str
    catalogus: str
    omschrijving: str
    vertrouwelijkheidaanduiding: str
    begin_geldigheid: date
    einde_geldigheid: date | None = None
    concept: bool = False
    informatieobjectcategorie: str = ""


class ZaaktypeInformatieobjecttype(Wire, frozen=True, kw_only=True):
    """Which documents belong to a zaaktype; `richting` is `inkomend`, `intern` or `uitgaand`."""

    url: str
    zaaktype: str
    informatieobjecttype: str
    volgnummer: int
    richting: str
    statustype: str | None = None


class Besluittype(Wire, frozen=True, kw_only=True):
    """A kind of decision. `reactietermijn` is an ISO 8601 duration."""

    url: str
    catalogus: str
    zaaktypen: tuple[str, ...] = ()
    omschrijving: str = ""
    omschrijving_generiek: str = ""
    besluitcategorie: str = ""
    reactietermijn: str | None = None
    publicatie_indicatie: bool = False
    toelichting: str = ""
    informatieobjecttypen: tuple[str, ...] = ()
    begin_geldigheid: date
    einde_geldigheid: date | None = None
    concept: bool = False


class Zaakobjecttype(Wire, frozen=True, kw_only=True):
    """A kind of object that zaken of the type are about."""

    url: str
    zaaktype: str
    objecttype: str
    relatie_omschrijving: str = ""


class Inrichting(Wire, frozen=True, kw_only=True):
    """A zaaktype with everything that hangs on it: what a handler, a form or a process needs in one answer."""

    uuid: UUID
    zaaktype: Zaaktype
    statustypen: tuple[Statustype, ...]
    resultaattypen: tuple[Resultaattype, ...]
    roltypen: tuple[Roltype, ...]
    eigenschappen: tuple[Eigenschap, ...]
    informatieobjecttypen: tuple[Informatieobjecttype, ...]
    besluittypen: tuple[Besluittype, ...]
    zaakobjecttypen: tuple[Zaakobjecttype, ...] = ()

    def roltype(self, omschrijving_generiek: str) -> Roltype:
        """The roltype with this generic meaning. Raises LookupError when the zaaktype has none."""
        for roltype in self.roltypen:
            if roltype.omschrijving_generiek == omschrijving_generiek:
                return roltype
        raise LookupError(omschrijving_generiek)


class Typeversie(Wire, frozen=True, kw_only=True):
    """One version of a type, as rights are given on it: `naam` is what its versions share (a zaaktype's identificatie,
    another's omschrijving), `soort` the collection it stands in (`zaaktypen`), `catalogus` the uuid."""

    soort: str
    uuid: UUID
    catalogus: UUID
    domein: str
    naam: str
    omschrijving: str
    begin_geldigheid: date
