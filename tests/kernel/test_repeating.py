"""Doing a POST once (Idempotency-Key), and changing only what one has read (If-Match)."""

from __future__ import annotations

import threading
from datetime import datetime
from typing import Any

import pytest
from django.db import connection

from raadhuis.kernel import db, endpoint, idempotency, wire
from raadhuis.kernel.clock import now
from raadhuis.kernel.endpoint import Api, Request, Response, Route
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.refusal import Invalid
from tests.kernel.wsgi import call

pytestmark = pytest.mark.django_db(transaction=True)
KEY = "HTTP_IDEMPOTENCY_KEY"


class Ding(wire.Wire, frozen=True):
    naam: str


@pytest.fixture
def things() -> Any:
    """A register of one kind of thing: a table that only this test has."""
    db.run("CREATE TABLE dingen (id serial, naam text)")
    yield
    db.run("DROP TABLE dingen")


def add(request: Request) -> Response:
    ding = request.decode(Ding)
    if not ding.naam:
        raise Invalid.field("naam", "blank", "Vul een naam in.")
    made = db.value("INSERT INTO dingen (naam) VALUES (%(naam)s) RETURNING id", {"naam": ding.naam})
    return endpoint.created(wire.encode({"url": f"http://h/{made}", "naam": ding.naam}))


def one(request: Request) -> Response:
    naam = db.value("SELECT naam FROM dingen")
    return endpoint.one(wire.encode({"naam": naam}))


def change(request: Request) -> Response:
    db.run("UPDATE dingen SET naam = %(naam)s", {"naam": request.decode(Ding).naam})
    return one(request)


def the_api() -> Api:
    routes = [
        Route(path="/dingen", handlers={"POST": add}),
        Route(path="/ding", handlers={"GET": one, "PUT": change}),
    ]
    return Api([("/d", "1", routes)], authenticate=jan, base="http://h")


def jan(token: str, *, at: datetime) -> Actor:
    """The same person, through the application that the token names."""
    return Actor(kind="medewerker", id="jan", name="Jan", applicatie=token)


def post(naam: str, key: str, token: str = "a") -> Any:
    return call(the_api(), "POST", "/d/dingen", b'{"naam":"%s"}' % naam.encode(), token=token, **{KEY: key})


def test_the_same_post_twice_is_done_once_and_answered_the_same(things: None) -> None:
    first, again = post("x", "k1"), post("x", "k1")
    assert first == again
    assert (first[0], db.value("SELECT count(*) FROM dingen")) == (201, 1)


def test_the_key_of_another_client_is_another_key(things: None) -> None:
    assert post("x", "k1", "a")[1]["Location"] != post("x", "k1", "b")[1]["Location"]


def test_a_key_that_comes_back_with_something_else_is_a_conflict(things: None) -> None:
    post("x", "k1")
    assert post("y", "k1")[0] == 409


def test_what_was_refused_may_be_tried_again(things: None) -> None:
    assert (post("", "k1")[0], post("x", "k1")[0]) == (400, 201)


@pytest.mark.parametrize("key", ["", "k" * 256])
def test_a_key_must_be_usable(things: None, key: str) -> None:
    assert post("x", key)[0] == 400


def test_ten_at_the_same_moment_make_one(things: None) -> None:
    found = []

    def attempt() -> None:
        found.append(post("x", "k1"))
        connection.close()

    threads = [threading.Thread(target=attempt) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({f[1].get("Location") for f in found}) == 1
    assert db.value("SELECT count(*) FROM dingen") == 1


def test_a_key_is_forgotten_after_a_day(things: None) -> None:
    post("x", "k1")
    db.run("UPDATE kernel_idempotency SET at = %(at)s", {"at": now() - 2 * idempotency.KEPT})
    assert post("x", "k1")[0] == 201
    assert db.value("SELECT count(*) FROM dingen") == 2


def test_who_read_the_newest_may_change_it_and_who_did_not_hears_so(things: None) -> None:
    post("x", "k1")
    etag = call(the_api(), "GET", "/d/ding")[1]["ETag"]
    assert call(the_api(), "PUT", "/d/ding", b'{"naam":"y"}', HTTP_IF_MATCH=etag)[0] == 200
    status, _, _ = call(the_api(), "PUT", "/d/ding", b'{"naam":"z"}', HTTP_IF_MATCH=etag)
    assert (status, db.value("SELECT naam FROM dingen")) == (412, "y")
