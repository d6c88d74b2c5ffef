"""A text in another language than its page says so, and stays text."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.utils import translation

from raadhuis.look.fields import Field, complaint
from raadhuis.look.language import DUTCH


def shown(template: str, *, page: str, **values: object) -> str:
    with translation.override(page):
        return Template("{% load i18n look %}" + template).render(Context(values))


def test_a_dutch_text_says_so_on_an_english_page_only() -> None:
    template = '{{ text|lang:"nl" }}'
    assert shown(template, page="en", text="Ja & nee") == '<span lang="nl">Ja &amp; nee</span>'
    assert shown(template, page="nl", text="Ja & nee") == "Ja &amp; nee"


@pytest.mark.parametrize("page", ["nl", "en"])
def test_what_somebody_wrote_is_never_markup(page: str) -> None:
    assert "<script>" not in shown('{{ text|lang:"nl" }}', page=page, text="<script>alert(1)</script>")


@pytest.mark.parametrize("nothing", ["", None])
def test_nothing_is_nothing_in_every_language(nothing: str | None) -> None:
    assert shown('{{ text|lang:"nl"|default:"-" }}', page="en", text=nothing) == "-"


def test_in_a_sentence_only_the_part_is_marked() -> None:
    sentence = '{% blocktranslate with volgende=text|lang:"nl" %}De volgende stap is: {{ volgende }}.{% endblocktranslate %}'
    assert shown(sentence, page="en", text="Besluit") == 'The next step is: <span lang="nl">Besluit</span>.'


def test_a_question_and_its_answers_each_have_their_language() -> None:
    field = Field(
        name="soort",
        kind="select",
        label="Welke soort?",
        required=False,
        choices=(("", "Choose"), ("a", "Kaart")),
        lang=DUTCH,
        choices_lang=DUTCH,
    )
    page = shown("{% field f %}", page="en", f=field)
    assert '<span lang="nl">Welke soort?</span> <span class="raadhuis-field__optional">(' in page
    assert '<option value="" selected>Choose</option>' in page
    assert '<option value="a" lang="nl">Kaart</option>' in page


def test_the_error_summary_names_the_question_in_its_own_language() -> None:
    with translation.override("en"):
        assert (
            complaint("Welke soort?", "Choose.", lang=DUTCH) == '<span lang="nl">Welke soort?</span> Choose.'
        )
        assert complaint("<b>", "Choose.") == "&lt;b&gt;: Choose."
