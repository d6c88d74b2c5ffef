"""The same door when the register stands elsewhere: over HTTP, against our own API."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4
from wsgiref.simple_server import WSGIRequestHandler, make_server

import httpx
import pytest
from django.db import connection

from raadhuis.components.catalogi import api as catalogi
from raadhuis.components.documenten import api, remote
from raadhuis.components.documenten.tests.conftest import RSIN
from raadhuis.components.documenten.types import EnkelvoudigInformatieObjectBody, ObjectInformatieObjectBody
from raadhuis.components.documenten.web import zgw_v1
from raadhuis.kernel import settings, wire, zgw
from raadhuis.kernel.endpoint import Api
from raadhuis.kernel.refusal import Invalid, NotFound
from raadhuis.kernel.testing import ApiClient, uuid_of

PREFIX = "/documenten/api/v1"


class _Quiet(WSGIRequestHandler):
    def log_message(self, format, *args):
        pass


@pytest.fixture
def elsewhere(transactional_db, systeem_actor, monkeypatch):
    """Our register behind a port of its own; the settings say that it is elsewhere."""

    def app(environ, start_response):
        try:
            yield from served(environ, start_response)
        finally:
            connection.close()

    with make_server("127.0.0.1", 0, app, handler_class=_Quiet) as server:
        root = f"http://127.0.0.1:{server.server_port}"
        served = Api(
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


@pytest.fixture
def zaken_elsewhere(elsewhere, monkeypatch):
    """The register of zaken stands elsewhere too: which zaken it has (`zaken`) and which of their documents (`links`)."""
    there: dict[str, set[Any]] = {"zaken": set(), "links": set()}
    ours = settings.current()
    known = replace(ours, zaken_url="https://zaken.example/zaken/api/v1", documenten_url="")
    monkeypatch.setattr(settings, "current", lambda: known)

    def call(register, method, path, *, actor, params=None, **rest):
        assert (register, method) == ("zaken", "GET")
        if path == "/zaakinformatieobjecten":
            pair = (params["zaak"], params["informatieobject"])
            return httpx.Response(200, json=[{"url": "x"}] if pair in there["links"] else [])
        if f"{known.zaken_url}{path}" not in there["zaken"]:
            raise NotFound
        return httpx.Response(200, json={})

    monkeypatch.setattr(zgw, "call", call)
    return there


def test_drc_004_a_register_elsewhere_is_asked_before_a_link_is_made_or_ended(
    brief, zaken_elsewhere, systeem_actor, at
):
    document = api.create_enkelvoudiginformatieobject(actor=systeem_actor, at=at, body=brief)
    client = ApiClient(systeem_actor)
    zaak = f"https://zaken.example/zaken/api/v1/zaken/{uuid4()}"
    sent = {"informatieobject": document.url, "object": zaak, "objectType": "zaak"}

    unknown = client.post(f"{PREFIX}/objectinformatieobjecten", sent)
    zaken_elsewhere["zaken"].add(zaak)
    unlinked = client.post(f"{PREFIX}/objectinformatieobjecten", sent)
    zaken_elsewhere["links"].add((zaak, document.url))
    linked = client.post(f"{PREFIX}/objectinformatieobjecten", sent)

    assert unknown.fouten == {"object": "bad-url"}  # drc-002
    assert unlinked.fouten == {"nonFieldErrors": "inconsistent-relation"}
    assert (linked.status, linked.json["object"]) == (201, zaak)
    refused = client.delete(linked.json["url"])
    assert refused.fouten == {"nonFieldErrors": "inconsistent-relation"}
    zaken_elsewhere["links"].clear()
    assert client.delete(linked.json["url"]).status == 204
    assert client.delete(linked.json["url"]).status == 404


def test_a_link_that_is_gone_there_is_no_error_here(brief, systeem_actor, at):
    made = remote.create_enkelvoudiginformatieobject(actor=systeem_actor, at=at, body=brief)

    remote.delete_objectinformatieobject(
        actor=systeem_actor, at=at, informatieobject=made.url, object_url="https://elders.example/zaken/1"
    )

    assert remote.list_objectinformatieobjecten(actor=systeem_actor, informatieobject=uuid_of(made.url)) == ()
