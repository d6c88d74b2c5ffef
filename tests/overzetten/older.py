"""A real proxy that makes a provider look as one of the 1.5 era: other host, other path, fewer fields, parameters, resources."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx

from tests.overzetten.subscriber import AUTH

# What Zaken 1.5, Documenten 1.4 and Catalogi 1.3 do not have.
ABSENT = ("zaaknotities", "substatussen", "verzendingen")
FIELDS = frozenset(
    "communicatiekanaalNaam laatstGemuteerd laatstGeopend isGereedVoorPublicatie tonenAanInitiator inhoudIsVervallen"
    " procesobjectaard_ eerdereOpschorting authenticatieContext beginGeldigheid_ berichtformaat ondertekeningssleutel"
    " alleenIsGereedVoorPublicatie overigeRelatie deelzaaktypeIdentificaties informatieobjecttypeOmschrijvingen".split()
)
PARAMETERS = frozenset({"pageSize", "expand", "fields"})  # silently ignored, as they are there
SMALL = 2  # resources on a page


class Older:
    """The proxy: `base` is `http://localhost:port/openzaak`. `refuses` are collections that answer 403."""

    def __init__(self, upstream: str, *, refuses: tuple[str, ...] = ()) -> None:
        self.upstream, self.refuses, self.asked = upstream, refuses, 0
        self._client = httpx.Client(timeout=60)
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def pass_on(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                headers = {
                    k: v for k, v in self.headers.items() if k.lower() not in ("host", "content-length")
                }
                found = outer.answer(self.command, self.path, self.rfile.read(length), headers)
                status, content, kind = found
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = pass_on

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://localhost:{self._server.server_port}/openzaak"

    def answer(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes, str]:
        """What a provider of then answers: status, content, kind."""
        self.asked += 1
        parts = urlsplit(path)
        path = parts.path.removeprefix("/openzaak")
        if any(f"/{name}" in path for name in self.refuses):
            return 403, b'{"code": "permission_denied"}', "application/json"
        if any(f"/{name}" in path for name in ABSENT):
            return 405 if "substatussen" in path else 404, b"{}", "application/json"
        query = [
            (k, v.replace(self.base, self.upstream)) for k, v in parse_qsl(parts.query) if k not in PARAMETERS
        ]
        paged = "page" in dict(query)
        body = body.replace(self.base.encode(), self.upstream.encode())
        address = f"{self.upstream}{path}?{urlencode([*query, ('pageSize', SMALL)] if paged else query)}"
        found = self._client.request(method, address, content=body, headers=headers)
        if found.status_code == 400 and paged:  # a list without pages ignores the parameter too
            rest = urlencode([(k, v) for k, v in query if k != "page"])
            found = self._client.request(method, f"{self.upstream}{path}?{rest}", headers=headers)
        kind, content = found.headers.get("content-type", ""), found.content
        if "json" in kind and content:
            content = json.dumps(self.older(found.json())).replace(self.upstream, self.base).encode()
        return found.status_code, content, kind

    def older(self, value: Any) -> Any:
        """The same without what came later; and with the auth of subscriptions, which providers of then show."""
        if isinstance(value, list):
            return [self.older(one) for one in value]
        if not isinstance(value, dict):
            return value
        kept = {name: self.older(one) for name, one in value.items() if name not in FIELDS}
        if "callbackUrl" in kept:
            kept["auth"] = AUTH
        if kept.get("verlenging", 0) is None:
            kept["verlenging"] = {"reden": "", "duur": None}
        return kept

    def __enter__(self) -> Older:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
