"""The worker: what is promised to the background happens, whatever is killed or goes away meanwhile."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import threading
import time

import psycopg
import pytest
from procrastinate.contrib.django import app
from structlog.testing import capture_logs

from raadhuis.house import jobs
from raadhuis.house.jobs import Outage
from raadhuis.kernel import db, events
from tests.worker.conftest import NAME, Worker, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
Server = psycopg.Connection[tuple[object, ...]]


def promise(worker: Worker, text: str, *, seconds: float = 0) -> None:
    app.configure_task("proef.schrijf").defer(file=str(worker.file), text=text, seconds=seconds)


def disconnect(server: Server) -> None:
    server.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = %s", [NAME]
    )


def test_a_job_promised_in_a_transaction_that_rolls_back_does_not_exist(worker: Worker) -> None:
    with contextlib.suppress(KeyError), db.atomic():
        promise(worker, "teruggedraaid")
        raise KeyError
    promise(worker, "vastgelegd")
    worker.start()
    worker.wait_for("klaar vastgelegd")
    assert worker.lines == ["begin vastgelegd", "klaar vastgelegd"]


def test_a_job_that_promises_another_does_so_in_its_own_transaction(worker: Worker) -> None:
    app.configure_task("proef.bedenkt_zich").defer(file=str(worker.file))
    worker.start()
    worker.wait_for("klaar vastgelegd")
    assert worker.lines == ["begin vastgelegd", "klaar vastgelegd"]


def test_a_job_runs_again_after_its_worker_was_killed(worker: Worker) -> None:
    promise(worker, "brief", seconds=2)
    first = worker.start()
    worker.wait_for("begin brief")
    first.kill()
    first.wait()
    worker.start()
    worker.wait_for("klaar brief")
    assert worker.lines == ["begin brief", "begin brief", "klaar brief"]


def test_the_worker_goes_on_when_its_connections_are_cut(worker: Worker, server: Server) -> None:
    worker.start()
    promise(worker, "voor")
    worker.wait_for("klaar voor")
    disconnect(server)
    promise(worker, "na")
    worker.wait_for("klaar na")
    assert "Traceback" not in worker.said


def test_the_worker_waits_out_a_database_that_is_away_and_says_so_once(
    worker: Worker, server: Server
) -> None:
    worker.start()
    promise(worker, "voor")
    worker.wait_for("klaar voor")
    name = str(db.value("SELECT current_database()"))
    server.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
    try:
        disconnect(server)
        time.sleep(4)  # it tries once a second
    finally:
        server.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
    promise(worker, "na")
    worker.wait_for("klaar na")
    assert worker.said.count("worker.waits") == 1
    assert worker.said.count("worker.goes_on") == 1
    assert "Traceback" not in worker.said


def test_a_worker_that_is_told_to_stop_finishes_its_job_first(worker: Worker) -> None:
    promise(worker, "brief", seconds=2)
    process = worker.start()
    worker.wait_for("begin brief")
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=8) == 0
    assert worker.lines == ["begin brief", "klaar brief"]


def test_a_worker_at_rest_keeps_no_connection_for_each_of_its_threads(worker: Worker, server: Server) -> None:
    def connections() -> int:
        asked = "SELECT count(*) FROM pg_stat_activity WHERE application_name = %s"
        [[number]] = server.execute(asked, [NAME]).fetchall()
        return int(str(number))

    promise(worker, "eerst")
    worker.start()
    worker.wait_for("klaar eerst")

    # Five of procrastinate, and what two threads at the same moment need.
    wait_until(lambda: connections() <= 7, seconds=60, what="at most seven connections")


def test_relays_without_work_look_for_it_together_as_often_as_one_would(transactional_db: None) -> None:
    stop, lane, began = threading.Event(), events.Lane(), time.monotonic()
    how = {"outgoing": True}
    relays = [threading.Thread(target=jobs.relay, args=(stop, Outage(), lane), kwargs=how) for _ in range(4)]

    with db.observed() as asked:
        for each in relays:
            each.start()
        time.sleep(1)
        stop.set()
        for each in relays:
            each.join()

    db.close_idle()
    assert 1 <= len(asked) <= 4 + (time.monotonic() - began) / jobs.IDLE


def test_an_answer_to_what_was_asked_before_it_went_away_does_not_say_that_the_database_is_back() -> None:
    outage, asked = Outage(), time.monotonic()

    with capture_logs() as said:
        outage.away(OSError())
        outage.back(asked=asked)
        outage.away(OSError())
        outage.back(asked=time.monotonic())
        outage.back(asked=time.monotonic())

    assert [line["event"] for line in said] == ["worker.waits", "worker.goes_on"]


def test_the_worker_goes_on_when_what_it_waits_for_is_cancelled_and_nobody_told_it_to_stop(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lives: list[int] = []

    async def session(opened: object) -> None:
        lives.append(len(lives))
        if len(lives) == 1:
            raise asyncio.CancelledError
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.sleep(60)

    monkeypatch.setattr(jobs, "_session", session)

    asyncio.run(jobs._work(Outage()))

    assert lives == [0, 1]
