"""What changes in the registers is heard by the rooms above, in the other installation."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from tests.apart.installations import Apart, Installation, start

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def apart() -> Iterator[Apart]:
    with start(above=("berichten",)) as both:
        yield both


def ask(installation: Installation, sql: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(installation.environment["RAADHUIS_DATABASE_URL"]) as connection:
        return connection.execute(sql).fetchall()


def wait_for(installation: Installation, sql: str, *, seconds: float = 20) -> list[tuple[Any, ...]]:
    end = time.monotonic() + seconds
    while not (found := ask(installation, sql)):
        assert time.monotonic() < end, installation.said
        time.sleep(0.1)
    return found


def test_the_one_above_subscribes_once_and_hears_a_status_and_mails(apart: Apart) -> None:
    wait_for(apart.registers, "SELECT 1 FROM notificaties_abonnement")
    apart.registers.run("tests.apart.doors", "write")
    heard = wait_for(apart.above, "SELECT kanaal, resource, actie FROM kernel_event")
    assert set(heard) == {("zaken", "status", "create")}
    assert wait_for(apart.above, "SELECT 1 FROM berichten_mail")
    apart.above.stop()
    apart.above.serve()
    time.sleep(3)
    kanalen = ask(apart.registers, "SELECT callback_url, kanalen FROM notificaties_abonnement")
    callback = f"{apart.above.base}/notificaties/callback"
    assert kanalen == [(callback, [{"naam": "zaken", "filters": {}}])]


def test_what_happens_while_the_one_above_is_away_is_heard_when_it_is_back(apart: Apart) -> None:
    count = "SELECT 1 FROM kernel_event OFFSET {} LIMIT 1"
    before = len(ask(apart.above, "SELECT 1 FROM kernel_event"))
    apart.above.stop()
    apart.registers.run("tests.apart.doors", "write")
    apart.above.serve()
    wait_for(apart.above, count.format(before + 1), seconds=240)  # two statuses: the first and the last
