"""Berichten: mail and letters."""

from __future__ import annotations

from raadhuis.kernel.manifest import Hears, Manifest

MANIFEST = Manifest(
    name="berichten",
    layer=4,
    needs=("catalogi", "zaken"),
    hears=(Hears(kanaal="zaken", resource="status", actie="create", calls="tasks:on_status"),),
)
