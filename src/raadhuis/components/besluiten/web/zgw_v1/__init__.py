"""The Besluiten API of the ZGW standard (1.1.0): paths and their handlers."""

from __future__ import annotations

from typing import Literal

from raadhuis.components.besluiten import api
from raadhuis.kernel import endpoint, paging
from raadhuis.kernel.endpoint import Request, Response, Route
from raadhuis.kernel.expand import Expandable

VERSION = "1.1.0"
_FILTERS = {
    "identificatie": "identificatie",
    "verantwoordelijkeOrganisatie": "verantwoordelijke_organisatie",
    "besluittype": "besluittype",
    "zaak": "zaak",
}


def _listed(request: Request) -> Response:
    page, size = paging.page_of(request), paging.size_of(request)
    filters = {
        name: request.one(wire_name) for wire_name, name in _FILTERS.items() if wire_name in request.query
    }
    results, count = api.besluiten_json(actor=request.actor, filters=filters, page=page, size=size)
    return endpoint.json(paging.envelope(results, count=count, page=page, request=request, size=size))


def _create(request: Request) -> Response:
    body, wrong = request.decode_partly(api.BesluitBody)
    return endpoint.created(
        api.create_json(actor=request.actor, at=request.at, body=body, wrong=wrong, reden=request.reden)
    )


def _one(request: Request) -> Response:
    return endpoint.one(api.besluit_json(actor=request.actor, uuid=request.uuid))


def _put(request: Request) -> Response:
    return _changed(request, api.BesluitPut, "update")


def _patch(request: Request) -> Response:
    return _changed(request, api.BesluitPatch, "partial_update")


def _changed(
    request: Request, kind: type[api.BesluitPatch], actie: Literal["update", "partial_update"]
) -> Response:
    body, wrong = request.decode_partly(kind)
    return endpoint.one(
        api.update_json(
            actor=request.actor,
            at=request.at,
            uuid=request.uuid,
            body=body,
            wrong=wrong,
            actie=actie,
            reden=request.reden,
        )
    )


def _delete(request: Request) -> Response:
    api.delete_besluit(actor=request.actor, at=request.at, uuid=request.uuid, reden=request.reden)
    return Response(status=204)


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
    body, wrong = request.decode_partly(api.BesluitInformatieObjectBody)
    return endpoint.created(
        api.link_json(actor=request.actor, at=request.at, body=body, wrong=wrong, reden=request.reden)
    )


def _one_link(request: Request) -> Response:
    return endpoint.one(api.one_link_json(actor=request.actor, uuid=request.uuid))


def _delete_link(request: Request) -> Response:
    api.delete_link(actor=request.actor, at=request.at, uuid=request.uuid, reden=request.reden)
    return Response(status=204)


def _verwerk(request: Request) -> Response:
    body = request.decode(api.VerwerkBody)
    made = api.verwerk_json(actor=request.actor, at=request.at, body=body, reden=request.reden)
    return endpoint.json(made, status=201)


ROUTES: list[Route] = [
    Route(
        path="/besluiten",
        handlers={"GET": _listed, "POST": _create},
        params=paging.PARAMETERS | set(_FILTERS),
        expands="besluiten",
    ),
    Route(
        path="/besluiten/{uuid}",
        handlers={"GET": _one, "PUT": _put, "PATCH": _patch, "DELETE": _delete},
        expands="besluiten",
    ),
    Route(path="/besluiten/{uuid}/audittrail", handlers={"GET": _trail}),
    Route(path="/besluiten/{uuid}/audittrail/{record}", handlers={"GET": _trail_record}),
    Route(
        path="/besluitinformatieobjecten",
        handlers={"GET": _links, "POST": _create_link},
        params=frozenset({"besluit", "informatieobject"}),
        expands="besluitinformatieobjecten",
    ),
    Route(
        path="/besluitinformatieobjecten/{uuid}",
        handlers={"GET": _one_link, "DELETE": _delete_link},
        expands="besluitinformatieobjecten",
    ),
    Route(path="/besluit_verwerken", handlers={"POST": _verwerk}),
]

EXPANDS: dict[str, Expandable] = {
    "besluiten": Expandable(
        load=api.load_besluiten,
        attributes={
            "besluittype": "/catalogi/api/v1/besluittypen",
            "zaak": "/zaken/api/v1/zaken",
        },
        may=api.sees_elsewhere,
    ),
    "besluitinformatieobjecten": Expandable(
        load=api.load_links,
        attributes={
            "informatieobject": "/documenten/api/v1/enkelvoudiginformatieobjecten",
            "besluit": "/besluiten/api/v1/besluiten",
        },
    ),
}
