"""A catalogus with kinds of documents, and a document as a client sends one."""

from __future__ import annotations

import base64
import io
from datetime import date
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

from raadhuis.components.catalogi import api as catalogi
from raadhuis.components.documenten import api as documenten
from raadhuis.kernel import db, settings, wire
from raadhuis.kernel.endpoint import Api
from raadhuis.kernel.testing import AT, Answer, ApiClient

EIO = "/documenten/api/v1/enkelvoudiginformatieobjecten"
OIO = "/documenten/api/v1/objectinformatieobjecten"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
RSIN = "123456782"
BOUNDARY = "grens"


def _kind(name: str, level: str, **rest: Any) -> dict[str, Any]:
    return {
        "omschrijving": name,
        "vertrouwelijkheidaanduiding": level,
        "informatieobjectcategorie": "Document",
        "beginGeldigheid": "2026-01-01",
        **rest,
    }


@pytest.fixture
def catalogus(db: None, systeem_actor) -> dict[str, str]:
    """Three kinds of documents by omschrijving, as URLs; `Concept` is not published."""
    spec = wire.convert(
        {
            "domein": "DOCTS",
            "rsin": RSIN,
            "naam": "Test",
            "contactpersoonBeheerNaam": "Beheer",
            "informatieobjecttypen": [
                _kind("Brief", "zaakvertrouwelijk"),
                _kind("Advies", "geheim"),
                _kind("Concept", "openbaar", concept=True),
            ],
        },
        catalogi.CatalogusSpec,
    )
    catalogi.load_catalogus(spec, actor=systeem_actor, at=AT)
    root = "http://testserver/catalogi/api/v1/informatieobjecttypen/"
    return {
        omschrijving: f"{root}{uuid}"
        for omschrijving, uuid in _rows("SELECT omschrijving, uuid FROM catalogi_informatieobjecttype")
    }


def _rows(sql: str) -> list[tuple[Any, ...]]:
    return db.rows(sql)


@pytest.fixture
def body(catalogus: dict[str, str]):
    """`body(titel=...)`: a letter as a client posts it, with changes; `inhoud` as bytes."""

    def made(*, kind: str = "Brief", inhoud: bytes | None = PDF, **changes: Any) -> dict[str, Any]:
        return {
            "bronorganisatie": RSIN,
            "creatiedatum": str(date(2026, 11, 20)),
            "titel": "Brief van de gemeente",
            "auteur": "Afdeling Vergunningen",
            "taal": "nld",
            "informatieobjecttype": catalogus[kind],
            "formaat": "application/pdf",
            "bestandsnaam": "brief.pdf",
            "inhoud": None if inhoud is None else base64.b64encode(inhoud).decode(),
            **changes,
        }

    return made


@pytest.fixture
def document(api: ApiClient, body) -> dict[str, Any]:
    """A letter in the register, as it is shown."""
    answer = api.post(EIO, body())
    assert answer.status == 201, answer.json
    found: dict[str, Any] = api.get(answer.json["url"]).json
    return found


@pytest.fixture
def locked(api: ApiClient, document) -> tuple[dict[str, Any], str]:
    """A letter that is locked, and its lock."""
    answer = api.post(f"{document['url']}/lock", {})
    assert answer.status == 200, answer.json
    return document, answer.json["lock"]


@pytest.fixture
def link(systeem_actor, at):
    """`link(document)`: the register of zaken links it to a zaak; the link."""

    def made(document: dict[str, Any]) -> documenten.ObjectInformatieObject:
        body = documenten.ObjectInformatieObjectBody(
            informatieobject=document["url"],
            object=f"http://testserver/zaken/api/v1/zaken/{uuid4()}",
            object_type="zaak",
        )
        return documenten.create_objectinformatieobject(actor=systeem_actor, at=at, body=body)

    return made


@pytest.fixture
def on_disk():
    """`on_disk()`: the names of the files with content of this room."""
    return lambda: {
        path.name for path in (settings.current().blobs / "documenten").rglob("*") if path.is_file()
    }


def form(*, inhoud: bytes | None, lock: str | None, name: str = "deel", first: str = "inhoud") -> bytes:
    fields = []
    if inhoud is not None:
        head = f'Content-Disposition: form-data; name="inhoud"; filename="{name}"\r\n'
        fields.append(("inhoud", head.encode() + b"Content-Type: application/octet-stream\r\n\r\n" + inhoud))
    if lock is not None:
        fields.append(("lock", b'Content-Disposition: form-data; name="lock"\r\n\r\n' + lock.encode()))
    fields.sort(key=lambda field: field[0] != first)
    lines = b"".join(b"--" + BOUNDARY.encode() + b"\r\n" + part + b"\r\n" for _, part in fields)
    return lines + b"--" + BOUNDARY.encode() + b"--\r\n"


@pytest.fixture
def put(systeem_actor):
    """`put(url, body)`: a part as a form."""

    def sent(
        url: str,
        body: bytes,
        *,
        actor=systeem_actor,
        kind: str = f"multipart/form-data; boundary={BOUNDARY}",
        stream: Any = None,
        length: int | None = None,
    ) -> Answer:
        environ = {
            "REQUEST_METHOD": "PUT",
            "PATH_INFO": urlsplit(url).path,
            "CONTENT_LENGTH": str(len(body) if length is None else length),
            "CONTENT_TYPE": kind,
            "wsgi.input": stream or io.BytesIO(body),
        }
        said: list[Any] = []
        app = Api.of_house(authenticate=lambda token, *, at: actor)
        chunks = app(environ, lambda status, heads: said.extend([status, heads]))
        return Answer(int(said[0].split()[0]), dict(said[1]), b"".join(chunks))

    return sent
