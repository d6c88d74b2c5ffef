"""What a list shows while it changes: nothing counts as gone that the other provider still has."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest

from raadhuis.house.overzetten.folder import Folder, tail_of
from raadhuis.house.overzetten.progress import Progress
from raadhuis.house.overzetten.provider import Provider, Source
from raadhuis.house.overzetten.reading import Reader
from raadhuis.house.overzetten.resources import RESOURCES

ZAKEN = next(one for one in RESOURCES if one.name == "zaken/zaken")


class There:
    """A register of zaken with one zaak a page; `gone` goes away once the first page was read."""

    def __init__(self) -> None:
        self.uuids = [str(uuid4()) for _ in range(3)]
        self.gone = ""
        there = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                found = there.answer(parts.path, int(parse_qs(parts.query).get("page", ["1"])[0]))
                self.send_response(200 if found else 404)
                self.end_headers()
                self.wfile.write(json.dumps(found).encode())

            def log_message(self, *_: object) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.root = f"http://127.0.0.1:{self.server.server_port}/zaken/api/v1"

    def answer(self, path: str, page: int) -> object:
        if tail_of(path) != "zaken":
            return self._zaak(tail_of(path)) if tail_of(path) in self.uuids else None
        count = len(self.uuids)
        if page > count:
            return None
        found = [self._zaak(self.uuids[page - 1])]
        if self.gone and page == 1:
            self.uuids.remove(self.gone)
            self.gone = ""
        return {"count": count, "next": "x" if page < count else None, "results": found}

    def _zaak(self, uuid: str) -> dict[str, str]:
        return {"url": f"{self.root}/zaken/{uuid}", "uuid": uuid}


@pytest.fixture
def there() -> Iterator[There]:
    found = There()
    thread = threading.Thread(target=found.server.serve_forever)
    thread.start()
    yield found
    found.server.shutdown()
    thread.join()
    found.server.server_close()


def read(there: There, path: Path) -> tuple[set[str], list[str]]:
    """The zaken in the folder after reading, and those that are gone."""
    folder = Folder(path)
    with Provider(Source(roots={"zaken": there.root}, together=1)) as provider:
        Reader(provider, folder, Progress(quiet=True)).read_list(ZAKEN)
    return {tail_of(one["url"]) for one in folder.lines(ZAKEN.name)}, folder.manifest.get("weg", {}).get(
        ZAKEN.name, []
    )


def test_a_zaak_that_moved_to_a_page_that_was_read_already_is_not_gone(there: There, tmp_path: Path) -> None:
    first, moved, _ = there.uuids
    assert len(read(there, tmp_path)[0]) == 3

    there.gone = first
    found, gone = read(there, tmp_path)

    assert moved in found
    assert gone == []


def test_a_zaak_that_the_other_provider_no_longer_has_is_gone(there: There, tmp_path: Path) -> None:
    assert read(there, tmp_path)[1] == []
    removed = there.uuids.pop()

    found, gone = read(there, tmp_path)

    assert (removed in found, gone) == (False, [removed])
