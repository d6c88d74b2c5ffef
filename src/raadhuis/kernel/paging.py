"""ZGW paging: 100 a page unless `pageSize` says otherwise, `count` exact, `next` and `previous` as URLs."""

from __future__ import annotations

from urllib.parse import urlencode

from raadhuis.kernel.elsewhere import outward_text
from raadhuis.kernel.endpoint import Request
from raadhuis.kernel.refusal import Invalid, NotFound

PAGE_SIZE, LARGEST = 100, 500
PARAMETERS = frozenset({"page", "pageSize"})


def page_of(request: Request) -> int:
    """The page asked for, from 1. Raises NotFound when it is not a page number, as the standard's providers do."""
    raw = request.one("page", "1")
    if not (raw.isascii() and raw.isdigit() and len(raw) < 9 and int(raw) > 0):
        raise NotFound("Deze pagina bestaat niet.")
    return int(raw)


def size_of(request: Request) -> int:
    """How many resources a page has: `pageSize`, which today's providers have beyond the standard. Raises Invalid."""
    raw = request.one("pageSize", str(PAGE_SIZE))
    if not (raw.isascii() and raw.isdigit() and len(raw) < 5 and 0 < int(raw) <= LARGEST):
        raise Invalid.field("pageSize", "invalid", f"Geef een getal van 1 tot {LARGEST}.")
    return int(raw)


def envelope(results: bytes, *, count: int, page: int, request: Request, size: int = PAGE_SIZE) -> bytes:
    """The paged body around `results`, a JSON array as bytes. Raises NotFound past the last page."""
    if page > 1 and (page - 1) * size >= count:
        raise NotFound("Deze pagina bestaat niet.")
    following = _url(request, page + 1) if page * size < count else "null"
    before = _url(request, page - 1) if page > 1 else "null"
    head = f'{{"count":{count},"next":{following},"previous":{before},"results":'
    return b"".join((head.encode(), results, b"}"))  # a page is large: copied once


def _url(request: Request, page: int) -> str:
    # What was asked about a resource elsewhere, by its own URL.
    asked = {name: [outward_text(value) for value in values] for name, values in request.query.items()}
    query = {**asked, "page": [str(page)]}
    return f'"{request.base}{request.path}?{urlencode(query, doseq=True)}"'
