"""NATS JetStream, when RAADHUIS_NATS_URL names one: a message is acknowledged by the server before it counts as sent."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

import structlog

from raadhuis.kernel import settings
from raadhuis.kernel.sending import SubscriberAway

if TYPE_CHECKING:
    from nats.aio.client import Client
    from nats.js.client import JetStreamContext

log = structlog.get_logger(__name__)
SECONDS = 5.0  # for one message, connecting and making the stream included
REPEATS = 24 * 3600.0  # seconds in which the server recognises a message that it already has


class _Loop:
    """One event loop in a thread of its own, in which the client lives: it keeps a connection, and answers pings."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                threading.Thread(target=self._loop.run_forever, name="nats", daemon=True).start()
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(SECONDS + 1)


_loop = _Loop()
_connections: dict[tuple[str, str], Client] = {}  # by address and stream


def publish(subject: str, payload: bytes, *, id: str, content_type: str) -> None:
    """Put a message in the stream, once however often it is tried: `id` is its Nats-Msg-Id. Raises SubscriberAway."""
    from nats.errors import Error

    headers = {"Nats-Msg-Id": id, "Content-Type": content_type}
    try:
        _loop.run(asyncio.wait_for(_publish(subject, payload, headers), SECONDS))
    except (Error, OSError, TimeoutError) as error:
        raise SubscriberAway from error


async def _publish(subject: str, payload: bytes, headers: dict[str, str]) -> None:
    chosen = settings.current()
    where = chosen.nats_url, chosen.nats_stream
    connection = _connections.get(where)
    if connection is None or connection.is_closed:
        connection = await _connect(chosen.nats_url)
        await _ensure(connection.jetstream(), chosen.nats_stream)
        _connections[where] = connection
    try:
        await connection.jetstream(timeout=SECONDS).publish(
            f"{chosen.nats_stream}.{subject}", payload, stream=chosen.nats_stream, headers=headers
        )
    except BaseException:
        # The next one begins anew, with a look at the stream.
        del _connections[where]
        await connection.close()
        raise


async def _connect(url: str) -> Client:
    import nats

    async def quiet(error: Exception) -> None:
        log.warning("nats.trouble", error=type(error).__name__)

    return await nats.connect(url, error_cb=quiet, connect_timeout=2, allow_reconnect=False)


async def _ensure(stream: JetStreamContext, name: str) -> None:
    """The stream as it is, when an operator made it; else one that keeps everything on disk for ever."""
    from nats.js.errors import NotFoundError

    try:
        await stream.stream_info(name)
    except NotFoundError:
        await stream.add_stream(name=name, subjects=[f"{name}.>"], duplicate_window=REPEATS)
