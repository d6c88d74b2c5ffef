"""The Besluiten API of the ZGW standard (1.1.0): paths and their handlers."""

from __future__ import annotations

import hashlib

from raadhuis.components.besluiten import api
from raadhuis.kernel import endpoint, paging
from raadhuis.kernel.endpoint import Request, Response, Route

VERSION = "1.1.0"
_FILTERS = {
    "identificatie": "identificatie",
    "verantwoordelijkeOrganisatie": "verantwoordelijke_organisatie",
    "besluittype": "besluittype",
    "zaak": "zaak",
}


def _listed(request: Request) -> Response:
    page = paging.page_of(request)
    filters = {
        name: request.one(wire_name) for wire_name, name in _FILTERS.items() if wire_name in request.query
    }
    results, count = api.besluiten_json(actor=request.actor, filters=filters, page=page)
    return endpoint.json(paging.envelope(results, count=count, page=page, request=request))


def _create(request: Request) -> Response:
    body = request.decode(api.BesluitBody)
    return endpoint.created(
        api.create_json(actor=request.actor, at=request.at, body=body, reden=request.reden)
    )


def _one(request: Request) -> Response:
    found = api.besluit_json(actor=request.actor, uuid=request.uuid)
    etag = hashlib.sha256(found or b"").hexdigest()[:32]
    return endpoint.json(found, headers=(("ETag", f'"{etag}"'),))


def _trail(request: Request) -> Response:
    return endpoint.json(api.audittrail_json(actor=request.actor, uuid=request.uuid))


def _trail_record(request: Request) -> Response:
    record = request.ids["record"]
    return endpoint.json(api.audittrail_json(actor=request.actor, uuid=request.uuid, record=record))


def _links(request: Request) -> Response:
    return endpoint.json(
        api.links_json(
            actor=request.actor,
            besluit=request.one("besluit"),
            informatieobject=request.one("informatieobject"),
        )
    )


def _create_link(request: Request) -> Response:
    body = request.decode(api.BesluitInformatieObjectBody)
    return endpoint.created(api.link_json(actor=request.actor, at=request.at, body=body, reden=request.reden))


def _one_link(request: Request) -> Response:
    return endpoint.json(api.one_link_json(actor=request.actor, uuid=request.uuid))


ROUTES: list[Route] = [
    Route(
        path="/besluiten",
        handlers={"GET": _listed, "POST": _create},
        params=frozenset({*_FILTERS, "page"}),
    ),
    Route(path="/besluiten/{uuid}", handlers={"GET": _one}),
    Route(path="/besluiten/{uuid}/audittrail", handlers={"GET": _trail}),
    Route(path="/besluiten/{uuid}/audittrail/{record}", handlers={"GET": _trail_record}),
    Route(
        path="/besluitinformatieobjecten",
        handlers={"GET": _links, "POST": _create_link},
        params=frozenset({"besluit", "informatieobject"}),
    ),
    Route(path="/besluitinformatieobjecten/{uuid}", handlers={"GET": _one_link}),
]
