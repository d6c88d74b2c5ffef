"""What a legal client may send and we must not stumble over: more than we know, other spellings of the same, what it read."""

from __future__ import annotations

import pytest

from raadhuis.components.zaken.tests.conftest import body, kaart, types
from raadhuis.kernel.testing import ApiClient

__all__ = ["body", "kaart", "types"]  # the fixtures of Zaken
ZAKEN = "/zaken/api/v1/zaken"


def test_a_slash_at_the_end_is_the_same_address(api: ApiClient, body) -> None:
    made = api.post(f"{ZAKEN}/", body()).json

    assert api.get(f"{made['url']}/").json == made
    assert api.get(f"{ZAKEN}/?bronorganisatie=123456782").json["count"] == 1


def test_fields_that_we_do_not_know_are_ignored(api: ApiClient, body) -> None:
    answer = api.post(ZAKEN, body(vanEenLatereVersie={"x": [1]}, url="https://elders.example/1", uuid="x"))

    assert answer.status == 201, answer.json
    assert "vanEenLatereVersie" not in answer.json


@pytest.mark.parametrize(
    "sent",
    [
        {"laatsteBetaaldatum": "2026-11-20T10:00:00", "betalingsindicatie": "geheel"},
        {"laatsteBetaaldatum": "2026-11-20T10:00:00.123456+01:00", "betalingsindicatie": "geheel"},
        {"verlenging": {"reden": "Druk", "duur": "P0Y0M14DT0H"}},
        {"verlenging": None, "opschorting": None, "processobject": None, "zaakgeometrie": None},
        {"archiefnominatie": "", "archiefactiedatum": None, "hoofdzaak": None, "communicatiekanaal": ""},
        {"vertrouwelijkheidaanduiding": "", "betalingsindicatie": "", "laatsteBetaaldatum": None},
        {"omschrijving": "Ë" * 80, "toelichting": "regel 1\nregel 2\t\U0001f333"},
        {"kenmerken": [], "relevanteAndereZaken": [], "productenOfDiensten": [], "gerelateerdeZaken": []},
        {"zaakgeometrie": {"type": "Point", "coordinates": [7, 52]}},
    ],
)
def test_what_is_unusual_but_right_is_taken(api: ApiClient, body, sent) -> None:
    answer = api.post(ZAKEN, body(**sent))

    assert answer.status == 201, answer.json


def test_what_was_read_may_be_sent_back_whole(api: ApiClient, body) -> None:
    made = api.post(ZAKEN, body()).json

    for method in ("PUT", "PATCH"):
        answer = api.request(method, made["url"], made)
        assert answer.status == 200, answer.json
        assert answer.json == made


def test_a_body_may_have_spaces_around_it_and_say_its_charset(api: ApiClient, body) -> None:
    raw = b' \n{"bronorganisatie": "123456782"}\n'

    assert api.request("POST", ZAKEN, raw, content_type="application/json; charset=UTF-8").fouten
    assert api.post(ZAKEN, body(), accept_crs="EPSG:4326", content_crs="EPSG:4326").status == 201
