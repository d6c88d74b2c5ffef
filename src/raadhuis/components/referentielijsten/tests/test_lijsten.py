"""Anybody reads the lists here as at the national service, and other rooms find an entry by any of its addresses."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from raadhuis.components.referentielijsten import api as referentielijsten
from raadhuis.components.referentielijsten.types import TAAKGEBIEDEN
from raadhuis.kernel.endpoint import Api
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.refusal import TokenInvalid

NOBODY = "6c1bd2a5-9c9a-4b5f-8a6e-3f9f0f6d1b11"
ROOT = "/referentielijsten/api/v1"
NATIONAL = "https://selectielijst.openzaak.nl/api/v1"
OLDER = "https://referentielijsten-api.vng.cloud/api/v1"
OURS = f"http://testserver{ROOT}"
KANAAL = "communicatiekanalen/026b651c-46e3-4525-aa36-0682c6b3bfe5"


@pytest.fixture
def kanaal(db: None) -> str:
    raw = f'[{{"url": "{KANAAL}", "naam": "Balie", "omschrijving": "Aan de balie."}}]'.encode()
    referentielijsten.import_lijsten(sources={"kanalen": raw})
    return KANAAL


def test_the_procestypen_of_both_years_are_listed_at_once(imported, api, national):
    found = api.get(f"{ROOT}/procestypen").json

    assert [set(p) for p in found] == [
        {"url", "nummer", "jaar", "naam", "omschrijving", "toelichting", "procesobject"}
    ] * len(found)
    assert {p["url"].rsplit("/", 1)[1] for p in found} == {p["uuid"] for p in national["procestype"]}


@pytest.mark.parametrize("jaar", [2017, 2020])
def test_procestypen_are_chosen_by_year(imported, api, jaar):
    found = api.get(f"{ROOT}/procestypen?jaar={jaar}").json

    assert [(p["jaar"], p["nummer"]) for p in found] == [(jaar, nummer) for nummer in range(1, 30)]


def test_a_procestype_says_what_the_file_of_vng_says(imported, api, national):
    for known in national["procestype"]:
        found = api.get(f"{ROOT}/procestypen/{known['uuid']}").json

        assert found == {k: v for k, v in known.items() if k not in ("pk", "uuid")} | {
            "url": f"{OURS}/procestypen/{known['uuid']}"
        }


def test_a_resultaat_says_what_the_file_of_vng_says(imported, api, national):
    procestypen = {p["pk"]: p for p in national["procestype"]}
    resultaten = {r["pk"]: r for r in national["resultaat"]}
    answered = {r["url"].rsplit("/", 1)[1]: r for r in _all(api, f"{ROOT}/resultaten?pageSize=500")}

    for known in national["resultaat"]:
        found = answered[known["uuid"]]
        procestype, generiek = (
            procestypen[known["proces_type"]],
            resultaten.get(known.get("generiek_resultaat")),
        )
        numbers = [procestype["nummer"], *([generiek["nummer"]] if generiek else []), known["nummer"]]
        assert found["procesType"] == f"{OURS}/procestypen/{procestype['uuid']}"
        assert found["volledigNummer"] == ".".join(map(str, numbers))
        assert (found["generiek"], found["specifiek"]) == (generiek is None, generiek is not None)
        assert found["bewaartermijn"] == known.get("bewaartermijn")
        for name in (
            "nummer",
            "naam",
            "omschrijving",
            "herkomst",
            "waardering",
            "procestermijn",
            "toelichting",
        ):
            assert found[name] == known[name]
        assert found["procestermijnOpmerking"] == known["procestermijn_opmerking"]
        assert bool(found["procestermijnWeergave"]) == bool(known["procestermijn"])
        assert [found[name] for name in TAAKGEBIEDEN] == [v for v in known.values() if isinstance(v, bool)]


def test_the_results_of_a_procestype_are_asked_by_its_url(imported, api, national):
    procestype = national["procestype"][4]
    own = {r["uuid"] for r in national["resultaat"] if r["proces_type"] == procestype["pk"]}

    for name in ("procesType", "proces_type"):
        for root in (OURS, NATIONAL, OLDER):
            found = _all(api, f"{ROOT}/resultaten?{name}={root}/procestypen/{procestype['uuid']}")
            assert {r["url"].rsplit("/", 1)[1] for r in found} == own
    assert _all(api, f"{ROOT}/resultaten?procesType={NATIONAL}/procestypen/{NOBODY}") == []
    assert _all(api, f"{ROOT}/resultaten?procesType=iets") == []


def test_results_come_a_hundred_a_page(imported, api, national):
    first = api.get(f"{ROOT}/resultaten").json

    assert (first["count"], len(first["results"])) == (len(national["resultaat"]), 100)
    assert len(_all(api, f"{ROOT}/resultaten")) == first["count"]


def test_the_generic_outcomes_are_a_list(imported, api, national):
    found = api.get(f"{ROOT}/resultaattypeomschrijvingen").json

    assert sorted(r["omschrijving"] for r in found) == ["Afgewezen", "Ingetrokken", "Toegekend"]
    assert api.get(found[0]["url"]).json == found[0]
    assert set(found[0]) == {"url", "omschrijving", "definitie", "opmerking"}


def test_the_ways_to_reach_the_municipality_are_paged(kanaal, api):
    found = api.get(f"{ROOT}/communicatiekanalen").json

    expected = {"url": f"{OURS}/{kanaal}", "naam": "Balie", "omschrijving": "Aan de balie."}
    assert found == {"count": 1, "next": None, "previous": None, "results": [expected]}
    assert api.get(f"{ROOT}/{kanaal}").json == expected


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"procestypen/{NOBODY}", 404),
        (f"resultaten/{NOBODY}", 404),
        ("procestypen?jaar=mei", 400),
        ("procestypen?naam=x", 400),
        ("resultaten?page=nul", 404),
        ("resultaten?page=2", 404),
        ("resultaten?pageSize=0", 400),
    ],
)
def test_what_is_not_there_or_makes_no_sense_is_refused(db, api, path, status):
    assert api.get(f"{ROOT}/{path}").status == status


def test_nobody_needs_a_token(imported):
    def nobody(token: str, *, at: datetime) -> Actor:
        raise TokenInvalid

    said: list[str] = []

    Api.of_house(authenticate=nobody)(
        {"REQUEST_METHOD": "GET", "PATH_INFO": f"{ROOT}/procestypen"},
        lambda status, heads: said.append(status),
    )

    assert said == ["200 OK"]


@pytest.mark.parametrize(
    "path", ["procestypen", "resultaten", "communicatiekanalen", "resultaattypeomschrijvingen"]
)
def test_a_list_and_an_entry_are_one_statement(imported, api, queries, path, national):
    with queries() as seen:
        api.get(f"{ROOT}/{path}")
    assert len(seen) == 1
    with queries() as seen:
        api.get(f"{ROOT}/{path}/{NOBODY}")
    assert len(seen) == 1


@pytest.mark.parametrize("root", [NATIONAL, OLDER, OURS])
def test_an_entry_is_found_by_each_of_its_addresses(imported, kanaal, national, root):
    procestype, resultaat = national["procestype"][0], national["resultaat"][1]
    omschrijving = national["resultaattypeomschrijvinggeneriek"][0]

    found = referentielijsten.get_procestype(url=f"{root}/procestypen/{procestype['uuid']}")
    klasse = referentielijsten.get_resultaat(url=f"{root}/resultaten/{resultaat['uuid']}/")
    generic = referentielijsten.get_resultaattypeomschrijving(
        url=f"{root}/resultaattypeomschrijvingen/{omschrijving['uuid']}"
    )
    way = referentielijsten.get_communicatiekanaal(url=f"{root}/{kanaal}")

    assert found
    assert (found.naam, found.jaar) == (procestype["naam"], 2017)
    assert klasse
    assert (klasse.procestype, klasse.waardering) == (found.uuid, "blijvend_bewaren")
    assert (klasse.volledig_nummer, klasse.specifiek) == ("1.1.1", True)
    assert klasse.taakgebieden == ("algemeenBestuurEnInrichtingOrganisatie",)
    assert generic
    assert generic.omschrijving == "Toegekend"
    assert way
    assert way.naam == "Balie"


def test_any_other_address_names_nothing(imported, national):
    uuid = national["procestype"][0]["uuid"]

    for url in (
        "",
        uuid,
        f"{NATIONAL}/procestypen/{NOBODY}",
        f"{NATIONAL}/resultaten/{uuid}",
        f"{NATIONAL}/procestypen/x/{uuid}",
        f"{NATIONAL}/procestypen/{uuid}?jaar=2017",
        f"{NATIONAL}/procestypen/{uuid.replace('-', '')}",
        f"https://selectielijst.openzaak.nl.example/api/v1/procestypen/{uuid}",
        f"http://selectielijst.openzaak.nl/api/v1/procestypen/{uuid}",
    ):
        assert referentielijsten.get_procestype(url=url) is None


def _all(api: Any, url: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while url:
        page = api.get(url).json
        found += page["results"]
        url = page["next"]
    return found
