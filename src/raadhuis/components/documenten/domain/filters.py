"""Query parameters as values to search with: every wrong one is said at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from raadhuis.kernel import authz
from raadhuis.kernel.refusal import FieldError, Invalid

NOWHERE = UUID(int=0)  # what an address leads to that is not of ours: nothing has it
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Filter:
    """What a parameter is called for the store, and how its text becomes a value (ValueError when it cannot)."""

    name: str
    read: Callable[[str], Any] = field(default=str)


def day(text: str) -> date:
    """`2026-11-22`."""
    return date.fromisoformat(text)


def moment(text: str) -> datetime:
    """`2026-11-22T10:00:00Z`, or a day; a plus sign that arrived as a space is one again."""
    found = datetime.fromisoformat(text.strip().replace(" ", "+"))
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    # At the ends of time another time zone is in a year that the database cannot write.
    _ = found.astimezone(UTC) - _DAY, found.astimezone(UTC) + _DAY
    return found


def yes_or_no(text: str) -> bool:
    """`true` or `false`."""
    return {"true": True, "false": False, "1": True, "0": False}[text.lower()]


def level(text: str) -> int:
    """A vertrouwelijkheidaanduiding as its rank."""
    return authz.rank(text)


def words(text: str) -> list[str]:
    """A list with commas."""
    return [word.strip() for word in text.split(",") if word.strip()]


def one_of(*choices: str) -> Callable[[str], str]:
    """Exactly one of these."""

    def read(text: str) -> str:
        if text not in choices:
            raise ValueError(text)
        return text

    return read


def read(given: Mapping[str, str], known: Mapping[str, Filter]) -> dict[str, Any]:
    """The values by the store's names. Raises Invalid with every parameter that cannot be read; an empty one is none."""
    found: dict[str, Any] = {}
    wrong = []
    for name, text in given.items():
        if name not in known or text == "":
            continue
        try:
            found[known[name].name] = known[name].read(text)
        except (ValueError, KeyError, OverflowError):
            wrong.append(FieldError(name, "invalid", "Deze waarde kan hier niet."))
    if wrong:
        raise Invalid(fields=tuple(wrong))
    return found


def order(text: str, known: frozenset[str]) -> tuple[str, ...]:
    """The names of `ordering`, each with a minus when downward. Raises Invalid for one that is not known."""
    names = tuple(words(text))
    if any(name.removeprefix("-") not in known for name in names) or len(names) > len(known):
        raise Invalid.field("ordering", "invalid_choice", f"Kies uit: {', '.join(sorted(known))}.")
    return names
