"""The queue and the database together: a form that was sent is registered by a real worker, and sent once."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from raadhuis.components.formulieren import api, tasks
from raadhuis.components.formulieren.store import models, wachtrij
from raadhuis.components.formulieren.tests.conftest import SANNE, Bezoek, inloggen, persoon, vul_verhuizing

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_worker_makes_the_zaak_of_a_form_that_was_sent(sanne_verhuist):
    vul_verhuizing(sanne_verhuist)
    sanne_verhuist.verstuur()

    asyncio.run(_work())

    assert models.Inzending.objects.get().status == "geregistreerd"


async def _work() -> None:
    connector = app.connector
    assert isinstance(connector, DjangoConnector)
    worker = app.with_connector(connector.get_worker_connector())
    async with worker.open_async():
        await worker.run_worker_async(wait=False, install_signal_handlers=False, listen_notify=False)
    await sync_to_async(lambda: connection.close())()  # of the thread that did the work


def test_a_job_exists_only_together_with_its_form():
    with transaction.atomic():
        wachtrij.put(7_000_007)
        transaction.set_rollback(True)

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE queueing_lock = 'formulieren-7000007'")
        assert cursor.fetchone() == (0,)


def test_two_clicks_at_the_same_moment_give_one_reference(sanne_verhuist):
    vul_verhuizing(sanne_verhuist)
    button = sanne_verhuist.knop()
    together = threading.Barrier(2)

    def click(_: int) -> str:
        visit = Bezoek(inloggen(persoon(SANNE)), "verhuizing-doorgeven")
        together.wait()
        try:
            return visit.verstuur(button)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        references = set(pool.map(click, range(2)))

    assert len(references) == 1
    assert models.Inzending.objects.count() == 1


def test_a_form_that_somebody_else_is_registering_waits_its_turn(sanne_verhuist):
    vul_verhuizing(sanne_verhuist)
    sanne_verhuist.verstuur()
    sent = models.Inzending.objects.get().id

    def elsewhere() -> bool:
        try:
            tasks.registreer(sent)
        except tasks.AnderBezig:
            return True
        finally:
            connection.close()
        return False

    with api.alleen(inzending=sent) as mine, ThreadPoolExecutor(1) as pool:
        assert mine
        assert pool.submit(elsewhere).result()
    assert api.te_registreren(inzending=sent) is not None
