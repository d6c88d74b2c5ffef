"""Subscribers as they come: faithful, slow, moody, and dying in the middle; all healthy when told to be."""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.faults.elsewhere import CALLBACK_SECRET

KINDS = ("trouw", "traag", "grillig", "sterft")
NO = (500, 503, 502, 400, 404, 429)  # what a moody one answers


@dataclass
class Afnemer:
    """One of them: `got` is each message in the order in which it came, also when it was not thanked for."""

    kind: str
    seed: str
    callback: str = ""
    got: list[dict[str, Any]] = field(default_factory=list)
    healthy: bool = True

    def __post_init__(self) -> None:
        self._chance = random.Random(f"{self.seed}-{self.kind}")
        self._lock = threading.Lock()

    def mood(self) -> tuple[str, float]:
        """What it does with the next message, and a number that goes with that."""
        with self._lock:
            what, much = self._chance.random(), self._chance.random()
        if self.healthy or self.kind == "trouw":
            return "", 0
        if self.kind == "traag":
            return "sleeps", 6 + much if what < 0.03 else much / 2
        if self.kind == "grillig":
            return ("refuses", NO[int(much * len(NO))]) if what < 0.3 else ("", 0)
        if what < 0.1:
            return "never looks", 0
        if what < 0.2:
            return "reads half", 0
        return ("keeps and dies", 0) if what < 0.35 else ("", 0)


@contextmanager
def serving(seed: str) -> Iterator[list[Afnemer]]:
    """One of each kind, at its callback."""
    with ExitStack() as stack:
        yield [stack.enter_context(_served(Afnemer(kind, seed))) for kind in KINDS]


@contextmanager
def _served(afnemer: Afnemer) -> Iterator[Afnemer]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            does, much = afnemer.mood()
            length = int(self.headers["Content-Length"])
            self.close_connection = True
            if does == "never looks":
                return
            if does == "reads half":
                self.rfile.read(length // 2)
                return
            message = json.loads(self.rfile.read(length))
            allowed = self.headers.get("Authorization") == CALLBACK_SECRET
            if allowed:
                afnemer.got.append(message)
            if does == "keeps and dies":
                return
            if does == "sleeps":
                time.sleep(much)
            self.send_response(int(much) if does == "refuses" else 204 if allowed else 403)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: Any) -> None:
            pass  # who hangs up first is no news here

    with Server(("127.0.0.1", 0), Handler) as server:
        afnemer.callback = f"http://127.0.0.1:{server.server_address[1]}/callback"
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield afnemer
        server.shutdown()
