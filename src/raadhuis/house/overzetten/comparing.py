"""Whether two resources say the same, where the standard leaves room for how."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

# What says nothing of the resource: texts for the eye, locks and parts that are under way (told when importing).
_SKIPPED = frozenset({"locked", "lock", "bestandsdelen", "auth", "expand", "_expand"})
# Relations between types go by name: every version of the name that is valid now is in the answer.
_BY_NAME = frozenset({"zaaktypen", "besluittypen", "informatieobjecttypen", "deelzaaktypen", "vastgelegdIn"})
Names = Mapping[str, str]


def differences(expected: Mapping[str, Any], found: Mapping[str, Any], names: Names) -> Iterator[str]:
    """The fields of `expected` in which `found` differs, as sentences. Fields that only `found` has are no difference.

    Nothing (null, "", an empty list, a group of empty fields) is the same in each of its forms; a moment is the same in
    each time zone; the order in a list does not count; `inhoud` only says whether there is content.
    """
    for name, value in expected.items():
        if name.startswith("_") or name in _SKIPPED or name.endswith("Weergave"):
            continue
        other = found.get(name)
        if name == "inhoud":
            if bool(value) != bool(other):
                yield f"{name}: {'geen inhoud hier' if value else 'hier wel inhoud'}"
        elif name in _BY_NAME and isinstance(value, list) and isinstance(other, list):
            if not _same_names(value, other, names):
                yield f"{name}: daar {value!r:.200}, hier {other!r:.200}"
        elif not same(value, other):
            yield f"{name}: daar {value!r:.200}, hier {other!r:.200}"


def _same_names(value: list[Any], other: list[Any], names: Names) -> bool:
    ours, theirs = ({names.get(one, one) for one in given} for given in (other, value))
    return ours == theirs


def same(expected: Any, found: Any) -> bool:
    """Whether `found` says what `expected` says."""
    if nothing(expected) and nothing(found):
        return True
    if isinstance(expected, Mapping):
        return isinstance(found, Mapping) and all(
            name.endswith("Weergave") or same(value, found.get(name)) for name, value in expected.items()
        )
    if isinstance(expected, list):
        return isinstance(found, list) and _same_lists(expected, found)
    if isinstance(expected, str) and isinstance(found, str):
        return expected == found or _same_moments(expected, found)
    return (type(expected) is type(found) and bool(expected == found)) or _numbers(expected, found)


def _numbers(expected: Any, found: Any) -> bool:
    return isinstance(expected, (int, float)) and isinstance(found, (int, float)) and expected == found


def nothing(value: Any) -> bool:
    """Whether a value says nothing."""
    if isinstance(value, Mapping):
        return all(nothing(one) or one is False for one in value.values())
    return value is None or value == "" or value == []


def _same_lists(expected: list[Any], found: list[Any]) -> bool:
    if len(expected) != len(found):
        return False
    if all(isinstance(one, str) for one in (*expected, *found)):
        return sorted(expected) == sorted(found)
    rest = list(found)
    for one in expected:
        place = next((n for n, other in enumerate(rest) if same(one, other)), None)
        if place is None:
            return False
        rest.pop(place)
    return True


def _same_moments(expected: str, found: str) -> bool:
    if len(expected) < 16 or "T" not in expected or "T" not in found:
        return False
    try:
        return datetime.fromisoformat(expected) == datetime.fromisoformat(found)
    except (ValueError, TypeError):
        return False
