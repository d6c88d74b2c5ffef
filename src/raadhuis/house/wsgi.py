"""The web process: the APIs first, static files, then Django's pages."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterable
from importlib import import_module
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "raadhuis.house.settings")

from django.core.wsgi import get_wsgi_application  # Django needs its settings named first

_pages = get_wsgi_application()

from raadhuis.house import logs, static, telemetry  # noqa: E402
from raadhuis.kernel import db, loader, logboek, settings, trace, wire  # noqa: E402
from raadhuis.kernel.endpoint import Api, StartResponse  # noqa: E402


def _api() -> Api | None:
    judges = [loader.resolve(m.name, m.authenticates) for m in loader.enabled() if m.authenticates]
    return Api.of_house(authenticate=judges[0], on_read=logboek.Writer()) if judges else None


settings.require_secret()
logs.configure()
_apis = _api()
_schemas = frozenset(f"{prefix}/schema" for prefix, _ in loader.apis())  # pages among the paths of the APIs
# Every page and its types too: what is looked at now, threads need not look at together.
import_module("raadhuis.house.urls")
wire.know_all()
# What is there now stays: the collector need not look at it with every request.
gc.collect()
gc.freeze()


def _application(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
    path = environ["PATH_INFO"]
    if path.startswith("/static/"):
        return static.serve(path, environ, start_response)  # without a database
    db.borrow()
    if _apis is None or not _apis.serves(path) or path.rstrip("/") in _schemas:
        return _pages(environ, start_response)
    answer = _apis(environ, start_response)
    if isinstance(answer, list):  # and not a stream, which may still read
        db.give_back()
    return answer


_traced = telemetry.traced(_application) if telemetry.start("web") else None


def application(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
    """WSGI entry point."""
    trace.begin(environ.get("HTTP_TRACEPARENT", ""))
    return (_traced or _application)(environ, start_response)
