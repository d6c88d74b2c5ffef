"""What an application may reach: by the rules of the standard, by name and by catalogus, and never more."""

from __future__ import annotations

import pytest

from raadhuis.components.autorisaties import api as door
from raadhuis.components.autorisaties.tests.conftest import SECRET, another_catalogus, another_version
from raadhuis.components.autorisaties.tests.test_api import NRC, ROOT, body
from raadhuis.components.catalogi import api as catalogi
from raadhuis.kernel import authz, clock
from raadhuis.kernel.identity import Grant, Rights

ZAKEN = {"component": "zrc", "scopes": ["zaken.lezen"], "maxVertrouwelijkheidaanduiding": "openbaar"}


@pytest.fixture
def rights(api, token, systeem_actor):
    """The rights of a client whose application has these autorisaties."""

    def of(*autorisaties, **claims):
        now = clock.now()
        if not door.list_applicaties(actor=systeem_actor):
            answer = api.post(ROOT, body(*autorisaties))
            assert answer.status == 201, answer.json
            door.prove(actor=systeem_actor, at=now, client_id="a", secret=SECRET)
        given = token(client_id="a", iat=int(now.timestamp()), **claims)
        return door.authenticate(given, at=now).rights

    return of


def domein(uuid: object) -> str:
    return f"http://testserver/catalogi/api/v1/catalogussen/{uuid}"


@pytest.mark.parametrize(
    ("autorisaties", "alle", "code"),
    [
        ([], False, "missing-authorizations"),
        ([NRC], True, "ambiguous-authorizations-specified"),
        ([], True, ""),
        ([NRC], False, ""),
    ],
)
def test_ac_002_everything_or_a_list_and_not_both_or_none(api, autorisaties, alle, code):
    answer = api.post(ROOT, body(*autorisaties, heeftAlleAutorisaties=alle))

    assert (answer.status, answer.fouten if code else {}) == (
        (400, {"nonFieldErrors": code}) if code else (201, {})
    )


@pytest.mark.parametrize(
    ("autorisatie", "missing"),
    [
        ({"component": "zrc", "scopes": ["zaken.lezen"]}, ["zaaktype", "maxVertrouwelijkheidaanduiding"]),
        ({"component": "zrc", "scopes": ["audittrails.lezen"]}, []),
        ({"component": "drc", "scopes": ["documenten.lezen"]}, ["informatieobjecttype", "maxVertrouwelijkheidaanduiding"]),
        ({"component": "drc", "scopes": ["audittrails.lezen"]}, []),
        ({"component": "brc", "scopes": ["besluiten.lezen"]}, ["besluittype"]),
        ({"component": "brc", "scopes": ["audittrails.lezen"]}, []),
        ({"component": "ztc", "scopes": ["catalogi.lezen"]}, []),
        ({"component": "ac", "scopes": ["autorisaties.lezen"]}, []),
    ],
)  # fmt: skip
def test_ac_003_a_type_is_asked_where_a_scope_is_about_it(api, autorisatie, missing):
    answer = api.post(ROOT, body(autorisatie))

    assert answer.status == (400 if missing else 201)
    if missing:
        assert answer.fouten == {f"autorisaties.0.{name}": "required" for name in missing}


def test_a_trail_without_a_type_is_of_every_zaak_and_of_no_document(gpk, rights, versies):
    found = rights({"component": "zrc", "scopes": ["audittrails.lezen"]})

    assert found.grants == (
        Grant(scopes=frozenset({"audittrails.lezen"}), types=frozenset(versies("zaaktypen"))),
    )


def test_a_right_on_one_version_stays_on_that_version(gpk, load, rights):
    given = {**ZAKEN, "zaaktype": gpk.zaaktype.url}
    before = rights(given)

    load(another_version)

    assert rights() == before
    assert before.grants[0].types == {gpk.uuid}


@pytest.mark.parametrize(
    ("component", "field", "naam", "soort", "scope"),
    [
        ("zrc", "zaaktypeIdentificatie", "GPK", "zaaktypen", "zaken.lezen"),
        ("drc", "informatieobjecttypeOmschrijving", "Brief", "informatieobjecttypen", "documenten.lezen"),
        ("brc", "besluittypeOmschrijving", "", "besluittypen", "besluiten.lezen"),
    ],
)
def test_a_right_by_name_counts_for_a_new_version_at_once(
    gpk, load, rights, versies, api, component, field, naam, soort, scope
):
    naam = naam or gpk.besluittypen[0].omschrijving
    given = {
        "component": component,
        "scopes": [scope],
        field: naam,
        "maxVertrouwelijkheidaanduiding": "openbaar",
    }
    first = rights(given)
    assert first.grants[0].types == versies(soort, naam)
    assert len(first.grants[0].types) == 1

    load(another_version)

    assert rights().grants[0].types == versies(soort, naam)
    assert len(versies(soort, naam)) == 2
    assert api.get(f"{ROOT}/consumer?clientId=a").json["autorisaties"][0][field] == naam


def test_a_right_on_a_catalogus_is_for_all_its_types_also_new_ones_and_for_no_other(
    gpk, load, rights, versies
):
    found = rights({**ZAKEN, "catalogus": gpk.zaaktype.catalogus})
    assert found.grants[0].types == versies("zaaktypen")

    load(another_catalogus)
    load(another_version)

    assert rights().grants[0].types == versies("zaaktypen")
    assert versies("zaaktypen").isdisjoint(versies("zaaktypen", domein="BUREN"))


def test_s03_a_scope_on_one_catalogus_is_not_that_scope_on_another(gpk, load, rights, versies, systeem_actor):
    load(another_catalogus)
    buren = next(v for v in catalogi.list_typeversies(actor=systeem_actor) if v.domein == "BUREN")

    found = rights(
        {**ZAKEN, "catalogus": gpk.zaaktype.catalogus},
        {**ZAKEN, "catalogus": domein(buren.catalogus), "scopes": ["zaken.aanmaken"]},
    )

    assert {grant.types: grant.scopes for grant in found.grants if grant.types} == {
        frozenset(versies("zaaktypen")): {"zaken.lezen"},
        frozenset(versies("zaaktypen", domein="BUREN")): {"zaken.aanmaken"},
    }


def test_a_name_in_one_catalogus_is_not_that_name_in_another(gpk, load, rights, versies):
    load(another_catalogus)

    found = rights({**ZAKEN, "catalogus": gpk.zaaktype.catalogus, "zaaktypeIdentificatie": "GPK"})

    assert found.grants[0].types == {gpk.uuid}


def test_a_name_without_a_catalogus_is_that_name_in_every_catalogus(gpk, load, rights, versies):
    load(another_catalogus)

    found = rights({**ZAKEN, "zaaktypeIdentificatie": "GPK"})

    assert found.grants[0].types == versies("zaaktypen", "GPK") | versies("zaaktypen", "GPK", "BUREN")
    assert len(found.grants[0].types) == 2


def test_s03_the_scopes_and_levels_of_two_catalogi_do_not_mix(gpk, load, rights, versies, systeem_actor):
    load(another_catalogus)
    other = next(v for v in catalogi.list_typeversies(actor=systeem_actor) if v.domein == "BUREN")
    ours = {**ZAKEN, "catalogus": gpk.zaaktype.catalogus, "maxVertrouwelijkheidaanduiding": "geheim"}
    theirs = {
        **ZAKEN,
        "catalogus": domein(other.catalogus),
        "scopes": ["zaken.lezen", "zaken.bijwerken", "zaken.verwijderen"],
    }
    actor = systeem_actor.__class__(kind="applicatie", id="a", name="A", rights=rights(ours, theirs))
    next_door = next(iter(versies("zaaktypen", "GPK", "BUREN")))

    def may(scope, zaaktype, level):
        return authz.has(actor, scope, type_uuid=zaaktype, level=authz.rank(level))

    assert may("zaken.lezen", gpk.uuid, "geheim")
    assert may("zaken.bijwerken", next_door, "openbaar")
    assert not may("zaken.bijwerken", gpk.uuid, "openbaar")
    assert not may("zaken.verwijderen", gpk.uuid, "openbaar")
    assert not may("zaken.lezen", next_door, "intern")


@pytest.mark.parametrize(
    ("changes", "fout"),
    [
        ({"zaaktypeIdentificatie": "BESTAAT-NIET"}, {"autorisaties.0.zaaktypeIdentificatie": "does_not_exist"}),
        ({"zaaktypeIdentificatie": "Brief"}, {"autorisaties.0.zaaktypeIdentificatie": "does_not_exist"}),
        ({"catalogus": "http://elsewhere.example/catalogi/api/v1/catalogussen/8d5b6d3e-7d66-4d9d-8d3d-4a5a9f1c2b3e"}, {"autorisaties.0.catalogus": "bad-url"}),
        ({"catalogus": domein("8d5b6d3e-7d66-4d9d-8d3d-4a5a9f1c2b3e")}, {"autorisaties.0.catalogus": "bad-url"}),
        ({"catalogus": "LOSSR"}, {"autorisaties.0.catalogus": "bad-url"}),
        ({"informatieobjecttypeOmschrijving": "Brief"}, {"autorisaties.0.zaaktype": "required"}),
    ],
)  # fmt: skip
def test_a_name_or_catalogus_that_is_not_there_is_refused(api, gpk, changes, fout):
    assert api.post(ROOT, body({**ZAKEN, **changes})).fouten == fout


def test_one_version_and_all_versions_at_once_is_refused(api, gpk):
    both = {**ZAKEN, "zaaktype": gpk.zaaktype.url, "zaaktypeIdentificatie": "GPK"}

    assert api.post(ROOT, body(both)).fouten == {
        "autorisaties.0.zaaktype": "ambiguous-authorizations-specified"
    }


def test_rights_by_name_cost_a_token_that_is_known_no_query(gpk, rights, token, queries):
    rights({**ZAKEN, "zaaktypeIdentificatie": "GPK"})
    now = clock.now()
    given = token(client_id="a", iat=int(now.timestamp()))
    door.authenticate(given, at=now)

    with queries() as seen:
        door.authenticate(given, at=now)

    assert seen == []


def test_all_errors_come_at_once_in_the_order_of_the_schema(api, gpk):
    api.post(ROOT, body(NRC))

    answer = api.post(
        ROOT,
        body(
            {**ZAKEN, "zaaktypeIdentificatie": "X"},
            {"component": "brc", "scopes": []},
            heeftAlleAutorisaties=True,
        ),
    )

    assert [(f["name"], f["code"]) for f in answer.json["invalidParams"]] == [
        ("clientIds", "clientId-exists"),
        ("autorisaties.0.zaaktypeIdentificatie", "does_not_exist"),
        ("autorisaties.1.scopes", "empty"),
        ("autorisaties.1.besluittype", "required"),
        ("nonFieldErrors", "ambiguous-authorizations-specified"),
    ]


@pytest.mark.parametrize("alle", [True, False])
def test_only_documents_that_are_ready_to_publish_is_a_limit_on_everything(api, token, systeem_actor, alle):
    sent = body(*([] if alle else [NRC]), heeftAlleAutorisaties=alle, alleenIsGereedVoorPublicatie=True)
    made = api.post(ROOT, sent)
    now = clock.now()
    door.prove(actor=systeem_actor, at=now, client_id="a", secret=SECRET)

    found = door.authenticate(token(client_id="a", iat=int(now.timestamp())), at=now).rights

    assert made.json["alleenIsGereedVoorPublicatie"] is True
    assert (found.everything, found.only_ready) == (alle, True)


def test_roles_in_a_token_limit_what_the_application_may_do(gpk, rights):
    given = {**ZAKEN, "scopes": ["zaken.lezen", "zaken.bijwerken"], "zaaktypeIdentificatie": "GPK"}
    whole = rights(given)

    def scopes(**claims):
        return {s for grant in rights(**claims).grants for s in grant.scopes}

    assert scopes() == {"zaken.lezen", "zaken.bijwerken", "catalogi.lezen"}
    assert scopes(user_id="kim", roles=["raadpleger"]) == {"zaken.lezen", "catalogi.lezen"}
    assert scopes(user_id="bram", roles="beheerder") == {"zaken.lezen", "zaken.bijwerken", "catalogi.lezen"}
    for unknown in (["directeur"], [], ""):
        assert scopes(user_id="x", roles=unknown) == set()
    limited = rights(user_id="bram", roles=["beheerder", "raadpleger"])
    assert all(
        g.types <= whole.grants[0].types and g.max_va == 1
        for g in limited.grants
        if "zaken.lezen" in g.scopes
    )


def test_roles_limit_an_application_that_may_do_everything(client, token, at):
    found = door.authenticate(token(user_id="kim", roles=["raadpleger"]), at=at).rights

    assert not found.everything
    assert {s for grant in found.grants for s in grant.scopes}.isdisjoint(
        {"zaken.bijwerken", "autorisaties.bijwerken"}
    )
    assert found.within(Rights(everything=True)) == found
