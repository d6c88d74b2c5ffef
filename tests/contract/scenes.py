"""A municipality that uses every operation of the six standards once, from an empty house: all of it over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from raadhuis.components.catalogi.tests import bodies
from raadhuis.components.documenten.tests.conftest import BOUNDARY, form
from raadhuis.components.zaken.tests.dossier import BETROKKENEN
from tests.contract.recorder import Recorder

ZTC, ZRC, DRC = "/catalogi/api/v1", "/zaken/api/v1", "/documenten/api/v1"
BRC, NRC, AC = "/besluiten/api/v1", "/notificaties/api/v1", "/autorisaties/api/v1"
RSIN, NU = "123456782", "2026-11-22T10:00:00Z"
ELDERS = "https://elders.example/api/v1"
Urls = dict[str, str]


def catalogi(r: Recorder) -> Urls:
    """A catalogus with a published type of each kind, and a concept of each to change and take away."""
    catalogus = r.post(f"{ZTC}/catalogussen", bodies.CATALOGUS)["url"]
    brief = r.post(f"{ZTC}/informatieobjecttypen", bodies.informatieobjecttype(catalogus))["url"]
    r.post(f"{brief}/publish", {})
    vergunning = r.post(
        f"{ZTC}/besluittypen", bodies.besluittype(catalogus, informatieobjecttypen=["Brief"])
    )["url"]
    r.post(f"{vergunning}/publish", {})
    zaaktype = r.post(f"{ZTC}/zaaktypen", bodies.zaaktype(catalogus, besluittypen=["Vergunning"]))["url"]
    made = {
        "statustypen": r.post(f"{ZTC}/statustypen", bodies.statustype(zaaktype))["url"],
        "resultaattypen": r.post(f"{ZTC}/resultaattypen", bodies.resultaattype(zaaktype))["url"],
        "roltypen": r.post(f"{ZTC}/roltypen", bodies.roltype(zaaktype))["url"],
        "eigenschappen": r.post(f"{ZTC}/eigenschappen", bodies.eigenschap(zaaktype))["url"],
        "zaakobjecttypen": r.post(f"{ZTC}/zaakobjecttypen", bodies.zaakobjecttype(zaaktype, catalogus))[
            "url"
        ],
        "zaaktype-informatieobjecttypen": r.post(
            f"{ZTC}/zaaktype-informatieobjecttypen", bodies.document(zaaktype)
        )["url"],
    }
    made["eindstatus"] = r.post(
        f"{ZTC}/statustypen", bodies.statustype(zaaktype, volgnummer=2, omschrijving="Klaar")
    )["url"]
    changes = {
        "statustypen": {"statustekst": "Ontvangen."},
        "resultaattypen": {"toelichting": "Akkoord"},
        "roltypen": {"omschrijving": "Vrager"},
        "eigenschappen": {"definitie": "Welke boom"},
        "zaakobjecttypen": {"relatieOmschrijving": "Boom"},
        "zaaktype-informatieobjecttypen": {"volgnummer": 3},
    }
    for collection, change in changes.items():
        _read_and_change(r, f"{ZTC}/{collection}", made[collection], change)
    _read_and_change(r, f"{ZTC}/catalogussen", catalogus, {"naam": "Proef"})
    r.post(f"{zaaktype}/publish", {})
    _concepts(r, catalogus)
    return {**made, "catalogus": catalogus, "zaaktype": zaaktype, "brief": brief, "vergunning": vergunning}


def _concepts(r: Recorder, catalogus: str) -> None:
    later = {"beginGeldigheid": "2027-01-01"}
    for collection, body, change in (
        ("zaaktypen", bodies.zaaktype(catalogus, identificatie="ZT2", **later), {"doel": "Anders"}),
        (
            "besluittypen",
            bodies.besluittype(catalogus, omschrijving="Ander", **later),
            {"toelichting": "Nee"},
        ),
        (
            "informatieobjecttypen",
            bodies.informatieobjecttype(catalogus, omschrijving="Foto", **later),
            {"trefwoord": ["beeld"]},
        ),
    ):
        made = r.post(f"{ZTC}/{collection}", body)["url"]
        _read_and_change(r, f"{ZTC}/{collection}", made, change)
        if collection == "zaaktypen":
            parts = {
                "statustypen": bodies.statustype(made),
                "resultaattypen": bodies.resultaattype(made),
                "roltypen": bodies.roltype(made),
                "eigenschappen": bodies.eigenschap(made),
                "zaakobjecttypen": bodies.zaakobjecttype(made, catalogus),
                "zaaktype-informatieobjecttypen": bodies.document(made),
            }
            for part, sent in parts.items():
                r.delete(r.post(f"{ZTC}/{part}", sent)["url"])
        r.delete(made)


def _read_and_change(
    r: Recorder, collection: str, url: str, change: dict[str, Any], *, put: bool = True
) -> None:
    """Read one and all, change a part of it, and send back what was answered, as clients do."""
    r.get(collection)
    r.get(url)
    changed = r.patch(url, change)
    assert {name: changed[name] for name in change} == change, url
    if put:
        r.put(url, changed)


def documenten(r: Recorder, t: Urls) -> Urls:
    """A document of each kind, with what belongs to it."""
    sent = {
        "bronorganisatie": RSIN,
        "creatiedatum": "2026-11-20",
        "titel": "Aanvraag",
        "auteur": "S. Jansen",
        "taal": "nld",
        "formaat": "text/plain",
        "bestandsnaam": "aanvraag.txt",
        "inhoud": "R29lZGVtb3JnZW4=",
        "bestandsomvang": 11,
        "ontvangstdatum": "2026-11-20",
        "status": "definitief",
        "trefwoorden": ["boom"],
        "ondertekening": {"soort": "digitaal", "datum": "2026-11-20"},
        "integriteit": {"algoritme": "sha_256", "waarde": "00", "datum": "2026-11-20"},
        "informatieobjecttype": t["brief"],
    }
    eio = f"{DRC}/enkelvoudiginformatieobjecten"
    document = r.post(eio, sent)["url"]
    other = r.post(eio, sent)["url"]
    lock = r.post(f"{document}/lock", {})["lock"]
    changed = r.patch(document, {"titel": "Aanvraag kap", "lock": lock})
    r.put(document, {**changed, "inhoud": sent["inhoud"], "lock": lock})
    r.post(f"{document}/unlock", {"lock": lock})
    r.get(eio)
    r.get(document)
    r.get(f"{document}/download")
    r.post(f"{eio}/_zoek", {"uuid__in": [document.rsplit("/", 1)[1]]})
    for record in r.get(f"{document}/audittrail")[:1]:
        r.get(f"{document}/audittrail/{record['uuid']}")
    _parts(r, eio, sent)
    _of_document(r, document)
    r.delete(other)
    return {"document": document}


def _parts(r: Recorder, eio: str, sent: dict[str, Any]) -> None:
    big = r.post(eio, {**sent, "inhoud": None, "bestandsomvang": 5})
    (deel,) = big["bestandsdelen"]
    body = form(inhoud=b"vijf\n", lock=big["lock"])
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    answer = r.call("PUT", deel["url"], body, content_type=kind)
    assert answer.status == 200, answer.body
    r.post(f"{big['url']}/unlock", {"lock": big["lock"]})


def _of_document(r: Recorder, document: str) -> None:
    recht = {"informatieobject": document, "startdatum": NU, "omschrijvingVoorwaarden": "Alleen lezen"}
    made = r.post(f"{DRC}/gebruiksrechten", recht)["url"]
    _read_and_change(r, f"{DRC}/gebruiksrechten", made, {"omschrijvingVoorwaarden": "Niet delen"})
    r.delete(made)
    r.patch(
        document, {"indicatieGebruiksrecht": False, "lock": (lock := r.post(f"{document}/lock", {})["lock"])}
    )
    r.post(f"{document}/unlock", {"lock": lock})
    zending = {
        "betrokkene": f"{ELDERS}/personen/1",
        "informatieobject": document,
        "aardRelatie": "geadresseerde",
        "verzenddatum": "2026-11-21",
        "contactPersoon": f"{ELDERS}/personen/2",
        "contactpersoonnaam": "J. Bos",
        "mijnOverheid": False,
        "emailadres": "s@example.org",
    }
    made = r.post(f"{DRC}/verzendingen", zending)["url"]
    _read_and_change(r, f"{DRC}/verzendingen", made, {"contactpersoonnaam": "K. Bos"})
    r.delete(made)


def zaken(r: Recorder, t: Urls) -> Urls:
    """A zaak with one of everything, to its end."""
    sent = {
        "zaaktype": t["zaaktype"],
        "bronorganisatie": RSIN,
        "verantwoordelijkeOrganisatie": RSIN,
        "startdatum": "2026-11-20",
        "omschrijving": "Kap van een eik",
        "kenmerken": [{"kenmerk": "A1", "bron": "Balie"}],
        "zaakgeometrie": {"type": "Point", "coordinates": [7.0, 52.26]},
        "opschorting": {"indicatie": True, "reden": "Wacht"},
        "verlenging": {"reden": "Druk", "duur": "P14D"},
        "betalingsindicatie": "geheel",
        "laatsteBetaaldatum": "2026-11-20T10:00:00Z",
        "productenOfDiensten": ["https://losser.example/producten/kapvergunning"],
        "archiefnominatie": "vernietigen",
        "selectielijstklasse": bodies.KLASSE,
        "processobject": {"datumkenmerk": "d", "identificatie": "i", "objecttype": "o", "registratie": "r"},
    }
    other = r.post(f"{ZRC}/zaken", sent)["url"]
    sent["relevanteAndereZaken"] = [{"url": other, "aardRelatie": "vervolg"}]
    zaak = r.post(f"{ZRC}/zaken", sent)["url"]
    _read_and_change(r, f"{ZRC}/zaken", zaak, {"toelichting": "Achter het huis"})
    found = r.post(
        f"{ZRC}/zaken/_zoek", {"zaakgeometrie": {"within": VIERKANT}, "uuid__in": [zaak.rsplit("/", 1)[1]]}
    )
    assert found["count"] == 1
    for numbers in (1, 2):
        r.post(f"{ZRC}/zaaknummer_reserveren", {"bronorganisatie": RSIN, "aantal": numbers})
    _parts_of_zaak(r, zaak, t)
    for record in r.get(f"{zaak}/audittrail")[:1]:
        r.get(f"{zaak}/audittrail/{record['uuid']}")
    r.post(f"{ZRC}/zaken", {**sent, "hoofdzaak": other})
    r.delete(other)
    return {"zaak": zaak}


VIERKANT = {"type": "Polygon", "coordinates": [[[6, 52], [8, 52], [8, 53], [6, 53], [6, 52]]]}


def _parts_of_zaak(r: Recorder, zaak: str, t: Urls) -> None:
    of = {"zaak": zaak}
    status = {"statustype": t["statustypen"], "datumStatusGezet": NU, "statustoelichting": "Welkom"}
    r.get(f"{ZRC}/statussen?zaak={zaak}")
    r.get(r.post(f"{ZRC}/statussen", of | status)["url"])
    for kind, who in BETROKKENEN.items():
        rol = of | {
            "betrokkeneType": kind,
            "roltype": t["roltypen"],
            "roltoelichting": "Vraagt aan",
            "contactpersoonRol": {"naam": "Sanne", "emailadres": "s@example.org"},
            "betrokkeneIdentificatie": {k: v for k, v in who.items() if k not in _BEYOND.get(kind, ())},
        }
        made = r.post(f"{ZRC}/rollen", rol)["url"]
        r.get(made)
        r.get(f"{ZRC}/rollen?betrokkeneType={kind}")
    r.delete(made)
    r.delete(r.post(f"{ZRC}/resultaten", of | {"resultaattype": t["resultaattypen"]})["url"])
    contact = {"datumtijd": NU, "kanaal": "Telefoon", "onderwerp": "Hoe lang nog?"}
    r.get(r.post(f"{ZRC}/klantcontacten", of | contact)["url"])
    r.get(f"{ZRC}/klantcontacten")
    parts = {
        f"{ZRC}/resultaten": (
            of | {"resultaattype": t["resultaattypen"], "toelichting": "Ja"},
            {"toelichting": "Toch"},
        ),
        f"{ZRC}/zaakinformatieobjecten": (
            of | {"informatieobject": t["document"], "titel": "Brief"},
            {"titel": "Kap"},
        ),
        f"{ZRC}/zaakobjecten": (
            of
            | {
                "objectType": "pand",
                "zaakobjecttype": t["zaakobjecttypen"],
                "objectIdentificatie": {"identificatie": "0168100000000001"},
            },
            {"relatieomschrijving": "Het huis"},
        ),
        f"{zaak}/zaakeigenschappen": (
            of | {"eigenschap": t["eigenschappen"], "waarde": "eik"},
            {"waarde": "beuk"},
        ),
        f"{ZRC}/zaaknotities": (
            {"gerelateerdAan": zaak, "onderwerp": "Gebeld", "tekst": "Komt morgen"},
            {"tekst": "Komt overmorgen"},
        ),
    }
    made = {}
    for collection, (body, change) in parts.items():
        made[collection] = r.post(collection, body)["url"]
        _read_and_change(r, collection, made[collection], change)
    for collection, body in {
        f"{ZRC}/zaakcontactmomenten": of | {"contactmoment": f"{ELDERS}/contactmomenten/{uuid4()}"},
        f"{ZRC}/zaakverzoeken": of | {"verzoek": f"{ELDERS}/verzoeken/{uuid4()}"},
        f"{zaak}/besluiten": {"besluit": f"http://testserver{BRC}/besluiten/{uuid4()}"},
    }.items():
        made[collection] = r.post(collection, body)["url"]
        r.get(collection)
        r.get(made[collection])
    for collection in made:
        if not collection.endswith(("resultaten",)):
            r.delete(made[collection])


# What our providers' clients may send beyond the standard.
_BEYOND = {"niet_natuurlijk_persoon": ("kvkNummer", "vestigingsNummer")}


def besluiten(r: Recorder, t: Urls) -> None:
    """A decision and the letter that records it."""
    sent = {
        "verantwoordelijkeOrganisatie": RSIN,
        "besluittype": t["vergunning"],
        "zaak": t["zaak"],
        "datum": "2026-11-20",
        "ingangsdatum": "2026-12-01",
        "vervaldatum": "2031-12-01",
        "vervalreden": "tijdelijk",
        "verzenddatum": "2026-11-20",
    }
    besluit = r.post(f"{BRC}/besluiten", sent)["url"]
    _read_and_change(r, f"{BRC}/besluiten", besluit, {"toelichting": "Mag"})
    link = r.post(
        f"{BRC}/besluitinformatieobjecten", {"besluit": besluit, "informatieobject": t["document"]}
    )["url"]
    r.get(f"{BRC}/besluitinformatieobjecten?besluit={besluit}")
    r.get(link)
    (oio,) = r.get(f"{DRC}/objectinformatieobjecten?object={besluit}")
    r.get(oio["url"])
    for record in r.get(f"{besluit}/audittrail")[:1]:
        r.get(f"{besluit}/audittrail/{record['uuid']}")
    r.delete(link)
    r.delete(besluit)


def autorisaties(r: Recorder, t: Urls) -> None:
    """An application that may do something of each kind."""
    granted = [
        {
            "component": "zrc",
            "scopes": ["zaken.lezen"],
            "zaaktype": t["zaaktype"],
            "maxVertrouwelijkheidaanduiding": "openbaar",
        },
        {"component": "brc", "scopes": ["besluiten.lezen"], "besluittype": t["vergunning"]},
        {"component": "nrc", "scopes": ["notificaties.publiceren"]},
    ]
    sent = {"clientIds": ["proef"], "label": "Proef", "heeftAlleAutorisaties": False, "autorisaties": granted}
    made = r.post(f"{AC}/applicaties", sent)["url"]
    r.get(f"{AC}/applicaties/consumer?clientId=proef")
    _read_and_change(r, f"{AC}/applicaties", made, {"label": "Anders"})
    r.delete(made)


def notificaties(r: Recorder, callback: str, auth: str) -> None:
    """A subscriber to what a register elsewhere publishes."""
    kanaal = {"naam": "objecten", "documentatieLink": f"{ELDERS}/uitleg", "filters": ["objectType"]}
    r.get(r.post(f"{NRC}/kanaal", kanaal)["url"])
    r.get(f"{NRC}/kanaal?naam=objecten")
    sent = {
        "callbackUrl": callback,
        "auth": auth,
        "kanalen": [{"naam": "objecten", "filters": {"objectType": "*"}}],
    }
    made = r.post(f"{NRC}/abonnement", sent)["url"]
    r.get(f"{NRC}/abonnement")
    r.get(made)
    r.patch(made, {"kanalen": sent["kanalen"]})
    r.put(made, sent)
    message = {
        "kanaal": "objecten",
        "hoofdObject": f"{ELDERS}/objecten/1",
        "resource": "object",
        "resourceUrl": f"{ELDERS}/objecten/1",
        "actie": "create",
        "aanmaakdatum": NU,
        "kenmerken": {"objectType": "boom"},
    }
    r.post(f"{NRC}/notificaties", message)
    r.delete(made)
