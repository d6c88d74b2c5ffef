"""What a provider says is believed only when it can be checked; a provider that is away comes back by itself."""

from __future__ import annotations

import socket
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from joserfc.jwk import RSAKey

from raadhuis.components.toegang.tests.conftest import HOUSE, Configure, Liar, Walk
from tests.simulators import service


def logged_in(liar: Liar) -> Any:
    """What we answer when this provider sends somebody back."""
    client = Client(HTTP_HOST="127.0.0.1:9999")
    asked = parse_qs(urlsplit(client.get("/inloggen/digid?next=/mijn/")["Location"]).query)
    liar.nonce = asked["nonce"][0]
    response = client.get(f"/inloggen/digid/terug?code=x&state={asked['state'][0]}")
    assert ("inwoner" in client.session) is (response.status_code == 302)
    return response


def test_an_honest_token_is_believed(liar: Liar) -> None:
    assert logged_in(liar)["Location"] == "/mijn/"


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "van een ander"},
        {"nonce": None},
        {"aud": "een-andere-toepassing"},
        {"aud": None},
        {"aud": ["raadhuis-inwoner", "x"], "azp": "x"},
        {"iss": "https://elders.example"},
        {"exp": int(time.time()) - 120},
        {"exp": None},
        {"exp": "morgen"},
        {"iat": int(time.time()) + 3600},
        {"bsn": "999900007"},
        {"bsn": None},
        {"loa": None},
        {"loa": "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"},
        {"loa": "urn:onbekend"},
    ],
)
def test_a_token_with_a_wrong_claim_logs_nobody_in(liar: Liar, claims: dict[str, Any]) -> None:
    liar.claims = claims
    assert logged_in(liar).status_code == 403


def test_a_token_signed_with_another_key_logs_nobody_in(liar: Liar) -> None:
    assert logged_in(liar).status_code == 302
    liar.key = RSAKey.generate_key(2048, {"kid": "echt"})
    assert logged_in(liar).status_code == 403


@pytest.mark.parametrize("alg", ["none", "HS256"])
def test_a_token_with_an_algorithm_that_we_do_not_take_logs_nobody_in(liar: Liar, alg: str) -> None:
    liar.alg = alg
    assert logged_in(liar).status_code == 403


def test_a_provider_with_new_keys_is_asked_for_them(liar: Liar) -> None:
    assert logged_in(liar).status_code == 302
    liar.key = liar.published = RSAKey.generate_key(2048, {"kid": "nieuw"})
    assert logged_in(liar).status_code == 302


@pytest.mark.parametrize(
    "broken", ["<html>Onderhoud</html>", "[]", '{"issuer": "https://elders.example"}', "{}"]
)
def test_a_provider_that_talks_nonsense_is_away_and_comes_back(liar: Liar, broken: str) -> None:
    liar.broken = broken
    response = Client(HTTP_HOST="127.0.0.1:9999").get("/inloggen/digid")
    assert response.status_code == 503
    assert "De beheerder is nodig" in response.content.decode()
    liar.broken = ""
    assert logged_in(liar).status_code == 302


def test_a_provider_that_is_away_gives_a_clear_page_and_recovers(
    db: None, configure: Configure, tmp_path
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    configure(
        url=HOUSE,
        digid_issuer=f"http://127.0.0.1:{port}/digid",
        digid_client_secret="simulator-geheim-inwoner",
    )
    response = Client(HTTP_HOST="127.0.0.1:9999").get("/inloggen/digid")
    assert response.status_code == 503
    assert "tijdelijk niet bereikbaar" in response.content.decode()
    running = service.start(tmp_path, "--loopback-redirects", f"--port={port}")
    try:
        assert Walk().log_in("999900006").status_code == 302
    finally:
        running.stop()


def test_a_provider_that_goes_away_half_way_keeps_nobody_logged_in(liar: Liar) -> None:
    client = Client(HTTP_HOST="127.0.0.1:9999")
    asked = parse_qs(urlsplit(client.get("/inloggen/digid")["Location"]).query)
    liar.server.shutdown()
    liar.server.server_close()
    response = client.get(f"/inloggen/digid/terug?code=x&state={asked['state'][0]}")
    assert response.status_code == 503
    assert "inwoner" not in client.session


@pytest.mark.parametrize("path", ["digid", "medewerker"])
def test_without_a_provider_in_the_settings_the_page_says_so(
    db: None, configure: Configure, path: str
) -> None:
    configure(digid_issuer="", medewerkers_issuer="")
    response = Client().get(f"/inloggen/{path}")
    assert response.status_code == 503
    assert "nog niet ingesteld" in response.content.decode()
