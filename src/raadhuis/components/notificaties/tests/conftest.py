"""Somebody who subscribes: a real HTTP server that keeps what it gets."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from raadhuis.kernel import settings

SECRET = "Bearer geheim-van-de-afnemer"


@dataclass
class Afnemer:
    """A subscriber's callback. `status` is what it answers to who knows the secret; `guarded` whether it asks for it."""

    status: int = 204
    guarded: bool = True
    seconds: float = 0
    location: str = ""
    got: list[dict[str, Any]] = field(default_factory=list)
    raw: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    url: str = ""

    @property
    def objects(self) -> list[str]:
        return [message["resourceUrl"] for message in self.got if message["kanaal"] != "test"]


@pytest.fixture
def at() -> datetime:
    """A moment after everything that the API is asked in a test: what it puts in the outbox is due by then."""
    return datetime(2099, 11, 22, 9, 30, tzinfo=UTC)


@pytest.fixture
def afnemer(allow_private: None) -> Iterator[Afnemer]:
    """A subscriber that is there."""
    with serving() as made:
        yield made


@pytest.fixture
def traag(allow_private: None) -> Iterator[Afnemer]:
    """A second subscriber."""
    with serving() as made:
        yield made


def serving() -> Any:
    from contextlib import contextmanager

    @contextmanager
    def served() -> Iterator[Afnemer]:
        afnemer = Afnemer()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"]))
                message = json.loads(raw)
                allowed = not afnemer.guarded or self.headers.get("Authorization") == SECRET
                time.sleep(afnemer.seconds)
                if allowed:
                    afnemer.got.append(message)
                    afnemer.raw.append((dict(self.headers), raw))
                self.send_response(afnemer.status if allowed else 403)
                if afnemer.location:
                    self.send_header("Location", afnemer.location)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        afnemer.url = f"http://127.0.0.1:{server.server_address[1]}/callback"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield afnemer
        finally:
            server.shutdown()
            server.server_close()

    return served()


@pytest.fixture
def setting(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Change settings of the house for one test."""

    def change(**values: Any) -> None:
        changed = replace(settings.current(), **values)
        monkeypatch.setattr(settings, "current", lambda: changed)

    return change


@pytest.fixture
def allow_private(setting: Callable[..., None]) -> None:
    """Callbacks on this machine may be called."""
    setting(callbacks_private=True)


@pytest.fixture
def nobody() -> str:
    """An address where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}/callback"
