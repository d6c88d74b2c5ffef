"""Background entry points of Catalogi: loading a municipality's types from its file."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from raadhuis.components.catalogi import api
from raadhuis.kernel import wire
from raadhuis.kernel.identity import systeem
from raadhuis.kernel.refusal import Invalid


class CatalogusFout(Invalid):
    """The file with types is wrong; the message names the file and every wrong field."""


def load(folder: Path, *, at: datetime) -> None:
    """Load `catalogi.json` of the municipality in `folder`; no file is no types. Repeating it changes nothing.

    Raises CatalogusFout.
    """
    file = folder / "catalogi.json"
    if not file.exists():
        return
    try:
        api.load_catalogus(
            wire.decode(file.read_bytes(), api.CatalogusSpec), actor=systeem("catalogi"), at=at
        )
    except Invalid as refusal:
        wrong = "; ".join(f"{f.name or 'het bestand'}: {f.reason} ({f.code})" for f in refusal.fields)
        raise CatalogusFout(f"{file}: {wrong}", fields=refusal.fields) from refusal
