"""What is wrong with an answer is said in the visitor's language, and in Dutch when the municipality wrote it."""

from __future__ import annotations

from datetime import date

from django.utils.translation import override

from raadhuis.components.formulieren.api import Fout
from raadhuis.components.formulieren.web.velden import melding

DAY = date(2026, 12, 3)


def said(fout: Fout, language: str) -> str:
    with override(language):
        return str(melding(fout))


def test_a_day_is_written_in_the_language_of_its_sentence() -> None:
    ours = Fout("Kies een datum op of na %(datum)s.", datum=DAY)
    assert said(ours, "nl") == "Kies een datum op of na 3 december 2026."
    assert said(ours, "en") == "Choose a date on or after 3 December 2026."


def test_the_words_of_the_municipality_say_that_they_are_dutch() -> None:
    theirs = Fout("Verhuist u na %(datum)s? Wacht dan even.", datum=DAY)
    assert said(theirs, "nl") == "Verhuist u na 3 december 2026? Wacht dan even."
    assert said(theirs, "en") == '<span lang="nl">Verhuist u na 3 december 2026? Wacht dan even.</span>'


def test_what_is_wrong_with_a_file_is_said_in_english_too() -> None:
    wrong = Fout("%(naam)s: %(reden)s", naam="brief.pdf", reden="Kies een bestand.")
    assert said(wrong, "en") == "brief.pdf: Choose a file."
