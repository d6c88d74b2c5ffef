"""What hangs on a zaak: statussen, resultaten, rollen, documenten, objecten, notities .. One handler per operation."""

from __future__ import annotations

from typing import Any

from raadhuis.components.zaken import api
from raadhuis.kernel import endpoint, paging
from raadhuis.kernel.endpoint import Handler, Request, Response, Route


def routes(
    soort: str,
    methods: str = "",
    *,
    change: str = "",
    path: str = "",
    paged: bool = True,
    expands: bool = False,
) -> list[Route]:
    """A collection and its resources: lists and reads always, and the `methods` of the one and `change` of the other.

    `path` is the collection's, `/rollen` when it is below the API. One below a zaak is neither paged nor narrowed.
    """
    nested = bool(path)
    filters = frozenset() if nested else api.filters_of(soort)
    reads = of_zaak(soort) if nested else listed(soort, paged=paged)
    return [
        Route(
            path=path or f"/{soort}",
            handlers={"GET": _said(reads, f"GET {soort}"), **_writes(soort, methods)},
            params=filters | (paging.PARAMETERS if paged and not nested else frozenset()),
            expands=soort if expands else "",
        ),
        Route(
            path=f"{path or '/' + soort}/{{uuid}}",
            handlers={"GET": _said(one(soort), f"GET one of {soort}"), **_writes(soort, change)},
            expands=soort if expands else "",
        ),
    ]


def _writes(soort: str, methods: str) -> dict[str, Handler]:
    known = {
        "POST": post(soort),
        "PUT": changed(soort, partial=False),
        "PATCH": changed(soort, partial=True),
        "DELETE": delete(soort),
    }
    return {method: _said(known[method], f"{method} {soort}") for method in methods.split()}


def _said(handler: Handler, words: str) -> Handler:
    """The handler with the words that our OpenAPI document has for an operation beyond the standard."""
    handler.__doc__ = words
    return handler


def listed(soort: str, *, paged: bool) -> Handler:
    """GET /rollen, say; the standard does not page zaakinformatieobjecten."""

    def handler(request: Request) -> Response:
        page = paging.page_of(request) if paged else None
        size = paging.size_of(request)
        results, count = api.onderdelen_json(
            soort,
            actor=request.actor,
            filters=request.filters(),
            page=page,
            size=size,
            base=request.base,
        )
        if page is None:
            return endpoint.json(results)
        return endpoint.json(paging.envelope(results, count=count, page=page, request=request, size=size))

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
        return endpoint.one(raw)

    return handler


def post(soort: str) -> Handler:
    """POST /rollen, say."""

    def handler(request: Request) -> Response:
        body, wrong = request.decode_partly(api.BODIES[soort])
        written = api.create_onderdeel_json(
            soort,
            actor=request.actor,
            at=request.at,
            body=body,
            wrong=wrong,
            zaak=request.ids.get("zaak"),
            reden=request.reden,
        )
        made = endpoint.created(written.raw)
        return Response(written.raw, 201, (*made.headers, *_warned(written)))

    return handler


def changed(soort: str, *, partial: bool) -> Handler:
    """PUT and PATCH /rollen/{uuid}, say."""

    def handler(request: Request) -> Response:
        written = api.change_onderdeel_json(
            soort,
            actor=request.actor,
            at=request.at,
            uuid=request.uuid,
            given=request.decode(dict[str, Any]),
            partial=partial,
            zaak=request.ids.get("zaak"),
            reden=request.reden,
        )
        return endpoint.one(written.raw, headers=_warned(written))

    return handler


def delete(soort: str) -> Handler:
    """DELETE /rollen/{uuid}, say."""

    def handler(request: Request) -> Response:
        api.delete_onderdeel(
            soort,
            actor=request.actor,
            at=request.at,
            uuid=request.uuid,
            zaak=request.ids.get("zaak"),
            reden=request.reden,
        )
        return Response(b"", 204)

    return handler


def _warned(written: api.Written) -> tuple[tuple[str, str], ...]:
    """The X-Warning of Zaken 1.7."""
    return (("X-Warning", written.warning),) if written.warning else ()
