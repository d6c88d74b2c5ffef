"""A visitor walks the public pages."""

from __future__ import annotations

import pytest
from django.test import Client

from raadhuis.house.testing import LOSSER
from raadhuis.kernel import loader

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def losser(at) -> None:
    loader.resolve("producten", "tasks:load")(LOSSER, at=at)


def lees(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_home_offers_the_three_products_the_search_and_mijn_gemeente(client):
    page = lees(client, "/")

    for slug in ("verhuizing-doorgeven", "gehandicaptenparkeerkaart-aanvragen", "uittreksel-brp-aanvragen"):
        assert f'href="/producten/{slug}/"' in page
    assert 'action="/zoeken/"' in page
    assert 'href="/mijn/"' in page


def test_a_product_page_tells_what_it_costs_and_leads_to_the_form(client):
    page = lees(client, "/producten/verhuizing-doorgeven/")

    assert "Gratis" in page
    assert 'href="/formulier/verhuizing-doorgeven/"' in page


def test_a_product_that_is_not_there_gives_a_page_that_helps(client):
    response = client.get("/producten/paspoort/")

    assert response.status_code == 404
    assert b"<h1" in response.content


def test_searching_by_her_own_word_finds_the_product(client):
    page = lees(client, "/zoeken/?q=invalidenkaart")

    assert "1 resultaat" in page
    assert 'href="/producten/gehandicaptenparkeerkaart-aanvragen/"' in page


def test_searching_in_vain_says_so_and_never_shows_her_words_as_markup(client):
    page = lees(client, "/zoeken/?q=<script>alert(1)</script>")

    assert "Niets gevonden" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize("url", ["/contact/", "/toegankelijkheid/", "/privacy/"])
def test_the_pages_in_every_footer_are_there(client, url):
    assert "<h1" in lees(client, url)


def test_a_page_asks_the_database_once(client, queries):
    with queries() as seen:
        client.get("/producten/verhuizing-doorgeven/")

    assert len(seen) == 1
