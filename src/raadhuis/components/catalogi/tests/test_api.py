"""The Catalogi API: what a client of the standard gets."""

from __future__ import annotations

import pytest

from raadhuis.components.catalogi.tests import contract
from raadhuis.kernel.identity import Grant, Rights

ROOT = "/catalogi/api/v1"
SCHEMAS = {
    "catalogussen": "Catalogus",
    "zaaktypen": "ZaakType",
    "statustypen": "StatusType",
    "resultaattypen": "ResultaatType",
    "roltypen": "RolType",
    "eigenschappen": "Eigenschap",
    "informatieobjecttypen": "InformatieObjectType",
    "zaaktype-informatieobjecttypen": "ZaakTypeInformatieObjectType",
    "besluittypen": "BesluitType",
}


@pytest.mark.parametrize("resource", SCHEMAS)
def test_every_resource_is_as_the_standard_says(losser, api, resource):
    results = api.get(f"{ROOT}/{resource}").json["results"]

    assert results
    for result in results:
        path = result["url"].removeprefix("http://testserver")
        assert api.get(path).json == result
        assert contract.errors("catalogi-1.3.3.yaml", SCHEMAS[resource], result) == []


@pytest.mark.parametrize("resource", SCHEMAS)
def test_a_list_and_a_detail_cost_one_query(losser, api, resource, queries):
    with queries() as seen:
        found = api.get(f"{ROOT}/{resource}").json["results"][0]
    assert len(seen) == 1

    with queries() as seen:
        api.get(found["url"].removeprefix("http://testserver"))
    assert len(seen) == 1


def test_a_client_finds_a_zaaktype_and_what_hangs_on_it(losser, api):
    gpk = api.get(f"{ROOT}/zaaktypen?identificatie=GPK&status=definitief&datumGeldigheid=2026-11-22").json[
        "results"
    ]
    statustypen = api.get(f"{ROOT}/statustypen?zaaktype={gpk[0]['url']}").json["results"]
    besluittypen = api.get(f"{ROOT}/besluittypen?zaaktypen={gpk[0]['url']}").json["results"]

    assert len(gpk) == 1
    assert [s["url"] for s in statustypen] == gpk[0]["statustypen"]
    assert [b["url"] for b in besluittypen] == gpk[0]["besluittypen"]
    assert gpk[0]["besluittypeOmschrijving"] == ["Besluit gehandicaptenparkeerkaart"]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("zaaktypen?identificatie=GPK", 1),
        ("zaaktypen?identificatie=NIETS", 0),
        ("zaaktypen?datumGeldigheid=2024-12-31", 0),
        ("zaaktypen?status=concept", 0),
        ("zaaktypen?status=alles", 3),
        (
            "zaaktypen?catalogus=http://elsewhere.example/catalogi/api/v1/catalogussen/8d5b6d3e-7d66-4d9d-8d3d-4a5a9f1c2b3e",
            0,
        ),
        ("zaaktypen?trefwoorden=parkeren,zorg", 0),
        ("statustypen?zaaktypeIdentificatie=GPK", 4),
        ("statustypen?zaaktypeIdentificatie=GPK&datumGeldigheid=2024-01-01", 0),
        ("roltypen?zaaktypeIdentificatie=GPK&omschrijvingGeneriek=initiator", 1),
        ("roltypen?zaaktypeIdentificatie=GPK&omschrijving=AANVRAG", 1),
        ("roltypen?zaaktypeIdentificatie=GPK&omschrijving=%25", 0),
        ("zaaktypen?identificatie__icontains=gp", 1),
        ("zaaktypen?omschrijving__icontains=PARKEERKAART", 1),
        ("informatieobjecttypen?omschrijving__icontains=ESLUIT", 1),
        ("zaakobjecttypen?status=definitief", 0),
        ("informatieobjecttypen?omschrijving=Brief", 1),
        ("besluittypen?omschrijving=Anders", 0),
        ("zaaktype-informatieobjecttypen?richting=uitgaand", 4),
        ("catalogussen?domein=LOSSR", 1),
        ("catalogussen?domein__in=LOSSR,ANDER", 1),
        ("catalogussen?rsin__in=111222333", 0),
    ],
)
def test_a_filter_keeps_what_matches(losser, api, query, count):
    assert api.get(f"{ROOT}/{query}").json["count"] == count


def test_documents_are_found_by_their_zaaktype(losser, api):
    (gpk,) = api.get(f"{ROOT}/zaaktypen?identificatie=GPK").json["results"]

    found = api.get(f"{ROOT}/informatieobjecttypen?zaaktype={gpk['url']}").json["results"]

    assert {kind["url"] for kind in found} == set(gpk["informatieobjecttypen"])
    assert found


def test_a_filter_by_document_type_follows_its_name(losser, api):
    brief = api.get(f"{ROOT}/informatieobjecttypen?omschrijving=Besluitbrief").json["results"][0]["url"]

    assert api.get(f"{ROOT}/besluittypen?informatieobjecttypen={brief}").json["count"] == 1
    assert api.get(f"{ROOT}/zaaktype-informatieobjecttypen?informatieobjecttype={brief}").json["count"] == 1
    assert (
        api.get(
            f"{ROOT}/zaaktypen?catalogus=" + api.get(f"{ROOT}/catalogussen").json["results"][0]["url"]
        ).json["count"]
        == 3
    )


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("besluittypen?informatieobjecttypen=Besluitbrief", 1),
        ("besluittypen?zaaktypen=GPK", 1),
        ("besluittypen?zaaktypen=weg", 0),
        ("zaaktype-informatieobjecttypen?informatieobjecttype=Besluitbrief", 1),
        ("zaaktype-informatieobjecttypen?informatieobjecttype=weg", 0),
    ],
)
def test_what_goes_by_name_is_found_by_its_name_too(losser, api, query, count):
    assert api.get(f"{ROOT}/{query}").json["count"] == count


def test_a_zaaktype_has_every_trefwoord_that_is_asked(beheer, api):
    beheer.zaaktype(trefwoorden=["parkeren", "kaart"])

    def count(words):
        return api.get(f"{ROOT}/zaaktypen?status=alles&trefwoorden={words}").json["count"]

    assert (count("kaart,parkeren"), count("kaart,weg")) == (1, 0)


@pytest.mark.parametrize(
    "query", ["status=weg", "datumGeldigheid=gisteren", "catalogus=geen-url", "onbekend=1"]
)
def test_a_wrong_filter_is_refused(losser, api, query):
    assert api.get(f"{ROOT}/zaaktypen?{query}").status == 400


def test_a_page_that_is_not_there_is_not_found(losser, api):
    assert api.get(f"{ROOT}/zaaktypen?page=2").status == 404


def test_a_client_that_has_it_already_gets_no_body(losser, api):
    path = api.get(f"{ROOT}/zaaktypen").json["results"][0]["url"].removeprefix("http://testserver")
    etag = api.get(path).headers["ETag"]

    assert api.get(path, If_None_Match=etag).status == 304
    head = api.request("HEAD", path)
    assert (head.status, head.headers["ETag"], head.body) == (200, etag, b"")


def test_reading_needs_the_scope(losser, api_as):
    with_scope = api_as(Rights(grants=(Grant(scopes=frozenset({"catalogi.lezen"})),)))

    assert with_scope.get(f"{ROOT}/zaaktypen").status == 200
    assert api_as(Rights()).get(f"{ROOT}/zaaktypen").status == 403
    path = with_scope.get(f"{ROOT}/zaaktypen").json["results"][0]["url"].removeprefix("http://testserver")
    assert api_as(Rights()).get(path).status == 403


def test_what_does_not_exist_is_not_found(losser, api):
    assert api.get(f"{ROOT}/zaaktypen/8d5b6d3e-7d66-4d9d-8d3d-4a5a9f1c2b3e").status == 404
