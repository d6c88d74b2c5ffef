"""Website: the pages that everybody may read."""

from __future__ import annotations

from raadhuis.kernel.manifest import Manifest

MANIFEST = Manifest(name="website", layer=5, needs=("producten",), pages="web.pages", store=False)
