"""What a change asks of others is asked while nothing is held, once; and the change is made once."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from raadhuis.kernel import ahead, db
from raadhuis.kernel.refusal import Unavailable

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def things() -> Any:
    """A table that only this test has."""
    db.run("CREATE TABLE dingen (naam text)")
    yield
    db.run("DROP TABLE dingen")


class Other:
    """Another provider: what it was asked, and whether something was held meanwhile."""

    def __init__(self) -> None:
        self.asked, self.held = list[str](), False

    def __call__(self, question: str) -> str:
        def ask() -> str:
            self.asked.append(question)
            self.held |= connection.in_atomic_block
            if question == "weg":
                raise Unavailable
            return question.upper()

        return ahead.answer(question, ask)


def keep(naam: str) -> None:
    db.run("INSERT INTO dingen VALUES (%(naam)s)", {"naam": naam})


def kept() -> list[str]:
    return [naam for (naam,) in db.rows("SELECT naam FROM dingen")]


def test_a_change_that_asks_while_it_writes_asks_before_it_and_writes_once(things: None) -> None:
    other = Other()

    def change() -> str:
        first = other("a")
        with db.atomic():
            keep(first + other("b"))
            with db.atomic():
                return other("c") + other("b")

    assert ahead.change(change) == "CB"
    assert (kept(), other.asked, other.held) == (["AB"], ["a", "b", "c"], False)


def test_whoever_does_not_answer_is_asked_once_and_the_change_may_do_without(things: None) -> None:
    other = Other()

    def change() -> None:
        with db.atomic():
            try:
                other("weg")
            except Unavailable:
                keep("zonder")

    ahead.change(change)
    assert (kept(), other.asked, other.held) == (["zonder"], ["weg"], False)


def test_what_was_written_at_another_is_not_written_again(things: None) -> None:
    other, told = Other(), list[str]()

    def change() -> str:
        with db.atomic():
            ahead.tell()
            told.append("x")
            return other("a")

    assert ahead.change(change) == "A"
    assert told == ["x"]


def test_a_change_within_another_begins_again_with_that_one(things: None) -> None:
    other = Other()

    def outer() -> None:
        with db.atomic():
            keep("buiten")
            ahead.change(inner)

    def inner() -> None:
        with db.atomic():
            keep(other("a"))

    ahead.change(outer)
    assert (sorted(kept()), other.asked, other.held) == (["A", "buiten"], ["a"], False)


def test_outside_a_change_a_question_is_just_asked(things: None) -> None:
    other = Other()
    assert (other("a"), other("a"), other.asked) == ("A", "A", ["a", "a"])
