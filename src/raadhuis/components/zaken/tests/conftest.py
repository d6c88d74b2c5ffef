"""A catalogus made for these tests, and zaken as a client sends them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from raadhuis.components.catalogi import api as catalogi
from raadhuis.components.documenten import api as documenten
from raadhuis.components.zaken import api as zaken
from raadhuis.kernel import wire
from raadhuis.kernel.identity import Actor, Grant, Rights
from raadhuis.kernel.testing import AT

ZRC = "http://testserver/zaken/api/v1/"
RSIN = "123456782"
SELECTIELIJST = "https://selectielijst.openzaak.nl/api/v1/"
BRONDATUM: dict[str, dict[str, Any]] = {
    "Afgehandeld": {"afleidingswijze": "afgehandeld"},
    "Hoofdzaak": {"afleidingswijze": "hoofdzaak"},
    "Eigenschap": {"afleidingswijze": "eigenschap", "datumkenmerk": "vervaldag"},
    "Termijn": {"afleidingswijze": "termijn", "procestermijn": "P1Y"},
    "Ingang": {"afleidingswijze": "ingangsdatum_besluit"},
    "Verval": {"afleidingswijze": "vervaldatum_besluit"},
    "Zaakobject": {
        "afleidingswijze": "zaakobject",
        "datumkenmerk": "einddatum",
        "objecttype": "pand",
    },
    "Kenmerk": {
        "afleidingswijze": "ander_datumkenmerk",
        "datumkenmerk": "einde",
        "objecttype": "pand",
        "registratie": "BAG",
    },
    "Gerelateerd": {"afleidingswijze": "gerelateerde_zaak"},
}


def _zaaktype(identificatie: str, **rest: Any) -> dict[str, Any]:
    return {
        "identificatie": identificatie,
        "omschrijving": f"Zaak {identificatie}",
        "vertrouwelijkheidaanduiding": "zaakvertrouwelijk",
        "doel": "Testen",
        "aanleiding": "Een test",
        "indicatieInternOfExtern": "extern",
        "handelingInitiator": "Vragen",
        "onderwerp": "Test",
        "handelingBehandelaar": "Behandelen",
        "doorlooptijd": "P8W",
        "servicenorm": "P1M",
        "productenOfDiensten": ["https://producten.example/kaart"],
        "selectielijstProcestype": f"{SELECTIELIJST}procestypen/1",
        "referentieprocesNaam": "Test",
        "verantwoordelijke": "Team test",
        "beginGeldigheid": "2026-01-01",
        "versiedatum": "2026-01-01",
        "statustypen": [
            {"volgnummer": 1, "omschrijving": "Ontvangen"},
            {"volgnummer": 2, "omschrijving": "In behandeling"},
            {"volgnummer": 3, "omschrijving": "Afgehandeld"},
        ],
        "resultaattypen": [
            {
                "omschrijving": naam,
                "selectielijstklasse": f"{SELECTIELIJST}resultaten/1",
                "archiefnominatie": "vernietigen",
                "archiefactietermijn": "P5Y",
                "brondatumArchiefprocedure": procedure,
            }
            for naam, procedure in BRONDATUM.items()
        ],
        "roltypen": [
            {"omschrijving": "Aanvrager", "omschrijvingGeneriek": "initiator"},
            {"omschrijving": "Medeaanvrager", "omschrijvingGeneriek": "mede_initiator"},
            {"omschrijving": "Belanghebbende", "omschrijvingGeneriek": "belanghebbende"},
            {"omschrijving": "Behandelaar", "omschrijvingGeneriek": "behandelaar"},
        ],
        "eigenschappen": [
            {
                "naam": "vervaldag",
                "definitie": "Wanneer het vervalt",
                "specificatie": {"formaat": "datum", "lengte": "8"},
            },
            {"naam": "kenteken", "definitie": "Van het voertuig"},
        ],
        "informatieobjecttypen": [{"informatieobjecttype": "Brief", "volgnummer": 1, "richting": "inkomend"}],
        **rest,
    }


@dataclass(frozen=True)
class Types:
    """What the tests refer to, by name, as URLs."""

    inrichting: catalogi.Inrichting

    @property
    def zaaktype(self) -> str:
        return self.inrichting.zaaktype.url

    @property
    def uuid(self) -> UUID:
        return self.inrichting.uuid

    def _one(self, choices: Any, naam: str) -> str:
        for choice in choices:
            if naam in (getattr(choice, "omschrijving", ""), getattr(choice, "naam", "")):
                return str(choice.url)
        raise LookupError(naam)

    def statustype(self, naam: str) -> str:
        return self._one(self.inrichting.statustypen, naam)

    def resultaattype(self, naam: str) -> str:
        return self._one(self.inrichting.resultaattypen, naam)

    def roltype(self, naam: str) -> str:
        return self._one(self.inrichting.roltypen, naam)

    def eigenschap(self, naam: str) -> str:
        return self._one(self.inrichting.eigenschappen, naam)

    def informatieobjecttype(self, naam: str) -> str:
        return self._one(self.inrichting.informatieobjecttypen, naam)


def load_types() -> dict[str, Types]:
    """Put the catalogus in the database; its types by identificatie."""
    kind = {
        "vertrouwelijkheidaanduiding": "openbaar",
        "informatieobjectcategorie": "x",
        "beginGeldigheid": "2026-01-01",
    }
    spec = wire.convert(
        {
            "domein": "TEST",
            "rsin": RSIN,
            "naam": "Test",
            "contactpersoonBeheerNaam": "Beheer",
            "informatieobjecttypen": [{"omschrijving": "Brief", **kind}, {"omschrijving": "Foto", **kind}],
            "zaaktypen": [
                _zaaktype("KAART"),
                _zaaktype(
                    "KLACHT",
                    informatieobjecttypen=[
                        {"informatieobjecttype": "Foto", "volgnummer": 1, "richting": "inkomend"}
                    ],
                ),
                _zaaktype("CONCEPT", concept=True),
            ],
        },
        catalogi.CatalogusSpec,
    )
    actor = Actor(kind="systeem", id="test", name="Test", rights=Rights(everything=True))
    catalogi.load_catalogus(spec, actor=actor, at=AT)
    found = {z.identificatie: wire.uuid_of(z.url) for z in catalogi.list_zaaktypen(actor=actor)}
    return {
        naam: Types(catalogi.get_inrichting(actor=actor, uuid=uuid)) for naam, uuid in found.items() if uuid
    }


@pytest.fixture
def types(db: None) -> dict[str, Types]:
    """Zaaktypen KAART, KLACHT and CONCEPT (not published) with their parts."""
    catalogi.forget()
    return load_types()


@pytest.fixture
def kaart(types):
    """The zaaktype that most tests use."""
    return types["KAART"]


@pytest.fixture
def body(kaart):
    """`body(omschrijving=...)`: a zaak as a client posts it, with changes."""

    def made(**changes: Any) -> dict[str, Any]:
        return {
            "zaaktype": kaart.zaaktype,
            "bronorganisatie": RSIN,
            "verantwoordelijkeOrganisatie": RSIN,
            "startdatum": "2026-11-20",
            "omschrijving": "Gehandicaptenparkeerkaart",
        } | changes

    return made


@pytest.fixture
def new_zaak(body, systeem_actor):
    """`new_zaak(...)`: a zaak in the register."""

    def made(**changes: Any) -> Any:
        return zaken.create_zaak(
            actor=systeem_actor, at=AT, body=wire.convert(body(**changes), zaken.ZaakBody)
        )

    return made


@pytest.fixture
def zaak(new_zaak):
    """An open zaak."""
    return new_zaak()


@pytest.fixture
def set_status(systeem_actor, kaart):
    """`set_status(zaak, "Ontvangen")`, as the house."""

    def made(zaak: zaken.Zaak, naam: str, *, actor: Actor = systeem_actor, at=AT) -> zaken.Status:
        return zaken.create_status(
            actor=actor,
            at=at,
            body=zaken.StatusBody(zaak=zaak.url, statustype=kaart.statustype(naam), datum_status_gezet=at),
        )

    return made


@pytest.fixture
def give_resultaat(systeem_actor, kaart):
    """`give_resultaat(zaak, "Afgehandeld")`."""

    def made(zaak: zaken.Zaak, naam: str = "Afgehandeld") -> zaken.Resultaat:
        return zaken.create_resultaat(
            actor=systeem_actor,
            at=AT,
            body=zaken.ResultaatBody(zaak=zaak.url, resultaattype=kaart.resultaattype(naam)),
        )

    return made


@pytest.fixture
def closed(new_zaak, set_status, give_resultaat, systeem_actor):
    """`closed()`: a zaak that was closed with this resultaat."""

    def made(resultaat: str = "Afgehandeld", **changes: Any) -> zaken.Zaak:
        zaak = new_zaak(**changes)
        give_resultaat(zaak, resultaat)
        set_status(zaak, "Afgehandeld")
        return zaken.get_zaak(actor=systeem_actor, uuid=zaak.uuid)

    return made


@pytest.fixture
def give_rol(systeem_actor, kaart):
    """`give_rol(zaak, "Aanvrager", bsn=...)` or `medewerker=...`."""

    def made(zaak: zaken.Zaak, roltype: str, *, bsn: str = "", medewerker: str = "") -> zaken.Rol:
        who = zaken.BetrokkeneIdentificatie(
            inp_bsn=bsn, identificatie=medewerker, achternaam=medewerker and "Bos"
        )
        return zaken.create_rol(
            actor=systeem_actor,
            at=AT,
            body=zaken.RolBody(
                zaak=zaak.url,
                betrokkene_type="natuurlijk_persoon" if bsn else "medewerker",
                roltype=kaart.roltype(roltype),
                roltoelichting=f"Als {roltype}",
                betrokkene_identificatie=who,
            ),
        )

    return made


@pytest.fixture
def new_document(systeem_actor, types):
    """`new_document()`: a letter in Documenten, its URL."""

    def made(*, kind: str = "Brief", gebruiksrecht: bool | None = False) -> str:
        return documenten.create_enkelvoudiginformatieobject(
            actor=systeem_actor,
            at=AT,
            body=documenten.EnkelvoudigInformatieObjectBody(
                bronorganisatie=RSIN,
                creatiedatum=date(2026, 11, 20),
                titel="Brief",
                auteur="Sanne",
                taal="nld",
                informatieobjecttype=types["KAART" if kind == "Brief" else "KLACHT"].informatieobjecttype(
                    kind
                ),
                indicatie_gebruiksrecht=gebruiksrecht,
            ),
        ).url

    return made


@pytest.fixture
def actor_with(kaart):
    """`actor_with("zaken.lezen", ...)`: an employee with these scopes on KAART."""

    def made(*scopes: str, max_va: int = 8, types: frozenset[UUID] | None = None) -> Actor:
        grant = Grant(scopes=frozenset(scopes), types=types or frozenset({kaart.uuid}), max_va=max_va)
        return Actor(kind="medewerker", id="m1", name="Jan Bos", rights=Rights(grants=(grant,)))

    return made


def with_rights(actor: Actor, **rights: Any) -> Actor:
    """The same person with other rights."""
    return replace(actor, rights=Rights(**rights))


@pytest.fixture
def dossier(zaak, kaart, new_document, api):
    """A zaak with one of everything: how each was sent, and what was answered, by collection."""
    from raadhuis.components.zaken.tests.dossier import filled, parts

    sent = parts(zaak, kaart, document=new_document())
    return sent, filled(api, sent)
