"""The house's own pages: health, language, and what a visitor sees when something fails."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path

import structlog
from django.conf import settings
from django.contrib.sessions.exceptions import SessionInterrupted
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST
from django.views.defaults import server_error

from raadhuis.house import readiness
from raadhuis.kernel import clock, db, page
from raadhuis.kernel.refusal import Refusal

log = structlog.get_logger(__name__)


@require_GET
def gezond(request: HttpRequest) -> HttpResponse:
    """200 when this process can reach its database."""
    db.value("SELECT 1")
    return HttpResponse("gezond\n", content_type="text/plain")


@require_GET
def klaar(request: HttpRequest) -> HttpResponse:
    """200 when this installation can do its work: database, tables up to date, and a worker that lives; else 503."""
    found = readiness.look(at=clock.now())
    return JsonResponse(found, status=200 if all(found.values()) else 503)


@require_POST
def taal(request: HttpRequest) -> HttpResponse:
    """Change the language and go back to the page the visitor was on."""
    language, back = request.POST.get("language", ""), request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    response = HttpResponseRedirect(back)
    if translation.check_for_language(language) and language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=365 * 86400, samesite="Lax", httponly=True
        )
    return response


class NotUnderstood(Refusal):
    """What a browser sent cannot be read."""

    title = "We kunnen niet lezen wat u verstuurde."
    next = "Ga terug naar de vorige pagina en probeer het opnieuw."


class LoggedOut(Refusal):
    """The session ended while a page was being made."""

    title = "U bent intussen uitgelogd."
    next = "Log opnieuw in. Wat u al had opgeslagen, is bewaard."


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that Django refuses before or after the view (its `handler400`)."""
    gone = isinstance(exception, SessionInterrupted)
    return page.refused(request, LoggedOut() if gone else NotUnderstood(), None)


def failed(request: HttpRequest) -> HttpResponse:
    """What no view answered for: a lost database as what it is, the rest as our fault (Django's `handler500`).

    It comes here from sessions and other middleware too, which views know nothing of.
    """
    error = sys.exc_info()[1]
    trouble = error if isinstance(error, db.DatabaseTrouble) else db.trouble(error) if error else None
    if trouble is not None:
        if isinstance(trouble, db.DatabaseGone):
            db.forget_connection()
        return page.refused(request, trouble, None)
    # Which page and where in our code; not the message nor the address, which might hold personal data.
    spots = traceback.extract_tb(error.__traceback__) if error else []
    where = f"{Path(spots[-1].filename).name}:{spots[-1].lineno}" if spots else ""
    route = request.resolver_match.route if request.resolver_match else ""
    log.error("page.failed", route=route, error=type(error).__name__, where=where)
    return server_error(request)
