"""What may come in: the content of a file against what it says to be."""

from __future__ import annotations

import io
import socket
import struct
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from raadhuis.components.documenten import api as documenten
from raadhuis.components.documenten.domain import rules
from raadhuis.components.documenten.store import scan
from raadhuis.components.documenten.tests.conftest import EIO, PDF
from raadhuis.kernel import settings
from raadhuis.kernel.refusal import Invalid

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}" + b"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 30
JPG = b"\xff\xd8\xff\xe1\x00\x10Exif\x00" + b"\x00" * 40 + b"\xff\xd9"
HEIC = b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1heic" + b"\x00" * 40
EXE = b"MZ\x90\x00" + b"\x00" * 100


def archive(*names: str, mimetype: str = "") -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as file:
        if mimetype:
            file.writestr("mimetype", mimetype)
        for name in names:
            file.writestr(name, "<x/>")
    return kept.getvalue()


DOCX = archive("[Content_Types].xml", "word/document.xml")
XLSX = archive("[Content_Types].xml", "xl/workbook.xml")
ODT = archive("content.xml", mimetype="application/vnd.oasis.opendocument.text")


@pytest.mark.parametrize(
    ("name", "inhoud", "formaat"),
    [
        ("brief.pdf", PDF, "application/pdf"),
        ("foto.JPG", JPG, "image/jpeg"),
        ("scherm.png", PNG, "image/png"),
        ("telefoon.heic", HEIC, "image/heic"),
        ("bezwaar.docx", DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("bezwaar.odt", ODT, "application/vnd.oasis.opendocument.text"),
        ("notitie.txt", "Eén tekst.\n".encode(), "text/plain"),
        ("zonder extensie", PDF, "application/pdf"),
        ("zonder extensie", b"MZ staat hier voor Marktzaken.", "text/plain"),
    ],
)
def test_a_file_that_is_what_it_says_is_accepted(name, inhoud, formaat):
    found = documenten.inspect(inhoud=inhoud, bestandsnaam=name)

    assert (found.formaat, found.omvang) == (formaat, len(inhoud))


@pytest.mark.parametrize(
    ("name", "inhoud"),
    [
        ("brief.pdf", EXE),
        ("brief.pdf", b"\x7fELF\x02\x01\x01" + b"\x00" * 60),
        ("brief.pdf", b"#!/bin/sh\nrm -rf /\n"),
        ("brief.pdf", b"<!DOCTYPE html><script>alert(1)</script>"),
        ("brief.pdf", b"\xef\xbb\xbf \n<!-- %PDF-1.4 --><html></html>"),
        ("brief.pdf", b"Gewone tekst"),
        ("brief.pdf", PNG),
        ("foto.jpg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("bezwaar.docx", XLSX),
        ("bezwaar.docx", archive("a.txt")),
        ("bezwaar.docx", b"PK\x03\x04 half een archief"),
        ("notitie.txt", b"<html><script>alert(1)</script></html>"),
        ("geen naam", b"<html><script>alert(1)</script></html>"),
        ("hulp.bat", b"del *.*"),
        ("brief.pdf.exe", PDF),
    ],
)
def test_a_program_or_a_file_that_poses_as_another_is_refused(name, inhoud):
    with pytest.raises(Invalid) as refused:
        documenten.inspect(inhoud=inhoud, bestandsnaam=name)

    assert [f.code for f in refused.value.fields] == ["bestandsformaat"]


def test_an_upload_on_disk_is_looked_at_the_same_way(tmp_path):
    path = tmp_path / "x"
    path.write_bytes(PDF)

    assert documenten.inspect(inhoud=path, bestandsnaam="x.pdf").omvang == len(PDF)


@pytest.fixture
def limit(monkeypatch):
    small = replace(settings.current(), upload_max_mb=1)
    monkeypatch.setattr(settings, "current", lambda: small)


def test_a_file_that_is_too_large_is_refused_with_the_limit(limit, tmp_path):
    path = tmp_path / "x"
    path.write_bytes(PDF + b"\x00" * 2**20)

    with pytest.raises(Invalid) as refused:
        documenten.inspect(inhoud=path, bestandsnaam="groot.pdf")

    assert refused.value.fields[0].code == "file-size"
    assert "1 MB" in refused.value.fields[0].reason


def test_the_register_refuses_an_empty_file_a_wrong_size_and_content_that_poses(api, body):
    empty = api.post(EIO, body(inhoud=b""))
    wrong_size = api.post(EIO, body(bestandsomvang=3))
    poses = api.post(EIO, body(inhoud=b"<html></html>"))

    assert empty.fouten == wrong_size.fouten == {"inhoud": "file-size"}
    assert poses.fouten == {"inhoud": "bestandsformaat"}


@pytest.mark.parametrize("inhoud", [b"Gewone tekst", PNG, b"\x9c\x00\x81" * 50])
def test_the_register_does_not_judge_a_label_by_the_content(api, body, inhoud):
    made = api.post(EIO, body(inhoud=inhoud))

    assert (made.status, made.json["formaat"]) == (201, "application/pdf")
    answer = api.get(made.json["inhoud"])
    assert answer.body == inhoud
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_an_honest_page_is_kept_and_only_offered_as_a_download(api, body):
    sent = body(inhoud=b"<html></html>", formaat="text/html", bestandsnaam="pagina.html")

    answer = api.get(api.post(EIO, sent).json["inhoud"])

    assert answer.headers["Content-Disposition"] == 'attachment; filename="pagina.html"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_virus_is_refused_wherever_it_hides(api, body):
    answer = api.post(EIO, body(inhoud=PDF + b"\x00" * 1000 + EICAR + PDF))

    assert answer.fouten == {"inhoud": "virus"}
    assert "virus" in answer.json["invalidParams"][0]["reason"]


@pytest.mark.parametrize("cut", range(1, len(EICAR), 13))
def test_a_virus_across_two_chunks_is_found(cut):
    with pytest.raises(Invalid):
        scan.scan((b"x" * 100 + EICAR[:cut], EICAR[cut:]))


@contextmanager
def clamd(answer: bytes) -> Iterator[tuple[str, list[bytes]]]:
    """A clamd that reads one INSTREAM and says `answer`; yields its address and what it received."""
    received: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection, connection.makefile("rb") as file:
                assert file.read(10) == b"zINSTREAM\0"
                while size := struct.unpack(">I", file.read(4))[0]:
                    received.append(file.read(size))
                connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"127.0.0.1:{server.getsockname()[1]}", received
        thread.join(5)


def test_clamav_gets_the_whole_file_and_its_verdict_counts():
    big = [b"a" * 300_000, b"b" * 10]
    with clamd(b"stream: OK\0") as (address, received):
        assert scan.clamav(big, address=address) is False
    assert b"".join(received) == b"".join(big)

    with clamd(b"stream: Win.Test.EICAR_HDB-1 FOUND\0") as (address, _):
        assert scan.clamav([b"x"], address=address) is True


def test_what_clamav_could_not_check_is_not_clean():
    with clamd(b"INSTREAM size limit exceeded. ERROR\0") as (address, _), pytest.raises(scan.ScannerAway):
        scan.clamav([b"x"], address=address)

    with pytest.raises(scan.ScannerAway):
        scan.clamav([b"x"], address="127.0.0.1:1")


def test_a_named_scanner_is_asked_about_every_upload(monkeypatch):
    with clamd(b"stream: Iets FOUND\0") as (address, _):
        named = replace(settings.current(), clamav=address)
        monkeypatch.setattr(settings, "current", lambda: named)
        with pytest.raises(Invalid) as refused:
            documenten.inspect(inhoud=PDF, bestandsnaam="brief.pdf")

    assert refused.value.fields[0].code == "virus"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Jan\\brief.pdf", "brief.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("factuur\u202efdp.exe", "factuurfdp.exe"),
        ("..", ""),
        ("é" * 300 + ".pdf", "é" * 251 + ".pdf"),
    ],
)
def test_names_lose_paths_and_control_characters(sent, kept):
    assert rules.clean_name(sent) == kept
