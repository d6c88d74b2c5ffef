"""Every operation of the official Besluiten 1.1.0 is served, and answers what its schema says."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
import yaml

from raadhuis.components.besluiten.tests.conftest import BESLUITEN, BIO
from raadhuis.components.besluiten.web import zgw_v1
from raadhuis.components.catalogi.tests.contract import errors
from raadhuis.kernel.testing import shared

FILE = "besluiten-1.1.0.yaml"


@pytest.fixture(scope="module")
def standard():
    return yaml.safe_load(shared(f"standards/zgw-1.7/{FILE}").read_text())


@pytest.fixture
def link(api, besluit, letter):
    return api.post(BIO, {"besluit": besluit["url"], "informatieobject": letter().url}).json


def test_every_operation_of_the_standard_is_served_and_one_more(standard):
    def shape(path):
        return re.sub(r"\{\w+\}", "{}", path)

    methods = {"get", "post", "put", "patch", "delete"}
    official = {
        (shape(path), m.upper()) for path, item in standard["paths"].items() for m in item if m in methods
    }
    served = {(shape(route.path), method) for route in zgw_v1.ROUTES for method in route.handlers}

    assert served == official | {("/besluit_verwerken", "POST")}


def test_every_query_parameter_of_the_standard_is_known(standard):
    for path in ("/besluiten", "/besluitinformatieobjecten"):
        official = {p["name"] for p in standard["paths"][path]["get"]["parameters"] if "name" in p}
        (route,) = [route for route in zgw_v1.ROUTES if route.path == path]
        assert official <= route.params
        assert route.expands


def test_what_can_be_expanded_is_what_the_standard_expands(standard):
    schemas = standard["components"]["schemas"]
    for collection, schema in (
        ("besluiten", "BesluitEmbedded"),
        ("besluitinformatieobjecten", "BesluitInformatieObjectEmbedded"),
    ):
        assert set(zgw_v1.EXPANDS[collection].attributes) == set(schemas[schema]["properties"])


def test_what_the_standard_requires_is_required(api, standard):
    for path, schema in ((BESLUITEN, "Besluit"), (BIO, "BesluitInformatieObject")):
        required = standard["components"]["schemas"][schema]["required"]
        assert api.post(path, {}).fouten == dict.fromkeys(required, "required")


def test_decisions_are_as_the_standard_says(api, body):
    made = api.post(BESLUITEN, body(vervalreden="tijdelijk", verzenddatum="2026-11-20")).json
    put, patched = api.put(made["url"], made).json, api.patch(made["url"], {"toelichting": "x"}).json

    for answer in (made, put, patched, api.get(made["url"]).json, *api.get(BESLUITEN).json["results"]):
        assert errors(FILE, "Besluit", answer) == []
    page = api.get(BESLUITEN).json
    assert {name: type(value) for name, value in page.items()} == {
        "count": int,
        "next": type(None),
        "previous": type(None),
        "results": list,
    }


def test_only_an_empty_reason_is_said_as_the_field_does(api, besluit):
    # The schema knows no empty vervalreden; every provider answers "", and so do we.
    assert [e.partition(":")[0] for e in errors(FILE, "Besluit", besluit)] == [
        "['vervalreden']",
        "['vervalredenWeergave']",
    ]


def test_links_are_as_the_standard_says(api, besluit, link):
    for answer in (link, api.get(link["url"]).json, *api.get(f"{BIO}?besluit={besluit['url']}").json):
        assert errors(FILE, "BesluitInformatieObject", answer) == []


def test_audit_records_are_as_the_standard_says(api, besluit, link):
    api.patch(besluit["url"], {"toelichting": "Anders"})
    api.delete(link["url"])

    records = api.get(f"{besluit['url']}/audittrail").json

    assert [(r["resource"], r["actie"]) for r in records] == [
        ("besluit", "create"),
        ("besluitinformatieobject", "create"),
        ("besluit", "partial_update"),
        ("besluitinformatieobject", "destroy"),
    ]
    # At a creation there is nothing old, at the end nothing new, and the schema knows no null.
    assert [set(r["wijzigingen"]) for r in records] == [{"nieuw"}, {"nieuw"}, {"oud", "nieuw"}, {"oud"}]
    assert [errors(FILE, "AuditTrail", r) for r in records] == [[]] * 4


def test_refusals_are_as_the_standard_says(api, besluit, body, link):
    for answer in (api.post(BESLUITEN, body(datum="2030-01-01")), api.patch(besluit["url"], {"zaak": ""})):
        assert errors(FILE, "ValidatieFout", answer.json) == []
    nowhere = f"{BESLUITEN}/{uuid4()}"
    for answer in (api.get(nowhere), api.delete(nowhere), api.put(link["url"], {})):
        assert errors(FILE, "Fout", answer.json) == []


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("identificatie", "x" * 51, "max_length"),
        ("identificatie", None, "null"),
        ("verantwoordelijkeOrganisatie", "1234567890", "max_length"),
        ("besluittype", "x" * 201, "max_length"),
        ("zaak", "x" * 201, "max_length"),
        ("zaak", None, "null"),
        ("datum", "20-11-2026", "invalid"),
        ("datum", None, "null"),
        ("toelichting", 3, "invalid"),
        ("bestuursorgaan", "x" * 51, "max_length"),
        ("ingangsdatum", "2026-02-30", "invalid"),
        ("vervaldatum", "", "blank"),
        ("vervalreden", "zomaar", "invalid_choice"),
        ("publicatiedatum", 1, "invalid"),
        ("verzenddatum", "morgen", "invalid"),
        ("uiterlijkeReactiedatum", [], "invalid"),
    ],
)
def test_a_wrong_value_is_refused_by_its_field(api, besluit, body, field, value, code):
    for answer in (api.post(BESLUITEN, body(**{field: value})), api.patch(besluit["url"], {field: value})):
        assert (answer.status, answer.fouten) == (400, {field: code})
