"""Hearing what changes elsewhere: only from who has our secret, and each change once."""

from __future__ import annotations

import json
from typing import Any

import pytest

from raadhuis.components.notificaties import api as door
from raadhuis.components.notificaties.store import sealed
from raadhuis.components.notificaties.tests.test_abonnementen import message
from raadhuis.kernel import db, events


@pytest.fixture
def hears_zaken(monkeypatch, setting) -> None:
    """The registers are elsewhere, and a room of ours hears zaken."""
    setting(notificaties_url="https://elders.example/notificaties/api/v1")
    monkeypatch.setattr(
        events, "hearers", lambda kanaal, *_: ("proef/tasks:on",) if kanaal == "zaken" else ()
    )


def call(client: Any, body: dict[str, Any], auth: str) -> int:
    headers = {"HTTP_AUTHORIZATION": auth} if auth else {}
    return int(client.post(door.CALLBACK, body, content_type="application/json", **headers).status_code)


def deliveries() -> int:
    return int(db.value("SELECT count(*) FROM kernel_delivery"))


def test_a_change_elsewhere_is_heard_by_our_rooms_once(client, db, hears_zaken):
    assert call(client, message(), sealed.our_header()) == 204
    assert call(client, message(), sealed.our_header()) == 204, "the sender may repeat itself"
    assert deliveries() == 1


@pytest.mark.parametrize("auth", ["", "Bearer iets-anders", "Bearer é"])
def test_who_does_not_have_our_secret_is_refused(client, db, hears_zaken, auth: str):
    assert call(client, message(), auth) == 403
    assert deliveries() == 0


def test_what_no_room_asked_for_is_taken_and_forgotten(client, db, hears_zaken):
    assert call(client, {**message(), "kanaal": "test"}, sealed.our_header()) == 204
    assert deliveries() == 0


def test_a_house_with_its_own_registers_has_no_callback(client, db):
    assert call(client, message(), sealed.our_header()) == 403


def test_no_message_at_all_is_refused(client, db, hears_zaken):
    assert call(client, {}, sealed.our_header()) == 400
    assert client.get(door.CALLBACK).status_code == 405


def cloud_event(**changes: Any) -> dict[str, Any]:
    return {
        "specversion": "1.0", "id": "7", "source": "urn:nld:oin:00000001123456782000:systeem:elders",
        "type": "nl.vng.zgw.zaken.zaak.create", "time": "2026-11-22T09:00:00Z", "data": message(), **changes,
    }  # fmt: skip


def call_cloud(client: Any, body: Any, **headers: str) -> int:
    headers = {"HTTP_AUTHORIZATION": sealed.our_header(), **headers}
    kind = "application/json" if "HTTP_CE_ID" in headers else "application/cloudevents+json"
    return int(client.post(door.CALLBACK, json.dumps(body), content_type=kind, **headers).status_code)


def test_a_cloudevent_is_heard_once_too(client, db, hears_zaken):
    assert call_cloud(client, cloud_event()) == 204
    assert call_cloud(client, cloud_event()) == 204
    assert call_cloud(client, cloud_event(id="8")) == 204
    assert deliveries() == 2


def test_a_cloudevent_may_have_its_attributes_in_headers(client, db, hears_zaken):
    attributes = {f"HTTP_CE_{k.upper()}": v for k, v in cloud_event().items() if k != "data"}
    assert call_cloud(client, message(), **attributes) == 204
    assert call_cloud(client, cloud_event()) == 204
    assert deliveries() == 1, "it is the same event, whichever way it came"
    assert call_cloud(client, message(), **{**attributes, "HTTP_CE_TIME": "gisteren"}) == 400


def test_a_cloudevent_needs_our_secret_too(client, db, hears_zaken):
    assert call_cloud(client, cloud_event(), HTTP_AUTHORIZATION="Bearer iets-anders") == 403
    assert call_cloud(client, cloud_event(specversion="0.3")) == 400
    assert call_cloud(client, cloud_event(data={**message(), "aanmaakdatum": "x"})) == 400
    assert deliveries() == 0
