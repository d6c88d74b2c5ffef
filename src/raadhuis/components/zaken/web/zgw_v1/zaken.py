"""The resource zaak: list, one, new, changed, and its audittrail."""

from __future__ import annotations

from raadhuis.components.zaken import api
from raadhuis.kernel import endpoint, paging, wire
from raadhuis.kernel.endpoint import Request, Response
from raadhuis.kernel.refusal import NotFound, Refusal

_CRS = "EPSG:4326"
_ANSWERED = (("Content-Crs", _CRS),)


class CrsNotServed(Refusal):
    """A coordinate reference system that the standard does not have."""

    status = 406
    code = "not-acceptable"
    title = f"Coördinaten worden alleen gegeven in {_CRS}."


class CrsNotRead(Refusal):
    """A coordinate reference system that the standard does not have."""

    status = 415
    code = "unsupported_media_type"
    title = f"Coördinaten worden alleen gelezen in {_CRS}."


def _crs(request: Request) -> None:
    if request.headers.get("accept-crs", _CRS) != _CRS:
        raise CrsNotServed
    if request.headers.get("content-crs", _CRS) != _CRS:
        raise CrsNotRead


def listed(request: Request) -> Response:
    """GET /zaken"""
    _crs(request)
    page = paging.page_of(request)
    query = api.zaak_query({name: values[0] for name, values in request.query.items()})
    results, count = api.zaken_json(actor=request.actor, query=query, page=page, base=request.base)
    return endpoint.json(paging.envelope(results, count=count, page=page, request=request), headers=_ANSWERED)


def one(request: Request) -> Response:
    """GET and HEAD /zaken/{uuid}"""
    _crs(request)
    raw, etag = api.zaak_json(
        actor=request.actor, uuid=request.uuid, base=request.base, at=request.at, reden=request.reden
    )
    return endpoint.json(raw, headers=(("ETag", etag), *_ANSWERED))


def post(request: Request) -> Response:
    """POST /zaken"""
    _crs(request)
    raw = api.create_zaak_json(
        actor=request.actor, at=request.at, body=request.decode(api.ZaakBody), reden=request.reden
    )
    made = endpoint.created(raw)
    return Response(raw, 201, (*made.headers, *_ANSWERED))


def patch(request: Request) -> Response:
    """PATCH /zaken/{uuid}, with If-Match only when nobody was first"""
    _crs(request)
    raw, etag = api.update_zaak_json(
        actor=request.actor,
        at=request.at,
        uuid=request.uuid,
        body=request.decode(api.ZaakPatch),
        reden=request.reden,
        etag=request.headers.get("if-match", "").removeprefix("W/"),
    )
    return endpoint.json(raw, headers=(("ETag", etag), *_ANSWERED))


def audittrail(request: Request) -> Response:
    """GET /zaken/{zaak}/audittrail"""
    return endpoint.json(
        api.audittrail_json(actor=request.actor, zaak=request.ids["zaak"], base=request.base)
    )


def audit_record(request: Request) -> Response:
    """GET /zaken/{zaak}/audittrail/{uuid}"""
    for record in api.list_audittrail(actor=request.actor, zaak=request.ids["zaak"]):
        if record.uuid == request.uuid:
            return endpoint.json(wire.encode(record))
    raise NotFound
