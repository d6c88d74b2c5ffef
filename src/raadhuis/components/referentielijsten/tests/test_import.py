"""The national lists come in from files or from a service, as often as one likes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest

import raadhuis
from raadhuis.components.referentielijsten import api as referentielijsten
from raadhuis.components.referentielijsten import tasks
from raadhuis.kernel import loader
from raadhuis.kernel.refusal import Unavailable

LOSSER = Path(raadhuis.__file__).parent / "gemeenten" / "losser"
ROOT = "/referentielijsten/api/v1"


def test_the_files_of_vng_come_in_completely(db, files, national):
    changed = referentielijsten.import_lijsten(sources=files)

    assert changed == {
        "procestypen": len(national["procestype"]),
        "resultaten": len(national["resultaat"]),
        "resultaattypeomschrijvingen": len(national["resultaattypeomschrijvinggeneriek"]),
        "communicatiekanalen": 0,
    }


def test_importing_again_changes_nothing(imported, files):
    again = referentielijsten.import_lijsten(sources=files)

    assert set(again.values()) == {0}


def test_an_entry_that_changed_nationally_is_replaced(imported, api):
    procestype = api.get(f"{ROOT}/procestypen").json[0]

    changed = referentielijsten.import_lijsten(
        sources={"nieuw": json.dumps([procestype | {"naam": "Anders"}]).encode()}
    )

    assert changed["procestypen"] == 1
    assert api.get(procestype["url"]).json == procestype | {"naam": "Anders"}


def test_results_without_their_procestypen_are_refused_and_nothing_comes_in(db, files):
    alone = {name: raw for name, raw in files.items() if "procestypen" not in name}

    with pytest.raises(referentielijsten.WrongList) as refused:
        referentielijsten.import_lijsten(sources=alone)

    assert [(f.name, f.code) for f in refused.value.fields] == [
        ("selectielijst_2020_resultaten.json: procesType", "does_not_exist")
    ]


ENTRY = {"url": f"procestypen/{uuid4()}", "nummer": 1, "naam": "N", "omschrijving": "O"}


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ([ENTRY | {"nummer": "een"}], "nummer"),
        ([ENTRY | {"naam": None}], "naam"),
        ([ENTRY | {"jaar": 20170}], "jaar"),
        ([ENTRY | {"url": "procestypen/een"}], "url"),
        ([ENTRY | {"url": f"zaken/{uuid4()}"}], "url"),
        ([{}], "url"),
        (["procestype"], "url"),
        ([{"model": "zaken.zaak", "pk": 1, "fields": {}}], "model"),
    ],
)
def test_what_is_no_entry_is_refused_by_its_field(db, said, field):
    with pytest.raises(referentielijsten.WrongList) as refused:
        referentielijsten.import_lijsten(sources={"lijst.json": json.dumps(said).encode()})

    assert [f.name for f in refused.value.fields] == [f"lijst.json: {field}"]


def test_the_demo_municipality_has_every_entry_that_its_catalogue_names(db, at):
    catalogue = (LOSSER / "catalogi.json").read_text(encoding="utf-8")

    tasks.load(LOSSER, at=at)

    procestypen = set(re.findall(r'"(https://[^"]+/procestypen/[^"]+)"', catalogue))
    resultaten = set(re.findall(r'"(https://[^"]+/resultaten/[^"]+)"', catalogue))
    assert procestypen
    assert resultaten
    assert [url for url in procestypen if referentielijsten.get_procestype(url=url) is None] == []
    assert [url for url in resultaten if referentielijsten.get_resultaat(url=url) is None] == []


def test_the_demo_municipality_has_these_entries_as_vng_has_them(files):
    from raadhuis.components.referentielijsten.domain import invoer

    vng = invoer.read(files)
    ours = invoer.read({"losser": (LOSSER / "referentielijsten.json").read_bytes()})

    assert [row for row in ours["procestypen"] if row not in vng["procestypen"]] == []
    assert [row for row in ours["resultaten"] if row not in vng["resultaten"]] == []


def test_the_house_loads_the_lists_with_a_municipality():
    assert loader.resolve("referentielijsten", loader.known()["referentielijsten"].loads) is tasks.load


class _Service(ThreadingHTTPServer):
    """The national service in small: answers by path and query."""

    answers: dict[str, Any]


class _Handler(BaseHTTPRequestHandler):
    server: _Service

    def do_GET(self) -> None:
        found = self.server.answers.get(self.path)
        self.send_response(200 if found is not None else 404)
        self.end_headers()
        self.wfile.write(json.dumps(found).encode())

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def service() -> Iterator[_Service]:
    server = _Service(("127.0.0.1", 0), _Handler)
    server.answers = {}
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_a_service_is_read_page_after_page(imported, service, api):
    # What we answer ourselves is what the national service answers: read from us, it comes in unchanged.
    first, rest = (
        api.get(f"{ROOT}/resultaten?pageSize=300").json,
        api.get(f"{ROOT}/resultaten?pageSize=300&page=2").json,
    )
    service.answers = {
        "/api/v1/procestypen": api.get(f"{ROOT}/procestypen").json,
        "/api/v1/resultaten": first | {"next": "https://elders.example/api/v1/resultaten?page=2"},
        "/api/v1/resultaten?page=2": rest | {"results": [rest["results"][0] | {"naam": "Anders"}]},
        "/api/v1/resultaattypeomschrijvingen": api.get(f"{ROOT}/resultaattypeomschrijvingen").json,
    }

    changed = referentielijsten.import_service(url=f"http://127.0.0.1:{service.server_port}/api/v1/")

    assert changed == {
        "procestypen": 0,
        "resultaten": 1,
        "resultaattypeomschrijvingen": 0,
        "communicatiekanalen": 0,
    }
    assert api.get(rest["results"][0]["url"]).json["naam"] == "Anders"


def test_a_service_that_does_not_answer_leaves_everything_as_it_was(imported, service):
    port = service.server_port
    service.shutdown()
    service.server_close()

    with pytest.raises(Unavailable):
        referentielijsten.import_service(url=f"http://127.0.0.1:{port}/api/v1")
