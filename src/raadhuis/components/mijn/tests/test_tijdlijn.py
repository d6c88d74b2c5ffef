"""The steps of a zaak as a resident sees them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from raadhuis.components.mijn.domain import woorden
from raadhuis.components.mijn.domain.tijdlijn import Gezet, Mijlpaal, tijdlijn

ONTVANGEN, BEZIG, BESLUIT, KLAAR = (UUID(int=n) for n in range(1, 5))
WEG = [
    Mijlpaal(uuid=KLAAR, nummer=4, naam="Afgehandeld", tekst="Klaar."),
    Mijlpaal(uuid=ONTVANGEN, nummer=1, naam="Ontvangen", tekst="Wij hebben het."),
    Mijlpaal(uuid=BEZIG, nummer=2, naam="In behandeling", tekst="Wij kijken."),
    Mijlpaal(uuid=BESLUIT, nummer=3, naam="Besluit genomen", tekst=""),
]


def gezet(*mijlpalen: UUID) -> list[Gezet]:
    return [Gezet(mijlpaal=m, op=date(2026, 11, day)) for day, m in enumerate(mijlpalen, 1)]


def seen(*mijlpalen: UUID, afgerond: bool = False) -> list[tuple[str, str]]:
    return [(s.naam, s.staat) for s in tijdlijn(WEG, gezet(*mijlpalen), afgerond=afgerond)]


def test_a_running_zaak_shows_what_is_done_what_is_now_and_what_comes() -> None:
    assert seen(ONTVANGEN, BEZIG) == [
        ("Ontvangen", "done"),
        ("In behandeling", "current"),
        ("Besluit genomen", "future"),
        ("Afgehandeld", "future"),
    ]


def test_a_new_zaak_has_everything_to_come() -> None:
    assert {staat for _, staat in seen()} == {"future"}


def test_a_step_that_was_passed_over_is_left_out() -> None:
    assert seen(ONTVANGEN, BESLUIT)[:2] == [("Ontvangen", "done"), ("Besluit genomen", "current")]


def test_a_closed_zaak_is_done_and_promises_nothing_more() -> None:
    assert seen(ONTVANGEN, KLAAR, afgerond=True) == [("Ontvangen", "done"), ("Afgehandeld", "done")]
    assert seen(ONTVANGEN, afgerond=True) == [("Ontvangen", "done")]


def test_a_reopened_zaak_has_its_end_before_it_again() -> None:
    steps = tijdlijn(WEG, gezet(ONTVANGEN, BEZIG, KLAAR, BEZIG), afgerond=False)
    assert [(s.naam, s.staat, s.op) for s in steps][1:] == [
        ("In behandeling", "current", date(2026, 11, 4)),
        ("Besluit genomen", "future", None),
        ("Afgehandeld", "future", None),
    ]


def test_what_the_handler_said_with_it_follows_the_standard_text() -> None:
    [step] = tijdlijn(
        WEG[2:3],
        [Gezet(mijlpaal=BEZIG, op=date(2026, 11, 1), toelichting="Dank voor de foto.")],
        afgerond=False,
    )
    assert step.tekst == "Wij kijken. Dank voor de foto."


def test_a_status_of_another_version_of_the_zaaktype_changes_nothing() -> None:
    assert seen(ONTVANGEN, UUID(int=99))[0] == ("Ontvangen", "current")


@pytest.mark.parametrize(
    ("iso", "said"),
    [("P6W", (6, "week")), ("P1M", (1, "maand")), ("P1M10D", None), ("zes", None), (None, None)],
)
def test_a_term_is_said_in_one_unit_or_not_at_all(iso: str | None, said: object) -> None:
    assert woorden.termijn(iso) == said


@pytest.mark.parametrize(
    ("text", "formaat", "shown"),
    [
        ("20261201", "datum", date(2026, 12, 1)),
        ("2026-12-01", "datum", date(2026, 12, 1)),
        ("20261399", "datum", "20261399"),
        ("20261201", "tekst", "20261201"),
    ],
)
def test_a_date_is_shown_as_one(text: str, formaat: str, shown: object) -> None:
    assert woorden.waarde(text, formaat=formaat) == shown


def test_names_and_kinds_are_written_for_people() -> None:
    assert woorden.label("nieuw_adres") == "Nieuw adres"
    assert woorden.soort("application/pdf", "x") == "PDF"
    assert woorden.soort("application/x-iets", "foto.heic") == "HEIC"
    assert woorden.soort("", "zonder") == ""
