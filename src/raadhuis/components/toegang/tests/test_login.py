"""Logging in and out, over the real protocol with the real simulator."""

from __future__ import annotations

import logging
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from raadhuis.components.toegang import api
from raadhuis.components.toegang.domain.aanmelding import LEVELS
from raadhuis.components.toegang.tests.conftest import Configure, Walk
from raadhuis.kernel import clock, db
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.page import Audience, actor_of
from raadhuis.simulators.openid.accounts import RESIDENTS
from tests.simulators import service

SANNE, RIEK = "999900006", "999900092"


def who(client: Client, audience: Audience = "inwoner") -> Actor | None:
    """Who the house takes this browser for."""
    request = type("Request", (), {"session": client.session})()
    return actor_of(request, audience, at=clock.now())


def test_a_resident_logs_in_and_comes_back_to_the_page_she_asked_for(walk: Walk) -> None:
    response = walk.log_in(SANNE, next="/mijn/zaken/x/?a=1")
    assert response["Location"] == "/mijn/zaken/x/?a=1"
    actor = who(walk.client)
    assert actor
    assert actor.kind == "inwoner"
    assert actor.bsn == SANNE
    assert actor.loa in LEVELS[1:]
    assert SANNE not in actor.id + actor.name


def test_the_request_to_digid_binds_the_answer_to_this_browser(walk: Walk) -> None:
    asked = parse_qs(urlsplit(walk.begin()).query)
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["state"][0]) >= 40
    assert len(asked["nonce"][0]) >= 40
    assert asked["acr_values"][0].endswith("MobileTwoFactorContract")
    again = parse_qs(urlsplit(walk.begin()).query)
    assert again["state"] != asked["state"]
    assert again["nonce"] != asked["nonce"]


def test_an_employee_logs_in_with_the_rights_of_her_role(walk: Walk) -> None:
    response = walk.log_in("mjansen", "medewerker", "/werkplek/")
    assert response["Location"] == "/werkplek/"
    actor = who(walk.client, "medewerker")
    assert actor
    assert (actor.name, actor.roles, actor.teams) == (
        "Merel Jansen",
        frozenset({"behandelaar"}),
        ("burgerzaken",),
    )
    assert actor.rights.grants
    assert not actor.rights.everything
    assert [m.naam for m in api.list_medewerkers(team="burgerzaken")] == ["Merel Jansen"]
    assert api.list_medewerkers(team="vergunningen") == ()


def test_one_browser_may_hold_a_resident_and_an_employee(walk: Walk) -> None:
    walk.log_in("mjansen", "medewerker")
    walk.log_in(SANNE)
    assert who(walk.client, "medewerker")
    assert who(walk.client)


def test_the_next_resident_in_this_browser_finds_nothing_of_the_one_before(walk: Walk) -> None:
    walk.log_in(SANNE)
    session = walk.client.session
    session["inwoner_name"] = "Sanne Wolters"
    session.save()
    walk.log_in(next(r.bsn for r in RESIDENTS if r.bsn not in (SANNE, RIEK)))
    actor = who(walk.client)
    assert actor
    assert actor.bsn != SANNE
    assert "inwoner_name" not in walk.client.session


@pytest.mark.parametrize(("path", "account"), [("digid", SANNE), ("medewerker", "mjansen")])
def test_cancelling_gives_a_page_with_the_way_back(walk: Walk, path: str, account: str) -> None:
    response = walk.client.get(walk.choose(walk.begin(path, "/mijn/?a=1&b=2"), annuleren="ja"))
    page = response.content.decode()
    assert response.status_code == 200
    assert "U heeft het inloggen gestopt" in page
    assert f'href="/inloggen/{path}?next=/mijn/%3Fa%3D1%26b%3D2"' in page
    assert who(walk.client) is None


def test_an_answer_with_another_state_logs_nobody_in(walk: Walk) -> None:
    back = walk.choose(walk.begin(), account=SANNE)
    state = parse_qs(urlsplit(back).query)["state"][0]
    response = walk.client.get(back.replace(state, "x" * len(state)))
    assert response.status_code == 403
    assert "Het inloggen is niet gelukt" in response.content.decode()
    assert who(walk.client) is None


def test_an_answer_meant_for_another_browser_logs_nobody_in(walk: Walk) -> None:
    theirs = Walk().choose(walk.begin(), account=SANNE)
    victim = Walk()
    victim.begin()
    assert victim.client.get(theirs).status_code == 403
    assert who(victim.client) is None


def test_an_answer_works_once(walk: Walk) -> None:
    back = walk.choose(walk.begin(), account=SANNE)
    assert walk.client.get(back).status_code == 302
    assert walk.client.get(back).status_code == 403


def test_an_answer_without_a_question_logs_nobody_in(walk: Walk) -> None:
    assert walk.client.get("/inloggen/digid/terug?code=x&state=y").status_code == 403


@pytest.mark.parametrize("code", ["", "verzonnen"])
def test_a_made_up_code_logs_nobody_in(walk: Walk, code: str) -> None:
    state = parse_qs(urlsplit(walk.begin()).query)["state"][0]
    response = walk.client.get(f"/inloggen/digid/terug?code={code}&state={state}")
    assert response.status_code == 403
    assert who(walk.client) is None


def test_a_level_that_is_too_low_is_refused(walk: Walk) -> None:
    response = walk.log_in(RIEK)
    assert response.status_code == 403
    assert "inloggen is niet gelukt" in response.content.decode()
    assert who(walk.client) is None


def test_an_employee_without_a_role_is_told_whom_to_ask(
    house: Configure, tmp_path, simulators: service.Service
) -> None:
    accounts = tmp_path / "accounts.json"
    accounts.write_text(
        '{"employees": [{"sub": "nieuw", "name": "Noor Nieuw", "email": "n@x.example", "roles": ["kantine"]}]}'
    )
    running = service.start(tmp_path, "--loopback-redirects", f"--accounts={accounts}")
    try:
        house(medewerkers_issuer=f"{running.url}/medewerkers")
        walk = Walk()
        response = walk.log_in("nieuw", "medewerker")
        assert response.status_code == 403
        assert "Vraag de functioneel beheerder om een rol" in response.content.decode()
        assert who(walk.client, "medewerker") is None
        assert api.list_medewerkers() == ()
    finally:
        running.stop()


@pytest.mark.parametrize(
    "next",
    [
        "https://phish.example/",
        "//phish.example/",
        "/\\phish.example/",
        "\\\\phish.example",
        "/\t/phish.example",
        "javascript:alert(1)",
        "http:///phish.example",
        "///phish.example",
        "mijn/",
        "/" + "x" * 3000,
    ],
)
def test_after_login_she_stays_with_us_whatever_the_link_said(walk: Walk, next: str) -> None:
    assert walk.log_in(SANNE, next=next)["Location"] == "/mijn/"


def test_logging_in_changes_the_session_cookie_and_kills_the_old_one(walk: Walk) -> None:
    provider = walk.begin()
    planted = walk.cookie
    walk.client.get(walk.choose(provider, account=SANNE))
    assert walk.cookie != planted
    attacker = Client(HTTP_HOST="127.0.0.1:9999")
    attacker.cookies["raadhuis_sessie"] = planted
    assert who(attacker) is None


def test_logging_out_ends_the_session_here_and_in_the_database(walk: Walk) -> None:
    walk.log_in(SANNE)
    kept = walk.cookie
    response = walk.client.post("/uitloggen/")
    assert response["Location"] == "/uitgelogd/"
    assert "U bent uitgelogd" in walk.client.get("/uitgelogd/").content.decode()
    thief = Client(HTTP_HOST="127.0.0.1:9999")
    thief.cookies["raadhuis_sessie"] = kept
    assert who(thief) is None


def test_a_link_cannot_log_her_out(walk: Walk) -> None:
    walk.log_in(SANNE)
    assert walk.client.get("/uitloggen/").status_code == 405
    strict = Client(enforce_csrf_checks=True, HTTP_HOST="127.0.0.1:9999")
    strict.cookies["raadhuis_sessie"] = walk.cookie
    assert strict.post("/uitloggen/").status_code == 403
    assert who(walk.client)


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(walk: Walk) -> None:
    walk.log_in(SANNE)
    cookie = walk.client.cookies["raadhuis_sessie"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_a_session_that_ran_out_is_explained_with_the_way_back(walk: Walk) -> None:
    walk.log_in(SANNE)
    session = walk.client.session
    session["inwoner_seen"] = (clock.now() - timedelta(minutes=16)).isoformat()
    session["inwoner_name"] = "Sanne Wolters"
    session.save()
    page = walk.client.get("/inloggen/digid?next=/mijn/").content.decode()
    assert "U bent automatisch uitgelogd" in page
    assert 'href="/inloggen/digid?next=/mijn/"' in page
    assert "Sanne Wolters" not in page
    assert walk.log_in(SANNE, next="/mijn/")["Location"] == "/mijn/"


@pytest.mark.parametrize(("same", "kept"), [(True, True), (False, False)])
def test_what_the_house_kept_through_the_login_is_for_the_same_person_only(
    walk: Walk, same: bool, kept: bool
) -> None:
    walk.log_in(SANNE)
    session = walk.client.session
    session["inwoner_seen"] = (clock.now() - timedelta(minutes=16)).isoformat()
    session["kept"] = {"path": "/x/", "actor": "inwoner-x", "sent": "a=1"}
    session.save()
    assert b"automatisch uitgelogd" in walk.client.get("/inloggen/digid").content
    walk.log_in(SANNE if same else next(r.bsn for r in RESIDENTS if r.bsn not in (SANNE, RIEK)))
    assert ("kept" in walk.client.session) is kept


def test_the_bsn_is_nowhere_in_clear(walk: Walk, caplog: pytest.LogCaptureFixture, capfd) -> None:
    caplog.set_level(logging.DEBUG)
    provider = walk.begin()
    back = walk.choose(provider, account=SANNE)
    response = walk.client.get(back)
    assert who(walk.client)
    [(stored,)] = db.rows("SELECT session_data FROM django_session")
    assert SANNE not in stored
    assert SANNE not in provider + back + str(response["Location"]) + walk.cookie
    assert SANNE not in caplog.text
    assert SANNE not in "".join(capfd.readouterr())
    # The reader of a stolen table sees no structure either.
    assert "inwoner" not in stored


def test_a_session_sealed_with_another_key_is_nobodys(walk: Walk, settings) -> None:
    walk.log_in(SANNE)
    settings.SECRET_KEY = "another installation"
    assert who(walk.client) is None
