"""Notificaties: tells subscribers elsewhere what changed, and hears what changed elsewhere."""

from __future__ import annotations

from raadhuis.kernel.manifest import Manifest, MenuItem

MANIFEST = Manifest(
    name="notificaties",
    layer=1,
    needs=("catalogi",),
    apis=(("/notificaties/api/v1", "web.zgw_v1"),),
    pages="web.pages",
    remote=True,
    sends=("notificaties",),
    delivers="tasks:fan_out",
    starts="tasks:at_start",
    menu=(
        MenuItem(
            label="Abonnementen",
            url="/beheer/abonnementen/",
            audience="medewerker",
            role="beheerder",
            order=80,
        ),
    ),
)
