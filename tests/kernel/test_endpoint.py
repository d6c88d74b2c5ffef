"""The HTTP edge of the APIs."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from raadhuis.kernel import endpoint
from raadhuis.kernel.endpoint import Api, Request, Response, Route
from raadhuis.kernel.identity import Actor, Rights, systeem
from raadhuis.kernel.refusal import Invalid, NotAllowed, TokenInvalid, TooManyRequests
from raadhuis.kernel.wire import Wire


class Body(Wire, frozen=True, kw_only=True):
    naam: str


def one(request: Request) -> Response:
    return endpoint.json(b'{"url":"http://h/api/dingen/1"}', headers=(("ETag", '"v1"'),))


def add(request: Request) -> Response:
    request.decode(Body)
    return endpoint.created(b'{"url":"http://h/api/dingen/1"}')


def secret(request: Request) -> Response:
    raise NotAllowed


def broken(request: Request) -> Response:
    raise RuntimeError("999990019 staat in deze fout")


def everybody(request: Request) -> Response:
    return endpoint.json(f'"{request.actor.id} {request.actor.rights == Rights()}"'.encode())


ROUTES = [
    Route(path="/dingen", handlers={"GET": one, "POST": add}, params=frozenset({"page"})),
    Route(path="/dingen/{uuid}", handlers={"GET": one}),
    Route(path="/geheim", handlers={"GET": secret}),
    Route(path="/stuk", handlers={"GET": broken}),
    Route(path="/openbaar", handlers={"GET": everybody, "POST": add}, public=True),
]


def authenticate(token: str, *, at: object) -> Actor:
    if token != "goed":
        raise TokenInvalid
    return systeem("test")


def call(
    method: str,
    path: str,
    *,
    query: str = "",
    body: bytes = b"",
    token: str = "goed",
    length: str | None = None,
    content_type: str = "",
    **headers: str,
) -> Any:
    api = Api([("/dingen/api/v1", "1.2.3", ROUTES)], authenticate=authenticate, base="http://h")
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": "/dingen/api/v1" + path,
        "QUERY_STRING": query,
        "CONTENT_LENGTH": str(len(body)) if length is None else length,
        "CONTENT_TYPE": content_type,
        "wsgi.input": io.BytesIO(body),
        "HTTP_AUTHORIZATION": f"Bearer {token}",
        **{f"HTTP_{k.upper()}": v for k, v in headers.items()},
    }
    said: list[Any] = []
    chunks = api(environ, lambda status, heads: said.extend([int(status[:3]), dict(heads)]))
    return said[0], said[1], b"".join(chunks)


def test_an_answer_says_the_version_and_may_not_be_kept() -> None:
    status, headers, _ = call("GET", "/dingen")
    assert (status, headers["API-version"], headers["Cache-Control"]) == (200, "1.2.3", "no-store, private")


def test_a_new_resource_says_where_it_is() -> None:
    status, headers, _ = call("POST", "/dingen", body=b'{"naam":"x"}')
    assert (status, headers["Location"]) == (201, "http://h/api/dingen/1")


def test_head_is_get_without_the_body() -> None:
    status, headers, body = call("HEAD", "/dingen")
    assert (status, body, headers["Content-Length"]) == (200, b"", "31")


@pytest.mark.parametrize("known", ['"v1"', 'W/"v1"', '"v0", "v1"', "*"])
def test_who_has_the_current_version_gets_304(known: str) -> None:
    assert call("GET", "/dingen", if_none_match=known)[::2] == (304, b"")


def test_a_body_that_comes_in_chunks_says_no_length_and_is_read() -> None:
    assert call("POST", "/dingen", body=b'{"naam":"x"}', length="")[0] == 201


def test_a_body_in_chunks_is_not_read_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoint, "MAX_JSON", 10)

    assert call("POST", "/dingen", body=b'{"naam":"xxxxxxx"}', length="")[0] == 413


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ("", 201),
        ("application/json; charset=utf-8", 201),
        ("APPLICATION/JSON", 201),
        ("application/cloudevents+json", 201),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("application/jsonx", 415),
    ],
)
def test_what_says_to_be_no_json_is_not_read(sent: str, status: int) -> None:
    assert call("POST", "/dingen", body=b'{"naam":"x"}', content_type=sent)[0] == status


@pytest.mark.parametrize(
    ("method", "path", "query", "token", "status", "code"),
    [
        ("GET", "/dingen", "", "fout", 403, "not_authenticated"),
        ("GET", "/geheim", "", "goed", 403, "permission_denied"),
        ("GET", "/niets", "", "goed", 404, "not_found"),
        ("GET", "/dingen/urn:01940c17c1247c4c84238a0b923820dc", "", "goed", 404, "not_found"),
        ("GET", "/dingen/------------------------------------", "", "goed", 404, "not_found"),
        ("DELETE", "/dingen", "", "goed", 405, "method_not_allowed"),
        ("GET", "/dingen", "zoek=x", "goed", 400, "invalid"),
    ],
)
def test_a_refusal_is_a_fout_body(
    method: str, path: str, query: str, token: str, status: int, code: str
) -> None:
    got, headers, body = call(method, path, query=query, token=token)
    fout = json.loads(body)
    assert (got, fout["status"], fout["code"]) == (status, status, code)
    assert headers["Content-Type"] == "application/problem+json"
    assert {"type", "title", "detail", "instance"} <= fout.keys()


def test_a_public_route_is_read_without_a_token_and_without_rights() -> None:
    for token in ("", "fout", "goed"):
        assert call("GET", "/openbaar", token=token)[::2] == (200, b'"iedereen True"')


def test_a_public_route_is_not_written_without_a_token() -> None:
    assert call("POST", "/openbaar", body=b'{"naam":"x"}', token="fout")[0] == 403


def test_an_unexpected_error_says_nothing_of_what_it_was(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, body = call("GET", "/stuk")
    assert status == 500
    printed = capsys.readouterr()
    assert "999990019" not in body.decode() + printed.out + printed.err


def test_a_body_that_is_too_large_is_refused_unread() -> None:
    api = Api([("/dingen/api/v1", "1", ROUTES)], authenticate=authenticate, base="http://h")
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/dingen/api/v1/dingen",
        "CONTENT_LENGTH": str(10**12),
        "wsgi.input": None,
        "HTTP_AUTHORIZATION": "Bearer goed",
    }
    said: list[str] = []
    api(environ, lambda status, heads: said.append(status))
    assert said == ["413 Content Too Large"]


def test_every_wrong_field_is_named() -> None:
    fields = (endpoint.problem(Invalid.field("naam", "required", "Dit veld is vereist.")),)
    assert json.loads(bytes(fields[0].body))["invalidParams"] == [  # type: ignore[arg-type]  # bytes here
        {"name": "naam", "code": "required", "reason": "Dit veld is vereist."}
    ]


def test_who_counts_guesses_gets_the_address_of_the_connection_and_may_ask_to_wait() -> None:
    seen: list[str] = []

    def counts(token: str, *, at: object, address: str) -> Actor:
        seen.append(address)
        raise TooManyRequests(retry_after=7)

    api = Api([("/dingen/api/v1", "1", ROUTES)], authenticate=counts, base="http://h")
    said: list[Any] = []
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/dingen/api/v1/dingen",
        "REMOTE_ADDR": "192.0.2.1",
        "HTTP_X_FORWARDED_FOR": "203.0.113.9",
    }
    b"".join(api(environ, lambda status, headers: said.extend([status, dict(headers)])))

    assert seen == ["192.0.2.1"]
    assert (said[0], said[1]["Retry-After"]) == ("429 Too Many Requests", "7")


def test_a_method_that_is_not_there_is_told_which_are() -> None:
    _, headers, _ = call("DELETE", "/dingen")

    assert "GET, HEAD" in headers["Allow"]
