"""A provider that is in use: Losser's data, and a resource of every kind that the standard knows, made over its API."""

from __future__ import annotations

import base64
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import httpx
from joserfc import jwt
from joserfc.jwk import OctKey

from tests.apart.installations import Installation, Models
from tests.apart.installations import installation as bare
from tests.overzetten.subscriber import AUTH, Subscriber

CLIENT, SECRET = "overzetter", "een lang geheim van de andere aanbieder"
RSIN = "123456782"
ALL = ("catalogi", "documenten", "zaken", "besluiten", "autorisaties", "notificaties", "referentielijsten")
BIG = b"Een regel tekst van een groot bestand.\n" * 80_000  # 3 MB


class Client:
    """The API of an installation, signed; a refusal fails the test."""

    def __init__(self, base: str, *, client_id: str = CLIENT, secret: str = SECRET) -> None:
        self.base, self._id, self._secret = base, client_id, secret
        self._http = httpx.Client(timeout=60)

    def call(self, method: str, url: str, body: Any = None) -> Any:
        claims = {"iss": self._id, "iat": int(time.time()), "client_id": self._id}
        token = jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(self._secret))
        crs = {"Accept-Crs": "EPSG:4326", "Content-Crs": "EPSG:4326"}
        address = url if url.startswith("http") else f"{self.base}/{url}"
        answer = self._http.request(
            method, address, json=body, headers={"Authorization": f"Bearer {token}", **crs}
        )
        assert answer.status_code < 300, (
            f"{method} {address} {str(body)[:500]}: {answer.status_code} {answer.text}"
        )
        return answer.json() if answer.content else None

    def get(self, url: str) -> Any:
        return self.call("GET", url)

    def post(self, url: str, body: Any) -> Any:
        return self.call("POST", url, body)


@contextmanager
def installation(*, like: Installation) -> Iterator[Installation]:
    """An installation of the registers that does not serve: a copy of another one that does not serve either, its tables,
    files, key and address."""
    with ExitStack() as stack:
        made = bare(stack, ALL, like=like)
        made.environment["RAADHUIS_CALLBACKS_PRIVATE"] = "true"  # the subscriber is on this machine
        made.port, made.environment["RAADHUIS_URL"] = like.port, like.environment["RAADHUIS_URL"]
        yield made


def signed(made: Installation) -> Client:
    """The API of an installation, to which our client is known; started when it is not serving yet."""
    made.run(
        "raadhuis", "applicatie", "add", "--client-id", CLIENT, "--secret", SECRET, "--alle-autorisaties"
    )
    if made.process is None:
        made.serve()
    return Client(made.base)


@contextmanager
def provider(models: Models) -> Iterator[Installation]:
    """An installation of the registers, serving, with a resource of every kind."""
    with installation(like=models.of(ALL, losser=True)) as made, Subscriber() as subscriber:
        fill(signed(made), subscriber)
        yield made


class _Types:
    """The types of one zaaktype, and how to make more."""

    def __init__(self, client: Client) -> None:
        self.client = client
        every = client.get("catalogi/api/v1/zaaktypen")["results"]
        self.zaaktype = next(one for one in every if one["besluittypen"])
        url = self.zaaktype["url"]
        self.of = {
            kind: client.get(f"catalogi/api/v1/{kind}?zaaktype={url}")["results"]
            for kind in ("statustypen", "roltypen", "resultaattypen", "eigenschappen", "zaakobjecttypen")
        }
        self.of["statustypen"].sort(key=lambda one: one["volgnummer"])
        self.decision = client.get(self.zaaktype["besluittypen"][0])
        self.document = next(
            url
            for url in self.decision["informatieobjecttypen"]
            if url in self.zaaktype["informatieobjecttypen"]
        )


def fill(client: Client, subscriber: Subscriber) -> None:
    """Make a resource of every kind."""
    _concept(client)
    types = _Types(client)
    documents = _documents(client, types)
    zaken = _zaken(client, types)
    _parts(client, types, zaken, documents)
    _besluiten(client, types, zaken, documents)
    _around(client, types, subscriber)


def _concept(client: Client) -> None:
    """A zaaktype that is not published yet, with everything that can hang on it, and a second version of a type."""
    catalogus = client.get("catalogi/api/v1/catalogussen")["results"][0]["url"]
    published = client.get("catalogi/api/v1/zaaktypen")["results"][0]
    document = client.post(
        "catalogi/api/v1/informatieobjecttypen",
        {"catalogus": catalogus, "omschrijving": "Proefdocument", "vertrouwelijkheidaanduiding": "openbaar",
         "beginGeldigheid": "2024-01-01", "informatieobjectcategorie": "brief"},
    )  # fmt: skip
    client.post(f"{document['url']}/publish", {})
    besluittype = client.post(
        "catalogi/api/v1/besluittypen",
        {"catalogus": catalogus, "omschrijving": "Proefbesluit", "publicatieIndicatie": True, "reactietermijn": "P6W",
         "beginGeldigheid": "2024-01-01", "zaaktypen": [], "informatieobjecttypen": ["Proefdocument"]},
    )  # fmt: skip
    zaaktype = client.post(
        "catalogi/api/v1/zaaktypen",
        {"catalogus": catalogus, "identificatie": "PROEF", "omschrijving": "Proef in aanbouw",
         "vertrouwelijkheidaanduiding": "intern", "doel": "Een doel", "aanleiding": "Een aanleiding",
         "indicatieInternOfExtern": "extern", "handelingInitiator": "aanvragen", "onderwerp": "Iets",
         "handelingBehandelaar": "behandelen", "doorlooptijd": "P8W", "servicenorm": "P4W",
         "opschortingEnAanhoudingMogelijk": True, "verlengingMogelijk": True, "verlengingstermijn": "P4W",
         "trefwoorden": ["proef"], "publicatieIndicatie": False, "productenOfDiensten": ["https://example.org/p/1"],
         "referentieproces": {"naam": "Proces", "link": ""}, "verantwoordelijke": "Team", "beginGeldigheid": "2024-01-01",
         "versiedatum": "2024-01-01", "besluittypen": [], "deelzaaktypen": [],
         "gerelateerdeZaaktypen": [{"zaaktype": published["identificatie"], "aardRelatie": "vervolg", "toelichting": "na"}]},
    )["url"]  # fmt: skip
    assert besluittype
    status = client.post(
        "catalogi/api/v1/statustypen",
        {"zaaktype": zaaktype, "omschrijving": "Begin", "volgnummer": 1, "informeren": True, "statustekst": "Begonnen",
         "checklistitemStatustype": [{"itemnaam": "Let op", "vraagstelling": "Is alles er?", "verplicht": True}]},
    )["url"]  # fmt: skip
    client.post(
        "catalogi/api/v1/statustypen", {"zaaktype": zaaktype, "omschrijving": "Klaar", "volgnummer": 2}
    )
    client.post(
        "catalogi/api/v1/roltypen",
        {"zaaktype": zaaktype, "omschrijving": "Aanvrager", "omschrijvingGeneriek": "initiator"},
    )
    client.post(
        "catalogi/api/v1/eigenschappen",
        {"zaaktype": zaaktype, "naam": "kleur", "definitie": "De kleur", "toelichting": "rood of blauw", "statustype": status,
         "specificatie": {"groep": "", "formaat": "tekst", "lengte": "10", "kardinaliteit": "1",
                          "waardenverzameling": ["rood", "blauw"]}},
    )  # fmt: skip
    client.post(
        "catalogi/api/v1/zaaktype-informatieobjecttypen",
        {"zaaktype": zaaktype, "informatieobjecttype": "Proefdocument", "volgnummer": 1, "richting": "inkomend",
         "statustype": status},
    )  # fmt: skip
    client.post(
        "catalogi/api/v1/zaakobjecttypen",
        {"zaaktype": zaaktype, "anderObjecttype": False, "objecttype": "https://example.org/objecttypen/boom",
         "relatieOmschrijving": "gaat over", "catalogus": catalogus},
    )  # fmt: skip


def _documents(client: Client, types: _Types) -> list[str]:
    """One with three versions, one that is large and came as a whole, one without content, one that is locked."""
    path = "documenten/api/v1/enkelvoudiginformatieobjecten"

    def body(titel: str, **more: Any) -> dict[str, Any]:
        return {
            "bronorganisatie": RSIN, "creatiedatum": "2026-01-02", "titel": titel, "auteur": "Jansen", "taal": "nld",
            "informatieobjecttype": types.document, "bestandsnaam": f"{titel}.txt", "formaat": "text/plain",
            "beschrijving": "Straat Ü 1 – zie https://elders.example/", **more,
        }  # fmt: skip

    def content(raw: bytes) -> dict[str, Any]:
        return {"inhoud": base64.b64encode(raw).decode(), "bestandsomvang": len(raw)}

    three = client.post(path, body("drie versies", **content(b"versie een"), trefwoorden=["a", "b"]))["url"]
    for raw in (b"versie twee", b"versie drie"):
        lock = client.post(f"{three}/lock", {})["lock"]
        changed = {"lock": lock, "titel": f"drie versies, {raw.decode()}", **content(raw)}
        client.call("PATCH", three, changed)
        client.post(f"{three}/unlock", {"lock": lock})
    large = client.post(path, body("groot", **content(BIG), status="definitief",
        ondertekening={"soort": "digitaal", "datum": "2026-01-03"},
        integriteit={"algoritme": "sha_256", "waarde": "abc", "datum": "2026-01-03"}))["url"]  # fmt: skip
    empty = client.post(path, body("alleen gegevens", link="https://example.org/elders"))["url"]
    locked = client.post(path, body("vergrendeld", **content(b"dicht")))["url"]
    client.post(f"{locked}/lock", {})
    client.post(
        "documenten/api/v1/gebruiksrechten",
        {
            "informatieobject": three,
            "startdatum": "2026-01-01T00:00:00Z",
            "omschrijvingVoorwaarden": "Niet delen",
        },
    )
    client.post(
        "documenten/api/v1/verzendingen",
        {"informatieobject": large, "betrokkene": "https://example.org/betrokkene/1", "aardRelatie": "geadresseerde",
         "contactPersoon": "https://example.org/persoon/1", "verzenddatum": "2026-02-01",
         "correspondentiePostadres": {"postBusOfAntwoordnummer": 12, "postadresPostcode": "7581AA",
                                      "postadresType": "postbusnummer", "woonplaatsnaam": "Losser"}},
    )  # fmt: skip
    return [three, large, empty, locked]


def _zaken(client: Client, types: _Types) -> list[str]:
    made: list[str] = []
    for number in range(6):
        body = {
            "zaaktype": types.zaaktype["url"], "bronorganisatie": RSIN, "verantwoordelijkeOrganisatie": RSIN,
            "startdatum": f"2026-01-{number + 1:02}", "omschrijving": f"Zaak {number}", "toelichting": "Tekst",
            "kenmerken": [{"kenmerk": f"K-{number}", "bron": "proef"}],
        }  # fmt: skip
        if number == 1:
            body |= {
                "hoofdzaak": made[0],
                "zaakgeometrie": {"type": "Point", "coordinates": [7.0046, 52.2613]},
                "vertrouwelijkheidaanduiding": "vertrouwelijk",
            }
        if number == 2:
            body |= {
                "relevanteAndereZaken": [{"url": made[0], "aardRelatie": "vervolg"}],
                "betalingsindicatie": "geheel",
                "laatsteBetaaldatum": "2026-02-01T10:00:00Z",
                "opschorting": {"indicatie": True, "reden": "wachten op stuk"},
                "processobject": {
                    "datumkenmerk": "d",
                    "identificatie": "i",
                    "objecttype": "o",
                    "registratie": "r",
                },
            }
        made.append(client.post("zaken/api/v1/zaken", body)["url"])
    return made


def _parts(client: Client, types: _Types, zaken: list[str], documents: list[str]) -> None:
    first, of = zaken[0], types.of
    root = "zaken/api/v1"
    rol = client.post(
        f"{root}/rollen",
        {"zaak": first, "betrokkeneType": "natuurlijk_persoon", "roltype": of["roltypen"][0]["url"],
         "roltoelichting": "aanvrager", "betrokkeneIdentificatie": {"inpBsn": "999990019", "geslachtsnaam": "Ünal"},
         "contactpersoonRol": {"naam": "S. Ünal", "emailadres": "s@example.org"}},
    )["url"]  # fmt: skip
    client.post(
        f"{root}/rollen",
        {"zaak": zaken[1], "betrokkeneType": "medewerker", "roltype": of["roltypen"][-1]["url"],
         "roltoelichting": "doet het", "betrokkeneIdentificatie": {"identificatie": "jan", "achternaam": "Jansen"}},
    )  # fmt: skip
    status = client.post(
        f"{root}/statussen",
        {"zaak": first, "statustype": of["statustypen"][0]["url"], "datumStatusGezet": "2026-01-02T10:00:00Z",
         "statustoelichting": "begonnen", "gezetdoor": rol},
    )["url"]  # fmt: skip
    client.post(
        f"{root}/substatussen",
        {"zaak": first, "status": status, "omschrijving": "gebeld", "tijdstip": "2026-01-03T10:00:00Z", "doelgroep": "intern"},
    )  # fmt: skip
    for zaak, document in ((first, documents[0]), (zaken[1], documents[1]), (zaken[1], documents[0])):
        client.post(
            f"{root}/zaakinformatieobjecten", {"zaak": zaak, "informatieobject": document, "titel": "Bijlage"}
        )
    client.post(
        f"{root}/zaakobjecten",
        {"zaak": first, "objectType": "adres", "relatieomschrijving": "hier",
         "objectIdentificatie": {"identificatie": "1", "wplWoonplaatsNaam": "Losser", "gorOpenbareRuimteNaam": "Kerkstraat",
                                 "huisnummer": 1, "postcode": "7581AA"}},
    )  # fmt: skip
    client.post(
        f"{root}/zaakobjecten",
        {
            "zaak": zaken[2],
            "objectType": "overige",
            "objectTypeOverige": "boom",
            "object": "https://example.org/boom/1",
        },
    )
    for eigenschap in of["eigenschappen"][:1]:
        client.post(
            f"{first}/zaakeigenschappen", {"zaak": first, "eigenschap": eigenschap["url"], "waarde": "1"}
        )
    client.post(
        f"{root}/klantcontacten",
        {"zaak": first, "datumtijd": "2026-01-05T10:00:00Z", "kanaal": "telefoon", "onderwerp": "vraag"},
    )
    client.post(
        f"{root}/zaakcontactmomenten", {"zaak": first, "contactmoment": "https://example.org/contact/1"}
    )
    client.post(f"{root}/zaakverzoeken", {"zaak": first, "verzoek": "https://example.org/verzoek/1"})
    client.post(
        f"{root}/zaaknotities",
        {"gerelateerdAan": first, "onderwerp": "Let op", "tekst": "Bel eerst", "aangemaaktDoor": "jan"},
    )
    # One that is closed, with its outcome and archive date.
    last = zaken[3]
    for one in of["resultaattypen"][:1]:
        client.post(
            f"{root}/resultaten", {"zaak": last, "resultaattype": one["url"], "toelichting": "toegekend"}
        )
    for number, statustype in ((4, of["statustypen"][0]), (5, of["statustypen"][-1])):
        client.post(
            f"{root}/statussen",
            {
                "zaak": last,
                "statustype": statustype["url"],
                "datumStatusGezet": f"2026-02-0{number}T10:00:00Z",
            },
        )


def _besluiten(client: Client, types: _Types, zaken: list[str], documents: list[str]) -> None:
    body = {
        "verantwoordelijkeOrganisatie": RSIN, "datum": "2026-02-02", "ingangsdatum": "2026-02-03",
        "toelichting": "Omdat", "bestuursorgaan": "College",
    }  # fmt: skip
    made = client.post(
        "besluiten/api/v1/besluiten",
        {**body, "besluittype": types.decision["url"], "zaak": zaken[0], "vervaldatum": "2027-02-03"},
    )
    client.post("besluiten/api/v1/besluiten", {**body, "besluittype": types.decision["url"]})
    client.post(
        "besluiten/api/v1/besluitinformatieobjecten",
        {"besluit": made["url"], "informatieobject": documents[1]},
    )


def _around(client: Client, types: _Types, subscriber: Subscriber) -> None:
    client.post(
        "autorisaties/api/v1/applicaties",
        {"clientIds": ["formulieren"], "label": "Formulieren", "heeftAlleAutorisaties": False,
         "autorisaties": [{"component": "zrc", "scopes": ["zaken.lezen", "zaken.aanmaken"],
                           "zaaktype": types.zaaktype["url"], "maxVertrouwelijkheidaanduiding": "intern"}]},
    )  # fmt: skip
    client.post(
        "notificaties/api/v1/abonnement",
        {"callbackUrl": subscriber.url, "auth": AUTH, "kanalen": [{"naam": "zaken", "filters": {}}]},
    )
