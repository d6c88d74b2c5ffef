"""Making, changing and removing types over the API: every operation, judged by the official contract."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from raadhuis.components.catalogi import api as door
from raadhuis.components.catalogi.tests import bodies, contract
from raadhuis.components.catalogi.tests.bodies import ROOT
from raadhuis.kernel import db, wire
from raadhuis.kernel.identity import Grant, Rights

SCHEMAS = {
    "catalogussen": "Catalogus",
    "zaaktypen": "ZaakType",
    "statustypen": "StatusType",
    "resultaattypen": "ResultaatType",
    "roltypen": "RolType",
    "eigenschappen": "Eigenschap",
    "zaakobjecttypen": "ZaakObjectType",
    "informatieobjecttypen": "InformatieObjectType",
    "zaaktype-informatieobjecttypen": "ZaakTypeInformatieObjectType",
    "besluittypen": "BesluitType",
}
# A field to change with PATCH, and its new value.
CHANGE = {
    "catalogussen": ("contactpersoonBeheerNaam", "Iemand anders"),
    "zaaktypen": ("doel", "Een ander doel"),
    "statustypen": ("statustekst", "Binnen"),
    "resultaattypen": ("toelichting", "Anders"),
    "roltypen": ("omschrijving", "Iemand anders"),
    "eigenschappen": ("definitie", "Anders"),
    "zaakobjecttypen": ("relatieOmschrijving", "Een boom"),
    "informatieobjecttypen": ("informatieobjectcategorie", "anders"),
    "zaaktype-informatieobjecttypen": ("richting", "uitgaand"),
    "besluittypen": ("toelichting", "Anders"),
}


def _body(resource, beheer):
    if resource == "catalogussen":
        return {**bodies.CATALOGUS, "domein": "ANDER"}
    if resource in ("zaaktypen", "besluittypen", "informatieobjecttypen"):
        make = {"zaaktypen": bodies.zaaktype, "besluittypen": bodies.besluittype}
        return make.get(resource, bodies.informatieobjecttype)(beheer.catalogus)
    zaaktype = beheer.zaaktype()["url"]
    if resource == "zaakobjecttypen":
        return bodies.zaakobjecttype(zaaktype, beheer.catalogus)
    if resource == "zaaktype-informatieobjecttypen":
        beheer.informatieobjecttype()
        return bodies.document(zaaktype)
    return {
        "statustypen": bodies.statustype,
        "resultaattypen": bodies.resultaattype,
        "roltypen": bodies.roltype,
        "eigenschappen": bodies.eigenschap,
    }[resource](zaaktype)


@pytest.fixture(params=SCHEMAS)
def resource(request):
    return request.param


def _is_contract(resource, made):
    assert contract.errors("catalogi-1.3.3.yaml", SCHEMAS[resource], made) == []


def test_what_is_made_is_answered_as_it_was_sent_and_can_be_read(beheer, resource):
    body = _body(resource, beheer)

    answer = beheer.post(resource, body)

    assert answer.status == (200 if resource == "informatieobjecttypen" else 201), answer.body
    made = answer.json
    assert {name: made[name] for name in body} == body
    assert answer.headers["Location"] == made["url"]
    assert beheer.get(made["url"]) == made
    _is_contract(resource, made)


def test_replacing_with_what_was_read_changes_nothing(beheer, resource):
    made = beheer.make(resource, _body(resource, beheer))

    answer = beheer.api.put(made["url"], made)

    assert (answer.status, answer.json) == (200, made)
    assert answer.headers["ETag"] == beheer.api.get(made["url"]).headers["ETag"]


def test_a_field_can_be_changed_and_the_rest_stays(beheer, resource):
    made = beheer.make(resource, _body(resource, beheer))
    name, value = CHANGE[resource]

    answer = beheer.api.patch(made["url"], {name: value})

    assert answer.status == 200, answer.body
    assert answer.json == {**made, name: value}
    assert beheer.get(made["url"]) == answer.json
    _is_contract(resource, answer.json)


# Of each resource what is wrong in its form, and what breaks a rule (with its code).
ELSEWHERE = "https://elders.example/catalogi/api/v1/zaaktypen/6c1bd2a5-9c9a-4b5f-8a6e-3f9f0f6d1b11"
WRONG: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "catalogussen": ({"domein": "klein"}, {"rsin": "123456789"}, "invalid"),
    "zaaktypen": ({"doel": ""}, {"deelzaaktypen": ["Geen"]}, "no-match"),
    "statustypen": ({"volgnummer": 0}, {"eigenschappen": [ELSEWHERE]}, "bad-url"),
    "resultaattypen": ({"omschrijving": None}, {"besluittypen": ["Geen"]}, "no-match"),
    "roltypen": ({"omschrijving": ""}, {"catalogus": ELSEWHERE}, "relations-incorrect-catalogus"),
    "eigenschappen": ({"definitie": 5}, {"statustype": ELSEWHERE}, "bad-url"),
    "zaakobjecttypen": ({"anderObjecttype": "x"}, {"statustypen": [ELSEWHERE]}, "bad-url"),
    "informatieobjecttypen": (
        {"informatieobjectcategorie": 5},
        {"eindeGeldigheid": "2025-12-31"},
        "date-mismatch",
    ),
    "zaaktype-informatieobjecttypen": ({"richting": "heen"}, {"statustype": ELSEWHERE}, "bad-url"),
    "besluittypen": ({"reactietermijn": "zes weken"}, {"informatieobjecttypen": ["Geen"]}, "no-match"),
}


@pytest.mark.parametrize("method", ["put", "patch"])
def test_what_is_wrong_in_form_and_in_substance_is_told_at_once(beheer, resource, method):
    made = beheer.make(resource, body := _body(resource, beheer))
    form, rule, code = WRONG[resource]

    answer = getattr(beheer.api, method)(made["url"], (body if method == "put" else {}) | form | rule)

    told = [(error["name"].partition(".")[0], error["code"]) for error in answer.json["invalidParams"]]
    place = [field.encode_name for field in wire.in_order(door.BODIES[resource])].index
    assert [name for name, _ in told] == sorted([*form, *rule], key=place)
    assert dict(told)[next(iter(rule))] == code
    assert beheer.get(made["url"]) == made


@pytest.mark.parametrize("method", ["put", "patch"])
def test_of_a_published_type_everything_is_told_at_once(beheer, method):
    made = beheer.zaaktype(published=True)
    sent = (made if method == "put" else {}) | {"doel": "", "beginGeldigheid": "2026-02-01"}
    beheer.api.actor = replace(
        beheer.api.actor, rights=Rights(grants=(Grant(scopes=frozenset({"catalogi.schrijven"})),))
    )

    answer = getattr(beheer.api, method)(made["url"], sent | {"eindeGeldigheid": "2025-12-31"})

    assert list(answer.fouten.items()) == [
        ("doel", "blank"),
        ("eindeGeldigheid", "date-mismatch"),
        ("nonFieldErrors", "non-concept-object"),
    ]


@pytest.mark.parametrize("method", ["put", "patch"])
def test_a_correctie_hears_of_its_form_and_of_what_it_may_not_correct_at_once(beheer, method):
    made = beheer.zaaktype(published=True)
    sent = (made if method == "put" else {}) | {"doel": "", "identificatie": "Anders"}

    answer = getattr(beheer.api, method)(made["url"], sent)

    assert list(answer.fouten.items()) == [("identificatie", "non-concept-object"), ("doel", "blank")]


@pytest.mark.parametrize("method", ["put", "patch"])
def test_who_may_not_write_hears_that_before_what_is_wrong(beheer, api_as, resource, method):
    made = beheer.make(resource, _body(resource, beheer))
    form, rule, _ = WRONG[resource]
    nowhere = made["url"][:-36] + str(uuid4())

    def status(url, *scopes):
        client = api_as(Rights(grants=(Grant(scopes=frozenset(scopes)),)))
        return getattr(client, method)(url, form | rule).status

    assert status(made["url"], "catalogi.lezen") == 403
    assert (status(nowhere, "catalogi.schrijven"), status(made["url"], "catalogi.schrijven")) == (404, 400)


def test_what_is_removed_is_gone(beheer, resource):
    made = beheer.make(resource, _body(resource, beheer))

    answer = beheer.api.delete(made["url"])

    main = resource in ("zaaktypen", "besluittypen", "informatieobjecttypen")
    assert (answer.status, answer.body) == ((200, b"{}") if main else (204, b""))
    assert beheer.api.get(made["url"]).status == 404
    assert beheer.api.delete(made["url"]).status == 404


def test_a_head_answers_without_a_body(beheer, resource):
    made = beheer.make(resource, _body(resource, beheer))

    head = beheer.api.request("HEAD", made["url"])

    assert (head.status, head.body, head.headers["API-version"]) == (200, b"", "1.3.3")


def test_making_costs_two_queries(beheer, resource, queries):
    body = _body(resource, beheer)

    with queries() as seen:
        beheer.post(resource, body)

    # The selectielijst is asked for the class of a resultaattype and its generic name.
    lijst = [sql for sql in seen if "referentielijsten" in sql]
    assert len(seen) - len(lijst) <= 2
    assert len(lijst) == (2 if resource == "resultaattypen" else 0)


def test_every_act_is_in_the_audit_and_in_the_outbox(beheer, resource):
    made = beheer.make(resource, _body(resource, beheer))
    name, value = CHANGE[resource]
    beheer.api.patch(made["url"], {name: value}, X_Audit_Toelichting="Omdat het beter is")
    beheer.api.put(made["url"], made)
    beheer.api.delete(made["url"])

    uuid = made["url"][-36:]
    acts = ["create", "partial_update", "update", "destroy"]
    audit = db.rows(
        "SELECT actie, bron, toelichting, oud->>%(name)s, nieuw->>%(name)s FROM kernel_audit WHERE object = %(uuid)s"
        " ORDER BY id",
        {"uuid": uuid, "name": name},
    )
    events = db.rows(
        "SELECT actie, kanaal, kenmerken->>'catalogus' FROM kernel_event WHERE object = %(u)s ORDER BY seq",
        {"u": uuid},
    )
    assert [row[0] for row in audit] == acts == [row[0] for row in events]
    assert audit[1] == ("partial_update", "ztc", "Omdat het beter is", made[name], value)
    main = resource in ("catalogussen", "besluittypen", "informatieobjecttypen")
    assert {row[1] for row in events} == {resource if main else "zaaktypen"}
    if resource != "catalogussen":
        assert {row[2] for row in events} == {beheer.catalogus.removeprefix("http://testserver")}


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_what_does_not_exist_cannot_be_changed(beheer, resource, method):
    url = f"{ROOT}/{resource}/{uuid4()}"
    sent = [] if method == "delete" else [_body(resource, beheer) if method == "put" else {}]

    assert getattr(beheer.api, method)(url, *sent).status == 404


def test_an_empty_body_says_every_field_that_is_needed(beheer, resource):
    answer = beheer.post(resource, {})

    assert answer.status == 400
    assert set(answer.fouten.values()) == {"required"}
    required = contract.required("catalogi-1.3.3.yaml", resource)
    assert set(answer.fouten) == required


def test_writing_needs_the_scope(beheer, resource, api_as):
    body = _body(resource, beheer)
    made = beheer.make(resource, body)
    reader = api_as(Rights(grants=(Grant(scopes=frozenset({"catalogi.lezen", "zaken.lezen"})),)))

    for answer in (
        reader.post(f"{ROOT}/{resource}", body),
        reader.put(made["url"], body),
        reader.patch(made["url"], {}),
        reader.delete(made["url"]),
    ):
        assert (answer.status, answer.json["code"]) == (403, "permission_denied")
    assert beheer.get(made["url"]) == made


ODD: list[Any] = [None, 5, True, [], {}, "x" * 5000, "\0", [None], [{}], ["x"] * 300]


def test_no_value_makes_a_change_fail(beheer, resource):
    made = beheer.make(resource, _body(resource, beheer))

    for name in [*made, "beginGeldigheid", "zaaktype"]:
        for value in ODD:
            answer = beheer.api.patch(made["url"], {name: value})
            assert answer.status in (200, 400), (name, value, answer.body)
            assert len(answer.body) < 100_000


@pytest.mark.parametrize("body", [b"[]", b'"x"', b"null", b"{"])
def test_a_change_that_is_no_object_is_refused(beheer, body):
    assert beheer.api.request("PATCH", beheer.catalogus, body).status == 400


def test_two_of_the_same_are_refused(beheer):
    zaaktype = beheer.zaaktype()["url"]
    beheer.informatieobjecttype()
    doubles = {
        "catalogussen": (bodies.CATALOGUS, {"nonFieldErrors": "unique"}),
        "zaaktypen": (bodies.zaaktype(beheer.catalogus), {"beginGeldigheid": "overlap"}),
        "statustypen": (bodies.statustype(zaaktype), {"volgnummer": "unique"}),
        "resultaattypen": (bodies.resultaattype(zaaktype), {"omschrijving": "unique"}),
        "roltypen": (bodies.roltype(zaaktype), {"omschrijving": "unique"}),
        "eigenschappen": (bodies.eigenschap(zaaktype), {"naam": "unique"}),
        "zaaktype-informatieobjecttypen": (bodies.document(zaaktype), {"volgnummer": "unique"}),
    }
    for resource, (body, _) in doubles.items():
        if resource not in ("catalogussen", "zaaktypen"):
            beheer.make(resource, body)

    for resource, (body, wrong) in doubles.items():
        answer = beheer.post(resource, body)
        assert (answer.status, answer.fouten) == (400, wrong), resource


def test_changing_one_into_another_that_exists_is_refused(beheer):
    zaaktype = beheer.zaaktype()["url"]
    beheer.make("statustypen", bodies.statustype(zaaktype))
    second = beheer.make("statustypen", bodies.statustype(zaaktype, volgnummer=2))

    assert beheer.api.patch(second["url"], {"volgnummer": 1}).fouten == {"volgnummer": "unique"}
    assert beheer.get(second["url"])["volgnummer"] == 2


def test_the_highest_volgnummer_is_the_eindstatus_also_while_it_changes(beheer):
    zaaktype = beheer.zaaktype()["url"]
    first = beheer.make("statustypen", bodies.statustype(zaaktype, volgnummer=1))
    assert first["isEindstatus"]
    second = beheer.make("statustypen", bodies.statustype(zaaktype, volgnummer=9))

    assert not beheer.get(first["url"])["isEindstatus"]
    moved = beheer.api.patch(second["url"], {"volgnummer": 2}).json
    assert moved["isEindstatus"]


def test_removing_a_zaaktype_removes_what_hangs_on_it(beheer):
    zaaktype = beheer.zaaktype()["url"]
    beheer.informatieobjecttype()
    hanging = [
        beheer.make("statustypen", bodies.statustype(zaaktype)),
        beheer.make("resultaattypen", bodies.resultaattype(zaaktype)),
        beheer.make("roltypen", bodies.roltype(zaaktype)),
        beheer.make("eigenschappen", bodies.eigenschap(zaaktype)),
        beheer.make("zaaktype-informatieobjecttypen", bodies.document(zaaktype)),
        beheer.make("zaakobjecttypen", bodies.zaakobjecttype(zaaktype, beheer.catalogus)),
    ]

    assert beheer.api.delete(zaaktype).status == 200
    assert {beheer.api.get(child["url"]).status for child in hanging} == {404}


def test_a_catalogus_has_a_right_domein_and_rsin(beheer):
    wrong = {**bodies.CATALOGUS, "domein": "klein", "rsin": "12345678"}
    assert beheer.post("catalogussen", wrong).fouten == {"domein": "invalid", "rsin": "invalid"}
    assert beheer.post("catalogussen", {**bodies.CATALOGUS, "rsin": "123456789"}).fouten == {
        "rsin": "invalid"
    }


def test_a_new_type_is_known_to_the_rooms_at_once(beheer, systeem_actor):
    from uuid import UUID

    from raadhuis.components.catalogi import api as door

    made = beheer.zaaktype(published=True)
    uuid = UUID(made["url"][-36:])
    assert door.get_inrichting(actor=systeem_actor, uuid=uuid).statustypen == ()

    forced = beheer.make("statustypen", bodies.statustype(made["url"]))

    found = door.get_inrichting(actor=systeem_actor, uuid=uuid)
    assert [s.url for s in found.statustypen] == [forced["url"]]
