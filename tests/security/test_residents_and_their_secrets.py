"""S5, S6, S9, S10, S14: two residents, hostile texts, and what must never be read elsewhere."""

from __future__ import annotations

import logging
import re
from typing import Any

import lxml.html
import pytest
from django.test import Client

from raadhuis.components.autorisaties import api as autorisaties
from raadhuis.components.mijn import api as mijn
from raadhuis.components.notificaties.api import abonnementen
from raadhuis.components.werkplek import api as werkplek
from raadhuis.components.zaken import api as zaken
from raadhuis.kernel import clock, db, events
from tests.security.conftest import BRAM, HOUSE, SANNE, ZRC, Dossier, Wsgi, browser, employee, resident, start
from tests.security.routes import OF_EMPLOYEES, OF_RESIDENTS

CANARY = "KANARIE-7Q4"
FORM = "/formulier/gehandicaptenparkeerkaart-aanvragen/"
XSS = (
    "<script>alert(1)</script>{{1111*1111}}{% debug %}", "\"><img src=x onerror=alert(1)>", "javascript:alert(1)",
    "</textarea></title><script>x()</script>", "' onmouseover='x()' \" hx-get=\"/uitloggen/\" x=\"",
)  # fmt: skip


def hostile(text: str) -> Dossier:
    """A zaak of Sanne with `text` in everything that a client or colleague can fill."""
    contact = zaken.ContactpersoonRol(naam=text, telefoonnummer=text[:20])
    made = start("GPK", omschrijving=text[:80], toelichting=text, bsn="")
    made.rol(SANNE, contact=contact, geslachtsnaam=text, voornamen=text, roltoelichting=text)
    made.status(toelichting=text).eigenschap(text).document(
        text, beschrijving=text, auteur=text, bestandsnaam=f"{text}.pdf"
    )
    made.besluit(toelichting=text)
    made.resultaat(text)
    werkplek.refresh(uuid=made.uuid, at=clock.now())
    return made


def pages(made: Dossier, role: str = "coordinator") -> list[tuple[str, Any]]:
    """Every page on which something of this zaak can stand, for both families."""
    resident_, employee_ = browser(resident(SANNE)), browser(employee(role=role))
    known = {"uuid": made.uuid, "zaak": made.uuid}
    found = [(p.url(**known), resident_) for p in OF_RESIDENTS] + [
        (p.url(**known), employee_) for p in OF_EMPLOYEES
    ]
    found.append(("/werkplek/?tab=alle", employee_))
    found.append((f"/werkplek/zoeken/?q={made.zaak.identificatie}", employee_))
    return [
        (url, client.get(url))
        for url, client in found
        if "/documenten/" not in url or url.endswith("/documenten/")
    ]


def test_what_somebody_wrote_is_text_on_every_page(losser: None) -> None:
    for text in XSS:
        _is_text_everywhere(text)


def _is_text_everywhere(text: str) -> None:
    shown = 0
    for url, response in pages(hostile(text)):
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            continue
        body = response.content.decode()
        shown += text[:12] in lxml.html.fromstring(body).text_content() if body.strip() else 0
        tree = lxml.html.fromstring(body) if body.strip() else None
        assert response.status_code < 500, url
        if tree is None:
            continue
        assert not [s for s in tree.iter("script") if not s.get("src")], url
        for element in tree.iter():
            if not isinstance(element.tag, str):
                continue
            bad = [
                a
                for a in element.attrib
                if a.startswith("on") or (a == "hx-get" and "uitloggen" in element.get(a))
            ]
            assert not bad, (url, element.tag, bad)
            link = (element.get("href") or element.get("src") or element.get("action") or "").strip().lower()
            assert not link.startswith(("javascript:", "data:text", "vbscript:")), (url, link)
        assert "1234321" not in tree.text_content(), url  # what a template would make of it
    assert shown >= 3


def test_what_a_resident_types_comes_back_as_text(losser: None) -> None:
    client = browser(resident(SANNE))
    client.get(f"{FORM}stap/1/")
    for step in range(1, 6):
        body = client.get(f"{FORM}stap/{step}/").content.decode()
        names = set(re.findall(r'name="(\w+)"', body)) - {"csrfmiddlewaretoken"}
        response = client.post(f"{FORM}stap/{step}/", dict.fromkeys(names, XSS[1]))
        text = response.content.decode()
        assert "<img src=x" not in text, step


@pytest.fixture
def van_sanne(losser: None) -> Dossier:
    made = hostile(CANARY)
    client = browser(resident(SANNE))
    client.get(f"{FORM}stap/1/")
    return made


def _addresses(made: Dossier) -> list[str]:
    """Every resident's page, filled with each identifier of Sanne that somebody could learn."""
    reference = made.zaak.identificatie
    ids = [made.uuid, *(link.uuid for link in made.links), reference]
    ids += [d.url.rsplit("/", 1)[1] for d in made.documenten]
    slug = "gehandicaptenparkeerkaart-aanvragen"
    return sorted(
        {
            p.url(uuid=one, link=other, referentie=reference, slug=slug, nummer=1)
            for p in OF_RESIDENTS
            for one in ids
            for other in ids
        }
    )


def test_another_resident_reads_nothing_of_it(van_sanne: Dossier) -> None:
    sanne, bram = browser(resident(SANNE)), browser(resident(BRAM))
    hers = [url for url in _addresses(van_sanne) if _holds(sanne.get(url), CANARY)]
    assert hers, "Sanne herself reads her zaak"
    downloads = [url for url in _addresses(van_sanne) if sanne.get(url).headers.get("Content-Disposition")]
    assert downloads
    before = db.value("SELECT count(*) FROM kernel_audit WHERE actie <> 'retrieve'")
    for url in _addresses(van_sanne):
        for response in (bram.get(url), bram.post(url, {"verwijder": str(van_sanne.uuid)})):
            assert response.status_code < 500, url
            assert not _holds(response, CANARY), url
            assert van_sanne.zaak.identificatie not in _text(response, without=url), url
        if url in hers or url in downloads:
            assert bram.get(url).status_code in (302, 404), url
    assert db.value("SELECT count(*) FROM kernel_audit WHERE actie <> 'retrieve'") == before
    assert _holds(sanne.get(van_sanne.mijn), CANARY)


def _text(response: Any, without: str = "") -> str:
    return (
        b"".join(response).decode(errors="replace").replace(without, "")
        if response.streaming
        else (response.content.decode(errors="replace").replace(without, ""))
    )


def _holds(response: Any, text: str) -> bool:
    return text in _text(response)


def test_a_form_takes_nothing_that_it_did_not_ask(losser: None) -> None:
    client = browser(resident(SANNE))
    client.get(f"{FORM}stap/1/")
    forged = {
        "bsn": BRAM,
        "inwoner": "x",
        "status": "ingediend",
        "referentie": "X",
        "zaak": "x",
        "loa": "x",
        "versie": "9",
    }
    client.post(f"{FORM}stap/2/", {**forged, "kaartsoort": "bestuurder"})
    for table in _tables():
        if table.startswith("formulieren_"):
            assert BRAM not in str(db.rows(f'SELECT t::text FROM "{table}" t')), table
    for body in (
        {"inzending": "x", "versie": "²"},
        {"inzending": str(start().uuid), "versie": "1"},
        {"versie": "9" * 5000},
    ):
        assert client.post(f"{FORM}versturen/", body).status_code == 302


def _tables() -> list[str]:
    return [
        name
        for (name,) in db.rows(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE c.relkind IN ('r', 'p') AND n.nspname = current_schema()"
        )
    ]


def test_a_bsn_lies_only_where_the_standard_keeps_it(losser: None) -> None:
    hostile("tekst")
    client = browser(resident(SANNE))
    for url in ("/mijn/", f"{FORM}stap/1/", f"{FORM}stap/2/"):
        client.get(url)
    client.post(f"{FORM}stap/1/", {})
    found = {
        table
        for table in _tables()
        if db.value(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %(b)s', {"b": f"%{SANNE}%"})
    }
    # The rol itself, and in its own audit record what was made of it.
    assert found == {"zaken_rol", "kernel_audit"}
    kinds = db.rows(
        "SELECT DISTINCT resource FROM kernel_audit a WHERE a::text LIKE %(b)s", {"b": f"%{SANNE}%"}
    )
    assert kinds == [("rol",)]
    for url in client.get("/mijn/").content.decode().split('href="')[1:]:
        assert SANNE not in url.split('"')[0]


SECRET, HEADER = "kanarie-geheim-van-een-client-0001", "Bearer kanarie-geheim-van-een-abonnement"


def test_secrets_lie_readable_nowhere(losser: None, monkeypatch: pytest.MonkeyPatch) -> None:
    at = clock.now()
    autorisaties.add_applicatie(
        client_id="kanarie", secret=SECRET, alle_autorisaties=True, actor=HOUSE, at=at
    )
    monkeypatch.setattr(abonnementen, "_knock", lambda body, *, at: ())
    abonnement = {
        "callbackUrl": "https://ontvanger.example/x",
        "auth": HEADER,
        "kanalen": [{"naam": "zaken"}],
    }
    made = Wsgi().post("/notificaties/api/v1/abonnement", abonnement)
    assert made.status == 201, made.body
    assert b"kanarie-geheim" not in made.body
    for url in ("/notificaties/api/v1/abonnement", "/autorisaties/api/v1/applicaties", made.json["url"]):
        assert b"kanarie-geheim" not in Wsgi().get(url).body
    for table in _tables():
        raw = db.value(f"SELECT count(*) FROM \"{table}\" t WHERE t::text LIKE '%%kanarie-geheim%%'", {})
        assert raw == 0, table


def test_no_log_or_error_page_tells_who(
    van_sanne: Dossier,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    logger = logging.getLogger("django.request")
    monkeypatch.setattr(logger, "level", logging.CRITICAL)  # as house.logs sets it
    logger.manager._clear_cache()  # type: ignore[attr-defined]  # a level set by hand
    caplog.set_level(logging.INFO)

    def broken(**_: Any) -> Any:
        raise RuntimeError(f"{SANNE} {CANARY}")

    sanne, merel = browser(resident(SANNE)), browser(employee())
    for url, response in pages(van_sanne):
        assert response.status_code < 500, url
    monkeypatch.setattr(mijn, "get_zaak", broken)
    monkeypatch.setattr(mijn, "list_zaken", broken)
    monkeypatch.setattr(werkplek, "get_zaakbeeld", broken)
    monkeypatch.setattr(zaken, "zaak_json", broken)
    answers = [sanne.get("/mijn/"), sanne.get(van_sanne.mijn), merel.get(van_sanne.werkplek)]
    assert {a.status_code for a in answers} == {500}
    for answer in answers:
        assert CANARY not in answer.content.decode()
        assert SANNE not in answer.content.decode()
    failed = Wsgi().get(van_sanne.zaak.url)
    assert failed.status == 500
    assert CANARY.encode() not in failed.body
    query = f"{ZRC}/zaken?rol__betrokkeneIdentificatie__natuurlijkPersoon__inpBsn={SANNE}"
    monkeypatch.setattr(zaken, "zaken_json", broken)
    assert Wsgi().get(query, HTTP_AUTHORIZATION=f"Bearer {SECRET}").status == 500
    while events.deliver_one(at=clock.now()):
        pass
    logger.manager._clear_cache()  # type: ignore[attr-defined]  # put back for the next test
    out = capsys.readouterr()
    written = out.out + out.err + caplog.text
    assert "failed" in written, "the failures themselves are told of"
    for secret in (SANNE, CANARY, SECRET, str(sanne.cookies["raadhuis_sessie"].value)):
        assert secret not in written


def test_events_carry_references_only(van_sanne: Dossier) -> None:
    for table in ("kernel_event", "procrastinate_jobs"):
        for (raw,) in db.rows(f"SELECT t::text FROM {table} t"):
            assert SANNE not in raw
            assert CANARY not in raw


def test_a_session_lies_sealed(van_sanne: Dossier) -> None:
    browser(resident(SANNE)).get("/mijn/")
    for (raw,) in db.rows("SELECT session_data FROM django_session"):
        assert SANNE not in raw
        assert "inwoner" not in raw


def test_a_stranger_learns_no_reference_by_guessing(van_sanne: Dossier) -> None:
    bram = browser(resident(BRAM))
    real = bram.get(f"{FORM}ontvangen/{van_sanne.zaak.identificatie}/")
    made_up = bram.get(f"{FORM}ontvangen/LOS-2026-AAAAAAA/")
    assert real.status_code == made_up.status_code == 404
    assert Client().get(f"{FORM}ontvangen/{van_sanne.zaak.identificatie}/").status_code == 302
