"""Producten: what a resident can ask of the municipality."""

from __future__ import annotations

from raadhuis.kernel.manifest import Manifest

MANIFEST = Manifest(name="producten", layer=2, loads="tasks:load")
