"""Objectinformatieobjecten over HTTP: what a document belongs to."""

from __future__ import annotations

from raadhuis.components.documenten import api
from raadhuis.kernel import endpoint
from raadhuis.kernel.endpoint import Request, Response


def listed(request: Request) -> Response:
    """GET: the links of a document or an object."""
    return endpoint.json(
        api.relations_json(
            actor=request.actor,
            informatieobject=request.one("informatieobject"),
            object_url=request.one("object"),
        )
    )


def create(request: Request) -> Response:
    """POST: accepted only when the register of the object has the link (drc-002 .. drc-004)."""
    body, wrong = request.decode_partly(api.ObjectInformatieObjectBody)
    return endpoint.created(api.add_relation(actor=request.actor, at=request.at, body=body, wrong=wrong))


def one(request: Request) -> Response:
    """GET and HEAD: one link."""
    return endpoint.one(api.relation_json(actor=request.actor, uuid=request.uuid))


def destroy(request: Request) -> Response:
    """DELETE: accepted only when the register of the object has ended the link."""
    api.remove_relation(actor=request.actor, at=request.at, uuid=request.uuid)
    return Response(status=204)
