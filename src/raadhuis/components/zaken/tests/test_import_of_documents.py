"""A bulk import of documents whose rows name a zaak: the document belongs to it, or is not made."""

from __future__ import annotations

import threading
from dataclasses import replace
from importlib import import_module
from uuid import UUID, uuid4
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.db import connection

from raadhuis.components.catalogi import api as catalogi
from raadhuis.components.documenten import api as documenten
from raadhuis.components.zaken.tests.conftest import RSIN
from raadhuis.components.zaken.web import zgw_v1
from raadhuis.kernel import db, references, settings
from raadhuis.kernel.endpoint import Api
from raadhuis.kernel.testing import AT

API = "/zaken/api/v1"
IMPORT, EIO = "/documenten/api/v1/import", "/documenten/api/v1/enkelvoudiginformatieobjecten"
COLUMNS = "bronorganisatie,creatiedatum,titel,auteur,taal,informatieobjecttype,bestandspad,zaakId"


@pytest.fixture
def run(kaart, api, tmp_path, monkeypatch, systeem_actor):
    """`run(zaak, ..)`: an import of a letter for each of these zaken; its status and the lines of its report."""
    (tmp_path / "brief.txt").write_text("Beste bewoner")
    chosen = replace(settings.current(), import_dir=str(tmp_path))
    monkeypatch.setattr(settings, "current", lambda: chosen)

    def made(*zaken):
        row = f"{RSIN},2025-01-02,Brief,Jansen,nld,{kaart.informatieobjecttype('Brief')},brief.txt"
        content = "".join(f"{line}\n" for line in (COLUMNS, *(f"{row},{zaak}" for zaak in zaken))).encode()
        urls = api.post(f"{IMPORT}/create", {}).json
        assert api.request("POST", urls["uploadUrl"], content, content_type="text/csv").status == 200
        for _ in range(20):
            if not documenten.import_some(at=AT, uuid=UUID(urls["uuid"])):
                break
        return api.get(urls["statusUrl"]).json, api.get(urls["reportUrl"]).body.decode().splitlines()

    return made


def test_the_document_belongs_to_its_zaak_or_is_not_made(run, api, zaak):
    status, report = run(zaak.uuid, uuid4(), zaak.uuid)

    assert (status["processedSuccessfully"], status["processedInvalid"]) == (2, 1)
    links = api.get(f"{API}/zaakinformatieobjecten?zaak={zaak.url}").json
    assert len(links) == 2
    assert "zaakId: " in report[2]
    assert "does_not_exist" in report[2]
    assert api.get(EIO).json["count"] == 2
    assert {link["informatieobject"].rpartition("/")[2] for link in links} == {
        line.partition(",")[0] for line in (report[1], report[3])
    }


def test_a_zaak_that_is_not_named_by_uuid_is_refused(run, api, zaak):
    status, report = run(zaak.url)

    assert status["processedInvalid"] == 1
    assert "zaakId: Dit is geen UUID." in report[1]


class _Quiet(WSGIRequestHandler):
    def log_message(self, format, *args):
        pass


@pytest.fixture
def zaken_elsewhere(transactional_db, systeem_actor, kaart, run, monkeypatch):
    """The register of zaken behind a port of its own; the import's side calls it over HTTP."""
    ours = settings.current()

    def app(environ, start_response):
        try:
            yield from served(environ, start_response)
        finally:
            connection.close()

    served = Api(
        [("/zaken/api/v1", "1.7.0", zgw_v1.ROUTES)],
        authenticate=lambda token, *, at: systeem_actor,
        base=ours.url,
    )
    with make_server("127.0.0.1", 0, app, handler_class=_Quiet) as server:
        real = f"http://127.0.0.1:{server.server_port}/zaken/api/v1"
        # Both sides live in this process: only the call that links goes over the wire.
        there = replace(ours, zaken_url=real, registers_client_secret="a secret of at least thirty-two bytes")
        roots = references.roots()
        here = threading.main_thread()

        def current():
            return there if threading.current_thread() is here else ours

        monkeypatch.setattr(settings, "current", current)
        monkeypatch.setattr(references, "roots", lambda: roots)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield real
        server.shutdown()
        thread.join(5)
    catalogi.forget()


def test_a_register_of_zaken_elsewhere_links_the_document_once_it_can_read_it(
    zaken_elsewhere, run, api, zaak, monkeypatch
):
    status, report = run(zaak.uuid, uuid4(), zaak.uuid)

    assert (status["processedSuccessfully"], status["processedInvalid"], status["status"]) == (
        2,
        1,
        "finished",
    )
    assert "zaakId: " in report[2]
    assert api.get(EIO).json["count"] == 2
    assert db.value("SELECT count(*) FROM zaken_zaakinformatieobject") == 2


def test_a_kill_after_the_link_elsewhere_makes_nothing_twice(zaken_elsewhere, run, api, zaak, monkeypatch):
    imports = import_module(
        "raadhuis.components.documenten.store.imports"
    )  # to break what is behind the door
    counted = imports.advance
    killed: list[int] = []

    def dies_once(job, rows, **rest):
        if not killed and any(rij.document for rij in rows):
            killed.append(1)
            raise KeyboardInterrupt
        counted(job, rows, **rest)

    monkeypatch.setattr(imports, "advance", dies_once)
    with pytest.raises(KeyboardInterrupt):
        run(zaak.uuid)
    (uuid,) = [row[0] for row in db.rows("SELECT uuid FROM documenten_import")]
    while documenten.import_some(at=AT, uuid=uuid):
        pass

    assert documenten.import_status(actor=api.actor, uuid=uuid).processed_successfully == 1
    assert api.get(EIO).json["count"] == 1
    assert db.value("SELECT count(*) FROM zaken_zaakinformatieobject") == 1
