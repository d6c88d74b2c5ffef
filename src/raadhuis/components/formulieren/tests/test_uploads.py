"""A resident adds files: kept at once, removable, and refused with a reason when they are not good."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from raadhuis.components.formulieren.store import models
from raadhuis.components.formulieren.tests.conftest import PNG, vul_kaart
from raadhuis.kernel import blobs
from raadhuis.kernel.refusal import NotFound

pytestmark = pytest.mark.django_db
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@pytest.fixture
def bij_het_bewijs(sanne_kaart):
    vul_kaart(sanne_kaart)
    return sanne_kaart


def bestand(naam: str = "brief.png", inhoud: bytes = PNG) -> SimpleUploadedFile:
    return SimpleUploadedFile(naam, inhoud)


def test_the_question_for_a_file_comes_only_after_she_says_that_she_has_one(sanne_kaart):
    sanne_kaart.stap(1)
    sanne_kaart.vul(2, kaartsoort="bestuurder")
    sanne_kaart.vul(3, reden="Ik kan niet ver lopen", loopafstand="tot_50", duur="lang")
    before = sanne_kaart.stap(4).content.decode()

    response = sanne_kaart.vul(4, verklaring="ja")
    after = sanne_kaart.client.get(response.headers["Location"]).content.decode()

    assert 'type="file"' not in before
    assert response.headers["Location"].endswith("/stap/4/?vervolg=1")
    assert 'type="file"' in after
    assert "vraag bijgekomen" in after


def test_without_a_file_to_add_the_step_is_done_at_once(sanne_kaart):
    vul_kaart(sanne_kaart)

    assert sanne_kaart.vul(4, verklaring="nee").headers["Location"].endswith("/stap/5/")


def test_a_file_is_kept_and_can_be_looked_at_and_removed(bij_het_bewijs):
    response = bij_het_bewijs.vul(4, verklaring="ja", actie="toevoegen", bewijsstuk=bestand())
    upload = models.Upload.objects.get()
    page = bij_het_bewijs.stap(4).content.decode()
    download = bij_het_bewijs.client.get(bij_het_bewijs.url(f"bijlage/{upload.uuid}/"))
    removed = bij_het_bewijs.vul(4, verklaring="ja", verwijder=str(upload.uuid))

    assert response.headers["Location"].endswith("/stap/4/")
    assert "brief.png" in page
    assert download.content == PNG
    assert "attachment" in download.headers["Content-Disposition"]
    assert removed.status_code == 302
    assert models.Upload.objects.count() == 0
    with pytest.raises(NotFound):
        blobs.read(upload.blob)


def test_several_files_at_once_go_to_the_next_step(bij_het_bewijs):
    response = bij_het_bewijs.vul(4, verklaring="ja", bewijsstuk=[bestand("een.png"), bestand("twee.png")])

    assert response.headers["Location"].endswith("/stap/5/")
    assert models.Upload.objects.count() == 2


def test_the_next_step_waits_for_a_file(bij_het_bewijs):
    response = bij_het_bewijs.vul(4, verklaring="ja")

    assert response.status_code == 422
    assert "Voeg een bestand toe." in response.content.decode()


@pytest.mark.parametrize(
    ("naam", "inhoud", "reden"),
    [
        ("leeg.png", b"", "leeg"),
        ("virus.pdf", EICAR, "virus"),
        ("foto.png", b"MZ\x90\x00" + b"\x00" * 200, "foto.png"),
        ("notitie.txt", b"zomaar tekst\n" * 5, "geen pdf of foto"),
        ("groot.png", PNG + b"\x00" * (10 * 2**20), "groter dan 10 MB"),
    ],
)
def test_a_bad_file_is_refused_with_a_reason_and_the_rest_is_kept(bij_het_bewijs, naam, inhoud, reden):
    response = bij_het_bewijs.vul(4, verklaring="ja", bewijsstuk=[bestand(naam, inhoud), bestand("goed.png")])
    page = response.content.decode()

    assert response.status_code == 422
    assert reden in page
    assert [upload.bestandsnaam for upload in models.Upload.objects.all()] == ["goed.png"]
    assert "checked" in bij_het_bewijs.stap(4).content.decode()  # her answer is still there


def test_no_more_files_than_the_form_allows(bij_het_bewijs):
    response = bij_het_bewijs.vul(4, verklaring="ja", bewijsstuk=[bestand(f"{n}.png") for n in range(6)])

    assert "niet meer dan 5 bestanden" in response.content.decode()
    assert models.Upload.objects.count() == 5


def test_a_file_for_a_question_that_is_not_asked_is_not_kept(sanne_kaart):
    sanne_kaart.stap(1)

    sanne_kaart.vul(2, kaartsoort="bestuurder", bewijsstuk=bestand())

    assert models.Upload.objects.count() == 0


def test_removing_the_concept_removes_the_files(bij_het_bewijs):
    bij_het_bewijs.vul(4, verklaring="ja", bewijsstuk=bestand())
    upload = models.Upload.objects.get()

    bij_het_bewijs.client.post(bij_het_bewijs.url("annuleren/"))

    assert models.Upload.objects.count() == 0
    with pytest.raises(NotFound):
        blobs.read(upload.blob)
