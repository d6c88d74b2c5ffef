"""Starts the simulators as the process they are, and logs in through them as a browser and a client would."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
import signal
import ssl
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx

RESIDENT = ("raadhuis-inwoner", "simulator-geheim-inwoner")
EMPLOYEE = ("raadhuis-medewerker", "simulator-geheim-medewerker")
CALLBACK = "http://127.0.0.1:9999/terug"
BRP = "/haalcentraal/api/brp/personen"

_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # shared: making one takes longer than the test
http = httpx.Client(verify=_NO_TLS)


@dataclass
class Service:
    """A running process and where it answers."""

    process: subprocess.Popen[str]
    url: str
    smtp_port: int

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(10)


def start(data: Path, *options: str) -> Service:
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "raadhuis.simulators",
            "--port=0",
            "--smtp-port=0",
            f"--data={data}",
            *options,
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    ready = re.search(r"(http://[\d.]+:\d+)/ smtp://[\d.]+:(\d+)", process.stdout.readline())
    assert ready
    return Service(process, ready[1], int(ready[2]))


@dataclass
class Login:
    """A client application at the moment it sends somebody to log in."""

    service: Service
    mount: str = "digid"
    client: tuple[str, str] = RESIDENT
    extra: dict[str, str] = field(default_factory=dict)
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    browser: httpx.Client = field(default_factory=lambda: httpx.Client(verify=_NO_TLS))

    @property
    def request(self) -> dict[str, str]:
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return {
            "client_id": self.client[0],
            "redirect_uri": CALLBACK,
            "response_type": "code",
            "scope": "openid",
            "state": "staat",
            "nonce": "eenmalig",
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        } | self.extra

    def where(self, endpoint: str) -> str:
        return f"{self.service.url}/{self.mount}/{endpoint}"

    def open(self) -> httpx.Response:
        return self.browser.get(self.where("authorize"), params=self.request)

    def choose(self, **choice: str) -> httpx.Response:
        return self.browser.post(self.where("authorize"), data=self.request | choice)

    def returned(self, **choice: str) -> dict[str, str]:
        """What the client hears when this choice is made."""
        return parameters(self.choose(**choice))

    def redeem(self, code: str, /, **changed: str) -> httpx.Response:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": CALLBACK,
            "code_verifier": self.verifier,
        }
        return http.post(self.where("token"), data=form | changed, auth=self.client)


def parameters(response: httpx.Response) -> dict[str, str]:
    """The query of the address that the browser is sent to."""
    assert response.status_code == 303, response.text
    location = response.headers["location"]
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
