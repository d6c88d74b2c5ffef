"""A resident reads her own zaken."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from raadhuis.components.mijn.tests.conftest import BRAM, HOUSE, PDF, SANNE, start
from raadhuis.components.zaken import api as zaken
from raadhuis.kernel.clock import local_date
from raadhuis.look.templatetags.look import when

Browser = Callable[..., Client]


def read(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, response.content.decode()
    return re.sub(r"\s+", " ", response.content.decode())


def test_without_zaken_the_page_says_so_and_leads_to_the_products(nu, browser: Browser) -> None:
    page = read(browser(SANNE), "/mijn/")
    assert "U heeft nog geen zaken" in page
    assert "Bekijk wat u kunt regelen" in page


def test_running_and_closed_zaken_stand_apart_with_their_terms(nu, browser: Browser) -> None:
    running = start(nu, SANNE).status("Ontvangen")
    closed = start(nu, SANNE, "UITTREKSEL-BRP").resultaat("Geleverd").status("Afgehandeld")
    page = read(browser(SANNE), "/mijn/")
    before, after = page.split('id="afgerond"')
    assert running.zaak.identificatie in before
    assert f"U hoort uiterlijk op {when(local_date(nu) + timedelta(days=56))} van ons" in before
    assert closed.zaak.identificatie in after
    assert f"Afgerond op {when(local_date(nu))}" in after


def test_a_zaak_that_is_too_late_says_so(nu, browser: Browser) -> None:
    late = start(nu, SANNE, startdatum=local_date(nu) - timedelta(days=100)).status("Ontvangen")
    assert "van ons moeten horen" in read(browser(SANNE), "/mijn/")
    assert "Het duurt langer dan wij hadden beloofd" in read(browser(SANNE), late.url)


def test_many_zaken_come_ten_at_a_time(nu, browser: Browser) -> None:
    for _ in range(12):
        start(nu, SANNE)
    client = browser(SANNE)
    assert read(client, "/mijn/").count("raadhuis-card--case") == 10
    assert read(client, "/mijn/?lopend=2").count("raadhuis-card--case") == 2
    assert {client.get(f"/mijn/?lopend={n}").status_code for n in ("3", "0", "-1", "x", "²", "9" * 40)} == {
        404
    }


def test_a_running_zaak_tells_what_happens_now_and_next(nu, browser: Browser) -> None:
    dossier = start(nu, SANNE, startdatum=local_date(nu) - timedelta(days=1))
    dossier.eigenschap("loopafstand", "Minder dan 100 meter").status("Ontvangen", days=-1)
    dossier.status("In behandeling", toelichting="De arts belt u.")
    page = read(browser(SANNE), dossier.url)
    assert "Wij beoordelen uw aanvraag. De arts belt u. De volgende stap is: Besluit genomen." in page
    assert 'aria-current="step"' in page
    assert "Loopafstand" in page
    assert "Minder dan 100 meter" in page
    assert dossier.zaak.identificatie in page


def test_a_decision_is_explained_with_its_dates_and_the_way_to_object(nu, browser: Browser) -> None:
    today = local_date(nu)
    dossier = (
        start(nu, SANNE)
        .besluit(vervaldatum=today + timedelta(days=1825), vervalreden="tijdelijk", verzenddatum=today)
        .document("Besluit over uw kaart", soort="Besluitbrief")
        .resultaat("Verleend", "U krijgt de kaart per post.")
        .status("Afgehandeld")
    )
    page = read(browser(SANNE), dossier.url)
    assert "<strong>Verleend</strong>" in page
    assert "U krijgt de kaart per post." in page
    assert "Besluit gehandicaptenparkeerkaart" in page
    assert (
        f'Geldt tot en met</dt><dd class="utrecht-data-list__item-value utrecht-data-list__item-value--html-dd">{when(today + timedelta(days=1825))}'
        in page
    )
    assert f"U kunt bezwaar maken tot en met {when(today + timedelta(weeks=6))}" in page
    assert "Wat gebeurt er nu?" not in page


def test_without_a_day_of_sending_the_term_to_object_is_told_in_weeks(nu, browser: Browser) -> None:
    assert "binnen 6 weken" in read(browser(SANNE), start(nu, SANNE).besluit().url)


def test_a_decision_stays_hidden_until_it_is_sent(nu, browser: Browser) -> None:
    tomorrow = local_date(nu) + timedelta(days=1)
    page = read(browser(SANNE), start(nu, SANNE).besluit(verzenddatum=tomorrow).url)
    assert "Besluit gehandicaptenparkeerkaart" not in page


def test_a_zaak_that_stands_still_says_why(nu, browser: Browser) -> None:
    dossier = start(
        nu, SANNE, opschorting=zaken.Opschorting(indicatie=True, reden="Wij wachten op uw foto.")
    ).status("Ontvangen")
    page = read(browser(SANNE), dossier.url)
    assert "Uw zaak staat even stil" in page
    assert "Wij wachten op uw foto." in page
    assert "Staat even stil" in read(browser(SANNE), "/mijn/")


def test_she_downloads_her_letter_as_a_file(nu, browser: Browser) -> None:
    dossier = start(nu, SANNE).document("Uw brief", bestandsnaam="Brief één.pdf")
    client = browser(SANNE)
    assert dossier.document_url("Uw brief") in read(client, dossier.url)
    response = client.get(dossier.document_url("Uw brief"))
    assert b"".join(response.streaming_content) == PDF  # type: ignore[attr-defined]
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Length"] == str(len(PDF))
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''Brief%20%C3%A9%C3%A9n.pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize(
    "hidden",
    [
        {"status": "in_bewerking"},
        {"status": "ter_vaststelling"},
        {"tonen_aan_initiator": False},
        {"vertrouwelijkheidaanduiding": "geheim"},
    ],
)
def test_a_document_that_is_not_for_her_is_not_shown_and_not_given(nu, browser: Browser, hidden) -> None:
    dossier = start(nu, SANNE).document("Intern advies", **hidden)
    client = browser(SANNE)
    assert "Intern advies" not in read(client, dossier.url)
    assert client.get(dossier.document_url("Intern advies")).status_code == 404


def test_what_people_write_is_text_never_markup(nu, browser: Browser) -> None:
    bad = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'
    dossier = (
        start(nu, SANNE)
        .eigenschap("reden", bad)
        .document(bad)
        .besluit(toelichting=bad)
        .status("Ontvangen", toelichting=bad)
    )
    page = read(browser(SANNE), dossier.url)
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert page.count("&lt;script&gt;alert(1)") >= 4


def test_looking_and_opening_are_recorded_with_their_purpose(nu, browser: Browser) -> None:
    dossier = start(nu, SANNE).document("Uw brief")
    client = browser(SANNE)
    read(client, dossier.url)
    client.get(dossier.document_url("Uw brief"))
    trail = zaken.list_audittrail(actor=HOUSE, zaak=dossier.zaak.uuid)
    looked = [r for r in trail if r.actie == "retrieve"]
    assert [r.toelichting for r in looked] == ["Eigen zaak bekeken in Mijn Gemeente"]
    assert looked[0].gebruikers_id.startswith("inwoner-")
    assert SANNE not in looked[0].gebruikers_id


def test_a_refused_look_is_not_recorded_as_one(nu, browser: Browser) -> None:
    dossier = start(nu, SANNE)
    browser(BRAM).get(dossier.url)
    assert all(r.actie != "retrieve" for r in zaken.list_audittrail(actor=HOUSE, zaak=dossier.zaak.uuid))


def test_after_the_silence_that_digid_allows_she_logs_in_again(nu: datetime, browser: Browser) -> None:
    dossier = start(nu, SANNE)
    response = browser(SANNE, since=nu - timedelta(minutes=16)).get(dossier.url)
    assert response.status_code == 302
    assert response["Location"] == f"/inloggen/digid?next={dossier.url}"


def test_the_pages_ask_the_database_little(nu, browser: Browser, queries) -> None:
    dossier = start(nu, SANNE).eigenschap("reden", "Ik loop slecht").status("Ontvangen")
    dossier.document("Aanvraag", soort="Aanvraagformulier", status="", ontvangstdatum=local_date(nu))
    client = browser(SANNE)
    client.get("/mijn/")
    with queries() as seen:
        client.get("/mijn/")
    assert len(seen) == 4, seen
    with queries() as seen:
        client.get(dossier.url)
    assert len(seen) <= 11, seen
