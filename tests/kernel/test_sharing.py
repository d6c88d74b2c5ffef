"""Threads that take turns share their connections, the one used last first: of a web process and of the worker."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import psycopg
import pytest

from raadhuis.kernel import db
from tests.kernel import beside

T = TypeVar("T")
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    yield
    db.close_idle()


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

    assert not db._idle


def test_a_transaction_that_is_open_is_never_handed_to_another() -> None:
    def leaves_open() -> int:
        db.borrow()
        with db.atomic():
            db.give_back()
            return _backend()

    opened = _in_a_thread(leaves_open)

    assert not db._idle
    assert _in_a_thread(_request) != opened


def test_what_a_busy_moment_opened_is_closed_when_nobody_needed_it_for_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened = _at_once(3)
    monkeypatch.setattr(db, "LONGEST_IDLE", 0.0)

    used = [_in_a_thread(_request) for _ in range(3)]

    assert len(set(used)) == 1
    assert _alive(opened) == {used[0]}


def test_who_gives_back_does_not_mind_that_another_thread_takes_it_at_that_moment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Taken(deque[Any]):
        """What is put here is taken by another thread before anybody looks again."""

        def append(self, given: Any) -> None:
            given[0].close()

        def __bool__(self) -> bool:
            return True

    monkeypatch.setattr(db, "_idle", Taken())

    assert _in_a_thread(_request)


def test_work_that_failed_leaves_no_connection() -> None:
    def fails() -> None:
        with db.borrowed():
            raise KeyError(_backend())

    with pytest.raises(KeyError):
        _in_a_thread(fails)

    assert not db._idle


def test_a_thread_that_works_now_and_then_has_a_connection_only_while_it_works() -> None:
    def works() -> int:
        with db.borrowed():
            return _backend()

    with ThreadPoolExecutor(1) as thread:
        first = thread.submit(works).result()
        assert _in_a_thread(_request) == first
        assert thread.submit(works).result() == first


def test_a_thread_with_a_connection_of_its_own_keeps_it() -> None:
    mine = _backend()

    assert _request() == mine
    assert _backend() == mine
    assert not db._idle


def _request() -> int:
    """The process of PostgreSQL that answered a request of this thread."""
    db.borrow()
    found = _backend()
    db.give_back()
    return found


def _backend() -> int:
    return int(db.value("SELECT pg_backend_pid()"))


def _alive(backends: set[int]) -> set[int]:
    """Those that PostgreSQL still has, when it has had time to end the others."""
    asked = "SELECT pid FROM pg_stat_activity WHERE pid = ANY(%(pids)s)"
    end = time.monotonic() + 5
    while (
        len(found := {pid for (pid,) in db.rows(asked, {"pids": list(backends)})}) > 1
        and time.monotonic() < end
    ):
        time.sleep(0.02)
    return found


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
