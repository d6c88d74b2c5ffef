"""A zaak with one of everything that can hang on it, as a client sends it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from raadhuis.components.zaken.tests.conftest import ZRC, Types
from raadhuis.kernel.testing import ApiClient

API = "/zaken/api/v1"
SANNE, BUUR = "999990019", "999993653"
ADRES = {
    "wplWoonplaatsNaam": "Losser",
    "gorOpenbareRuimteNaam": "Raadhuisplein",
    "aoaPostcode": "7581AG",
    "aoaHuisnummer": 1,
    "aoaHuisletter": "A",
    "aoaHuisnummertoevoeging": "bis",
}
VERBLIJFSADRES = ADRES | {
    "aoaIdentificatie": "0168200000000001",
    "inpLocatiebeschrijving": "Achter het plein",
}
BUITENLAND = {
    "lndLandcode": "6029",
    "lndLandnaam": "Duitsland",
    "subAdresBuitenland_1": "Markt 1",
    "subAdresBuitenland_2": "48455 Bentheim",
    "subAdresBuitenland_3": "",
}
BETROKKENEN: dict[str, dict[str, Any]] = {
    "natuurlijk_persoon": {
        "inpBsn": SANNE,
        "anpIdentificatie": "17-0",
        "inpA_nummer": "1234567890",
        "geslachtsnaam": "Jansen",
        "voorvoegselGeslachtsnaam": "de",
        "voorletters": "S",
        "voornamen": "Sanne",
        "geslachtsaanduiding": "v",
        "geboortedatum": "19800101",
        "verblijfsadres": VERBLIJFSADRES,
        "subVerblijfBuitenland": BUITENLAND,
    },
    "niet_natuurlijk_persoon": {
        "innNnpId": "123456782",
        "annIdentificatie": "ann-1",
        "statutaireNaam": "Bakkerij Losser B.V.",
        "innRechtsvorm": "besloten_vennootschap",
        "bezoekadres": "Raadhuisplein 2, Losser",
        "subVerblijfBuitenland": BUITENLAND,
        "kvkNummer": "12345678",
        "vestigingsNummer": "000012345678",
    },
    "vestiging": {
        "vestigingsNummer": "000087654321",
        "handelsnaam": ["De Bakker", "Bakkerij Losser"],
        "verblijfsadres": VERBLIJFSADRES,
        "subVerblijfBuitenland": None,
        "kvkNummer": "87654321",
    },
    "organisatorische_eenheid": {
        "identificatie": "team-parkeren",
        "naam": "Team Parkeren",
        "isGehuisvestIn": "Raadhuis",
    },
    "medewerker": {
        "identificatie": "jan.bos",
        "achternaam": "Bos",
        "voorletters": "J",
        "voorvoegselAchternaam": "van",
    },
}


@dataclass(frozen=True)
class Part:
    """How a part is made and changed, and whether its collection is paged. `changes` {} means that the standard has no PATCH."""

    path: str
    body: dict[str, Any]
    changes: dict[str, Any]
    put: bool = False
    removable: bool = True
    paged: bool = True
    schema: str = ""


def parts(zaak: Any, kaart: Types, *, document: str) -> dict[str, Part]:
    """One of each, by collection; the status does not close the zaak."""
    of, under = {"zaak": zaak.url}, f"{API}/zaken/{zaak.uuid}"
    rol = of | {
        "betrokkeneType": "natuurlijk_persoon",
        "roltype": kaart.roltype("Belanghebbende"),
        "roltoelichting": "Buurvrouw",
        "betrokkeneIdentificatie": {"inpBsn": BUUR},
    }
    status = of | {"statustype": kaart.statustype("Ontvangen"), "datumStatusGezet": "2026-11-21T09:00:00Z"}
    return {
        "statussen": Part(f"{API}/statussen", status, {}, removable=False, schema="Status"),
        "substatussen": Part(
            f"{API}/substatussen",
            of | {"omschrijving": "Foto bekeken", "tijdstip": "2026-11-21T10:00:00Z"},
            {},
            removable=False,
        ),
        "resultaten": Part(
            f"{API}/resultaten",
            of | {"resultaattype": kaart.resultaattype("Afgehandeld"), "toelichting": "Toegekend"},
            {"toelichting": "Bij nader inzien"},
            put=True,
            schema="Resultaat",
        ),
        "rollen": Part(f"{API}/rollen", rol, {}, put=True, schema="natuurlijk_persoon_Rol"),
        "zaakinformatieobjecten": Part(
            f"{API}/zaakinformatieobjecten",
            of | {"informatieobject": document, "titel": "Brief"},
            {"titel": "Brief van Sanne"},
            put=True,
            paged=False,
            schema="ZaakInformatieObject",
        ),
        "zaakobjecten": Part(
            f"{API}/zaakobjecten",
            of | {"objectType": "pand", "objectIdentificatie": {"identificatie": "0168100000000001"}},
            {"relatieomschrijving": "Het huis"},
            put=True,
            schema="pand_ZaakObject",
        ),
        "klantcontacten": Part(
            f"{API}/klantcontacten",
            of | {"datumtijd": "2026-11-21T11:00:00Z", "kanaal": "Telefoon", "onderwerp": "Hoe lang nog?"},
            {},
            removable=False,
            schema="KlantContact",
        ),
        "zaakcontactmomenten": Part(
            f"{API}/zaakcontactmomenten",
            of | {"contactmoment": f"https://klant.example/api/v1/contactmomenten/{uuid4()}"},
            {},
            paged=False,
            schema="ZaakContactMoment",
        ),
        "zaakverzoeken": Part(
            f"{API}/zaakverzoeken",
            of | {"verzoek": f"https://klant.example/api/v1/verzoeken/{uuid4()}"},
            {},
            paged=False,
            schema="ZaakVerzoek",
        ),
        "zaaknotities": Part(
            f"{API}/zaaknotities",
            {"gerelateerdAan": zaak.url, "onderwerp": "Gebeld", "tekst": "Komt morgen langs"},
            {"tekst": "Komt overmorgen langs"},
            put=True,
            schema="ZaakNotitie",
        ),
        "zaakeigenschappen": Part(
            f"{under}/zaakeigenschappen",
            of | {"eigenschap": kaart.eigenschap("kenteken"), "waarde": "XX-99-X"},
            {"waarde": "YY-11-Y"},
            put=True,
            paged=False,
            schema="ZaakEigenschap",
        ),
        "besluiten": Part(
            f"{under}/besluiten",
            {"besluit": f"http://testserver/besluiten/api/v1/besluiten/{uuid4()}"},
            {},
            paged=False,
            schema="ZaakBesluit",
        ),
    }


def local(url: str) -> str:
    """The path of one of our URLs."""
    return url.removeprefix("http://testserver")


def uuid_of(url: str) -> UUID:
    """The identifier at the end of one of our URLs."""
    return UUID(url.rpartition("/")[2])


def filled(client: ApiClient, found: dict[str, Part]) -> dict[str, dict[str, Any]]:
    """Every part made by `client`: the answers, by collection."""
    made = {}
    for name, part in found.items():
        answer = client.post(part.path, part.body)
        assert answer.status == 201, (name, answer.json)
        made[name] = answer.json
    return made


Filled = Callable[..., tuple[dict[str, Part], dict[str, dict[str, Any]]]]
__all__ = ["API", "ZRC", "Filled", "Part", "filled", "local", "parts", "uuid_of"]
