"""`kill -9` of any process at any step: nothing is lost, nothing exists twice, every event is delivered."""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from raadhuis.house.chain import products
from raadhuis.house.temporary import TemporaryInstallation
from raadhuis.kernel import clock
from tests.faults import elsewhere, invariants
from tests.faults.parts import Parts, alive, descendants, wait_until
from tests.faults.people import Book, World
from tests.once import demo_data

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults-kill")]
KILLS = int(os.environ.get("RAADHUIS_KILLS", "24"))
SEED = int(os.environ.get("RAADHUIS_SEED", "0")) or random.SystemRandom().randrange(1, 10**6)
PEOPLE = 4
PRODUCTS = {product.slug: product for product in products(clock.now())}
BETWEEN = (0.1, 2.5)  # seconds between two kills
WORKING = 0.8  # how many of the kills find everything at work; the others may find it starting
WHOLE = 12  # one in so many kills is of a whole `raadhuis demo`
SETTLE = 300.0  # seconds; what failed during a fault is tried again after 1, 2, 4 .. seconds


@pytest.fixture
def environment() -> dict[str, str]:
    return {"RAADHUIS_CALLBACKS_PRIVATE": "true"}


@pytest.fixture
def installation(environment: dict[str, str]) -> Iterator[TemporaryInstallation]:
    """A demo municipality that has been started and stopped once, so that its data is there."""
    made = TemporaryInstallation(environment=environment, like=demo_data())
    yield made
    made.__exit__(None, None, None)


def test_whatever_is_killed_nothing_is_lost_or_doubled_and_every_event_arrives(
    installation: TemporaryInstallation, environment: dict[str, str]
) -> None:
    chance, started = random.Random(SEED), time.monotonic()
    tell(f"seed {SEED}, {KILLS} kills")
    parts = Parts(installation, environment)
    world = World(base=installation.base, mailbox=installation.simulators, people=PEOPLE)
    try:
        parts.start()
        elsewhere.admit(parts.environment)
        elsewhere.subscribe(installation.base, world.callback)
        world.begin()
        whole = KILLS // WHOLE
        kill_parts(parts, chance, (KILLS - whole) // 2)
        parts.stop()
        kill_whole(installation, chance, whole)
        parts.start()
        kill_parts(parts, chance, KILLS - whole - (KILLS - whole) // 2)
        tell(f"{KILLS} kills in {time.monotonic() - started:.0f} s: {parts.killed}, whole demo {whole}")
        parts.tend()
        world.enough()
        settle(parts)
        tell(f"all quiet after {time.monotonic() - started:.0f} s")
        judge(parts, world.report(), base=installation.base)
        assert parts.ended == [], "these ended by themselves"
    finally:
        world.close()
        parts.stop()
    assert invariants.bsns(installation.folder) == []
    assert "Traceback" not in parts.log.read_text(errors="replace")
    assert "Traceback" not in installation.log.read_text(errors="replace")


def tell(sentence: str) -> None:
    sys.stderr.write(f"\n{sentence}\n")


def kill_parts(parts: Parts, chance: random.Random, times: int) -> None:
    """Kill one process after the other, each at a random moment."""
    for _ in range(times):
        if chance.random() < WORKING:
            parts.wait()
        time.sleep(chance.uniform(*BETWEEN))
        parts.tend()
        parts.kill_one(chance)


def kill_whole(installation: TemporaryInstallation, chance: random.Random, times: int) -> None:
    """Kill `raadhuis demo` or one of its processes: everything ends, and one new start brings all of it back."""
    for _ in range(times):
        before = installation.log.stat().st_size
        installation.start()
        time.sleep(chance.uniform(*BETWEEN))
        supervisor = installation.process
        assert supervisor is not None
        all_of_it = [supervisor.pid, *descendants(supervisor.pid)]
        victim = chance.choice([supervisor.pid, *children(supervisor.pid)])
        os.kill(victim, signal.SIGKILL)
        supervisor.wait(30)
        wait_until(lambda: not any(map(alive, all_of_it)), what="all processes of the demo end")  # noqa: B023
        if victim != supervisor.pid:
            assert supervisor.returncode == 1
            said = installation.log.read_bytes()[before:].decode(errors="replace")
            assert said.count("Everything else is being stopped.") == 1, said


def children(pid: int) -> list[int]:
    """The processes directly below this one: PostgreSQL, the simulators, the pages, the worker."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(one) for one in found]


def settle(parts: Parts) -> None:
    """Until every event is delivered and every job done."""
    end = time.monotonic() + SETTLE
    with psycopg.connect(parts.postgres.url, autocommit=True) as database:
        while any(database.execute(sql).fetchone() != (0,) for sql in (invariants.UNSENT, invariants.UNDONE)):
            left = database.execute("SELECT subscriber, error, attempts FROM kernel_delivery").fetchall()
            jobs = database.execute(
                "SELECT task_name, status, attempts FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"
            ).fetchall()
            parts.tend()  # what ended by itself is told at the end
            assert time.monotonic() < end, f"still to be delivered: {left}; still to be done: {jobs}"
            time.sleep(0.5)


def judge(parts: Parts, book: Book, *, base: str) -> None:
    """Everything that must be true, all at once."""
    tell(
        f"{len(book.finished)} chains: {dict(Counter(c.product for c in book.finished))}, cut {book.cut.total()} times: {book.cut.most_common(5)}"
    )
    assert book.gave_up == []
    assert book.wrong == []
    assert len(book.finished) >= PEOPLE
    with psycopg.connect(parts.postgres.url, autocommit=True) as database:
        assert list(invariants.broken(database)) == []
        judge_chains(invariants.ways(database), book)
        assert invariants.without_content(database, parts.data) == []
        missed, invented = invariants.undelivered(database, book.got)
        assert not missed, (
            f"{len(missed)} events did not reach the subscriber elsewhere: {sorted(missed, key=str)[:5]}"
        )
        assert not invented, f"{len(invented)} messages without an event: {sorted(invented, key=str)[:5]}"
        assert invariants.out_of_order(database, book.got) == []
    judge_mail(parts.data, book)
    judge_api(base, book)


def judge_chains(ways: dict[str, tuple[list[str], str, set[str]]], book: Book) -> None:
    """Each reference that somebody was shown is one zaak, and each zaak went the way that its product goes."""
    assert set(ways) == book.shown == {chain.reference for chain in book.finished}
    assert {chain.reference: ways[chain.reference] for chain in book.finished} == {
        chain.reference: invariants.expected(PRODUCTS[chain.product]) for chain in book.finished
    }


def judge_mail(data: Path, book: Book) -> None:
    """One mail per status; SMTP is at-least-once, so the same one (by Message-ID) may have come again."""
    mails = invariants.mails(data)
    assert set(mails) == {
        (chain.email, f"{PRODUCTS[chain.product].naam}: {status} ({chain.reference})")
        for chain in book.finished
        for status in PRODUCTS[chain.product].mails
    }
    assert {key: ids for key, ids in mails.items() if len(ids) != 1} == {}
    again = sum(ids.total() - len(ids) for ids in mails.values())
    tell(f"{len(mails)} mails, of which {again} came once more with the same Message-ID")


def judge_api(base: str, book: Book) -> None:
    """The register says the same through its API."""
    with elsewhere.client(base) as api:
        for chain in book.finished:
            answer = api.get("/zaken/api/v1/zaken", params={"identificatie": chain.reference})
            assert answer.status_code == 200, answer.text
            found = answer.json()["results"]
            assert [zaak["uuid"] for zaak in found] == [chain.zaak]
            assert found[0]["einddatum"], found[0]["resultaat"]
