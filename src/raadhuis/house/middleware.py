"""What every page gets: security headers, and refusals that escaped a view as a page."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
from django.db import DataError
from django.http import HttpRequest, HttpResponse

from raadhuis.kernel import page, settings
from raadhuis.kernel.refusal import Invalid, Refusal

GetResponse = Callable[[HttpRequest], HttpResponse]
CSP = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none';"
    " form-action 'self'"
)


class SecurityHeaders:
    """CSP without inline code, no framing, no sniffing, no referrer to other sites."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.resolver_match:
            request.META["raadhuis.route"] = "/" + request.resolver_match.route
        response.headers.setdefault("Content-Security-Policy", CSP)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if settings.current().url.startswith("https:"):
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        return response


class Refusals:
    """A refusal as a page that says what to do next."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refusal):
            return page.refused(request, exception, None)
        if isinstance(exception, (DataError, psycopg.DataError)):
            # What somebody typed cannot be a value in the database: a NUL character, a number of forty digits.
            return page.refused(request, Invalid(), None)
        return None  # the rest, and what goes wrong around a view, is for `views.failed`
