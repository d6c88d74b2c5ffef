"""The outbox: committed means delivered, delivered means committed, in order per main object, never given up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from raadhuis.kernel import db, events, loader
from raadhuis.kernel.events import Event
from raadhuis.kernel.refusal import Unavailable

ZAAK, OTHER = uuid4(), uuid4()
pytestmark = pytest.mark.django_db


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, UUID]]]:
    """What two subscribers, `trouw` and `ziek`, got; `ziek` fails while `sick` holds its name."""
    got: list[tuple[str, UUID]] = []

    def resolve(component: str, reference: str):  # type: ignore[no-untyped-def]  # a handler
        def handle(event: Event, *, at: datetime) -> None:
            if component in sick:
                raise Unavailable
            got.append((component, event.object))

        return handle

    monkeypatch.setattr(loader, "resolve", resolve)
    monkeypatch.setattr(events, "subscribers", lambda *_: ("trouw/tasks:on", "ziek/tasks:on"))
    sick.clear()
    yield got
    sick.clear()


sick: set[str] = set()


def publish(at: datetime, *, hoofd: UUID = ZAAK) -> UUID:
    changed = uuid4()
    events.publish(
        kanaal="zaken", resource="status", actie="create", hoofd=hoofd, object=changed, at=at, actor_id="test"
    )
    return changed


def deliver_all(at: datetime) -> None:
    while events.deliver_one(at=at):
        pass


def test_every_subscriber_gets_every_event_in_order(heard: list[tuple[str, UUID]], at: datetime) -> None:
    published = [publish(at) for _ in range(5)]
    deliver_all(at)
    assert [uuid for name, uuid in heard if name == "trouw"] == published
    assert [uuid for name, uuid in heard if name == "ziek"] == published


def test_a_change_that_is_rolled_back_has_no_event(heard: list[tuple[str, UUID]], at: datetime) -> None:
    with transaction.atomic():
        publish(at)
        transaction.set_rollback(True)
    deliver_all(at)
    assert heard == []


def test_a_subscriber_in_trouble_delays_only_itself(heard: list[tuple[str, UUID]], at: datetime) -> None:
    sick.add("ziek")
    published = [publish(at) for _ in range(3)]
    deliver_all(at)
    assert heard == [("trouw", uuid) for uuid in published]


def test_a_subscriber_that_recovers_gets_everything_in_order(
    heard: list[tuple[str, UUID]], at: datetime
) -> None:
    sick.add("ziek")
    published = [publish(at) for _ in range(3)]
    deliver_all(at)
    sick.clear()
    heard.clear()
    deliver_all(at + timedelta(seconds=2))
    assert heard == [("ziek", uuid) for uuid in published]


def test_trouble_with_one_zaak_does_not_hold_up_another(heard: list[tuple[str, UUID]], at: datetime) -> None:
    sick.add("ziek")
    publish(at)
    deliver_all(at)
    sick.clear()
    other = publish(at, hoofd=OTHER)
    deliver_all(at)
    assert ("ziek", other) in heard


def test_a_failing_delivery_waits_longer_each_time_and_stays(
    heard: list[tuple[str, UUID]], at: datetime
) -> None:
    sick.add("ziek")
    publish(at)
    waits = []
    moment = at
    for _ in range(12):
        deliver_all(moment)
        due = db.value("SELECT due FROM kernel_delivery WHERE subscriber = 'ziek/tasks:on'")
        waits.append((due - moment).total_seconds())
        moment = due
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]


def test_what_a_failing_handler_wrote_is_gone(
    heard: list[tuple[str, UUID]], at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def resolve(component: str, reference: str):  # type: ignore[no-untyped-def]  # a handler
        def handle(event: Event, *, at: datetime) -> None:
            publish(at, hoofd=OTHER)
            raise Unavailable

        return handle

    monkeypatch.setattr(loader, "resolve", resolve)
    publish(at)
    deliver_all(at)
    assert db.value("SELECT count(*) FROM kernel_event") == 1


def test_the_error_that_is_kept_holds_no_words_of_the_failure(
    heard: list[tuple[str, UUID]], at: datetime
) -> None:
    sick.add("ziek")
    publish(at)
    deliver_all(at)
    assert db.value("SELECT error FROM kernel_delivery") == "Unavailable:unavailable"


def test_who_delivers_outside_gets_many_at_once_and_a_failure_holds_up_its_own_zaak_only(
    monkeypatch: pytest.MonkeyPatch, at: datetime
) -> None:
    got: list[UUID] = []

    def handle(event: Event, *, at: datetime) -> None:
        if event.object == wrong:
            raise Unavailable
        got.append(event.object)

    monkeypatch.setattr(loader, "resolve", lambda *_: handle)
    monkeypatch.setattr(events, "subscribers", lambda *_: ("naar/buiten",))
    monkeypatch.setattr(events, "deliverers", lambda: ("naar/buiten",))
    first, wrong, behind = (publish(at) for _ in range(3))
    others = [publish(at, hoofd=OTHER) for _ in range(3)]
    assert events.deliver_one(at=at)
    assert got == [first, *others]
    wrong, failed = uuid4(), wrong
    later = publish(at)
    deliver_all(at + timedelta(seconds=1))
    assert got == [first, *others, failed, behind, later]
