"""What the API answers is what the official schema of Documenten 1.7.1 says."""

from __future__ import annotations

from uuid import uuid4

from raadhuis.components.catalogi.tests.contract import errors
from raadhuis.components.documenten import api as documenten
from raadhuis.components.documenten.tests.conftest import EIO, OIO

FILE = "documenten-1.7.1.yaml"


def errors_of_1_5(schema: str, value) -> list[str]:
    """Where a client that was made for 1.5 would not understand the answer."""
    return errors("../zgw-1.5/documenten-1.5.0.yaml", schema, value)


def test_documents_are_as_the_standard_says(api, body):
    full = body(
        ontvangstdatum="2026-11-19",
        status="definitief",
        trefwoorden=["parkeren"],
        ondertekening={"soort": "digitaal", "datum": "2026-11-20"},
        integriteit={"algoritme": "sha_256", "waarde": "00", "datum": "2026-11-20"},
    )
    for sent in (body(), body(inhoud=None), full, body(inhoud=None, bestandsomvang=9)):
        made = api.post(EIO, sent).json
        shown = api.get(made["url"]).json

        assert errors(FILE, "EnkelvoudigInformatieObjectCreateLock", made) == []
        assert errors(FILE, "EnkelvoudigInformatieObject", shown) == []
        assert errors_of_1_5("EnkelvoudigInformatieObject", shown) == []
    assert errors(FILE, "PaginatedEnkelvoudigInformatieObjectList", api.get(EIO).json) == []


def test_locks_changes_and_parts_are_as_the_standard_says(api, body, document):
    lock = api.post(f"{document['url']}/lock", {}).json
    changed = api.patch(document["url"], {**lock, "inhoud": None, "bestandsomvang": 9}).json
    (deel,) = changed["bestandsdelen"]

    assert errors(FILE, "LockEnkelvoudigInformatieObject", lock) == []
    assert errors(FILE, "EnkelvoudigInformatieObjectWithLock", changed) == []
    assert errors_of_1_5("EnkelvoudigInformatieObjectWithLock", changed) == []
    # `inhoud` is deprecated in 1.7.1: the bytes of a part are not to be read back.
    missing = errors(FILE, "BestandsDeelResponse", {**deel, "voltooid": True})
    assert missing == ["inhoud is not answered"]
    assert errors(FILE, "ValidatieFout", api.patch(document["url"], {"lock": "x"}).json) == []


def test_links_are_as_the_standard_says(document, api, systeem_actor, at):
    body = documenten.ObjectInformatieObjectBody(
        informatieobject=document["url"],
        object=f"http://testserver/zaken/api/v1/zaken/{uuid4()}",
        object_type="zaak",
    )
    documenten.create_objectinformatieobject(actor=systeem_actor, at=at, body=body)

    (link,) = api.get(f"{OIO}?object={body.object}").json

    assert errors(FILE, "ObjectInformatieObject", link) == []


def test_audit_records_and_refusals_are_as_the_standard_says(api, document, body):
    for record in api.get(f"{document['url']}/audittrail").json:
        # At a creation there is nothing old, and the schema knows no null.
        assert set(record["wijzigingen"]) == {"nieuw"}
        assert errors(FILE, "AuditTrail", record) == []
    assert errors(FILE, "ValidatieFout", api.post(EIO, body(inhoud=b"")).json) == []
    assert errors(FILE, "Fout", api.get(f"{EIO}/{uuid4()}").json) == []
