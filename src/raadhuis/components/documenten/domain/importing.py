"""The metadata of a bulk import: a CSV file as records, its columns, and one row as a document to make.

The columns have the names of the standard's fields, `ondertekening.soort` for a field of a group, and three more that the
leading provider's import has too: `uuid`, `bestandspad` and `zaakId`. They stand in any order; the separator is a comma or a
semicolon, the encoding UTF-8.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec

from raadhuis.components.documenten.types import (
    EnkelvoudigInformatieObjectBody,
    Integriteit,
    Ondertekening,
)
from raadhuis.kernel import wire
from raadhuis.kernel.refusal import FieldError, Invalid

LONGEST = 64 * 1024  # bytes of one record
GROUPS: dict[str, type[msgspec.Struct]] = {"ondertekening": Ondertekening, "integriteit": Integriteit}
_BODY = {f.encode_name: f for f in msgspec.structs.fields(EnkelvoudigInformatieObjectBody)}
COLUMNS = (
    "uuid",
    "bestandspad",
    "zaakId",
    *(name for name in _BODY if name != "inhoud" and name not in GROUPS),
    *(f"{group}.{f.encode_name}" for group, kind in GROUPS.items() for f in msgspec.structs.fields(kind)),
)
REQUIRED = ("bestandspad", *(name for name, f in _BODY.items() if f.required))
_YES_NO = frozenset(
    "tonenAanInitiator indicatieGebruiksrecht isGereedVoorPublicatie inhoudIsVervallen".split()
)
_OURS = frozenset({"uuid", "bestandspad", "zaakId"})


class Records:
    """Cuts a file that comes in chunks into records: lines, and what stands in quotes may hold line ends."""

    def __init__(self) -> None:
        self._kept = b""

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """The records that are complete, each with its line end. Raises Invalid (`max_length`)."""
        data, start, search = self._kept + chunk, 0, 0
        while (end := data.find(b"\n", search)) >= 0:
            search = end + 1
            _require_short(search - start)
            if data.count(b'"', start, end) % 2 == 0:
                yield data[start:search]
                start = search
        self._kept = data[start:]
        _require_short(len(self._kept))

    def rest(self) -> bytes:
        """What is left after the last line end; b"" when the file ends with one."""
        return self._kept


def _require_short(size: int) -> None:
    if size > LONGEST:
        reason = f"Een rij is langer dan {LONGEST // 1024} KB: staat er ergens een aanhalingsteken te veel?"
        raise Invalid.field("nonFieldErrors", "max_length", reason)


@dataclass(frozen=True, slots=True)
class Columns:
    """What stands where in each record."""

    names: tuple[str, ...]
    separator: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One document to make: its file relative to the folder of imports, and perhaps its own uuid and the zaak it is of."""

    body: EnkelvoudigInformatieObjectBody
    bestandspad: str
    uuid: UUID | None
    zaak: UUID | None


def columns(record: bytes) -> Columns:
    """The columns that the first record names. Raises Invalid with every name that is unknown, missing or there twice."""
    text = _text(record).removeprefix("\ufeff")
    separator = ";" if text.count(";") > text.count(",") else ","
    names = tuple(name.strip() for name in _cells(text, separator))
    errors = [
        FieldError(name[:100], "unknown-column", "Deze kolom kennen we niet.")
        for name in dict.fromkeys(names)
        if name not in COLUMNS
    ]
    errors += [
        FieldError(name, "missing-column", "Deze kolom ontbreekt in de eerste rij.")
        for name in REQUIRED
        if name not in names
    ]
    errors += [
        FieldError(name[:100], "duplicate-column", "Deze kolom staat er meer dan één keer.")
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
    if errors:
        raise Invalid(fields=tuple(errors[: wire.MOST]))
    return Columns(names, separator)


def cells(record: bytes, of: Columns) -> dict[str, str]:
    """The values of a record by column; "" is not given. Raises Invalid when it does not fit its columns."""
    found = [cell.strip() for cell in _cells(_text(record), of.separator)]
    if len(found) != len(of.names):
        reason = f"Deze rij heeft {len(found)} velden, en de eerste rij noemt er {len(of.names)}."
        raise Invalid.field("nonFieldErrors", "columns", reason)
    return dict(zip(of.names, found, strict=True))


def blank(record: bytes) -> bool:
    """Whether there is nothing in it: an empty line is no row."""
    return not record.strip()


def row(given: Mapping[str, str]) -> Row:
    """A document as its cells say. Raises Invalid with every field that is wrong."""
    errors = [
        FieldError(name, "null_characters_not_allowed", "Het teken NUL kan hier niet.")
        for name, text in given.items()
        if "\0" in text
    ]
    if not given.get("bestandspad"):
        errors.append(FieldError("bestandspad", "required", "Dit veld is vereist."))
    own = {name: _uuid(name, given.get(name, ""), errors) for name in ("uuid", "zaakId")}
    if own["uuid"] is not None and own["uuid"].version == 8:  # `kernel.elsewhere` gives these
        reason = "Een UUID van versie 8 kan hier niet: die zijn van documenten die bij een ander staan."
        errors.append(FieldError("uuid", "invalid", reason))
    body = None
    try:
        body = wire.convert(_json(given), EnkelvoudigInformatieObjectBody)
    except Invalid as refusal:
        errors += refusal.fields
    if body is None or errors:
        raise Invalid(fields=tuple(errors))
    return Row(body=body, bestandspad=given["bestandspad"], uuid=own["uuid"], zaak=own["zaakId"])


def _uuid(name: str, text: str, errors: list[FieldError]) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        errors.append(FieldError(name, "invalid", "Dit is geen UUID."))
        return None


def _json(given: Mapping[str, str]) -> dict[str, Any]:
    """The cells as a client would post them; what is empty is left out."""
    found: dict[str, Any] = {}
    for name, text in given.items():
        if not text or name in _OURS:
            continue
        group, dot, part = name.partition(".")
        if dot:
            found.setdefault(group, {})[part] = text
        else:
            found[name] = _value(name, text)
    return found


def _value(name: str, text: str) -> Any:
    if name in _YES_NO:
        return {"true": True, "false": False}.get(text.lower(), text)
    if name == "bestandsomvang":
        return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else text
    if name == "trefwoorden":
        words = (word.strip() for word in text.replace('"', "").split(","))
        return [word for word in words if word]
    return text


def _cells(text: str, separator: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), [])
    except csv.Error:
        reason = "Deze rij is geen goede CSV: kijk naar de aanhalingstekens."
        raise Invalid.field("nonFieldErrors", "parse_error", reason) from None


def _text(record: bytes) -> str:
    try:
        return record.decode("utf-8")
    except UnicodeDecodeError:
        reason = "Dit is geen UTF-8. Sla het bestand op als 'CSV UTF-8'."
        raise Invalid.field("nonFieldErrors", "encoding", reason) from None


def parts_of(bestandspad: str) -> tuple[str, ...]:
    """The folders and the name in a path that stays below the folder of imports (S7).

    Raises Invalid for anything else: absolute, a drive or a share of Windows, `..`, a backslash, NUL.
    """
    parts = tuple(part for part in bestandspad.split("/") if part not in ("", "."))
    odd = "\\" in bestandspad or "\0" in bestandspad or ":" in bestandspad[:2] or ".." in parts
    if odd or bestandspad.startswith("/") or not parts or max(map(len, parts)) > 255:
        raise outside()
    return parts


def outside() -> Invalid:
    """The refusal of a path that leads out of the folder of imports."""
    reason = "Noem een bestand in de map voor imports: geen '..', geen schijf, geen koppeling (symlink)."
    return Invalid.field("bestandspad", "path-not-allowed", reason)


def line(values: Sequence[str], separator: str) -> bytes:
    """A record of CSV with its line end."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerow(values)
    return text.getvalue().encode()
