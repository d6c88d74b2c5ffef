"""Fixtures for every room's tests: actors, the API over WSGI, a provider elsewhere, query counting."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest

from raadhuis.kernel import diensten, wire
from raadhuis.kernel.identity import Actor, Rights, inwoner, systeem

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


SHARED = Path(__file__).parents[4] / "shared"


def shared(path: str) -> Path:
    """A file of the standards, or of others' data, that stands beside the project and is no part of it; a test that needs
    it is skipped where it is not."""
    found = SHARED / path
    if not found.exists():
        pytest.skip("skipped: ../shared not there")
    return found


@dataclass(frozen=True, slots=True)
class Answer:
    """What an API answered."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, parsed."""
        return json.loads(self.body) if self.body else None

    @property
    def fouten(self) -> dict[str, str]:
        """Field name to code, of a validation error."""
        return {f["name"]: f["code"] for f in self.json["invalidParams"]}


def uuid_of(resource: dict[str, Any] | str) -> UUID:
    """The identifier of a resource, or in its URL."""
    found = wire.uuid_of(resource if isinstance(resource, str) else resource["url"])
    assert found, resource  # noqa: S101  # a test
    return found


class ApiClient:
    """Calls the APIs of this process through WSGI, as `actor` (no token needed) or with an Authorization header."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor

    def request(self, method: str, url: str, body: Any = None, **headers: str) -> Answer:
        from raadhuis.kernel.endpoint import Api

        app = Api.of_house(authenticate=lambda token, *, at: self.actor)
        parts = urlsplit(url)
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": parts.path,
            "QUERY_STRING": parts.query,
            "CONTENT_LENGTH": str(len(raw)),
            "CONTENT_TYPE": headers.pop("content_type", "application/json"),
            "wsgi.input": io.BytesIO(raw),
            **{f"HTTP_{k.upper()}": v for k, v in headers.items()},
        }
        said: list[Any] = []
        chunks = app(environ, lambda status, heads: said.extend([status, heads]))
        return Answer(int(said[0].split()[0]), dict(said[1]), b"".join(chunks))

    def get(self, url: str, **headers: str) -> Answer:
        return self.request("GET", url, **headers)

    def post(self, url: str, body: Any, **headers: str) -> Answer:
        return self.request("POST", url, body, **headers)

    def patch(self, url: str, body: Any, **headers: str) -> Answer:
        return self.request("PATCH", url, body, **headers)

    def put(self, url: str, body: Any, **headers: str) -> Answer:
        return self.request("PUT", url, body, **headers)

    def delete(self, url: str, **headers: str) -> Answer:
        return self.request("DELETE", url, **headers)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a provider elsewhere was asked; `target` is path and query, `body` what was sent as JSON, None when nothing was."""

    method: str
    target: str
    headers: Message
    body: Any

    @property
    def path(self) -> str:
        """Without the query."""
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        """The parameters, the first value of each."""
        return {name: values[0] for name, values in parse_qs(urlsplit(self.target).query).items()}


@contextmanager
def provider_elsewhere(answer: Callable[[Asked], tuple[int, Any]]) -> Iterator[str]:
    """The address of a provider behind a real port, which says what `answer` gives: a status, and what is sent as JSON (None:
    nothing). It answers beside each other what it is asked beside each other; one that raises hangs up."""

    class Api(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            sent = self.rfile.read(int(self.headers["Content-Length"] or 0))
            status, said = answer(
                Asked(self.command, self.path, self.headers, json.loads(sent) if sent else None)
            )
            raw = b"" if said is None else json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _answer

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Api) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(autouse=True)
def _no_diensten() -> None:
    """Each test begins without services of others; one that registers some, finds them from then on.

    A process asks for them once in 2.5 seconds (`diensten.known`): no part of what a request costs, and no test's to count.
    """
    diensten.keep(diensten.Known(), seconds=3600)
    diensten.forget_calls()


@pytest.fixture
def at() -> datetime:
    """A fixed moment: Sunday 22 November 2026, 10.30 in the Netherlands."""
    return AT


@pytest.fixture
def systeem_actor() -> Actor:
    """An actor with every right."""
    return systeem("test")


@pytest.fixture
def api(db: None, systeem_actor: Actor) -> ApiClient:
    """A client of the APIs with every right."""
    return ApiClient(systeem_actor)


@pytest.fixture
def api_as(db: None) -> Callable[[Rights], ApiClient]:
    """A client of the APIs with these rights."""
    return lambda rights: ApiClient(Actor(kind="applicatie", id="client", name="Client", rights=rights))


@pytest.fixture
def sanne() -> Actor:
    """A resident who logged in with DigiD; BSN valid by the elf-proef, of nobody."""
    return inwoner(
        "999990019", loa="urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorContract", secret_key="k"
    )


@pytest.fixture
def queries() -> Callable[[], AbstractContextManager[list[str]]]:
    """`with queries() as seen:` collects the statements sent meanwhile."""
    from raadhuis.kernel import db as database

    @contextmanager
    def counted() -> Iterator[list[str]]:
        with database.observed() as seen:
            yield seen

    return counted
