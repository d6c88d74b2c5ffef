"""Wire shapes: frozen msgspec structs, decoded with every error at once in the standard's words."""

from __future__ import annotations

import dataclasses
import json
import re
import sys
import threading
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any, Generic, Literal, TypeVar
from uuid import UUID

import msgspec

from raadhuis.kernel.refusal import FieldError, Invalid

T = TypeVar("T")
WHOLE = "nonFieldErrors"  # the name of what is wrong with a body as a whole: the standard knows no empty one
MOST = 100  # errors told of one list: more help nobody, and cost a sender of nonsense nothing and us much


class Wire(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Base of every resource as it stands on the wire: camelCase keys, frozen."""


class Page(Wire, Generic[T], frozen=True, kw_only=True, rename="camel"):
    """One page of a collection, as the ZGW standards page: `next` and `previous` are URLs or None."""

    count: int
    next: str | None = None
    previous: str | None = None
    results: tuple[T, ...] = ()


def encode(value: Any) -> bytes:
    """JSON bytes."""
    return msgspec.json.encode(value)


def decode(raw: bytes, kind: type[T]) -> T:
    """`raw` JSON as `kind`. Raises Invalid with every wrong field (name as on the wire, the standard's code)."""
    if _ODD.search(raw) and (odd := _not_kept(raw)):
        raise Invalid(fields=odd)
    _know(kind)
    try:
        return msgspec.json.decode(raw, type=kind)
    except msgspec.ValidationError:
        return _slowly(_parse(raw), kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Invalid.field(WHOLE, "parse_error", "Dit is geen geldige JSON.") from error


def convert(value: Any, kind: type[T]) -> T:
    """Plain Python data as `kind`, with the same errors as `decode`."""
    _know(kind)
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError:
        return _slowly(value, kind)


def convert_partly(
    value: dict[str, Any], kind: type[T], *, there: dict[str, Any]
) -> tuple[T, tuple[FieldError, ...]]:
    """What can be read of plain data as `kind`, and every error of its form (see `together`): a field of the wrong form is
    read as it is `there` already. Raises Invalid when nothing can be read."""
    try:
        return convert(value, kind), ()
    except Invalid as wrong:
        known = wrong_in(wrong.fields)
        if WHOLE in known:
            raise
        good = {name: given for name, given in value.items() if name not in known}
        return _partly(good | {name: there[name] for name in known & there.keys()}, kind), wrong.fields


# msgspec (0.22) looks at a type when it first decodes it, and puts what it knows in its cache before it is complete: two
# threads that decode it first at the same moment end the process with a segmentation fault. So one at a time.
_known: set[Any] = set()
_knowing = threading.Lock()


def _know(kind: Any) -> None:
    if kind not in _known:
        with _knowing:
            msgspec.json.Decoder(kind)
            _known.add(kind)


def know_all() -> None:
    """Let msgspec look at every type in our modules; call it once they are imported, before there are threads."""
    modules = [m for name, m in sys.modules.items() if name.startswith("raadhuis.")]
    for kind in [k for m in modules for k in vars(m).values() if isinstance(k, type)]:
        if issubclass(kind, msgspec.Struct) or (dataclasses.is_dataclass(kind) and _ours(kind)):
            with suppress(TypeError, NameError):  # it holds what cannot stand in JSON, so nobody decodes it
                _know(kind)


def _ours(kind: type) -> bool:
    return kind.__module__.startswith("raadhuis.")


# Escapes that a string of JSON may hold and PostgreSQL's text may not: NUL and halves of a surrogate pair. They are rare,
# and only then the body is read twice.
_ODD = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
_NOT_KEPT = re.compile("[\x00\ud800-\udfff]")


def _not_kept(raw: bytes) -> tuple[FieldError, ...]:
    """An error for each string that cannot be kept; none when `raw` is no JSON, which is said elsewhere."""
    try:
        # The standard library also reads half a surrogate pair, so that it can be refused by name.
        return tuple(islice(_odd_strings(json.loads(raw), path=""), MOST))
    except (ValueError, RecursionError):
        return ()


def _odd_strings(value: Any, *, path: str) -> Iterator[FieldError]:
    match value:
        case str() if _NOT_KEPT.search(value):
            yield FieldError(
                path.rstrip(".") or WHOLE, "invalid", "Dit veld bevat een teken dat niet bewaard kan worden."
            )
        case dict():
            for key, item in value.items():
                # The name of a field is no place to put it either, and not one to repeat.
                yield from _odd_strings(key, path=path)
                yield from _odd_strings(item, path=f"{path}{_NOT_KEPT.sub('', key)}.")
        case list():
            for number, item in enumerate(value):
                yield from _odd_strings(item, path=f"{path}{number}.")


def _parse(raw: bytes) -> Any:
    try:
        return msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Invalid.field(WHOLE, "parse_error", "Dit is geen geldige JSON.") from error


def _slowly(value: Any, kind: type[T]) -> T:
    # msgspec stops at the first error; the standard wants all of them, so try field by field.
    errors = tuple(_errors(value, kind, path=""))
    raise Invalid(fields=errors or (FieldError(WHOLE, "invalid", "De gegevens kloppen niet."),))


def _errors(value: Any, kind: Any, *, path: str) -> list[FieldError]:
    if not isinstance(value, dict) or not _is_struct(kind):
        return _leaf(value, kind, path=path)
    found: list[FieldError] = []
    for field in in_order(kind):
        name = f"{path}{field.encode_name}"
        if field.encode_name not in value:
            if field.required:
                found.append(FieldError(name, "required", "Dit veld is vereist."))
        else:
            found += _field_errors(value[field.encode_name], field.type, path=name)
    return found


def in_order(kind: Any) -> list[Any]:
    """The fields in the order of the standard's schema: that of the struct, or of `ORDER` where it inherits some."""
    fields, order = list(msgspec.structs.fields(kind)), getattr(kind, "ORDER", "").split()
    places = {name: place for place, name in enumerate(order)}
    return sorted(fields, key=lambda field: places.get(field.encode_name, len(places)))


def sort(kind: Any, errors: Iterable[FieldError]) -> tuple[FieldError, ...]:
    """Errors in a body of `kind`, in the order of the schema; what is about more than one field comes last."""
    places = {field.encode_name: place for place, field in enumerate(in_order(kind))}
    return tuple(sorted(errors, key=lambda error: places.get(_field_of(error), len(places))))


def together(kind: Any, wrong: tuple[FieldError, ...], found: Iterable[FieldError]) -> tuple[FieldError, ...]:
    """What is `wrong` in the form of a body and what the rules `found` in the rest of it, in the order of the schema.

    Of a field of the wrong form the rules know nothing, nor then of the body as a whole.
    """
    known = wrong_in(wrong) | ({WHOLE} if wrong else set())
    return sort(kind, (*wrong, *(error for error in found if _field_of(error) not in known)))


def wrong_in(errors: Iterable[FieldError]) -> set[str]:
    """The fields of a body that the errors are about."""
    return {_field_of(error) for error in errors}


def _field_of(error: FieldError) -> str:
    return error.name.partition(".")[0]


def bounded(errors: Iterable[FieldError]) -> list[FieldError]:
    """The errors, of each field not more than help somebody."""
    told: dict[str, int] = {}
    found = []
    for error in errors:
        of = _field_of(error)
        told[of] = told.get(of, 0) + 1
        if told[of] <= MOST:
            found.append(error)
    return found


def partly(raw: bytes, kind: type[T], *, without: Collection[str] = ()) -> T | None:
    """What can be read of `raw` as `kind`: a field of the wrong form, or one of `without`, has its default, or what says
    nothing. So that the rules on the other fields can be judged. None when `raw` is no object."""
    try:
        value = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    if not isinstance(value, dict):
        return None
    return _partly({name: given for name, given in value.items() if name not in without}, kind)


def _partly(value: dict[str, Any], kind: type[T]) -> T:
    found = {}
    for field in in_order(kind):
        given = value.get(field.encode_name, msgspec.UNSET)
        try:
            found[field.name] = msgspec.convert(given, field.type)
        except msgspec.ValidationError:
            if field.required:
                found[field.name] = _nothing(given, field.type)
    return kind(**found)


def _nothing(given: Any, kind: Any) -> Any:
    """A value of a required field from which no rule concludes anything."""
    if _is_struct(kind):
        return _partly(given if isinstance(given, dict) else {}, kind)
    origin = getattr(kind, "__origin__", kind)
    return kind.__args__[0] if origin is Literal else _NOTHING[origin]


_NOTHING: dict[Any, Any] = {
    str: "",
    bool: True,
    int: 1,
    tuple: (),
    dict: {},
    date: date(1900, 1, 1),
    datetime: datetime(1900, 1, 1, tzinfo=UTC),
}


def _field_errors(value: Any, kind: Any, *, path: str) -> list[FieldError]:
    struct = next((k for k in _choices(kind) if _is_struct(k)), None)
    if struct is not None and isinstance(value, dict):
        return _errors(value, struct, path=f"{path}.")
    if isinstance(value, list) and (item := _item(kind)) is not None:
        each = (e for i, v in enumerate(value) for e in _field_errors(v, item, path=f"{path}.{i}"))
        # Every item is good: then it is the list itself, which may be too long.
        return list(islice(each, MOST)) or _leaf(value, kind, path=path)
    return _leaf(value, kind, path=path)


def _leaf(value: Any, kind: Any, *, path: str) -> list[FieldError]:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        code, reason = _explain(value, str(error))
        return [FieldError(path.rstrip(".") or WHOLE, code, reason)]
    return []


def _explain(value: Any, message: str) -> tuple[str, str]:
    """The standard's code and a Dutch reason for msgspec's message."""
    if value is None:
        return "null", "Dit veld mag niet leeg zijn."
    if value == "":
        return "blank", "Dit veld mag niet leeg zijn."
    if limit := re.search(r"length <= (\d+)", message):
        return "max_length", f"Zorg dat dit veld niet meer dan {limit[1]} tekens bevat."
    if limit := re.search(r"length >= (\d+)", message):
        return "min_length", f"Zorg dat dit veld minstens {limit[1]} tekens bevat."
    if "Invalid enum" in message:
        return "invalid_choice", f"{str(value)[:40]!r} is een ongeldige keuze."
    if "matching regex" in message:
        return "invalid", "De waarde heeft niet de goede vorm."
    return "invalid", "De waarde heeft niet het goede type of de goede vorm."


def _choices(kind: Any) -> tuple[Any, ...]:
    return getattr(kind, "__args__", ()) or (kind,)


def _item(kind: Any) -> Any:
    for choice in (kind, *_choices(kind)):
        if getattr(choice, "__origin__", None) in (list, tuple):
            return choice.__args__[0]
    return None


def _is_struct(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def uuid_of(url: str) -> UUID | None:
    """The identifier at the end of a resource's URL, or None when there is none."""
    try:
        return UUID(url.rstrip("/").rsplit("/", 1)[-1])
    except ValueError:
        return None
