"""What a change asks of another provider is asked outside its transaction: nothing is held while somebody else thinks.

A rule asks where it needs the answer, often with a zaak held. A question that comes up there ends the transaction, is asked,
and the change begins again with the answer at hand; so each change is repeated until it has heard all that it needs.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import connection

T = TypeVar("T")


class _NotYet(BaseException):
    """A question that may not be asked here. No Exception: nobody on the way may take it for the answer."""

    def __init__(self, key: Hashable, ask: Callable[[], Any]) -> None:
        super().__init__()
        self.key, self.ask = key, ask


@dataclass(slots=True)
class _Heard:
    """What others answered during one change, or how they failed to. `told`: something was written there, so that the change
    cannot begin again."""

    answers: dict[Hashable, tuple[Any, Exception | None]] = field(default_factory=dict)
    told: bool = False

    def ask(self, key: Hashable, ask: Callable[[], Any]) -> None:
        try:
            self.answers[key] = ask(), None
        except Exception as error:  # noqa: BLE001  # raised again where the answer is wanted
            self.answers[key] = None, error


_heard: ContextVar[_Heard | None] = ContextVar("raadhuis_heard", default=None)


def change(act: Callable[[], T]) -> T:
    """What `act` answers, with every question to another provider asked while no transaction is open.

    `act` may run several times, each time from the beginning and with its own transaction rolled back before. Inside another
    change, or a transaction of the caller's, it is that one's: `act` simply runs. Raises what `act` raises.
    """
    if _heard.get() is not None or connection.in_atomic_block:
        return act()
    heard = _Heard()
    token = _heard.set(heard)
    try:
        while True:
            try:
                return act()
            except _NotYet as question:
                heard.ask(question.key, question.ask)
    finally:
        _heard.reset(token)


def answer(key: Hashable, ask: Callable[[], T]) -> T:
    """What `ask` answers: heard already during this change when the question `key` came up before. Raises what `ask` raises."""
    heard = _heard.get()
    if heard is None or heard.told:
        return ask()
    if key not in heard.answers:
        if connection.in_atomic_block:
            raise _NotYet(key, ask)
        heard.ask(key, ask)
    found, error = heard.answers[key]
    if error is not None:
        raise error
    return found  # type: ignore[no-any-return]  # by its key it is what `ask` answers


def tell() -> None:
    """Something is about to be written at another provider: what was heard may be old from now on."""
    heard = _heard.get()
    if heard is not None:
        heard.told = True
        heard.answers.clear()
