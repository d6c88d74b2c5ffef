"""The text of documents: read in the background, shared by content, under the rights on the document, gone with it."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
import typst

from raadhuis.components.documenten import api as documenten
from raadhuis.components.documenten import tasks
from raadhuis.components.documenten.api import teksten as reading
from raadhuis.components.documenten.store import lezer, teksten
from raadhuis.components.documenten.tests.conftest import EIO
from raadhuis.kernel import db, settings
from raadhuis.kernel.identity import Actor, Grant, Rights, systeem
from raadhuis.kernel.refusal import NotFound
from raadhuis.kernel.testing import AT, uuid_of

HOUSE = systeem("test")
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"


def archive(**files: str | bytes) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return raw.getvalue()


def docx(body: str) -> bytes:
    return archive(
        word__document_xml=f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>',
        **{"[Content_Types]_xml": "<x/>"},
    )


def read(content: bytes) -> str | None:
    return lezer.read(iter((content,)))


def test_the_text_of_a_pdf_is_read():
    assert "Beste bewoner van Losser" in (read(typst.compile(b"Beste bewoner van Losser")) or "")


def test_the_text_of_word_and_opendocument_is_read_in_its_order():
    word = docx(
        "<w:p><w:r><w:t>Beste </w:t></w:r><w:r><w:instrText>PAGE</w:instrText><w:t>bewoner</w:t></w:r></w:p>"
        "<w:p><w:r><w:t>Tot</w:t><w:tab/><w:t>ziens</w:t></w:r></w:p>"
    )
    odt = archive(
        mimetype="application/vnd.oasis.opendocument.text",
        content_xml=f'<o xmlns:t="{OFFICE}"><t:h>Kop</t:h><t:p>Beste <t:span>lieve</t:span><t:s/>bewoner</t:p></o>',
    )

    assert read(word) == "Beste bewoner\nTot ziens"
    assert read(odt) == "Kop\nBeste lieve bewoner"


def test_plain_text_and_html_are_read_whatever_their_encoding():
    assert read("Één bewoner".encode("cp1252")) == "Één bewoner"
    assert read("\ufeffÉén bewoner".encode("utf-16-le")) == "Één bewoner"
    page = b"<!doctype html><title>Kop</title><script>niet()</script><p>Beste <b>bewoner</b> &amp; co"
    assert (read(page) or "").split() == ["Kop", "Beste", "bewoner", "&", "co"]


def test_a_picture_has_no_text():
    assert read(b"\x89PNG\r\n\x1a\n" + bytes(200)) is None
    assert read(archive(iets="x")) is None


def test_an_archive_that_is_a_bomb_does_not_go_off():
    bomb = docx("<w:p><w:r><w:t>" + "0" * (80 * 2**20) + "</w:t></w:r></w:p>")
    assert len(bomb) < 2**20
    assert read(bomb) is None


def test_entities_are_neither_multiplied_nor_fetched(tmp_path):
    (tmp_path / "geheim").write_text("geheim")
    lol = "".join(f'<!ENTITY l{i + 1} "{f"&l{i};" * 10}">' for i in range(9))
    body = f'<!DOCTYPE x [<!ENTITY l0 "lol">{lol}<!ENTITY s SYSTEM "file://{tmp_path}/geheim">]>'
    found = archive(
        word__document_xml=f'{body}<w:d xmlns:w="{WORD}"><w:p><w:t>a&l9;&s;b</w:t></w:p></w:d>',
    )
    try:
        text = read(found) or ""
    except lezer.CannotRead:
        text = ""
    assert "geheim" not in text
    assert "lol" not in text


@pytest.mark.parametrize("fault", ["eats", "spins", "dies", "writes", "hangs"])
def test_a_reader_that_goes_wrong_takes_nobody_along(tmp_path, monkeypatch, fault):
    """What a hostile file would make its reader do."""
    doing = {
        "eats": "x = bytearray(4 * 2**30)",
        "spins": "\nwhile True: pass",
        "dies": "import os; os.abort()",
        "writes": "\nwhile True: print('x' * 10**6)",
        "hangs": "import time; time.sleep(100)",
    }[fault]
    monkeypatch.setattr(lezer, "CPU", 1)
    monkeypatch.setattr(lezer, "SECONDS", 8)
    child = tmp_path / "child.py"
    child.write_text(
        f"from raadhuis.components.documenten.store import lezer\nlezer.CPU = 1\nlezer._limit()\n{doing}\n"
    )
    monkeypatch.setattr(lezer, "CHILD", ("-I", str(child)))

    with pytest.raises(lezer.CannotRead):
        read(b"x")


@pytest.fixture
def work():
    """`work()`: what the worker does after a document was stored or changed."""

    def done(document: dict[str, Any]) -> None:
        documenten.ask_text(document=uuid_of(document), at=AT)
        for (sha256,) in db.rows("SELECT sha256 FROM documenten_tekst WHERE status = 'wacht'"):
            tasks.lees_tekst(sha256=sha256)

    return done


def letter(body, text: str = "Beste bewoner", **changes: str) -> Any:
    return body(inhoud=text.encode(), formaat="text/plain", bestandsnaam="brief.txt", **changes)


def texts() -> int:
    return int(db.value("SELECT count(*) FROM documenten_tekst"))


def test_a_stored_document_has_its_text_and_can_be_found_by_a_word_of_it(api, body, work):
    made = api.post(EIO, letter(body, "De vergunningen werden verleend")).json
    work(made)

    found = documenten.get_tekst(actor=HOUSE, uuid=uuid_of(made))
    assert (found.status, found.taal, found.tekst) == ("klaar", "nld", "De vergunningen werden verleend")
    assert found.lengte == len(found.tekst)
    query = "SELECT count(*) FROM documenten_tekst WHERE woorden @@ to_tsquery('dutch', 'vergunning')"
    assert db.value(query) == 1


def test_an_event_of_a_document_asks_for_its_text(api, body):
    made = api.post(EIO, letter(body)).json
    hearers = {row[0] for row in db.rows("SELECT subscriber FROM kernel_delivery")}

    assert "documenten/tasks:on_document" in hearers
    assert texts() == 0, "never in the request"
    assert made


def test_versions_and_documents_with_the_same_content_share_a_text_until_the_last_goes(
    api, body, work, django_capture_on_commit_callbacks
):
    one, other = api.post(EIO, letter(body)).json, api.post(EIO, letter(body)).json
    lock = api.post(f"{one['url']}/lock", {}).json["lock"]
    api.patch(one["url"], {"lock": lock, "titel": "Anders"})
    api.post(f"{one['url']}/unlock", {"lock": lock})
    work(one)
    work(other)
    assert texts() == 1

    api.delete(one["url"])
    assert documenten.get_tekst(actor=HOUSE, uuid=uuid_of(other)).tekst == "Beste bewoner"
    api.delete(other["url"])
    assert texts() == 0


def test_drc_008_a_document_that_goes_while_it_is_read_leaves_no_text(api, body, monkeypatch):
    made = api.post(EIO, letter(body)).json
    documenten.ask_text(document=uuid_of(made), at=AT)
    (sha256,) = db.row("SELECT sha256 FROM documenten_tekst") or ("",)
    real = lezer.read

    def goes(chunks):
        found = real(chunks)
        api.delete(made["url"])
        return found

    monkeypatch.setattr(lezer, "read", goes)
    tasks.lees_tekst(sha256=sha256)

    assert texts() == 0


def test_who_may_not_see_the_document_gets_no_text(api, body, work, catalogus):
    made = api.post(EIO, letter(body, kind="Advies")).json
    work(made)
    brief = uuid_of(catalogus["Brief"])
    grant = Grant(scopes=frozenset({"documenten.lezen"}), types=frozenset({brief}))
    reader = Actor(kind="applicatie", id="x", name="x", rights=Rights(grants=(grant,)))

    with pytest.raises(NotFound):
        documenten.get_tekst(actor=reader, uuid=uuid_of(made))
    with pytest.raises(NotFound):
        documenten.get_tekst(actor=reader.only(uuid4()), uuid=uuid_of(made))
    assert documenten.get_tekst(actor=reader.only(uuid_of(made)), uuid=uuid_of(made)).tekst


def test_a_file_that_breaks_its_reader_is_tried_three_times(api, body, work, monkeypatch):
    made = api.post(EIO, letter(body)).json

    def breaks(chunks):
        raise lezer.CannotRead

    monkeypatch.setattr(lezer, "read", breaks)
    for expected in ("wacht", "wacht", "mislukt"):
        work(made)
        assert documenten.get_tekst(actor=HOUSE, uuid=uuid_of(made)).status == expected
    assert db.value("SELECT pogingen FROM documenten_tekst") == teksten.TRIES


def test_a_file_that_is_too_large_is_left_alone(api, body, work, monkeypatch):
    monkeypatch.setattr(reading, "LARGEST", 5)
    made = api.post(EIO, letter(body)).json
    work(made)

    assert documenten.get_tekst(actor=HOUSE, uuid=uuid_of(made)).status == "te_groot"


def test_it_can_be_switched_off(api, body, work, monkeypatch):
    off = replace(settings.current(), text=False)
    monkeypatch.setattr(settings, "current", lambda: off)
    made = api.post(EIO, letter(body)).json
    work(made)

    assert texts() == 0
    with pytest.raises(NotFound):
        documenten.get_tekst(actor=HOUSE, uuid=UUID(made["url"][-36:]))


def test_a_long_text_is_kept_and_does_not_break_the_index(api, body, work):
    words = " ".join(f"woord{number}" for number in range(200_000))
    made = api.post(EIO, letter(body, words)).json
    work(made)

    assert documenten.get_tekst(actor=HOUSE, uuid=uuid_of(made)).lengte == 2_000_000


@pytest.mark.django_db
def test_content_is_found_by_its_whole_hash_and_no_index_is_kept_for_its_beginning():
    sql = "SELECT indexdef FROM pg_indexes WHERE indexdef LIKE '%%documenten_%%(sha256%%'"
    found = [index for (index,) in db.rows(sql)]

    assert len(found) == 2
    assert "pattern_ops" not in str(found)
