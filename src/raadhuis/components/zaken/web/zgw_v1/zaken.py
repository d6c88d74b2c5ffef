"""The resource zaak: list, one, new, changed, and its audittrail."""

from __future__ import annotations

from typing import Any, Literal

from raadhuis.components.zaken import api
from raadhuis.kernel import endpoint, expand, paging, wire
from raadhuis.kernel.endpoint import Request, Response
from raadhuis.kernel.refusal import FieldError, Invalid, NotFound, Refusal

_CRS = "EPSG:4326"
_HERE = "/zaken/api/v1/zaken"
_LISTS = frozenset(name for name in api.PARAMETERS if name.endswith("_in") or name == "ordering")
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
    return _page(request, api.zaak_query(_joined(request)))


def search(request: Request) -> Response:
    """POST /zaken/_zoek: the filters in the body; `expand` there or in the address, or `fields`, never both (zrc-029)"""
    _crs(request)
    body = request.decode(dict[str, Any])
    fields, expands = body.pop("fields", None), body.pop("expand", None)
    for name in paging.PARAMETERS & body.keys():
        request.query[name] = [str(body.pop(name))]
    if fields is not None and (expands or "expand" in request.query):
        reason = "Gebruik fields of expand, niet allebei."
        raise Invalid.field("fields", "fields-and-expand", reason)
    query = api.zaak_search(body)
    texts = [*_texts(expands), *request.query.get("expand", [])]
    tree = expand.parse(texts) if fields is None else expand.parse_fields(fields)
    page = _page(request, query)
    if (not tree.expand and tree.fields is None) or not isinstance(page.body, bytes):
        return page
    return Response(request.inline(page.body, tree, at=_HERE), 200, page.headers)


def _texts(expands: Any) -> list[str]:
    given = expands if isinstance(expands, list) else [expands or ""]
    if not all(isinstance(text, str) for text in given):
        raise Invalid.field("expand", "invalid", "Verwacht wordt een tekst.")
    return given


def _joined(request: Request) -> dict[str, str]:
    """The filters; a parameter that is repeated is a list (`__in`, `ordering`)."""
    given = {name: ",".join(values) for name, values in request.query.items() if name in _LISTS}
    return request.filters(without=frozenset({"page", "pageSize", "expand"})) | given


def _page(request: Request, query: api.ZaakQuery) -> Response:
    page, size = paging.page_of(request), paging.size_of(request)
    results, count = api.zaken_json(actor=request.actor, query=query, page=page, size=size, base=request.base)
    body = paging.envelope(results, count=count, page=page, request=request, size=size)
    return endpoint.json(body, headers=_ANSWERED)


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
    body, wrong = request.decode_partly(api.ZaakBody)
    raw = api.create_zaak_json(
        actor=request.actor, at=request.at, body=body, wrong=wrong, reden=request.reden
    )
    made = endpoint.created(raw)
    return Response(raw, 201, (*made.headers, *_ANSWERED))


def put(request: Request) -> Response:
    """PUT /zaken/{uuid}: everything that is required is there; what is wrong in either shape is told at once"""
    _, wrong = request.decode_partly(api.ZaakBody)
    return _changed(request, "update", wrong)


def patch(request: Request) -> Response:
    """PATCH /zaken/{uuid}, with If-Match only when nobody was first"""
    return _changed(request, "partial_update")


def _changed(
    request: Request, actie: Literal["update", "partial_update"], whole: tuple[FieldError, ...] = ()
) -> Response:
    """`whole`: what is wrong with the body as a whole zaak."""
    _crs(request)
    body, wrong = request.decode_partly(api.ZaakPatch)
    raw, etag = api.update_zaak_json(
        actor=request.actor,
        at=request.at,
        uuid=request.uuid,
        body=body,
        wrong=(*whole, *(error for error in wrong if error not in whole)),
        reden=request.reden,
        etag=request.headers.get("if-match", "").removeprefix("W/"),
        actie=actie,
    )
    return endpoint.json(raw, headers=(("ETag", etag), *_ANSWERED))


def delete(request: Request) -> Response:
    """DELETE /zaken/{uuid}"""
    api.delete_zaak(actor=request.actor, at=request.at, uuid=request.uuid, reden=request.reden)
    return Response(b"", 204)


def reserve(request: Request) -> Response:
    """POST /zaaknummer_reserveren: one object, or a list when more than one is asked"""
    body = request.decode(api.ReserveringBody)
    numbers = api.reserveer_zaaknummers(actor=request.actor, at=request.at, body=body)
    found = [{"zaaknummer": number} for number in numbers]
    return endpoint.json(wire.encode(found if body.how_many > 1 else found[0]), status=201)


def audittrail(request: Request) -> Response:
    """GET /zaken/{zaak}/audittrail"""
    return endpoint.json(
        api.audittrail_json(actor=request.actor, zaak=request.ids["zaak"], base=request.base)
    )


def audit_record(request: Request) -> Response:
    """GET /zaken/{zaak}/audittrail/{uuid}"""
    trail = api.audittrail_json(actor=request.actor, zaak=request.ids["zaak"], base=request.base)
    for record in wire.decode(trail, list[dict[str, Any]]):
        if record["uuid"] == str(request.uuid):
            return endpoint.json(wire.encode(record))
    raise NotFound
