"""Logging in and out."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import quote

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from raadhuis.components.toegang import api
from raadhuis.kernel import page as edge
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.page import Audience, page

LONGEST = 2000  # characters of an address that we keep during the login
HOME: dict[str, str] = {"inwoner": "/mijn/", "medewerker": "/werkplek/"}


def _safe(next: str, audience: Audience) -> str:
    # Only a path of ours: an open redirect would lend our name to a phisher (S12).
    inside = next.startswith("/") and url_has_allowed_host_and_scheme(next, allowed_hosts=None)
    return next if inside and len(next) <= LONGEST else HOME[audience]


@require_GET
@page()
def begin(request: HttpRequest, audience: Audience, actor: Actor | None, at: datetime) -> HttpResponse:
    """To the provider; when a resident's session ran out, first say so."""
    goal = _safe(request.GET.get("next", ""), audience)
    # The house forgot who she is, but not yet that she was here.
    if audience == "inwoner" and "inwoner" not in request.session and "inwoner_seen" in request.session:
        for name in ("inwoner_seen", "inwoner_since", "inwoner_name"):
            request.session.pop(name, None)
        return render(request, "toegang/verlopen.html", {"again": _again(audience, goal)})
    url, challenge = api.begin(audience=audience, next=goal)
    request.session[f"challenge_{audience}"] = msgspec.json.encode(challenge).decode()
    return HttpResponseRedirect(url)


@require_GET
@page()
def back(request: HttpRequest, audience: Audience, actor: Actor | None, at: datetime) -> HttpResponse:
    """From the provider: a challenge is used once, whatever comes of it."""
    kept = request.session.pop(f"challenge_{audience}", None)
    if kept is None:
        raise api.InloggenMislukt
    challenge = msgspec.json.decode(kept, type=api.Challenge)
    if request.GET.get("state", "") != challenge.state:
        raise api.InloggenMislukt
    if error := request.GET.get("error"):
        return _not_logged_in(request, audience, challenge, cancelled=error == "access_denied")
    who = api.finish(audience=audience, code=request.GET.get("code", ""), challenge=challenge, at=at)
    if audience == "inwoner":
        before = edge.actor_of(request, "inwoner", at=at)
        was = before.id if before else request.session.get("inwoner_was")
        if was and was != who.id:
            _forget_resident(request)
    edge.log_in(request, who, at=at)
    return HttpResponseRedirect(challenge.next)


def _forget_resident(request: HttpRequest) -> None:
    """Whoever used this browser before leaves nothing to the next; an employee in the same browser stays logged in."""
    for key in list(request.session.keys()):
        if not key.startswith("medewerker"):
            del request.session[key]


def _not_logged_in(
    request: HttpRequest, audience: Audience, challenge: api.Challenge, *, cancelled: bool
) -> HttpResponse:
    context: dict[str, Any] = {
        "cancelled": cancelled,
        "again": _again(audience, challenge.next),
    }
    return render(request, "toegang/niet_ingelogd.html", context, status=200 if cancelled else 403)


def _again(audience: Audience, next: str) -> str:
    return f"{edge.LOGIN[audience]}?next={quote(next)}"


@require_POST
@page()
def uitloggen(request: HttpRequest, actor: Actor | None, at: datetime) -> HttpResponse:
    """End the session."""
    edge.log_out(request)
    return HttpResponseRedirect("/uitgelogd/")


@require_GET
@page()
def uitgelogd(request: HttpRequest, actor: Actor | None, at: datetime) -> HttpResponse:
    """Says that it worked."""
    return render(request, "toegang/uitgelogd.html")


urlpatterns = [
    path("inloggen/digid", begin, {"audience": "inwoner"}, name="inloggen-digid"),
    path("inloggen/digid/terug", back, {"audience": "inwoner"}),
    path("inloggen/medewerker", begin, {"audience": "medewerker"}, name="inloggen-medewerker"),
    path("inloggen/medewerker/terug", back, {"audience": "medewerker"}),
    path("uitloggen/", uitloggen, name="uitloggen"),
    path("uitgelogd/", uitgelogd, name="uitgelogd"),
]
