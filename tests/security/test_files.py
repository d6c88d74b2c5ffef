"""S7, S12: names and content of files: nothing leaves its folder, no header is broken, nothing is shown as a page."""

from __future__ import annotations

import base64
from email.message import Message
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from raadhuis.kernel import db, settings
from tests.security.conftest import DRC, PDF, RSIN, SANNE, Dossier, Wsgi, browser, employee, resident, start

NAMES = (
    "../../../../tmp/raadhuis-was-hier.pdf", "/etc/cron.d/x.pdf", "..\\..\\x.pdf", "C:\\x.pdf", "\\\\host\\share\\x.pdf",
    "a\r\nSet-Cookie: x=y.pdf", 'a"; filename="b.html.pdf', "a\0.pdf", "\u202efdp.exe.pdf", "a/../b.pdf", "....//x.pdf",
    "%2e%2e%2fx.pdf", "x" * 250 + ".pdf", "-rf.pdf", "~root.pdf", "$(id).pdf", "é.pdf",
)  # fmt: skip
HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
FORMATS = ("text/html", "image/svg+xml", "application/x-shellscript", "text/html\r\nX-A: b", "x" * 255, "*/*", "text/html;x",
           "multipart/x-mixed-replace", "text/javascript", "application/xhtml+xml")  # fmt: skip


@pytest.fixture
def dossier(losser: None) -> Dossier:
    return start(bsn=SANNE).status()


def _files() -> set[Path]:
    kept = Path(settings.current().data).parent
    return {p for p in kept.rglob("*") if p.is_file() and p.relative_to(kept).parts[0] != "postgres"}


def safe(headers: dict[str, str]) -> None:
    """A download is saved, as no type that a browser runs, and its headers are its own."""
    lower = {k.lower(): v for k, v in headers.items()}
    assert lower["content-disposition"].startswith("attachment")
    assert lower["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in lower["content-security-policy"]
    for name, value in headers.items():
        assert "\r" not in name + value
        assert "\n" not in name + value
    parsed = Message()
    parsed["Content-Disposition"] = lower["content-disposition"]
    assert parsed.get_content_disposition() == "attachment"
    assert not {"/", "\\"} & set(parsed.get_filename() or "")


def test_a_name_is_a_name_and_no_path(dossier: Dossier) -> None:
    for name in NAMES:
        _name(dossier, name)


def _name(dossier: Dossier, name: str) -> None:
    blobs = settings.current().blobs
    before = {p for p in _files() if blobs not in p.parents}
    dossier.document("Stuk", bestandsnaam=name.replace("\0", ""))
    made = dossier.documenten[-1]
    assert not {"/", "\\", "\r", "\n", "\0", "\u202e"} & set(made.bestandsnaam)
    assert {p for p in _files() if blobs not in p.parents} == before
    assert not Path("/tmp/raadhuis-was-hier.pdf").exists()
    safe(Wsgi().get(str(made.inhoud)).headers)
    resident_ = browser(resident(SANNE)).get(f"{dossier.mijn}documenten/{dossier.links[-1].uuid}/")
    employee_ = browser(employee()).get(f"{dossier.werkplek}documenten/{made.url.rsplit('/', 1)[1]}/")
    for response in (resident_, employee_):
        assert response.status_code == 200
        safe(dict(response.items()))


def test_a_type_that_somebody_says_cannot_run_here(dossier: Dossier) -> None:
    for formaat in FORMATS:
        _type(dossier, formaat)


def _type(dossier: Dossier, formaat: str) -> None:
    body = {
        "bronorganisatie": RSIN,
        "creatiedatum": "2026-11-20",
        "titel": "x\r\nX-Injected: 1",
        "auteur": "a",
        "taal": "nld",
        "informatieobjecttype": dossier.inrichting.informatieobjecttypen[0].url,
        "formaat": formaat,
        "inhoud": base64.b64encode(b"gewone tekst").decode(),
        "tonenAanInitiator": True,
        "status": "definitief",
        "indicatieGebruiksrecht": False,
        "bestandsnaam": "x",
    }
    for content in (b"gewone tekst", HTML, SVG, PDF):
        answer = Wsgi().post(
            f"{DRC}/enkelvoudiginformatieobjecten", body | {"inhoud": base64.b64encode(content).decode()}
        )
        assert answer.status in (201, 400), answer.body
        if answer.status == 400:
            continue
        safe(Wsgi().get(answer.json["inhoud"]).headers)
        link = Wsgi().post(
            "http://testserver/zaken/api/v1/zaakinformatieobjecten",
            {"zaak": dossier.zaak.url, "informatieobject": answer.json["url"]},
        )
        assert link.status == 201, link.body
        for client, url in (
            (browser(resident(SANNE)), f"{dossier.mijn}documenten/{link.json['uuid']}/"),
            (browser(employee()), f"{dossier.werkplek}documenten/{answer.json['url'].rsplit('/', 1)[1]}/"),
        ):
            response = client.get(url)
            assert response.status_code == 200, (formaat, url)
            safe(dict(response.items()))


SPOOFED = (("x.pdf", HTML), ("x.png", SVG), ("x.pdf", b"MZ\x90\0" + b"\0" * 99), ("x.png", b""), ("x.svg", SVG),
           ("x.html", HTML))  # fmt: skip


def test_a_resident_cannot_pass_one_type_off_as_another(losser: None) -> None:
    client = browser(resident(SANNE))
    form = "/formulier/gehandicaptenparkeerkaart-aanvragen/"
    client.get(f"{form}stap/1/")
    client.post(f"{form}stap/1/", {"naam": "S", "geboortedatum": "01-01-1980", "adres": "Straat 1"})
    client.post(f"{form}stap/2/", {"kaartsoort": "bestuurder"})
    client.post(f"{form}stap/3/", {"reden": "Ik kan niet ver lopen", "loopafstand": "tot_50", "duur": "lang"})
    client.post(f"{form}stap/4/", {"verklaring": "ja"})

    def send(name: str, content: bytes) -> int:
        file = SimpleUploadedFile(name, content, content_type="application/pdf")
        assert client.post(f"{form}stap/4/", {"bewijsstuk": file, "verklaring": "ja"}).status_code < 500
        return int(db.value("SELECT count(*) FROM formulieren_upload"))

    for name, content in SPOOFED:
        assert send(name, content) == 0, name
    assert send("brief.pdf", PDF) == 1  # the door is no wall


def test_an_employee_cannot_either(dossier: Dossier) -> None:
    client = browser(employee())
    soort = dossier.inrichting.informatieobjecttypen[0].url.rsplit("/", 1)[1]
    for name, content in (("x.pdf", HTML), ("x.png", SVG), ("x.exe", b"MZ\x90\0" + b"\0" * 99)):
        file = SimpleUploadedFile(name, content)
        body = {"soort": soort, "titel": "x", "bestand": file, "kenmerk": "0123456789ab"}
        assert client.post(f"{dossier.werkplek}documenten/", body).status_code == 422, name
