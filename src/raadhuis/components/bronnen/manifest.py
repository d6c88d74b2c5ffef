"""Bronnen: facts from the national base registers, asked at the source."""

from __future__ import annotations

from raadhuis.kernel.manifest import Manifest

MANIFEST = Manifest(name="bronnen", layer=1, store=False)
