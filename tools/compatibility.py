"""What changed between the 1.5-era files of the standard and those of now, for docs/api/compatibility.md.

`python -m tools.compatibility` reads both sets of official files and writes the lists below the mark in that page. Of Besluiten,
Autorisaties and Notificaties there is no older file: their 1.0 differs in what the page says in words.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

import yaml

from tools.openapi import METHODS, OFFICIAL, PROJECT, Document, _Loader, _resolved, official, operations

OLD = OFFICIAL.parent / "zgw-1.5"
PAGE = PROJECT / "docs" / "api" / "compatibility.md"
MARK = "<!-- lists -->"
Difference = tuple[str, str]  # what it is, and how it is served
HOW = {
    "operation": "served; a client of 1.5 does not ask for it",
    "operation gone": "no longer in the standard",
    "parameter": "may be left out",
    "parameter gone": "no longer in the standard",
    "field": "answered beside what was there; a client skips what it does not know",
    "sent": "may be left out",
    "sent and required": "asked by the standard of now, and by us",
    "not required": "may be left out, and may be sent as before",
    "gone": "not answered",
    "not sent": "may still be sent, and is ignored",
    "values": "a client that does not use them notices nothing; it may meet them in answers",
    "values gone": "not accepted",
    "answer": "see additions.md for what any operation may answer",
    "answer gone": "not given",
}


def older(name: str) -> Document | None:
    """The 1.5-era file of a register; None when there is none."""
    found = sorted(OLD.glob(f"{name}-*.yaml"))
    if not found:
        return None
    read: Document = json.loads(json.dumps(yaml.load(found[-1].read_text("utf-8"), Loader=_Loader)))  # noqa: S506
    return read


def differences(then: Document, now: Document) -> Iterator[Difference]:
    """Every difference that a client may notice, and how it is served."""
    old, new = ({(p, m): o for p, m, o in operations(d)} for d in (then, now))
    yield from ((f"`{m.upper()} {p}`", HOW["operation"]) for p, m in sorted(new.keys() - old.keys()))
    yield from ((f"`{m.upper()} {p}`", HOW["operation gone"]) for p, m in sorted(old.keys() - new.keys()))
    fields: dict[str, Difference] = {}
    parameters: dict[Difference, list[str]] = {}
    for p, m in sorted(old.keys() & new.keys(), key=lambda key: (key[0], METHODS.index(key[1]))):
        at = f"`{m.upper()} {p}`"
        before, after = (_parameters(d, o[p, m]) for d, o in ((then, old), (now, new)))
        for difference in _named("parameter", before, after):
            parameters.setdefault(difference, []).append(at)
        for what, said in (("sent", _sent), ("answered", _answered)):
            for difference in _fields(what, *said(then, old[p, m]), *said(now, new[p, m])):
                # A field is told once, at the first operation that has it.
                fields.setdefault(
                    f"{_collection(p)} {difference[0]}",
                    (f"`{_collection(p)}`: {difference[0]}", difference[1]),
                )
        statuses = (set(o[p, m]["responses"]) for o in (old, new))
        yield from ((f"{at} {what}", how) for what, how in _named("answer", *statuses))
    for (what, how), places in parameters.items():
        yield f"{what}, at {', '.join(places)}", how
    yield from fields.values()


def _collection(path: str) -> str:
    parts = [part for part in path.split("/") if part and "{" not in part]
    return next(
        part for part in reversed(parts) if part not in ("_zoek", "publish", "lock", "unlock", "download")
    )


def _named(kind: str, before: set[str], after: set[str]) -> Iterator[Difference]:
    for names, how in ((after - before, kind), (before - after, f"{kind} gone")):
        if names:
            yield f"{how} {_list(names)}", HOW[how]


def _list(names: set[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names))


def _parameters(document: Document, operation: Document) -> set[str]:
    return {_resolved(document, p)["name"] for p in operation.get("parameters", ())} - {"Content-Type"}


def _schema(document: Document, content: Document) -> Document:
    schema: Document = next((c.get("schema", {}) for kind, c in content.items() if "json" in kind), {})
    found = _resolved(document, schema)
    if "results" in found.get("properties", {}):
        found = _resolved(document, found["properties"]["results"])
    while found.get("type") == "array":
        found = _resolved(document, found["items"])
    for choice in ("oneOf", "anyOf", "allOf"):
        if choice in found and "properties" not in found:
            found = _resolved(document, found[choice][0])
    return found


def _sent(document: Document, operation: Document) -> tuple[Document, Document, set[str]]:
    body = _resolved(document, operation.get("requestBody", {}))
    schema = _schema(document, body.get("content", {}))
    every = schema.get("properties", {}).items()
    properties = {n: s for n, s in every if not (s.get("readOnly") or s.get("items", {}).get("readOnly"))}
    return document, properties, set(schema.get("required", ())) & properties.keys()


def _answered(document: Document, operation: Document) -> tuple[Document, Document, set[str]]:
    answer: Document = next((a for s, a in operation["responses"].items() if s.startswith("2")), {})
    schema = _schema(document, _resolved(document, answer).get("content", {}))
    return document, {n: s for n, s in schema.get("properties", {}).items() if not s.get("writeOnly")}, set()


def _fields(
    what: str, then: Document, old: Document, must: set[str], now: Document, new: Document, musts: set[str]
) -> Iterator[Difference]:
    if not old or not new:
        return
    for name in sorted(new.keys() - old.keys() - {"_expand"}):
        how = HOW["field"] if what == "answered" else HOW["sent and required" if name in musts else "sent"]
        yield f"{what} `{name}`", how
    for name in sorted(old.keys() - new.keys() - {"_expand"}):
        yield f"{what} `{name}` gone", HOW["gone" if what == "answered" else "not sent"]
    for name in sorted(old.keys() & new.keys()):
        if name in must - musts:
            yield f"{what} `{name}` no longer required", HOW["not required"]
        if name in musts - must:
            yield f"{what} `{name}` required", HOW["sent and required"]
        before, after = _enum(then, old[name]), _enum(now, new[name])
        if before and after and after - before:
            yield f"{what} `{name}` also {_list(after - before)}", HOW["values"]
        if before and after and before - after:
            yield f"{what} `{name}` without {_list(before - after)}", HOW["values gone"]


def _enum(document: Document, schema: Any) -> set[str]:
    found = _resolved(document, schema)
    if "items" in found:
        return _enum(document, found["items"])
    values = {str(v) for v in found.get("enum", ()) if v not in (None, "")}
    for choice in ("allOf", "oneOf", "anyOf"):
        for inner in found.get(choice, ()):
            values |= _enum(document, inner)
    return values


def lists() -> str:
    """The part of the page below the mark."""
    parts = []
    for name in ("catalogi", "documenten", "zaken"):
        then, now = older(name), official(name)
        if then is None or now is None:
            raise FileNotFoundError(f"the official files of {name}")
        rows = [f"| {what} | {how} |" for what, how in differences(then, now)]
        title = f"### {name.capitalize()}: {then['info']['version']} to {now['info']['version']}"
        parts += [title, "", "| difference | how it is served |", "|---|---|", *rows, ""]
    return "\n".join(parts)


def main() -> int:
    """Write the page; 1 when the official files are not there."""
    if not OLD.is_dir() or not OFFICIAL.is_dir():
        sys.stderr.write(f"The official files are not there: {OFFICIAL.parent}. Nothing was written.\n")
        return 1
    head = PAGE.read_text("utf-8").split(MARK)[0]
    PAGE.write_text(f"{head}{MARK}\n\n{lists()}", "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
