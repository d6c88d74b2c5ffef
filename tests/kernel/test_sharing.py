"""Threads of a web process that take turns share their connections, the one used last first."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import psycopg
import pytest

from raadhuis.kernel import db
from tests.kernel import beside

T = TypeVar("T")
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    yield
    while db._idle:
        db._idle.pop().close()


def test_requests_one_after_another_have_one_connection_whatever_their_thread() -> None:
    _at_once(3)

    assert len({_in_a_thread(_request) for _ in range(6)}) == 1


def test_requests_at_once_have_a_connection_each_and_leave_them_to_the_next() -> None:
    first, again = _at_once(3), _at_once(3)

    assert len(first) == 3
    assert again == first


def test_an_answer_that_is_still_read_keeps_its_connection_until_its_thread_has_another_request() -> None:
    def streams() -> int:
        db.borrow()
        return _backend()  # and nothing is given back

    with ThreadPoolExecutor(1) as thread:
        streamed = thread.submit(streams).result()
        others = _in_a_thread(_request)
        assert others != streamed
        assert thread.submit(_request).result() == streamed
    assert _in_a_thread(_request) == streamed


def test_a_connection_that_died_while_nobody_had_it_is_not_handed_out() -> None:
    gone = _in_a_thread(_request)
    with psycopg.connect(**beside.address()) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [gone])

    assert _in_a_thread(_request) != gone


def test_a_request_that_asks_nothing_leaves_no_connection() -> None:
    def asks_nothing() -> None:
        db.borrow()
        db.give_back()

    _in_a_thread(asks_nothing)

    assert db._idle == []


def test_a_transaction_that_is_open_is_never_handed_to_another() -> None:
    def leaves_open() -> int:
        db.borrow()
        with db.atomic():
            db.give_back()
            return _backend()

    opened = _in_a_thread(leaves_open)

    assert db._idle == []
    assert _in_a_thread(_request) != opened


def test_a_thread_with_a_connection_of_its_own_keeps_it() -> None:
    mine = _backend()

    assert _request() == mine
    assert _backend() == mine
    assert db._idle == []


def _request() -> int:
    """The process of PostgreSQL that answered a request of this thread."""
    db.borrow()
    found = _backend()
    db.give_back()
    return found


def _backend() -> int:
    return int(db.value("SELECT pg_backend_pid()"))


def _in_a_thread(act: Callable[[], T]) -> T:
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(act).result()


def _at_once(number: int) -> set[int]:
    together = threading.Barrier(number)

    def request() -> int:
        db.borrow()
        found = _backend()
        together.wait(10)
        db.give_back()
        return found

    with ThreadPoolExecutor(number) as threads:
        return {each.result() for each in [threads.submit(request) for _ in range(number)]}
