"""What hangs on a zaak: statussen, resultaten, rollen, documenten, eigenschappen and besluiten."""

from __future__ import annotations

import hashlib
from uuid import UUID

from raadhuis.components.zaken import api
from raadhuis.kernel import endpoint, paging, wire
from raadhuis.kernel.endpoint import Handler, Request, Response
from raadhuis.kernel.refusal import Invalid


def listed(soort: str, *, paged: bool = True) -> Handler:
    """GET /rollen, say; the standard does not page zaakinformatieobjecten."""

    def handler(request: Request) -> Response:
        page = paging.page_of(request) if paged else None
        filters = {name: values[0] for name, values in request.query.items() if name != "page"}
        results, count = api.onderdelen_json(
            soort, actor=request.actor, filters=filters, page=page, base=request.base
        )
        if page is None:
            return endpoint.json(results)
        return endpoint.json(paging.envelope(results, count=count, page=page, request=request))

    return handler


def of_zaak(soort: str) -> Handler:
    """GET /zaken/{zaak}/zaakeigenschappen, say."""

    def handler(request: Request) -> Response:
        return endpoint.json(
            api.onderdelen_of_json(soort, actor=request.actor, zaak=request.ids["zaak"], base=request.base)
        )

    return handler


def one(soort: str) -> Handler:
    """GET and HEAD /rollen/{uuid}, say."""

    def handler(request: Request) -> Response:
        raw = api.onderdeel_json(
            soort, actor=request.actor, uuid=request.uuid, zaak=request.ids.get("zaak"), base=request.base
        )
        etag = hashlib.md5(raw, usedforsecurity=False).hexdigest()
        return endpoint.json(raw, headers=(("ETag", f'"{etag}"'),))

    return handler


def post_status(request: Request) -> Response:
    """POST /statussen"""
    body = request.decode(api.StatusBody)
    return _created(api.create_status(actor=request.actor, at=request.at, body=body, reden=request.reden))


def post_resultaat(request: Request) -> Response:
    """POST /resultaten"""
    body = request.decode(api.ResultaatBody)
    return _created(api.create_resultaat(actor=request.actor, at=request.at, body=body, reden=request.reden))


def post_rol(request: Request) -> Response:
    """POST /rollen"""
    body = request.decode(api.RolBody)
    return _created(api.create_rol(actor=request.actor, at=request.at, body=body, reden=request.reden))


def delete_rol(request: Request) -> Response:
    """DELETE /rollen/{uuid}"""
    api.delete_rol(actor=request.actor, at=request.at, uuid=request.uuid, reden=request.reden)
    return Response(b"", 204)


def post_zaakinformatieobject(request: Request) -> Response:
    """POST /zaakinformatieobjecten"""
    body = request.decode(api.ZaakinformatieobjectBody)
    return _created(
        api.create_zaakinformatieobject(actor=request.actor, at=request.at, body=body, reden=request.reden)
    )


def post_zaakeigenschap(request: Request) -> Response:
    """POST /zaken/{zaak}/zaakeigenschappen"""
    body = request.decode(api.ZaakeigenschapBody)
    _same(body.zaak, request.ids["zaak"])
    return _created(
        api.create_zaakeigenschap(actor=request.actor, at=request.at, body=body, reden=request.reden)
    )


def post_zaakbesluit(request: Request) -> Response:
    """POST /zaken/{zaak}/besluiten"""
    body = request.decode(api.ZaakbesluitBody)
    return _created(
        api.create_zaakbesluit(actor=request.actor, at=request.at, zaak=request.ids["zaak"], body=body)
    )


def _same(url: str, zaak: UUID) -> None:
    if wire.uuid_of(url) != zaak:
        raise Invalid.field("zaak", "invalid", "Dit is een andere zaak dan die in het adres.")


def _created(made: wire.Wire) -> Response:
    return endpoint.created(wire.encode(made))
