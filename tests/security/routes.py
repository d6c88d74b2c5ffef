"""Every page of the house, and addresses to try it with."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver

from tests.security.conftest import NOWHERE


@dataclass(frozen=True)
class Page:
    """One route: `audience` is inwoner, medewerker or "" (everybody)."""

    route: str
    view: Any
    audience: str

    def url(self, **known: object) -> str:
        """The address, its parts filled with what is known by the name of the part."""
        return "/" + "/".join(_filled(part, known) for part in self.route.split("/"))


def _filled(part: str, known: dict[str, object]) -> str:
    if not part.startswith("<"):
        return part
    kind, _, name = part.strip("<>").rpartition(":")
    example = {"uuid": UUID(NOWHERE), "int": 1, "slug": "verhuizing-doorgeven"}.get(kind, NOWHERE)
    return str(known.get(name, example))


def _walk(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[Page]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
        else:
            yield Page(route, pattern.callback, _audience(pattern.callback))


def _audience(view: Any) -> str:
    while view is not None:
        if found := getattr(view, "audience", None):
            return str(found)
        view = inspect.getattr_static(view, "__wrapped__", None)
    return ""


PAGES = list(_walk(get_resolver().url_patterns))
OF_RESIDENTS = [page for page in PAGES if page.audience == "inwoner"]
OF_EMPLOYEES = [page for page in PAGES if page.audience == "medewerker"]
