"""The OpenAPI document of each API, as `tools/openapi.py` wrote it: public, as the API design rules want it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from raadhuis.kernel import endpoint, wire

# Anybody may read it from any page; the APIs themselves allow no other origin.
OPEN = (("Access-Control-Allow-Origin", "*"),)
# JSON is YAML as well, so one file serves both.
KINDS = {
    "/schema/openapi.json": "application/json",
    "/schema/openapi.yaml": "application/yaml",
    "/openapi.json": "application/json",
}


def routes(module: Any) -> list[endpoint.Route]:
    """The public routes to the document that stands beside `module`; none when there is no document."""
    file = Path(str(module.__file__)).with_name("openapi.json")
    if not file.is_file():
        return []
    return [
        endpoint.Route(path=path, handlers={"GET": _reader(file, kind)}, public=True, as_kept=True)
        for path, kind in KINDS.items()
    ]


def document(module: Any) -> dict[str, Any]:
    """The document that stands beside `module`; empty when there is none."""
    file = Path(str(module.__file__)).with_name("openapi.json")
    return wire.decode(file.read_bytes(), dict[str, Any]) if file.is_file() else {}


def _reader(file: Path, kind: str) -> endpoint.Handler:
    def read(request: endpoint.Request) -> endpoint.Response:
        found = file.read_bytes()
        return endpoint.Response(found, 200, (*OPEN, ("ETag", endpoint.etag_of(found))), kind)

    return read
