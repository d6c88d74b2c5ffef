"""The rules of the standard, and what is refused."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from procrastinate.contrib.django import app

from raadhuis.components.documenten import api as documenten
from raadhuis.components.documenten import tasks
from raadhuis.components.documenten.tests.conftest import EIO, OIO, PDF, RSIN
from raadhuis.components.documenten.web.zgw_v1.content import disposition
from raadhuis.kernel import blobs, clock, db, settings, wire
from raadhuis.kernel.refusal import Invalid, NotFound
from raadhuis.kernel.testing import uuid_of

ZAAK = "http://testserver/zaken/api/v1/zaken/"


def test_every_error_is_said_at_once(api, body):
    sent = body(bronorganisatie="111111111", ontvangstdatum="2026-11-19", status="in_bewerking", inhoud=b"")
    sent["informatieobjecttype"] = "geen adres"

    assert api.post(EIO, sent).fouten == {
        "bronorganisatie": "invalid",
        "status": "invalid_for_received",
        "informatieobjecttype": "bad-url",
        "inhoud": "file-size",
    }


def test_the_rsin_of_the_standards_own_example_is_one(api, body):
    assert api.post(EIO, body(bronorganisatie="000000000")).status == 201


def test_an_identification_is_given_once(api, body):
    first = api.post(EIO, body(identificatie="D-1"))
    second = api.post(EIO, body(identificatie="D-1"))
    generated = api.post(EIO, body()).json["identificatie"]

    assert first.status == 201
    assert second.fouten == {"identificatie": "identificatie-niet-uniek"}
    assert generated.startswith("DOCUMENT-2")


def test_a_document_may_have_no_content(api, body):
    made = api.post(EIO, body(inhoud=None))

    assert made.json["inhoud"] is None
    assert api.get(f"{made.json['url']}/download").status == 404


def test_what_the_database_cannot_keep_is_refused_by_name(api, body):
    answer = api.post(EIO, body(titel="Brief\x00!", trefwoorden=["goed", "a\ud800"]))

    assert answer.fouten == {"titel": "invalid", "trefwoorden.1": "invalid"}


def test_a_version_that_is_not_there_is_not_found(api, document):
    assert api.get(f"{document['url']}?versie=1").json == document
    assert api.get(f"{document['url']}?versie=2").status == 404
    assert api.get(f"{document['url']}/download?versie=2").status == 404
    assert api.get(f"{document['url']}?versie=een").status == 400


def test_head_tells_the_size_without_the_content(api, document):
    answer = api.request("HEAD", document["inhoud"])

    assert answer.headers["Content-Length"] == str(len(PDF))
    assert answer.body == b""
    assert api.request("HEAD", document["url"]).headers["ETag"]


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("brief.pdf", 'attachment; filename="brief.pdf"'),
        ("één.pdf", "attachment; filename=\"__n.pdf\"; filename*=UTF-8''%C3%A9%C3%A9n.pdf"),
        ('a";x="b', "attachment; filename=\"a_;x=_b\"; filename*=UTF-8''a%22%3Bx%3D%22b"),
        ("a\r\nb", "attachment; filename=\"a__b\"; filename*=UTF-8''a%0D%0Ab"),
        ("", 'attachment; filename="document"'),
    ],
)
def test_a_download_name_cannot_break_the_header(name, header):
    assert disposition(name) == header


def _link(document, target):
    return documenten.ObjectInformatieObjectBody(
        informatieobject=document["url"], object=target, object_type="zaak"
    )


def test_a_mirrored_link_is_there_once(api, document, systeem_actor, at):
    target = f"{ZAAK}{uuid4()}"
    first = documenten.create_objectinformatieobject(actor=systeem_actor, at=at, body=_link(document, target))
    again = documenten.create_objectinformatieobject(actor=systeem_actor, at=at, body=_link(document, target))

    assert first == again
    of_document = api.get(f"{OIO}?informatieobject={document['url']}").json
    assert of_document == api.get(f"{OIO}?object={target}").json == [api.get(first.url).json]
    assert api.get(f"{EIO}?objectinformatieobjecten_object={target}").json["count"] == 1
    assert api.get(f"{EIO}?objectinformatieobjecten__object={ZAAK}{uuid4()}").json["count"] == 0


def test_a_client_cannot_make_the_link_itself(api, document, systeem_actor, at):
    target = f"{ZAAK}{uuid4()}"
    sent = {"informatieobject": document["url"], "object": target, "objectType": "zaak"}
    without_source = api.post(OIO, sent)
    documenten.create_objectinformatieobject(actor=systeem_actor, at=at, body=_link(document, target))
    twice = api.post(OIO, sent)
    foreign = api.post(OIO, {**sent, "object": "https://elders.example/zaken/1", "informatieobject": "x"})

    assert without_source.fouten == {"nonFieldErrors": "inconsistent-relation"}
    assert twice.fouten == {"nonFieldErrors": "unique"}
    assert foreign.fouten == {"object": "bad-url", "informatieobject": "bad-url"}


def test_a_link_of_no_document_is_refused(systeem_actor, at, catalogus):
    body = _link({"url": f"http://testserver{EIO}/{uuid4()}"}, f"{ZAAK}{uuid4()}")

    with pytest.raises(Invalid):
        documenten.create_objectinformatieobject(actor=systeem_actor, at=at, body=body)


def test_who_looked_and_why_is_in_the_audit_trail(api, document, sanne, at):
    seen_by = sanne.only(uuid_of(document))
    documenten.record_view(actor=seen_by, at=at, uuid=uuid_of(document), reden="Eigen zaak bekeken")

    records = api.get(f"{document['url']}/audittrail").json
    one = api.get(f"{document['url']}/audittrail/{records[0]['uuid']}")

    assert {r["actie"] for r in records} == {"create", "retrieve"}
    assert "Eigen zaak bekeken" in {r["toelichting"] for r in records}
    assert one.json == records[0]
    assert api.get(f"{document['url']}/audittrail/{uuid4()}").status == 404
    with pytest.raises(NotFound):
        documenten.record_view(actor=sanne, at=at, uuid=uuid_of(document), reden="Nieuwsgierig")


def test_an_event_tells_kind_and_confidentiality_and_nothing_personal(api, document, catalogus):
    kenmerken = db.value(
        "SELECT kenmerken::json FROM kernel_event WHERE hoofd = %(h)s", {"h": uuid_of(document)}
    )

    assert wire.decode(kenmerken, dict) == {
        "bronorganisatie": RSIN,
        "informatieobjecttype": catalogus["Brief"].removeprefix("http://testserver"),
        "vertrouwelijkheidaanduiding": "zaakvertrouwelijk",
    }


def test_the_hot_requests_ask_the_database_little(api, body, document, queries):
    sent = body()
    with queries() as listed:
        api.get(EIO)
    with queries() as one:
        api.get(document["url"])
    with queries() as down:
        api.get(f"{document['url']}/download")
    with queries() as made:
        api.post(EIO, sent)

    assert (len(listed), len(one), len(down)) == (1, 1, 1)
    assert len([q for q in made if "SAVEPOINT" not in q]) == 1


def _on_disk():
    return {path.name for path in settings.current().blobs.rglob("*") if path.is_file()}


def _age(names):
    for path in settings.current().blobs.rglob("*"):
        if path.name in names:
            os.utime(path, (time.time() - 26 * 3600,) * 2)


def test_content_that_a_failed_transaction_left_is_swept_and_the_rest_stays(api, body, systeem_actor, at):
    api.post(EIO, body(identificatie="D-1"))
    kept = _on_disk()
    api.post(EIO, body(identificatie="D-1"))  # refused after its content was kept
    young = _on_disk() - kept
    elsewhere = blobs.put((b"van een andere kamer",), shelf="formulieren")
    _age({str(elsewhere.key)} | kept)

    assert documenten.sweep(at=clock.now()) >= 0
    assert young <= _on_disk()
    _age(young)
    removed = documenten.sweep(at=clock.now() + timedelta(minutes=1))

    assert (removed, len(young)) == (1, 1)
    assert not young & _on_disk()
    assert str(elsewhere.key) in _on_disk()
    assert api.get(api.get(f"{EIO}?identificatie=D-1").json["results"][0]["inhoud"]).body == PDF


def test_the_worker_sweeps_every_hour(api, body):
    api.post(EIO, body(identificatie="D-1"))
    kept = _on_disk()
    api.post(EIO, body(identificatie="D-1"))
    left = _on_disk() - kept
    _age(left)

    tasks.ruim_op(timestamp=0)

    assert len(left) == 1
    assert not left & _on_disk()
    assert ruim_op_cron() == "23 * * * *"


def ruim_op_cron() -> str:
    (found,) = [
        periodic.cron
        for periodic in app.periodic_registry.periodic_tasks.values()
        if periodic.task.name == "documenten.ruim_op"
    ]
    return str(found)
