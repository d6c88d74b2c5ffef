"""One call that does what takes several: a resource asks another one of this process, as the same actor."""

from __future__ import annotations

import io
import json
from typing import Any
from uuid import UUID, uuid4

import pytest

from raadhuis.kernel import wire
from raadhuis.kernel.endpoint import Api, Request, Response, Route
from raadhuis.kernel.identity import Actor, systeem

ACTOR = systeem("test")


def whole(request: Request) -> Response:
    said = json.loads(request.body())
    answer = request.within(said["method"], said["path"], b'{"deel": 1}')
    return Response(b'{"geheel":%b}' % bytes(answer.body), 201)  # type: ignore[arg-type]  # part gives bytes


def part(request: Request) -> Response:
    return Response(
        wire.encode([request.actor.id, request.method, str(request.uuid), json.loads(request.body())])
    )


@pytest.fixture
def ask() -> Any:
    """`ask(path)`: the whole, that asks `path` in turn; status and body."""
    routes = [
        Route(path="/geheel", handlers={"POST": whole}),
        Route(path="/delen/{uuid}", handlers={"PUT": part}),
    ]

    def authenticate(token: str, *, at: object) -> Actor:
        return ACTOR

    api = Api([("/proef/api/v1", "1.0.0", routes)], authenticate=authenticate, base="http://testserver")

    def asked(path: str, method: str = "PUT") -> tuple[int, Any]:
        raw = json.dumps({"path": path, "method": method}).encode()
        environ = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/proef/api/v1/geheel",
            "CONTENT_LENGTH": str(len(raw)),
            "wsgi.input": io.BytesIO(raw),
        }
        said: list[str] = []
        body = b"".join(api(environ, lambda status, heads: said.append(status)))
        return int(said[0].split()[0]), json.loads(body)

    return asked


def test_the_other_resource_answers_to_the_same_actor(ask: Any) -> None:
    uuid: UUID = uuid4()

    assert ask(f"/proef/api/v1/delen/{uuid}") == (201, {"geheel": ["test", "PUT", str(uuid), {"deel": 1}]})


def test_what_is_not_here_is_not_found(ask: Any) -> None:
    assert ask("/elders/api/v1/delen")[0] == 404
    assert ask(f"/proef/api/v1/delen/{uuid4()}", method="DELETE")[0] == 405
