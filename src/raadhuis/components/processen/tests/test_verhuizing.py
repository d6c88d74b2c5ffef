"""When a move goes by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raadhuis.components.processen.domain.verhuizing import Aangifte, Aanvrager, redenen

VANDAAG = date(2026, 11, 22)
GEWOON = Aangifte(
    gedaan_op=VANDAAG,
    ingangsdatum="2026-11-22",
    nieuw_adres="Lutterstraat 7, 7581 BV Losser",
    meeverhuizers="",
)
SANNE = Aanvrager(leeftijd=38, overleden=False, opgeschort=False, adres_in_onderzoek=False)


def test_an_ordinary_move_of_an_adult_goes_by_itself():
    assert redenen(GEWOON, SANNE) == ()


@pytest.mark.parametrize(
    ("aanvrager", "woord"),
    [
        (None, "niet in de BRP"),
        (replace(SANNE, overleden=True, opgeschort=True), "overleden"),
        (replace(SANNE, opgeschort=True), "opgeschort"),
        (replace(SANNE, leeftijd=15), "jonger dan 16"),
        (replace(SANNE, leeftijd=None), "leeftijd"),
        (replace(SANNE, adres_in_onderzoek=True), "in onderzoek"),
    ],
)
def test_a_person_looks_when_there_is_something_with_the_applicant(aanvrager, woord):
    (reden,) = redenen(GEWOON, aanvrager)

    assert woord in reden


@pytest.mark.parametrize(
    ("anders", "woord"),
    [
        ({"meeverhuizers": "Tim Wolters"}, "meer personen"),
        ({"nieuw_adres": "Lutterstraat 7, Losser"}, "postcode"),
        ({"nieuw_adres": "Lutterstraat 7, 0581 BV Losser"}, "postcode"),
        ({"nieuw_adres": "Lutterstraat 7, 7581 SS Losser"}, "postcode"),
        ({"nieuw_adres": "Lutterstraat, 7581 BV Losser"}, "huisnummer"),
        ({"nieuw_adres": "Lutterstraat 7581 BV Losser"}, "huisnummer"),
        ({"nieuw_adres": "Lutterstraat 0, 7581 BV Losser"}, "huisnummer"),
        ({"ingangsdatum": ""}, "niet bekend"),
        ({"ingangsdatum": "31-02-2026"}, "niet bekend"),
        ({"ingangsdatum": "2026-11-16"}, "meer dan 5 dagen"),
        ({"ingangsdatum": "20261221"}, "meer dan 4 weken"),
    ],
)
def test_a_person_looks_when_the_report_is_not_ordinary(anders, woord):
    (reden,) = redenen(replace(GEWOON, **anders), SANNE)

    assert woord in reden


@pytest.mark.parametrize("niemand", ["", " ", "nee", "Nee", "geen", "Niemand", "0"])
def test_nobody_else_moves_is_said_in_many_ways(niemand):
    assert redenen(replace(GEWOON, meeverhuizers=niemand), SANNE) == ()


@pytest.mark.parametrize(
    "adres",
    [
        "Plein 1944 12a, 7581BV Losser",
        "'t Kip 3, 7581 bv Losser",
        "1e Dwarsweg 9, 7581 BV",
        "Brinkstraat 12 B 7581 AB Losser",
    ],
)
def test_addresses_are_written_in_many_ways(adres):
    assert redenen(replace(GEWOON, nieuw_adres=adres), SANNE) == ()


@given(st.integers(-400, 400), st.booleans())
def test_the_window_is_five_days_back_and_four_weeks_ahead(dagen, kort):
    dag = VANDAAG + timedelta(days=dagen)
    tekst = dag.strftime("%Y%m%d") if kort else dag.isoformat()

    assert (redenen(replace(GEWOON, ingangsdatum=tekst), SANNE) == ()) is (-5 <= dagen <= 28)


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=20))
def test_every_reason_is_a_whole_sentence_whatever_was_filled_in(adres, mee, dag):
    for reden in redenen(replace(GEWOON, nieuw_adres=adres, meeverhuizers=mee, ingangsdatum=dag), SANNE):
        assert reden[0].isupper()
        assert reden.endswith(".")
