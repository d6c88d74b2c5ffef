"""The national lists as VNG's own files have them, and as they stand here."""

from __future__ import annotations

import json
from typing import Any

import pytest

from raadhuis.components.referentielijsten import api as referentielijsten
from raadhuis.kernel.testing import shared


@pytest.fixture(scope="session")
def files() -> dict[str, bytes]:
    """VNG's files by name; they are not in the project."""
    return {path.name: path.read_bytes() for path in sorted(shared("data/selectielijst").glob("*.json"))}


@pytest.fixture(scope="session")
def national(files: dict[str, bytes]) -> dict[str, list[dict[str, Any]]]:
    """What the files hold, by model: fields, with their number in the file as `pk`."""
    found: dict[str, list[dict[str, Any]]] = {}
    for raw in files.values():
        for item in json.loads(raw):
            found.setdefault(item["model"].split(".")[1], []).append(item["fields"] | {"pk": item["pk"]})
    return found


@pytest.fixture
def imported(db: None, files: dict[str, bytes]) -> None:
    """The lists are here."""
    referentielijsten.import_lijsten(sources=files)
