"""A decision and its letters in one request: all of it, or nothing."""

from __future__ import annotations

from uuid import uuid4

import pytest

from raadhuis.components.besluiten.tests.conftest import BESLUITEN, BIO
from raadhuis.components.documenten import api as documenten
from raadhuis.components.zaken import api as zaken
from raadhuis.kernel import db as database
from raadhuis.kernel.identity import Grant, Rights
from raadhuis.kernel.refusal import NotFound
from raadhuis.kernel.testing import uuid_of

VERWERK = "/besluiten/api/v1/besluit_verwerken"


@pytest.fixture
def sent(body, letter):
    """`sent(2)`: a decision with two letters."""

    def made(letters: int = 1, **changes):
        links = [{"informatieobject": letter().url} for _ in range(letters)]
        return {"besluit": body(**changes), "besluitinformatieobjecten": links}

    return made


def test_a_decision_comes_with_its_letters(api, sent, zaak, systeem_actor):
    body = sent(2, toelichting="Toegekend")

    answer = api.post(VERWERK, body)

    assert answer.status == 201
    besluit, links = answer.json["besluit"], answer.json["besluitinformatieobjecten"]
    assert api.get(besluit["url"]).json == besluit
    assert {k: besluit[k] for k in body["besluit"]} == body["besluit"]
    assert api.get(f"{BIO}?besluit={besluit['url']}").json == links
    assert [link["informatieobject"] for link in links] == [
        link["informatieobject"] for link in body["besluitinformatieobjecten"]
    ]
    assert [z.besluit for z in zaken.list_zaakbesluiten(actor=systeem_actor, zaak=zaak.uuid)] == [
        besluit["url"]
    ]
    for link in links:
        mirrored = documenten.list_objectinformatieobjecten(
            actor=systeem_actor, informatieobject=uuid_of(link["informatieobject"])
        )
        assert [m.object for m in mirrored] == [besluit["url"]]


def test_letters_may_come_later(api, body):
    answer = api.post(VERWERK, {"besluit": body()})

    assert (answer.status, answer.json["besluitinformatieobjecten"]) == (201, [])


def test_every_error_is_said_at_its_place(api, sent, letter):
    body = sent(
        1, datum="2030-01-01", besluittype=f"http://testserver/catalogi/api/v1/besluittypen/{uuid4()}"
    )
    body["besluitinformatieobjecten"] += [{"informatieobject": "x"}]

    assert api.post(VERWERK, body).fouten == {
        "besluit.besluittype": "bad-url",
        "besluit.datum": "future_not_allowed",
        "besluitinformatieobjecten.1.informatieobject": "bad-url",
    }
    assert api.post(VERWERK, {"besluit": {}, "besluitinformatieobjecten": [{}]}).fouten == {
        "besluit.verantwoordelijkeOrganisatie": "required",
        "besluit.besluittype": "required",
        "besluit.datum": "required",
        "besluit.ingangsdatum": "required",
        "besluitinformatieobjecten.0.informatieobject": "required",
    }


def test_a_letter_fits_the_kind_of_decision_and_comes_once(api, sent, letter):
    body = sent(1)
    body["besluitinformatieobjecten"] += [
        body["besluitinformatieobjecten"][0],
        {"informatieobject": letter("Bijlage").url},
    ]

    assert api.post(VERWERK, body).fouten == {
        "besluitinformatieobjecten.1.nonFieldErrors": "unique",
        "besluitinformatieobjecten.2.nonFieldErrors": "missing-besluittype-informatieobjecttype-relation",
    }


def test_more_letters_than_a_decision_can_have_are_refused(api, sent):
    body = sent(0)
    body["besluitinformatieobjecten"] = [{"informatieobject": "x"}] * 101

    assert api.post(VERWERK, body).fouten == {"besluitinformatieobjecten": "max_length"}


def test_an_identification_that_was_given_before_is_said_at_its_place(api, sent):
    api.post(VERWERK, sent(identificatie="B-1"))

    answer = api.post(VERWERK, sent(identificatie="B-1"))

    assert answer.fouten == {"besluit.identificatie": "identificatie-niet-uniek"}


def test_what_documenten_refuses_leaves_nothing(api, sent, monkeypatch):
    body = sent(1)

    def refuses(**_):
        raise NotFound

    monkeypatch.setattr(documenten, "create_objectinformatieobject", refuses)

    assert api.post(VERWERK, body).status == 404
    assert (api.get(BESLUITEN).json["count"], api.get(BIO).json) == (0, [])


def test_it_needs_the_right_to_decide(api_as, sent):
    body = sent(0, zaak="")

    def answered(scope, **grant):
        rights = Rights(grants=(Grant(scopes=frozenset({scope}), **grant),))
        return api_as(rights).post(VERWERK, body).status

    assert answered("besluiten.lezen") == 403
    assert answered("besluiten.aanmaken", types=frozenset({uuid4()})) == 403
    assert answered("besluiten.aanmaken") == 201


def test_a_client_that_heard_nothing_may_repeat_it(api, sent):
    body = sent(1)

    first, again = (api.post(VERWERK, body, idempotency_key="een") for _ in range(2))

    assert (first.status, again.status) == (201, 201)
    assert first.json == again.json
    assert api.get(BESLUITEN).json["count"] == 1


def test_it_is_told_in_the_words_of_todays_providers(api, sent):
    besluit = api.post(VERWERK, sent(1)).json["besluit"]

    told = database.rows(
        "SELECT resource, actie, object, kenmerken ->> 'verantwoordelijkeOrganisatie' FROM kernel_event"
        " WHERE kanaal = 'besluiten-gebeurtenissen'"
    )

    assert told == [("besluit", "verwerkt", uuid_of(besluit), besluit["verantwoordelijkeOrganisatie"])]
