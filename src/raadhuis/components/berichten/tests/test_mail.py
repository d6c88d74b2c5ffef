"""A status reaches the person who asked, once, through a real mail server."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from procrastinate.contrib.django import app

from raadhuis.components.berichten import api
from raadhuis.components.berichten.tests.conftest import MailServer, Start
from raadhuis.components.catalogi import api as catalogi
from raadhuis.kernel import db, events
from raadhuis.kernel.refusal import Invalid

SANNE = "sanne@post.example"


def deliver_events(at: datetime) -> None:
    """What the relay does, until nothing is due."""
    while events.deliver_one(at=at):
        pass


def work() -> None:
    """What the worker does, once: every job that is due."""
    with app.replace_connector(app.connector.get_worker_connector()) as worker:  # type: ignore[attr-defined]
        worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)


def jobs() -> list[tuple[Any, ...]]:
    # Mail only: in the minutes after a quarter the worker also does what other rooms do every quarter.
    return db.rows(
        "SELECT status::text, attempts FROM procrastinate_jobs WHERE queue_name = 'mail' ORDER BY id"
    )


def make_due() -> None:
    db.run("UPDATE procrastinate_jobs SET scheduled_at = now() - interval '1 second' WHERE status = 'todo'")


def test_each_status_is_one_mail_to_the_initiator(start: Start, post: MailServer, at: datetime) -> None:
    zaak = start(email=SANNE)
    zaak.status("Ontvangen")
    zaak.status("In behandeling")
    deliver_events(at)
    work()
    assert [m["Subject"] for m in post.received] == [
        f"Verhuizing doorgeven: ontvangen ({zaak.zaak.identificatie})",
        f"Verhuizing doorgeven: in behandeling ({zaak.zaak.identificatie})",
    ]
    first = post.received[0]
    assert first["To"] == SANNE
    assert first["From"] == "gemeente@losser.example"
    assert first["Auto-Submitted"] == "auto-generated"
    assert f"http://testserver/mijn/zaken/{zaak.zaak.uuid}/" in first.get_content()
    assert "999990019" not in first.as_string()


def test_an_event_that_comes_twice_gives_one_mail(start: Start, post: MailServer, at: datetime) -> None:
    zaak = start(email=SANNE)
    status = zaak.status("Ontvangen")
    deliver_events(at)
    assert api.mail_status(zaak=zaak.zaak.uuid, status=status.uuid, at=at) is None
    work()
    work()
    assert len(post.received) == 1


def test_a_sent_mail_keeps_no_address_and_no_text(start: Start, post: MailServer, at: datetime) -> None:
    start(email=SANNE).status("Ontvangen")
    deliver_events(at)
    work()
    [(aan, tekst, verzonden)] = db.rows("SELECT aan, tekst, verzonden FROM berichten_mail")
    assert (aan, tekst) == ("", "")
    assert verzonden is not None


@pytest.mark.parametrize("who", [{"email": ""}, {"email": SANNE, "rol": "behandelaar"}])
def test_without_an_address_of_the_initiator_nobody_is_mailed(start: Start, at: datetime, who) -> None:
    start(**who).status("Ontvangen")
    deliver_events(at)
    assert jobs() == []
    assert db.value("SELECT count(*) FROM kernel_delivery WHERE subscriber LIKE 'berichten/%%'") == 0


def test_a_statustype_that_informs_nobody_mails_nobody(start: Start, at: datetime) -> None:
    zaak = start(email=SANNE)
    db.run("UPDATE catalogi_statustype SET informeren = false")
    catalogi.forget()
    zaak.status("Ontvangen")
    deliver_events(at)
    assert jobs() == []


def test_an_unusable_address_does_not_hold_up_what_comes_after_it(
    start: Start, post: MailServer, at: datetime
) -> None:
    start(email="geen,adres@a,b").status("Ontvangen")
    start(email=SANNE).status("Ontvangen")
    deliver_events(at)
    work()
    assert [m["To"] for m in post.received] == [SANNE]


def test_a_zaak_that_is_gone_is_nothing_to_tell(start: Start, at: datetime) -> None:
    status = start(email=SANNE).status("Ontvangen")
    assert api.mail_status(zaak=status.uuid, status=status.uuid, at=at) is None


def test_when_the_mail_server_is_away_the_mail_waits_and_goes_out_later(
    start: Start, post: MailServer, at: datetime
) -> None:
    post.stop()
    start(email=SANNE).status("Ontvangen")
    deliver_events(at)
    work()
    assert post.received == []
    assert jobs() == [("todo", 1)]
    make_due()
    work()
    assert jobs() == [("todo", 2)]
    post.start()
    make_due()
    work()
    assert [m["To"] for m in post.received] == [SANNE]
    assert [status for status, _ in jobs()] == ["succeeded"]


def test_a_mail_server_that_says_not_now_is_asked_again(start: Start, post: MailServer, at: datetime) -> None:
    post.refuse = "451 Probeer het later"
    start(email=SANNE).status("Ontvangen")
    deliver_events(at)
    work()
    assert jobs() == [("todo", 1)]
    post.refuse = ""
    make_due()
    work()
    assert len(post.received) == 1


def test_a_mail_that_is_sent_twice_is_recognisable_by_its_message_id(
    start: Start, post: MailServer, at: datetime
) -> None:
    mail_id = api.queue_mail(key="status:1", aan=SANNE, onderwerp="Hallo", tekst="Dag", at=at)
    assert mail_id
    api.deliver(mail_id=mail_id, at=at)
    # The worker died after the mail server had taken it, before we had written so.
    db.run("UPDATE berichten_mail SET verzonden = NULL, aan = %(aan)s, tekst = 'Dag'", {"aan": SANNE})
    api.deliver(mail_id=mail_id, at=at + timedelta(hours=1))
    api.queue_mail(key="status:2", aan=SANNE, onderwerp="Hallo", tekst="Dag", at=at)
    work()
    first, again, other = (m["Message-ID"] for m in post.received)
    assert first == again != other
    assert first.endswith("@testserver>")


def test_asking_for_the_same_mail_twice_sends_it_once(start: Start, post: MailServer, at: datetime) -> None:
    asked = [api.queue_mail(key="x", aan=SANNE, onderwerp="Hallo", tekst="Dag", at=at) for _ in range(2)]
    work()
    assert asked[1] is None
    assert len(post.received) == 1


def test_a_mail_of_a_transaction_that_fails_is_never_sent(
    start: Start, post: MailServer, at: datetime
) -> None:
    with db.atomic():
        api.queue_mail(key="x", aan=SANNE, onderwerp="Hallo", tekst="Dag", at=at)
        transaction.set_rollback(True)
    work()
    assert post.received == []


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("aan", {"aan": "a@b.example\r\nBcc: c@d.example"}),
        ("aan", {"aan": "a@b.example\nBcc: c@d.example"}),
        ("aan", {"aan": "a@b.example, c@d.example"}),
        ("aan", {"aan": "Sanne <a@b.example>"}),
        ("aan", {"aan": "a@b.example\x00"}),
        ("aan", {"aan": "a@b.example\u2028Bcc: c@d.example"}),
        ("aan", {"aan": "geen adres"}),
        ("aan", {"aan": ""}),
        ("onderwerp", {"onderwerp": "Hallo\r\nBcc: c@d.example"}),
        ("onderwerp", {"onderwerp": "Hallo\nX"}),
    ],
)
def test_a_header_cannot_be_smuggled_in(db: None, at: datetime, field: str, values: dict[str, str]) -> None:
    right = {"key": "x", "aan": SANNE, "onderwerp": "Hallo", "tekst": "Dag"}
    with pytest.raises(Invalid) as refused:
        api.queue_mail(**right | values, at=at)
    assert [f.name for f in refused.value.fields] == [field]


def test_what_stands_in_the_text_stays_text(start: Start, post: MailServer, at: datetime) -> None:
    tekst = "Dag\r\n.\r\nMAIL FROM:<x@y.example>\nBcc: c@d.example\n😀 é"
    api.queue_mail(key="x", aan=SANNE, onderwerp="Één 😀", tekst=tekst, at=at)
    work()
    [mail] = post.received
    assert mail["Bcc"] is None
    assert mail["Subject"] == "Één 😀"
    assert mail.get_content().splitlines() == tekst.splitlines()
