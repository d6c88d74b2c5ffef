"""Processen: what happens with a zaak, and who does it."""

from __future__ import annotations

from raadhuis.kernel.manifest import Hears, Manifest

MANIFEST = Manifest(
    name="processen",
    layer=4,
    needs=("catalogi", "zaken", "documenten", "bronnen", "berichten"),
    hears=(Hears(kanaal="zaken", resource="status", actie="create", calls="tasks:on_status"),),
    sends=("processen",),
    loads="tasks:load",
)
