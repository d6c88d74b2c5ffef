"""Loads the products of a municipality."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from raadhuis.components.producten import api


def load(folder: Path, *, at: datetime) -> None:
    """Read `producten.json` in `folder`; repeating it changes nothing."""
    path = folder / "producten.json"
    if path.exists():
        api.load(raw=path.read_bytes(), place=path.name, at=at)
