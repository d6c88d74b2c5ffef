"""A call of an API as a WSGI server makes it."""

from __future__ import annotations

import io
from typing import Any

from raadhuis.kernel.endpoint import Api


def call(
    api: Api, method: str, path: str, body: bytes = b"", *, query: str = "", token: str = "a", **environ: str
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body."""
    given = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
        "HTTP_AUTHORIZATION": f"Bearer {token}",
        **environ,
    }
    said: list[Any] = []
    chunks = api(given, lambda status, heads: said.extend([int(status[:3]), dict(heads)]))
    return said[0], said[1], b"".join(chunks)
