"""Documents are found by what is known of them."""

from __future__ import annotations

from urllib.parse import quote
from uuid import uuid4

import pytest

from raadhuis.components.catalogi.tests.contract import errors
from raadhuis.components.documenten.tests.conftest import EIO
from raadhuis.components.documenten.tests.test_contract import FILE
from raadhuis.kernel.identity import Grant, Rights
from raadhuis.kernel.testing import uuid_of


@pytest.fixture
def three(api, body):
    """Three documents that differ; the first is locked and belongs to a zaak."""
    found = [
        api.post(EIO, sent).json
        for sent in (
            body(titel="Kapvergunning", auteur="A. de Boer", beschrijving="Eik", trefwoorden=["boom", "tuin"],
                 creatiedatum="2026-01-01"),
            body(titel="Bouwtekening", auteur="B. Smit", beschrijving="Dakkapel 100%", trefwoorden=["boom"],
                 creatiedatum="2026-02-01", vertrouwelijkheidaanduiding="openbaar", formaat=""),
            body(kind="Advies", titel="Advies", auteur="C. Boersma", trefwoorden=["dak, nok"],
                 creatiedatum="2026-03-01", identificatie="D-3"),
        )
    ]  # fmt: skip
    api.post(f"{found[0]['url']}/lock", {})
    return found


def numbers(three, answer):
    assert answer.status == 200, answer.json
    order = [d["url"] for d in three]
    return [order.index(found["url"]) + 1 for found in answer.json["results"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [3, 2, 1]),
        ("titel=tekening", [2]),
        ("auteur=boer", [3, 1]),
        ("beschrijving=100%25", [2]),
        ("beschrijving=_", []),
        ("creatiedatum__gte=2026-02-01", [3, 2]),
        ("creatiedatum__lte=2026-02-01", [2, 1]),
        ("creatiedatum__gte=2026-01-15&creatiedatum__lte=2026-02-15", [2]),
        ("locked=true", [1]),
        ("locked=false", [3, 2]),
        ("vertrouwelijkheidaanduiding=geheim", [3]),
        ("trefwoorden=boom", [2, 1]),
        ("trefwoorden=boom,tuin", [1]),
        ("trefwoorden__overlap=tuin,boom", [2, 1]),
        ("trefwoorden__overlap=", [3, 2, 1]),
        ("identificatie=D-3&bronorganisatie=123456782", [3]),
        ("identificatie=D-3&bronorganisatie=111222333", []),
        ("informatieobjecttype=onzin", []),
        ("ordering=titel", [3, 2, 1]),
        ("ordering=-creatiedatum", [3, 2, 1]),
        ("ordering=creatiedatum", [1, 2, 3]),
        ("ordering=vertrouwelijkheidaanduiding", [2, 1, 3]),
        ("ordering=-vertrouwelijkheidaanduiding,auteur", [3, 1, 2]),
    ],
)
def test_a_filter_finds_what_fits(api, three, query, expected):
    assert numbers(three, api.get(f"{EIO}?{query}")) == expected


def test_documents_of_a_type_or_an_object_are_found(api, three, catalogus, link):
    made = link(three[0])
    assert numbers(three, api.get(f"{EIO}?informatieobjecttype={catalogus['Advies']}")) == [3]
    for underscore in ("_", "__"):
        name = f"objectinformatieobjecten{underscore}object"
        assert numbers(three, api.get(f"{EIO}?{name}={made.object}")) == [1]
        assert numbers(three, api.get(f"{EIO}?{name}={made.object}&{name}Type=zaak")) == [1]
        assert numbers(three, api.get(f"{EIO}?{name}Type=besluit")) == []
        assert numbers(three, api.get(f"{EIO}?{name}=https://elders.example/1")) == []


def test_every_wrong_parameter_is_said(api, three):
    wrong = "creatiedatum__gte=gisteren&locked=misschien&vertrouwelijkheidaanduiding=x&objectinformatieobjecten_objectType=y"

    assert api.get(f"{EIO}?{wrong}").fouten == dict.fromkeys(
        (
            "creatiedatum__gte",
            "locked",
            "vertrouwelijkheidaanduiding",
            "objectinformatieobjecten_objectType",
        ),
        "invalid",
    )
    assert api.get(f"{EIO}?ordering=lock").fouten == {"ordering": "invalid_choice"}
    assert api.get(f"{EIO}?onzin=1").status == 400


def test_a_page_is_as_large_as_asked(api, three):
    second = api.get(f"{EIO}?pageSize=2&page=2").json

    assert (second["count"], len(second["results"]), second["next"]) == (3, 1, None)
    assert "pageSize=2" in second["previous"]


def test_a_list_can_tell_the_types_along(api, three, queries):
    with queries() as seen:
        answer = api.get(f"{EIO}?expand=informatieobjecttype")

    kinds = {d["_expand"]["informatieobjecttype"]["omschrijving"] for d in answer.json["results"]}
    assert kinds == {"Brief", "Advies"}
    assert len(seen) == 2


def test_documents_are_found_by_their_identifiers(api, three, queries):
    wanted = [str(uuid_of(d)) for d in three[:2]] + [str(uuid4())]
    with queries() as seen:
        answer = api.post(f"{EIO}/_zoek", {"uuid__in": wanted})

    assert numbers(three, answer) == [2, 1]
    assert len(seen) == 1
    assert errors(FILE, "PaginatedEnkelvoudigInformatieObjectList", answer.json) == []
    narrower = api.post(f"{EIO}/_zoek", {"uuid__in": wanted, "titel": "kap", "ordering": "titel"})
    assert numbers(three, narrower) == [1]
    expanded = api.post(f"{EIO}/_zoek", {"uuid__in": wanted, "expand": "informatieobjecttype"}).json
    assert expanded["results"][0]["_expand"]["informatieobjecttype"]["omschrijving"] == "Brief"
    paged = api.post(f"{EIO}/_zoek?pageSize=1&page=2", {"uuid__in": wanted})
    assert numbers(three, paged) == [1]


def test_a_search_that_is_wrong_is_refused(api, three):
    zoek = f"{EIO}/_zoek"
    assert api.post(zoek, {}).fouten == {"uuid__in": "required"}
    assert api.post(zoek, {"uuid__in": ["x"]}).fouten == {"uuid__in.0": "invalid"}
    assert api.post(zoek, {"uuid__in": [], "locked": "misschien"}).fouten == {"locked": "invalid"}
    assert api.post(zoek, {"uuid__in": [], "expand": "onzin"}).status == 404
    assert api.post(zoek, {"uuid__in": []}).json["count"] == 0


def test_a_search_obeys_the_rights(api, three, api_as):
    wanted = [str(uuid_of(d)) for d in three]
    openbaar = api_as(Rights(grants=(Grant(scopes=frozenset({"documenten.lezen"}), max_va=1),)))
    nobody = api_as(Rights(grants=(Grant(scopes=frozenset({"zaken.lezen"})),)))

    assert numbers(three, openbaar.post(f"{EIO}/_zoek", {"uuid__in": wanted})) == [2]
    assert nobody.post(f"{EIO}/_zoek", {"uuid__in": wanted}).status == 403


def test_a_word_with_a_comma_is_no_word_of_a_query(api, three):
    assert numbers(three, api.get(f"{EIO}?trefwoorden={quote('dak, nok')}")) == []
