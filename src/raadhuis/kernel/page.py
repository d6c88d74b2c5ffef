"""The HTTP edge of the pages: who is logged in, which moment it is, and refusals as a page that helps."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Literal
from urllib.parse import quote

import msgspec
import structlog
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from raadhuis.kernel import clock, settings
from raadhuis.kernel.db import DatabaseTrouble
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.refusal import NotAllowed, Refusal

log = structlog.get_logger(__name__)
Audience = Literal["inwoner", "medewerker"]
KEPT_MAX = 64 * 1024  # characters of a form that is kept through a login
LOGIN = {"inwoner": "/inloggen/digid", "medewerker": "/inloggen/medewerker"}


def log_in(request: HttpRequest, actor: Actor, *, at: datetime) -> None:
    """Start a session for `actor`, with a new session key (no fixation)."""
    audience = "inwoner" if actor.kind == "inwoner" else "medewerker"
    request.session.cycle_key()
    request.session[audience] = msgspec.json.encode(actor).decode()
    request.session.pop(f"{audience}_name", None)  # of whoever sat here before
    request.session[f"{audience}_since"] = at.isoformat()
    request.session[f"{audience}_seen"] = at.isoformat()


def name_reader(request: HttpRequest, audience: Audience, name: str) -> None:
    """What the header calls who is logged in, until she logs out: DigiD says no name, the BRP does."""
    if request.session.get(f"{audience}_name") != name:
        request.session[f"{audience}_name"] = name


def log_out(request: HttpRequest) -> None:
    """End the session and everything in it."""
    request.session.flush()


def actor_of(request: HttpRequest, audience: Audience, *, at: datetime) -> Actor | None:
    """Who is logged in as `audience`, or None. An inwoner's session ends after the set minutes of silence (DigiD: 15)."""
    stored = request.session.get(audience)
    if stored is None:
        return None
    limit = timedelta(minutes=settings.current().session_minutes if audience == "inwoner" else 600)
    if at - datetime.fromisoformat(request.session[f"{audience}_seen"]) > limit:
        del request.session[audience]
        request.session[f"{audience}_was"] = msgspec.json.decode(stored, type=Actor).id
        return None
    # Written at most once a minute: a session row per click would be a write per read.
    if at - datetime.fromisoformat(request.session[f"{audience}_seen"]) > timedelta(minutes=1):
        request.session[f"{audience}_seen"] = at.isoformat()
    return msgspec.json.decode(stored, type=Actor)


def page(
    audience: Audience | None = None, *, role: str = "", keeps: bool = False
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A page for `audience` (None: everybody). The view gets `actor` (None when nobody) and `at` as keywords.

    Somebody who is not logged in goes to the login page and comes back. `role` is an employee's role that is needed.
    `keeps`: what was sent after the session ended is kept through the login and then taken as sent, when it is the same
    person; for views that may be repeated.
    """

    def wrap(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @functools.wraps(view)
        def edge(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            at = clock.now()
            request.audience = audience  # type: ignore[attr-defined]  # the templates' family
            try:
                actor = actor_of(request, audience or "inwoner", at=at)
                if audience and actor is None:
                    if keeps:
                        _keep(request, audience)
                    return _to_login(request, audience)
                if role and actor and role not in actor.roles:
                    raise NotAllowed(_("Voor deze pagina is de rol '%(role)s' nodig.") % {"role": role})
                if keeps and actor:
                    _take_up(request, actor)
                response = view(request, *args, actor=actor, at=at, **kwargs)
            except Refusal as refusal:
                return refused(request, refusal, audience)
            response.headers.setdefault("Cache-Control", "no-store, private")
            return response

        edge.audience = audience  # type: ignore[attr-defined]  # read by the test that walks every route
        return edge

    return wrap


def _keep(request: HttpRequest, audience: Audience) -> None:
    sent = request.POST.urlencode()
    if request.method == "POST" and len(sent) < KEPT_MAX and (was := request.session.get(f"{audience}_was")):
        request.session["kept"] = {"path": request.path, "actor": was, "sent": sent}


def _take_up(request: HttpRequest, actor: Actor) -> None:
    kept = request.session.get("kept")
    if request.method != "GET" or not kept or kept["path"] != request.path:
        return
    del request.session["kept"]
    if kept["actor"] == actor.id:
        _ = request.FILES  # read before the method changes: there are none
        request.POST = QueryDict(kept["sent"])  # immutable, as a sent one is
        request.method = "POST"


def _to_login(request: HttpRequest, audience: Audience) -> HttpResponse:
    back = request.get_full_path() if request.method in ("GET", "HEAD") else request.path
    target = f"{LOGIN[audience]}?next={quote(back)}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return HttpResponseRedirect(target)


def refused(request: HttpRequest, refusal: Refusal, audience: Audience | None) -> HttpResponse:
    """A refusal as a page in the right style, with what to do next."""
    if refusal.status >= 500:
        log.warning("page.refused", refusal=type(refusal).__name__, status=refusal.status)
    if isinstance(refusal, DatabaseTrouble):
        # This page may ask the database nothing; without a session in it her cookie stays as it is.
        for name in ("session", "_messages"):
            vars(request).pop(name, None)
    family = "medewerker" if audience == "medewerker" else "inwoner"
    context = {
        "status": refusal.status,
        "heading": _(refusal.title),
        "what": "" if refusal.detail == refusal.title else _(refusal.detail),
        "next": _(refusal.next),
        "actions": [{"label": _("Naar de startpagina"), "url": "/" if family == "inwoner" else "/werkplek/"}],
        "family": family,
    }
    response = render(request, "look/error.html", context, status=refusal.status)
    if refusal.retry_after:
        response["Retry-After"] = str(refusal.retry_after)
    return response
