"""The Autorisaties API: applications and what they may do."""

from __future__ import annotations

import functools
from uuid import UUID, uuid4

import pytest
import yaml
from jsonschema import Draft4Validator  # type: ignore[import-untyped]

from raadhuis.components.autorisaties import api as door
from raadhuis.components.autorisaties.tests.conftest import SECRET
from raadhuis.kernel import clock
from raadhuis.kernel import db as database
from raadhuis.kernel.identity import Grant, Rights
from raadhuis.kernel.refusal import Invalid, TokenInvalid
from raadhuis.kernel.testing import shared

ROOT = "/autorisaties/api/v1/applicaties"
NRC = {"component": "nrc", "scopes": ["notificaties.publiceren"]}


@functools.cache
def standard():
    return yaml.safe_load(shared("standards/zgw-1.7/autorisaties-1.1.0.yaml").read_text())


def body(*autorisaties, **other):
    return {"clientIds": ["a"], "label": "A", "autorisaties": list(autorisaties), **other}


def everything(gpk):
    zaken = {
        "component": "zrc",
        "scopes": ["zaken.lezen"],
        "zaaktype": gpk.zaaktype.url,
        "maxVertrouwelijkheidaanduiding": "vertrouwelijk",
    }
    documenten = {
        "component": "drc",
        "scopes": ["documenten.lezen"],
        "informatieobjecttype": gpk.informatieobjecttypen[0].url,
        "maxVertrouwelijkheidaanduiding": "openbaar",
    }
    besluiten = {"component": "brc", "scopes": ["besluiten.lezen"], "besluittype": gpk.besluittypen[0].url}
    return body(zaken, documenten, besluiten, NRC)


def test_an_application_is_as_the_standard_says(api, gpk):
    made = api.post(ROOT, everything(gpk))
    path = made.json["url"].removeprefix("http://testserver")

    assert (made.status, made.headers["Location"]) == (201, made.json["url"])
    assert api.get(path).json == made.json
    assert api.get(ROOT).json["results"] == [made.json]
    assert api.get(f"{ROOT}/consumer?clientId=a").json == made.json
    given = [{k: v for k, v in a.items() if k != "componentWeergave"} for a in made.json["autorisaties"]]
    assert given == everything(gpk)["autorisaties"]
    validator = Draft4Validator({"$ref": "#/components/schemas/Applicatie", **standard()})
    assert [e.message for e in validator.iter_errors(made.json)] == []


def test_an_application_has_exactly_the_rights_of_its_autorisaties(api, gpk, token, systeem_actor):
    api.post(ROOT, everything(gpk))
    door.add_applicatie(client_id="a", secret=SECRET, actor=systeem_actor, at=clock.now())
    now = clock.now()

    rights = door.authenticate(token(client_id="a", iat=int(now.timestamp())), at=now).rights

    assert rights.grants == (
        Grant(scopes=frozenset({"zaken.lezen"}), types=frozenset({gpk.uuid}), max_va=5),
        Grant(
            scopes=frozenset({"documenten.lezen"}),
            types=frozenset({UUID(gpk.informatieobjecttypen[0].url[-36:])}),
            max_va=1,
        ),
        Grant(scopes=frozenset({"besluiten.lezen"}), types=frozenset({UUID(gpk.besluittypen[0].url[-36:])})),
        Grant(scopes=frozenset({"notificaties.publiceren"})),
        Grant(scopes=frozenset({"catalogi.lezen"})),
    )


def test_a_scope_counts_only_in_its_own_component(api, token, systeem_actor):
    api.post(ROOT, body({"component": "nrc", "scopes": ["zaken.lezen"]}))
    door.add_applicatie(client_id="a", secret=SECRET, actor=systeem_actor, at=clock.now())
    now = clock.now()

    assert door.authenticate(token(client_id="a", iat=int(now.timestamp())), at=now).rights == Rights()


@pytest.mark.parametrize(
    ("sent", "fouten"),
    [
        (body(), {"nonFieldErrors": "missing-authorizations"}),
        (body(NRC, heeftAlleAutorisaties=True), {"nonFieldErrors": "ambiguous-authorizations-specified"}),
        (body(NRC, clientIds=[]), {"clientIds": "min_length"}),
        (body(NRC, clientIds=["a", "a"]), {"clientIds": "not-unique"}),
        (body({"component": "zrc", "scopes": []}), {"autorisaties.0.zaaktype": "required", "autorisaties.0.maxVertrouwelijkheidaanduiding": "required", "autorisaties.0.scopes": "empty"}),
        (body(NRC, {"component": "drc", "scopes": ["documenten.lezen"]}), {"autorisaties.1.informatieobjecttype": "required", "autorisaties.1.maxVertrouwelijkheidaanduiding": "required"}),
        (body({"component": "brc", "scopes": ["besluiten.lezen"]}), {"autorisaties.0.besluittype": "required"}),
        (body({"component": "xyz", "scopes": ["x"]}, label=""), {"autorisaties.0.component": "invalid_choice", "label": "blank"}),
        ({}, {"clientIds": "required", "label": "required"}),
        (
            body({"component": "brc", "scopes": ["x"], "besluittype": "http://elsewhere.example/catalogi/api/v1/besluittypen/8d5b6d3e-7d66-4d9d-8d3d-4a5a9f1c2b3e"}),
            {"autorisaties.0.besluittype": "bad-url"},
        ),
        (
            body({"component": "brc", "scopes": ["x"], "besluittype": "http://testserver/catalogi/api/v1/besluittypen/8d5b6d3e-7d66-4d9d-8d3d-4a5a9f1c2b3e"}),
            {"autorisaties.0.besluittype": "bad-url"},
        ),
    ],
)  # fmt: skip
def test_a_wrong_application_is_refused_with_every_error_at_once(api, sent, fouten):
    answer = api.post(ROOT, sent)

    assert answer.status == 400
    assert answer.fouten == fouten
    assert api.get(ROOT).json["count"] == 0


@pytest.mark.parametrize("method", ["post", "put", "patch"])
def test_what_is_wrong_in_form_and_in_substance_is_told_at_once(api, method):
    api.post(ROOT, body(NRC, clientIds=["bezet"]))
    made = api.post(ROOT, body(NRC)).json
    wrong = {"clientIds": ["a", "bezet"], "label": "", "alleenIsGereedVoorPublicatie": "soms", "autorisaties": [NRC, {"component": "zrc", "scopes": []}]}  # fmt: skip

    answer = getattr(api, method)(ROOT if method == "post" else made["url"], wrong)

    assert list(answer.fouten.items()) == [
        ("clientIds", "clientId-exists"),
        ("label", "blank"),
        ("alleenIsGereedVoorPublicatie", "invalid"),
        ("autorisaties.1.scopes", "empty"),
        ("autorisaties.1.zaaktype", "required"),
        ("autorisaties.1.maxVertrouwelijkheidaanduiding", "required"),
    ]
    assert api.get(made["url"]).json == made


def test_of_a_whole_that_is_partly_unreadable_nothing_is_concluded(api):
    made = api.post(ROOT, body(NRC)).json

    answer = api.put(made["url"], {"clientIds": ["a"], "label": "A", "autorisaties": "alle"})

    assert answer.fouten == {"autorisaties": "invalid"}  # not: missing-authorizations


@pytest.mark.parametrize("method", ["put", "patch"])
def test_who_may_not_change_it_hears_that_before_what_is_wrong(api, api_as, method):
    made, wrong = api.post(ROOT, body(NRC)).json, {"clientIds": ["a", "a"], "label": ""}

    def status(url, *scopes):
        client = api_as(Rights(grants=(Grant(scopes=frozenset(scopes)),)))
        return getattr(client, method)(url, wrong).status

    nowhere, writer = f"{ROOT}/{uuid4()}", "autorisaties.bijwerken"
    assert status(made["url"], "autorisaties.lezen") == 403
    assert (status(nowhere, writer), status(made["url"], writer)) == (404, 400)


def test_ac_001_a_client_id_belongs_to_one_application_for_ever(api, systeem_actor):
    first = api.post(ROOT, body(NRC)).json["url"].removeprefix("http://testserver")
    assert api.post(ROOT, body(NRC)).fouten == {"clientIds": "clientId-exists"}

    assert api.delete(first).status == 204
    assert api.get(first).status == 404
    assert api.post(ROOT, body(NRC)).fouten == {"clientIds": "clientId-exists"}
    with pytest.raises(Invalid):
        door.add_applicatie(client_id="a", secret=SECRET, actor=systeem_actor, at=clock.now())


def test_an_application_changes_in_whole_or_in_part(api):
    path = api.post(ROOT, body(NRC)).json["url"].removeprefix("http://testserver")

    assert api.patch(path, {"label": "B"}).json["label"] == "B"
    assert api.patch(path, {"heeftAlleAutorisaties": True}).fouten == {
        "nonFieldErrors": "ambiguous-authorizations-specified"
    }
    whole = api.request("PUT", path, body(clientIds=["a", "b"], heeftAlleAutorisaties=True)).json
    assert (whole["clientIds"], whole["autorisaties"], whole["label"]) == (["a", "b"], [], "A")
    assert api.get(f"{ROOT}?clientIds=b,c").json["count"] == 1
    assert api.get(f"{ROOT}?clientIds=c").json["count"] == 0
    unknown = f"{ROOT}/8d5b6d3e-7d66-4d9d-8d3d-4a5a9f1c2b3e"
    answers = [
        api.patch(unknown, {}),
        api.request("PUT", unknown, body(NRC)),
        api.delete(unknown),
        api.get(unknown),
    ]
    assert [a.status for a in answers] == [404] * 4


def test_a_client_that_is_taken_away_is_refused_at_once(api, client, token):
    now = clock.now()
    given = token(iat=int(now.timestamp()))
    door.authenticate(given, at=now)

    api.delete(api.get(f"{ROOT}/consumer?clientId=story").json["url"].removeprefix("http://testserver"))

    with pytest.raises(TokenInvalid):
        door.authenticate(given, at=now)


def test_a_client_of_the_api_signs_in_once_the_operator_gave_it_a_secret(api, token, systeem_actor):
    api.post(ROOT, body(NRC))
    now = clock.now()
    given = token(client_id="a", iat=int(now.timestamp()))
    with pytest.raises(TokenInvalid):
        door.authenticate(given, at=now)

    door.add_applicatie(client_id="a", secret=SECRET, actor=systeem_actor, at=now)

    assert door.authenticate(given, at=now).name == "A"
    assert len(api.get(f"{ROOT}/consumer?clientId=a").json["autorisaties"]) == 1


def test_adding_again_changes_nothing_but_what_is_told(api, client, systeem_actor, at):
    writes = database.value("SELECT count(*) FROM kernel_audit")
    door.add_applicatie(client_id="story", secret=SECRET, alle_autorisaties=True, actor=systeem_actor, at=at)
    assert database.value("SELECT count(*) FROM kernel_audit") == writes

    door.add_applicatie(client_id="story", secret=SECRET, label="Other", actor=systeem_actor, at=at)

    found = api.get(f"{ROOT}/consumer?clientId=story").json
    assert (found["label"], found["heeftAlleAutorisaties"]) == ("Other", False)


@pytest.mark.parametrize(("client_id", "secret"), [("", "s"), ("x" * 51, "s"), ("x", "")])
def test_a_client_without_a_proper_id_or_secret_is_refused(db, systeem_actor, at, client_id, secret):
    with pytest.raises(Invalid):
        door.add_applicatie(client_id=client_id, secret=secret, actor=systeem_actor, at=at)


def test_every_change_has_its_audit_record_and_event_without_the_secret(api, client):
    path = api.get(f"{ROOT}/consumer?clientId=story").json["url"].removeprefix("http://testserver")
    api.patch(path, {"label": "B"}, X_Audit_Toelichting="Nieuwe naam")
    api.delete(path)

    kept = database.rows(
        "SELECT actie, toelichting, oud->>'label', nieuw->>'label' FROM kernel_audit ORDER BY id"
    )
    assert kept == [
        ("create", "", None, "Story"),
        ("partial_update", "Nieuwe naam", "Story", "B"),
        ("destroy", "", "B", None),
    ]
    assert database.rows("SELECT kanaal, actie FROM kernel_event ORDER BY seq")[-1] == (
        "autorisaties",
        "destroy",
    )
    assert database.rows("SELECT DISTINCT bron FROM kernel_audit") == [("ac",)]
    assert SECRET not in str(database.rows("SELECT oud::text, nieuw::text FROM kernel_audit"))


def test_reading_and_changing_need_their_scopes(api, api_as, client):
    path = api.get(f"{ROOT}/consumer?clientId=story").json["url"].removeprefix("http://testserver")
    reader = api_as(Rights(grants=(Grant(scopes=frozenset({"autorisaties.lezen"})),)))
    nobody = api_as(Rights())

    assert [reader.get(p).status for p in (ROOT, path, f"{ROOT}/consumer?clientId=story")] == [200] * 3
    assert [nobody.get(p).status for p in (ROOT, path, f"{ROOT}/consumer?clientId=story")] == [403] * 3
    writes = [
        reader.post(ROOT, body(NRC)),
        reader.patch(path, {}),
        reader.request("PUT", path, body(NRC)),
        reader.delete(path),
    ]
    assert [a.status for a in writes] == [403] * 4


def test_the_consumer_needs_a_client_id_that_exists(api):
    assert api.get(f"{ROOT}/consumer").fouten == {"clientId": "required"}
    assert api.get(f"{ROOT}/consumer?clientId=nobody").status == 404


def test_a_list_costs_one_query(api, client, queries):
    with queries() as seen:
        api.get(ROOT)

    assert len(seen) == 1


def fits(found, schema):
    validator = Draft4Validator({"$ref": f"#/components/schemas/{schema}", **standard()})
    return [e.message for e in validator.iter_errors(found)] == []


def test_every_operation_answers_as_the_official_file_says(api, api_as, gpk):
    made = api.post(ROOT, everything(gpk))
    path = made.json["url"].removeprefix("http://testserver")
    page = api.get(ROOT).json

    assert set(page) == {"count", "next", "previous", "results"}
    answers = [
        made.json,
        *page["results"],
        api.get(path).json,
        api.get(f"{ROOT}/consumer?clientId=a").json,
        api.put(path, everything(gpk)).json,
        api.patch(path, {"label": "B"}).json,
    ]
    assert [fits(answer, "Applicatie") for answer in answers] == [True] * 6
    for answer, status in (
        (api.post(ROOT, {}), 400),
        (api.get(f"{ROOT}?x=1"), 400),
        (api.get(f"{ROOT}/consumer"), 400),
    ):
        assert (answer.status, fits(answer.json, "ValidatieFout")) == (status, True)
    for answer, status in (
        (api_as(Rights()).get(ROOT), 403),
        (api.get(f"{ROOT}/consumer?clientId=x"), 404),
        (api.get(f"{ROOT}?page=2"), 404),
        (api.patch(ROOT, {}), 405),
    ):
        assert (answer.status, fits(answer.json, "Fout")) == (status, True)
        assert answer.headers["Content-Type"] == "application/problem+json"
    assert all(a.headers["API-version"] == "1.1.0" for a in (made, api.get(path), api.get(f"{ROOT}?page=2")))
    gone = api.delete(path)
    assert (gone.status, gone.body) == (204, b"")


def test_an_application_that_did_not_change_is_not_sent_again_nor_overwritten(api):
    path = api.post(ROOT, body(NRC)).json["url"].removeprefix("http://testserver")
    etag = api.get(path).headers["ETag"]

    assert (api.request("HEAD", path).headers["ETag"], api.request("HEAD", path).body) == (etag, b"")
    assert api.get(path, If_None_Match=etag).status == 304
    assert api.patch(path, {"label": "B"}, If_Match=etag).status == 200
    assert api.patch(path, {"label": "C"}, If_Match=etag).status == 412
    assert api.get(path).json["label"] == "B"


def test_a_page_has_as_many_as_was_asked(api):
    for name in "abc":
        api.post(ROOT, body(NRC, clientIds=[name]))

    first = api.get(f"{ROOT}?pageSize=2").json

    assert (first["count"], len(first["results"])) == (3, 2)
    assert [
        a["clientIds"] for a in api.get(first["next"].removeprefix("http://testserver")).json["results"]
    ] == [["c"]]
    assert api.get(f"{ROOT}?clientIds=a,c&pageSize=1").json["count"] == 2
