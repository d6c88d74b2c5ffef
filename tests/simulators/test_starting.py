"""What the options and the data folder do."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from joserfc import jwt
from joserfc.jwk import KeySet

from tests.simulators import service
from tests.simulators.service import CALLBACK, Login, http
from tests.simulators.test_brp import SANNE, person
from tests.simulators.test_mail import letter, received, send


def test_keys_sessions_and_mail_survive_a_crash(tmp_path: Path) -> None:
    running = service.start(tmp_path, "--loopback-redirects", "--issuer-base=http://login.example")
    login = Login(running)
    tokens = login.redeem(login.returned(account=SANNE)["code"]).json()
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert "Nog geen post" in http.get(f"{running.url}/post/").text
    send(running, letter("Bewaar mij"), to="later@example.nl")
    running.process.kill()
    running.process.wait(10)
    running = service.start(tmp_path, "--issuer-base=http://login.example")
    try:
        login = Login(running)
        keys = KeySet.import_key_set(http.get(login.where("jwks")).json())
        assert jwt.decode(tokens["id_token"], keys, algorithms=["RS256"]).claims["bsn"] == SANNE
        assert http.get(login.where("userinfo"), headers=bearer).json()["bsn"] == SANNE
        assert [one["onderwerp"] for one in received(running, "later@example.nl")] == ["Bewaar mij"]
        # This time nothing was configured, so not even this machine is a place to return to.
        assert login.open().status_code == 400
    finally:
        assert running.stop() == 0
    assert (tmp_path / "oidc-sleutel.pem").stat().st_mode & 0o777 == 0o600


def test_files_bring_their_own_accounts_clients_and_test_persons(tmp_path: Path) -> None:
    accounts, persons = tmp_path / "accounts.json", tmp_path / "personen.json"
    resident = {"bsn": "123456782", "name": "Elise van Velzen", "about": "voor de test"}
    client = {"client_id": "eigen", "secret": "geheim", "mount": "digid"}
    accounts.write_text(json.dumps({"residents": [resident], "clients": [client]}))
    raw = {
        "burgerservicenummer": "123456782",
        "naam": {"voornamen": "Elise Q", "voorvoegsel": "van", "geslachtsnaam": "Velzen"},
        "geboorte": {"datum": "19780300"},
        "verblijfplaats": {"land": {"code": "0000"}, "datumIngangGeldigheid": "20010000"},
    }
    persons.write_text(json.dumps([raw]))
    running = service.start(
        tmp_path / "data",
        f"--accounts={accounts}",
        f"--personen={persons}",
        f"--redirect-uri=eigen={CALLBACK}",
    )
    try:
        login = Login(running, client=("eigen", "geheim"))
        page = login.open().text
        assert "Elise van Velzen" in page
        assert "Sanne Wolters" not in page
        assert "id_token" in login.redeem(login.returned(account="123456782")["code"]).json()
        assert Login(running, client=login.client, extra={"redirect_uri": f"{CALLBACK}/"}).open().is_error
        elise = person(running, "123456782", "naam.voorletters", "geboorte", "verblijfplaats.type")
        march = {"type": "JaarMaandDatum", "jaar": 1978, "maand": 3, "langFormaat": "maart 1978"}
        assert elise == {
            "naam": {"voorletters": "E.Q"},
            "geboorte": {"datum": march},
            "verblijfplaats": {"type": "VerblijfplaatsOnbekend"},
        }
        assert person(running, SANNE, "burgerservicenummer") == {"burgerservicenummer": SANNE}
    finally:
        assert running.stop() == 0


def test_a_redirect_for_an_unknown_client_is_refused_at_the_start(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "raadhuis.simulators", "--port=0", "--smtp-port=0"]
    ended = subprocess.run(
        [*command, f"--data={tmp_path}", "--redirect-uri=onbekend=http://x/"],
        capture_output=True,
        check=False,
    )
    assert ended.returncode == 2
    assert b"onbekend" in ended.stderr
