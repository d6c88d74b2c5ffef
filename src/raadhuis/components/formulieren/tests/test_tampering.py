"""Somebody changes what the page sent, or makes up addresses."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from structlog.testing import capture_logs

from raadhuis.components.formulieren.store import models, zegel
from raadhuis.components.formulieren.tests.conftest import (
    ADRES,
    BASIS,
    NOOR,
    PNG,
    SANNE,
    Bezoek,
    inloggen,
    over,
    persoon,
    vul_kaart,
    vul_verhuizing,
)

pytestmark = pytest.mark.django_db


def antwoorden() -> dict[str, object]:
    return dict(zegel.unseal(bytes(models.Inzending.objects.get().gegevens)).antwoorden)


def test_a_prefilled_fact_that_is_changed_is_ignored_and_written_down(sanne_verhuist):
    sanne_verhuist.stap(1)

    with capture_logs() as log:
        sanne_verhuist.vul(1, naam="Koning Willem", geboortedatum="12 april 1988")

    assert [(entry["event"], entry["velden"]) for entry in log if entry["event"] == "formulier.vervalst"] == [
        ("formulier.vervalst", ["naam"])
    ]
    assert "Koning" not in str(log)
    assert "Sanne Elisabeth Wolters" in sanne_verhuist.stap(1).content.decode()
    assert antwoorden() == {}


def test_sending_the_facts_back_unchanged_is_no_tampering(sanne_verhuist):
    sanne_verhuist.stap(1)

    with capture_logs() as log:
        sanne_verhuist.vul(1, naam="Sanne Elisabeth Wolters", geboortedatum="12 april 1988")

    assert not [entry for entry in log if entry["event"] == "formulier.vervalst"]


def test_an_answer_to_a_question_that_is_hidden_is_dropped(sanne_verhuist):
    sanne_verhuist.stap(1)
    sanne_verhuist.vul(2, ingangsdatum=over(1), **ADRES)

    sanne_verhuist.vul(3, anderen="nee", meeverhuizers="Spook")

    assert antwoorden()["anderen"] == "nee"
    assert "meeverhuizers" not in antwoorden()


def test_an_answer_goes_away_when_its_question_does(sanne_verhuist):
    vul_verhuizing(sanne_verhuist)
    sanne_verhuist.vul(3, anderen="nee", meeverhuizers="Jan")

    assert "meeverhuizers" not in antwoorden()
    assert "Jan" not in sanne_verhuist.samenvatting()


def test_unknown_names_and_names_of_other_steps_are_ignored(sanne_verhuist):
    sanne_verhuist.stap(1)

    sanne_verhuist.vul(
        2, ingangsdatum=over(1), email="x@voorbeeld.nl", status="geregistreerd", bsn=NOOR, **ADRES
    )

    assert set(antwoorden()) == {"ingangsdatum", *ADRES}


@pytest.mark.parametrize("value", ["misschien", "", "JA", "ja; DROP TABLE"])
def test_a_choice_that_was_not_offered_is_refused(sanne_verhuist, value):
    sanne_verhuist.stap(1)
    sanne_verhuist.vul(2, ingangsdatum=over(1), **ADRES)

    response = sanne_verhuist.vul(3, anderen=value)

    assert response.status_code == 422
    assert "anderen" not in antwoorden()


def test_markup_in_an_answer_is_shown_as_text(sanne_verhuist):
    sanne_verhuist.stap(1)
    sanne_verhuist.vul(2, ingangsdatum=over(1), **{**ADRES, "straat": "<script>alert(1)</script>"})

    page = sanne_verhuist.stap(2).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_nobody_reaches_anothers_concept_receipt_or_upload_by_any_address(sanne_kaart, losser):
    vul_kaart(sanne_kaart)
    sanne_kaart.vul(4, verklaring="ja", bewijsstuk=SimpleUploadedFile("brief.png", PNG))
    upload = models.Upload.objects.get()
    noor = Bezoek(inloggen(persoon(NOOR)), sanne_kaart.slug)
    noor.stap(1)
    own_button = {"inzending": str(models.Inzending.objects.get(id=upload.inzending_id).uuid), "versie": "6"}

    assert sanne_kaart.client.get(sanne_kaart.url(f"bijlage/{upload.uuid}/")).status_code == 200
    assert noor.client.get(noor.url(f"bijlage/{upload.uuid}/")).status_code == 404
    noor.vul(4, verwijder=str(upload.uuid))
    assert models.Upload.objects.count() == 1
    sent = noor.client.post(noor.url("versturen/"), own_button)
    assert sent.headers["Location"] == noor.url()
    sanne_kaart.vul(5, email="sanne@voorbeeld.nl")
    referentie = sanne_kaart.verstuur()
    for rest in (f"ontvangen/{referentie}/", f"ontvangen/{referentie}/ontvangstbewijs.pdf"):
        assert sanne_kaart.client.get(sanne_kaart.url(rest)).status_code == 200
        assert noor.client.get(noor.url(rest)).status_code == 404


def test_a_lower_digid_level_does_not_open_her_own_receipt_or_answers(sanne_verhuist):
    vul_verhuizing(sanne_verhuist)
    referentie = sanne_verhuist.verstuur()
    sanne_verhuist.stap(1)
    low = Bezoek(inloggen(persoon(SANNE, BASIS)), sanne_verhuist.slug)

    for rest in (
        f"ontvangen/{referentie}/ontvangstbewijs.pdf",
        f"ontvangen/{referentie}/",
        "stap/1/",
        "samenvatting/",
    ):
        assert low.client.get(low.url(rest)).status_code == 403


def test_a_receipt_is_only_found_below_its_own_form(sanne_verhuist):
    vul_verhuizing(sanne_verhuist)
    referentie = sanne_verhuist.verstuur()

    response = sanne_verhuist.client.get(f"/formulier/uittreksel-brp-aanvragen/ontvangen/{referentie}/")

    assert response.status_code == 404


def test_a_post_without_the_csrf_token_is_refused(sanne_verhuist):
    sanne_verhuist.client.handler.enforce_csrf_checks = True

    assert sanne_verhuist.vul(1).status_code == 403
