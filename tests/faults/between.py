"""What stands between us and a store of files: a real TCP proxy that now and then breaks what passes."""

from __future__ import annotations

import random
import re
import socket
import socketserver
import struct
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_REQUEST = re.compile(rb"(GET|PUT|POST|HEAD|DELETE) /")
_CONTINUE = b"HTTP/1.1 100"
_ERROR = b"<?xml version='1.0'?><Error><Code>InternalError</Code><Message>stuk</Message></Error>"
_REFUSED = b"HTTP/1.1 500 Internal Server Error\r\nContent-Type: application/xml\r\nConnection: close\r\n"
CHUNK = 64 * 1024
# What can happen to one request, and how often beside the others.
FAULTS = {"reset": 3, "half sent": 2, "500": 3, "slow": 3, "lost answer": 2, "half answer": 3}


@dataclass
class Between:
    """The proxy's mood: how many of the requests have a fault, and how often each fault was."""

    seed: str
    broken: float = 0.0
    happened: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)
        self._lock = threading.Lock()

    def fault(self) -> str:
        """What happens to the next request; "" is nothing."""
        with self._lock:
            if self._chance.random() >= self.broken:
                return ""
            chosen = self._chance.choices(list(FAULTS), list(FAULTS.values()))[0]
            self.happened[chosen] += 1
            return chosen


@contextmanager
def between(url: str, mood: Between) -> Iterator[str]:
    """The address of a proxy in front of the HTTP server at `url`."""
    there = urlsplit(url)

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError), socket.create_connection((there.hostname, there.port or 80)) as server:
                _Passing(self.request, server, mood).run()

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

    with Server(("127.0.0.1", 0), Handler) as proxy:
        threading.Thread(target=proxy.serve_forever, args=(0.05,), daemon=True).start()
        yield f"http://127.0.0.1:{proxy.server_address[1]}"
        proxy.shutdown()


class _Passing:
    """One connection: bytes both ways, with a fault chosen at the begin of each request."""

    def __init__(self, client: socket.socket, server: socket.socket, mood: Between) -> None:
        self._client, self._server, self._mood = client, server, mood
        self._answer_fault = ""

    def run(self) -> None:
        answers = threading.Thread(target=self._answers, daemon=True)
        answers.start()
        with suppress(OSError):
            while chunk := self._client.recv(CHUNK):
                if not self._send(chunk):
                    break
        with suppress(OSError):
            self._server.shutdown(socket.SHUT_WR)
        answers.join(30)

    def _send(self, chunk: bytes) -> bool:
        fault = self._mood.fault() if _REQUEST.match(chunk) else ""
        if fault in ("reset", "half sent"):
            if fault == "half sent":
                self._server.sendall(chunk[: len(chunk) // 2])
            self._cut()
            return False
        if fault == "500":
            self._client.sendall(_REFUSED + b"Content-Length: %d\r\n\r\n%s" % (len(_ERROR), _ERROR))
            return False
        if fault == "slow":
            time.sleep(1.0)
        if fault in ("lost answer", "half answer"):
            self._answer_fault = fault
        self._server.sendall(chunk)
        return True

    def _answers(self) -> None:
        with suppress(OSError):
            while chunk := self._server.recv(CHUNK):
                if self._answer_fault and not chunk.startswith(_CONTINUE):
                    if self._answer_fault == "half answer":
                        self._client.sendall(chunk[: len(chunk) // 2])
                        time.sleep(0.05)
                    self._cut()
                    return
                self._client.sendall(chunk)
        with suppress(OSError):
            self._client.shutdown(socket.SHUT_WR)

    def _cut(self) -> None:
        """Reset: no goodbye."""
        for side in (self._client, self._server):
            with suppress(OSError):
                side.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                side.shutdown(socket.SHUT_RDWR)
                side.close()
