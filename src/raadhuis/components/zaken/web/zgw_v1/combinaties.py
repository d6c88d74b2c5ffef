"""Requests beyond the standard: a zaak with what hangs on it, in one transaction."""

from __future__ import annotations

from raadhuis.components.zaken import api
from raadhuis.kernel import endpoint
from raadhuis.kernel.endpoint import Handler, Request, Response, Route


def registreer(request: Request) -> Response:
    """POST /zaak_registreren"""
    body = request.decode(api.Samen)
    raw = api.registreer(actor=request.actor, at=request.at, body=body, reden=request.reden)
    return endpoint.json(raw, status=201)


def _change(*needs: str) -> Handler:
    def handler(request: Request) -> Response:
        raw = api.werk_bij(
            actor=request.actor,
            at=request.at,
            uuid=request.uuid,
            body=request.decode(api.Samen),
            needs=needs,
            reden=request.reden,
        )
        return endpoint.json(raw)

    return handler


ROUTES = [
    Route(path="/zaak_registreren", handlers={"POST": registreer}),
    Route(path="/zaak_opschorten/{uuid}", handlers={"POST": _change("zaak.opschorting")}),
    Route(path="/zaak_verlengen/{uuid}", handlers={"POST": _change("zaak.verlenging")}),
    Route(path="/zaak_bijwerken/{uuid}", handlers={"POST": _change("zaak")}),
    Route(path="/zaak_afsluiten/{uuid}", handlers={"POST": _change("status")}),
]
