"""Toegang: who is logged in, with which rights."""

from __future__ import annotations

from raadhuis.kernel.manifest import Manifest

MANIFEST = Manifest(name="toegang", layer=3, pages="web.pages")
