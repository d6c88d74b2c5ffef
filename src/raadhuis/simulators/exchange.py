"""One HTTP request in, one response out, and the threaded HTTP/1.1 server between them and the socket."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

import msgspec

MAX_BODY = 1_000_000  # bytes; nothing a simulator is asked for comes near
IDLE_SECONDS = 60

JSON = "application/json; charset=utf-8"
HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Request:
    """A request, read completely. Header names are lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    peer: str

    def query_pairs(self) -> list[tuple[str, str]]:
        """Query parameters in order, repeated ones included."""
        return parse_qsl(self.query, keep_blank_values=True, max_num_fields=100)

    def form_pairs(self) -> list[tuple[str, str]]:
        """Fields of a posted form in order; empty when the body is no form."""
        if media_type(self.headers.get("content-type", "")) != "application/x-www-form-urlencoded":
            return []
        text = self.body.decode("utf-8", "replace")
        return parse_qsl(text, keep_blank_values=True, max_num_fields=100)

    def cookie(self, name: str) -> str:
        """Value of the cookie, or an empty string."""
        for part in self.headers.get("cookie", "").split(";"):
            key, _, value = part.strip().partition("=")
            if key == name:
                return value
        return ""

    @property
    def from_this_machine(self) -> bool:
        """Whether the peer's address is a loopback address."""
        return ipaddress.ip_address(self.peer).is_loopback


@dataclass(frozen=True, slots=True)
class Response:
    """What is sent back; ``hang_up`` closes the connection without an answer, as a server that is down does."""

    status: int
    body: bytes = b""
    content_type: str = ""
    headers: tuple[tuple[str, str], ...] = field(default=())
    hang_up: bool = False


Handler = Callable[[Request], Response]


def media_type(header: str) -> str:
    """The bare media type of a Content-Type or one Accept member, in lower case."""
    return header.partition(";")[0].strip().lower()


def as_json(value: object, *, status: int = 200, content_type: str = JSON) -> Response:
    """A JSON answer."""
    return Response(status, msgspec.json.encode(value), content_type)


def redirect(location: str, *headers: tuple[str, str]) -> Response:
    """Send the browser on, with GET."""
    return Response(303, headers=(("Location", location), *headers))


class _Server(ThreadingHTTPServer):
    handle: Handler
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing: a peer that hangs up is not our trouble, and a trace could hold personal data."""


class _Connection(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "raadhuis-simulatoren"
    sys_version = ""
    timeout = IDLE_SECONDS
    disable_nagle_algorithm = True
    server: _Server

    def log_message(self, format: str, *args: object) -> None:
        """No access log: addresses carry what a person asked for."""

    def _answer(self) -> None:
        request = self._read()
        if request is None:
            return
        response = self.server.handle(request)
        if response.hang_up:
            self.close_connection = True
            # Not close(): makefile() still holds the socket, so only a shutdown reaches the peer.
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self._write(response)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _answer

    def _read(self) -> Request | None:
        length = self.headers.get("Content-Length", "0")
        too_large = length.isdecimal() and int(length) > MAX_BODY
        if not length.isdecimal() or too_large or "Transfer-Encoding" in self.headers:
            self.close_connection = True
            self._write(Response(413 if too_large else 411))
            return None
        path, _, query = self.path.partition("?")
        return Request(
            method=self.command,
            path=path,
            query=query,
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(int(length)),
            peer=str(self.client_address[0]),
        )

    def _write(self, response: Response) -> None:
        phrase = HTTPStatus(response.status).phrase if response.status in set(HTTPStatus) else "Fout"
        self.send_response_only(response.status, phrase)
        self.send_header("Date", self.date_time_string())
        self.send_header("Content-Length", str(len(response.body)))
        if response.content_type:
            self.send_header("Content-Type", response.content_type)
        sent = {name.lower() for name, _ in response.headers}
        for name, value in response.headers:
            # A line break in a value would start a header of the caller's choice.
            self.send_header(name, "".join(c for c in value if c.isprintable()))
        for name, value in (
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"),
            ("Cache-Control", "no-store"),
        ):
            if name.lower() not in sent:
                self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.body)


def http_server(*, host: str, port: int) -> _Server:
    """Bind the address (port 0: a free one) without serving yet; set ``handle`` before ``serve_forever``."""
    return _Server((host, port), _Connection)
