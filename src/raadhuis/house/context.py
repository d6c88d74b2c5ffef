"""What every template may use: the municipality, the theme, who is logged in, the menu."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from raadhuis.kernel import clock, loader, page
from raadhuis.kernel.identity import Actor


def house(request: HttpRequest) -> dict[str, Any]:
    """What the two bases of `look` ask: who is logged in (`user_name`, `actor`) and the menu of that family.

    Which family is the page's own (`kernel.page`); somebody may be logged in as both in one browser.
    """
    audience: page.Audience = getattr(request, "audience", None) or "inwoner"
    actor = page.actor_of(request, audience, at=clock.now()) if hasattr(request, "session") else None
    name = "" if actor is None else request.session.get(f"{audience}_name") or actor.name
    menu = _menu(audience, actor, request.path)
    if audience == "medewerker":
        roles = ", ".join(sorted(actor.roles)) if actor else ""
        return {
            "actor": actor,
            "user_name": name,
            "user_role": roles,
            "menu": menu,
            "search_url": "/werkplek/zoeken/",
        }
    return {"actor": actor, "user_name": name, "navigation": menu, "login_url": "/inloggen/digid?next=/mijn/"}


def _menu(audience: str, actor: Actor | None, path: str) -> list[dict[str, Any]]:
    items = [
        i
        for m in loader.enabled()
        for i in m.menu
        if i.audience == audience and (not i.role or (actor is not None and i.role in actor.roles))
    ]
    here = max((i.url for i in items if path.startswith(i.url)), key=len, default="")
    return [
        {"label": _(i.label), "url": i.url, "active": i.url == here, "shortcut": i.shortcut}
        for i in sorted(items, key=lambda i: i.order)
    ]
