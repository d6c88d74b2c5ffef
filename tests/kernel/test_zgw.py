"""Reading a register elsewhere, over real HTTP: page after page, and no further than it should go."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import pytest

from raadhuis.kernel import diensten, elsewhere, zgw
from raadhuis.kernel.diensten import Dienst, Known
from raadhuis.kernel.identity import systeem
from raadhuis.kernel.testing import AT

US = systeem("test")


@dataclass
class Provider:
    """A register behind a real port that says at `page` what `next` says; `asked` are the pages that it was asked."""

    root: str = ""
    asked: list[str] = field(default_factory=list)
    next: Callable[[int], str | None] = lambda _: None


@contextmanager
def provider() -> Iterator[Provider]:
    there = Provider()

    class Api(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = int(parse_qs(urlsplit(self.path).query).get("page", ["1"])[0])
            there.asked.append(self.path)
            body = {"count": 1, "next": there.next(page), "previous": None, "results": [{"nummer": page}]}
            raw = json.dumps(body).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Api) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        there.root = f"http://127.0.0.1:{server.server_port}/zaken/api/v1"
        yield there
        server.shutdown()


@pytest.fixture
def ginds(db: None) -> Iterator[Provider]:
    """A register that an operator registered."""
    with provider() as there:
        dienst = Dienst(uuid=uuid4(), naam="Ginds", url=there.root, soort="zrc", auth="geen", since=AT)
        diensten.keep(Known(diensten=(dienst,), referred=True), seconds=3600)
        yield there


def numbers(ginds: Provider) -> list[int]:
    found: Any = zgw.every("zaken", "/rollen", dict, actor=US, params={"x": "y"}, beside=_zaak(ginds))
    return [one["nummer"] for one in found]


def _zaak(ginds: Provider) -> UUID:
    url = f"{ginds.root}/zaken/{uuid4()}"
    elsewhere.remember([url])
    return elsewhere.identity(url)


def test_every_page_is_read_until_there_is_no_next(ginds: Provider) -> None:
    ginds.next = lambda page: f"{ginds.root}/rollen?page={page + 1}" if page < 3 else None
    assert numbers(ginds) == [1, 2, 3]


@pytest.mark.parametrize(
    ("next_page", "calls"),
    [
        (lambda page: f"?x=y&page={page}", 2),
        (lambda page: f"?x=y&page={3 - page}", 3),
        (lambda page: f"?x=y&page={page + 1}", zgw.PAGES),
    ],
    ids=["itself", "each other", "ever further"],
)
def test_a_register_whose_pages_do_not_end_is_an_error_that_says_so(
    ginds: Provider, next_page: Callable[[int], str], calls: int
) -> None:
    ginds.next = next_page
    with pytest.raises(zgw.EndlessPages):
        numbers(ginds)
    assert len(ginds.asked) <= calls


def test_a_next_page_at_another_host_is_asked_where_the_register_is(ginds: Provider) -> None:
    with provider() as other:
        ginds.next = lambda page: f"{other.root}/zaken?page=2" if page == 1 else None
        assert numbers(ginds) == [1, 2]
        assert other.asked == []
    assert [urlsplit(path).path for path in ginds.asked] == ["/zaken/api/v1/rollen"] * 2
