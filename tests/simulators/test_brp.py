"""Asking the BRP for people, as Haal Centraal prescribes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import httpx
import pytest
from stdnum.nl import bsn

from raadhuis.simulators.brp.dates import age, born, date_value
from raadhuis.simulators.brp.people import of_losser
from raadhuis.simulators.brp.register import Register
from tests.simulators.service import BRP, Service, http

KEY = {"X-API-KEY": "simulator-brp-sleutel"}
SANNE = "999900006"


def ask(running: Service, **query: Any) -> httpx.Response:
    return http.post(running.url + BRP, json=query, headers=KEY)


def person(running: Service, number: str, *fields: str) -> Any:
    found = ask(
        running, type="RaadpleegMetBurgerservicenummer", burgerservicenummer=[number], fields=list(fields)
    )
    assert found.status_code == 200, found.text
    return found.json()["personen"][0]


@pytest.fixture
def healed(simulators: Service) -> Iterator[Service]:
    yield simulators
    http.post(f"{simulators.url}/_storing", json={"brp": "aan", "post": "aan"})


def test_only_the_asked_fields_come_back(simulators: Service) -> None:
    assert person(simulators, SANNE, "naam.volledigeNaam", "verblijfplaats.verblijfadres.postcode") == {
        "naam": {"volledigeNaam": "Sanne Elisabeth Wolters"},
        "verblijfplaats": {"type": "Adres", "verblijfadres": {"postcode": "7581CH"}},
    }


def test_a_date_comes_whole_whichever_part_is_asked(simulators: Service) -> None:
    birth = {"type": "Datum", "datum": "1988-04-12", "langFormaat": "12 april 1988"}
    assert person(simulators, SANNE, "geboorte.datum.jaar") == {"geboorte": {"datum": birth}}


def test_a_family_is_found_at_its_address(simulators: Service) -> None:
    found = ask(
        simulators,
        type="ZoekMetPostcodeEnHuisnummer",
        postcode="7581 ch",
        huisnummer="112",
        fields=["naam.voornamen"],
    ).json()
    assert [one["naam"]["voornamen"] for one in found["personen"]] == [
        "Sanne Elisabeth",
        "Jeroen",
        "Lotte Maria",
        "Stijn",
    ]


def test_partner_and_children_belong_to_the_person(simulators: Service) -> None:
    sanne = person(simulators, SANNE, "partners.naam.voornamen", "kinderen.burgerservicenummer")
    assert sanne["partners"] == [{"naam": {"voornamen": "Jeroen"}}]
    assert [child["burgerservicenummer"] for child in sanne["kinderen"]] == ["999900031", "999900043"]


def test_a_letter_can_be_addressed(simulators: Service) -> None:
    riek = person(simulators, "999900092", "adressering", "leeftijd")
    assert riek["leeftijd"] == 82
    assert riek["adressering"] == {
        "aanhef": "Geachte mevrouw Kamphuis-Bos",
        "aanschrijfwijze": {"naam": "H. Kamphuis-Bos"},
        "gebruikInLopendeTekst": "mevrouw Kamphuis-Bos",
        "adresregel1": "Hoofdstraat 45",
        "adresregel2": "7586BP Overdinkel",
    }


def test_warnings_come_without_asking(simulators: Service) -> None:
    assert person(simulators, "999900109", "leeftijd")["geheimhoudingPersoonsgegevens"] is True
    gone = person(simulators, "999900122", "naam.voorletters")["opschortingBijhouding"]
    assert gone["reden"] == {"code": "E", "omschrijving": "emigratie"}
    doubted = person(simulators, "999900110", "adressering.adresregel1")["adressering"]
    assert doubted["inOnderzoek"]["adresregel1"] is True
    assert "aanhef" not in doubted
    assert "inOnderzoek" not in person(simulators, "999900110", "adressering.aanhef")["adressering"]


def test_somebody_abroad_has_no_address_in_this_country(simulators: Service) -> None:
    there = person(simulators, "999900122", "verblijfplaats.verblijfadres")["verblijfplaats"]
    assert there["type"] == "VerblijfplaatsBuitenland"
    assert there["verblijfadres"]["land"]["omschrijving"] == "Spanje"
    assert "naam" not in person(simulators, "999900122", "verblijfplaatsBinnenland.verblijfadres.postcode")


def test_the_dead_are_found_only_when_asked_for(simulators: Service) -> None:
    query = {
        "type": "ZoekMetGeslachtsnaamEnGeboortedatum",
        "geslachtsnaam": "kamp*",
        "geboortedatum": "1941-02-19",
        "fields": ["burgerservicenummer"],
    }
    assert ask(simulators, **query).json()["personen"] == []
    found = ask(simulators, **query, inclusiefOverledenPersonen=True).json()["personen"]
    assert found[0]["burgerservicenummer"] == "999900080"
    assert "leeftijd" not in person(simulators, "999900080", "leeftijd", "overlijden.datum")


def test_an_unknown_person_gives_an_empty_list(simulators: Service) -> None:
    found = ask(
        simulators,
        type="RaadpleegMetBurgerservicenummer",
        burgerservicenummer=["123456782"],
        fields=["naam"],
    )
    assert found.status_code == 200
    assert found.json() == {"type": "RaadpleegMetBurgerservicenummer", "personen": []}


def test_a_query_without_fields_is_refused_in_the_words_of_the_standard(simulators: Service) -> None:
    refused = ask(simulators, type="RaadpleegMetBurgerservicenummer", burgerservicenummer=[SANNE])
    assert refused.status_code == 400
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json() == {
        "type": "https://datatracker.ietf.org/doc/html/rfc7231#section-6.5.1",
        "title": "Een of meerdere parameters zijn niet correct.",
        "status": 400,
        "detail": "De foutieve parameter(s) zijn: fields.",
        "instance": BRP,
        "code": "paramsValidation",
        "invalidParams": [{"code": "required", "name": "fields", "reason": "Parameter is verplicht."}],
    }


@pytest.mark.parametrize(
    ("changed", "code", "name"),
    [
        ({"burgerservicenummer": ["12345678"]}, "pattern", "burgerservicenummer[0]"),
        ({"burgerservicenummer": [SANNE] * 21}, "maxItems", "burgerservicenummer"),
        ({"burgerservicenummer": SANNE}, "array", "burgerservicenummer"),
        ({"fields": []}, "minItems", "fields"),
        ({"fields": ["naam", "anummer"]}, "fields", "fields[1]"),
        ({"fields": ["opschortingBijhouding.datum"]}, "fields", "fields[0]"),
        ({"voornamen": "Piet"}, "unknownParam", "voornamen"),
        ({"type": "ZoekMetToverspreuk"}, "value", "type"),
        ({"type": None}, "required", "type"),
    ],
)
def test_each_wrong_parameter_is_named(
    simulators: Service, changed: dict[str, Any], code: str, name: str
) -> None:
    query = {
        "type": "RaadpleegMetBurgerservicenummer",
        "burgerservicenummer": [SANNE],
        "fields": ["naam"],
    }
    refused = ask(simulators, **(query | changed))
    assert refused.status_code == 400
    assert [(p["code"], p["name"]) for p in refused.json()["invalidParams"]] == [(code, name)]


def test_a_search_shows_less_than_a_lookup(simulators: Service) -> None:
    refused = ask(
        simulators,
        type="ZoekMetPostcodeEnHuisnummer",
        postcode="7581CH",
        huisnummer=0,
        fields=["partners"],
    )
    assert [p["name"] for p in refused.json()["invalidParams"]] == ["huisnummer", "fields[0]"]


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"X-API-KEY": ""}, 401, "authentication"),
        ({"X-API-KEY": "fout"}, 401, "authentication"),
        ({**KEY, "Accept": "application/xml"}, 406, "notAcceptable"),
        ({**KEY, "Content-Type": "text/plain"}, 415, "unsupported"),
        ({"X-API-KEY": "simulator-brp-alleen-bsn"}, 403, "autorisation"),
    ],
)
def test_who_may_not_ask_hears_why(
    simulators: Service, headers: dict[str, str], status: int, code: str
) -> None:
    query = {"type": "ZoekMetPostcodeEnHuisnummer", "postcode": "7581CH", "huisnummer": 1, "fields": ["naam"]}
    refused = http.post(
        simulators.url + BRP,
        content=json.dumps(query),
        headers={"Content-Type": "application/json"} | headers,
    )
    assert (refused.status_code, refused.json()["code"]) == (status, code)


def test_the_brp_can_be_broken_and_healed(healed: Service) -> None:
    switch = f"{healed.url}/_storing"
    http.post(switch, json={"brp": "fout:503"})
    broken = ask(healed)
    assert (broken.status_code, broken.json()["code"]) == (503, "notAvailable")
    http.post(switch, json={"brp": "uit"})
    with pytest.raises(httpx.RemoteProtocolError):
        ask(healed)
    http.post(switch, json={"brp": "traag:2"})
    with pytest.raises(httpx.ReadTimeout):
        http.post(healed.url + BRP, json={}, headers=KEY, timeout=0.3)
    assert http.post(switch, json={"brp": "aan"}).json() == {"brp": "aan", "post": "aan"}
    assert person(healed, SANNE, "leeftijd")


def test_an_unknown_fault_changes_nothing(healed: Service) -> None:
    refused = http.post(f"{healed.url}/_storing", json={"post": "uit", "brp": "kapot"})
    assert refused.status_code == 400
    assert http.get(f"{healed.url}/_storing").json() == {"brp": "aan", "post": "aan"}


def test_the_people_of_losser_are_invented_but_well_formed() -> None:
    people = of_losser(today=date(2026, 3, 13))
    numbers = [one["burgerservicenummer"] for one in people]
    assert len(set(numbers)) == 13
    assert all(bsn.is_valid(number) and number.startswith("9999") for number in numbers)
    youri = next(one for one in people if one["burgerservicenummer"] == "999900079")
    assert age(youri["geboorte"]["datum"], today=date(2026, 3, 13)) == 16
    assert len(Register(file=None, today=lambda: date(2026, 3, 13))) == 13


def test_unknown_parts_of_a_date_stay_unknown() -> None:
    assert date_value("19680000") == {"type": "JaarDatum", "jaar": 1968, "langFormaat": "1968"}
    assert date_value("00000000") == {"type": "DatumOnbekend", "onbekend": True, "langFormaat": "onbekend"}
    assert age("19680000", today=date(2026, 1, 1)) is None
    assert age("20100229", today=date(2026, 2, 28)) == 15
    assert born(16, month=3, day=14, today=date(2026, 3, 14)) == "20100314"
