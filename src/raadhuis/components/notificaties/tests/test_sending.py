"""Sending: who asked for it gets it, in order, at last; and nobody waits for somebody else's trouble."""

from __future__ import annotations

import threading
import time
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from raadhuis.components.notificaties.tests.conftest import SECRET, Afnemer
from raadhuis.components.notificaties.tests.test_abonnementen import ABONNEMENT, body, message
from raadhuis.kernel import db, diensten, elsewhere, events, sending
from raadhuis.kernel.testing import AT

ZAAKTYPE = "http://testserver/catalogi/api/v1/zaaktypen/1b2f3c4d-0000-4000-8000-00000000000a"
KENMERKEN = {"bronorganisatie": "123456782", "zaaktype": ZAAKTYPE, "vertrouwelijkheidaanduiding": "openbaar"}
PUBLISH = "/notificaties/api/v1/notificaties"


def subscribe(api: Any, afnemer: Afnemer, **filters: str) -> str:
    made = api.post(ABONNEMENT, body(afnemer.url, kanalen=[{"naam": "zaken", "filters": filters}]))
    assert made.status == 201, made.json
    return str(made.json["url"]).removeprefix("http://testserver")


def change(at: datetime, *, hoofd: UUID, actie: str = "partial_update") -> str:
    status = uuid4()
    events.publish(
        kanaal="zaken", resource="status", actie=actie, hoofd_path="/zaken/api/v1/zaken/", hoofd=hoofd,
        path="/zaken/api/v1/statussen/", object=status, kenmerken=KENMERKEN, actor_id="test", at=at,
    )  # fmt: skip
    return f"http://testserver/zaken/api/v1/statussen/{status}"


def work(at: datetime) -> None:
    for deliver in (events.deliver_one, sending.send_some):
        while deliver(at=at):
            pass


def test_a_subscriber_gets_the_message_of_the_standard(api, afnemer: Afnemer, at: datetime):
    subscribe(api, afnemer)
    hoofd = uuid4()
    url = change(at, hoofd=hoofd)
    work(at)
    assert afnemer.got[1:] == [
        {
            "kanaal": "zaken",
            "hoofdObject": f"http://testserver/zaken/api/v1/zaken/{hoofd}",
            "resource": "status",
            "resourceUrl": url,
            "actie": "partial_update",
            "aanmaakdatum": "2099-11-22T09:30:00Z",
            "kenmerken": KENMERKEN,
        }
    ]


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        ({"zaaktype": ZAAKTYPE}, True),
        ({"zaaktype": ZAAKTYPE, "bronorganisatie": "123456782"}, True),
        ({"zaaktype": ZAAKTYPE, "bronorganisatie": "999999990"}, False),
        ({"zaaktype": ZAAKTYPE[:-1]}, False),
        ({"zaaktype": "*"}, True),
    ],
)
def test_filters_choose_by_exact_value(
    api, afnemer: Afnemer, at: datetime, filters: dict[str, str], wanted: bool
):
    subscribe(api, afnemer, **filters)
    change(at, hoofd=uuid4())
    work(at)
    assert bool(afnemer.objects) is wanted


def test_a_kanaal_that_was_not_asked_for_is_not_sent(api, afnemer: Afnemer, at: datetime):
    api.post(ABONNEMENT, body(afnemer.url, kanalen=[{"naam": "besluiten"}]))
    change(at, hoofd=uuid4())
    work(at)
    assert afnemer.objects == []


@pytest.mark.parametrize("status", [404, 410, 400, 500])
def test_whatever_a_subscriber_answers_it_gets_everything_at_last_and_in_order(
    api, afnemer: Afnemer, at: datetime, status: int
):
    subscribe(api, afnemer)
    hoofd = uuid4()
    sent = [change(at, hoofd=hoofd) for _ in range(3)]
    afnemer.status = status
    for seconds in range(5):
        work(at + timedelta(seconds=seconds))
    assert set(afnemer.objects) == {sent[0]}
    afnemer.status, afnemer.got = 204, []
    work(at + timedelta(hours=1))
    assert afnemer.objects == sent


def test_an_ended_subscription_gets_nothing_more(api, afnemer: Afnemer, at: datetime):
    url = subscribe(api, afnemer)
    change(at, hoofd=uuid4())
    while events.deliver_one(at=at):
        pass
    api.delete(url)
    work(at)
    assert afnemer.objects == []
    assert db.value("SELECT count(*) FROM kernel_delivery") == 0


def test_a_message_from_elsewhere_is_passed_on_unchanged(api, afnemer: Afnemer, at: datetime):
    subscribe(api, afnemer)
    sent = message()
    answer = api.post(PUBLISH, sent)
    other = {**sent, "resourceUrl": "https://elders.example/resultaten/17?versie=2"}
    api.post(PUBLISH, other)
    work(at + timedelta(days=1))
    assert answer.status == 200
    assert [m["resourceUrl"] for m in afnemer.got[1:]] == [sent["resourceUrl"], other["resourceUrl"]]
    assert afnemer.got[1:] == [sent, other]


def test_a_wrong_message_is_refused_with_everything_that_is_wrong(api):
    wrong = {**message(), "kanaal": "bestaat-niet", "hoofdObject": "geen-adres"}
    assert api.post(PUBLISH, wrong).fouten == {"hoofdObject": "bad-url", "kanaal": "message_kanaal"}
    assert api.post(PUBLISH, {**message(), "kenmerken": {"kleur": "rood"}}).fouten == {
        "kenmerken": "kenmerken_inconsistent"
    }


@pytest.mark.parametrize("status", [500, 400, 503])
def test_s06_no_log_tells_a_subscribers_secret_or_what_it_was_sent(
    api, afnemer: Afnemer, at: datetime, capsys, caplog, status: int
):
    subscribe(api, afnemer)
    afnemer.status = status
    happened = change(at, hoofd=uuid4())
    work(at)
    out = capsys.readouterr()
    written = out.out + out.err + caplog.text
    assert "event.postponed" in written, "the failure itself is told of"
    for secret in (SECRET, happened, KENMERKEN["bronorganisatie"], afnemer.url):
        assert secret not in written


@pytest.mark.django_db(transaction=True)
def test_a_slow_subscriber_keeps_one_thread_busy_and_delays_nobody(
    transactional_db, afnemer: Afnemer, traag: Afnemer, systeem_actor
):
    from raadhuis.components.notificaties import api as door
    from raadhuis.house import jobs
    from raadhuis.kernel import clock

    at = clock.now()
    for url in (traag.url, afnemer.url):
        subscription = door.AbonnementBody(callback_url=url, auth=SECRET, kanalen=(_zaken(),))
        door.create_abonnement(actor=systeem_actor, at=at, body=subscription)
    traag.seconds = 1
    sent = [change(at, hoofd=uuid4()) for _ in range(10)]
    while events.deliver_one(at=at):
        pass
    stop, lane = threading.Event(), events.Lane()
    threads = [_thread(jobs, stop, lane) for _ in range(3)]
    end = time.monotonic() + 8
    while len(afnemer.objects) < 10 and time.monotonic() < end:
        time.sleep(0.05)
    slow = len(traag.objects)
    stop.set()
    for thread in threads:
        thread.join()
    db.close_idle()
    assert sorted(afnemer.objects) == sorted(sent)
    assert slow <= 3, "the slow one was called by one thread at a time"


def _zaken() -> Any:
    from raadhuis.components.notificaties.types import FilterGroup

    return FilterGroup(naam="zaken")


def _thread(jobs: Any, stop: threading.Event, lane: events.Lane) -> threading.Thread:
    thread = threading.Thread(target=jobs.relay, args=(stop, jobs.Outage(), lane), kwargs={"outgoing": True})
    thread.start()
    return thread


def test_a_type_of_another_provider_is_chosen_and_told_by_its_own_url(api, afnemer: Afnemer, at: datetime):
    root = "https://ginds.example/catalogi/api/v1"
    theirs = f"{root}/zaaktypen/{uuid4()}"
    dienst = diensten.Dienst(uuid=uuid4(), naam="Ginds", url=root, soort="ztc", auth="geen", since=AT)
    diensten.keep(diensten.Known(diensten=(dienst,)), seconds=3600)
    subscribe(api, afnemer, zaaktype=theirs)

    for zaaktype in (elsewhere.identity(theirs), uuid4()):
        events.publish(
            kanaal="zaken", resource="zaak", actie="create", hoofd_path="/zaken/api/v1/zaken/", hoofd=uuid4(),
            path="/zaken/api/v1/zaken/", object=uuid4(), actor_id="test", at=at,
            kenmerken={"zaaktype": f"/catalogi/api/v1/zaaktypen/{zaaktype}"},
        )  # fmt: skip
    work(at)

    assert [m["kenmerken"]["zaaktype"] for m in afnemer.got[1:]] == [theirs]


def test_a_message_of_somebody_else_may_be_as_long_as_the_standard_lets_it(
    api, afnemer: Afnemer, at: datetime
):
    subscribe(api, afnemer)
    url = f"https://elders.example/{'x' * 900}/zaken/{uuid4()}"
    sent = {
        "kanaal": "zaken", "hoofdObject": url, "resource": "r" * 100, "resourceUrl": f"{url}/rol", "actie": "a" * 100,
        "aanmaakdatum": "2026-11-22T09:00:00Z", "kenmerken": {"bronorganisatie": "123456782"},
    }  # fmt: skip

    assert api.post(PUBLISH, sent).status == 200
    work(at)

    assert afnemer.got[1:] == [sent]
