"""The Notificaties API of the ZGW standard: paths and their handlers."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from raadhuis.components.notificaties import api
from raadhuis.kernel import endpoint, wire
from raadhuis.kernel.endpoint import Request, Response, Route
from raadhuis.kernel.refusal import Invalid

VERSION = "1.0.1"
_OURS = "Aanvulling van Raadhuis, niet in de standaard."
# What we have beyond the standard, for the OpenAPI document.
ADDITIONS: dict[str, Any] = {
    "components": {
        "schemas": {
            "Abonnement": {
                "properties": {
                    "berichtformaat": {
                        "type": "string",
                        "enum": ["zgw", "cloudevents"],
                        "default": "zgw",
                        "description": f"Hoe berichten eruitzien: zoals in deze standaard, of als CloudEvent. {_OURS}",
                    },
                    "ondertekeningssleutel": {
                        "type": "string",
                        "maxLength": 200,
                        "description": "Geheim waarmee berichten worden ondertekend: 'whsec_' en 24 tot 64 bytes in "
                        f"base64. Leeg: niet ondertekend. Wordt nooit getoond. {_OURS}",
                    },
                }
            },
            "Gebeurtenissen": {
                "type": "object",
                "required": ["results", "cursor", "next"],
                "description": _OURS,
                "properties": {
                    "results": {
                        "type": "array",
                        "items": {
                            "allOf": [
                                {"$ref": "#/components/schemas/Message"},
                                {
                                    "type": "object",
                                    "required": ["cursor", "id"],
                                    "properties": {
                                        "cursor": {"type": "integer"},
                                        "id": {"type": "string", "format": "uuid"},
                                    },
                                },
                            ]
                        },
                    },
                    "cursor": {"type": "integer"},
                    "next": {"type": "string", "format": "uri"},
                },
            },
        }
    },
}


def kanalen(request: Request) -> Response:
    """GET /kanaal"""
    return endpoint.json(api.kanalen_json(actor=request.actor, naam=request.one("naam")))


def kanaal(request: Request) -> Response:
    """GET /kanaal/{uuid}"""
    return endpoint.one(api.kanaal_json(actor=request.actor, uuid=request.uuid))


def create_kanaal(request: Request) -> Response:
    """POST /kanaal"""
    body, wrong = request.decode_partly(api.KanaalBody)
    made = api.create_kanaal(actor=request.actor, at=request.at, body=body, wrong=wrong)
    return endpoint.created(wire.encode(made))


def abonnementen(request: Request) -> Response:
    """GET /abonnement"""
    return endpoint.json(api.abonnementen_json(actor=request.actor))


def abonnement(request: Request) -> Response:
    """GET /abonnement/{uuid}"""
    return endpoint.one(api.abonnement_json(actor=request.actor, uuid=request.uuid))


def create_abonnement(request: Request) -> Response:
    """POST /abonnement"""
    body, wrong = request.decode_partly(api.AbonnementBody)
    made = api.create_abonnement(actor=request.actor, at=request.at, body=body, wrong=wrong)
    return endpoint.created(wire.encode(made))


def update_abonnement(request: Request) -> Response:
    """PUT /abonnement/{uuid}"""
    body, wrong = request.decode_partly(api.AbonnementBody)
    saved = api.update_abonnement(
        actor=request.actor, at=request.at, uuid=request.uuid, body=body, wrong=wrong
    )
    return endpoint.json(wire.encode(saved))


def patch_abonnement(request: Request) -> Response:
    """PATCH /abonnement/{uuid}"""
    body, wrong = request.decode_partly(api.AbonnementPatch)
    saved = api.patch_abonnement(
        actor=request.actor, at=request.at, uuid=request.uuid, body=body, wrong=wrong
    )
    return endpoint.json(wire.encode(saved))


def delete_abonnement(request: Request) -> Response:
    """DELETE /abonnement/{uuid}"""
    api.delete_abonnement(actor=request.actor, at=request.at, uuid=request.uuid)
    return Response(status=204)


def publish(request: Request) -> Response:
    """POST /notificaties"""
    body, wrong = request.decode_partly(api.Notificatie)
    api.publish(actor=request.actor, at=request.at, body=body, wrong=wrong)
    return endpoint.json(wire.encode(body))


def gebeurtenissen(request: Request) -> Response:
    """GET /events: beyond the standard, for who wants to read instead of being sent messages."""
    after, limit = _number(request, "after", 0, most=2**63 - 1), _number(request, "limit", 100, most=500)
    kanaal = request.one("kanaal")
    found, cursor = api.list_gebeurtenissen(actor=request.actor, after=after, kanaal=kanaal, most=limit or 1)
    query = {**{name: values[0] for name, values in request.query.items()}, "after": str(cursor)}
    following = f"{request.base}{request.path}?{urlencode(query)}"
    return endpoint.json(
        wire.encode(api.Gebeurtenissen(results=found, cursor=cursor, next=following)),
        headers=(("Link", f'<{following}>; rel="next"'),),
    )


def _number(request: Request, name: str, default: int, *, most: int) -> int:
    raw = request.one(name, str(default))
    if not (raw.isascii() and raw.isdigit() and len(raw) < 20 and int(raw) <= most):
        raise Invalid.field(name, "invalid", f"Geef een getal van 0 tot {most}.")
    return int(raw)


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
    Route(path="/events", handlers={"GET": gebeurtenissen}, params=frozenset({"after", "kanaal", "limit"})),
]
