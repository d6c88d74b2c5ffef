"""The simulators as the process they are, and a provider of our own that tells lies on demand."""

from __future__ import annotations

import base64
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.test import Client
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from raadhuis.components.toegang import remote
from raadhuis.kernel import settings
from tests.simulators import service
from tests.simulators.service import Service

HOUSE = "http://127.0.0.1:9999"
MIDDEN = "urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorContract"
Configure = Callable[..., None]


@pytest.fixture(scope="session")
def simulators(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    running = service.start(tmp_path_factory.mktemp("simulators"), "--loopback-redirects")
    yield running
    running.stop()


@pytest.fixture
def configure(monkeypatch: pytest.MonkeyPatch) -> Iterator[Configure]:
    """Settings of this test only; what was remembered of providers is forgotten."""

    def forget() -> None:
        settings.current.cache_clear()
        remote._discover.cache_clear()
        remote._keys.cache_clear()

    def configured(**values: str) -> None:
        for name, value in values.items():
            monkeypatch.setenv(f"RAADHUIS_{name.upper()}", value)
        forget()

    yield configured
    monkeypatch.undo()
    forget()


@pytest.fixture
def house(db: None, configure: Configure, simulators: Service) -> Configure:
    """The house with both providers named."""
    configure(
        url=HOUSE,
        digid_issuer=f"{simulators.url}/digid",
        digid_client_secret="simulator-geheim-inwoner",
        medewerkers_issuer=f"{simulators.url}/medewerkers",
        medewerkers_client_secret="simulator-geheim-medewerker",
    )
    return configure


@dataclass
class Walk:
    """Somebody with a browser, on the way from us to the provider and back."""

    client: Client = field(default_factory=lambda: Client(HTTP_HOST="127.0.0.1:9999"))
    browser: httpx.Client = field(default_factory=lambda: httpx.Client(verify=service._NO_TLS))

    def begin(self, who: str = "digid", next: str = "") -> str:
        """The provider's address that we send her to."""
        response = self.client.get(f"/inloggen/{who}", {"next": next} if next else {})
        assert response.status_code == 302, response.content.decode()
        return str(response["Location"])

    def choose(self, provider: str, **choice: str) -> str:
        """What she picks on the login page; the address that she comes back to."""
        page = self.browser.get(provider)
        assert page.status_code == 200, page.text
        asked = {name: values[0] for name, values in parse_qs(urlsplit(provider).query).items()}
        answer = self.browser.post(provider.partition("?")[0], data=asked | choice)
        assert answer.status_code == 303, answer.text
        location = str(answer.headers["location"])
        assert location.startswith(HOUSE)
        return location.removeprefix(HOUSE)

    def log_in(self, account: str, who: str = "digid", next: str = "") -> Any:
        """The whole way, as far as our answer."""
        return self.client.get(self.choose(self.begin(who, next), account=account))

    @property
    def cookie(self) -> str:
        found = self.client.cookies.get("raadhuis_sessie")
        return found.value if found else ""


@pytest.fixture
def walk(house: Configure) -> Walk:
    return Walk()


class Liar:
    """A provider that signs what it is told to: `claims` override the right ones, `key` the right key."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "echt"})
        self.published = self.key
        self.claims: dict[str, Any] = {}
        self.alg = "RS256"
        self.broken = ""
        self.nonce = ""
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer(owner.discovery() if "openid" in self.path else owner.jwks())

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                self._answer({"id_token": owner.token(), "access_token": "x", "token_type": "Bearer"})

            def _answer(self, body: dict[str, Any]) -> None:
                raw = owner.broken.encode() or json.dumps(body).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            def log_message(self, format: str, *args: object) -> None:
                """Says nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }

    def jwks(self) -> dict[str, Any]:
        return dict(KeySet([self.published]).as_dict(private=False))

    def token(self) -> str:
        now = int(time.time())
        right = {
            "iss": self.issuer,
            "aud": "raadhuis-inwoner",
            "sub": "iemand",
            "nonce": self.nonce,
            "iat": now,
            "exp": now + 60,
            "bsn": "999900006",
            "loa": MIDDEN,
        }
        claims = {name: value for name, value in (right | self.claims).items() if value is not None}
        if self.alg != "RS256":
            # Without a key, or with the public key as if it were a shared secret: what forgers try.
            text = f"{_part({'alg': self.alg, 'kid': self.key.kid})}.{_part(claims)}"
            digest = hmac.digest(self.key.as_pem(private=False), text.encode(), "sha256")
            return f"{text}." + ("" if self.alg == "none" else _base64(digest))
        return jwt.encode({"alg": self.alg, "kid": self.key.kid}, claims, self.key)


def _part(value: dict[str, Any]) -> str:
    return _base64(json.dumps(value).encode())


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@pytest.fixture
def liar(db: None, configure: Configure) -> Iterator[Liar]:
    provider = Liar()
    configure(url=HOUSE, digid_issuer=provider.issuer)
    yield provider
    provider.server.shutdown()
