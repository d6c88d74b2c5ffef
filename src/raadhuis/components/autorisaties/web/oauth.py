"""OAuth at the edge: the token endpoint, our public keys, and where both are. For machines, so no page to look at."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from raadhuis.components.autorisaties import api
from raadhuis.kernel import clock, wire
from raadhuis.kernel.refusal import Refusal

FORM = "application/x-www-form-urlencoded"
# RFC 6749 §5.1; the headers of our APIs besides.
HEADERS = {
    "Cache-Control": "no-store",
    "Pragma": "no-cache",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}


@csrf_exempt  # no cookie counts here: the client proves itself
@require_POST
def token(request: HttpRequest) -> HttpResponse:
    """An access token, or an error of RFC 6749 §5.2. Nothing is read from the address: it ends up in logs (S16)."""
    try:
        if request.GET:
            raise api.Fout("invalid_request", "Send the parameters in the body, not in the address")
        if request.content_type != FORM:
            raise api.Fout("invalid_request", f"Content-Type must be {FORM}")
        found = api.give_token(
            form={name: request.POST.getlist(name) for name in request.POST},
            authorization=request.headers.get("Authorization", ""),
            # The connection's own address: what a header claims is no more than a claim (S17).
            address=str(request.META.get("REMOTE_ADDR") or ""),
            at=clock.now(),
        )
    except api.Fout as wrong:
        response = _json({"error": wrong.error, "error_description": wrong.description}, status=wrong.status)
        if wrong.status == 401:
            response.headers["WWW-Authenticate"] = 'Basic realm="raadhuis"'
        if wrong.retry_after:
            response.headers["Retry-After"] = str(wrong.retry_after)
        return response
    except Refusal as refusal:
        return _json({"error": "temporarily_unavailable"}, status=max(refusal.status, 500))
    return _json(found)


@require_safe
def jwks(request: HttpRequest) -> HttpResponse:
    """The public keys of our tokens."""
    return _public(api.jwks(at=clock.now()))


@require_safe
def metadata(request: HttpRequest) -> HttpResponse:
    """What a client needs to know of us (RFC 8414)."""
    return _public(wire.encode(api.metadata()))


def _json(value: Any, *, status: int = 200) -> HttpResponse:
    return HttpResponse(wire.encode(value), status=status, content_type="application/json", headers=HEADERS)


def _public(body: bytes) -> HttpResponse:
    return HttpResponse(
        body, content_type="application/json", headers={**HEADERS, "Cache-Control": "public, max-age=300"}
    )
