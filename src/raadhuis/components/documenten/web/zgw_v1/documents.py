"""Enkelvoudiginformatieobjecten over HTTP: list, search, make, show, change, lock, destroy, audit trail."""

from __future__ import annotations

from typing import Any

from raadhuis.components.documenten import api
from raadhuis.components.documenten.api import searching
from raadhuis.kernel import endpoint, expand, paging, wire
from raadhuis.kernel.endpoint import Request, Response
from raadhuis.kernel.refusal import Invalid, NotFound

COLLECTION = "/documenten/api/v1/enkelvoudiginformatieobjecten"
FILTERS = frozenset({*searching.DOCUMENTEN, "ordering"})


def listed(request: Request) -> Response:
    """GET: one page, newest first unless ordered."""
    return endpoint.json(
        _page(request, searching.search(request.filters()), ordering=request.one("ordering"))
    )


def search(request: Request) -> Response:
    """POST _zoek: as a list, with identifiers in the body, and the other filters beside them."""
    body = request.decode(api.EIOZoek)
    beside = wire.decode(request.body(), dict)
    given = {name: value for name, value in beside.items() if isinstance(value, str)}
    found = searching.search(given, uuids=body.uuid__in)
    answer = _page(request, found, ordering=given.get("ordering", ""))
    tree = expand.parse([body.expand] if isinstance(body.expand, str) else body.expand)
    return endpoint.json(request.inline(answer, tree, at=COLLECTION) if tree.expand else answer)


def _page(request: Request, found: dict[str, Any], *, ordering: str) -> bytes:
    page, size = paging.page_of(request), paging.size_of(request)
    results, count = api.documents_json(
        actor=request.actor, filters=found, page=page, size=size, order=searching.order(ordering)
    )
    return paging.envelope(results, count=count, page=page, request=request, size=size)


def create(request: Request) -> Response:
    """POST: a document with its content, or the first step of sending it in parts."""
    content = request.take_content()
    body, wrong = request.decode_partly(api.EnkelvoudigInformatieObjectBody)
    made = api.create_json(
        actor=request.actor, at=request.at, body=body, wrong=wrong, content=content, reden=request.reden
    )
    return endpoint.created(made.body[:-1] + b',"lock":' + wire.encode(made.lock) + b"}")


def one(request: Request) -> Response:
    """GET and HEAD: a document, with its ETag."""
    found = api.document_json(
        actor=request.actor, uuid=request.uuid, which=which(request), at=request.at, reden=request.reden
    )
    return endpoint.one(found)


def update(request: Request) -> Response:
    """PUT: the next version, as a whole."""
    return _changed(request, api.EnkelvoudigInformatieObjectUpdate)


def patch(request: Request) -> Response:
    """PATCH: the next version, of what is named."""
    return _changed(request, api.EnkelvoudigInformatieObjectPatch)


def _changed(request: Request, kind: type[api.EnkelvoudigInformatieObjectPatch]) -> Response:
    content = request.take_content()
    body, wrong = request.decode_partly(kind)
    changed = api.update_json(
        actor=request.actor,
        at=request.at,
        uuid=request.uuid,
        body=body,
        wrong=wrong,
        content=content,
        reden=request.reden,
    )
    return endpoint.one(changed)


def destroy(request: Request) -> Response:
    """DELETE: the document and all that belongs to it."""
    api.destroy(actor=request.actor, at=request.at, uuid=request.uuid, reden=request.reden)
    return Response(status=204)


def lock(request: Request) -> Response:
    """POST lock: the key with which alone it can be changed."""
    return Response(wire.encode({"lock": api.lock(actor=request.actor, uuid=request.uuid)}))


def unlock(request: Request) -> Response:
    """POST unlock: with the key, or forced without."""
    given = request.decode(api.Slot).lock if request.body().strip() else None
    api.unlock(actor=request.actor, at=request.at, uuid=request.uuid, lock=given, reden=request.reden)
    return Response(status=204)


def trail(request: Request) -> Response:
    """GET: the audit trail."""
    return endpoint.json(api.audittrail_json(actor=request.actor, uuid=request.uuid))


def trail_record(request: Request) -> Response:
    """GET: one audit record."""
    return endpoint.json(
        api.audittrail_json(actor=request.actor, uuid=request.uuid, record=request.ids["record"])
    )


def which(request: Request) -> api.Which:
    """The version that `versie` or `registratieOp` asks for. Raises Invalid, NotFound."""
    return api.Which(
        versie=_versie(request),
        registratie_op=searching.moment("registratieOp", request.one("registratieOp")),
    )


def _versie(request: Request) -> int | None:
    raw = request.one("versie")
    if not raw:
        return None
    if not raw.isascii() or not raw.isdigit():
        raise Invalid.field("versie", "invalid", "De versie is een geheel getal.")
    if len(raw) > 9:
        raise NotFound
    return int(raw)
