"""Loads the entries of the national lists that a municipality's catalogue uses."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from raadhuis.components.referentielijsten import api


def load(folder: Path, *, at: datetime) -> None:
    """Read `referentielijsten.json` in `folder`; repeating it changes nothing."""
    path = folder / "referentielijsten.json"
    if path.exists():
        api.import_lijsten(sources={path.name: path.read_bytes()})
