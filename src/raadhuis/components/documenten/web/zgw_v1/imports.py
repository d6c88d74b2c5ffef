"""Bulk import over HTTP, on the paths of the leading provider: make one, send its metadata, follow it, read its report."""

from __future__ import annotations

from collections.abc import Iterator

from raadhuis.components.documenten import api
from raadhuis.kernel import wire
from raadhuis.kernel.endpoint import Request, Response
from raadhuis.kernel.refusal import Invalid, UnsupportedMediaType

_CHUNK = 256 * 1024
_CSV = frozenset({"text/csv", "application/csv", "text/plain", "application/octet-stream"})
_ACTIONS = ("upload", "status", "report", "cancel", "delete")


class NotCsv(UnsupportedMediaType):
    """The metadata comes as it is, not as a form."""

    title = "Stuur de metadata als text/csv."


def create(request: Request) -> Response:
    """POST: a new bulk import, with the addresses for what comes next."""
    uuid = api.make_import(actor=request.actor, at=request.at)
    here = f"{request.base}/documenten/api/v1/import/{uuid}"
    said = {"uuid": str(uuid), **{f"{action}Url": f"{here}/{action}" for action in _ACTIONS}}
    return Response(wire.encode(said), 201)


def upload(request: Request) -> Response:
    """POST: the metadata as CSV, one row per document; the rows are then done in the background."""
    metadata = api.receive_import(actor=request.actor, uuid=request.uuid)
    try:
        if request.content_type.partition(";")[0].strip().lower() not in _CSV:
            raise NotCsv
        if not request.content_length:
            raise Invalid.field(
                "nonFieldErrors", "required", "Stuur de metadata mee, met een Content-Length."
            )
        for chunk in _chunks(request, request.content_length):
            metadata.write(chunk)
        return Response(wire.encode(api.begin_import(metadata)))
    except BaseException:
        metadata.abandon()
        raise


def _chunks(request: Request, left: int) -> Iterator[bytes]:
    while left:
        chunk = request.stream.read(min(_CHUNK, left))
        if not chunk:
            raise Invalid.field("nonFieldErrors", "incomplete-upload", "Het bestand kwam niet helemaal aan.")
        left -= len(chunk)
        yield chunk


def status(request: Request) -> Response:
    """GET: how far the import is."""
    return Response(wire.encode(api.import_status(actor=request.actor, uuid=request.uuid)))


def report(request: Request) -> Response:
    """GET: the metadata with what became of each row, as CSV."""
    chunks = api.import_report(actor=request.actor, uuid=request.uuid)
    name = (("Content-Disposition", f'attachment; filename="import-{request.uuid}.csv"'),)
    return Response(chunks, 200, name, "text/csv; charset=utf-8")


def cancel(request: Request) -> Response:
    """POST: stop; what was made stays."""
    return Response(wire.encode(api.cancel_import(actor=request.actor, at=request.at, uuid=request.uuid)))


def delete(request: Request) -> Response:
    """DELETE: forget the import and its report; what it made stays."""
    api.delete_import(actor=request.actor, uuid=request.uuid)
    return Response(status=204)
