"""The fields of a resource that is taken over (`loading`): which column, where on the wire, and of which shape."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from raadhuis.kernel.authz import LEVELS

Item = Mapping[str, Any]
Known = Mapping[str, str]  # the name behind each URL of a type, for what refers to types by name
_UUID = re.compile(r"/([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})/?(?:\?.*)?$")


class Wrong(ValueError):
    """A field does not have the shape that the standard gives it: `name` as on the wire, and what is expected."""

    def __init__(self, name: str, expected: str) -> None:
        super().__init__(f"{name}: {expected}")
        self.name, self.expected = name, expected


@dataclass(frozen=True, slots=True)
class Field:
    """A column and where its value stands on the wire: `names` are tried in order, a dot goes into a group.

    `kind` is text, date, moment, bool, int, json, level (1 to 8), ref or refs (identifiers in URLs of `of`, a register and
    collection), id (a ref that is kept as the row number in the table `of`) or names (`of` says of what, see `Known`).
    `flags`: `!` must be there, `?` may be null, `0` is null when empty, `+` is written when the row is new and not after.
    """

    column: str
    names: tuple[str, ...]
    kind: str
    of: str = ""
    most: int = 0
    flags: str = ""

    def given(self, item: Item) -> Any:
        """The value on the wire; None when it is not there."""
        for name in self.names:
            value: Any = item
            for part in name.split("."):
                value = value.get(part) if isinstance(value, Mapping) else None
            if value is not None:
                return value
        return None


def fields(spec: str) -> tuple[Field, ...]:
    """Fields in short, one a line: `column kind[:of or length] [flags]`, or `column=onTheWire|orElse kind ..`."""
    return tuple(_field(line.split()) for line in spec.strip().splitlines())


def _field(words: list[str]) -> Field:
    column, _, names = words[0].partition("=")
    kind, _, more = words[1].partition(":")
    first, *rest = column.split("_")
    camel = first + "".join(word.title() for word in rest)
    most = int(more) if more.isdigit() else 0
    chosen = tuple(names.split("|")) if names else (camel,)
    return Field(column, chosen, kind, "" if most else more, most, words[2] if len(words) > 2 else "")


def identifier(url: str) -> str | None:
    """The identifier that a URL ends with, as text."""
    found = _UUID.search(url)
    return found[1].lower() if found else None


def value_of(one: Field, value: Any, prefixes: Mapping[str, str], known: Known) -> Any:
    name = one.names[0]
    if value is None or (value == "" and (one.kind != "text" or "0" in one.flags)):
        if "!" in one.flags:
            raise Wrong(name, "een waarde; er is er geen")
        return None if {"?", "0"} & {*one.flags} else _EMPTY.get(one.kind)
    if value == "" and "!" in one.flags:
        raise Wrong(name, "een waarde; hij is leeg")
    return _READ[one.kind](one, value, prefixes, known)


def _text(one: Field, value: Any, *_: Any) -> Any:
    if not isinstance(value, str):
        raise Wrong(one.names[0], "een tekst")
    if one.most and len(value) > one.most:
        raise Wrong(one.names[0], f"ten hoogste {one.most} tekens; het zijn er {len(value)}")
    return value


def _date(one: Field, value: Any, *_: Any) -> Any:
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        raise Wrong(one.names[0], "een datum als JJJJ-MM-DD") from None


def _moment(one: Field, value: Any, *_: Any) -> Any:
    try:
        found = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise Wrong(one.names[0], "een datum en tijd volgens ISO 8601") from None
    if found.tzinfo is None:
        raise Wrong(one.names[0], "een datum en tijd met een tijdzone")
    return value


def _of_type(kind: type, words: str) -> Callable[..., Any]:
    def read(one: Field, value: Any, *_: Any) -> Any:
        if type(value) is not kind:
            raise Wrong(one.names[0], words)
        return value

    return read


def _level(one: Field, value: Any, *_: Any) -> Any:
    if value not in LEVELS:
        raise Wrong(one.names[0], f"een van {', '.join(LEVELS)}")
    return LEVELS.index(value) + 1


def _json(one: Field, value: Any, *_: Any) -> Any:
    return value


def _ref(one: Field, value: Any, prefixes: Mapping[str, str], known: Known) -> Any:
    register, _, collection = one.of.partition("/")
    prefix = f"{prefixes[f'{register}/']}{collection}/"
    found = identifier(value) if isinstance(value, str) and value.startswith(prefix) else None
    if found is None:
        raise Wrong(
            one.names[0],
            f"een adres van {register}/{collection} dat mee wordt overgezet; het wijst ergens anders heen",
        )
    return found


def _refs(one: Field, value: Any, prefixes: Mapping[str, str], known: Known) -> Any:
    if not isinstance(value, list):
        raise Wrong(one.names[0], "een lijst van adressen")
    # In one order, so that the same list is the same value.
    return sorted(_ref(one, item, prefixes, known) for item in value)


def _names(one: Field, value: Any, prefixes: Mapping[str, str], known: Known) -> Any:
    if not isinstance(value, list):
        raise Wrong(one.names[0], "een lijst van namen of adressen")
    return list(dict.fromkeys(_name(one, item, prefixes, known) for item in value))


def _name(one: Field, value: Any, prefixes: Mapping[str, str], known: Known) -> Any:
    text = _text(one, value)
    if not text.startswith(("http://", "https://")):
        return text
    if text not in known:
        raise Wrong(one.names[0], "een type dat mee wordt overgezet; dit adres wijst ergens anders heen")
    return known[text]


_READ: dict[str, Callable[..., Any]] = {
    "text": _text,
    "date": _date,
    "moment": _moment,
    "bool": _of_type(bool, "true of false"),
    "int": _of_type(int, "een geheel getal"),
    "json": _json,
    "level": _level,
    "ref": _ref,
    "id": _ref,
    "refs": _refs,
    "names": _names,
    "name": _name,
}
_EMPTY: dict[str, Any] = {"text": "", "bool": False, "json": [], "refs": [], "names": []}
