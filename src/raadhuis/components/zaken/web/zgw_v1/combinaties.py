"""Requests beyond the standard: a zaak with what hangs on it, in one transaction; and what other registers tell of it."""

from __future__ import annotations

from raadhuis.components.zaken import api
from raadhuis.kernel import endpoint, wire
from raadhuis.kernel.endpoint import Handler, Request, Response, Route


def registreer(request: Request) -> Response:
    """POST /zaak_registreren"""
    body = request.decode(api.Samen)
    raw = api.registreer(actor=request.actor, at=request.at, body=body, reden=request.reden)
    return endpoint.json(raw, status=201)


def _change(gebeurtenis: str) -> Handler:
    def handler(request: Request) -> Response:
        raw = api.werk_bij(
            actor=request.actor,
            at=request.at,
            uuid=request.uuid,
            body=request.decode(api.Samen),
            gebeurtenis=gebeurtenis,
            reden=request.reden,
        )
        return endpoint.json(raw)

    return handler


def hear(request: Request) -> Response:
    """POST /events: a CloudEvent of another register, that something of it belongs to a zaak or no longer does"""
    event = request.decode(api.ZaakEvent)
    api.hoor(actor=request.actor, at=request.at, event=event, reden=request.reden)
    return endpoint.json(wire.encode({"accepted": True, "event_id": event.id}))


ROUTES = [
    Route(path="/zaak_registreren", handlers={"POST": registreer}),
    Route(path="/zaak_opschorten/{uuid}", handlers={"POST": _change("opgeschort")}),
    Route(path="/zaak_verlengen/{uuid}", handlers={"POST": _change("verlengd")}),
    Route(path="/zaak_bijwerken/{uuid}", handlers={"POST": _change("bijgewerkt")}),
    Route(path="/zaak_afsluiten/{uuid}", handlers={"POST": _change("afgesloten")}),
    Route(path="/events", handlers={"POST": hear}),
]
