"""S4, S5, S18: what somebody sends is kept or refused, and never run: no expression, no pattern, no entity, no markup."""

from __future__ import annotations

import time
from typing import Any

import pytest

from raadhuis.components.notificaties.tests.conftest import SECRET, Afnemer, afnemer, allow_private, setting
from raadhuis.components.processen.domain import definitie
from tests.security.conftest import SANNE, ZRC, Dossier, Wsgi, browser, employee, start

__all__ = ["afnemer", "allow_private", "setting"]
BOUND = 5.0  # seconds; what was run would take for ever
EXPRESSIONS = (
    "[limit(1000000000; repeat(1))]",
    "def f: f; f",
    "..|..|..|..|..|..",
    "{{7*7}}{% debug %}",
    "(a+)+$",
    "$(id)",
    "__import__('os').system('id')",
)


@pytest.fixture
def dossier(losser: None) -> Dossier:
    return start(bsn=SANNE)


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_the_definition_of_an_object_elsewhere_is_kept_and_not_run(
    dossier: Dossier, trap: Any, dialled: list[Any], expression: str
) -> None:
    address, visited = trap
    body = {
        "zaak": dossier.zaak.url,
        "object": f"{address}/objecten/1",
        "objectType": "overige",
        "objectTypeOverige": "boom",
        "objectTypeOverigeDefinitie": {
            "url": f"{address}/objecttypen/1",
            "schema": expression,
            "objectData": expression,
        },
    }
    began = time.perf_counter()
    answer = Wsgi().post(f"{ZRC}/zaakobjecten", body)
    read = Wsgi().get(f"{ZRC}/zaakobjecten?zaak={dossier.zaak.url}&expand=object")
    assert time.perf_counter() - began < BOUND
    assert answer.status in (201, 400), answer.body
    assert read.status == 200
    if answer.status == 201:
        assert answer.json["objectTypeOverigeDefinitie"]["objectData"] == expression
    assert dialled == []
    assert not visited()


@pytest.mark.parametrize("expression", [*EXPRESSIONS, "a" * 40 + "!", "%" * 80, "\\" * 80])
def test_a_text_to_search_for_is_no_expression(dossier: Dossier, expression: str) -> None:
    began = time.perf_counter()
    for name in ("identificatie", "omschrijving", "identificatie__icontains", "omschrijving__icontains"):
        answer = Wsgi().post(f"{ZRC}/zaken/_zoek", {name: expression})
        assert answer.status in (200, 400), (name, answer.body)
    assert time.perf_counter() - began < BOUND


def test_a_place_to_search_in_costs_a_bounded_time(dossier: Dossier) -> None:
    ring = [[5 + n % 100 / 1000, 52 + n / 100_000] for n in range(20_000)]
    began = time.perf_counter()
    for coordinates in ([ring + ring[:1]], [ring] * 50, [[[1e308, -1e308]] * 4]):
        where = {"within": {"type": "Polygon", "coordinates": coordinates}}
        answer = Wsgi().post(
            f"{ZRC}/zaken/_zoek",
            {"zaakgeometrie": where},
            HTTP_CONTENT_CRS="EPSG:4326",
            HTTP_ACCEPT_CRS="EPSG:4326",
        )
        assert answer.status in (200, 400, 413), answer.body[:300]
    assert time.perf_counter() - began < 4 * BOUND


BOMB = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
XML = {
    "a file of ours": '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>',
    "an address": '<!DOCTYPE d SYSTEM "http://127.0.0.1:9/x.dtd"><d/>',
    "a bomb": f'<!DOCTYPE d [<!ENTITY l0 "ha">{BOMB}]><d>&l11;</d>',
    "a parameter": '<!DOCTYPE d [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p">%p;]><d/>',
    "control characters": "<d>\x01\x0b</d>",
    "deep": "<d>" * 100_000,
}


@pytest.mark.parametrize("xml", XML.values(), ids=list(XML))
def test_s18_xml_of_somebody_else_opens_no_file_and_no_address(dialled: list[Any], xml: str) -> None:
    began = time.perf_counter()
    with pytest.raises(definitie.FouteDefinitie) as refused:
        definitie.read(xml.encode())
    assert time.perf_counter() - began < BOUND
    assert "root:" not in str(refused.value)
    assert dialled == []


def test_s05_what_a_subscriber_called_itself_is_text_on_the_page(losser: None, afnemer: Afnemer) -> None:
    evil = f"{afnemer.url}/%22%3E<script>alert(1)</script>?x='\"><img src=x onerror=y>"
    body = {"callbackUrl": evil, "auth": SECRET, "kanalen": [{"naam": "zaken"}]}
    answer = Wsgi().post("/notificaties/api/v1/abonnement", body)
    assert answer.status in (201, 400), answer.body
    page = browser(employee(role="beheerder")).get("/beheer/abonnementen/").content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
