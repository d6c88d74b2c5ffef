"""Zaken: the register of cases."""

from __future__ import annotations

from raadhuis.kernel.manifest import Manifest

MANIFEST = Manifest(
    name="zaken",
    layer=1,
    needs=("catalogi", "documenten"),
    apis=(("/zaken/api/v1", "web.zgw_v1"),),
    remote=True,
    sends=("zaken", "zaken-gebeurtenissen"),
)
