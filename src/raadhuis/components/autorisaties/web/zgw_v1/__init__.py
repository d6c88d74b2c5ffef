"""The Autorisaties API of the ZGW standard: paths and their handlers."""

from __future__ import annotations

from collections.abc import Callable

from raadhuis.components.autorisaties import api
from raadhuis.kernel import endpoint, paging
from raadhuis.kernel.endpoint import Request, Response, Route
from raadhuis.kernel.refusal import Invalid
from raadhuis.kernel.wire import Wire

VERSION = "1.1.0"


def applicaties(request: Request) -> Response:
    page = paging.page_of(request)
    asked = [c for c in request.one("clientIds").split(",") if c] if "clientIds" in request.query else None
    size = paging.size_of(request)
    results, count = api.applicaties_json(actor=request.actor, clients=asked, page=page, size=size)
    return endpoint.json(paging.envelope(results, count=count, page=page, request=request, size=size))


def create(request: Request) -> Response:
    body, wrong = request.decode_partly(api.ApplicatieBody)
    return endpoint.created(
        api.create_applicatie(actor=request.actor, at=request.at, body=body, wrong=wrong, reden=request.reden)
    )


def consumer(request: Request) -> Response:
    if not (client_id := request.one("clientId")):
        raise Invalid.field("clientId", "required", "Geef het client-id op.")
    return endpoint.one(api.applicatie_of_client_json(actor=request.actor, client_id=client_id))


def applicatie(request: Request) -> Response:
    return endpoint.one(api.applicatie_json(actor=request.actor, uuid=request.uuid))


def update(request: Request) -> Response:
    return _changed(request, api.ApplicatieBody, api.update_applicatie)


def patch(request: Request) -> Response:
    return _changed(request, api.ApplicatiePatch, api.patch_applicatie)


def _changed(request: Request, kind: type[Wire], change: Callable[..., bytes]) -> Response:
    body, wrong = request.decode_partly(kind)
    changed = change(
        actor=request.actor,
        at=request.at,
        uuid=request.uuid,
        body=body,
        wrong=wrong,
        reden=request.reden,
    )
    return endpoint.json(changed)


def delete(request: Request) -> Response:
    api.delete_applicatie(actor=request.actor, at=request.at, uuid=request.uuid, reden=request.reden)
    return Response(status=204)


ROUTES: list[Route] = [
    Route(
        path="/applicaties",
        handlers={"GET": applicaties, "POST": create},
        params=paging.PARAMETERS | {"clientIds"},
    ),
    Route(path="/applicaties/consumer", handlers={"GET": consumer}, params=frozenset({"clientId"})),
    Route(
        path="/applicaties/{uuid}",
        handlers={"GET": applicatie, "PUT": update, "PATCH": patch, "DELETE": delete},
    ),
]
