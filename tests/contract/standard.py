"""An official OpenAPI file, asked of one answer: is it what the file says?"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator, FormatChecker  # type: ignore[import-untyped]

from tools.openapi import ANSWERS, OFFICIAL, Document, _Loader

METHODS = ("get", "head", "post", "put", "patch", "delete")
OLD = OFFICIAL.parent / "zgw-1.5"


@functools.cache
def newest(name: str) -> Standard:
    """The file of the June 2026 set."""
    return Standard.read(sorted(OFFICIAL.glob(f"{name}-*.yaml"))[-1])


@functools.cache
def of_1_5(name: str) -> Standard | None:
    """The file of the 1.5 era; None when we have none of that register."""
    found = sorted(OLD.glob(f"{name}-*.yaml"))
    return Standard.read(found[-1]) if found else None


@dataclass(slots=True)
class Standard:
    """One official file. `document` is its contents with the schemas in JSON Schema's words."""

    file: str
    document: Document
    _validators: dict[tuple[str, str, str], Any] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> Standard:
        """Read a file as it is."""
        read = json.loads(json.dumps(yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)))
        return cls(path.name, _translated(read))

    def operations(self) -> Iterator[tuple[str, str]]:
        """Method and path of each, as `get /zaken`."""
        for path, item in self.document["paths"].items():
            yield from ((method, path) for method in METHODS if method in item)

    def template(self, path: str) -> str | None:
        """The path of the file that this path (below the API) is one of; one without a parameter goes first."""
        found = [t for t in self.document["paths"] if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", t), path)]
        return min(found, key=lambda t: t.count("{"), default=None)

    def operation(self, method: str, template: str) -> Document:
        """One operation. Raises KeyError."""
        found: Document = self.document["paths"][template][method]
        return found

    def body(self, method: str, template: str) -> Document | None:
        """The schema of the JSON that an operation takes, its first `$ref`s followed; None when it takes none."""
        content = self.followed(self.operation(method, template).get("requestBody", {})).get("content", {})
        return self.followed(content["application/json"]["schema"]) if "application/json" in content else None

    def wrong_body(self, method: str, template: str, body: Any) -> list[str]:
        """What is wrong with a body that a client would send."""
        schema = self.body(method, template)
        if schema is None:
            return []
        ours = set(schema.get("required", ())) - set(
            self.asked(schema)
        )  # what the register fills in is not sent
        needed = [] if method == "patch" else [n for n in schema.get("required", ()) if n not in ours]
        sent = {**schema, "required": needed}
        return [f"{e.json_path}: {e.message}"[:200] for e in self._schema_of(sent).iter_errors(body)]

    def asked(self, schema: Document) -> list[str]:
        """The fields that a client must send, in the order of the schema."""
        properties, required = schema.get("properties", {}), schema.get("required", ())
        return [name for name, inner in properties.items() if name in required and not _read_only(inner)]

    def sent(self, method: str, template: str) -> list[str]:
        """The fields that a client may send, in the order of the schema."""
        schema = self.body(method, template) or {}
        return [name for name, inner in schema.get("properties", {}).items() if not _read_only(inner)]

    def followed(self, schema: Document) -> Document:
        """The schema behind `$ref`."""
        while "$ref" in schema:
            target: Any = self.document
            for part in schema["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            schema = target
        return schema

    def wrong(
        self, method: str, template: str, status: int, headers: Mapping[str, str], body: Any
    ) -> list[str]:
        """What is wrong with an answer; an undocumented status is said too."""
        answers = self.operation(method, template)["responses"]
        if str(status) not in answers:
            # What any operation may answer beside its own, as docs/api/additions.md says; HEAD answers as GET does.
            get = self.document["paths"][template].get("get", {}) if method == "head" else {}
            known = str(status) in ANSWERS or str(status) in get.get("responses", {})
            return [] if known else [f"status {status} is not in the standard"]
        answer = self.followed(answers[str(status)])
        found = [f"header {name} is not there" for name in _owed(answer) if name.lower() not in headers]
        schema = next((c["schema"] for c in answer.get("content", {}).values() if "schema" in c), None)
        if schema is None or method == "head" or body is None:
            return found
        key = (method, template, str(status))
        if key not in self._validators:
            self._validators[key] = self._schema_of(schema)
        found += [f"{e.json_path}: {e.message}"[:200] for e in self._validators[key].iter_errors(body)]
        return found + list(self._unanswered(schema, body, "$"))

    def _schema_of(self, schema: Document) -> Any:
        whole = {**schema, "components": self.document["components"]}
        return Draft202012Validator(whole, format_checker=FormatChecker())

    def _unanswered(self, schema: Document, value: Any, at: str) -> Iterator[str]:
        """Every property that the schema names must be answered, but for what is only sent and what is expanded."""
        schema = self.followed(schema)
        if isinstance(value, list) and "items" in schema:
            for number, item in enumerate(value[:3]):
                yield from self._unanswered(schema["items"], item, f"{at}[{number}]")
        if not isinstance(value, dict):
            return
        for name, inner in schema.get("properties", {}).items():
            inner = self.followed(inner)
            if name in value:
                yield from self._unanswered(inner, value[name], f"{at}.{name}")
            elif not inner.get("writeOnly") and name != "_expand":
                yield f"{at}.{name} is not answered"


def _read_only(schema: Document) -> bool:
    choices = [schema, *schema.get("anyOf", ())]  # one that may be null is a choice
    return any(choice.get("readOnly") or choice.get("items", {}).get("readOnly") for choice in choices)


# Headers that a correct answer need not have: a warning, and what says that an older version is served.
_WHEN_NEEDED = frozenset({"X-Warning", "Deprecation"})


def _owed(answer: Document) -> list[str]:
    return [name for name in answer.get("headers", {}) if name not in _WHEN_NEEDED]


def _translated(node: Any) -> Any:
    """OpenAPI 3.0 in JSON Schema's words: `nullable`, and a discriminated choice that may match twice."""
    if isinstance(node, list):
        return [_translated(item) for item in node]
    if not isinstance(node, dict):
        return node
    plain = {k: _translated(v) for k, v in node.items() if k not in ("nullable", "discriminator", "example")}
    if "oneOf" in plain:
        plain["anyOf"] = plain.pop("oneOf")
    return {"anyOf": [plain, {"type": "null"}]} if node.get("nullable") is True else plain
