"""What a resident began and did not send stands in Mijn Gemeente: to go on with, or to throw away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from raadhuis.components.formulieren import api as formulieren
from raadhuis.components.mijn.tests.conftest import BRAM, SANNE, actor
from raadhuis.components.mijn.tests.test_pages import read
from raadhuis.house.testing import LOSSER
from raadhuis.kernel import loader
from raadhuis.kernel.clock import local_date
from raadhuis.look.templatetags.look import when

Browser = Callable[..., Client]
VERHUIZING, KAART = "verhuizing-doorgeven", "gehandicaptenparkeerkaart-aanvragen"


@pytest.fixture
def begin(nu: datetime) -> Callable[[str, str], None]:
    """`begin(bsn, slug)`: this resident opens the first step of a form."""
    loader.resolve("formulieren", "tasks:load")(LOSSER, at=nu)
    return lambda bsn, slug: (formulieren.open_stap(actor=actor(bsn), at=nu, slug=slug, nummer=1), None)[1]


def test_who_began_nothing_sees_nothing_of_it(nu, browser: Browser) -> None:
    assert "Nog niet verstuurd" not in read(browser(SANNE), "/mijn/")


def test_what_she_began_says_what_it_is_and_until_when_it_is_kept(nu, begin, browser: Browser) -> None:
    begin(SANNE, VERHUIZING)
    begin(SANNE, KAART)

    page = read(browser(SANNE), "/mijn/")

    after = page.split("Nog niet verstuurd")[1]
    assert "Verhuizing doorgeven" in after
    assert "Gehandicaptenparkeerkaart aanvragen" in after
    assert f"Het laatst gewijzigd op {when(nu)}" in after
    assert f"tot en met {when(local_date(nu) + timedelta(days=30))}" in after
    assert f'href="/formulier/{VERHUIZING}/stap/1/"' in after
    assert f'href="/formulier/{VERHUIZING}/annuleren/?mijn=1"' in after


def test_she_throws_it_away_after_a_question_and_is_back_where_she_was(begin, browser: Browser) -> None:
    begin(SANNE, VERHUIZING)
    client, url = browser(SANNE), f"/formulier/{VERHUIZING}/annuleren/?mijn=1"

    question = read(client, url)
    assert "Ja, verwijder mijn antwoorden" in question
    assert '<a class="utrecht-button utrecht-button--secondary-action" href="/mijn/">' in question
    assert "Nog niet verstuurd" in read(client, "/mijn/")

    assert client.post(url).headers["Location"] == "/mijn/"

    page = read(client, "/mijn/")
    assert "Uw antwoorden zijn verwijderd." in page
    assert "Nog niet verstuurd" not in page
    assert client.get(url).headers["Location"] == "/mijn/"


def test_nobody_sees_or_throws_away_what_somebody_else_began(begin, browser: Browser) -> None:
    begin(SANNE, VERHUIZING)
    bram = browser(BRAM)

    assert "Nog niet verstuurd" not in read(bram, "/mijn/")
    bram.post(f"/formulier/{VERHUIZING}/annuleren/?mijn=1")

    assert "Nog niet verstuurd" in read(browser(SANNE), "/mijn/")
