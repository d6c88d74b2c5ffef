"""Gives templates the municipality's name, house style and addresses, from the setting RAADHUIS_LOOK."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

DEFAULTS: dict[str, str] = {
    "name": "Raadhuis",
    "theme": "raadhuis",
    "word_mark": "look/img/woordmerk-raadhuis.svg",
    "word_mark_light": "look/img/woordmerk-raadhuis-licht.svg",
    "home_url": "/",
    "contact_url": "/contact/",
    "accessibility_url": "/toegankelijkheid/",
    "privacy_url": "/privacy/",
    "phone": "",
    "opening_hours": "",
    "address": "",
}


def municipality(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `municipality`, the defaults with what RAADHUIS_LOOK says over them."""
    chosen = {**DEFAULTS, **getattr(settings, "RAADHUIS_LOOK", {})}
    chosen["theme_css"] = f"look/themes/{chosen['theme']}.css"
    return {"municipality": chosen}
