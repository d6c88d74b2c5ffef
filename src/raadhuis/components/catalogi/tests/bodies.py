"""What a client sends: a whole, right body per resource, to be changed in one place per test."""

from __future__ import annotations

from typing import Any

ROOT = "/catalogi/api/v1"
LIJST = "https://selectielijst.openzaak.nl/api/v1"
PROCESTYPE = f"{LIJST}/procestypen/e1b73b12-b2f6-4c4e-8929-94f84dd2a57d"
KLASSE = f"{LIJST}/resultaten/cc5ae4e3-a9e6-4386-bcee-46be4986a829"
OMSCHRIJVING = f"{LIJST}/resultaattypeomschrijvingen/7cb315fb-4f7b-4a43-aca1-e4522e4c73b3"

CATALOGUS = {
    "domein": "PROEF",
    "rsin": "123456782",
    "contactpersoonBeheerNaam": "Functioneel beheer",
    "contactpersoonBeheerTelefoonnummer": "053-1234567",
    "contactpersoonBeheerEmailadres": "beheer@losser.example",
    "naam": "Proefcatalogus",
    "versie": "2",
    "begindatumVersie": "2026-01-01",
}
GENERIEK = {
    "informatieobjecttypeOmschrijvingGeneriek": "brief",
    "definitieInformatieobjecttypeOmschrijvingGeneriek": "Een schriftelijke mededeling",
    "herkomstInformatieobjecttypeOmschrijvingGeneriek": "GEMMA",
    "hierarchieInformatieobjecttypeOmschrijvingGeneriek": "correspondentie",
    "opmerkingInformatieobjecttypeOmschrijvingGeneriek": "Ook per e-mail",
}


def informatieobjecttype(catalogus: str, **changes: Any) -> dict[str, Any]:
    return {
        "catalogus": catalogus,
        "omschrijving": "Brief",
        "vertrouwelijkheidaanduiding": "intern",
        "informatieobjectcategorie": "correspondentie",
        "trefwoord": ["post"],
        "omschrijvingGeneriek": GENERIEK,
        "beginGeldigheid": "2026-01-01",
        **changes,
    }


def besluittype(catalogus: str, **changes: Any) -> dict[str, Any]:
    return {
        "catalogus": catalogus,
        "omschrijving": "Vergunning",
        "omschrijvingGeneriek": "vergunning",
        "besluitcategorie": "beschikking",
        "reactietermijn": "P6W",
        "publicatieIndicatie": True,
        "publicatietekst": "De vergunning is verleend.",
        "publicatietermijn": "P1Y",
        "toelichting": "Met bezwaar",
        "informatieobjecttypen": [],
        "beginGeldigheid": "2026-01-01",
        **changes,
    }


def zaaktype(catalogus: str, **changes: Any) -> dict[str, Any]:
    return {
        "catalogus": catalogus,
        "identificatie": "ZT1",
        "omschrijving": "Boom kappen",
        "omschrijvingGeneriek": "kapvergunning",
        "vertrouwelijkheidaanduiding": "openbaar",
        "doel": "Besluiten over een boom",
        "aanleiding": "Iemand wil een boom kappen",
        "toelichting": "Ook voor hagen",
        "indicatieInternOfExtern": "extern",
        "handelingInitiator": "aanvragen",
        "onderwerp": "Kapvergunning",
        "handelingBehandelaar": "behandelen",
        "doorlooptijd": "P8W",
        "servicenorm": "P4W",
        "opschortingEnAanhoudingMogelijk": True,
        "verlengingMogelijk": True,
        "verlengingstermijn": "P6W",
        "trefwoorden": ["boom", "groen"],
        "publicatieIndicatie": True,
        "publicatietekst": "Er is een vergunning gevraagd.",
        "verantwoordingsrelatie": ["programma groen"],
        "productenOfDiensten": ["https://losser.example/producten/kapvergunning"],
        "selectielijstProcestype": PROCESTYPE,
        "referentieproces": {"naam": "Behandelen aanvraag", "link": "https://gemma.example/proces"},
        "verantwoordelijke": "Team vergunningen",
        "broncatalogus": {"url": "https://elders.example/c/1", "domein": "VNG", "rsin": "123456782"},
        "bronzaaktype": {"url": "https://elders.example/z/1", "identificatie": "B1", "omschrijving": "Kap"},
        "besluittypen": [],
        "deelzaaktypen": [],
        "gerelateerdeZaaktypen": [],
        "beginGeldigheid": "2026-01-01",
        "versiedatum": "2026-01-01",
        **changes,
    }


def statustype(zaaktype: str, **changes: Any) -> dict[str, Any]:
    return {
        "zaaktype": zaaktype,
        "omschrijving": "Ontvangen",
        "omschrijvingGeneriek": "start",
        "statustekst": "Wij hebben uw aanvraag.",
        "volgnummer": 1,
        "informeren": True,
        "doorlooptijd": "P1D",
        "toelichting": "Direct",
        "checklistitemStatustype": [
            {"itemnaam": "Compleet", "vraagstelling": "Is alles er?", "toelichting": "", "verplicht": True}
        ],
        "eigenschappen": [],
        **changes,
    }


def resultaattype(zaaktype: str, **changes: Any) -> dict[str, Any]:
    return {
        "zaaktype": zaaktype,
        "omschrijving": "Verleend",
        "resultaattypeomschrijving": OMSCHRIJVING,
        "selectielijstklasse": KLASSE,
        "toelichting": "De boom mag om",
        "archiefnominatie": "vernietigen",
        "archiefactietermijn": "P10Y",
        "brondatumArchiefprocedure": {
            "afleidingswijze": "afgehandeld",
            "datumkenmerk": "",
            "einddatumBekend": False,
            "objecttype": "",
            "registratie": "",
            "procestermijn": None,
        },
        "procesobjectaard": "boom",
        "indicatieSpecifiek": True,
        "procestermijn": "P1Y",
        "besluittypen": [],
        "informatieobjecttypen": [],
        **changes,
    }


def roltype(zaaktype: str, **changes: Any) -> dict[str, Any]:
    return {
        "zaaktype": zaaktype,
        "omschrijving": "Aanvrager",
        "omschrijvingGeneriek": "initiator",
        **changes,
    }


def eigenschap(zaaktype: str, **changes: Any) -> dict[str, Any]:
    return {
        "zaaktype": zaaktype,
        "naam": "soort",
        "definitie": "De soort van de boom",
        "specificatie": {
            "groep": "boom",
            "formaat": "tekst",
            "lengte": "80",
            "kardinaliteit": "1",
            "waardenverzameling": ["eik", "beuk"],
        },
        "toelichting": "Zo precies mogelijk",
        "statustype": None,
        **changes,
    }


def zaakobjecttype(zaaktype: str, catalogus: str, **changes: Any) -> dict[str, Any]:
    return {
        "zaaktype": zaaktype,
        "catalogus": catalogus,
        "anderObjecttype": True,
        "objecttype": "https://objecttypen.example/api/v2/objecttypes/boom",
        "relatieOmschrijving": "De boom",
        **changes,
    }


def document(zaaktype: str, **changes: Any) -> dict[str, Any]:
    return {
        "zaaktype": zaaktype,
        "informatieobjecttype": "Brief",
        "volgnummer": 1,
        "richting": "inkomend",
        "statustype": None,
        **changes,
    }
