"""What was begun and not sent is kept as long as the page says, and no longer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from raadhuis.components.formulieren import api, tasks
from raadhuis.components.formulieren.store import models
from raadhuis.components.formulieren.tests.conftest import (
    NOOR,
    PNG,
    SANNE,
    Bezoek,
    persoon,
    vul_kaart,
    vul_verhuizing,
)
from raadhuis.components.formulieren.tests.test_uploads import bestand
from raadhuis.kernel import blobs, clock
from raadhuis.kernel.refusal import NotFound
from raadhuis.look.templatetags.look import when

pytestmark = pytest.mark.django_db


def aged(days: float) -> None:
    """Everything that was begun is this many days older."""
    for one in models.Inzending.objects.all():
        one.gewijzigd -= timedelta(days=days)
        one.save()


def test_the_start_page_says_until_when_she_can_send_it(sanne_verhuist: Bezoek) -> None:
    sanne_verhuist.stap(1)

    page = sanne_verhuist.client.get(sanne_verhuist.url()).content.decode()

    last = clock.local_date(clock.now()) + timedelta(days=30)
    assert f"U kunt ze versturen tot en met {when(last)}." in page
    assert "Na 30 dagen zonder wijziging verwijderen wij het." in Client().get("/privacy/").content.decode()
    assert api.BEWAARD.days == 30


def test_on_its_last_day_it_is_still_there_and_a_day_later_it_is_gone(sanne_verhuist: Bezoek) -> None:
    sanne_verhuist.stap(1)
    aged(30)

    tasks.ruim_op(0)
    assert [b.bewaard_tot for b in api.list_begonnen(actor=persoon(SANNE))] == [clock.local_date(clock.now())]

    aged(1)
    tasks.ruim_op(0)
    assert api.list_begonnen(actor=persoon(SANNE)) == ()
    assert models.Inzending.objects.count() == 0


def test_working_on_it_keeps_it_longer(sanne_verhuist: Bezoek) -> None:
    sanne_verhuist.stap(1)
    aged(30)
    sanne_verhuist.vul(1)

    aged(1)
    tasks.ruim_op(0)

    assert len(api.list_begonnen(actor=persoon(SANNE))) == 1


def test_its_files_go_with_it(sanne_kaart: Bezoek) -> None:
    vul_kaart(sanne_kaart)
    sanne_kaart.vul(4, verklaring="ja", actie="toevoegen", bewijsstuk=bestand())
    (upload,) = models.Upload.objects.all()
    assert b"".join(blobs.read(upload.blob)) == PNG

    aged(31)
    tasks.ruim_op(0)

    assert models.Upload.objects.count() == 0
    with pytest.raises(NotFound):
        b"".join(blobs.read(upload.blob))


def test_what_was_sent_is_never_removed_by_age(sanne_verhuist: Bezoek) -> None:
    vul_verhuizing(sanne_verhuist)
    sanne_verhuist.verstuur()

    aged(400)
    tasks.ruim_op(0)

    assert models.Inzending.objects.get().status == "ingediend"


def test_one_cannot_see_what_somebody_else_began(sanne_verhuist: Bezoek, noor_verhuist: Bezoek) -> None:
    sanne_verhuist.stap(1)

    assert [b.slug for b in api.list_begonnen(actor=persoon(SANNE))] == ["verhuizing-doorgeven"]
    assert api.list_begonnen(actor=persoon(NOOR)) == ()
