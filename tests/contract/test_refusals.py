"""What every operation of the six official files declares beside its own answers: nobody's token, an Accept or Content-Type that
is not spoken here, a key that was used before, too many requests. Asked of each, and answered as the file says.

Nothing that is asked for is there, and nothing is sent that is right: these refusals come before anybody looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from raadhuis.components.autorisaties import api as autorisaties
from raadhuis.kernel import clock, settings
from raadhuis.kernel.identity import systeem
from raadhuis.kernel.testing import AT, Answer
from tests.contract.recorder import CRS, Key
from tests.contract.standard import OFFICIAL, newest
from tests.contract.test_every_operation import OPERATIONS, REGISTERS
from tests.security.conftest import Wsgi
from tools.compatibility import PAGE

pytestmark = pytest.mark.skipif(not OFFICIAL.is_dir(), reason="skipped: ../shared not there")
CLIENT, SECRET = "contract", "een geheim dat lang genoeg is voor HS256"
FILE = ("documenten", "get", "/enkelvoudiginformatieobjecten/{uuid}/download")
# The file declares no refusal of it at all; it is refused as all others.
SILENT = ("notificaties", "post", "/notificaties")
# What we answer to anybody, by the status that the files have for it.
GIVEN = {"403", "406", "409", "415", "429"}
# What other tests show: wrong fields, what is not there, an ETag of before.
ELSEWHERE = {"400", "404", "412"}


@pytest.fixture
def client(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wsgi]:
    """The APIs, at a moment that stands still, with one client that may do everything."""
    monkeypatch.setattr(clock, "now", lambda: AT)
    autorisaties.forget()
    autorisaties.forget_counts()
    autorisaties.add_applicatie(
        client_id=CLIENT, secret=SECRET, alle_autorisaties=True, actor=systeem("test"), at=AT
    )
    yield Wsgi(judge=autorisaties.authenticate)
    autorisaties.forget()
    autorisaties.forget_counts()


def token(secret: str = SECRET) -> dict[str, str]:
    """The Authorization header of the client."""
    claims = {"iss": CLIENT, "client_id": CLIENT, "iat": int(AT.timestamp())}
    signed = jwt.encode({"alg": "HS256", "typ": "JWT"}, claims, OctKey.import_key(secret))
    return {"HTTP_AUTHORIZATION": f"Bearer {signed}"}


def of(register: str) -> list[Key]:
    """The operations of one file."""
    return [key for key in OPERATIONS if key[0] == register]


def ask(client: Wsgi, key: Key, body: bytes = b"", **headers: str) -> Answer:
    """One operation, of something that is not there."""
    register, method, path = key
    url = f"/{register}/api/v1" + re.sub(r"\{\w+\}", lambda _: str(uuid4()), path)
    crs = {f"HTTP_{name.upper()}": value for name, value in CRS.items()}
    return client(method.upper(), url, body, **crs, **headers)


def wrong(key: Key, answer: Answer, *, status: int, code: str) -> list[str]:
    """What is wrong with a refusal: another one, undocumented, or other than the `Fout` of the file."""
    register, method, path = key
    said = " ".join((method, path))
    if answer.status != status:
        return [f"{said}: {answer.status} {answer.body[:200]!r}"]
    headers = {name.lower(): value for name, value in answer.headers.items()}
    if method == "head":
        return [] if answer.body == b"" else [f"{said}: a body at HEAD"]
    fout = answer.json
    declared = "/kanaal" if key == SILENT else path
    found = newest(register).wrong(method, declared, status, headers, fout)
    # The schema asks little more than that there are texts.
    told = (
        headers["content-type"],
        fout["status"],
        fout["code"],
        UUID(fout["instance"].rpartition(":")[2]).version,
    )
    expected = ("application/problem+json", status, code, 4)
    return [f"{said}: {one}" for one in found + ([] if told == expected else [str(told)])]


@pytest.mark.parametrize("register", REGISTERS)
@pytest.mark.parametrize("headers", [{}, token("een heel ander geheim dan dat van ons"), {"HTTP_AUTHORIZATION": "Bearer x"}],
                         ids=["without token", "forged", "no token at all"])  # fmt: skip
def test_who_cannot_be_trusted_is_refused(client: Wsgi, register: str, headers: dict[str, str]) -> None:
    """The files have 401 for it; 403 is what providers answer (docs/api/compatibility.md)."""
    found = [w for key in of(register)
             for w in wrong(key, ask(client, key, b"{}", **headers), status=403, code="not_authenticated")]  # fmt: skip

    assert found == []


@pytest.mark.parametrize("register", REGISTERS)
@pytest.mark.parametrize("accept", ["application/xml", "text/html, image/*;q=0.8"])
def test_who_takes_no_json_gets_nothing(client: Wsgi, register: str, accept: str) -> None:
    found = [w for key in of(register) if key != FILE
             for w in wrong(key, ask(client, key, b"{}", HTTP_ACCEPT=accept, **token()), status=406, code="not_acceptable")]  # fmt: skip

    assert found == []


@pytest.mark.parametrize("accept", ["", "*/*", "text/html, */*;q=0.8", "application/*", "application/hal+json",
                                    "application/problem+json", "Application/JSON; charset=utf-8"])  # fmt: skip
def test_who_takes_some_kind_of_json_gets_it(client: Wsgi, accept: str) -> None:
    headers = token() | ({"HTTP_ACCEPT": accept} if accept else {})

    assert client.get("/zaken/api/v1/zaken", **headers).status == 200


def test_a_file_is_given_as_it_is_whatever_is_taken(client: Wsgi) -> None:
    assert ask(client, FILE, HTTP_ACCEPT="image/jpeg", **token()).status == 404


def reads_a_body(key: Key) -> bool:
    register, method, path = key
    return "requestBody" in newest(register).operation(method, path)


@pytest.mark.parametrize("register", REGISTERS)
@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "application/x-www-form-urlencoded"])
def test_a_body_of_another_kind_is_not_read(client: Wsgi, register: str, kind: str) -> None:
    keys = [key for key in of(register) if reads_a_body(key)]
    found = [w for key in keys
             for w in wrong(key, ask(client, key, b"<a/>", CONTENT_TYPE=kind, **token()), status=415, code="unsupported_media_type")]  # fmt: skip

    assert keys
    assert found == []


@pytest.mark.parametrize(
    "kind", ["", "application/json;charset=utf-8", "application/merge-patch+json", "Application/JSON"]
)
def test_a_body_of_some_kind_of_json_is_read(client: Wsgi, kind: str) -> None:
    headers = token() | ({"CONTENT_TYPE": kind} if kind else {})

    assert client.post("/zaken/api/v1/zaken", {}, **headers).status == 400


@pytest.mark.parametrize("register", REGISTERS)
def test_a_key_that_was_used_before_is_refused(client: Wsgi, register: str) -> None:
    """The only conflict that any operation can have: who repeats a POST must say the same."""
    key_of_client = {"HTTP_IDEMPOTENCY_KEY": "een sleutel", **token()}
    kanaal = {"naam": "proef", "documentatieLink": "https://example.org", "filters": []}
    assert client.post("/notificaties/api/v1/kanaal", kanaal, **key_of_client).status == 201

    found = [w for key in of(register) if key[1] == "post"
             for w in wrong(key, ask(client, key, b"{}", **key_of_client), status=409, code="idempotency-key-reused")]  # fmt: skip

    assert found == []


@pytest.mark.parametrize("register", REGISTERS)
def test_who_asks_too_much_must_wait(client: Wsgi, register: str, monkeypatch: pytest.MonkeyPatch) -> None:
    little = replace(settings.current(), client_rate=1)
    monkeypatch.setattr(settings, "current", lambda: little)
    assert client.get("/zaken/api/v1/zaken", **token()).status == 200

    answers: list[tuple[Key, Answer]] = [(key, ask(client, key, b"{}", **token())) for key in of(register)]

    assert [w for key, answer in answers for w in wrong(key, answer, status=429, code="throttled")] == []
    assert {answer.headers["Retry-After"] for _, answer in answers} == {"60"}


def test_what_is_declared_and_never_given_is_said_with_its_reason() -> None:
    declared: set[str] = {
        status
        for register, method, path in OPERATIONS
        for status in newest(register).operation(method, path)["responses"]
        if status >= "400"
    }
    rows: Any = re.findall(r"^\| (\d{3}) \| \S", PAGE.read_text(encoding="utf-8"), re.MULTILINE)

    assert declared - GIVEN - ELSEWHERE == set(rows)
