"""Referentielijsten, as the house knows it: literal values only."""

from __future__ import annotations

from raadhuis.kernel.manifest import Manifest

MANIFEST = Manifest(
    name="referentielijsten",
    layer=1,
    apis=(("/referentielijsten/api/v1", "web.zgw_v1"),),
    loads="tasks:load",
)
