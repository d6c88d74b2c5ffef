"""Conditions in a process: a small part of FEEL, read and evaluated by ourselves, so that a process can run no code.

    controleren.automatisch = true and not(beoordelen.akkoord = "nee")

Known are names (`taak.veld`), "text", numbers, true, false, null, `= != < <= > >=`, `and`, `or`, `not( )` and brackets.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from operator import ge, gt, le, lt
from typing import Any

LONGEST = 500  # characters; also what keeps the nesting shallow
_TOKEN = re.compile(
    r"""\s*(?:(?P<name>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)|(?P<text>"[^"\\]*")|(?P<number>-?\d+(?:\.\d+)?)"""
    r"""|(?P<sign><=|>=|!=|=|<|>|\(|\)))""",
    re.ASCII,
)
_CONSTANTS = {"true": True, "false": False, "null": None}
_WORDS = frozenset({"and", "or", "not"})
_ORDER: dict[str, Callable[[Any, Any], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge}


class ConditieFout(ValueError):
    """The condition is not in the language; the message says what was not understood, in Dutch."""


@dataclass(frozen=True, slots=True)
class Conditie:
    """A condition that was understood: `namen` are the data it looks at."""

    waar: Callable[[Mapping[str, Any]], bool]
    namen: frozenset[str]


def parse(text: str) -> Conditie:
    """Read a condition. Raises ConditieFout."""
    if len(text) > LONGEST:
        raise ConditieFout(f"is langer dan {LONGEST} tekens")
    reader = _Reader(list(_tokens(text)))
    outcome = reader.either()
    if reader.here()[1]:
        raise ConditieFout(f"bij {reader.here()[1]!r} gaat het mis")
    return Conditie(waar=lambda data: outcome(data) is True, namen=frozenset(reader.names))


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    position, end = 0, len(text.rstrip())
    while position < end:
        found = _TOKEN.match(text, position, end)
        if found is None:
            raise ConditieFout(f"bij {text[position:end].strip()[:20]!r} gaat het mis")
        position = found.end()
        yield str(found.lastgroup), found[str(found.lastgroup)]


_Value = Callable[[Mapping[str, Any]], Any]


class _Reader:
    """Reads tokens one by one, with nothing to look back at."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens, self.position = tokens, 0
        self.names: set[str] = set()

    def here(self) -> tuple[str, str]:
        return self.tokens[self.position] if self.position < len(self.tokens) else ("", "")

    def take(self, *expected: str) -> str:
        """The token that stands here when it is one of `expected`, else ""."""
        kind, text = self.here()
        if kind in ("name", "sign") and text in expected:
            self.position += 1
            return text
        return ""

    def need(self, expected: str) -> None:
        if not self.take(expected):
            raise ConditieFout(f"{expected!r} ontbreekt")

    def either(self) -> _Value:
        first = self.both()
        while self.take("or"):
            first = _either(first, self.both())
        return first

    def both(self) -> _Value:
        first = self.one()
        while self.take("and"):
            first = _both(first, self.one())
        return first

    def one(self) -> _Value:
        if self.take("not"):
            self.need("(")
            inner = self.either()
            self.need(")")
            return lambda data: inner(data) is not True
        if self.take("("):
            inner = self.either()
            self.need(")")
            return inner
        left = self.value()
        sign = self.take("=", "!=", *_ORDER)
        return _compare(left, sign, self.value()) if sign else left

    def value(self) -> _Value:
        kind, text = self.here()
        self.position += 1
        if kind == "text":
            return lambda data: text[1:-1]
        if kind == "number":
            number = float(text)
            return lambda data: number
        if kind == "name" and text in _CONSTANTS:
            return lambda data: _CONSTANTS[text]
        if kind == "name" and text not in _WORDS:
            self.names.add(text)
            return lambda data: _lookup(data, text)
        raise ConditieFout(f"bij {text or 'het einde'!r} ontbreekt een naam of waarde")


def _either(left: _Value, right: _Value) -> _Value:
    return lambda data: left(data) is True or right(data) is True


def _both(left: _Value, right: _Value) -> _Value:
    return lambda data: left(data) is True and right(data) is True


def _compare(left: _Value, sign: str, right: _Value) -> _Value:
    def compared(data: Mapping[str, Any]) -> bool:
        a, b = left(data), right(data)
        if sign in ("=", "!="):
            # `1 = true` is true in Python, not in FEEL.
            return (isinstance(a, bool) == isinstance(b, bool) and bool(a == b)) is (sign == "=")
        return _kind(a) is not None and _kind(a) is _kind(b) and _ORDER[sign](a, b)

    return compared


def _kind(value: Any) -> type | None:
    if isinstance(value, bool):
        return None
    return str if isinstance(value, str) else float if isinstance(value, (int, float)) else None


def _lookup(data: Mapping[str, Any], name: str) -> Any:
    """What stands under a dotted name; None when it is not there, as in FEEL."""
    found: Any = data
    for part in name.split("."):
        if not isinstance(found, Mapping) or part not in found:
            return None
        found = found[part]
    return found
