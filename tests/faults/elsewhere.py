"""The other side of the APIs: a client with a token, and a subscriber that keeps what it hears."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
from joserfc import jwt
from joserfc.jwk import OctKey

CLIENT, SECRET = "storingstest", "een lang geheim voor de storingstest"
CALLBACK_SECRET = "Bearer geheim-van-de-afnemer"


def admit(environment: Mapping[str, str]) -> None:
    """Give the client every right."""
    argv = ["applicatie", "add", "--client-id", CLIENT, "--secret", SECRET, "--alle-autorisaties"]
    subprocess.run([sys.executable, "-m", "raadhuis", *argv], env=dict(environment), check=True)


def client(base: str, *, secret: str = SECRET, client_id: str = CLIENT, ago: int = 0) -> httpx.Client:
    """A client of the APIs; another `secret` makes its token a forged one. The token was made `ago` seconds back."""
    claims = {
        "iss": client_id,
        "iat": int(time.time()) - ago,
        "client_id": client_id,
        "user_id": "",
        "user_representation": "",
    }
    token = jwt.encode({"alg": "HS256", "typ": "JWT"}, claims, OctKey.import_key(secret))
    headers = {"Authorization": f"Bearer {token}", "Accept-Crs": "EPSG:4326", "Content-Crs": "EPSG:4326"}
    return httpx.Client(base_url=base, headers=headers, timeout=30, trust_env=False)


@contextmanager
def subscriber(got: list[dict[str, Any]]) -> Iterator[str]:
    """The address of a callback that puts every message in `got`."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            allowed = self.headers.get("Authorization") == CALLBACK_SECRET
            if allowed:
                got.append(message)
            self.send_response(204 if allowed else 403)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/callback"
    finally:
        server.shutdown()
        server.server_close()


def subscribe(base: str, callback: str, **how: str) -> None:
    """Hear everything that changes in the registers of zaken, documenten and besluiten; `how` is more of the abonnement."""
    kanalen: list[dict[str, Any]] = [
        {"naam": name, "filters": {}} for name in ("zaken", "documenten", "besluiten")
    ]
    body = {"callbackUrl": callback, "auth": CALLBACK_SECRET, "kanalen": kanalen, **how}
    with client(base) as api:
        answer = api.post("/notificaties/api/v1/abonnement", json=body)
    assert answer.status_code == 201, answer.text


class Outside:
    """A process of ours that stands for the world outside: it gets words, a line each, and answers with a line.

    It is a process of its own since the operator (`parts`) starts processes, and a process with threads cannot fork safely.
    """

    def __init__(self, module: str, *arguments: str) -> None:
        argv = [sys.executable, "-m", module, *arguments]
        self._process = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, word: str) -> str:
        """What it answers."""
        self.say(word)
        return self.line()

    def say(self, word: str) -> None:
        """Something that it does not answer."""
        assert self._process.stdin is not None
        self._process.stdin.write(word + "\n")
        self._process.stdin.flush()

    def line(self) -> str:
        """The next line that it says."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline().strip()
        assert line, "the world outside ended"
        return line

    def close(self) -> None:
        """The world ends."""
        self._process.kill()
        self._process.communicate()
