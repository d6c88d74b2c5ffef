"""A decision in a zaak that another provider keeps: that register is told after the commit, over real HTTP, and may refuse."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

from raadhuis.components.besluiten.tests.conftest import BESLUITEN
from raadhuis.components.notificaties import api as notificaties
from raadhuis.components.zaken.tests import test_elders as zaken_elders
from raadhuis.components.zaken.tests.test_elders import Elders, delivered, registered
from raadhuis.kernel import clock, outbox

elders = zaken_elders.elders
SPIEGEL = "besluiten/tasks:spiegel_zaak"


@pytest.fixture
def theirs(elders: Elders, zaak: Any, api: Any, systeem_actor: Any) -> str:
    """The URL of a zaak of the same zaaktype at another provider, in which nothing was decided."""
    registered(elders, "zrc", systeem_actor)
    url = elders.add("zaken", **api.get(zaak.url).json)
    path = urlsplit(url).path
    elders.things[path]["uuid"] = url[-36:]
    elders.things[path + "/besluiten"] = []  # type: ignore[assignment]  # a list, as that API answers
    return url


def asked_to_take(elders: Elders) -> int:
    return len([1 for method, path, _ in elders.asked if (method, path[-10:]) == ("POST", "/besluiten")])


def test_brc_006_a_zaakbesluit_that_is_refused_is_for_the_operator_at_once(
    api, body, elders, theirs, systeem_actor
):
    elders.refuses = 400
    besluit = api.post(BESLUITEN, body(zaak=theirs))
    refused = delivered()
    (letter,) = outbox.dead_letters(subscriber=SPIEGEL)
    delivered(at=clock.now() + timedelta(days=9))
    asked = asked_to_take(elders)
    elders.refuses = 0
    notificaties.replay(actor=systeem_actor, at=clock.now(), subscriber=SPIEGEL, nummer=letter.delivery)
    left = delivered()

    assert (besluit.status, besluit.json["zaak"]) == (201, theirs)
    assert refused == [f"{SPIEGEL} MirrorRefused:Invalid object=bad-url"]
    assert (letter.due, asked) == (None, 1)
    assert (left, asked_to_take(elders)) == ([], 2)
    assert [told["besluit"] for told in elders.all("besluiten")] == [besluit.json["url"]]


def test_brc_006_a_register_that_is_away_is_told_when_it_is_back(api, body, elders, theirs):
    besluit = api.post(BESLUITEN, body(zaak=theirs))
    elders.away = True
    waiting = delivered()
    elders.away = False
    left = delivered(at=clock.now() + timedelta(minutes=5))

    assert waiting == [f"{SPIEGEL} MirrorWaits:invalid"]
    assert left == []
    assert [told["besluit"] for told in elders.all("besluiten")] == [besluit.json["url"]]
