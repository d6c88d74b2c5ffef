"""Two calls beyond the standard: numbers for later, and a document with its zaak at once."""

from __future__ import annotations

import pytest

from raadhuis.components.documenten.tests.conftest import EIO, RSIN
from raadhuis.kernel import db as database
from raadhuis.kernel import wire
from raadhuis.kernel.endpoint import Request, Response
from raadhuis.kernel.identity import Grant, Rights
from raadhuis.kernel.refusal import Invalid
from raadhuis.kernel.testing import uuid_of

RESERVE = "/documenten/api/v1/documentnummer_reserveren"
REGISTER = "/documenten/api/v1/document_registreren"


def test_a_reserved_number_is_never_given_out_and_can_be_used(api, body):
    one = api.post(RESERVE, {"bronorganisatie": RSIN})
    made = api.post(EIO, body()).json["identificatie"]
    used = api.post(EIO, body(identificatie=one.json["documentnummer"]))

    assert one.status == used.status == 201
    assert one.json["documentnummer"].startswith("DOCUMENT-2026-") or one.json["documentnummer"] < made
    assert made != one.json["documentnummer"]


def test_several_numbers_come_as_a_list(api):
    for name in ("aantal", "amount"):
        several = api.post(RESERVE, {"bronorganisatie": RSIN, name: 3}).json
        assert len({item["documentnummer"] for item in several}) == 3
    assert api.post(RESERVE, {"bronorganisatie": RSIN, "aantal": 1}).json.keys() == {"documentnummer"}


def test_numbers_are_for_who_may_make_documents(api, api_as):
    reader = api_as(Rights(grants=(Grant(scopes=frozenset({"documenten.lezen"})),)))

    assert reader.post(RESERVE, {"bronorganisatie": RSIN}).status == 403
    assert api.post(RESERVE, {"bronorganisatie": "111111111"}).fouten == {"bronorganisatie": "invalid"}
    assert api.post(RESERVE, {"bronorganisatie": RSIN, "aantal": 0}).fouten == {"aantal": "invalid"}
    assert api.post(RESERVE, {"bronorganisatie": RSIN, "aantal": 100_000}).status == 400


@pytest.fixture
def zaken(monkeypatch):
    """The register of zaken takes every relation but one with `titel` "Nee"; what it was asked."""
    asked = []

    def within(self, method, path, body):
        asked.append((method, path, wire.decode(body, dict)))
        if asked[-1][2].get("titel") == "Nee":
            raise Invalid.field("zaak", "bad-url", "Deze zaak bestaat niet.")
        return Response(b'{"url":"x"}', 201)

    monkeypatch.setattr(Request, "within", within)
    return asked


def test_a_document_and_its_zaak_are_registered_at_once(api, body, zaken):
    sent = {
        "enkelvoudiginformatieobject": body(),
        "zaakinformatieobject": {"zaak": "http://testserver/zaken/api/v1/zaken/1", "titel": "Brief"},
    }

    answer = api.post(REGISTER, sent)

    assert answer.status == 201, answer.json
    document = answer.json["enkelvoudiginformatieobject"]
    assert api.get(document["url"]).json["titel"] == "Brief van de gemeente"
    assert answer.json["zaakinformatieobject"] == {"url": "x"}
    relation = {**sent["zaakinformatieobject"], "informatieobject": document["url"]}
    assert zaken == [("POST", "/zaken/api/v1/zaakinformatieobjecten", relation)]


def test_when_one_half_is_refused_nothing_is_kept(api, body, zaken):
    relation = {"zaak": "x", "titel": "Nee"}
    refused = api.post(REGISTER, {"enkelvoudiginformatieobject": body(), "zaakinformatieobject": relation})
    wrong = body(bronorganisatie="111111111")
    document = api.post(REGISTER, {"enkelvoudiginformatieobject": wrong, "zaakinformatieobject": relation})

    assert refused.fouten == {"zaakinformatieobject.zaak": "bad-url"}
    assert document.fouten == {"enkelvoudiginformatieobject.bronorganisatie": "invalid"}
    assert api.get(EIO).json["count"] == 0
    assert api.post(REGISTER, {}).fouten == dict.fromkeys(
        ("enkelvoudiginformatieobject", "zaakinformatieobject"), "required"
    )


def test_the_zaak_may_stand_beside_the_relation_and_it_is_told(api, body, zaken):
    zaak = "http://testserver/zaken/api/v1/zaken/1b2f3c4d-0000-4000-8000-000000000001"

    answer = api.post(
        REGISTER, {"zaak": zaak, "enkelvoudiginformatieobject": body(), "zaakinformatieobject": {}}
    )

    assert answer.status == 201, answer.json
    document = answer.json["enkelvoudiginformatieobject"]
    assert zaken[0][2] == {"zaak": zaak, "informatieobject": document["url"]}
    told = database.rows(
        "SELECT resource, actie, object, kenmerken ->> 'bronorganisatie' FROM kernel_event"
        " WHERE kanaal = 'documenten-gebeurtenissen'"
    )
    assert told == [("document", "geregistreerd", uuid_of(document), RSIN)]
