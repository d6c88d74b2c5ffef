"""A catalogus with kinds of documents, and a document as a client sends one."""

from __future__ import annotations

import base64
from datetime import date
from typing import Any

import pytest

from raadhuis.components.catalogi import api as catalogi
from raadhuis.kernel import db, wire
from raadhuis.kernel.testing import AT, ApiClient

EIO = "/documenten/api/v1/enkelvoudiginformatieobjecten"
OIO = "/documenten/api/v1/objectinformatieobjecten"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
RSIN = "123456782"


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
    """A letter in the register."""
    answer = api.post(EIO, body())
    assert answer.status == 201, answer.json
    found: dict[str, Any] = answer.json
    return found
