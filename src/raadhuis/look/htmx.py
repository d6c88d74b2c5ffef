"""Headers with which an htmx answer speaks to the page around it."""

from __future__ import annotations

import json

from django.http import HttpRequest


def melding(text: str, *, kind: str = "ok") -> dict[str, str]:
    """The header that shows a toast; kind is info, ok, warning or error. ASCII only, as headers are."""
    return {"HX-Trigger": json.dumps({"melding": {"text": text, "kind": kind}})}


def is_htmx(request: HttpRequest) -> bool:
    """Whether the page is asked for in part: an htmx request that is not htmx restoring its history."""
    return request.headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in request.headers
