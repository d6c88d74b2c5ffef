"""Bulk import: a CSV file with metadata and files from the operator's folder become documents, each row judged as a POST."""

from __future__ import annotations

import csv
import io
import os
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from raadhuis.components.documenten import api as documenten
from raadhuis.components.documenten.api import importing, intake
from raadhuis.components.documenten.domain import importing as rules
from raadhuis.components.documenten.domain.importing import LONGEST, Records
from raadhuis.components.documenten.store import scan as store_scan
from raadhuis.components.documenten.store.scan import ScannerAway
from raadhuis.components.documenten.tests.conftest import EIO, PDF, RSIN
from raadhuis.kernel import db, diensten, endpoint, settings
from raadhuis.kernel.identity import Grant, Rights
from raadhuis.kernel.testing import AT

IMPORT = "/documenten/api/v1/import"
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}" + b"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@pytest.fixture
def map_(tmp_path, monkeypatch):
    """The folder with files that the operator named, with one letter in it."""
    folder = tmp_path / "klaar"
    (folder / "2025").mkdir(parents=True)
    (folder / "2025" / "brief.pdf").write_bytes(PDF)
    chosen = replace(settings.current(), import_dir=str(folder), data=str(tmp_path / "data"))
    monkeypatch.setattr(settings, "current", lambda: chosen)
    return folder


@pytest.fixture
def row(catalogus):
    """`row(titel=..)`: a letter as a row, with changes; None leaves the column out."""

    def made(**changes: str | None) -> dict[str, str]:
        whole = {
            "bronorganisatie": RSIN,
            "creatiedatum": "2025-03-04",
            "titel": "Brief van de gemeente",
            "auteur": "Afdeling Vergunningen",
            "taal": "nld",
            "informatieobjecttype": catalogus["Brief"],
            "formaat": "application/pdf",
            "bestandsnaam": "brief.pdf",
            "bestandspad": "2025/brief.pdf",
            **changes,
        }
        return {name: value for name, value in whole.items() if value is not None}

    return made


def table(*rows: dict[str, str], separator: str = ",") -> bytes:
    """Rows as CSV, with the columns that any of them has."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, names, delimiter=separator)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


@pytest.fixture
def begun(api):
    """`begun(csv)`: an import with its metadata, not yet done; its addresses."""

    def made(content: bytes) -> dict[str, str]:
        urls = api.post(f"{IMPORT}/create", {}).json
        answer = api.request("POST", urls["uploadUrl"], content, content_type="text/csv")
        assert answer.status == 200, answer.json
        assert answer.json["status"] == "active"
        return dict(urls)

    return made


@pytest.fixture
def done(begun, api):
    """`done(csv)`: an import that is done; its report as rows."""

    def made(content: bytes) -> list[dict[str, str]]:
        urls = begun(content)
        while documenten.import_some(at=AT, uuid=UUID(urls["uuid"])):
            pass
        assert api.get(urls["statusUrl"]).json["status"] == "finished"
        return list(csv.DictReader(io.StringIO(api.get(urls["reportUrl"]).body.decode())))

    return made


def test_rows_become_documents_that_can_be_downloaded(done, row, map_, api):
    own = str(uuid4())
    full = row(
        uuid=own,
        identificatie="D-1",
        titel='Over "ons", en meer\nop twee regels',
        trefwoorden="parkeren, verkeer",
        status="definitief",
        vertrouwelijkheidaanduiding="geheim",
        **{"ondertekening.soort": "digitaal", "ondertekening.datum": "2025-03-04"},
        tonenAanInitiator="true",
        bestandsomvang=str(len(PDF)),
    )

    first, second = done(table(full, row()))

    assert (first["resultaat"], second["resultaat"]) == ("imported", "imported")
    assert first["uuid"] == own
    made = api.get(f"{EIO}/{own}").json
    assert made["titel"] == full["titel"]
    assert made["trefwoorden"] == ["parkeren", "verkeer"]
    assert made["ondertekening"] == {"soort": "digitaal", "datum": "2025-03-04"}
    assert made["tonenAanInitiator"] is True
    assert api.get(made["inhoud"]).body == PDF
    assert api.get(api.get(f"{EIO}/{second['uuid']}").json["inhoud"]).body == PDF


def test_each_document_has_its_audit_record_and_its_event(done, row, map_, api, systeem_actor):
    before = db.value("SELECT count(*) FROM kernel_event WHERE kanaal = 'documenten'")
    (made,) = done(table(row()))

    (record,) = api.get(f"{EIO}/{made['uuid']}/audittrail").json
    assert record["actie"] == "create"
    assert record["toelichting"].startswith("Import ")
    assert db.value("SELECT count(*) FROM kernel_event WHERE kanaal = 'documenten'") == before + 1


def test_a_wrong_row_says_every_field_and_the_others_are_made(done, row, map_, api):
    wrong = row(titel="", taal="nl", creatiedatum="gisteren", bronorganisatie="123456789", uuid="1")
    status = row(ontvangstdatum="2025-01-01", status="in_bewerking", bronorganisatie="123456789")
    report = done(table(row(), wrong, status, row()))

    assert [r["resultaat"] for r in report] == ["imported", "not_imported", "not_imported", "imported"]
    for name in ("titel", "taal", "creatiedatum", "uuid"):
        assert f"{name}: " in report[1]["opmerking"]
    assert "bronorganisatie: " in report[2]["opmerking"]
    assert "invalid_for_received" in report[2]["opmerking"]
    assert api.get(EIO).json["count"] == 2


@pytest.mark.parametrize(
    "path",
    [
        "../geheim.pdf", "2025/../../geheim.pdf", "/etc/passwd", "\\\\server\\deel\\brief.pdf", "C:\\brief.pdf",
        "C:/brief.pdf", "2025\\brief.pdf", "..", "koppeling.pdf", "elders/geheim.pdf", "2025/terug/brief.pdf",
    ],
)  # fmt: skip
def test_s7_no_path_leads_out_of_the_folder(done, row, map_, tmp_path, path):
    (tmp_path / "geheim.pdf").write_bytes(PDF)
    (map_ / "koppeling.pdf").symlink_to(tmp_path / "geheim.pdf")
    (map_ / "elders").symlink_to(tmp_path)
    (map_ / "2025" / "terug").symlink_to(map_ / "2025")

    (made,) = done(table(row(bestandspad=path)))

    assert made["resultaat"] == "not_imported"
    assert "path-not-allowed" in made["opmerking"]


def test_s7_nul_is_no_path(done, row, map_):
    (made,) = done(table(row(bestandspad="2025/brief.pdf\0.txt")))

    assert "null_characters_not_allowed" in made["opmerking"]


def test_what_is_no_file_is_refused_and_nobody_waits_for_a_pipe(done, row, map_):
    os.mkfifo(map_ / "pijp.pdf")
    report = done(table(*(row(bestandspad=p) for p in ("pijp.pdf", "2025", "weg.pdf", "2025/brief.pdf/x"))))

    assert all("no-file" in made["opmerking"] for made in report)


def test_content_is_looked_at_as_that_of_a_post(done, row, map_):
    (map_ / "virus.txt").write_bytes(EICAR)
    (map_ / "leeg.pdf").write_bytes(b"")
    (map_ / "programma.pdf").write_bytes(b"\x7fELF" + bytes(100))
    txt = {"bestandsnaam": "virus.txt", "formaat": "text/plain"}
    report = done(
        table(
            row(bestandspad="virus.txt", **txt),
            row(bestandspad="leeg.pdf"),
            row(bestandspad="programma.pdf"),
            row(bestandsomvang="7"),
        )
    )

    codes = ("virus", "file-size", "bestandsformaat", "file-size")
    assert all(f"({code})" in made["opmerking"] for made, code in zip(report, codes, strict=True))


def test_an_identification_or_uuid_that_is_taken_is_refused(done, row, map_):
    own = str(uuid4())
    report = done(table(row(identificatie="D-1", uuid=own), row(identificatie="D-1"), row(uuid=own)))

    assert [made["resultaat"] for made in report] == ["imported", "not_imported", "not_imported"]
    assert "identificatie-niet-uniek" in report[1]["opmerking"]
    assert "(unique)" in report[2]["opmerking"]


def test_metadata_from_a_spreadsheet_is_understood(begun, row, map_, api):
    content = b"\xef\xbb\xbf" + table(row(titel="Één; twee"), row(), separator=";") + b"\r\n\r\n"

    urls = begun(content)
    while documenten.import_some(at=AT, uuid=UUID(urls["uuid"])):
        pass

    assert api.get(urls["statusUrl"]).json["processedSuccessfully"] == 2
    assert "Één; twee" in {document["titel"] for document in api.get(EIO).json["results"]}


def test_metadata_that_are_sent_again_with_their_idempotency_key_are_one_upload(api, map_, on_disk, row):
    urls = api.post(f"{IMPORT}/create", {}).json
    sent = {"content_type": "text/csv", "idempotency_key": "een"}

    first, again = (api.request("POST", urls["uploadUrl"], table(row()), **sent) for _ in range(2))

    assert (first.status, first.json["total"]) == (200, 1)
    assert (again.status, again.body) == (first.status, first.body)


def test_metadata_of_any_size_may_be_sent_again_with_their_idempotency_key(
    api, map_, on_disk, row, monkeypatch
):
    monkeypatch.setattr(endpoint, "MAX_JSON", 100)  # what a body in memory may have at most
    urls = api.post(f"{IMPORT}/create", {}).json
    content, sent = table(row(), row()), {"content_type": "text/csv", "idempotency_key": "een"}

    first, again = (api.request("POST", urls["uploadUrl"], content, **sent) for _ in range(2))
    other = api.request("POST", urls["uploadUrl"], table(row(), row(titel="Anders")), **sent)

    assert len(content) > 100
    assert (first.status, first.json["total"]) == (200, 2)
    assert (again.status, again.body) == (first.status, first.body)
    assert (other.status, other.json["code"]) == (409, "idempotency-key-reused")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"titel,onzin\n1,2\n", "unknown-column"),
        (b"titel\n1\n", "missing-column"),
        (",".join((*rules.REQUIRED, "titel")).encode() + b"\n", "duplicate-column"),
        (",".join(rules.REQUIRED).encode() + b"\n", "empty"),
        (",".join(rules.REQUIRED).encode() + b"\n\xff\xfe\n", "encoding"),
        (",".join(rules.REQUIRED).encode() + b'\n"' + b"x\n" * LONGEST, "max_length"),
    ],
)
def test_metadata_that_cannot_be_read_is_refused_as_a_whole(api, map_, on_disk, content, code):
    urls = api.post(f"{IMPORT}/create", {}).json

    answer = api.request("POST", urls["uploadUrl"], content, content_type="text/csv")

    assert answer.status == 400
    assert code in answer.fouten.values()
    assert api.get(urls["statusUrl"]).json["status"] == "pending"
    assert not list((settings.current().blobs / "documenten_import").rglob("*-*"))


def test_a_row_with_too_few_fields_is_refused_by_number(done, row, map_):
    content = table(row(), row()) + b"alleen dit\n"

    report = done(content)

    assert [made["resultaat"] for made in report] == ["imported", "imported", "not_imported"]
    assert "(columns)" in report[2]["opmerking"]


def test_progress_counts_and_a_cancelled_import_goes_no_further(begun, row, map_, api, monkeypatch):
    monkeypatch.setattr(importing, "ROWS", 2)
    urls = begun(table(*[row()] * 5, row(titel="")))

    assert documenten.import_some(at=AT, uuid=UUID(urls["uuid"]))
    status = api.get(urls["statusUrl"]).json
    assert (status["total"], status["processed"], status["status"]) == (6, 2, "active")
    assert api.delete(urls["deleteUrl"]).fouten == {"nonFieldErrors": "import-active"}
    assert api.post(urls["cancelUrl"], {}).json["status"] == "cancelled"
    assert not documenten.import_some(at=AT, uuid=UUID(urls["uuid"]))

    assert api.get(EIO).json["count"] == 2
    assert api.get(urls["reportUrl"]).body.count(b",imported") == 2
    assert api.post(urls["cancelUrl"], {}).fouten == {"nonFieldErrors": "import-ended"}


def test_a_deleted_import_is_gone_with_its_metadata_and_its_documents_stay(
    done, begun, row, map_, api, django_capture_on_commit_callbacks
):
    urls = begun(table(row()))
    while documenten.import_some(at=AT, uuid=UUID(urls["uuid"])):
        pass

    with django_capture_on_commit_callbacks(execute=True):
        assert api.delete(urls["deleteUrl"]).status == 204

    assert not documenten.import_some(at=AT, uuid=UUID(urls["uuid"])), "the worker has nothing to fail on"
    assert api.get(urls["statusUrl"]).status == 404
    assert not [p for p in (settings.current().blobs / "documenten_import").rglob("*") if p.is_file()]
    assert api.get(EIO).json["count"] == 1


def test_metadata_is_sent_once(begun, row, map_, api):
    urls = begun(table(row()))

    again = api.request("POST", urls["uploadUrl"], table(row()), content_type="text/csv")

    assert again.fouten == {"nonFieldErrors": "import-begun"}


def test_only_who_may_everything_imports(api_as, map_):
    some = api_as(Rights(grants=(Grant(scopes=frozenset({"documenten.aanmaken", "documenten.lezen"})),)))

    assert some.post(f"{IMPORT}/create", {}).status == 403
    assert some.get(f"{IMPORT}/{uuid4()}/status").status == 403
    assert some.get(f"{IMPORT}/{uuid4()}/report").status == 403
    assert some.delete(f"{IMPORT}/{uuid4()}/delete").status == 403


def test_without_a_folder_of_the_operator_there_is_no_import(api):
    assert api.post(f"{IMPORT}/create", {}).fouten == {"nonFieldErrors": "import-disabled"}


def test_a_scanner_that_is_away_keeps_what_was_done_and_the_row_is_tried_again(
    begun, row, map_, api, monkeypatch
):
    urls, calls = begun(table(row(), row(), row())), []
    real = store_scan.scan

    def scan(chunks):
        calls.append(1)
        if len(calls) in (2, 3):
            raise ScannerAway
        real(chunks)

    monkeypatch.setattr(intake, "scan", scan)

    assert documenten.import_some(at=AT, uuid=UUID(urls["uuid"]))
    assert api.get(urls["statusUrl"]).json["processedSuccessfully"] == 1
    with pytest.raises(ScannerAway):
        documenten.import_some(at=AT, uuid=UUID(urls["uuid"]))
    while documenten.import_some(at=AT, uuid=UUID(urls["uuid"])):
        pass
    assert api.get(urls["statusUrl"]).json["processedSuccessfully"] == 3
    assert api.get(EIO).json["count"] == 3


def test_a_folder_that_is_not_mounted_fails_no_row(begun, row, map_, api):
    urls = begun(table(row()))
    map_.rename(map_.with_name("weg"))

    with pytest.raises(documenten.FolderAway):
        documenten.import_some(at=AT, uuid=UUID(urls["uuid"]))

    assert api.get(urls["statusUrl"]).json["processed"] == 0


def test_records_are_the_same_however_the_file_is_cut():
    content = b'a,b\n"x\n""y"",",2\n\n3,4'
    whole = Records()
    expected = [*whole.feed(content), whole.rest()]

    for size in range(1, len(content)):
        cut = Records()
        found = [r for i in range(0, len(content), size) for r in cut.feed(content[i : i + size])]
        assert [*found, cut.rest()] == expected
    assert b"".join(expected) == content


def test_a_row_with_an_identifier_that_we_keep_for_what_is_elsewhere_is_refused(done, row, map_):
    [said] = done(table(row(uuid="01234567-89ab-8def-8123-456789abcdef")))

    assert said["resultaat"] == "not_imported"
    assert said["opmerking"].startswith("uuid: ")


@pytest.mark.parametrize("kind", ["text/plain", "application/csv", "Text/CSV; charset=utf-8"])
def test_metadata_comes_in_as_it_is_when_there_are_services_of_others(api, map_, row, kind):
    diensten.keep(diensten.Known(referred=True), seconds=3600)
    urls = api.post(f"{IMPORT}/create", {}).json

    answer = api.request("POST", urls["uploadUrl"], table(row()), content_type=kind)

    assert (answer.status, answer.json["total"]) == (200, 1)
