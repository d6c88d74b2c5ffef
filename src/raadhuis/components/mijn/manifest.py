"""Mijn Gemeente: a resident's own zaken."""

from __future__ import annotations

from raadhuis.kernel.manifest import Manifest, MenuItem

MANIFEST = Manifest(
    name="mijn",
    layer=5,
    needs=("catalogi", "zaken", "documenten", "besluiten", "formulieren"),
    pages="web.pages",
    store=False,
    menu=(MenuItem(label="Mijn zaken", url="/mijn/", audience="inwoner", order=90),),
)
