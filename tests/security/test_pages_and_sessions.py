"""Sessions, cookies, CSRF, headers and addresses: S8, S12, S17, and the wall between residents and employees."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection
from django.http import HttpRequest
from django.test import Client

from raadhuis.house import static
from raadhuis.kernel import clock, db, page, settings
from tests.security.conftest import BRAM, SANNE, ZRC, Wsgi, browser, employee, resident, start
from tests.security.routes import OF_EMPLOYEES, OF_RESIDENTS, PAGES

FOREIGN = ("//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil.example", "///evil.example",
           "javascript:alert(1)", "http:evil.example", "/%09/evil.example", "\t//evil.example", "data:text/html,x",
           "https:///evil.example", "/\t/evil.example", "http://testserver@evil.example", "x" * 3000)  # fmt: skip


def test_there_are_pages_of_both_families() -> None:
    assert len(OF_RESIDENTS) > 5
    assert len(OF_EMPLOYEES) > 10


@pytest.mark.parametrize("route", [p.route for p in PAGES])
def test_every_form_needs_its_csrf_token(db: None, route: str) -> None:
    found = next(p for p in PAGES if p.route == route)
    client = browser(employee(role="beheerder"), resident(SANNE), csrf=True)
    response = client.post(found.url(), {"x": "y"})
    if route in (
        "notificaties/callback",
        "oauth/token",
    ):  # no cookie counts there: what the client proves does
        assert response.status_code in (400, 403)
        assert client.post(found.url(), b"{}", content_type="application/json").status_code in (400, 401, 403)
        return
    assert response.status_code == 403
    assert b"CSRF" in response.content or b"csrf" in response.content
    assert client.post(found.url(), HTTP_ORIGIN="https://evil.example").status_code == 403


@pytest.mark.parametrize("found", OF_RESIDENTS, ids=lambda p: p.route)
def test_an_employee_is_nobody_on_a_residents_page(db: None, found: Any) -> None:
    client = browser(employee(role="beheerder"))
    for response in (client.get(found.url()), client.post(found.url())):
        assert response.status_code == 405 or response.headers["Location"].startswith("/inloggen/digid?")


@pytest.mark.parametrize("found", OF_EMPLOYEES, ids=lambda p: p.route)
def test_a_resident_is_nobody_on_an_employees_page(db: None, found: Any) -> None:
    client = browser(resident(SANNE))
    for response in (client.get(found.url()), client.post(found.url())):
        assert response.status_code == 405 or response.headers["Location"].startswith("/inloggen/medewerker?")


@pytest.mark.parametrize("found", PAGES, ids=lambda p: p.route)
def test_every_page_says_how_it_may_be_used(db: None, found: Any) -> None:
    for client in (browser(), browser(employee(role="raadpleger"), resident(SANNE))):
        response = client.get(found.url(), HTTP_ORIGIN="https://evil.example")
        headers = {k.lower(): v for k, v in response.items()}
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-frame-options"] == "DENY"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert not [name for name in headers if name.startswith("access-control-")]
        if found.audience and response.status_code == 200:
            assert headers["cache-control"] == "no-store, private"


def test_every_api_answer_says_how_it_may_be_used(losser: None) -> None:
    zaak = start(bsn=SANNE).zaak.url
    for method, url in (
        ("GET", zaak),
        ("GET", f"{ZRC}/zaken"),
        ("GET", f"{ZRC}/x"),
        ("OPTIONS", zaak),
        ("POST", zaak),
    ):
        answer = Wsgi()(
            method, url, HTTP_ORIGIN="https://evil.example", HTTP_ACCESS_CONTROL_REQUEST_METHOD="GET"
        )
        headers = {k.lower(): v for k, v in answer.headers.items()}
        assert not [name for name in headers if name.startswith("access-control-")]
        assert headers["cache-control"] == "no-store, private"
        assert headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]


def test_logging_in_gives_a_new_session(db: None) -> None:
    client = browser(employee())
    before = client.cookies["raadhuis_sessie"].value
    request = HttpRequest()
    request.session = client.session
    page.log_in(request, resident(SANNE), at=clock.now())
    request.session.save()
    assert request.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_a_session_key_of_somebody_elses_choice_is_not_taken(db: None) -> None:
    client = Client()
    client.cookies["raadhuis_sessie"] = "a" * 32
    client.post("/taal/", {"language": "en"})
    client.get("/mijn/")
    assert not Session.objects.filter(session_key="a" * 32).exists()


def test_after_logging_out_the_old_cookie_opens_nothing(losser: None) -> None:
    client = browser(employee(role="beheerder"), resident(SANNE))
    old = client.cookies["raadhuis_sessie"].value
    assert client.get("/mijn/").status_code == 200
    assert client.get("/uitloggen/").status_code == 405
    assert client.post("/uitloggen/").status_code == 302
    again = Client()
    again.cookies["raadhuis_sessie"] = old
    assert again.get("/mijn/").status_code == again.get("/werkplek/").status_code == 302


def test_silence_ends_a_residents_session(losser: None) -> None:
    client = Client()
    request = HttpRequest()
    request.session = client.session
    page.log_in(request, resident(SANNE), at=clock.now() - timedelta(minutes=16))
    request.session.save()
    client.cookies["raadhuis_sessie"] = str(request.session.session_key)
    assert client.get("/mijn/").status_code == 302


@pytest.fixture
def while_saving() -> Any:
    """`while_saving(happens)`: a page of a resident whose session is written after it was made; `happens` just before that."""

    def got(happens: Callable[[], None]) -> Any:
        client = Client(raise_request_exception=False)
        request = HttpRequest()
        request.session = client.session
        page.log_in(request, resident(SANNE), at=clock.now() - timedelta(minutes=2))
        request.session.save()
        client.cookies["raadhuis_sessie"] = str(request.session.session_key)

        def through(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            if sql.startswith('UPDATE "django_session"'):
                happens()
            return execute(sql, params, many, context)

        with connection.execute_wrapper(through):
            return client.get("/mijn/")

    return got


def test_a_database_that_goes_while_a_session_is_written_is_no_fault_of_the_visitor(
    losser: None, while_saving: Any
) -> None:
    def gone() -> None:
        raise OperationalError from psycopg.OperationalError("the connection is lost")

    answer = while_saving(gone)

    assert answer.status_code == 503
    assert "probeer het" in answer.content.decode()


def test_who_logged_out_elsewhere_meanwhile_is_told_so(losser: None, while_saving: Any) -> None:
    answer = while_saving(lambda: db.run("DELETE FROM django_session") and None)

    assert answer.status_code == 400
    assert "U bent intussen uitgelogd." in answer.content.decode()


def test_what_cannot_be_read_is_said_on_a_page_of_ours(db: None) -> None:
    answer = browser().get("/", headers={"host": "a b"})

    assert answer.status_code == 400
    assert "We kunnen niet lezen wat u verstuurde." in answer.content.decode()


def test_cookies_are_for_us_alone(losser: None) -> None:
    client = browser(resident(SANNE))
    response = client.get("/mijn/")
    response = response if response.cookies else client.post("/taal/", {"language": "en"})
    for name, cookie in {**response.cookies, **client.post("/taal/", {"language": "nl"}).cookies}.items():
        assert cookie["samesite"] in ("Lax", "Strict"), name
        assert cookie["httponly"] or name == "raadhuis_csrf"
        assert not cookie["domain"]


def test_with_https_every_cookie_is_secure() -> None:
    code = (
        "from django.conf import settings as s;"
        "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.LANGUAGE_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY)"
    )
    env = {**os.environ, "RAADHUIS_URL": "https://www.losser.example"}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True"] * 4


def test_with_https_every_page_asks_for_https_next_time(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = replace(settings.current(), url="https://www.losser.example")
    assert "Strict-Transport-Security" not in browser().get("/gezond").headers
    monkeypatch.setattr(settings, "current", lambda: ours)
    assert browser().get("/gezond")["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.parametrize("goal", FOREIGN)
def test_no_parameter_sends_a_visitor_elsewhere(losser: None, goal: str) -> None:
    from raadhuis.components.toegang.web.pages import _safe

    for audience, home in (("inwoner", "/mijn/"), ("medewerker", "/werkplek/")):
        assert _safe(goal, audience) == home or _safe(goal, audience).startswith("/%09/")  # a path of ours
    client = browser(employee(role="coordinator", name="Anouk"))
    assert client.post("/taal/", {"language": "en", "next": goal})["Location"] in ("/", "/%09/evil.example")
    for path in ("/werkplek/verdelen/", f"/werkplek/zaken/{start().uuid}/neem/?lijst"):
        location = client.post(path, {"terug": goal})["Location"]
        assert location.startswith("/werkplek/"), location


def test_the_address_of_a_login_only_leads_back_to_the_same_house(db: None) -> None:
    response = browser().get("/mijn//evil.example/%0d%0aSet-Cookie:a=b")
    assert response.status_code in (302, 404)
    assert "Set-Cookie:a" not in str(response.headers)
    for path in ("//evil.example/mijn/", "/\\evil.example"):
        response = browser().get(path)
        assert not response.headers.get("Location", "/x").startswith(("//", "/\\", "http")), path


def test_another_host_name_gets_nothing_and_poisons_nothing(losser: None) -> None:
    client = browser(resident(SANNE))
    for headers in ({"HTTP_HOST": "evil.example"}, {"HTTP_HOST": "testserver:80@evil.example"}):
        response = client.get("/mijn/", **headers)
        assert response.status_code == 400
        assert b"evil.example" not in response.content
    for header in (
        "HTTP_X_FORWARDED_HOST",
        "HTTP_X_FORWARDED_SERVER",
        "HTTP_FORWARDED",
        "HTTP_X_ORIGINAL_URL",
    ):
        response = client.get("/mijn/", **{header: "evil.example"})
        assert b"evil.example" not in response.content
    zaak = start(bsn=SANNE).zaak.url
    for answer in (
        Wsgi().get(zaak, HTTP_HOST="evil.example"),
        Wsgi().get(f"{ZRC}/zaken", HTTP_HOST="evil.example"),
    ):
        assert b"evil" not in answer.body
        assert settings.current().url.encode() in answer.body


def test_a_forwarded_address_changes_nothing(losser: None) -> None:
    """No right is decided by where a request comes from, and no header says it, so there is nothing to spoof.

    Only who guesses tokens is counted by the connection's own address, at the two edges where tokens come in.
    """
    source = subprocess.run(
        ["grep", "-rnE", "REMOTE_ADDR|X_FORWARDED_FOR|x-forwarded-for", "--include=*.py", "src/raadhuis"],
        capture_output=True, text=True, check=False,
    ).stdout  # fmt: skip
    found = [line for line in source.splitlines() if "/tests/" not in line and "/simulators/" not in line]
    assert {line.split(":")[0] for line in found} == {
        "src/raadhuis/kernel/endpoint.py",
        "src/raadhuis/components/autorisaties/web/oauth.py",
    }
    assert not [line for line in found if "forwarded" in line.lower()]
    stranger = browser()
    assert stranger.get("/mijn/", HTTP_X_FORWARDED_FOR="127.0.0.1").status_code == 302
    assert stranger.get("/werkplek/", HTTP_X_REAL_IP="127.0.0.1", REMOTE_USER="merel").status_code == 302


def test_no_static_address_leaves_the_static_folders() -> None:
    names = ("../settings.py", "../../../../etc/passwd", "look/../../../kernel/settings.py", "/etc/passwd", "..%2f..%2fx",
             "look/\0.css", "look/", "", ".", "a" * 5000, "look/css/../../../../../../etc/passwd", "C:\\x", "\\..\\x")  # fmt: skip
    for name in names:
        said: list[str] = []
        environ = {"REQUEST_METHOD": "GET", "wsgi.input": io.BytesIO()}
        body = b"".join(static.serve(f"/static/{name}", environ, lambda status, heads: said.append(status)))  # noqa: B023
        assert said == ["404 Not Found"], (name, said)
        assert body == b""


def test_no_template_has_code_in_it() -> None:
    from pathlib import Path

    import raadhuis

    folder = Path(raadhuis.__file__).parent
    inline = re.compile(
        r"<script(?![^>]*\bsrc=)[^>]*>|\son\w+\s*=\s*[\"']|javascript:|\sstyle=|hx-on|hx-vals=[\"']js:",
        re.IGNORECASE,
    )
    wrong = [
        f"{path.relative_to(folder)}: {found[0]}"
        for path in folder.rglob("templates/**/*.html")
        for found in inline.finditer(path.read_text())
    ]
    assert wrong == []
    unescaped = re.compile(r"\|\s*safe\b|autoescape\s+off|\|\s*safeseq")
    assert not [p for p in folder.rglob("templates/**/*.html") if unescaped.search(p.read_text())]


def test_who_logs_in_next_in_the_same_browser_finds_nothing(losser: None) -> None:
    """What the session kept of a form goes to the same person only."""
    client = browser(resident(SANNE))
    request = HttpRequest()
    request.session = client.session
    request.session["kept"] = {
        "path": "/formulier/verhuizing-doorgeven/stap/1/",
        "actor": resident(SANNE).id,
        "sent": "naam=GEHEIM",
    }
    page.log_in(request, resident(BRAM), at=clock.now())
    request.session.save()
    client.cookies["raadhuis_sessie"] = str(request.session.session_key)
    response = client.get("/formulier/verhuizing-doorgeven/stap/1/")
    assert b"GEHEIM" not in response.content
    assert "kept" not in client.session
    assert client.get(f"/inloggen/digid?next={quote('//evil.example')}").status_code in (302, 503)
