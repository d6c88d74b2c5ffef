"""Catalogi: what kinds of zaken, documents and decisions there are."""

from __future__ import annotations

from raadhuis.kernel.manifest import Manifest

MANIFEST = Manifest(
    name="catalogi",
    layer=1,
    apis=(("/catalogi/api/v1", "web.zgw_v1"),),
    needs=("referentielijsten",),
    remote=True,
    sends=("catalogussen", "zaaktypen", "besluittypen", "informatieobjecttypen"),
    loads="tasks:load",
)
