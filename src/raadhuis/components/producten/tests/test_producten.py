"""A municipality loads its products; visitors read and search them."""

from __future__ import annotations

import json

import pytest

from raadhuis.components.producten import api, tasks
from raadhuis.house.testing import LOSSER
from raadhuis.kernel.refusal import NotFound

pytestmark = pytest.mark.django_db


@pytest.fixture
def losser(at) -> None:
    tasks.load(LOSSER, at=at)


def test_losser_has_three_products_in_its_own_order(losser):
    assert [product.slug for product in api.list_producten()] == [
        "verhuizing-doorgeven",
        "gehandicaptenparkeerkaart-aanvragen",
        "uittreksel-brp-aanvragen",
    ]


def test_loading_twice_changes_nothing(losser, at, queries):
    before = api.list_producten()

    tasks.load(LOSSER, at=at)

    assert api.list_producten() == before


def test_a_product_comes_with_all_its_parts_in_one_query(losser, queries):
    with queries() as seen:
        product = api.get_product(slug="verhuizing-doorgeven")

    assert product.kosten == "Gratis"
    assert product.inhoud[0].kop == "Wanneer geeft u uw verhuizing door?"
    assert product.formulier == "verhuizing-doorgeven"
    assert len(seen) == 1


def test_a_product_that_is_not_there_is_not_found(losser):
    with pytest.raises(NotFound):
        api.get_product(slug="paspoort")


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("verhuizen", "verhuizing-doorgeven"),
        ("verhuis", "verhuizing-doorgeven"),
        ("invalidenkaart", "gehandicaptenparkeerkaart-aanvragen"),
        ("parkeren", "gehandicaptenparkeerkaart-aanvragen"),
        ("bewijs van inschrijving", "uittreksel-brp-aanvragen"),
    ],
)
def test_visitors_find_a_product_by_their_own_words(losser, asked, first):
    assert api.zoek_producten(tekst=asked)[0].slug == first


@pytest.mark.parametrize("asked", ["zwembad", "'; DROP TABLE producten_product; --", "%", "\x00x\x00qq"])
def test_a_question_without_answer_finds_nothing(losser, asked):
    assert api.zoek_producten(tekst=asked) == ()


def test_an_empty_question_shows_everything(losser):
    assert len(api.zoek_producten(tekst=" ")) == 3


def test_a_mistake_in_the_file_is_named_with_its_place(at):
    wrong = json.dumps({"producten": [{"slug": "x", "naam": 3}]}).encode()

    with pytest.raises(
        api.WrongProducts, match=r"producten\.json: Expected `str`, got `int` - at `\$\.producten\[0\]\.naam`"
    ):
        api.load(raw=wrong, place="producten.json", at=at)


def test_the_same_slug_twice_is_refused(at):
    raw = (LOSSER / "producten.json").read_bytes()
    products = json.loads(raw)["producten"]

    with pytest.raises(api.WrongProducts, match="twice"):
        api.load(raw=json.dumps({"producten": [products[0], products[0]]}).encode(), place="p.json", at=at)
