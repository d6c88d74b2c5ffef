"""Werkplek: where a case handler works all day."""

from __future__ import annotations

from raadhuis.kernel.manifest import Hears, Manifest, MenuItem

MANIFEST = Manifest(
    name="werkplek",
    layer=5,
    needs=("catalogi", "zaken", "documenten", "besluiten", "bronnen", "processen", "berichten", "toegang"),
    pages="web.pages",
    hears=(
        Hears(kanaal="zaken", calls="tasks:on_event"),
        Hears(kanaal="processen", resource="taak", calls="tasks:on_event"),
    ),
    menu=(
        MenuItem(label="Werkvoorraad", url="/werkplek/", audience="medewerker", order=10, shortcut="g w"),
        MenuItem(label="Mijn zaken", url="/werkplek/mijn/", audience="medewerker", order=20, shortcut="g m"),
    ),
)
