"""Terms are added as people count, and the archive date never comes before its start."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raadhuis.components.zaken.domain.archief import Afleiding, Gegevens, archivering, brondatum
from raadhuis.components.zaken.domain.termijn import add, is_duration

days = st.dates(min_value=date(1900, 1, 1), max_value=date(2500, 1, 1))
WIJZEN = (
    "afgehandeld", "hoofdzaak", "eigenschap", "ander_datumkenmerk", "zaakobject", "termijn", "gerelateerde_zaak",
    "ingangsdatum_besluit", "vervaldatum_besluit",
)  # fmt: skip


@pytest.mark.parametrize(
    ("day", "duration", "expected"),
    [
        (date(2026, 1, 31), "P1M", date(2026, 2, 28)),
        (date(2028, 1, 31), "P1M", date(2028, 2, 29)),
        (date(2028, 2, 29), "P1Y", date(2029, 2, 28)),
        (date(2026, 11, 30), "P1Y3M", date(2028, 2, 29)),
        (date(2026, 11, 22), "P8W", date(2027, 1, 17)),
        (date(2026, 11, 22), "P1M10D", date(2027, 1, 1)),
        (date(2026, 11, 22), "PT36H", date(2026, 11, 22)),
        (date(2026, 11, 22), "P9999Y", None),
    ],
)
def test_a_term_is_added_as_people_count(day, duration, expected):
    assert add(day, duration) == expected


@pytest.mark.parametrize("text", ["", "P", "PT", "5D", "P5", "P-1D", "P1D ", "PD", "P1Y2W3X"])
def test_what_is_no_duration_is_refused(text):
    assert not is_duration(text)
    with pytest.raises(ValueError, match=r".*"):
        add(date(2026, 1, 1), text)


@given(day=days, years=st.integers(0, 200), months=st.integers(0, 50))
def test_years_are_twelve_months_and_the_day_of_the_month_stays_or_becomes_the_last(day, years, months):
    added = add(day, f"P{years}Y{months}M")

    assert added == add(day, f"P{years * 12 + months}M")
    assert added is not None
    assert added.day == day.day or (added.day < day.day and (added + timedelta(days=1)).day == 1)


@given(
    wijze=st.sampled_from(WIJZEN),
    eind=days,
    hoofd=st.none() | days,
    besluiten=st.lists(st.tuples(st.none() | days, st.none() | days), max_size=3),
    waarde=st.sampled_from(["20300131", "2030-01-31", "20300131120000", "morgen", ""]),
    termijn=st.none() | st.sampled_from(["P5Y", "P1M", "P10D"]),
)
def test_zrc_021_there_is_an_archive_date_exactly_when_there_is_a_start_and_a_term(
    wijze, eind, hoofd, besluiten, waarde, termijn
):
    zaak = Gegevens(
        einddatum=eind,
        einddatum_hoofdzaak=hoofd,
        eigenschappen=(("vervaldag", waarde),),
        ingangsdatums=tuple(ingang for ingang, _ in besluiten),
        vervaldatums=tuple(verval for _, verval in besluiten),
    )
    afleiding = Afleiding(afleidingswijze=wijze, datumkenmerk="vervaldag", procestermijn="P1Y")

    found = archivering(afleiding=afleiding, archiefactietermijn=termijn, zaak=zaak)

    assert (found.archiefactiedatum is not None) == bool(found.startdatum_bewaartermijn and termijn)
    if found.archiefactiedatum and found.startdatum_bewaartermijn:
        assert found.archiefactiedatum > found.startdatum_bewaartermijn


def test_one_besluit_without_its_day_leaves_the_start_open():
    zaak = Gegevens(einddatum=date(2026, 1, 1), vervaldatums=(date(2030, 1, 1), None))

    assert brondatum(Afleiding(afleidingswijze="vervaldatum_besluit"), zaak) is None
