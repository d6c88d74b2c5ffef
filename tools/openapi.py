"""Writes the OpenAPI documents that we serve: the official files with our additions, and nothing else.

`python -m tools.openapi` reads the official files and every room's ROUTES and writes `openapi.json` beside those routes, the
lists in docs/api/additions.md, and the list of operations that have no route yet (which may shrink only). Run it after a
change of ROUTES. What an addition is, and why it is there, stands in docs/api/additions.md.
"""

from __future__ import annotations

import inspect
import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

PROJECT = Path(__file__).resolve().parents[1]
OFFICIAL = PROJECT.parent / "shared" / "standards" / "zgw-1.7"
PAGE = PROJECT / "docs" / "api" / "additions.md"
NOT_YET = PROJECT / "tests" / "kernel" / "operations_without_route.txt"
METHODS = ("get", "post", "put", "patch", "delete")
OURS = "Aanvulling van Raadhuis, niet in de standaard."
Document = dict[str, Any]

IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
    "description": f"Met dezelfde sleutel en dezelfde inhoud wordt een verzoek één keer uitgevoerd. {OURS}",
}
IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": f"Voer de wijziging alleen uit als de resource deze ETag nog heeft; anders volgt een 412. {OURS}",
}
# Answers that any operation can give, with their meaning; the official files name some of them here and there.
ANSWERS = {
    "400": "Het verzoek klopt niet.",
    "403": "Geen geldig token, of geen recht om dit te doen.",
    "404": "Niet gevonden, of niet voor deze applicatie.",
    "406": "Dit wordt alleen als JSON gegeven.",
    "409": "De resource is intussen gewijzigd, of dit verzoek is al met een andere inhoud gedaan.",
    "412": "De ETag in If-Match is niet meer die van de resource.",
    "413": "Het verzoek is te groot.",
    "415": "Dit wordt niet gelezen in de vorm waarin het gestuurd is.",
    "429": "Te veel verzoeken.",
    "503": "Tijdelijk niet beschikbaar; er is niets half opgeslagen.",
}


class _Loader(yaml.CSafeLoader):
    """Dates stay the text that they are in JSON."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def official(name: str) -> Document | None:
    """The official file of a register in its newest version; None for an API that is no part of that standard."""
    found = sorted(OFFICIAL.glob(f"{name}-*.yaml"))
    if not found:
        return None
    text = found[-1].read_text(encoding="utf-8")
    read: Document = json.loads(json.dumps(yaml.load(text, Loader=_Loader)))  # noqa: S506  # a safe loader
    return read


def shape(path: str) -> str:
    """A path without the names of its parameters, which differ between us and the standard."""
    return re.sub(r"\{\w+\}", "{}", path)


def operations(document: Document) -> Iterator[tuple[str, str, Document]]:
    """Path, method and operation."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def without_route(document: Document, module: Any) -> list[str]:
    """The operations that nobody answers yet, as `GET /zaken`."""
    routed = {(shape(route.path), method.lower()) for route in module.ROUTES for method in route.handlers}
    return [f"{m.upper()} {p}" for p, m, _ in operations(document) if (shape(p), m) not in routed]


def served(prefix: str, module: Any) -> Document:
    """The document of one API: the official one, with our additions."""
    name = prefix.split("/")[1]
    document = official(name) or _empty(name, module.VERSION)
    document["servers"] = [{"url": prefix, "description": "Deze installatie"}]
    _merge(document, getattr(module, "ADDITIONS", {}), at=name)
    paths = {shape(path): path for path in document["paths"]}
    for route in module.ROUTES:
        path = paths.setdefault(shape(route.path), route.path)
        item = document["paths"].setdefault(path, {})
        for method, handler in route.handlers.items():
            operation = item.get(method.lower())
            if operation is None:
                operation = item[method.lower()] = _operation(path, method, handler, item=item)
            _add_parameters(document, item, operation, method, route)
            _add_answers(operation, method)
        if "GET" in route.handlers and "head" in item:
            for status, answer in item["get"]["responses"].items():
                if status.startswith(("4", "5")):
                    item["head"]["responses"].setdefault(status, answer)
    return document


def _empty(name: str, version: str) -> Document:
    return {
        "openapi": "3.0.3",
        "info": {"title": f"{name.capitalize()} API van Raadhuis", "version": version, "description": OURS},
        "paths": {},
        "components": {
            "securitySchemes": {"JWT-Claims": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}
        },
    }


def _operation(path: str, method: str, handler: Any, *, item: Document) -> Document:
    said = (inspect.getdoc(handler) or "").split("\n")[0]
    name = re.sub(r"\W+", "_", path).strip("_")
    here = {p["name"] for p in item.get("parameters", ())}
    made: Document = {
        "operationId": f"raadhuis_{method.lower()}_{name}",
        "summary": re.sub(r"^[A-Z][A-Z, and]*: ", "", said) or OURS,
        "description": OURS,
        "tags": [path.split("/")[1]],
        "security": [{"JWT-Claims": []}],
        "parameters": [
            {"name": n, "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
            for n in re.findall(r"\{(\w+)\}", path)
            if n not in here
        ],
        "responses": {"2XX": {"description": "Gelukt."}},
    }
    if method in ("POST", "PUT", "PATCH"):
        made["requestBody"] = {"content": {"application/json": {"schema": {}}}}
    return made


def _add_parameters(document: Document, item: Document, operation: Document, method: str, route: Any) -> None:
    known = {
        _resolved(document, parameter)["name"].lower()
        for parameter in (*operation.get("parameters", ()), *item.get("parameters", ()))
    }
    added: list[Document] = []
    if method == "GET":
        names = sorted(route.params) + (["expand"] if route.expands else [])
        added = [
            {"name": n, "in": "query", "required": False, "schema": {"type": "string"}, "description": OURS}
            for n in names
        ]
    elif method == "POST":
        added = [IDEMPOTENCY_KEY]
    elif "GET" in route.handlers:
        added = [IF_MATCH]
    if new := [p for p in added if p["name"].lower() not in known]:
        operation["parameters"] = [*operation.get("parameters", ()), *new]


def _add_answers(operation: Document, method: str) -> None:
    writes = method in ("POST", "PUT", "PATCH", "DELETE")
    wanted = [s for s in ANSWERS if writes or s not in ("409", "412", "413", "415")]
    for status in wanted:
        operation["responses"].setdefault(status, {"description": f"{ANSWERS[status]} {OURS}"})


def _resolved(document: Document, value: Document) -> Document:
    while "$ref" in value:
        target: Any = document
        for part in value["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        value = target
    return value


def _merge(into: Document, more: Document, *, at: str) -> None:
    """Put in what a room adds in words of its own (`ADDITIONS`); it may not change what is there."""
    for key, value in more.items():
        if key not in into:
            into[key] = value
        elif isinstance(value, dict) and isinstance(into[key], dict):
            _merge(into[key], value, at=f"{at}.{key}")
        elif isinstance(value, list) and isinstance(into[key], list):
            into[key] = [*into[key], *value]
        else:
            raise ValueError(f"ADDITIONS would change {at}.{key}, which the standard has already.")


def additions(document: Document, standard: Document | None) -> tuple[list[str], list[str]]:
    """Operations and query parameters beyond the standard, as `GET /zaken` and `GET /zaken: pageSize`."""
    theirs = {(p, m): o for p, m, o in operations(standard)} if standard else {}
    extra, parameters = [], []
    for path, method, operation in operations(document):
        if (path, method) not in theirs:
            extra.append(f"{method.upper()} {path}")
            continue
        before = len(theirs[path, method].get("parameters", ()))
        new = operation.get("parameters", [])[before:]
        if names := [p["name"] for p in new if p.get("in") == "query"]:
            parameters.append(f"{method.upper()} {path}: {', '.join(names)}")
    return extra, parameters


def page(documents: dict[str, tuple[Document, Document | None]]) -> str:
    """The lists of docs/api/additions.md."""
    lines = []
    for name, (document, standard) in documents.items():
        extra, parameters = additions(document, standard)
        whole = "" if standard else " (no part of the ZGW standard; all of it is ours)"
        lines += [f"### {name.capitalize()}{whole}", "", "| operation | query parameters |", "|---|---|"]
        lines += [f"| `{operation}` | new operation |" for operation in extra]
        for line in parameters:
            operation, _, names = line.partition(": ")
            lines.append(f"| `{operation}` | {', '.join(f'`{n}`' for n in names.split(', '))} |")
        if not extra and not parameters:
            lines.append("| none | |")
        lines.append("")
    return "\n".join(lines)


def documents() -> dict[str, tuple[Path, Any, Document, Document | None]]:
    """Per API: where its document stands, its module, the document and the official one."""
    from raadhuis.kernel import loader

    return {
        prefix.split("/")[1]: (
            Path(str(module.__file__)).with_name("openapi.json"),
            module,
            served(prefix, module),
            official(prefix.split("/")[1]),
        )
        for prefix, module in sorted(
            loader.apis(), key=lambda api: api[0]
        )  # the order in which they start says nothing here
    }


def lines_of(found: dict[str, tuple[Path, Any, Document, Document | None]]) -> list[str]:
    """Every operation without a route, as `zaken GET /zaken`."""
    return [
        f"{name} {operation}"
        for name, (_, module, document, _) in found.items()
        for operation in without_route(document, module)
    ]


def main() -> int:
    """Write everything; 1, and nothing, when the official files are not there."""
    if not OFFICIAL.is_dir():
        sys.stderr.write(f"The official files are not there: {OFFICIAL}. Nothing was written.\n")
        return 1
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "raadhuis.house.settings")
    import django

    django.setup()
    found = documents()
    for path, _, document, _ in found.values():
        path.write_text(
            json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8"
        )
    text = PAGE.read_text(encoding="utf-8")
    head = text.split("<!-- lists -->")[0]
    PAGE.write_text(
        head + "<!-- lists -->\n\n" + page({n: (d, o) for n, (_, _, d, o) in found.items()}), "utf-8"
    )
    allowed = NOT_YET.read_text(encoding="utf-8").splitlines() if NOT_YET.exists() else lines_of(found)
    left = [line for line in lines_of(found) if line in allowed]
    NOT_YET.write_text("".join(line + "\n" for line in left), encoding="utf-8")
    sys.stdout.write(f"{len(found)} documents; {len(left)} operations have no route yet.\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
