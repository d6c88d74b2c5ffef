"""Documents of another provider are taken over as they are, and go when they are gone there, whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest

from raadhuis.components.documenten import api as door
from raadhuis.components.documenten.tests.conftest import EIO, PDF
from raadhuis.kernel import db as database
from raadhuis.kernel.identity import systeem
from raadhuis.kernel.testing import AT, ApiClient

WHO = systeem("overzetten")


def content(sha256: str) -> Iterator[bytes]:
    yield PDF


@pytest.fixture
def take_over(catalogus: dict[str, str]) -> Any:
    def load(uuid: UUID, **fields: Any) -> Any:
        item = {
            "url": f"http://testserver{EIO}/{uuid}", "identificatie": f"OUD-{uuid.hex[:8]}", "versie": 1,
            "bronorganisatie": "123456782", "informatieobjecttype": catalogus["Brief"], "titel": "Brief",
            "vertrouwelijkheidaanduiding": "openbaar", "creatiedatum": "2019-03-01", "auteur": "Een ander",
            "beginRegistratie": "2019-03-01T10:00:00Z", "taal": "nld", "_sha256": hashlib.sha256(PDF).hexdigest(), **fields,
        }  # fmt: skip
        return door.load_documents(items=[[item]], content=content, actor=WHO, at=AT, reden="proef")

    return load


def unload(uuid: UUID) -> Any:
    return door.unload_resources(
        collection="enkelvoudiginformatieobjecten", uuids=[uuid], actor=WHO, at=AT, reden="proef"
    )


def test_a_document_that_was_changed_here_stays_whole_when_it_is_gone_there(take_over, api: ApiClient):
    uuid = uuid4()
    assert take_over(uuid).new == 1
    lock = api.post(f"{EIO}/{uuid}/lock", {}).json["lock"]
    assert api.patch(f"{EIO}/{uuid}", {"titel": "Van ons", "lock": lock}).status == 200

    assert len(unload(uuid).refused) == 1

    assert api.get(f"{EIO}/{uuid}").json["titel"] == "Van ons"
    assert api.get(f"{EIO}/{uuid}/download").body == PDF


def test_a_document_on_which_something_hangs_stays_whole_when_it_is_gone_there(take_over, api: ApiClient):
    uuid = uuid4()
    take_over(uuid)
    made = api.post(
        "/documenten/api/v1/gebruiksrechten",
        {
            "informatieobject": f"http://testserver{EIO}/{uuid}",
            "startdatum": "2026-11-22T10:00:00Z",
            "omschrijvingVoorwaarden": "Alleen lezen",
        },
    )
    assert made.status == 201

    assert unload(uuid).changed == 0

    assert api.get(f"{EIO}/{uuid}/download").body == PDF


def test_a_document_that_is_gone_there_goes_with_its_text(take_over, api: ApiClient):
    uuid = uuid4()
    take_over(uuid)
    door.ask_text(document=uuid, at=AT)
    assert database.value("SELECT count(*) FROM documenten_tekst") == 1

    assert unload(uuid).changed == 1

    assert api.get(f"{EIO}/{uuid}").status == 404
    assert database.value("SELECT count(*) FROM documenten_tekst") == 0
