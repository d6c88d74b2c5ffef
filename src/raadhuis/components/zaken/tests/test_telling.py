"""The number of zaken in a list is exact, though nobody counts them."""

from __future__ import annotations

import random

import pytest

from raadhuis.components.zaken import api as zaken
from raadhuis.components.zaken.store import telling
from raadhuis.kernel import db
from raadhuis.kernel.identity import Grant, Rights

pytestmark = pytest.mark.django_db
PATH = "/zaken/api/v1/zaken"


def there() -> dict[object, int]:
    sql = "SELECT zaaktype, vertrouwelijkheid, count(*) FROM zaken_zaak GROUP BY 1, 2"
    return {(a, b): n for a, b, n in db.rows(sql)}


def counted() -> dict[object, int]:
    sql = "SELECT zaaktype, vertrouwelijkheid, sum(aantal) FROM zaken_telling GROUP BY 1, 2 HAVING sum(aantal) <> 0"
    return {(a, b): n for a, b, n in db.rows(sql)}


@pytest.fixture
def changing(new_zaak, api):
    """Zaken that are made, change their level, and are removed, in an order that differs with the seed."""

    def made(seed: int) -> None:
        chance = random.Random(seed)
        found: list[str] = []
        for _ in range(30):
            match chance.randrange(4) if found else 0:
                case 0 | 1:
                    found.append(
                        new_zaak(vertrouwelijkheidaanduiding=chance.choice(["openbaar", "geheim"])).url
                    )
                case 2:
                    body = {"vertrouwelijkheidaanduiding": chance.choice(["openbaar", "intern"])}
                    assert api.patch(chance.choice(found), body).status == 200
                case 3:
                    assert api.delete(found.pop(chance.randrange(len(found)))).status == 204
            if chance.random() < 0.2:
                zaken.tel_op()

    return made


@pytest.mark.parametrize("seed", range(5))
def test_the_number_follows_every_change(changing, seed):
    changing(seed)

    assert counted() == there() != {}


def test_adding_up_leaves_one_row_of_each_kind(new_zaak):
    for _ in range(5):
        new_zaak()

    zaken.tel_op()

    assert db.rows("SELECT aantal FROM zaken_telling") == [(5,)]


def test_a_list_is_counted_from_it_under_the_readers_rights(new_zaak, api_as):
    for level in ("openbaar", "openbaar", "geheim"):
        new_zaak(vertrouwelijkheidaanduiding=level)
    reader = api_as(Rights(grants=(Grant(scopes=frozenset({"zaken.lezen"}), max_va=2),)))

    assert reader.get(PATH).json["count"] == 2


def test_other_filters_count_the_zaken_themselves(new_zaak, api, queries):
    new_zaak(omschrijving="een")

    with queries() as seen:
        api.get(f"{PATH}?startdatum__gte=2026-01-01")

    assert "zaken_telling" not in seen[0]


def test_whose_rights_are_about_single_zaken_is_counted_by_the_zaken(new_zaak, sanne):
    new_zaak()

    assert not telling.knows(zaken.zaak_query({}), sanne)
