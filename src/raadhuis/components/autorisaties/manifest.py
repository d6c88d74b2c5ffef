"""Autorisaties: which application may do what."""

from __future__ import annotations

from raadhuis.kernel.manifest import Manifest

MANIFEST = Manifest(
    name="autorisaties",
    layer=1,
    needs=("catalogi",),
    apis=(("/autorisaties/api/v1", "web.zgw_v1"),),
    sends=("autorisaties",),
    authenticates="api:authenticate",
)
