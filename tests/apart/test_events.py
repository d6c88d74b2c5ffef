"""What changes in the registers is heard by the rooms above, in the other installation."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from raadhuis.kernel.sending import LONGEST_REST
from tests.apart.installations import Apart, Installation, Models, start

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("events")]


@pytest.fixture(scope="module")
def apart(models: Models) -> Iterator[Apart]:
    """Both, from the moment that the one above has subscribed: nobody hears what happened before."""
    with start(models, above=("berichten",)) as both:
        wait_for(both.registers, "SELECT 1 FROM notificaties_abonnement")
        yield both


def ask(installation: Installation, sql: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(installation.environment["RAADHUIS_DATABASE_URL"]) as connection:
        return connection.execute(sql).fetchall()


def wait_for(installation: Installation, sql: str, *, seconds: float = 20) -> list[tuple[Any, ...]]:
    end = time.monotonic() + seconds
    while not (found := ask(installation, sql)):
        assert time.monotonic() < end, f"{sql} gave nothing in {seconds} s. {installation.said}"
        time.sleep(0.02)
    return found


def underway(apart: Apart) -> str:
    """Where the events are, for who reads why it failed: what waits below and why, how the subscriber does, and what
    arrived above."""
    below = ask(
        apart.registers,
        "SELECT d.subscriber, e.resource, d.attempts, d.error, d.due, s.failures, s.rests_until, now()"
        " FROM kernel_delivery d JOIN kernel_event e USING (seq)"
        " LEFT JOIN kernel_subscriber s ON s.subscriber = d.subscriber ORDER BY d.seq",
    )
    above = ask(apart.above, "SELECT kanaal, resource, actie, at FROM kernel_event ORDER BY seq")
    return f"waits below: {below}; arrived above: {above}; said above: {apart.above.said}"


def test_the_one_above_subscribes_once_and_hears_a_status_and_mails(apart: Apart) -> None:
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
    written = (
        "SELECT object FROM kernel_event WHERE kanaal = 'zaken' AND resource = 'status' AND actie = 'create'"
    )
    before = set(ask(apart.registers, written))
    apart.above.stop()
    apart.registers.run("tests.apart.doors", "write")
    missed = set(ask(apart.registers, written)) - before
    assert len(missed) == 2, "the first status and the last"
    apart.above.serve()
    # A subscriber that was away is called within a minute of its return, however long it was away.
    end = time.monotonic() + LONGEST_REST.total_seconds() + 60
    while not missed <= set(ask(apart.above, written)):
        assert time.monotonic() < end, underway(apart)
        time.sleep(0.02)
