"""Gebruiksrechten and verzendingen of a document: made, found, changed, removed, under the rights on the document."""

from __future__ import annotations

from uuid import uuid4

import pytest

from raadhuis.components.catalogi.tests.contract import errors
from raadhuis.components.documenten.tests.conftest import EIO
from raadhuis.components.documenten.tests.test_contract import FILE
from raadhuis.components.documenten.tests.test_drc_rules import recht, verzending
from raadhuis.kernel.authz import rank
from raadhuis.kernel.identity import Grant, Rights

ROOT = "/documenten/api/v1"
RECHTEN, VERZENDINGEN = f"{ROOT}/gebruiksrechten", f"{ROOT}/verzendingen"
BODIES = {RECHTEN: recht, VERZENDINGEN: verzending}
BINNENLAND = {
    "huisletter": "a", "huisnummer": 1, "huisnummerToevoeging": "bis", "naamOpenbareRuimte": "Raadhuisplein",
    "postcode": "7581AG", "woonplaatsnaam": "Losser",
}  # fmt: skip
BUITENLAND = {
    "adresBuitenland1": "Hauptstrasse 1", "adresBuitenland2": "48599 Gronau", "adresBuitenland3": "",
    "landPostadres": "https://landen.example/de",
}  # fmt: skip
POSTBUS = {
    "postBusOfAntwoordnummer": 90, "postadresPostcode": "7580AB", "postadresType": "postbusnummer",
    "woonplaatsnaam": "Losser",
}  # fmt: skip
FULL = {
    "aardRelatie": "afzender", "toelichting": "Per post", "ontvangstdatum": "2026-11-19", "verzenddatum": "2026-11-18",
    "contactpersoonnaam": "S. Visser", "binnenlandsCorrespondentieadres": BINNENLAND,
    "buitenlandsCorrespondentieadres": BUITENLAND, "correspondentiePostadres": POSTBUS, "faxnummer": "",
    "emailadres": "sanne@example.org", "mijnOverheid": True, "telefoonnummer": "0531234567",
}  # fmt: skip


@pytest.mark.parametrize("path", [RECHTEN, VERZENDINGEN])
def test_one_is_made_shown_changed_and_removed(api, document, path):
    sent = BODIES[path](document)
    made = api.post(path, sent)
    assert made.status == 201, made.json
    url = made.json["url"]
    assert made.headers["Location"] == url
    assert {k: made.json[k] for k in sent} == sent

    shown = api.get(url)
    assert shown.json == made.json
    assert api.get(url, if_none_match=shown.headers["ETag"]).status == 304
    assert api.request("HEAD", url).headers["ETag"] == shown.headers["ETag"]

    field, value = ("omschrijvingVoorwaarden", "Anders") if path == RECHTEN else ("toelichting", "Anders")
    patched = api.patch(url, {field: value})
    assert patched.json == {**made.json, field: value}
    assert api.put(url, sent).json == made.json
    assert api.delete(url).status == 204
    assert api.get(url).status == api.delete(url).status == api.patch(url, {}).status == 404
    trail = [r["actie"] for r in api.get(f"{document['url']}/audittrail").json]
    assert trail == ["create", "create", "partial_update", "update", "destroy"]


def test_a_verzending_keeps_every_address(api, document):
    sent = verzending(document, **FULL)
    made = api.post(VERZENDINGEN, sent)

    assert {k: made.json[k] for k in sent} == sent
    kept = api.patch(made.json["url"], {"toelichting": "Anders"}).json
    assert kept == {**made.json, "toelichting": "Anders"}
    gone = api.patch(made.json["url"], {"buitenlandsCorrespondentieadres": None}).json
    assert gone["buitenlandsCorrespondentieadres"] is None
    assert gone["binnenlandsCorrespondentieadres"] == BINNENLAND


def test_answers_are_as_the_standard_says(api, document):
    for path, schema, bodies in (
        (RECHTEN, "Gebruiksrechten", [{}, {"einddatum": "2027-01-01T00:00:00Z"}]),
        (VERZENDINGEN, "Verzending", [{}, FULL]),
    ):
        for changes in bodies:
            made = api.post(path, BODIES[path](document, **changes)).json
            assert errors(FILE, schema, made) == []
            assert errors(FILE, schema, api.get(made["url"]).json) == []
    assert errors(FILE, "PaginatedVerzendingList", api.get(VERZENDINGEN).json) == []


def test_every_wrong_field_is_said(api, document):
    wrong = {
        "betrokkene": "javascript:alert(1)", "aardRelatie": "vriend", "toelichting": "x" * 201, "contactPersoon": "",
        "binnenlandsCorrespondentieadres": {**BINNENLAND, "huisnummer": 0, "postcode": "x" * 7},
        "correspondentiePostadres": {"postadresType": "iets"}, "faxnummer": "x" * 16, "emailadres": "x" * 101,
    }  # fmt: skip
    assert api.post(VERZENDINGEN, verzending(document, **wrong)).fouten == {
        "betrokkene": "invalid",
        "aardRelatie": "invalid_choice",
        "toelichting": "max_length",
        "contactPersoon": "blank",
        "binnenlandsCorrespondentieadres.huisnummer": "invalid",
        "binnenlandsCorrespondentieadres.postcode": "max_length",
        "correspondentiePostadres.postBusOfAntwoordnummer": "required",
        "correspondentiePostadres.postadresPostcode": "required",
        "correspondentiePostadres.postadresType": "invalid_choice",
        "correspondentiePostadres.woonplaatsnaam": "required",
        "faxnummer": "max_length",
        "emailadres": "max_length",
    }
    assert api.post(RECHTEN, {}).fouten == dict.fromkeys(
        ("informatieobject", "startdatum", "omschrijvingVoorwaarden"), "required"
    )


def test_no_more_is_asked_than_the_schema_asks(api, document):
    made = api.post(VERZENDINGEN, verzending(document, aardRelatie="afzender"))

    assert (made.status, made.json["ontvangstdatum"]) == (201, None)
    assert api.patch(made.json["url"], {"aardRelatie": "geadresseerde"}).status == 200


@pytest.mark.parametrize("path", [RECHTEN, VERZENDINGEN])
def test_it_belongs_to_a_document_that_exists_and_stays_there(api, body, document, path):
    for nowhere in ("onzin", f"http://testserver{EIO}/{uuid4()}", f"https://elders.example{EIO}/{uuid4()}"):
        sent = BODIES[path](document, informatieobject=nowhere)
        assert api.post(path, sent).fouten == {"informatieobject": "bad-url"}
    other = api.post(EIO, body()).json
    made = api.post(path, BODIES[path](document)).json

    moved = api.patch(made["url"], {"informatieobject": other["url"]})

    assert moved.fouten == {"informatieobject": "wijzigen-niet-toegelaten"}
    assert api.patch(made["url"], {"informatieobject": document["url"]}).status == 200


@pytest.mark.parametrize("method", ["put", "patch"])
@pytest.mark.parametrize("path", [RECHTEN, VERZENDINGEN])
def test_what_is_wrong_with_a_change_is_said_at_once_to_who_may_change_it(
    api, api_as, body, document, path, method
):
    other, made = api.post(EIO, body()).json, api.post(path, BODIES[path](document)).json
    wrong = {"informatieobject": other["url"], "einddatum": "morgen", "ontvangstdatum": "gisteren"}

    answer = getattr(api, method)(made["url"], made | wrong)

    day = "einddatum" if path == RECHTEN else "ontvangstdatum"
    expected = [("informatieobject", "wijzigen-niet-toegelaten"), (day, "invalid")]
    assert list(answer.fouten.items()) == expected
    assert api.get(made["url"]).json == made
    reader = api_as(Rights(grants=(Grant(scopes=frozenset({"documenten.lezen"})),)))
    assert getattr(reader, method)(made["url"], wrong).status == 403
    assert getattr(api_as(Rights()), method)(made["url"], wrong).status == 404
    assert getattr(api, method)(made["url"][:-36] + str(uuid4()), wrong).status == 404


@pytest.mark.parametrize("path", [RECHTEN, VERZENDINGEN])
def test_who_may_make_none_hears_that_before_what_is_wrong(api, api_as, document, path):
    reader = api_as(Rights(grants=(Grant(scopes=frozenset({"documenten.lezen"})),)))

    for sent in ({}, {"informatieobject": document["url"]}):
        assert api.post(path, sent).status == 400
        assert reader.post(path, sent).status == 403


@pytest.mark.parametrize("path", [RECHTEN, VERZENDINGEN])
def test_a_list_finds_those_of_a_document(api, body, document, path):
    other = api.post(EIO, body()).json
    made = api.post(path, BODIES[path](document)).json
    api.post(path, BODIES[path](other))

    def found(query):
        answer = api.get(f"{path}?{query}").json
        return [item["url"] for item in (answer if path == RECHTEN else answer["results"])]

    assert found(f"informatieobject={document['url']}") == [made["url"]]
    assert found(f"informatieobject={other['url'][:-36]}{uuid4()}") == found("informatieobject=onzin") == []
    assert len(found("")) == 2
    expanded = api.get(
        f"{path}?informatieobject={document['url']}&expand=informatieobject.informatieobjecttype"
    )
    (item,) = expanded.json if path == RECHTEN else expanded.json["results"]
    inner = item["_expand"]["informatieobject"]
    assert inner["url"] == document["url"]
    assert inner["_expand"]["informatieobjecttype"]["url"] == document["informatieobjecttype"]


def test_gebruiksrechten_are_found_by_their_period(api, document):
    api.post(RECHTEN, recht(document, startdatum="2026-01-01T00:00:00Z", einddatum="2026-06-01T00:00:00Z"))
    api.post(RECHTEN, recht(document, startdatum="2026-03-01T00:00:00Z"))
    for query, count in (
        ("startdatum__lt=2026-03-01T00:00:00Z", 1),
        ("startdatum__lte=2026-03-01T00:00:00Z", 2),
        ("startdatum__gt=2026-01-01T00:00:00Z", 1),
        ("startdatum__gte=2026-01-01T01:00:00+01:00", 2),
        ("startdatum__gte=2026-01-02", 1),
        ("einddatum__lt=2026-06-01T00:00:00Z", 0),
        ("einddatum__lte=2026-06-01T00:00:00Z", 1),
        ("einddatum__gt=2026-05-01T00:00:00Z&einddatum__gte=2026-05-01T00:00:00Z", 1),
    ):
        assert len(api.get(f"{RECHTEN}?{query}").json) == count, query
    assert api.get(f"{RECHTEN}?startdatum__lt=gisteren&einddatum__gt=9999-12-31").fouten == {
        "startdatum__lt": "invalid",
        "einddatum__gt": "invalid",
    }


def test_verzendingen_are_found_by_whom_and_come_in_pages(api, document):
    for number in range(3):
        api.post(VERZENDINGEN, verzending(document, betrokkene=f"https://klanten.example/{number}"))
    api.post(VERZENDINGEN, verzending(document, **FULL))

    def count(query):
        return api.get(f"{VERZENDINGEN}?{query}").json["count"]

    assert count("aardRelatie=afzender") == 1
    assert count("aardRelatie=geadresseerde") == 3
    assert count("betrokkene=https://klanten.example/1") == 1
    assert api.get(f"{VERZENDINGEN}?aardRelatie=vriend").fouten == {"aardRelatie": "invalid"}
    page = api.get(f"{VERZENDINGEN}?pageSize=3&page=2").json
    assert (page["count"], len(page["results"]), page["next"]) == (4, 1, None)


@pytest.mark.parametrize("path", [RECHTEN, VERZENDINGEN])
def test_rights_are_those_on_the_document(api, document, api_as, path):
    made = api.post(path, BODIES[path](document)).json
    secret = rank("zaakvertrouwelijk")

    def client(*scopes, level=8):
        return api_as(Rights(grants=(Grant(scopes=frozenset(scopes), max_va=level),)))

    reader, blind = client("documenten.lezen"), client("documenten.lezen", level=secret - 1)
    writer = client(
        "documenten.lezen", "documenten.aanmaken", "documenten.bijwerken", "documenten.verwijderen"
    )
    assert (reader.get(made["url"]).status, blind.get(made["url"]).status) == (200, 404)
    sees = [c.get(path).json for c in (reader, blind)]
    assert [len(s if path == RECHTEN else s["results"]) for s in sees] == [1, 0]
    assert client("zaken.lezen").get(path).status == 403
    assert reader.post(path, BODIES[path](document)).status == 403
    assert client("documenten.aanmaken", level=1).post(path, BODIES[path](document)).fouten == {
        "informatieobject": "bad-url"
    }
    for method, expected in (("PATCH", 200), ("DELETE", 204)):
        assert reader.request(method, made["url"], {}).status == 403
        assert (
            client("documenten.bijwerken", "documenten.verwijderen", level=1)
            .request(method, made["url"], {})
            .status
            == 404
        )
        assert writer.request(method, made["url"], {}).status == expected


def test_the_lists_ask_the_database_once(api, document, queries):
    for path in (RECHTEN, VERZENDINGEN):
        api.post(path, BODIES[path](document))
        with queries() as seen:
            api.get(path)
        assert len(seen) == 1
