"""Documenten: the register of documents and their content."""

from __future__ import annotations

from raadhuis.kernel.manifest import Hears, Manifest

MANIFEST = Manifest(
    name="documenten",
    layer=1,
    needs=("catalogi",),
    apis=(("/documenten/api/v1", "web.zgw_v1"),),
    remote=True,
    sends=("documenten", "documenten-gebeurtenissen"),
    hears=(Hears(kanaal="documenten", resource="enkelvoudiginformatieobject", calls="tasks:on_document"),),
)
