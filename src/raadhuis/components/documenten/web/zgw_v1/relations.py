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
    """POST: refused, since the register of the object makes the link (drc-002 .. drc-004)."""
    raise api.refuse_relation(actor=request.actor, body=request.decode(api.ObjectInformatieObjectBody))


def one(request: Request) -> Response:
    """GET: one link."""
    return endpoint.json(api.relation_json(actor=request.actor, uuid=request.uuid))
