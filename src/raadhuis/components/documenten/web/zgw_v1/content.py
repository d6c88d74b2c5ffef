"""The content of documents over HTTP: downloads, whole or a range, and uploads in parts."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.core.handlers.wsgi import LimitedStream
from django.http.multipartparser import MultiPartParser, MultiPartParserError

from raadhuis.components.documenten import api
from raadhuis.components.documenten.web.zgw_v1.documents import which
from raadhuis.kernel import endpoint, wire
from raadhuis.kernel.endpoint import Request, Response
from raadhuis.kernel.refusal import Invalid, Refusal, UnsupportedMediaType

_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*", re.IGNORECASE)
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
_ENVELOPE = 64 * 1024  # bytes of a multipart body that are not the part itself


class NoSuchRange(Refusal):
    """The bytes that are asked lie past the end (RFC 9110 §15.5.17)."""

    status = 416
    code = "range_not_satisfiable"
    title = "Dit deel van het bestand bestaat niet."


class NotAForm(UnsupportedMediaType):
    """A part comes as a form with a file."""

    title = "Stuur een bestandsdeel als multipart/form-data."


def download(request: Request) -> Response:
    """GET: the content as it was given, in chunks, always as an attachment; one range of it when asked (RFC 9110 §14)."""
    kept = api.content_of(actor=request.actor, uuid=request.uuid, which=which(request))
    formaat = kept.formaat if _MEDIA_TYPE.fullmatch(kept.formaat) else "application/octet-stream"
    etag = f'"{kept.sha256 or kept.key}"'
    headers = (
        ("Content-Disposition", disposition(kept.bestandsnaam)),
        ("Accept-Ranges", "bytes"),
        ("ETag", etag),
    )
    found = _range(request, kept.omvang, etag)
    if found is None:
        sized = (("Content-Length", str(kept.omvang)), *headers)
        return Response(api.content_chunks(kept), 200, sized, formaat)
    start, stop = found
    if start >= stop:
        refused = endpoint.problem(NoSuchRange())
        said = (("Content-Range", f"bytes */{kept.omvang}"),)
        return Response(refused.body, refused.status, said, refused.content_type)
    part = (
        ("Content-Length", str(stop - start)),
        ("Content-Range", f"bytes {start}-{stop - 1}/{kept.omvang}"),
        *headers,
    )
    return Response(api.content_chunks(kept, start=start, stop=stop), 206, part, formaat)


def disposition(name: str) -> str:
    """Content-Disposition of an attachment (RFC 6266): a plain ASCII name and, when it differs, the real one."""
    plain = re.sub(r'[^\x20-\x7e]|["\\%/]', "_", name) or "document"
    extended = f"; filename*=UTF-8''{quote(name, safe='')}" if plain != name and name else ""
    return f'attachment; filename="{plain}"{extended}'


def _range(request: Request, omvang: int, etag: str) -> tuple[int, int] | None:
    """From where up to where is asked; None for the whole: no range, several, or one of what it was before."""
    asked = _RANGE.fullmatch(request.headers.get("range", "").replace(" ", ""))
    if request.method != "GET" or asked is None or asked[0] == "bytes=-":
        return None
    if request.headers.get("if-range", etag) != etag:
        return None
    first, last = asked.groups()
    if not first:
        return max(0, omvang - int(last)), omvang
    if last and int(last) < int(first):
        return None
    return int(first), min(omvang, int(last) + 1) if last else omvang


def put_part(request: Request) -> Response:
    """PUT: the bytes of one part, as they arrive; it may be sent again."""
    if request.content_type.partition(";")[0].strip().lower() != "multipart/form-data":
        raise NotAForm
    receiving = api.begin_part(actor=request.actor, uuid=request.uuid)
    try:
        lock = _receive(request, receiving)
        return Response(api.finish_part(receiving, at=request.at, lock=lock))
    except BaseException:
        receiving.abandon()
        raise


def _receive(request: Request, receiving: api.Receiving) -> str | None:
    """Pass the file `inhoud` on while it arrives; the lock beside it."""
    length = request.content_length
    if not length or length > receiving.deel.omvang + _ENVELOPE:
        raise Invalid.field(
            "inhoud", "file-size", f"Dit deel moet precies {receiving.deel.omvang} bytes groot zijn."
        )
    meta = {"CONTENT_TYPE": request.content_type, "CONTENT_LENGTH": length}
    handler = _PassOn(receiving)
    try:
        # The server gives the body as a stream; Django's parser reads it in pieces and hands the file on.
        fields, _ = MultiPartParser(meta, LimitedStream(request.stream, length), [handler], "utf-8").parse()
    except MultiPartParserError:
        raise Invalid.field(wire.WHOLE, "parse_error", "Dit is geen geldige multipart/form-data.") from None
    if not handler.found:
        raise Invalid.field("inhoud", "required", "Stuur het deel mee als bestand, met een bestandsnaam.")
    lock = fields.get("lock")
    return str(lock) if lock is not None else None


class _PassOn(FileUploadHandler):
    chunk_size = 256 * 1024

    def __init__(self, receiving: api.Receiving) -> None:
        super().__init__()
        self._receiving, self.found = receiving, False

    def new_file(self, field_name: str, *args: Any, **kwargs: Any) -> None:
        super().new_file(field_name, *args, **kwargs)
        if field_name != "inhoud" or self.found:
            raise SkipFile
        self.found = True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._receiving.write(raw_data)

    def file_complete(self, file_size: int) -> None:
        return None
