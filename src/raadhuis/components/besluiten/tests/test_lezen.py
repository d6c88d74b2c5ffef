"""Lists come in pages, and what a decision refers to comes along when it is asked."""

from __future__ import annotations

import pytest

from raadhuis.components.besluiten.tests.conftest import BESLUITEN, BIO
from raadhuis.kernel.identity import Grant, Rights
from raadhuis.kernel.testing import uuid_of


@pytest.fixture
def link(api, besluit, letter):
    return api.post(BIO, {"besluit": besluit["url"], "informatieobject": letter().url}).json


def test_a_page_is_as_large_as_is_asked(api, body):
    urls = [api.post(BESLUITEN, body()).json["url"] for _ in range(3)]

    first = api.get(f"{BESLUITEN}?pageSize=2").json
    rest = api.get(first["next"]).json

    assert (first["count"], first["previous"], rest["next"]) == (3, None, None)
    assert [b["url"] for b in first["results"] + rest["results"]] == urls[::-1]
    assert api.get(rest["previous"]).json == first


@pytest.mark.parametrize("query", ["page=0", "page=twee", "page=2"])
def test_a_page_that_is_not_there_is_not_found(api, besluit, query):
    assert api.get(f"{BESLUITEN}?{query}").status == 404


def test_a_decision_comes_with_its_kind_and_its_zaak(api, besluit):
    found = api.get(f"{besluit['url']}?expand=besluittype,zaak").json["_expand"]

    assert found == {
        "besluittype": api.get(besluit["besluittype"]).json,
        "zaak": api.get(besluit["zaak"]).json,
    }


def test_a_list_of_decisions_comes_with_their_kind(api, besluit):
    (found,) = api.get(f"{BESLUITEN}?expand=besluittype").json["results"]

    assert found == besluit | {"_expand": {"besluittype": api.get(besluit["besluittype"]).json}}


def test_a_decision_without_zaak_has_none_to_give(api, body):
    url = api.post(BESLUITEN, body(zaak="")).json["url"]

    assert api.get(f"{url}?expand=zaak").json["_expand"] == {"zaak": {}}


def test_a_link_comes_with_its_letter_and_its_decision_at_any_depth(api, link, besluit):
    for found in (
        api.get(f"{link['url']}?expand=informatieobject,besluit.besluittype").json,
        api.get(f"{BIO}?besluit={besluit['url']}&expand=informatieobject,besluit.besluittype").json[0],
    ):
        kind = {"_expand": {"besluittype": api.get(besluit["besluittype"]).json}}
        assert found["_expand"]["besluit"] == besluit | kind
        assert found["_expand"]["informatieobject"]["url"] == link["informatieobject"]


def test_what_the_reader_may_not_see_does_not_come_along(api_as, besluit):
    rights = Rights(grants=(Grant(scopes=frozenset({"besluiten.lezen"})),))

    assert api_as(rights).get(f"{besluit['url']}?expand=zaak").json["_expand"] == {"zaak": {}}


def test_the_zaak_comes_with_nothing_that_does_not_exist(api, besluit):
    assert api.get(f"{besluit['url']}?expand=kleur").status == 404


def test_each_level_of_what_comes_along_is_one_statement(api, body, queries):
    for _ in range(3):
        api.post(BESLUITEN, body())
    with queries() as seen:
        api.get(f"{BESLUITEN}?expand=besluittype,zaak")

    assert len(seen) == 3


def test_asking_only_the_headers_gives_no_body(api, besluit, link):
    for url in (besluit["url"], link["url"], BESLUITEN):
        got, head = api.get(url), api.request("HEAD", url)
        assert (head.status, head.body) == (200, b"")
        assert head.headers == got.headers


def test_an_unchanged_link_is_not_sent_again(api, link):
    etag = api.get(link["url"]).headers["ETag"]

    assert api.get(link["url"], if_none_match=etag).status == 304


def test_one_audit_record_is_of_its_own_decision(api, besluit, body):
    other = api.post(BESLUITEN, body()).json
    (record,) = api.get(f"{besluit['url']}/audittrail").json

    assert api.get(f"{besluit['url']}/audittrail/{record['uuid']}").json == record
    assert api.get(f"{other['url']}/audittrail/{record['uuid']}").status == 404
    assert uuid_of(record["hoofdObject"]) == uuid_of(besluit)


@pytest.mark.parametrize(
    "path", ["besluiten?zaak=", "besluiten?besluittype=", "besluitinformatieobjecten?besluit="]
)
def test_a_filter_that_is_no_url_is_refused(api, path):
    name = path.split("?")[1].rstrip("=")

    assert api.get(f"/besluiten/api/v1/{path}geen-url").fouten == {name: "invalid"}
