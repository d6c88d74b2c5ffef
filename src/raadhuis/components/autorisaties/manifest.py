"""Autorisaties: which application may do what."""

from __future__ import annotations

from raadhuis.kernel.manifest import Manifest, MenuItem

MANIFEST = Manifest(
    name="autorisaties",
    layer=1,
    needs=("catalogi",),
    apis=(("/autorisaties/api/v1", "web.zgw_v1"),),
    pages="web.pages",
    sends=("autorisaties",),
    menu=(
        MenuItem(
            label="Applicaties",
            url="/beheer/applicaties/",
            audience="medewerker",
            role="beheerder",
            order=80,
            shortcut="g a",
        ),
        MenuItem(
            label="Diensten",
            url="/beheer/diensten/",
            audience="medewerker",
            role="beheerder",
            order=81,
        ),
    ),
    authenticates="api:authenticate",
)
