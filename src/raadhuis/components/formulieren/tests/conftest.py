"""Residents with a session, Losser's forms and types, and the BRP simulator behind a switch."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from raadhuis.components.formulieren import tasks
from raadhuis.house.testing import LOSSER
from raadhuis.kernel import clock, loader, page, settings
from raadhuis.kernel.identity import Actor, inwoner
from raadhuis.simulators.app import BRP_KEY

BASIS = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"
MIDDEN = "urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorContract"
SANNE, NOOR = "999900006", "999900109"
NERGENS = "http://127.0.0.1:1"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000 1f15c4890000000d49444154789c6360000002000001"
    "e221bc330000000049454e44ae426082".replace(" ", "")
)


@pytest.fixture
def brp(monkeypatch: pytest.MonkeyPatch, simulator: str) -> Callable[[bool], None]:
    """Switches the way to the BRP on or off."""
    ours = settings.current()

    def switch(on: bool) -> None:
        now = replace(ours, brp_url=simulator if on else NERGENS, brp_key=BRP_KEY, gemeente="Gemeente Losser")
        monkeypatch.setattr(settings, "current", lambda: now)

    switch(True)
    return switch


@pytest.fixture
def losser(db: None, brp: Callable[[bool], None]) -> None:
    """Losser's zaaktypen and forms."""
    loader.resolve("catalogi", "tasks:load")(LOSSER, at=clock.now())
    tasks.load(LOSSER, at=clock.now())


def persoon(bsn: str, loa: str = MIDDEN) -> Actor:
    return inwoner(bsn, loa=loa, secret_key="k")


def inloggen(actor: Actor) -> Client:
    """A browser in which this resident is logged in."""
    client = Client()
    session: Any = client.session
    page.log_in(SimpleNamespace(session=session), actor, at=clock.now())  # type: ignore[arg-type]  # only its session
    session.save()
    client.cookies["raadhuis_sessie"] = session.session_key
    return client


@dataclass
class Bezoek:
    """A resident at one form."""

    client: Client
    slug: str

    def url(self, rest: str = "") -> str:
        return f"/formulier/{self.slug}/{rest}"

    def stap(self, nummer: int) -> Any:
        return self.client.get(self.url(f"stap/{nummer}/"))

    def vul(self, nummer: int, **antwoorden: Any) -> Any:
        return self.client.post(self.url(f"stap/{nummer}/"), antwoorden)

    def samenvatting(self) -> str:
        response = self.client.get(self.url("samenvatting/"))
        assert response.status_code == 200, response.headers.get("Location")
        return response.content.decode()

    def knop(self) -> dict[str, str]:
        """What the summary's form would send."""
        return dict(re.findall(r'name="(inzending|versie)" value="([^"]+)"', self.samenvatting()))

    def verstuur(self, knop: dict[str, str] | None = None) -> str:
        """Send; the reference."""
        response = self.client.post(self.url("versturen/"), knop or self.knop())
        assert response.status_code == 302
        found = re.search(r"/ontvangen/([^/]+)/", response.headers["Location"])
        assert found, response.headers["Location"]
        return found[1]


def over(dagen: int) -> str:
    """A day from today, as people type it."""
    return f"{clock.local_date(clock.now()) + timedelta(days=dagen):%d-%m-%Y}"


def vandaag() -> date:
    return clock.local_date(clock.now())


@pytest.fixture
def sanne_verhuist(losser: None) -> Bezoek:
    return Bezoek(inloggen(persoon(SANNE)), "verhuizing-doorgeven")


@pytest.fixture
def noor_verhuist(losser: None) -> Bezoek:
    return Bezoek(inloggen(persoon(NOOR)), "verhuizing-doorgeven")


@pytest.fixture
def sanne_kaart(losser: None) -> Bezoek:
    return Bezoek(inloggen(persoon(SANNE)), "gehandicaptenparkeerkaart-aanvragen")


ADRES = {"postcode": "7581ab", "huisnummer": "12 B", "straat": "Brinkstraat", "plaats": "Losser"}


def vul_verhuizing(bezoek: Bezoek) -> None:
    """All steps of the move, up to the summary."""
    assert bezoek.stap(1).status_code == 200
    bezoek.vul(1)
    bezoek.vul(2, ingangsdatum=over(7), **ADRES)
    bezoek.vul(3, anderen="ja")
    bezoek.vul(3, anderen="ja", meeverhuizers="Jan Wolters\nLies Wolters")
    bezoek.vul(4, email="sanne@voorbeeld.nl", telefoon="06-12 34 56 78")


def vul_kaart(bezoek: Bezoek) -> None:
    """The parking card up to the step with the proof."""
    bezoek.stap(1)
    bezoek.vul(1)
    bezoek.vul(2, kaartsoort="bestuurder")
    bezoek.vul(3, reden="Ik kan niet ver lopen", loopafstand="tot_50", duur="lang")
    bezoek.vul(4, verklaring="ja")
