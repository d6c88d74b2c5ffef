"""Whether an answer is what the official schema says."""

from __future__ import annotations

import functools
from typing import Any

import yaml
from jsonschema import Draft4Validator  # type: ignore[import-untyped]

from raadhuis.kernel.testing import shared

FOLDER = "standards/zgw-1.7"


@functools.cache
def _document(file: str) -> dict[str, Any]:
    document: dict[str, Any] = _json_schema(yaml.safe_load(shared(f"{FOLDER}/{file}").read_text()))
    # The contract forgot to say that the object for "nothing to expand" is empty: any object would be one.
    document["components"]["schemas"].get("EmptyObject", {})["maxProperties"] = 0
    return document


def _json_schema(part: Any) -> Any:
    """OpenAPI 3.0's `nullable` in JSON Schema's words."""
    if isinstance(part, list):
        return [_json_schema(p) for p in part]
    if not isinstance(part, dict):
        return part
    found = {key: _json_schema(value) for key, value in part.items()}
    if found.pop("nullable", False) is True:
        return {"anyOf": [found, {"type": "null"}]}
    return found


def errors(file: str, schema: str, value: Any) -> list[str]:
    """Where `value` differs from a schema of the standard; every property of the schema must be answered."""
    document = _document(file)
    found = document["components"]["schemas"][schema]
    validator = Draft4Validator({"$ref": f"#/components/schemas/{schema}", **document})
    wrong = [f"{list(e.absolute_path)}: {e.message}" for e in validator.iter_errors(value)]
    return wrong + [
        f"{name} is not answered"
        for name in found.get("properties", ())
        if name not in value and name != "_expand"
    ]


_REQUESTS = {
    "zaaktypen": "ZaakTypeCreate",
    "besluittypen": "BesluitTypeCreate",
    "resultaattypen": "ResultaatTypeCreate",
}
_OTHERS = {
    "catalogussen": "Catalogus",
    "statustypen": "StatusType",
    "roltypen": "RolType",
    "eigenschappen": "Eigenschap",
    "zaakobjecttypen": "ZaakObjectType",
    "informatieobjecttypen": "InformatieObjectType",
    "zaaktype-informatieobjecttypen": "ZaakTypeInformatieObjectType",
}


def required(file: str, resource: str) -> set[str]:
    """The fields that a POST on a collection must have: those of the schema that a client may write."""
    schema = _document(file)["components"]["schemas"][(_REQUESTS | _OTHERS)[resource]]
    read_only = {
        name
        for name, field in schema["properties"].items()
        if field.get("readOnly") or field.get("items", {}).get("readOnly")
    }
    return set(schema["required"]) - read_only


def embedded(file: str, schema: str) -> list[str]:
    """The attributes of a resource that the contract expands."""
    return list(_document(file)["components"]["schemas"][f"{schema}Embedded"]["properties"])
