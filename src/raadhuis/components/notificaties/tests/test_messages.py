"""How a message looks: ZGW or CloudEvents, signed so that anybody can check it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from raadhuis.components.notificaties.domain import berichten
from raadhuis.components.notificaties.tests.conftest import Afnemer
from raadhuis.components.notificaties.tests.test_abonnementen import ABONNEMENT, body
from raadhuis.components.notificaties.tests.test_sending import change, work
from raadhuis.kernel import db

KEY = base64.b64encode(bytes(range(32))).decode()
SLEUTEL = f"whsec_{KEY}"


def verify(key: str, headers: dict[str, str], raw: bytes, *, now: datetime) -> bool:
    """What the documentation tells a subscriber to do."""
    sent = int(headers["webhook-timestamp"])
    if abs(now.timestamp() - sent) > 300:
        return False
    signed = b".".join((headers["webhook-id"].encode(), str(sent).encode(), raw))
    wanted = hmac.new(base64.b64decode(key.removeprefix("whsec_")), signed, hashlib.sha256).digest()
    found = headers["webhook-signature"].removeprefix("v1,")
    return hmac.compare_digest(base64.b64encode(wanted).decode(), found)


def received(afnemer: Afnemer) -> tuple[dict[str, str], bytes]:
    headers, raw = afnemer.raw[-1]
    return {name.lower(): value for name, value in headers.items()}, raw


def test_a_message_is_signed_over_its_id_its_moment_and_its_body(api, afnemer: Afnemer, at: datetime):
    api.post(ABONNEMENT, body(afnemer.url, ondertekeningssleutel=SLEUTEL))
    change(at, hoofd=uuid4())
    work(at)
    headers, raw = received(afnemer)
    assert headers["webhook-id"] == str(db.value("SELECT uuid FROM kernel_event WHERE kanaal = 'zaken'"))
    assert verify(SLEUTEL, headers, raw, now=at)
    assert not verify(SLEUTEL, headers, raw.replace(b"status", b"sTatus"), now=at)
    assert not verify(SLEUTEL, {**headers, "webhook-id": str(uuid4())}, raw, now=at)
    assert not verify(SLEUTEL, headers, raw, now=at + timedelta(hours=1)), (
        "an old message cannot be played again"
    )
    assert not verify(f"whsec_{base64.b64encode(bytes(32)).decode()}", headers, raw, now=at)


def test_a_message_that_is_sent_again_has_the_same_id(api, afnemer: Afnemer, at: datetime):
    api.post(ABONNEMENT, body(afnemer.url))
    change(at, hoofd=uuid4())
    afnemer.status = 500
    work(at)
    first = received(afnemer)[0]["webhook-id"]
    afnemer.status = 204
    work(at + timedelta(seconds=1))
    headers, _ = received(afnemer)
    assert (headers["webhook-id"], "webhook-signature" in headers) == (first, False)


@pytest.mark.parametrize("sleutel", ["geheim", KEY, "whsec_a2xlaW4=", "whsec_%%%"])
def test_a_secret_that_is_easily_guessed_is_refused(api, afnemer: Afnemer, sleutel: str):
    made = api.post(ABONNEMENT, body(afnemer.url, ondertekeningssleutel=sleutel))
    assert made.fouten == {"ondertekeningssleutel": "invalid"}


def test_the_signing_secret_is_neither_shown_nor_stored_nor_audited(api, afnemer: Afnemer):
    made = api.post(ABONNEMENT, body(afnemer.url, ondertekeningssleutel=SLEUTEL)).json
    assert made["ondertekeningssleutel"] == "(verborgen)"
    stored = db.rows(
        "SELECT a::text FROM notificaties_abonnement a UNION ALL SELECT a::text FROM kernel_audit a"
    )
    assert not any(KEY[:20] in text for (text,) in stored)


def test_a_client_that_knows_only_the_standard_leaves_our_additions_as_they_are(api, afnemer: Afnemer):
    made = api.post(
        ABONNEMENT, body(afnemer.url, ondertekeningssleutel=SLEUTEL, berichtformaat="cloudevents")
    ).json
    changed = api.put(made["url"], body(afnemer.url, kanalen=[{"naam": "besluiten"}])).json
    assert (changed["berichtformaat"], changed["ondertekeningssleutel"]) == ("cloudevents", "(verborgen)")
    assert api.patch(made["url"], {"ondertekeningssleutel": ""}).json["ondertekeningssleutel"] == ""


def test_a_subscriber_may_have_cloudevents(api, afnemer: Afnemer, at: datetime):
    api.post(ABONNEMENT, body(afnemer.url, berichtformaat="cloudevents"))
    url = change(at, hoofd=uuid4())
    work(at)
    headers, raw = received(afnemer)
    assert headers["content-type"] == "application/cloudevents+json; charset=UTF-8"
    said = json.loads(raw)
    data = said.pop("data")
    seq, uuid = db.row("SELECT seq, uuid FROM kernel_event WHERE kanaal = 'zaken'") or (0, "")
    assert said == {
        "specversion": "1.0",
        "id": str(uuid),
        "source": "urn:nld:oin:00000001123456782000:systeem:raadhuis",
        "type": "nl.vng.zgw.zaken.status.partial_update",
        "subject": url.rsplit("/", 1)[-1],
        "time": "2099-11-22T09:30:00Z",
        "datacontenttype": "application/json",
        "dataref": url,
        "sequence": f"{seq:020}",
        "sequencetype": "Integer",
    }
    assert (data["resourceUrl"], data["kanaal"], data["actie"]) == (url, "zaken", "partial_update")


def test_a_cloudevent_of_another_provider_says_what_happened_to_what():
    event: dict[str, Any] = {
        "specversion": "1.0",
        "id": "7",
        "source": "urn:nld:oin:1:systeem:x",
        "type": "nl.overheid.zaken.zaak-gemuteerd",
        "time": "2026-11-22T09:00:00Z",
        "dataref": "https://elders.example/zaken/api/v1/zaken/1b2f3c4d-0000-4000-8000-000000000001",
    }
    from raadhuis.components.notificaties.types import CloudEvent
    from raadhuis.kernel import wire

    said, identity = berichten.from_cloud_event(wire.convert(_timed(event), CloudEvent))
    assert said is not None
    assert (said.kanaal, said.resource, said.actie) == ("zaken", "zaak", "partial_update")
    again, same = berichten.from_cloud_event(wire.convert(_timed({**event, "time": None}), CloudEvent))
    assert (again, same) == (None, identity), (
        "without a moment there is nothing to say, but it is the same event"
    )


def _timed(event: dict[str, Any]) -> dict[str, Any]:
    moment = event["time"]
    return {**event, "time": moment and datetime.fromisoformat(moment.replace("Z", "+00:00"))}
