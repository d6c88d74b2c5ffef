"""What the API answers is what the official schema of Notificaties 1.0.1 says, for every operation."""

from __future__ import annotations

from uuid import uuid4

import pytest

from raadhuis.components.catalogi.tests.contract import errors
from raadhuis.components.notificaties.tests.conftest import Afnemer
from raadhuis.components.notificaties.tests.test_abonnementen import ABONNEMENT, KANAAL, body, message

FILE = "notificaties-1.0.1.yaml"
PUBLISH = "/notificaties/api/v1/notificaties"


def test_kanalen_are_as_the_standard_says(api):
    link = "https://elders.example/uitleg"
    made = api.post(KANAAL, {"naam": "objecten", "documentatieLink": link, "filters": ["objectType"]})
    assert (made.status, made.headers["Location"]) == (201, made.json["url"])
    assert made.headers["API-version"] == "1.0.1"
    assert errors(FILE, "Kanaal", made.json) == []
    assert errors(FILE, "Kanaal", api.get(made.json["url"]).json) == []
    assert [k["naam"] for k in api.get(f"{KANAAL}?naam=objecten").json] == ["objecten"]
    assert api.get(f"{KANAAL}?naam=bestaat-niet").json == []
    # The schema wants a documentatieLink to be a URI; a kanaal without one says "", as every provider does.
    for kanaal in api.get(KANAAL).json:
        assert [e for e in errors(FILE, "Kanaal", kanaal) if "documentatieLink" not in e] == []


def test_abonnementen_are_as_the_standard_says(api, afnemer: Afnemer):
    made = api.post(ABONNEMENT, body(afnemer.url, kanalen=[{"naam": "zaken", "filters": {"zaaktype": "x"}}]))
    assert (made.status, made.headers["Location"]) == (201, made.json["url"])
    url = made.json["url"]
    answers = [made.json, *api.get(ABONNEMENT).json, api.get(url).json]
    answers += [api.put(url, body(afnemer.url)).json, api.patch(url, {"kanalen": []}).json]
    for answer in answers:
        assert errors(FILE, "Abonnement", answer) == []
    assert (api.delete(url).status, api.delete(url).status) == (204, 404)


def test_a_message_comes_back_as_it_was_sent(api):
    sent = {**message(), "kenmerken": {"bronorganisatie": "123456782"}}
    answer = api.post(PUBLISH, sent)
    assert (answer.status, answer.json) == (200, sent)
    assert errors(FILE, "Message", answer.json) == []


@pytest.mark.parametrize("path", [KANAAL, ABONNEMENT])
def test_head_says_what_get_says_without_a_body(api, afnemer: Afnemer, path: str):
    url = (
        api.post(ABONNEMENT, body(afnemer.url)).json["url"]
        if path == ABONNEMENT
        else api.get(path).json[0]["url"]
    )
    for address in (path, url):
        head, get = api.request("HEAD", address), api.get(address)
        assert (head.status, head.body) == (200, b"")
        assert head.headers == get.headers
    etag = api.get(url).headers["ETag"]
    assert api.get(url, if_none_match=etag).status == 304


def test_a_change_of_something_that_changed_meanwhile_is_refused(api, afnemer: Afnemer):
    url = api.post(ABONNEMENT, body(afnemer.url)).json["url"]
    etag = api.get(url).headers["ETag"]
    assert api.patch(url, {"kanalen": []}, if_match=etag).status == 200
    assert api.patch(url, {"kanalen": []}, if_match=etag).status == 412


def test_refusals_are_as_the_standard_says(api):
    assert errors(FILE, "Fout", api.get(f"{ABONNEMENT}/{uuid4()}").json) == []
    assert errors(FILE, "Fout", api.get(f"{KANAAL}/{uuid4()}").json) == []
    assert errors(FILE, "Fout", api.request("DELETE", f"{KANAAL}/{uuid4()}").json) == []
    wrong = api.post(KANAAL, {"naam": "zaken", "documentatieLink": "geen-adres"})
    assert errors(FILE, "ValidatieFout", wrong.json) == []
    assert wrong.fouten == {"naam": "unique", "documentatieLink": "invalid"}
    empty = api.post(ABONNEMENT, {})
    assert list(empty.fouten.items()) == [
        ("callbackUrl", "required"),
        ("auth", "required"),
        ("kanalen", "required"),
    ]
    blank = api.post(
        ABONNEMENT, body("http://x.example", kanalen=[{"naam": "zaken", "filters": {"zaaktype": ""}}])
    )
    assert blank.status == 400


def test_the_kanalen_have_the_kenmerken_of_todays_providers(api):
    found = {kanaal["naam"]: set(kanaal["filters"]) for kanaal in api.get(KANAAL).json}
    assert found["zaken"] == {
        "bronorganisatie",
        "zaaktype",
        "zaaktype.catalogus",
        "vertrouwelijkheidaanduiding",
    }
    assert found["zaaktypen"] == found["besluittypen"] == found["informatieobjecttypen"] == {"catalogus"}
    assert "besluittype.catalogus" in found["besluiten"]
    assert "informatieobjecttype.catalogus" in found["documenten"]
