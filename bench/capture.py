"""The statements that our own code sends for a request, and the same ones through psycopg alone."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import psycopg


@dataclass(frozen=True)
class Statement:
    """A statement as our code sends it: with `$1`, and its values in that order; `names` are their names."""

    text: str
    names: tuple[str, ...]
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Request:
    """What our code sends for one request; `together`: in one transaction, so that BEGIN and COMMIT are sent too."""

    statements: tuple[Statement, ...]
    together: bool


def capture(method: str, path: str, body: bytes, token: str) -> Request:
    """Let our application answer a request in this process. It is asked twice, since the first also fills caches."""
    _answer(method, path, body, token)
    return _answer(method, path, body, token)


def _answer(method: str, path: str, body: bytes, token: str) -> Request:
    from django.db import connection

    from raadhuis.house.wsgi import application
    from raadhuis.kernel import db

    seen: list[Statement] = []
    together: list[bool] = []
    said: list[str] = []
    original = db.run

    me = threading.get_ident()

    def recording(sql: str, params: Any = None) -> Any:
        if threading.get_ident() != me:
            return original(
                sql, params
            )  # what a thread of its own writes later, such as the log of processing
        text, names = db._positional(sql)  # noqa: SLF001  # the very text that goes over the wire
        seen.append(Statement(text, names, tuple(params[name] for name in names) if params else ()))
        together.append(connection.in_atomic_block)
        return original(sql, params)

    parts = urlsplit(path)
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": parts.path,
        "QUERY_STRING": parts.query,
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_ACCEPT_CRS": "EPSG:4326",
        "HTTP_CONTENT_CRS": "EPSG:4326",
        "HTTP_AUTHORIZATION": f"Bearer {token}",
        "wsgi.input": io.BytesIO(body),
    }
    db.run = recording
    try:
        answer = b"".join(application(environ, lambda status, _: said.append(status)))
    finally:
        db.run = original
    if not said[-1].startswith("20"):
        raise SystemExit(f"{method} {path} answers {said[-1]}: {answer[:2000]!r}")
    return Request(tuple(seen), any(together))


def through_psycopg(
    db: psycopg.Connection, requests: Iterator[Request], fresh: Callable[[], dict[str, Any]]
) -> Callable[[], None]:
    """What sends the statements of the next request and reads the answers: prepared, on a connection with the settings
    of ours, as many times to the server and back. `fresh` gives the values that must differ each time."""

    def act() -> None:
        # `kernel.db`, which prepares by itself, switches it off on this connection.
        db.prepare_threshold = 0
        request = next(requests)
        new = fresh()
        with db.transaction() if request.together else nullcontext():
            for statement in request.statements:
                values = (
                    [
                        new.get(name, value)
                        for name, value in zip(statement.names, statement.values, strict=True)
                    ]
                    if new
                    else statement.values
                )
                cursor = psycopg.RawCursor(db).execute(statement.text, values, prepare=True)
                if cursor.description:
                    cursor.fetchall()

    return act
