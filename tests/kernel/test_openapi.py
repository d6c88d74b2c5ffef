"""Every API serves the official OpenAPI document with our additions, and nothing else."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from django.test import Client

from raadhuis.kernel import loader
from raadhuis.kernel.testing import ApiClient
from tools import openapi

APIS = {prefix.split("/")[1]: (prefix, module) for prefix, module in loader.apis()}
official = functools.cache(openapi.official)
STANDARD = [name for name in APIS if official(name)]
built = functools.cache(openapi.documents)  # nobody changes it
with_official = pytest.mark.skipif(not openapi.OFFICIAL.is_dir(), reason="skipped: ../shared not there")


STRANGER = ApiClient(None)  # type: ignore[arg-type]  # nobody: a handler that asks who would fail


def served(api: ApiClient, name: str, kind: str = "json") -> Any:
    answer = api.get(f"{APIS[name][0]}/schema/openapi.{kind}")
    assert answer.status == 200
    return json.loads(answer.body) if kind == "json" else yaml.load(answer.body, Loader=yaml.CSafeLoader)


def differences(theirs: Any, ours: Any, at: tuple[str, ...] = ()) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What is gone, changed or added, and where."""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        for key in theirs.keys() | ours.keys():
            if key not in ours:
                yield "gone", (*at, key)
            elif key not in theirs:
                yield "added", (*at, key)
            else:
                yield from differences(theirs[key], ours[key], (*at, key))
    elif isinstance(theirs, list) and isinstance(ours, list) and ours[: len(theirs)] == theirs:
        yield from (("added", (*at, str(i))) for i in range(len(theirs), len(ours)))
    elif theirs != ours:
        yield "changed", at


def of_the_room(module: Any, at: tuple[str, ...]) -> bool:
    """Whether the room says in ADDITIONS that it adds this."""
    here: Any = getattr(module, "ADDITIONS", {})
    for part in at:
        if isinstance(here, list):
            return True
        if part not in here:
            return False
        here = here[part]
    return True


@with_official
@pytest.mark.parametrize("name", sorted(APIS))
def test_the_document_was_written_from_the_routes_of_now(name: str) -> None:
    path, _, document, _ = built()[name]

    assert path.is_file(), "run: python -m tools.openapi"
    assert json.loads(path.read_text(encoding="utf-8")) == document, "run: python -m tools.openapi"


@pytest.mark.parametrize("name", STANDARD)
def test_it_differs_from_the_official_file_by_the_documented_additions_only(
    api: ApiClient, name: str
) -> None:
    unexplained = []
    ours = served(api, name)
    for kind, at in differences(official(name), ours):
        answers = ours["paths"].get(at[1], {}).get("get", {}).get("responses", {}) if at[1:] else {}
        match (kind, *at):
            case ("added", "paths", _, "head", "responses", status) if status in answers:
                continue
            case ("changed", "servers") | ("added", "servers", _) | ("changed", "servers", *_):
                continue
            case ("gone", "servers", *_):
                continue
            case ("added", "paths", _) | ("added", "paths", _, _):
                continue  # a path or operation of ours: the next test says that it is routed
            case ("added", "paths", _, _, "parameters") | ("added", "paths", _, _, "parameters", _):
                continue
            case ("added", "paths", _, _, "responses", status) if status in openapi.ANSWERS:
                continue
        if not (kind == "added" and of_the_room(APIS[name][1], at)):
            unexplained.append((kind, at))

    assert unexplained == []


@pytest.mark.parametrize("name", sorted(APIS))
def test_every_route_is_in_the_document(api: ApiClient, name: str) -> None:
    documented = {(openapi.shape(p), m) for p, m, _ in openapi.operations(served(api, name))}

    routes = {
        (openapi.shape(route.path), method.lower())
        for route in APIS[name][1].ROUTES
        for method in route.handlers
    }

    assert routes <= documented


@pytest.mark.parametrize("name", sorted(APIS))
def test_every_parameter_that_a_route_knows_is_in_the_document(api: ApiClient, name: str) -> None:
    document = served(api, name)
    items = {openapi.shape(path): item for path, item in document["paths"].items()}

    for route in APIS[name][1].ROUTES:
        if "GET" in route.handlers:
            item = items[openapi.shape(route.path)]
            known = [*item["get"].get("parameters", ()), *item.get("parameters", ())]
            names = {openapi._resolved(document, p)["name"] for p in known}
            assert route.params <= names, route.path


@with_official
def test_operations_without_a_route_only_grow_fewer() -> None:
    allowed = openapi.NOT_YET.read_text(encoding="utf-8").splitlines()

    left = openapi.lines_of(built())

    assert left == allowed, (
        "an operation lost its route, or the list is too long: run python -m tools.openapi"
    )


@with_official
def test_our_own_operations_stand_on_the_page_for_integrators() -> None:
    lists = openapi.PAGE.read_text(encoding="utf-8").split("<!-- lists -->")[1]

    found = {name: (document, standard) for name, (_, _, document, standard) in built().items()}

    assert lists.strip() == openapi.page(found).strip(), "run: python -m tools.openapi"


@pytest.mark.parametrize("name", sorted(APIS))
def test_the_yaml_is_the_same_document(api: ApiClient, name: str) -> None:
    assert served(api, name, "yaml") == served(api, name)


@pytest.mark.parametrize("kind", ["schema/openapi.json", "schema/openapi.yaml", "openapi.json"])
def test_anybody_may_read_it_from_anywhere(api: ApiClient, kind: str) -> None:
    answer = STRANGER.get(f"/zaken/api/v1/{kind}")

    assert answer.status == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    again = api.get(f"/zaken/api/v1/{kind}", if_none_match=answer.headers["ETag"])
    assert again.status == 304


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(APIS))
def test_there_is_a_page_with_every_operation(client: Client, name: str) -> None:
    response = client.get(f"{APIS[name][0]}/schema/")

    assert response.status_code == 200
    for path, method, operation in openapi.operations(served(STRANGER, name)):
        assert f"<code>{path}</code>" in response.content.decode(), method
        assert f"?bewerking={operation['operationId']}" in response.content.decode()
    assert "unsafe-inline" not in response["Content-Security-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(APIS))
def test_every_operation_has_a_page_that_asks_what_it_needs(client: Client, name: str) -> None:
    for path, method, operation in openapi.operations(served(STRANGER, name)):
        response = client.get(f"{APIS[name][0]}/schema/", {"bewerking": operation["operationId"]})
        page = response.content.decode()

        assert response.status_code == 200
        assert f'data-method="{method.upper()}" data-path="{APIS[name][0]}{path}"' in page
        for part in path.split("/"):
            if part.startswith("{"):
                assert f'name="path:{part[1:-1]}"' in page, (path, method)
        assert ("body:" in page) == ("requestBody" in operation), (path, method)


@pytest.mark.django_db
def test_an_operation_that_is_not_there_has_no_page(client: Client) -> None:
    assert client.get("/zaken/api/v1/schema/", {"bewerking": "zaak_weggooien"}).status_code == 404
