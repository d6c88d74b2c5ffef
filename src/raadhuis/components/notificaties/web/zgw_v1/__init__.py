"""The Notificaties API of the ZGW standard: paths and their handlers."""

from __future__ import annotations

from raadhuis.components.notificaties import api
from raadhuis.kernel import endpoint, wire
from raadhuis.kernel.endpoint import Request, Response, Route

VERSION = "1.0.1"


def kanalen(request: Request) -> Response:
    """GET /kanaal"""
    return endpoint.json(api.kanalen_json(actor=request.actor, naam=request.one("naam")))


def kanaal(request: Request) -> Response:
    """GET /kanaal/{uuid}"""
    return endpoint.json(api.kanaal_json(actor=request.actor, uuid=request.uuid))


def create_kanaal(request: Request) -> Response:
    """POST /kanaal"""
    body = request.decode(api.KanaalBody)
    return endpoint.created(wire.encode(api.create_kanaal(actor=request.actor, at=request.at, body=body)))


def abonnementen(request: Request) -> Response:
    """GET /abonnement"""
    return endpoint.json(api.abonnementen_json(actor=request.actor))


def abonnement(request: Request) -> Response:
    """GET /abonnement/{uuid}"""
    return endpoint.json(api.abonnement_json(actor=request.actor, uuid=request.uuid))


def create_abonnement(request: Request) -> Response:
    """POST /abonnement"""
    body = request.decode(api.AbonnementBody)
    return endpoint.created(wire.encode(api.create_abonnement(actor=request.actor, at=request.at, body=body)))


def update_abonnement(request: Request) -> Response:
    """PUT /abonnement/{uuid}"""
    body = request.decode(api.AbonnementBody)
    saved = api.update_abonnement(actor=request.actor, at=request.at, uuid=request.uuid, body=body)
    return endpoint.json(wire.encode(saved))


def patch_abonnement(request: Request) -> Response:
    """PATCH /abonnement/{uuid}"""
    body = request.decode(api.AbonnementPatch)
    saved = api.patch_abonnement(actor=request.actor, at=request.at, uuid=request.uuid, body=body)
    return endpoint.json(wire.encode(saved))


def delete_abonnement(request: Request) -> Response:
    """DELETE /abonnement/{uuid}"""
    api.delete_abonnement(actor=request.actor, at=request.at, uuid=request.uuid)
    return Response(status=204)


def publish(request: Request) -> Response:
    """POST /notificaties"""
    body = request.decode(api.Notificatie)
    api.publish(actor=request.actor, at=request.at, body=body)
    return endpoint.json(wire.encode(body))


ROUTES: list[Route] = [
    Route(path="/kanaal", handlers={"GET": kanalen, "POST": create_kanaal}, params=frozenset({"naam"})),
    Route(path="/kanaal/{uuid}", handlers={"GET": kanaal}),
    Route(path="/abonnement", handlers={"GET": abonnementen, "POST": create_abonnement}),
    Route(
        path="/abonnement/{uuid}",
        handlers={
            "GET": abonnement,
            "PUT": update_abonnement,
            "PATCH": patch_abonnement,
            "DELETE": delete_abonnement,
        },
    ),
    Route(path="/notificaties", handlers={"POST": publish}),
]
