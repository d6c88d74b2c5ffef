"""Nobody gets in without a key: every route of the house, tried as somebody who is not logged in (S11)."""

from __future__ import annotations

import inspect
import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from raadhuis.components.autorisaties import api as autorisaties
from raadhuis.kernel import loader
from raadhuis.kernel.endpoint import Api

UUID = "6c1bd2a5-9c9a-4b5f-8a6e-3f9f0f6d1b11"
# Pages for everybody; whatever else there is asks who you are.
PUBLIC = {
    "website",
    "gezond",
    "klaar",
    "taal/",
    "inloggen/digid",
    "inloggen/digid/terug",
    "inloggen/medewerker",
    "inloggen/medewerker/terug",
    "uitloggen/",
    "uitgelogd/",
    "stijlgids/",
    "formulier/<slug:slug>/",
    "notificaties/callback",
    # OAuth: the client proves itself in what it sends; public keys are public
    "oauth/token",
    ".well-known/jwks.json",
    ".well-known/oauth-authorization-server",
    *(f"{prefix[1:]}/schema/" for prefix, _ in loader.apis()),
}


ROUTES = [
    (method, prefix + route.path.replace("{", "<").replace("}", ">"))
    for prefix, module in loader.apis()
    for route in module.ROUTES
    for method in route.handlers
    if not route.public
]
# National lists, which everybody may know: reading them asks no token. Nothing else may become public by mistake.
PUBLIC_API = "/referentielijsten/api/v1"


def test_only_the_national_lists_are_read_without_a_token() -> None:
    public = [(prefix, route) for prefix, module in loader.apis() for route in module.ROUTES if route.public]

    assert {prefix for prefix, _ in public} == {PUBLIC_API}
    assert [route.path for _, route in public if set(route.handlers) != {"GET"}] == []


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "path"), ROUTES)
@pytest.mark.parametrize("token", ["", "Bearer onzin"])
def test_every_api_route_refuses_a_stranger(method: str, path: str, token: str) -> None:
    app = Api.of_house(authenticate=autorisaties.authenticate)
    filled = "/".join(UUID if part.startswith("<") else part for part in path.split("/"))
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": filled,
        "CONTENT_LENGTH": "2",
        "wsgi.input": io.BytesIO(b"{}"),
        **({"HTTP_AUTHORIZATION": token} if token else {}),
    }
    said: list[str] = []
    body = b"".join(app(environ, lambda status, heads: said.append(status)))
    assert said[0].startswith("403"), body


def _pages(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _pages(pattern.url_patterns, path)
        else:
            yield path, pattern.callback


PAGES = [
    path
    for path, view in _pages(get_resolver().url_patterns)
    if path not in PUBLIC and ".website." not in inspect.unwrap(view).__module__
]


@pytest.mark.django_db
@pytest.mark.parametrize("path", PAGES)
def test_every_page_sends_a_stranger_to_the_login(path: str, client: Client) -> None:
    filled = "/" + "/".join(_example(part) for part in path.split("/"))
    for response in (client.get(filled), client.post(filled)):
        if response.status_code == 405:
            continue
        assert response.status_code == 302, (filled, response.status_code)
        assert response["Location"].startswith("/inloggen/"), filled


def _example(part: str) -> str:
    if not part.startswith("<"):
        return part
    kind, _, name = part.strip("<>").partition(":")
    return {"uuid": UUID, "int": "1", "slug": "verhuizing-doorgeven"}.get(
        kind, UUID if "uuid" in name else "x"
    )
