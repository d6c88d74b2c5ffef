"""An OpenAPI document as a person reads it: its operations, and what one of them asks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

METHODS = ("get", "post", "put", "patch", "delete")  # of an item in the document
MULTIPART = "multipart/form-data"
# Who may do it and in what form it goes, the page says itself.
OWN_HEADERS = ("authorization", "content-type")
DEEPEST = 4  # levels of an example body; the standard's own bodies have three


@dataclass(frozen=True, slots=True)
class Input:
    """One thing that an operation asks: a parameter (`place` path, query or header), or a field of its body."""

    name: str
    place: str
    required: bool
    description: str
    choices: tuple[str, ...] = ()
    binary: bool = False


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation; `example` is a body with what must be in it, `media` what kind of body (empty: none)."""

    id: str
    method: str
    path: str
    group: str
    summary: str
    description: str
    parameters: tuple[Input, ...]
    media: str
    fields: tuple[Input, ...]
    example: str


def base(document: dict[str, Any]) -> str:
    """The address under which the operations stand, without a slash at the end."""
    servers = document.get("servers") or [{"url": ""}]
    return str(servers[0]["url"]).rstrip("/")


def read(document: dict[str, Any]) -> list[Operation]:
    """Every operation of the document, in its order."""
    return [
        _operation(document, method, path, item)
        for path, item in document.get("paths", {}).items()
        for method in METHODS
        if method in item
    ]


def _operation(document: dict[str, Any], method: str, path: str, item: dict[str, Any]) -> Operation:
    found = item[method]
    content = _resolved(document, found.get("requestBody", {})).get("content", {})
    media = next((kind for kind in (MULTIPART, "application/json", *content) if kind in content), "")
    body = content[media].get("schema", {}) if media else {}
    return Operation(
        id=found["operationId"],
        method=method.upper(),
        path=path,
        group=next(iter(found.get("tags", ())), ""),
        summary=_plain(found.get("summary", "")).removeprefix(f"{method.upper()} {path}: ")
        or f"{method.upper()} {path}",
        description=_plain(found.get("description", "")),
        parameters=tuple(_parameters(document, item, found)),
        media=media,
        fields=tuple(_fields(document, body)),
        example=_example(document, body, media),
    )


def _parameters(document: dict[str, Any], item: dict[str, Any], found: dict[str, Any]) -> Iterator[Input]:
    """What stands at the path and at the operation; the operation's own goes first (OpenAPI 3.0, Path Item)."""
    seen: dict[tuple[str, str], dict[str, Any]] = {}
    for given in (*found.get("parameters", ()), *item.get("parameters", ())):
        parameter = _resolved(document, given)
        seen.setdefault((parameter["in"], parameter["name"]), parameter)
    for (place, name), parameter in seen.items():
        if name.lower() not in OWN_HEADERS:
            schema = _resolved(document, parameter.get("schema", {}))
            yield Input(
                name=name,
                place=place,
                required=bool(parameter.get("required")),
                description=_plain(parameter.get("description", "")),
                choices=_choices(schema),
            )


def _choices(schema: dict[str, Any]) -> tuple[str, ...]:
    return tuple("true false".split()) if schema.get("type") == "boolean" else tuple(schema.get("enum") or ())


def _fields(document: dict[str, Any], body: dict[str, Any]) -> Iterator[Input]:
    """The fields of a body that a client fills in; an array of bodies counts as one body."""
    schema = _resolved(document, body)
    schema = _resolved(document, schema["items"]) if "items" in schema else schema
    for name, given in schema.get("properties", {}).items():
        field = _resolved(document, given)
        if not field.get("readOnly"):
            yield Input(
                name=name,
                place="body",
                required=name in schema.get("required", ()),
                description=_plain(field.get("description", "")),
                choices=tuple(str(choice) for choice in field.get("enum") or () if choice),
                binary=field.get("format") == "binary",
            )


def _example(document: dict[str, Any], body: dict[str, Any], media: str) -> str:
    return (
        json.dumps(_filled(document, body, DEEPEST), indent=2, ensure_ascii=False) if "json" in media else ""
    )


def _filled(document: dict[str, Any], given: dict[str, Any], levels: int) -> Any:
    """A value of this shape with only what is required in it; empty where only the writer knows."""
    schema = _resolved(document, given)
    if schema.get("enum"):
        return schema["enum"][0]
    kind = schema.get("type", "object" if "properties" in schema else "string")
    if kind == "array":
        return [_filled(document, schema.get("items", {}), levels - 1)] if levels else []
    if kind == "object":
        fields = schema.get("properties", {}) if levels else {}
        wanted = [n for n in schema.get("required", ()) if n in fields]
        shapes = {name: _resolved(document, fields[name]) for name in wanted}
        return {n: _filled(document, s, levels - 1) for n, s in shapes.items() if not s.get("readOnly")}
    return {"boolean": False, "integer": 0, "number": 0}.get(kind, "")


def _resolved(document: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """What a reference points at, with the parts of an `allOf` together, and the first of several shapes."""
    while "$ref" in given:
        found: Any = document
        for part in given["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        given = found
    for some in ("oneOf", "anyOf"):
        if given.get(some):
            given = {**given, **_resolved(document, given[some][0])}
    if "allOf" not in given:
        return given
    parts = [_resolved(document, part) for part in given["allOf"]]
    whole = {key: value for part in (*parts, given) for key, value in part.items()}
    whole["properties"] = {n: f for part in (*parts, given) for n, f in part.get("properties", {}).items()}
    whole["required"] = [name for part in (*parts, given) for name in part.get("required", ())]
    return whole


def _plain(markdown: str) -> str:
    """Text without the marks of bold and code, which a reader would see as stars and quotes."""
    return markdown.replace("**", "").replace("`", "").strip()
