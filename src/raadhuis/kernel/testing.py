"""Fixtures for every room's tests: actors, the API over WSGI, query counting."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
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
