"""Besluiten: the register of decisions."""

from __future__ import annotations

from raadhuis.kernel.manifest import Manifest

MANIFEST = Manifest(
    name="besluiten",
    layer=1,
    needs=("catalogi", "documenten", "zaken"),
    apis=(("/besluiten/api/v1", "web.zgw_v1"),),
    remote=True,
    sends=("besluiten", "besluiten-gebeurtenissen"),
)
