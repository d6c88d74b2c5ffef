"""Logging in with DigiD and as an employee, over the real protocol."""

from __future__ import annotations

from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from raadhuis.simulators.openid.accounts import Level
from raadhuis.simulators.openid.authorization import is_loopback
from raadhuis.simulators.openid.codes import Codes, Grant, challenge_of
from tests.simulators.service import CALLBACK, EMPLOYEE, Login, Service, http, parameters

SANNE, RIEK = "999900006", "999900092"
LEVELS = "urn:oasis:names:tc:SAML:2.0:ac:classes:"


def verified(login: Login, token: str) -> dict[str, Any]:
    """The claims, checked as a client does: keys by discovery, then signature, issuer, audience, nonce and expiry."""
    discovery = http.get(login.where(".well-known/openid-configuration")).json()
    keys = KeySet.import_key_set(http.get(discovery["jwks_uri"]).json())
    claims = jwt.decode(token, keys, algorithms=["RS256"]).claims
    jwt.JWTClaimsRegistry(
        iss={"essential": True, "value": discovery["issuer"]},
        aud={"essential": True, "value": login.client[0]},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": "eenmalig"},
    ).validate(claims)
    return dict(claims)


def test_a_resident_logs_in_and_the_client_learns_the_bsn(simulators: Service) -> None:
    login = Login(simulators)
    answer = login.returned(account=SANNE)
    tokens = login.redeem(answer["code"]).json()
    claims = verified(login, tokens["id_token"])
    assert answer["state"] == "staat"
    assert answer["iss"] == f"{simulators.url}/digid"
    assert claims["bsn"] == SANNE
    assert claims["loa"] == claims["acr"] == f"{LEVELS}MobileTwoFactorContract"
    assert claims["auth_time"] <= claims["iat"]
    person = http.get(login.where("userinfo"), headers={"Authorization": f"Bearer {tokens['access_token']}"})
    assert person.json() == {key: claims[key] for key in ("sub", "bsn", "loa", "acr")}


def test_an_employee_logs_in_with_roles_and_teams(simulators: Service) -> None:
    login = Login(simulators, "medewerkers", EMPLOYEE)
    claims = verified(login, login.redeem(login.returned(account="asmit")["code"]).json()["id_token"])
    assert claims["name"] == "Anouk Smit"
    assert claims["roles"] == ["coordinator"]
    assert claims["teams"] == ["burgerzaken", "vergunningen"]


def test_the_login_page_says_it_is_a_simulator_and_lists_the_accounts(simulators: Service) -> None:
    page = Login(simulators).open()
    assert "DigiD-simulator – geen echte DigiD" in page.text
    assert "Sanne Wolters" in page.text
    assert "script" not in page.text
    assert page.headers["content-security-policy"].startswith("default-src 'none'")


def test_what_a_client_sends_is_escaped_on_the_page(simulators: Service) -> None:
    page = Login(simulators, extra={"state": '"><script>alert(1)</script>'}).open()
    assert "<script" not in page.text
    assert "&lt;script&gt;" in page.text


def test_any_valid_bsn_can_be_typed(simulators: Service) -> None:
    login = Login(simulators)
    claims = verified(login, login.redeem(login.returned(bsn="1234 567 82")["code"]).json()["id_token"])
    assert claims["bsn"] == "123456782"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [("999900007", "elfproef"), ("12345", "9 cijfers, u vulde er 5 in"), ("geen", "alleen cijfers")],
)
def test_a_wrong_bsn_is_explained_beside_the_field(simulators: Service, typed: str, reason: str) -> None:
    page = Login(simulators).choose(bsn=typed)
    assert page.status_code == 422
    assert "Dit is geen geldig BSN: " in page.text
    assert reason in page.text
    assert 'aria-describedby="bsn-fout"' in page.text


def test_cancelling_sends_the_person_back_with_access_denied(simulators: Service) -> None:
    answer = Login(simulators).returned(annuleren="ja")
    assert answer["error"] == "access_denied"
    assert answer["state"] == "staat"


def test_a_code_needs_the_verifier_it_was_asked_with(simulators: Service) -> None:
    login = Login(simulators)
    refused = login.redeem(login.returned(account=SANNE)["code"], code_verifier="x" * 43)
    assert refused.status_code == 400
    assert refused.json() == {"error": "invalid_grant"}


def test_a_code_works_once_and_reuse_revokes_what_it_gave(simulators: Service) -> None:
    login = Login(simulators)
    code = login.returned(account=SANNE)["code"]
    token = login.redeem(code).json()["access_token"]
    again = login.redeem(code)
    person = http.get(login.where("userinfo"), headers={"Authorization": f"Bearer {token}"})
    assert again.json() == {"error": "invalid_grant"}
    assert person.status_code == 401


@pytest.mark.parametrize(
    "changed", [{"redirect_uri": f"{CALLBACK}/anders"}, {"code": "verzonnen"}, {"grant_type": "password"}]
)
def test_a_code_is_bound_to_its_request(simulators: Service, changed: dict[str, str]) -> None:
    login = Login(simulators)
    refused = login.redeem(login.returned(account=SANNE)["code"], **changed)
    assert refused.status_code == 400


def test_a_client_must_know_its_secret(simulators: Service) -> None:
    login = Login(simulators)
    code = login.returned(account=SANNE)["code"]
    login.client = (login.client[0], "fout")
    refused = login.redeem(code)
    assert refused.status_code == 401
    assert refused.json() == {"error": "invalid_client"}
    assert refused.headers["www-authenticate"].startswith("Basic")


def test_a_client_may_send_its_secret_in_the_form(simulators: Service) -> None:
    login = Login(simulators)
    form = {
        "grant_type": "authorization_code",
        "code": login.returned(account=SANNE)["code"],
        "redirect_uri": CALLBACK,
        "code_verifier": login.verifier,
        "client_id": login.client[0],
        "client_secret": login.client[1],
    }
    assert "id_token" in http.post(login.where("token"), data=form).json()


@pytest.mark.parametrize(
    "elsewhere", ["https://elders.example/terug", "http://evil.example\\@127.0.0.1/", ""]
)
def test_an_unknown_redirect_address_is_never_followed(simulators: Service, elsewhere: str) -> None:
    page = Login(simulators, extra={"redirect_uri": elsewhere}).open()
    assert page.status_code == 400
    assert "location" not in page.headers


def test_a_client_of_the_employees_cannot_use_digid(simulators: Service) -> None:
    assert Login(simulators, "digid", EMPLOYEE).open().status_code == 400


@pytest.mark.parametrize(
    ("extra", "error"),
    [
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"prompt": "none"}, "login_required"),
        ({"request": "x.y.z"}, "request_not_supported"),
        ({"acr_values": "urn:onbekend"}, "unmet_authentication_requirements"),
    ],
)
def test_a_wrong_request_goes_back_to_the_client(
    simulators: Service, extra: dict[str, str], error: str
) -> None:
    assert parameters(Login(simulators, extra=extra).open())["error"] == error


@pytest.mark.parametrize("level", ["Smartcard", "SmartcardPKI"])
def test_the_level_that_was_asked_is_shown_and_returned(simulators: Service, level: str) -> None:
    login = Login(simulators, extra={"acr_values": LEVELS + level})
    page = login.open()
    claims = verified(login, login.redeem(login.returned(account=SANNE)["code"]).json()["id_token"])
    assert f"Gevraagd niveau: <strong>{Level(LEVELS + level).label}" in page.text
    assert claims["acr"] == LEVELS + level


def test_an_account_with_a_lower_level_is_refused(simulators: Service) -> None:
    login = Login(simulators, extra={"acr_values": f"{LEVELS}Smartcard"})
    assert "te laag" in login.open().text
    assert login.returned(account=RIEK)["error"] == "unmet_authentication_requirements"


def test_an_employee_stays_logged_in_until_a_login_is_demanded_or_the_session_ends(
    simulators: Service,
) -> None:
    login = Login(simulators, "medewerkers", EMPLOYEE)
    token = login.redeem(login.returned(account="mjansen")["code"]).json()["id_token"]
    assert "code" in parameters(login.open())
    login.extra = {"prompt": "login"}
    assert login.open().status_code == 200
    goodbye = login.browser.get(
        login.where("logout"),
        params={"id_token_hint": token, "post_logout_redirect_uri": f"{CALLBACK}/uit", "state": "dag"},
    )
    assert goodbye.headers["location"] == f"{CALLBACK}/uit?state=dag"
    login.extra = {"prompt": "none"}
    assert parameters(login.open())["error"] == "login_required"


def test_a_resident_is_asked_every_time(simulators: Service) -> None:
    login = Login(simulators)
    login.returned(account=SANNE)
    assert login.open().status_code == 200


def test_logging_out_without_proof_asks_first_and_goes_nowhere_unknown(simulators: Service) -> None:
    where = Login(simulators).where("logout")
    assert "Wilt u uitloggen?" in http.get(where).text
    assert http.get(where, params={"post_logout_redirect_uri": CALLBACK}).status_code == 400


def test_a_code_expires_after_a_minute() -> None:
    codes, verifier = Codes(), "v" * 43
    code = codes.issue(
        Grant(
            client_id="c",
            redirect_uri=CALLBACK,
            code_challenge=challenge_of(verifier),
            nonce="",
            account=SANNE,
            acr="",
            auth_time=1000,
            token_id="t",
            issued_at=1000,
        )
    )
    assert codes.redeem(code, client_id="c", redirect_uri=CALLBACK, verifier=verifier, now=1060) is None


@pytest.mark.parametrize(
    ("address", "stays"),
    [
        ("http://127.0.0.1:8000/x", True),
        ("http://localhost/x", True),
        ("http://[::1]:8000/x", True),
        ("http://127.0.0.1@evil.example/", False),
        ("http://127.0.0.1.evil.example/", False),
        ("javascript://127.0.0.1/", False),
        ("http://127.0.0.1/#x", False),
    ],
)
def test_only_addresses_on_this_machine_are_loopback(address: str, stays: bool) -> None:
    assert is_loopback(address) is stays
