"""A bulk import of documents by the real worker: killed in the middle, or two at once, each row is done exactly once."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest

from raadhuis.components.catalogi import api as catalogi
from raadhuis.components.documenten import api as documenten
from raadhuis.kernel import clock, db, settings, wire
from raadhuis.kernel.identity import systeem
from tests.worker.conftest import Worker, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ACTOR, RSIN = systeem("test"), "123456782"
COLUMNS = "bronorganisatie,creatiedatum,titel,auteur,taal,informatieobjecttype,bestandspad,identificatie"


@pytest.fixture
def kind(worker: Worker) -> str:
    """The type of the letters."""
    catalogi.forget()
    brief = {
        "omschrijving": "Brief",
        "vertrouwelijkheidaanduiding": "openbaar",
        "informatieobjectcategorie": "Document",
        "beginGeldigheid": str(date(2020, 1, 1)),
    }
    spec = {
        "domein": "DOCTS",
        "rsin": RSIN,
        "contactpersoonBeheerNaam": "x",
        "informatieobjecttypen": [brief],
    }
    catalogi.load_catalogus(wire.convert(spec, catalogi.CatalogusSpec), actor=ACTOR, at=clock.now())
    (uuid,) = db.row("SELECT uuid FROM catalogi_informatieobjecttype") or ("",)
    return f"{settings.current().url}/catalogi/api/v1/informatieobjecttypen/{uuid}"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder with one letter, which the worker finds by its setting."""
    (tmp_path / "brief.txt").write_text("Beste bewoner")
    monkeypatch.setenv("RAADHUIS_IMPORT_DIR", str(tmp_path))
    chosen = replace(settings.current(), import_dir=str(tmp_path))
    monkeypatch.setattr(settings, "current", lambda: chosen)
    return tmp_path


def begin(kind: str, number: int, *, name: str) -> UUID:
    """An import of so many letters, one in ten without a title."""
    metadata = documenten.receive_import(
        actor=ACTOR, uuid=documenten.make_import(actor=ACTOR, at=clock.now())
    )
    metadata.write(f"{COLUMNS}\n".encode())
    for i in range(number):
        titel = "" if i % 10 == 9 else "Brief"
        metadata.write(f"{RSIN},2025-01-02,{titel},Jansen,nld,{kind},brief.txt,{name}-{i}\n".encode())
    documenten.begin_import(metadata)
    return metadata.uuid


def processed(uuid: UUID) -> int:
    return documenten.import_status(actor=ACTOR, uuid=uuid).processed


def has_passed(uuid: UUID, number: int) -> bool:
    return processed(uuid) > number


def assert_each_once(number: int) -> None:
    """So many documents, each with one version, one audit record and one event."""
    for table, condition in (
        ("documenten_document", "TRUE"),
        ("documenten_versie", "TRUE"),
        ("kernel_audit", "bron = 'drc' AND actie = 'create'"),
        ("kernel_event", "kanaal = 'documenten' AND actie = 'create'"),
    ):
        found = db.row(f"SELECT count(*), count(*) FROM {table} WHERE {condition}")
        assert found is not None
        assert found[0] == number, table
    assert db.value("SELECT count(DISTINCT identificatie) FROM documenten_document") == number


def test_a_worker_that_is_killed_again_and_again_makes_each_row_once(
    worker: Worker, kind: str, folder: Path
) -> None:
    uuid, seen = begin(kind, 700, name="D"), 0
    for _ in range(3):
        process = worker.start()
        wait_until(partial(has_passed, uuid, seen), seconds=40, what="progress", said=lambda: worker.said)
        time.sleep(0.05)
        process.kill()
        process.wait()
        seen = processed(uuid)
    assert seen < 700, "it was done before it was killed"

    worker.start()
    wait_until(lambda: processed(uuid) == 700, seconds=60, what="finished", said=lambda: worker.said)

    status = documenten.import_status(actor=ACTOR, uuid=uuid)
    assert (status.status, status.processed_successfully, status.processed_invalid) == ("finished", 630, 70)
    assert db.value("SELECT count(*) FROM documenten_importrij") == 700
    assert_each_once(630)


def test_two_imports_and_two_workers_get_in_each_others_way_nowhere(
    worker: Worker, kind: str, folder: Path
) -> None:
    both = [begin(kind, 150, name=name) for name in ("A", "B")]
    worker.start()
    worker.start()

    wait_until(
        lambda: all(processed(uuid) == 150 for uuid in both),
        seconds=60,
        what="both",
        said=lambda: worker.said,
    )

    assert_each_once(270)
    assert "Traceback" not in worker.said
