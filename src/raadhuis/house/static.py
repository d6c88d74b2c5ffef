"""Static files straight from the packages, cached by the browser and revalidated by ETag; no collect step."""

from __future__ import annotations

import functools
import mimetypes
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation

from raadhuis.kernel.endpoint import StartResponse

mimetypes.add_type("font/woff2", ".woff2")
mimetypes.add_type("text/javascript", ".js")


@functools.lru_cache(maxsize=512)
def _find(name: str) -> Path | None:
    try:
        found = finders.find(name)
    except (SuspiciousFileOperation, ValueError, OSError):
        return None  # out of the folder, or no name that a file can have
    return Path(found) if isinstance(found, str) and Path(found).is_file() else None


def serve(path: str, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
    """One static file, 304 when the browser has it, 404 when there is none."""
    file = _find(path.removeprefix("/static/"))
    if file is None or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        start_response("404 Not Found", [("Content-Type", "text/plain"), ("Content-Length", "0")])
        return [b""]
    stat = file.stat()
    etag = f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"'
    headers = [
        ("ETag", etag),
        ("Cache-Control", "public, max-age=300"),
        ("X-Content-Type-Options", "nosniff"),
    ]
    if environ.get("HTTP_IF_NONE_MATCH") == etag:
        start_response("304 Not Modified", headers)
        return [b""]
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    kind += "; charset=utf-8" if kind.startswith("text/") else ""
    start_response("200 OK", [*headers, ("Content-Type", kind), ("Content-Length", str(stat.st_size))])
    return [b"" if environ["REQUEST_METHOD"] == "HEAD" else file.read_bytes()]
