"""Nobody else's zaak is reachable by any URL that a resident can make up."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from raadhuis.components.mijn.tests.conftest import BRAM, HOUSE, SANNE, Dossier, start
from raadhuis.components.zaken import api as zaken
from raadhuis.kernel.wire import uuid_of

Browser = Callable[..., Client]
NONSENSE = "/mijn/zaken/3fa85f64-5717-4562-b3fc-2c963f66afa6/"


def answer(client: Client, url: str) -> tuple[int, str, str]:
    """What can be told from an answer: where the address itself comes back is left out."""
    response = client.get(url)
    body = response.content.decode()
    said = re.findall(r"<title>.*?</title>|<main.*?</main>", body, flags=re.DOTALL)
    return response.status_code, response["Content-Type"], "".join(said)


@pytest.fixture
def van_sanne(nu) -> Dossier:
    return start(nu, SANNE).document("Brief aan Sanne").status("Ontvangen")


@pytest.fixture
def van_bram(nu) -> Dossier:
    return start(nu, BRAM).document("Brief aan Bram").status("Ontvangen")


def test_each_sees_only_her_own_list(van_sanne: Dossier, van_bram: Dossier, browser: Browser) -> None:
    seen = answer(browser(SANNE), "/mijn/")[2]
    assert van_sanne.zaak.identificatie in seen
    assert van_bram.zaak.identificatie not in seen


@pytest.mark.parametrize("path", ["{0}", "{0}documenten/{1}/", "{0}documenten/{2}/", "{3}documenten/{1}/"])
def test_anothers_zaak_or_document_answers_as_nonsense_does(
    van_sanne: Dossier, van_bram: Dossier, browser: Browser, path: str
) -> None:
    client = browser(SANNE)
    of_bram = path.format(
        van_bram.url, van_bram.links["Brief aan Bram"], van_sanne.links["Brief aan Sanne"], van_sanne.url
    )
    nonsense = answer(client, NONSENSE)
    assert nonsense[0] == 404
    assert answer(client, of_bram) == nonsense


@pytest.mark.parametrize("typed", ["onzin", "1", "%00", "{0}'--", "..", "🚲"])
def test_what_is_no_identifier_answers_the_same(van_sanne: Dossier, browser: Browser, typed: str) -> None:
    client = browser(SANNE)
    nonsense = answer(client, NONSENSE)
    assert answer(client, f"/mijn/zaken/{typed.format(van_sanne.zaak.uuid)}/") == nonsense
    assert answer(client, f"{van_sanne.url}documenten/{typed}/") == nonsense


def test_the_identifier_of_the_document_itself_opens_nothing(van_sanne: Dossier, browser: Browser) -> None:
    [link] = zaken.list_zaakinformatieobjecten(actor=HOUSE, zaak=van_sanne.zaak.uuid)
    client = browser(SANNE)
    assert answer(client, f"{van_sanne.url}documenten/{uuid_of(link.informatieobject)}/")[0] == 404
    assert answer(client, f"{van_sanne.url}documenten/{link.uuid}/x")[0] == 404


def test_who_only_plays_another_part_does_not_read_it(van_sanne: Dossier, browser: Browser) -> None:
    van_sanne.rol(BRAM, "behandelaar")
    client = browser(BRAM)
    assert answer(client, van_sanne.url) == answer(client, NONSENSE)


@pytest.mark.parametrize(
    "path", ["/mijn/", "{0}", "{0}documenten/{1}/", "/mijn/zaken/6c1bd2a5-9c9a-4b5f-8a6e-3f9f0f6d1b11/"]
)
def test_without_login_every_page_leads_to_digid(van_sanne: Dossier, browser: Browser, path: str) -> None:
    response = browser().get(path.format(van_sanne.url, van_sanne.links["Brief aan Sanne"]))
    assert response.status_code == 302
    assert response["Location"].startswith("/inloggen/digid?next=/mijn/")


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_nothing_can_be_changed_here(van_sanne: Dossier, browser: Browser, method: str) -> None:
    client = browser(SANNE)
    for url in ("/mijn/", van_sanne.url, van_sanne.document_url("Brief aan Sanne")):
        assert getattr(client, method)(url).status_code == 405
