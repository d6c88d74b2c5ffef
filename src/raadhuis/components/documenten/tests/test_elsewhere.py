"""The same door when the register stands elsewhere: over HTTP, against our own API."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date
from uuid import uuid4
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.db import connection

from raadhuis.components.catalogi import api as catalogi
from raadhuis.components.documenten import remote
from raadhuis.components.documenten.tests.conftest import RSIN
from raadhuis.components.documenten.types import EnkelvoudigInformatieObjectBody, ObjectInformatieObjectBody
from raadhuis.components.documenten.web import zgw_v1
from raadhuis.kernel import settings, wire
from raadhuis.kernel.endpoint import Api
from raadhuis.kernel.refusal import Invalid, NotFound
from raadhuis.kernel.testing import uuid_of

PREFIX = "/documenten/api/v1"


class _Quiet(WSGIRequestHandler):
    def log_message(self, format, *args):
        pass


@pytest.fixture
def elsewhere(transactional_db, systeem_actor, monkeypatch):
    """Our register behind a port of its own; the settings say that it is elsewhere."""

    def app(environ, start_response):
        try:
            yield from api(environ, start_response)
        finally:
            connection.close()

    with make_server("127.0.0.1", 0, app, handler_class=_Quiet) as server:
        root = f"http://127.0.0.1:{server.server_port}"
        api = Api(
            [(PREFIX, "1.7.1", zgw_v1.ROUTES)], authenticate=lambda token, *, at: systeem_actor, base=root
        )
        secret = "a secret of at least thirty-two bytes"
        there = replace(
            settings.current(), url=root, documenten_url=root + PREFIX, registers_client_secret=secret
        )
        monkeypatch.setattr(settings, "current", lambda: there)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield root
        server.shutdown()
        thread.join(5)


@pytest.fixture
def brief(elsewhere, systeem_actor, at):
    """A letter for the register elsewhere, of 600 KB."""
    kind = {
        "omschrijving": "Brief",
        "vertrouwelijkheidaanduiding": "openbaar",
        "informatieobjectcategorie": "Document",
        "beginGeldigheid": "2026-01-01",
    }
    spec = {
        "domein": "DOCTS",
        "rsin": RSIN,
        "contactpersoonBeheerNaam": "Beheer",
        "informatieobjecttypen": [kind],
    }
    catalogi.load_catalogus(wire.convert(spec, catalogi.CatalogusSpec), actor=systeem_actor, at=at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT uuid FROM catalogi_informatieobjecttype")
        (uuid,) = cursor.fetchone()
    return EnkelvoudigInformatieObjectBody(
        bronorganisatie=RSIN,
        identificatie="D-1",
        creatiedatum=date(2026, 11, 20),
        titel="Brief",
        auteur="Afdeling",
        taal="nld",
        informatieobjecttype=f"{elsewhere}/catalogi/api/v1/informatieobjecttypen/{uuid}",
        inhoud=b"%PDF-1.7\n" + b"x" * 600_000,
        bestandsnaam="één brief.pdf",
    )


def test_a_letter_goes_there_is_found_and_comes_back(brief, systeem_actor, at):
    made = remote.create_enkelvoudiginformatieobject(actor=systeem_actor, at=at, body=brief)
    uuid = uuid_of(made.url)

    found = remote.find_enkelvoudiginformatieobject(
        actor=systeem_actor, bronorganisatie=RSIN, identificatie="D-1"
    )
    inhoud = remote.open_inhoud(actor=systeem_actor, uuid=uuid)

    assert found == made == remote.get_enkelvoudiginformatieobject(actor=systeem_actor, uuid=uuid)
    assert b"".join(inhoud.chunks) == brief.inhoud
    assert (inhoud.bestandsnaam, inhoud.omvang) == ("één brief.pdf", len(brief.inhoud))
    remote.record_view(actor=systeem_actor, at=at, uuid=uuid, reden="Bekeken")


def test_what_is_refused_there_is_refused_here(brief, systeem_actor, at):
    made = remote.create_enkelvoudiginformatieobject(actor=systeem_actor, at=at, body=brief)
    link = ObjectInformatieObjectBody(
        informatieobject=made.url,
        object=made.url.replace("/documenten/", "/zaken/").replace("enkelvoudiginformatieobjecten", "zaken"),
        object_type="zaak",
    )

    with pytest.raises(Invalid) as twice:
        remote.create_enkelvoudiginformatieobject(actor=systeem_actor, at=at, body=brief)
    with pytest.raises(Invalid) as no_source:
        remote.create_objectinformatieobject(actor=systeem_actor, at=at, body=link)
    for read in (remote.open_inhoud, remote.get_enkelvoudiginformatieobject):
        with pytest.raises(NotFound):
            read(actor=systeem_actor, uuid=uuid4())

    assert [f.code for f in twice.value.fields] == ["identificatie-niet-uniek"]
    assert [f.code for f in no_source.value.fields] == ["inconsistent-relation"]
