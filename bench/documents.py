"""Large documents: in parts, out again, and as base64; megabytes a second beside a plain copy, and the memory it takes."""

from __future__ import annotations

import base64
import hashlib
import http.client
import itertools
import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from bench.place import Place, Server, token
from bench.report import table, verdict

MB = 2**20
CHUNK = 256 * 1024
LIMIT = 64  # MB of memory that a file of any size may cost on top of the web process at rest
API = "/documenten/api/v1"
EDGE = "grens"
BASE64 = (1, 40, 1000)
BLOCK = b"\0" + os.urandom(MB - 1)  # whose beginning is no program's


@dataclass(slots=True)
class Watch:
    """The memory of the web processes while something happens: at rest and at most, PSS and RSS in MB."""

    server: Server
    rest: tuple[float, float] = (0.0, 0.0)
    peak: list[float] = field(default_factory=lambda: [0.0, 0.0])

    def weigh(self) -> tuple[float, float]:
        found = [p.memory_full_info() for p in self.server.processes()]
        return sum(getattr(m, "pss", m.rss) for m in found) / MB, sum(m.rss for m in found) / MB

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Weigh five times a second meanwhile."""
        self.rest, done = self.weigh(), threading.Event()
        self.peak = list(self.rest)

        def look() -> None:
            while not done.wait(0.2):
                self.peak = [max(a, b) for a, b in zip(self.peak, self.weigh(), strict=True)]

        thread = threading.Thread(target=look)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()

    @property
    def grew(self) -> float:
        """PSS at most, over PSS at rest."""
        return self.peak[0] - self.rest[0]


class Client:
    """One client of the API, with bodies that are sent and read in chunks."""

    def __init__(self, port: int) -> None:
        self._port = port

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """JSON in, JSON out; None without a body. Stops the bench for a refusal."""
        raw = b"" if body is None else json.dumps(body).encode()
        answer = self.send(method, path, [raw], len(raw), "application/json")
        said = answer.read()
        if answer.status >= 300:
            raise SystemExit(f"{method} {path}: {answer.status} {said[:2000]!r}")
        return json.loads(said) if said else None

    def send(
        self, method: str, path: str, body: Any, length: int, kind: str, *, cut: bool = False
    ) -> http.client.HTTPResponse:
        """A request whose body comes in chunks; `cut` closes the connection in the middle of it."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=3600)
        connection.putrequest(method, path)
        for name, value in (
            ("Authorization", f"Bearer {token()}"),
            ("Content-Type", kind),
            ("Content-Length", str(length)),
        ):
            connection.putheader(name, value)
        connection.endheaders()
        for number, chunk in enumerate(body):
            if cut and number == 3:
                connection.close()
                raise ConnectionAbortedError
            if chunk:
                connection.send(chunk)
        return connection.getresponse()


def run(place: Place) -> bool:
    """Upload and download one large file, and smaller ones as base64."""
    size = (64 * MB if place.quick else int(place.options.gb * 2**30)) // MB * MB
    floor = _floor(place, size)
    rows: list[list[object]] = [
        ["plain copy to disk with SHA-256", size // MB, size / MB / floor, 1.0, "", ""]
    ]
    with place.server() as server:
        client, watch = Client(server.port), Watch(server)
        kind = client.ask("GET", "/catalogi/api/v1/informatieobjecttypen")["results"][0]["url"]
        most = size // MB
        rows += [_base64(client, watch, kind, mb, size / MB / floor) for mb in BASE64 if mb <= most]
        rows += _large(client, watch, kind, size, floor)
        grew = [row.pop() for row in rows[1:]]
    table(["what", "MB", "MB/s", "× plain copy", "peak PSS MB", "peak RSS MB"], rows)
    grown = max(float(g) for g in grew)  # type: ignore[arg-type]  # numbers
    return verdict("memory that the large file cost, PSS over rest", grown, at_most=LIMIT, unit="MB")


def _blocks(size: int) -> Iterator[bytes]:
    for start in range(0, size, MB):
        yield BLOCK[: min(MB, size - start)]


def _floor(place: Place, size: int) -> float:
    """Seconds that Python's own hashlib and files take for as many bytes, durable as ours are."""
    path, started, digest = place.folder / "floor", time.perf_counter(), hashlib.sha256()
    with path.open("wb") as file:
        for block in _blocks(size):
            for start in range(0, len(block), CHUNK):
                file.write(block[start : start + CHUNK])
                digest.update(block[start : start + CHUNK])
        file.flush()
        os.fsync(file.fileno())
    taken = time.perf_counter() - started
    path.unlink()
    return taken


def _body(kind: str, **changes: Any) -> dict[str, Any]:
    return {
        "bronorganisatie": "123456782",
        "creatiedatum": "2026-01-02",
        "titel": "Groot bestand",
        "auteur": "bench",
        "taal": "nld",
        "informatieobjecttype": kind,
        "bestandsnaam": "groot.bin",
        "formaat": "application/octet-stream",
        **changes,
    }


def _base64(client: Client, watch: Watch, kind: str, mb: int, plain: float) -> list[object]:
    head, tail = json.dumps(_body(kind, inhoud="|")).encode().split(b"|")
    block = base64.b64encode(BLOCK[: MB // 3 * 3])  # encoded once: the client should not be what we measure
    size = mb * MB // (MB // 3 * 3)  # blocks
    length = len(head) + size * len(block) + len(tail)
    times = []
    with watch.watching():
        for _ in range(3):
            started = time.perf_counter()
            path = f"{API}/enkelvoudiginformatieobjecten"
            sent = (head, *itertools.repeat(block, size), tail)
            answer = client.send("POST", path, sent, length, "application/json")
            if answer.status != 201:
                raise SystemExit(f"base64: {answer.status} {answer.read()[:2000]!r}")
            answer.read()
            times.append(time.perf_counter() - started)
    speed = mb / sorted(times)[1]
    return [f"POST {mb} MB as base64", mb, speed, speed / plain, *watch.peak, watch.grew]


def _large(client: Client, watch: Watch, kind: str, size: int, floor: float) -> list[list[object]]:
    """Upload in parts (the first is cut off and sent again), join, download; a row each, with what memory it cost."""
    made = client.ask(
        "POST", f"{API}/enkelvoudiginformatieobjecten", _body(kind, inhoud=None, bestandsomvang=size)
    )
    path = made["url"][made["url"].index(API) :]
    found: list[list[object]] = []

    def step(what: str, act: Any) -> None:
        with watch.watching():
            started = time.perf_counter()
            act()
            taken = time.perf_counter() - started
        found.append([what, size // MB, size / MB / taken, floor / taken, *watch.peak, watch.grew])

    def upload() -> None:
        for number, deel in enumerate(made["bestandsdelen"]):
            if number == 0:
                _put(client, deel, made["lock"], cut=True)
            _put(client, deel, made["lock"])

    step(f"PUT of {len(made['bestandsdelen'])} parts", upload)
    step(
        "unlock: joined, looked at, scanned",
        lambda: client.ask("POST", f"{path}/unlock", {"lock": made["lock"]}),
    )
    step("GET download", lambda: _download(client, path, size))
    return found


def _put(client: Client, deel: dict[str, Any], lock: str, *, cut: bool = False) -> None:
    head = (
        f'--{EDGE}\r\nContent-Disposition: form-data; name="lock"\r\n\r\n{lock}\r\n--{EDGE}\r\n'
        'Content-Disposition: form-data; name="inhoud"; filename="deel"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    ).encode()
    tail = f"\r\n--{EDGE}--\r\n".encode()
    body = (head, *_blocks(deel["omvang"]), tail)
    length = len(head) + deel["omvang"] + len(tail)
    path = deel["url"][deel["url"].index(API) :]
    try:
        answer = client.send("PUT", path, body, length, f"multipart/form-data; boundary={EDGE}", cut=cut)
    except ConnectionAbortedError:
        return
    if answer.status != 200:
        raise SystemExit(f"part: {answer.status} {answer.read()[:2000]!r}")
    answer.read()


def _download(client: Client, path: str, size: int) -> None:
    answer, ours, theirs, got = (
        client.send("GET", f"{path}/download", [], 0, ""),
        hashlib.sha256(),
        hashlib.sha256(),
        0,
    )
    while chunk := answer.read(CHUNK):
        theirs.update(chunk)
        got += len(chunk)
    for block in _blocks(size):
        ours.update(block)
    if got != size or ours.digest() != theirs.digest():
        raise SystemExit("What came out is not what went in.")
