"""The W3C trace context of what this thread is doing: taken from the caller, given to whom we call, kept in the log."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass

_GIVEN = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})")


@dataclass(frozen=True, slots=True)
class Context:
    """One piece of work: its trace, itself, and the caller's piece that it belongs to ("" when there is none)."""

    trace_id: str
    span_id: str
    parent_id: str = ""

    @property
    def header(self) -> str:
        """The `traceparent` for a call to another system."""
        return f"00-{self.trace_id}-{self.span_id}-01"


_current: ContextVar[str | Context] = ContextVar("raadhuis_trace", default="")


def begin(traceparent: str = "") -> None:
    """New work starts in this thread, in the caller's trace when she gave a good one. Costs nothing until it is asked."""
    _current.set(traceparent)


def use(context: Context) -> None:
    """This thread's work is `context`."""
    _current.set(context)


def current() -> Context:
    """The context of this thread's work."""
    found = _current.get()
    if isinstance(found, str):
        given = _GIVEN.fullmatch(found)
        # All zeros is not allowed (W3C Trace Context §3.2.2.3).
        known = given is not None and int(given[1], 16) > 0 and int(given[2], 16) > 0
        found = (
            Context(given[1], span_id(), given[2])
            if given and known
            else Context(f"{random.getrandbits(128):032x}", span_id())
        )
        _current.set(found)
    return found


def span_id() -> str:
    """A new identifier for a piece of work: unique, not secret."""
    return f"{random.getrandbits(64):016x}"


Opener = Callable[[str, dict[str, str]], AbstractContextManager[None]]
_openers: list[Opener] = []


def install(opener: Opener) -> None:
    """From now on `span` tells `opener`, which sends it on; the house does so when there is a collector."""
    _openers.append(opener)


def span(name: str, **attributes: str) -> AbstractContextManager[None]:
    """A piece of work inside the current one. Nothing at all when nobody collects. No personal data in name or attributes."""
    return _openers[-1](name, attributes) if _openers else nullcontext()
