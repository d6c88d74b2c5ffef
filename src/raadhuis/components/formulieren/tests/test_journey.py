"""A resident fills in a form, sends it once, and keeps proof of it."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client

from raadhuis.components.formulieren.store import models
from raadhuis.components.formulieren.tests.conftest import (
    ADRES,
    BASIS,
    SANNE,
    Bezoek,
    inloggen,
    over,
    persoon,
    vul_verhuizing,
)

pytestmark = pytest.mark.django_db


def test_the_start_page_says_what_she_needs_and_leads_through_digid_to_the_first_step(losser):
    page = Client().get("/formulier/verhuizing-doorgeven/").content.decode()

    assert "uw nieuwe postcode en huisnummer" in page
    assert "/inloggen/digid?next=/formulier/verhuizing-doorgeven/stap/1/" in page


def test_a_step_asks_to_log_in_first(losser):
    response = Client().get("/formulier/verhuizing-doorgeven/stap/1/")

    assert response.headers["Location"].startswith("/inloggen/digid?next=")


def test_a_form_that_does_not_exist_is_not_found(losser):
    assert Client().get("/formulier/paspoort/").status_code == 404
    assert inloggen(persoon(SANNE)).get("/formulier/paspoort/stap/1/").status_code == 404


def test_her_name_birth_date_and_address_come_from_the_brp_and_cannot_be_typed_over(sanne_verhuist):
    page = sanne_verhuist.stap(1).content.decode()

    assert "Sanne Elisabeth Wolters" in page
    assert "12 april 1988" in page
    assert "Gronausestraat 112, 7581 CH Losser" in page
    assert "Bron: BRP" in page
    assert 'type="text"' not in page


def test_the_header_calls_her_by_name_once_the_brp_told_it(sanne_verhuist):
    sanne_verhuist.stap(1)

    page = sanne_verhuist.client.get("/mijn/").content.decode()

    assert "<strong>Sanne Elisabeth Wolters</strong>" in page
    assert "Ingelogd met DigiD" not in page


def test_the_whole_journey_ends_with_a_reference_and_a_receipt(sanne_verhuist):
    vul_verhuizing(sanne_verhuist)

    summary = sanne_verhuist.samenvatting()
    referentie = sanne_verhuist.verstuur()
    confirmation = sanne_verhuist.client.get(sanne_verhuist.url(f"ontvangen/{referentie}/")).content.decode()
    receipt = sanne_verhuist.client.get(sanne_verhuist.url(f"ontvangen/{referentie}/ontvangstbewijs.pdf"))

    assert "7581 AB" in summary
    assert "Jan Wolters" in summary
    assert re.fullmatch(r"L\d\d-[34679CDFGHJKMNPQRTVWXY]{4}-[34679CDFGHJKMNPQRTVWXY]{4}", referentie)
    assert referentie in confirmation
    assert "/mijn/" in confirmation
    assert receipt.headers["Content-Type"] == "application/pdf"
    assert receipt.content.startswith(b"%PDF")


def test_a_low_digid_level_gets_a_page_that_explains(losser):
    response = inloggen(persoon(SANNE, BASIS)).get("/formulier/verhuizing-doorgeven/stap/1/")

    assert response.status_code == 403
    assert b"Log in op een hoger niveau" in response.content
    assert models.Inzending.objects.count() == 0


def test_leaving_and_coming_back_on_another_device_keeps_her_answers(sanne_verhuist):
    sanne_verhuist.stap(1)
    sanne_verhuist.vul(1)
    sanne_verhuist.vul(2, ingangsdatum=over(3), **ADRES)

    later = Bezoek(inloggen(persoon(SANNE)), "verhuizing-doorgeven")
    start = later.client.get(later.url()).content.decode()
    page = later.stap(2).content.decode()

    assert "Verder gaan" in start
    assert "Opnieuw beginnen" in start
    assert 'value="Brinkstraat"' in page
    assert f'value="{over(3)}"' in page


def test_stopping_removes_everything_after_a_question(sanne_verhuist):
    sanne_verhuist.stap(1)
    question = sanne_verhuist.client.get(sanne_verhuist.url("annuleren/"))
    response = sanne_verhuist.client.post(sanne_verhuist.url("annuleren/"))

    assert b"Wilt u stoppen" in question.content
    assert response.headers["Location"] == "/formulier/verhuizing-doorgeven/"
    assert (
        "Uw antwoorden zijn verwijderd." in sanne_verhuist.client.get(sanne_verhuist.url()).content.decode()
    )
    assert models.Inzending.objects.count() == 0


def test_beginning_again_starts_with_an_empty_form(sanne_verhuist):
    sanne_verhuist.stap(1)
    sanne_verhuist.vul(1)
    sanne_verhuist.vul(2, ingangsdatum=over(3), **ADRES)

    response = sanne_verhuist.client.post(sanne_verhuist.url("annuleren/?opnieuw=1"), follow=True)

    assert response.redirect_chain[-1][0] == "/formulier/verhuizing-doorgeven/stap/1/"
    assert b"Brinkstraat" not in sanne_verhuist.stap(2).content


def test_sending_twice_gives_one_reference_and_one_job(sanne_verhuist):
    vul_verhuizing(sanne_verhuist)
    button = sanne_verhuist.knop()

    first, second = sanne_verhuist.verstuur(button), sanne_verhuist.verstuur(button)

    assert first == second
    assert models.Inzending.objects.count() == 1
    with connection.cursor() as cursor:
        lock = f"formulieren-{models.Inzending.objects.get().id}"
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE queueing_lock = %s", [lock])
        assert cursor.fetchone() == (1,)


def test_after_sending_she_can_send_the_same_form_again_as_a_new_one(sanne_verhuist):
    vul_verhuizing(sanne_verhuist)
    first = sanne_verhuist.verstuur()
    vul_verhuizing(sanne_verhuist)

    assert sanne_verhuist.verstuur() != first


def test_what_she_did_not_see_in_the_summary_is_not_sent(sanne_verhuist):
    vul_verhuizing(sanne_verhuist)
    button = sanne_verhuist.knop()
    sanne_verhuist.vul(4, email="ander@voorbeeld.nl")  # in another tab

    response = sanne_verhuist.client.post(sanne_verhuist.url("versturen/"), button, follow=True)

    assert response.redirect_chain[0][0].endswith("samenvatting/?gewijzigd=1")
    assert "intussen gewijzigd" in response.content.decode()
    assert models.Inzending.objects.get().status == "concept"


def test_an_unfinished_form_cannot_be_sent_and_leads_to_what_is_missing(sanne_verhuist):
    sanne_verhuist.stap(1)
    concept = models.Inzending.objects.get()

    response = sanne_verhuist.client.post(
        sanne_verhuist.url("versturen/"), {"inzending": str(concept.uuid), "versie": "1"}
    )

    assert response.headers["Location"] == "/formulier/verhuizing-doorgeven/stap/2/?onvolledig=1"
    assert (
        sanne_verhuist.client.get(sanne_verhuist.url("samenvatting/"))
        .headers["Location"]
        .endswith("stap/2/?onvolledig=1")
    )


def test_a_later_step_leads_back_to_the_first_that_is_not_good(sanne_verhuist):
    sanne_verhuist.stap(1)

    assert sanne_verhuist.stap(4).headers["Location"] == "/formulier/verhuizing-doorgeven/stap/2/"
    assert sanne_verhuist.stap(9).status_code == 404


def test_her_answers_and_bsn_do_not_lie_readable_in_the_database(sanne_verhuist):
    vul_verhuizing(sanne_verhuist)

    kept = bytes(models.Inzending.objects.get().gegevens)

    for secret in (SANNE, "Brinkstraat", "sanne@voorbeeld.nl", "Wolters"):
        assert secret.encode() not in kept
    assert SANNE not in models.Inzending.objects.get().inwoner


def test_the_brp_is_away_so_she_types_her_name_and_can_send(sanne_verhuist, brp):
    brp(False)
    page = sanne_verhuist.stap(1).content.decode()
    sanne_verhuist.vul(
        1, naam="Sanne Wolters", geboortedatum="12-4-1988", oud_adres="Gronausestraat 112 Losser"
    )
    brp_page = sanne_verhuist.stap(2)
    sanne_verhuist.vul(2, ingangsdatum=over(0), **ADRES)
    sanne_verhuist.vul(3, anderen="nee")
    sanne_verhuist.vul(4, email="sanne@voorbeeld.nl")

    assert "Wij kunnen uw gegevens nu niet ophalen" in page
    assert brp_page.status_code == 200
    assert "Sanne Wolters" in sanne_verhuist.samenvatting()
    assert sanne_verhuist.verstuur()


def test_when_the_brp_is_back_its_facts_come_by_themselves(sanne_verhuist, brp):
    brp(False)
    sanne_verhuist.stap(1)
    sanne_verhuist.vul(1, naam="Sanne W", geboortedatum="12-4-1988", oud_adres="Gronausestraat 112")
    brp(True)

    page = sanne_verhuist.stap(1).content.decode()

    assert "Sanne Elisabeth Wolters" in page
    assert "Bron: BRP" in page


def test_a_step_takes_few_questions_to_the_database(sanne_verhuist, queries):
    sanne_verhuist.stap(1)

    with queries() as seen:
        sanne_verhuist.stap(1)

    assert len([sql for sql in seen if "formulieren_" in sql]) == 1
