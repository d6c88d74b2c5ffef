"""Events in NATS JetStream: each once, as a CloudEvent, and like any other subscriber when it is away."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from nats.js.errors import NotFoundError

from raadhuis.components.notificaties.tests.test_sending import change, work
from raadhuis.kernel import db, outbox, stream
from raadhuis.kernel.sending import SubscriberAway

ADDRESS = ("127.0.0.1", 4222)
URL = "nats://127.0.0.1:4222"


def answers() -> bool:
    try:
        socket.create_connection(ADDRESS, timeout=1).close()
    except OSError:
        return False
    return True


@pytest.fixture
def name(db: None, setting: Any) -> Iterator[str]:
    """A stream of our own on the server that answers."""
    if not answers():
        pytest.skip(f"no NATS server answers at {URL}")
    name = f"proef-{uuid4().hex[:8]}"
    setting(nats_url=URL, nats_stream=name)
    yield name
    with contextlib.suppress(NotFoundError):
        asked(lambda js: js.delete_stream(name))


def asked(what: Any) -> Any:
    import nats

    async def run() -> Any:
        connection = await nats.connect(URL)
        try:
            return await what(connection.jetstream())
        finally:
            await connection.close()

    return asyncio.run(run())


def messages(name: str) -> list[Any]:
    async def every(js: Any) -> list[Any]:
        last = (await js.stream_info(name)).state.last_seq
        return [await js.get_msg(name, seq) for seq in range(1, last + 1)]

    return list(asked(every))


def test_every_event_comes_in_the_stream_once_as_a_cloudevent(name: str, at: datetime):
    urls = [change(at, hoofd=uuid4()) for _ in range(3)]
    work(at)
    found = messages(name)
    assert [json.loads(m.data)["dataref"] for m in found] == urls
    assert {m.subject for m in found} == {f"{name}.zaken.status.partial_update"}
    uuids = [str(uuid) for (uuid,) in db.rows("SELECT uuid FROM kernel_event ORDER BY seq")]
    assert [m.headers["Nats-Msg-Id"] for m in found] == uuids


def test_what_is_sent_twice_is_kept_once(name: str):
    for _ in range(2):
        stream.publish("zaken.zaak.create", b"{}", id="dezelfde", content_type="application/json")
    assert len(messages(name)) == 1


def test_a_stream_that_somebody_removed_is_made_again(name: str):
    stream.publish("zaken.zaak.create", b"1", id="1", content_type="application/json")
    asked(lambda js: js.delete_stream(name))
    with pytest.raises(SubscriberAway):
        stream.publish("zaken.zaak.create", b"2", id="2", content_type="application/json")
    stream.publish("zaken.zaak.create", b"2", id="2", content_type="application/json")
    assert [m.data for m in messages(name)] == [b"2"]


def test_words_that_mean_something_in_a_subject_do_no_harm():
    from raadhuis.components.notificaties.api.versturen import _token

    assert [_token(word) for word in ("a.b", "*", ">", "met spatie", "gewoon-goed_1")] == [
        "a_b", "_", "_", "met_spatie", "gewoon-goed_1",
    ]  # fmt: skip


def test_a_server_that_is_away_delays_nobody_and_loses_nothing(db, setting, nobody: str, at: datetime):
    setting(nats_url=nobody.replace("http", "nats").removesuffix("/callback"))
    change(at, hoofd=uuid4())
    work(at)
    (left,) = outbox.backlog()
    assert (left.subscriber, left.state, left.waiting) == ("notificaties/tasks:to_stream#nats", "resting", 1)


def test_what_waited_comes_when_the_server_is_back(name: str, setting, nobody: str, at: datetime):
    setting(nats_url=nobody.replace("http", "nats").removesuffix("/callback"))
    url = change(at, hoofd=uuid4())
    work(at)
    setting(nats_url=URL)
    work(at + timedelta(minutes=1))
    assert [json.loads(m.data)["dataref"] for m in messages(name)] == [url]
