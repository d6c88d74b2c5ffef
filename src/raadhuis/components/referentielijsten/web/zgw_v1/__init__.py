"""The VNG Referentielijsten API: paths and their handlers. Readable without a token, as the national service is."""

from __future__ import annotations

from raadhuis.components.referentielijsten import api
from raadhuis.kernel import endpoint, paging
from raadhuis.kernel.endpoint import Request, Response, Route
from raadhuis.kernel.refusal import Invalid

VERSION = "1.0.0"


def _procestypen(request: Request) -> Response:
    jaar = request.one("jaar")
    if jaar and not (jaar.isascii() and jaar.isdigit() and len(jaar) < 5):
        raise Invalid.field("jaar", "invalid", "Geef een jaartal.")
    return endpoint.json(api.procestypen_json(jaar=int(jaar) if jaar else None))


def _procestype(request: Request) -> Response:
    return endpoint.one(api.one_json(collectie="procestypen", uuid=request.uuid))


def _resultaten(request: Request) -> Response:
    page, size = paging.page_of(request), paging.size_of(request)
    # The national service says procesType; VNG's later description of it says proces_type.
    asked = request.one("procesType") or request.one("proces_type")
    results, count = api.resultaten_json(procestype=asked or None, page=page, size=size)
    return endpoint.json(paging.envelope(results, count=count, page=page, request=request, size=size))


def _resultaat(request: Request) -> Response:
    return endpoint.one(api.one_json(collectie="resultaten", uuid=request.uuid))


def _resultaattypeomschrijvingen(request: Request) -> Response:
    return endpoint.json(api.resultaattypeomschrijvingen_json())


def _resultaattypeomschrijving(request: Request) -> Response:
    return endpoint.one(api.one_json(collectie="resultaattypeomschrijvingen", uuid=request.uuid))


def _communicatiekanalen(request: Request) -> Response:
    page, size = paging.page_of(request), paging.size_of(request)
    results, count = api.communicatiekanalen_json(page=page, size=size)
    return endpoint.json(paging.envelope(results, count=count, page=page, request=request, size=size))


def _communicatiekanaal(request: Request) -> Response:
    return endpoint.one(api.one_json(collectie="communicatiekanalen", uuid=request.uuid))


ROUTES: list[Route] = [
    Route(path="/procestypen", handlers={"GET": _procestypen}, params=frozenset({"jaar"}), public=True),
    Route(path="/procestypen/{uuid}", handlers={"GET": _procestype}, public=True),
    Route(
        path="/resultaten",
        handlers={"GET": _resultaten},
        params=paging.PARAMETERS | {"procesType", "proces_type"},
        public=True,
    ),
    Route(path="/resultaten/{uuid}", handlers={"GET": _resultaat}, public=True),
    Route(path="/resultaattypeomschrijvingen", handlers={"GET": _resultaattypeomschrijvingen}, public=True),
    Route(
        path="/resultaattypeomschrijvingen/{uuid}", handlers={"GET": _resultaattypeomschrijving}, public=True
    ),
    Route(
        path="/communicatiekanalen",
        handlers={"GET": _communicatiekanalen},
        params=paging.PARAMETERS,
        public=True,
    ),
    Route(path="/communicatiekanalen/{uuid}", handlers={"GET": _communicatiekanaal}, public=True),
]
