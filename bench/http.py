"""Clients that cost next to nothing themselves: bytes ready to send, keep-alive, one thread for all of them."""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Callable, Iterator
from typing import Any

END = b"\r\n\r\n"


def request(method: str, path: str, *, token: str = "", body: bytes = b"") -> bytes:
    """One HTTP/1.1 request as bytes, with the headers that a ZGW client sends."""
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: 127.0.0.1:8000",
        "Accept: application/json",
        "User-Agent: bench",
    ]
    lines += ["Accept-Crs: EPSG:4326", "Content-Crs: EPSG:4326"]
    if token:
        lines.append(f"Authorization: Bearer {token}")
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode() + END + body


class Client:
    """One connection that stays open."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=300)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._received = bytearray()
        self._expected = 0  # bytes of the answer, once its head is there

    def send(self, raw: bytes) -> None:
        """Ask; the answer comes in with `receive`."""
        self._received.clear()
        self._expected = 0
        self.socket.sendall(raw)

    def receive(self) -> bool:
        """Take what came in; True when the answer is complete."""
        arrived = self.socket.recv(1 << 18)
        if not arrived:
            raise SystemExit("The server closed the connection.")
        self._received += arrived
        if not self._expected and (head := self._received.find(END)) >= 0:
            length = bytes(self._received[:head]).lower().split(b"content-length:", 1)[1].split(b"\r\n", 1)[0]
            self._expected = head + len(END) + int(length)
        return bool(self._expected) and len(self._received) >= self._expected

    def answer(self, *, status: int) -> bytes:
        """The body. Stops the bench for another status: a refusal is fast."""
        if not self._received.startswith(f"HTTP/1.1 {status} ".encode()):
            raise SystemExit(f"expected {status}, got {bytes(self._received[:2000])!r}")
        return bytes(self._received[self._received.index(END) + len(END) :])

    def ask(self, raw: bytes, *, status: int = 200) -> bytes:
        """One request, and its body."""
        self.send(raw)
        while not self.receive():
            pass
        return self.answer(status=status)


def timed(act: Callable[[], Any], *, seconds: float) -> list[float]:
    """Do it again and again for some seconds (five times at least); the milliseconds of each."""
    found = []
    until = time.perf_counter() + seconds
    while len(found) < 5 or time.perf_counter() < until:
        started = time.perf_counter()
        act()
        found.append((time.perf_counter() - started) * 1000)
    return found


def throughput(
    port: int, requests: Iterator[bytes], *, clients: int, seconds: float, status: int = 200
) -> int:
    """Requests answered with so many clients at once, each asking again as soon as it has its answer, until some seconds
    have passed; then each still waits for its last one, so that whoever is measured next has the machine for itself."""
    selector = selectors.DefaultSelector()
    connections = [Client(port) for _ in range(clients)]
    for client in connections:
        selector.register(client.socket, selectors.EVENT_READ, client)
        client.send(next(requests))
    done, started = 0, time.perf_counter()
    while time.perf_counter() < started + seconds:
        for key, _ in selector.select(1):
            if key.data.receive():
                key.data.answer(status=status)
                done += 1
                key.data.send(next(requests))
    for client in connections:
        while not client.receive():
            pass
        client.answer(status=status)
        client.socket.close()
    return done + clients
