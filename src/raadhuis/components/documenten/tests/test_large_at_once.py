"""A large document in one request, as base64: kept while it arrives, and judged as any other."""

from __future__ import annotations

import base64
import io
import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

from raadhuis.components.documenten import api as documenten
from raadhuis.components.documenten.store import changing
from raadhuis.components.documenten.store.rights import AANMAKEN, LEZEN
from raadhuis.components.documenten.tests.conftest import EIO, PDF
from raadhuis.components.documenten.tests.test_intake import EICAR
from raadhuis.components.documenten.tests.test_registering import REGISTER, zaken
from raadhuis.kernel import aside, clock, db, settings
from raadhuis.kernel.endpoint import Api, Request
from raadhuis.kernel.identity import Actor, Grant, Rights
from tests.kernel.wsgi import call

__all__ = ["zaken"]

LARGE = PDF + os.urandom(2 * 2**20) + b"\n%%EOF"


@pytest.fixture(autouse=True)
def _nothing_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever reads such a body at once, fails."""
    real = Request._read

    def read(request: Request) -> bytes:
        raw = real(request)
        assert len(raw) < aside.SMALL
        return raw

    monkeypatch.setattr(Request, "_read", read)


@pytest.fixture
def kept(on_disk):
    """`kept()`: the content that this test brought, by name."""
    before = on_disk()
    return lambda: on_disk() - before


def test_a_large_document_comes_out_as_it_went_in(api, body, kept):
    made = api.post(EIO, body(inhoud=LARGE, bestandsomvang=len(LARGE)))

    assert (made.status, made.json["bestandsomvang"]) == (201, len(LARGE))
    assert api.get(made.json["inhoud"]).body == LARGE
    assert len(kept()) == 1


def test_larger_than_what_a_resident_may_send(api, body):
    large = PDF + bytes(21 * 2**20)

    made = api.post(EIO, body(inhoud=large))

    assert (made.status, made.json["bestandsomvang"]) == (201, len(large))


def test_a_change_with_large_content_is_the_next_version(api, body, locked):
    document, lock = locked

    patched = api.patch(document["url"], {"inhoud": base64.b64encode(LARGE).decode(), "lock": lock})
    put = api.put(document["url"], body(inhoud=LARGE[:-1], lock=lock))

    assert (patched.status, put.status) == (200, 200)
    assert (patched.json["versie"], patched.json["bestandsomvang"]) == (2, len(LARGE))
    assert api.get(put.json["inhoud"]).body == LARGE[:-1]


def test_all_that_is_wrong_is_told_at_once_and_nothing_is_kept(api, body, kept):
    text = base64.b64encode(LARGE).decode()

    no_base64 = api.post(EIO, body() | {"inhoud": text[:-9] + "!" * 9, "titel": "x" * 300})
    wrong_size = api.post(EIO, body(inhoud=LARGE, bestandsomvang=3, bronorganisatie="123456789"))
    a_program = api.post(EIO, body(inhoud=b"MZ\x90\x00" + LARGE))
    a_virus = api.post(EIO, body(inhoud=LARGE + EICAR))

    assert no_base64.fouten == {"titel": "max_length", "inhoud": "invalid"}
    assert wrong_size.fouten == {"bronorganisatie": "invalid", "inhoud": "file-size"}
    assert a_program.fouten == {"inhoud": "bestandsformaat"}
    assert a_virus.fouten == {"inhoud": "virus"}
    assert not kept()


def test_a_body_that_breaks_off_is_refused_and_not_kept(api, body, kept):
    raw = json.dumps(body(inhoud=LARGE)).encode()

    answer = api.post(EIO, raw[: len(raw) // 2])

    assert (answer.status, answer.fouten) == (400, {"nonFieldErrors": "parse_error"})
    assert not kept()


class _Unread(io.BytesIO):
    """A body that nobody should read."""

    def read(self, size: int | None = -1, /) -> bytes:
        raise Unread


class Unread(Exception):
    """Somebody read it."""


@pytest.fixture
def unread() -> Callable[..., int]:
    """`unread(actor, method, url)`: the status of a large request whose body nobody may read."""

    def status(actor: Actor, method: str, url: str) -> int:
        environ: dict[str, Any] = {"CONTENT_LENGTH": str(2**30), "wsgi.input": _Unread()}
        api = Api.of_house(authenticate=lambda token, *, at: actor)
        return call(api, method, urlsplit(url).path, **environ)[0]

    return status


def test_who_may_not_send_it_is_told_before_it_is_read(locked, unread, api_as):
    document, _ = locked

    def who_may(scope: str) -> Actor:
        actor: Actor = api_as(Rights(grants=(Grant(scopes=frozenset({scope})),))).actor
        return actor

    assert unread(who_may(LEZEN), "POST", EIO) == 403
    assert unread(who_may(LEZEN), "PATCH", document["url"]) == 403
    assert unread(who_may(AANMAKEN), "PATCH", document["url"]) == 404
    assert unread(who_may(AANMAKEN), "POST", EIO) == 500  # it was read


def test_repeated_with_its_key_it_is_kept_once_and_is_not_another(api, body, kept):
    key = {"idempotency_key": "k1"}
    sent = body(inhoud=LARGE)

    first, again = api.post(EIO, sent, **key), api.post(EIO, sent, **key)
    other = api.post(EIO, body(inhoud=LARGE[:-1] + b"?"), **key)

    assert (first.status, again.status, other.status) == (201, 201, 409)
    assert first.json["url"] == again.json["url"]
    assert len(kept()) == 1


def test_when_no_scanner_answers_it_is_not_kept(api, body, kept, monkeypatch):
    named = replace(settings.current(), clamav="127.0.0.1:1")
    monkeypatch.setattr(settings, "current", lambda: named)

    assert api.post(EIO, body(inhoud=LARGE)).status == 503
    assert not kept()


def test_when_the_database_goes_it_is_left_for_the_sweep(api, body, kept, monkeypatch):
    def gone(*args, **kwargs):
        raise db.DatabaseGone

    monkeypatch.setattr(changing, "create", gone)

    assert api.post(EIO, body(inhoud=LARGE)).status == 503
    assert len(kept()) == 1
    documenten.sweep(at=clock.now() + timedelta(days=2))
    assert not kept()


def test_registered_with_its_zaak_it_is_kept_and_when_that_fails_it_is_not(api, body, zaken, kept):
    sent = {"enkelvoudiginformatieobject": body(inhoud=LARGE), "zaakinformatieobject": {"titel": "Nee"}}

    refused = api.post(REGISTER, sent)
    assert (refused.status, kept()) == (400, set())

    made = api.post(REGISTER, sent | {"zaakinformatieobject": {}}).json["enkelvoudiginformatieobject"]
    assert api.get(made["inhoud"]).body == LARGE
