"""Enkelvoudiginformatieobjecten over HTTP: list, make, show, download, audit trail."""

from __future__ import annotations

import hashlib
import re
from typing import Any
from urllib.parse import quote

from raadhuis.components.documenten import api
from raadhuis.kernel import endpoint, paging
from raadhuis.kernel.endpoint import Request, Response
from raadhuis.kernel.refusal import Invalid, NotFound

# Wire name to the door's filter. The standard writes one underscore, clients in the field two.
FILTERS = {
    "identificatie": "identificatie",
    "bronorganisatie": "bronorganisatie",
    "trefwoorden": "trefwoorden",
    "objectinformatieobjecten_object": "object",
    "objectinformatieobjecten__object": "object",
    "objectinformatieobjecten_objectType": "object_type",
    "objectinformatieobjecten__objectType": "object_type",
}
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*", re.IGNORECASE)


def listed(request: Request) -> Response:
    """GET: one page, newest first."""
    page = paging.page_of(request)
    results, count = api.documents_json(actor=request.actor, filters=_filters(request), page=page)
    return endpoint.json(paging.envelope(results, count=count, page=page, request=request))


def create(request: Request) -> Response:
    """POST: a document with its content."""
    body = request.decode(api.EnkelvoudigInformatieObjectBody)
    return endpoint.created(
        api.create_json(actor=request.actor, at=request.at, body=body, reden=request.reden)
    )


def one(request: Request) -> Response:
    """GET and HEAD: a document, with its ETag."""
    found = api.document_json(
        actor=request.actor, uuid=request.uuid, versie=_versie(request), at=request.at, reden=request.reden
    )
    etag = hashlib.sha256(found or b"").hexdigest()[:32]
    return endpoint.json(found, headers=(("ETag", f'"{etag}"'),))


def download(request: Request) -> Response:
    """GET: the content as it was given, in chunks, always as an attachment."""
    found = api.open_versie(actor=request.actor, uuid=request.uuid, versie=_versie(request))
    headers = (
        ("Content-Length", str(found.omvang)),
        ("Content-Disposition", disposition(found.bestandsnaam)),
    )
    formaat = found.formaat if _MEDIA_TYPE.fullmatch(found.formaat) else "application/octet-stream"
    return Response(found.chunks, 200, headers, formaat)


def disposition(name: str) -> str:
    """Content-Disposition of an attachment (RFC 6266): a plain ASCII name and, when it differs, the real one."""
    plain = re.sub(r'[^\x20-\x7e]|["\\%/]', "_", name) or "document"
    extended = f"; filename*=UTF-8''{quote(name, safe='')}" if plain != name and name else ""
    return f'attachment; filename="{plain}"{extended}'


def trail(request: Request) -> Response:
    """GET: the audit trail."""
    return endpoint.json(api.audittrail_json(actor=request.actor, uuid=request.uuid))


def trail_record(request: Request) -> Response:
    """GET: one audit record."""
    return endpoint.json(
        api.audittrail_json(actor=request.actor, uuid=request.uuid, record=request.ids["record"])
    )


def _filters(request: Request) -> dict[str, Any]:
    found: dict[str, Any] = {FILTERS[name]: request.one(name) for name in request.query if name in FILTERS}
    if "trefwoorden" in found:
        found["trefwoorden"] = [word.strip() for word in found["trefwoorden"].split(",")]
    if "object" in found:
        found["object"] = api.object_of(found["object"])
    return found


def _versie(request: Request) -> int | None:
    raw = request.one("versie")
    if not raw:
        return None
    if not raw.isascii() or not raw.isdigit():
        raise Invalid.field("versie", "invalid", "De versie is een geheel getal.")
    if len(raw) > 9:
        raise NotFound
    return int(raw)
