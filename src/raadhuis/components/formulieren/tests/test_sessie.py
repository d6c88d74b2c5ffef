"""A session that ends while somebody types: nothing of the work is lost, and nobody else gets it."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from raadhuis.components.formulieren.tests.conftest import NOOR, SANNE, Bezoek, over, persoon
from raadhuis.kernel import clock, page

ANTWOORDEN = {"postcode": "7581AB", "huisnummer": "12", "straat": "Brinkstraat", "plaats": "Losser"}


def laat_verlopen(bezoek: Bezoek) -> None:
    session: Any = bezoek.client.session
    session["inwoner_seen"] = (clock.now() - timedelta(minutes=16)).isoformat()
    session.save()


def log_weer_in(bezoek: Bezoek, bsn: str) -> None:
    session: Any = bezoek.client.session
    page.log_in(SimpleNamespace(session=session), persoon(bsn), at=clock.now())  # type: ignore[arg-type]  # only its session
    session.save()
    bezoek.client.cookies["raadhuis_sessie"] = session.session_key


def beginnen_en_verlopen(bezoek: Bezoek) -> Any:
    bezoek.stap(1)
    bezoek.vul(1)
    laat_verlopen(bezoek)
    return bezoek.vul(2, ingangsdatum=over(7), **ANTWOORDEN)


def test_what_was_sent_after_the_session_ended_is_kept_through_the_login(sanne_verhuist: Bezoek) -> None:
    response = beginnen_en_verlopen(sanne_verhuist)
    assert response.headers["Location"].startswith(
        "/inloggen/digid?next=/formulier/verhuizing-doorgeven/stap/2/"
    )
    log_weer_in(sanne_verhuist, SANNE)
    assert sanne_verhuist.stap(2).headers["Location"].endswith("/stap/3/")
    assert "Brinkstraat" in sanne_verhuist.stap(2).content.decode()


def test_somebody_else_who_logs_in_there_does_not_get_it(sanne_verhuist: Bezoek) -> None:
    beginnen_en_verlopen(sanne_verhuist)
    log_weer_in(sanne_verhuist, NOOR)
    sanne_verhuist.stap(1)
    assert "Brinkstraat" not in sanne_verhuist.stap(2).content.decode()
