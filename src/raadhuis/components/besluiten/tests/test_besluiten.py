"""A decision is recorded with its zaak and its letter, both or neither."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from raadhuis.components.besluiten.domain import rules
from raadhuis.components.besluiten.tests.conftest import BESLUITEN, BIO, RSIN
from raadhuis.components.documenten import api as documenten
from raadhuis.components.zaken import api as zaken
from raadhuis.kernel import db, wire
from raadhuis.kernel.identity import Grant, Rights
from raadhuis.kernel.refusal import NotFound
from raadhuis.kernel.testing import uuid_of

ZAKEN = "http://testserver/zaken/api/v1/zaken"
LEZEN = frozenset({"besluiten.lezen"})


def test_the_register_answers_what_was_sent(api, body):
    sent = body(identificatie="B-1", toelichting="U voldoet aan de voorwaarden.", bestuursorgaan="College")

    answer = api.post(BESLUITEN, sent)

    assert answer.status == 201
    assert {k: answer.json[k] for k in sent} == sent
    assert api.get(answer.headers["Location"]).json == answer.json


def test_an_unchanged_decision_is_not_sent_again(api, besluit):
    etag = api.get(besluit["url"]).headers["ETag"]

    assert api.get(besluit["url"], if_none_match=etag).status == 304


def test_a_decision_without_zaak_stands_alone(api, body):
    answer = api.post(BESLUITEN, body(zaak=""))

    assert (answer.status, answer.json["zaak"]) == (201, "")


def test_what_the_zaak_refuses_leaves_no_decision(api, body, monkeypatch):
    def refuses(**_):
        raise NotFound

    monkeypatch.setattr(zaken, "create_zaakbesluit", refuses)

    assert api.post(BESLUITEN, body()).status == 404
    assert api.get(BESLUITEN).json["count"] == 0
    assert db.value("SELECT count(*) FROM kernel_event WHERE kanaal = 'besluiten'") == 0


def test_every_error_is_said_at_once(api, body):
    sent = body(
        verantwoordelijkeOrganisatie="111111111",
        besluittype=f"https://elders.example/besluittypen/{uuid4()}",
        zaak=f"{ZAKEN}/{uuid4()}",
        datum="2999-12-24",
    )

    assert api.post(BESLUITEN, sent).fouten == {
        "verantwoordelijkeOrganisatie": "invalid",
        "besluittype": "bad-url",
        "zaak": "bad-url",
        "datum": "future_not_allowed",
    }


def test_what_is_wrong_in_form_and_in_substance_is_said_at_once(api, body):
    sent = body(verantwoordelijkeOrganisatie="111111111", zaak=f"{ZAKEN}/{uuid4()}", vervalreden="zomaar")
    del sent["ingangsdatum"]

    assert list(api.post(BESLUITEN, sent).fouten.items()) == [
        ("verantwoordelijkeOrganisatie", "invalid"),
        ("zaak", "bad-url"),
        ("ingangsdatum", "required"),
        ("vervalreden", "invalid_choice"),
    ]
    assert api.get(BESLUITEN).json["count"] == 0


def test_who_may_take_no_such_decision_hears_that_before_what_is_wrong(api_as, body):
    def answer(*scopes, **sent):
        grant = Grant(scopes=frozenset(scopes), types=frozenset({uuid4()}))
        return api_as(Rights(grants=(grant,))).post(BESLUITEN, body(toelichting=5) | sent)

    assert answer("besluiten.lezen", besluittype=5).status == 403
    assert answer("besluiten.aanmaken").status == 403
    assert answer("besluiten.aanmaken", besluittype=5, zaak="").fouten == {
        "besluittype": "invalid",
        "toelichting": "invalid",
    }


def test_of_a_link_too_all_that_is_wrong_is_said_at_once(api, besluit):
    sent = {"informatieobject": "x" * 1001, "besluit": besluit["url"][:-36] + str(uuid4())}

    assert api.post(BIO, sent).fouten == {"informatieobject": "max_length", "besluit": "bad-url"}
    assert api.get(BIO).json == []


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ({}, None),
        ({"verzenddatum": "2026-11-20"}, "2027-01-01"),
        ({"publicatiedatum": "2026-11-21"}, "2027-01-02"),
        ({"publicatiedatum": "2026-11-21", "verzenddatum": "2026-11-20"}, "2027-01-01"),
        ({"verzenddatum": "2026-11-20", "uiterlijkeReactiedatum": "2026-12-31"}, "2026-12-31"),
    ],
)
def test_the_last_day_for_an_objection_follows_from_the_kind_of_decision(api, body, dates, expected):
    assert api.post(BESLUITEN, body(**dates)).json["uiterlijkeReactiedatum"] == expected


@pytest.mark.parametrize(
    ("day", "term", "expected"),
    [
        (date(2026, 1, 31), "P1M", date(2026, 2, 28)),
        (date(2024, 2, 29), "P1Y", date(2025, 2, 28)),
        (date(2026, 11, 20), "P42D", date(2027, 1, 1)),
        (date(2026, 12, 31), "P1Y2M1W1D", date(2028, 3, 8)),
    ],
)
def test_a_term_counts_as_the_calendar_does(day, term, expected):
    assert rules.after(day, term) == expected


def test_a_list_finds_by_every_filter(api, besluit, body, types):
    api.post(BESLUITEN, body(kind="Ander besluit", zaak="", identificatie="B-2"))

    def count(query):
        return api.get(f"{BESLUITEN}?{query}").json["count"]

    assert count(f"zaak={besluit['zaak']}") == count("identificatie=B-2") == 1
    assert count(f"besluittype={types['Ander besluit']}") == 1
    assert count(f"verantwoordelijkeOrganisatie={RSIN}") == 2
    assert count(f"zaak=https://elders.example/{uuid4()}") == 0
    assert api.get(f"{BESLUITEN}?kleur=rood").fouten == {"nonFieldErrors": "unknown-parameters"}


def test_a_link_that_documenten_refuses_is_not_made(api, besluit, letter, monkeypatch):
    def refuses(**_):
        raise NotFound

    sent = {"besluit": besluit["url"], "informatieobject": letter().url}
    monkeypatch.setattr(documenten, "create_objectinformatieobject", refuses)

    assert api.post(BIO, sent).status == 404
    assert api.get(f"{BIO}?besluit={besluit['url']}").json == []


def test_every_read_obeys_the_rights(api, api_as, besluit, letter, types):
    link = api.post(BIO, {"besluit": besluit["url"], "informatieobject": letter().url}).json
    kind = frozenset({uuid_of(types["Besluit kaart"])})
    other, own = frozenset({uuid4()}), frozenset({uuid_of(besluit)})
    matrix = {
        "every type": (Rights(grants=(Grant(scopes=LEZEN),)), True),
        "this type": (Rights(grants=(Grant(scopes=LEZEN, types=kind, max_va=1),)), True),
        "another type": (Rights(grants=(Grant(scopes=LEZEN, types=other),)), False),
        "another scope": (Rights(grants=(Grant(scopes=frozenset({"zaken.lezen"})),)), False),
        "nothing": (Rights(), False),
        "a resident": (Rights(bsn="999990019"), False),
        "this decision": (Rights(objects=own), True),
        "another decision": (Rights(objects=other), False),
    }

    def reads(client):
        listed, links = client.get(BESLUITEN), client.get(f"{BIO}?besluit={besluit['url']}")
        return {
            "list": listed.status == 200 and listed.json["count"] == len(listed.json["results"]) == 1,
            "detail": client.get(besluit["url"]).status == 200,
            "links": links.status == 200 and len(links.json) == 1,
            "link": client.get(link["url"]).status == 200,
        }

    for name, (rights, may) in matrix.items():
        assert set(reads(api_as(rights)).values()) == {may}, name


def test_who_did_and_saw_what_has_a_scope_of_its_own(api_as, besluit):
    audit = frozenset({"audittrails.lezen"})
    for rights, status in (
        (Rights(grants=(Grant(scopes=LEZEN),)), 403),
        (Rights(objects=frozenset({uuid_of(besluit)})), 403),
        (Rights(grants=(Grant(scopes=audit),)), 404),
        (Rights(grants=(Grant(scopes=LEZEN | audit),)), 200),
    ):
        assert api_as(rights).get(f"{besluit['url']}/audittrail").status == status


def test_deciding_needs_the_scope_on_the_kind_of_decision(api_as, body):
    def decided(scope, **grant):
        rights = Rights(grants=(Grant(scopes=frozenset({scope}), **grant),))
        return api_as(rights).post(BESLUITEN, body(zaak="")).status

    assert decided("besluiten.lezen") == 403
    assert decided("besluiten.aanmaken", types=frozenset({uuid4()})) == 403
    assert decided("besluiten.aanmaken") == 201


def test_who_decided_is_in_the_audit_trail(api, body):
    url = api.post(BESLUITEN, body(), x_audit_toelichting="Collegebesluit").json["url"]

    (record,) = api.get(f"{url}/audittrail").json

    assert (record["actie"], record["toelichting"], record["bron"]) == ("create", "Collegebesluit", "brc")
    assert api.get(f"{url}/audittrail/{record['uuid']}").json == record


def test_an_event_tells_the_kind_of_decision(api, besluit, types):
    sql = "SELECT kenmerken::json FROM kernel_event WHERE hoofd = %(h)s AND resource = 'besluit'"
    kenmerken = wire.decode(db.value(sql, {"h": uuid_of(besluit)}), dict)

    assert kenmerken == {
        "verantwoordelijkeOrganisatie": RSIN,
        "besluittype": types["Besluit kaart"].removeprefix("http://testserver"),
    }


def test_a_decision_that_stands_alone_is_taken_in_one_statement(api, body, queries):
    sent = body(zaak="")
    api.post(BESLUITEN, sent)  # its kind is remembered now
    with queries() as seen:
        api.post(BESLUITEN, sent)

    assert len(seen) == 1


def test_the_hot_requests_ask_the_database_little(api, besluit, queries):
    with queries() as listed:
        api.get(BESLUITEN)
    with queries() as one:
        api.get(besluit["url"])

    assert (len(listed), len(one)) == (1, 1)
