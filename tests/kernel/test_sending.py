"""Events out of the house: in order, at least once, without an open transaction, and nobody waits for another."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from raadhuis.kernel import db, events, loader, outbox, sending
from raadhuis.kernel.events import Event
from raadhuis.kernel.refusal import Refusal, Unavailable
from raadhuis.kernel.sending import SubscriberAway

ZAAK, OTHER = uuid4(), uuid4()
TROUW, ZIEK = "proef/tasks:deliver#trouw", "proef/tasks:deliver#ziek"
pytestmark = pytest.mark.django_db
Got = list[tuple[str, UUID]]
fails: dict[str, type[Refusal]] = {}
refused: set[UUID] = set()
during: list[Callable[[Event], None]] = []


@pytest.fixture
def got(monkeypatch: pytest.MonkeyPatch) -> Iterator[Got]:
    """What subscribers got: each fails as `fails` says, and nobody wants the objects in `refused`."""
    found: Got = []

    def handle(event: Event, *, at: datetime, subscriber: str) -> None:
        for act in during:
            act(event)
        if subscriber in fails:
            raise fails[subscriber]
        if event.object in refused:
            raise Refusal
        found.append((subscriber, event.object))

    monkeypatch.setattr(loader, "resolve", lambda component, reference: handle)
    yield found
    fails.clear()
    refused.clear()
    during.clear()


def publish(at: datetime, *to: str, hoofd: UUID = ZAAK) -> UUID:
    changed = uuid4()
    events.publish(
        kanaal="zaken", resource="status", actie="create", hoofd=hoofd, object=changed, at=at,
        actor_id="test", to=to or (TROUW, ZIEK),
    )  # fmt: skip
    return changed


def send_all(at: datetime) -> None:
    while sending.send_some(at=at):
        pass


def of(name: str, got: Got) -> list[UUID]:
    return [uuid for subscriber, uuid in got if subscriber == name]


def waiting() -> int:
    return int(db.value("SELECT count(*) FROM kernel_delivery"))


def test_everybody_gets_everything_in_order(got: Got, at: datetime) -> None:
    published = [publish(at, hoofd=hoofd) for _ in range(40) for hoofd in (ZAAK, OTHER)]
    send_all(at)
    assert of("trouw", got) == of("ziek", got) == published
    assert waiting() == 0


def test_who_is_away_is_called_after_1_2_4_seconds_at_most_a_minute_and_delays_nobody(
    got: Got, at: datetime
) -> None:
    fails["ziek"] = SubscriberAway
    published = [publish(at) for _ in range(3)]
    rests, moment = [], at
    for _ in range(9):
        send_all(moment)
        until = db.value("SELECT rests_until FROM kernel_subscriber WHERE subscriber = %(s)s", {"s": ZIEK})
        rests.append((until - moment).total_seconds())
        moment = until
    assert rests == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert of("trouw", got) == published


def test_however_long_it_was_away_it_hears_everything_within_a_minute_of_its_return(
    got: Got, at: datetime
) -> None:
    fails["ziek"] = SubscriberAway
    published, moment = [], at
    for _ in range(600):
        published.append(publish(moment, ZIEK))
        send_all(moment)
        moment += timedelta(seconds=1)
    fails.clear()
    send_all(moment + sending.LONGEST_REST)
    assert of("ziek", got) == published


def test_a_message_that_is_refused_holds_up_its_own_zaak_only_and_goes_first_at_last(
    got: Got, at: datetime
) -> None:
    first, second = publish(at, TROUW), publish(at, TROUW)
    refused.add(first)
    send_all(at)
    third, other = publish(at, TROUW), publish(at, TROUW, hoofd=OTHER)
    send_all(at)
    assert of("trouw", got) == [other]
    refused.clear()
    send_all(at + timedelta(minutes=5))
    assert of("trouw", got) == [other, first, second, third]


def test_a_message_at_which_the_subscriber_breaks_does_not_stop_the_others_for_long(
    got: Got, at: datetime
) -> None:
    def breaks(event: Event) -> None:
        if event.object == first:
            raise Unavailable

    during.append(breaks)
    first = publish(at, TROUW)
    others = [publish(at, TROUW, hoofd=uuid4()) for _ in range(3)]
    send_all(at)
    send_all(at + timedelta(seconds=1))
    assert sorted(of("trouw", got)) == sorted(others)


def test_much_about_one_stuck_zaak_does_not_hide_what_comes_after_it(got: Got, at: datetime) -> None:
    stuck = publish(at, TROUW)
    refused.add(stuck)
    for _ in range(3 * sending.AT_ONCE):
        publish(at, TROUW)
    other = publish(at, TROUW, hoofd=OTHER)
    send_all(at)
    assert of("trouw", got) == [other]


def test_a_muted_subscriber_is_not_called_and_loses_nothing(got: Got, at: datetime) -> None:
    sending.mute(ZIEK, at=at)
    published = [publish(at) for _ in range(3)]
    send_all(at)
    assert of("ziek", got) == []
    sending.unmute(ZIEK)
    send_all(at)
    assert of("ziek", got) == published


def test_what_a_worker_was_sending_when_it_was_killed_is_sent_again(got: Got, at: datetime) -> None:
    def killed(event: Event) -> None:
        raise KeyboardInterrupt

    published = [publish(at, TROUW) for _ in range(3)]
    during.append(killed)
    with pytest.raises(KeyboardInterrupt):
        sending.send_some(at=at)
    during.clear()
    send_all(at + timedelta(seconds=1))
    assert got == [], "somebody may still be sending them"
    send_all(at + sending.LEASE)
    assert of("trouw", got) == published


def test_whoever_comes_too_late_takes_nothing_away_that_is_somebody_elses(got: Got, at: datetime) -> None:
    def overtaken(event: Event) -> None:
        during.clear()
        refused.add(event.object)
        sending.send_some(at=at + sending.LEASE)  # another worker, after the claim ended
        refused.clear()

    publish(at, TROUW)
    during.append(overtaken)
    sending.send_some(at=at)
    assert waiting() == 1, "for the other it had failed: it is tried again, and not taken away"


def test_who_waits_for_a_subscriber_that_is_away_is_not_read_for_the_others(
    got: Got, at: datetime, queries: Any
) -> None:
    db.run("SET LOCAL enable_seqscan = off")
    fails["ziek"] = SubscriberAway
    for _ in range(5):
        publish(at, ZIEK)
    send_all(at)
    publish(at, TROUW)
    with queries() as seen:
        sending.send_some(at=at)
    plan = db.rows("EXPLAIN " + sending._FREE, {"at": at, "avoid": []})
    assert "Seq Scan on kernel_delivery" not in str(plan)
    assert len(seen) <= 10


def test_replaying_starts_anew_with_one_or_with_all(got: Got, at: datetime) -> None:
    stuck = [publish(at, TROUW, hoofd=hoofd) for hoofd in (ZAAK, OTHER)]
    refused.update(stuck)
    behind = publish(at, TROUW)
    moment = at
    for _ in range(outbox.DEAD):
        send_all(moment)
        moment += timedelta(minutes=5)
    dead = outbox.dead_letters(subscriber=TROUW)
    assert [(one.object, one.attempts, one.error) for one in dead] == [
        (str(uuid), outbox.DEAD, "Refusal:invalid") for uuid in stuck
    ]
    refused.clear()
    moment = moment - timedelta(minutes=4)
    assert outbox.replay(at=moment, subscriber=TROUW, delivery=dead[0].delivery) == 2
    send_all(moment)
    assert of("trouw", got) == [stuck[0], behind]
    outbox.replay(at=moment, subscriber=TROUW)
    send_all(moment)
    assert of("trouw", got) == [stuck[0], behind, stuck[1]]


def test_how_it_goes_with_everybody_can_be_seen(got: Got, at: datetime) -> None:
    fails["ziek"] = SubscriberAway
    publish(at)
    publish(at + timedelta(minutes=1))
    send_all(at)
    found = {one.subscriber: one for one in outbox.backlog()}
    assert (found[ZIEK].state, found[ZIEK].waiting, found[ZIEK].oldest) == ("resting", 2, at)
    assert found[TROUW].state == "working"
    sending.mute(TROUW, at=at)
    assert {one.subscriber: one.state for one in outbox.backlog()}[TROUW] == "muted"


def test_old_events_go_but_never_one_that_somebody_still_has_to_get(got: Got, at: datetime) -> None:
    publish(at - timedelta(days=91), TROUW)
    kept = [publish(at - timedelta(days=91), ZIEK), publish(at - timedelta(days=89), TROUW)]
    fails["ziek"] = SubscriberAway
    send_all(at)
    assert outbox.remove_old(before=at - timedelta(days=90), pause=0) == 1
    assert [uuid for (uuid,) in db.rows("SELECT object FROM kernel_event ORDER BY seq")] == kept


def test_removing_goes_on_past_what_has_to_stay(got: Got, at: datetime, monkeypatch: Any) -> None:
    monkeypatch.setattr(outbox, "BATCH", 2)
    for number in range(7):
        publish(at - timedelta(days=91), ZIEK if number < 3 else TROUW)
    fails["ziek"] = SubscriberAway
    send_all(at)
    assert outbox.remove_old(before=at, pause=0) == 4


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_a_subscriber_is_called(got: Got, at: datetime) -> None:
    during.append(lambda event: open_now.append(connection.in_atomic_block))
    open_now: list[bool] = []
    publish(at, TROUW)
    send_all(at)
    assert open_now == [False]


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_send_about_one_zaak_at_the_same_time(got: Got, at: datetime) -> None:
    published = [publish(at, TROUW) for _ in range(3)]
    during.append(lambda event: in_another_thread(lambda: sending.send_some(at=at + timedelta(seconds=1))))
    send_all(at)
    assert of("trouw", got) == published


@pytest.mark.django_db(transaction=True)
def test_a_reader_waits_for_an_event_that_was_numbered_before_and_committed_later(at: datetime) -> None:
    numbered, go_on = threading.Event(), threading.Event()

    def late() -> None:
        with db.atomic():
            publish(at, TROUW)
            numbered.set()
            go_on.wait(10)

    slow = threading.Thread(target=closing(late))
    slow.start()
    assert numbered.wait(10)
    publish(at, TROUW)
    horizon = outbox.Horizon()
    first, second = (seq for seq in range(last() - 1, last() + 1))
    assert horizon.settled() < first, "the first may still appear"
    go_on.set()
    slow.join()
    assert horizon.settled() == second


def last() -> int:
    return int(db.value("SELECT max(seq) FROM kernel_event"))


def in_another_thread(act: Callable[[], Any]) -> None:
    thread = threading.Thread(target=closing(act))
    thread.start()
    thread.join()


def closing(act: Callable[[], Any]) -> Callable[[], None]:
    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    return run


def test_a_long_queue_of_one_does_not_go_before_a_short_one_of_another(got: Got, at: datetime) -> None:
    for _ in range(3 * sending.AT_ONCE):
        publish(at, ZIEK, hoofd=uuid4())
    short = publish(at + timedelta(seconds=1), TROUW)
    lane = events.Lane()
    for _ in range(2):
        sending.send_some(at=at + timedelta(seconds=1), lane=lane)
    assert of("trouw", got) == [short]


def test_our_own_database_being_away_is_nobodys_silence(got: Got, at: datetime) -> None:
    def away(event: Event) -> None:
        raise db.DatabaseGone

    published = publish(at, TROUW)
    during.append(away)
    lane = events.Lane()
    with pytest.raises(db.DatabaseGone):
        sending.send_some(at=at, lane=lane)
    during.clear()
    assert db.rows("SELECT * FROM kernel_subscriber") == []
    sending.send_some(at=at + sending.LEASE, lane=lane)
    assert of("trouw", got) == [published]
