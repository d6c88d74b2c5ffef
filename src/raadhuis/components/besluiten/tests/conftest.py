"""A zaak of a kind that has decisions, and a letter that can record one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from raadhuis.components.catalogi import api as catalogi
from raadhuis.components.documenten import api as documenten
from raadhuis.components.zaken import api as zaken
from raadhuis.kernel import db, wire
from raadhuis.kernel.testing import AT

BESLUITEN = "/besluiten/api/v1/besluiten"
BIO = "/besluiten/api/v1/besluitinformatieobjecten"
RSIN = "123456782"
_LINK = "https://selectielijst.openzaak.nl/api/v1/procestypen/1"


def _document(name: str) -> dict[str, Any]:
    return {
        "omschrijving": name,
        "vertrouwelijkheidaanduiding": "openbaar",
        "informatieobjectcategorie": "Document",
        "beginGeldigheid": "2026-01-01",
    }


def _besluittype(name: str, **rest: Any) -> dict[str, Any]:
    return {
        "omschrijving": name,
        "reactietermijn": "P6W",
        "informatieobjecttypen": ["Besluitbrief"],
        "beginGeldigheid": "2026-01-01",
        **rest,
    }


def _zaaktype() -> dict[str, Any]:
    return {
        "identificatie": "GPK",
        "omschrijving": "Gehandicaptenparkeerkaart aanvragen",
        "vertrouwelijkheidaanduiding": "openbaar",
        "doel": "Kaart",
        "aanleiding": "Aanvraag",
        "indicatieInternOfExtern": "extern",
        "handelingInitiator": "aanvragen",
        "onderwerp": "Kaart",
        "handelingBehandelaar": "behandelen",
        "doorlooptijd": "P56D",
        "selectielijstProcestype": _LINK,
        "referentieprocesNaam": "Vergunning",
        "verantwoordelijke": "Burgerzaken",
        "besluittypen": ["Besluit kaart"],
        "beginGeldigheid": "2026-01-01",
        "versiedatum": "2026-01-01",
        "statustypen": [{"volgnummer": 1, "omschrijving": "Ontvangen"}],
        "resultaattypen": [
            {
                "omschrijving": "Verleend",
                "selectielijstklasse": _LINK,
                "archiefnominatie": "vernietigen",
                "archiefactietermijn": "P5Y",
                "brondatumArchiefprocedure": {"afleidingswijze": "vervaldatum_besluit"},
            }
        ],
        "roltypen": [{"omschrijving": "Aanvrager", "omschrijvingGeneriek": "initiator"}],
        "informatieobjecttypen": [
            {"informatieobjecttype": "Besluitbrief", "volgnummer": 1, "richting": "uitgaand"}
        ],
    }


@pytest.fixture
def types(db: None, systeem_actor) -> dict[str, str]:
    """URLs of the types by omschrijving (of the zaaktype by identificatie)."""
    spec = {
        "domein": "BRCTS",
        "rsin": RSIN,
        "contactpersoonBeheerNaam": "Beheer",
        "informatieobjecttypen": [_document("Besluitbrief"), _document("Bijlage")],
        "besluittypen": [
            _besluittype("Besluit kaart"),
            _besluittype("Ander besluit"),
            _besluittype("Concept", concept=True),
        ],
        "zaaktypen": [_zaaktype()],
    }
    catalogi.load_catalogus(wire.convert(spec, catalogi.CatalogusSpec), actor=systeem_actor, at=AT)
    return {
        **_urls("besluittypen", "SELECT omschrijving, uuid FROM catalogi_besluittype"),
        **_urls("informatieobjecttypen", "SELECT omschrijving, uuid FROM catalogi_informatieobjecttype"),
        **_urls("zaaktypen", "SELECT identificatie, uuid FROM catalogi_zaaktype"),
    }


def _urls(resource: str, sql: str) -> dict[str, str]:
    return {name: f"http://testserver/catalogi/api/v1/{resource}/{uuid}" for name, uuid in db.rows(sql)}


@pytest.fixture
def zaak(types: dict[str, str], systeem_actor) -> zaken.Zaak:
    """An application for a card."""
    body = zaken.ZaakBody(
        zaaktype=types["GPK"],
        bronorganisatie=RSIN,
        verantwoordelijke_organisatie=RSIN,
        startdatum=date(2026, 11, 20),
    )
    return zaken.create_zaak(actor=systeem_actor, at=AT, body=body)


@pytest.fixture
def letter(types: dict[str, str], systeem_actor):
    """`letter("Bijlage")`: a document of that kind; the letter with the decision when nothing is said."""

    def made(kind: str = "Besluitbrief") -> documenten.EnkelvoudigInformatieObject:
        body = documenten.EnkelvoudigInformatieObjectBody(
            bronorganisatie=RSIN,
            creatiedatum=date(2026, 11, 20),
            titel="Brief",
            auteur="Afdeling",
            taal="nld",
            informatieobjecttype=types[kind],
            inhoud=b"%PDF-1.7\n%%EOF\n",
            bestandsnaam="besluit.pdf",
        )
        return documenten.create_enkelvoudiginformatieobject(actor=systeem_actor, at=AT, body=body)

    return made


@pytest.fixture
def body(types: dict[str, str], zaak: zaken.Zaak):
    """`body(datum=...)`: a decision as a client posts it, with changes."""

    def made(*, kind: str = "Besluit kaart", **changes: Any) -> dict[str, Any]:
        return {
            "verantwoordelijkeOrganisatie": RSIN,
            "besluittype": types[kind],
            "zaak": zaak.url,
            "datum": "2026-11-20",
            "ingangsdatum": "2026-12-01",
            "vervaldatum": "2031-12-01",
            **changes,
        }

    return made


@pytest.fixture
def besluit(api, body) -> dict[str, Any]:
    """A decision in the register."""
    answer = api.post(BESLUITEN, body())
    assert answer.status == 201, answer.json
    found: dict[str, Any] = answer.json
    return found
