"""What a zaak is about: every kind of object, in the shape that the standard gives it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from raadhuis.components.zaken.domain.objecten import OBJECTTYPEN
from raadhuis.components.zaken.tests.dossier import ADRES, API, BETROKKENEN, local
from raadhuis.components.zaken.tests.test_http import STANDARD, _schemas, conform

ID = {"identificatie": "0168-1"}
WOZ = {
    "wozObjectNummer": "016800000001",
    "aanduidingWozObject": ADRES | {"aoaIdentificatie": "a", "locatieOmschrijving": "hoek"},
}
KADASTER = {"kadastraleIdentificatie": "k-1", "kadastraleAanduiding": "Losser A 1"}
GEBOUWD = ID | {
    "adresAanduidingGrp": ADRES
    | {
        "numIdentificatie": "n",
        "oaoIdentificatie": "o",
        "aoaIdentificatie": "a",
        "ogoLocatieAanduiding": "l",
    }
}
OBJECTS: dict[str, dict[str, Any]] = {
    "adres": ID
    | {
        "wplWoonplaatsNaam": "Losser",
        "gorOpenbareRuimteNaam": "Raadhuisplein",
        "huisnummer": 1,
        "huisletter": "A",
        "huisnummertoevoeging": "bis",
        "postcode": "7581AG",
    },
    "buurt": {"buurtCode": "01", "buurtNaam": "Centrum", "gemGemeenteCode": "0168", "wykWijkCode": "01"},
    "gemeente": {"gemeenteNaam": "Losser", "gemeenteCode": "0168"},
    "gemeentelijke_openbare_ruimte": ID | {"openbareRuimteNaam": "Plein"},
    "huishouden": {"nummer": "12", "isGehuisvestIn": GEBOUWD},
    "inrichtingselement": ID | {"type": "paal", "naam": "Lantaarn"},
    "kadastrale_onroerende_zaak": KADASTER,
    "kunstwerkdeel": ID | {"type": "duiker", "naam": "Duiker 3"},
    "maatschappelijke_activiteit": {"kvkNummer": "12345678", "handelsnaam": "De Bakker"},
    "openbare_ruimte": ID | {"wplWoonplaatsNaam": "Losser", "gorOpenbareRuimteNaam": "Plein"},
    "pand": ID,
    "spoorbaandeel": ID | {"type": "normaalspoor", "naam": "Spoor 1"},
    "terreindeel": ID | {"type": "gras", "naam": "Berm"},
    "terrein_gebouwd_object": GEBOUWD,
    "waterdeel": ID | {"typeWaterdeel": "waterloop", "naam": "Dinkel"},
    "wegdeel": ID | {"type": "rijbaan", "naam": "Weg"},
    "wijk": {"wijkCode": "01", "wijkNaam": "Noord", "gemGemeenteCode": "0168"},
    "woonplaats": ID | {"woonplaatsNaam": "Losser"},
    "woz_deelobject": {"nummerWozDeelObject": "1", "isOnderdeelVan": WOZ},
    "woz_object": WOZ,
    "woz_waarde": {"waardepeildatum": "20260101", "isVoor": WOZ},
    "zakelijk_recht": ID
    | {
        "avgAard": "Eigendom",
        "heeftBetrekkingOp": KADASTER,
        "heeftAlsGerechtigde": {"natuurlijkPersoon": BETROKKENEN["natuurlijk_persoon"]},
    },
    "overige": {"overigeData": {"kleur": "rood", "plaats": {"type": "Point", "coordinates": [7.0, 52.2]}}},
    **BETROKKENEN,
}
BY_URL = ("besluit", "enkelvoudig_document", "status")


@pytest.fixture
def send(zaak, api):
    """`send("pand", ...)`: the answer to adding an object."""

    def made(kind, **rest):
        overige = {"objectTypeOverige": "boom"} if kind == "overige" else {}
        return api.post(f"{API}/zaakobjecten", {"zaak": zaak.url, "objectType": kind} | overige | rest)

    return made


def official(body, kind):
    """Check against the official schema. What is not there is "" or null, as with every provider; it has no word for that."""
    absent = (("objectTypeOverige", ""), ("objectIdentificatie", None))
    conform({k: v for k, v in body.items() if (k, v) not in absent}, f"{kind}_ZaakObject")


def test_the_kinds_are_those_of_the_standard():
    kinds = _schemas(STANDARD)["components"]["schemas"]["ObjectTypeEnum"]["enum"]

    assert set(kinds) == set(OBJECTTYPEN) == {*OBJECTS, *BY_URL}


def test_an_object_of_every_kind_is_kept_as_it_was_sent(send, api):
    for kind, identificatie in OBJECTS.items():
        made = send(kind, objectIdentificatie=identificatie, relatieomschrijving="Gaat erover")

        assert made.status == 201, (kind, made.json)
        assert made.json["objectIdentificatie"] == identificatie, kind
        assert made.json["relatieomschrijving"] == "Gaat erover"
        official(made.json, kind)
        assert api.get(local(made.json["url"])).json == made.json


def test_what_the_standard_requires_of_an_object_is_enough(send):
    schemas = _schemas(STANDARD)["components"]["schemas"]
    for kind, identificatie in OBJECTS.items():
        part = schemas[f"{kind}_ZaakObject"]["allOf"][1]["$ref"].rpartition("_")[2]
        required = schemas[part].get("required", list(identificatie)[:1])

        made = send(kind, objectIdentificatie={key: identificatie[key] for key in required})

        assert made.status == 201, (kind, made.json)
        official(made.json, kind)
        if "required" in schemas[part]:
            nothing = send(kind, objectIdentificatie={})
            assert nothing.fouten == {f"objectIdentificatie.{key}": "required" for key in required}, kind


@pytest.mark.parametrize("kind", [*OBJECTS, *BY_URL])
def test_an_object_of_another_register_is_known_by_its_url(send, kind):
    made = send(kind, object="https://objecten.example/objects/1")

    assert (made.status, made.json["object"]) == (201, "https://objecten.example/objects/1")
    official(made.json, kind)


def test_the_shape_that_no_field_of_the_standard_describes_is_kept_and_never_executed(send, queries):
    definitie = {
        "url": "https://objecttypen.example/1",
        "schema": "def f: f; f",
        "objectData": "[range(1e18)] | @base64d | input",
    }

    made = send("overige", object="https://objecten.example/1", objectTypeOverigeDefinitie=definitie)

    assert (made.status, made.json["objectTypeOverigeDefinitie"]) == (201, definitie)
    official(made.json, "overige")


@pytest.mark.parametrize(
    ("kind", "sent", "wrong"),
    [
        ("huis", {"object": "https://a.example/1"}, {"objectType": "invalid_choice"}),
        ("pand", {}, {"nonFieldErrors": "invalid-zaakobject"}),
        ("pand", {"object": "geen adres"}, {"object": "invalid"}),
        ("status", {"objectIdentificatie": {}}, {"objectIdentificatie": "invalid"}),
        ("overige", {"objectTypeOverige": "", "object": "https://a.example/1"}, {"objectTypeOverige": "missing-object-type-overige"}),
        ("pand", {"objectTypeOverige": "boom", "object": "https://a.example/1"}, {"objectTypeOverige": "invalid-object-type-overige-usage"}),
        ("overige", {"objectTypeOverige": "Boom!", "object": "https://a.example/1"}, {"objectTypeOverige": "invalid"}),
        ("pand", {"zaakobjecttype": "https://a.example/1", "object": "https://a.example/1"}, {"zaakobjecttype": "bad-url"}),
        ("pand", {"objectIdentificatie": {"identificatie": "x" * 101}}, {"objectIdentificatie.identificatie": "max_length"}),
        (
            "overige",
            {"objectTypeOverigeDefinitie": {"url": "x", "schema": ".a", "objectData": ".b"}, "objectIdentificatie": {"overigeData": {}}},
            {"object": "required", "objectTypeOverigeDefinitie.url": "invalid", "objectIdentificatie": "invalid"},
        ),
        (
            "pand",
            {"objectTypeOverigeDefinitie": {"url": "https://a.example/1", "schema": "", "objectData": ".b"}},
            {"objectTypeOverigeDefinitie.schema": "blank"},
        ),
    ],
)  # fmt: skip
def test_an_object_that_does_not_agree_with_itself_is_refused(send, kind, sent, wrong):
    assert send(kind, **sent).fouten == wrong


def test_objects_are_found_by_what_they_are(send, api, zaak):
    send("pand", objectIdentificatie=ID)
    send("pand", object="https://objecten.example/1")

    for query, count in (
        (f"zaak={zaak.url}", 2),
        ("objectType=pand", 2),
        ("objectType=adres", 0),
        ("object=https://objecten.example/1", 1),
        ("object=https://objecten.example/2&objectType=pand", 0),
    ):
        assert api.get(f"{API}/zaakobjecten?{query}").json["count"] == count, query


def test_what_an_object_is_stays_and_the_rest_changes(send, api):
    made = send("pand", objectIdentificatie=ID).json
    path = local(made["url"])

    refused = api.patch(path, {"objectType": "adres", "object": "https://objecten.example/1"})
    changed = api.patch(path, {"objectIdentificatie": {"identificatie": "0168-2"}})

    assert refused.fouten["objectType"] == refused.fouten["object"] == "wijzigen-niet-toegelaten"
    assert changed.json == made | {"objectIdentificatie": {"identificatie": "0168-2"}}


def test_the_zaak_names_its_objects(send, api, zaak):
    made = send("pand", objectIdentificatie=ID).json

    assert api.get(local(zaak.url)).json["zaakobjecten"] == [made["url"]]


def test_data_of_great_depth_is_refused(send):
    for levels, status in ((40, 201), (60, 400), (900, 400)):
        deep = json.loads('{"a":' * levels + "1" + "}" * levels)

        assert send("overige", objectIdentificatie={"overigeData": deep}).status == status
