"""Formulieren: forms that residents fill in, and what becomes of them."""

from __future__ import annotations

from raadhuis.kernel.manifest import Manifest

MANIFEST = Manifest(
    name="formulieren",
    layer=5,
    needs=("catalogi", "zaken", "documenten", "bronnen", "berichten"),
    pages="web.pages",
    loads="tasks:load",
)
