"""An operator sees how it goes with every subscriber, and does something about it: on a page and from a file."""

from __future__ import annotations

import json
from contextlib import nullcontext
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.http import HttpRequest
from django.test import Client

from raadhuis import cli
from raadhuis.components.notificaties import api as door
from raadhuis.components.notificaties.tests.conftest import SECRET, Afnemer
from raadhuis.components.notificaties.tests.test_abonnementen import ABONNEMENT, body
from raadhuis.components.notificaties.tests.test_sending import change, work
from raadhuis.kernel import clock, db, outbox, page
from raadhuis.kernel.identity import Actor, Grant, Rights
from raadhuis.kernel.refusal import NotAllowed

LIST, LETTERS = "/beheer/abonnementen/", "/beheer/abonnementen/wat-niet-lukt/"
BRAM = Actor(
    kind="medewerker",
    id="bram",
    name="Bram Bakker",
    rights=Rights(grants=(Grant(scopes=frozenset({"beheer"})),)),
    roles=frozenset({"beheerder"}),
)
MEREL = Actor(kind="medewerker", id="merel", name="Merel Jansen", roles=frozenset({"behandelaar"}))


def browser(actor: Actor) -> Client:
    """The browser of somebody who logged in."""
    client, request = Client(), HttpRequest()
    request.session = client.session
    page.log_in(request, actor, at=clock.now())
    request.session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = str(request.session.session_key)
    return client


@pytest.fixture
def bram(db: None) -> Client:
    """The browser of somebody with the role beheerder."""
    return browser(BRAM)


def dead(api: Any, afnemer: Afnemer, at: datetime) -> str:
    """A message that a subscriber refused ten times; the subscription's path."""
    url = str(api.post(ABONNEMENT, body(afnemer.url)).json["url"]).removeprefix("http://testserver")
    change(at, hoofd=uuid4())
    afnemer.status = 400
    for n in range(outbox.DEAD):
        work(at + timedelta(minutes=5 * n))
    return url


def test_when_nobody_subscribes_the_page_says_how_one_does(bram: Client):
    assert "Niemand heeft een abonnement" in bram.get(LIST).content.decode()
    assert "Alles komt aan" in bram.get(LETTERS).content.decode()


def test_every_subscriber_is_there_with_how_it_goes(bram: Client, api, afnemer: Afnemer, traag: Afnemer, at):
    for one in (afnemer, traag):
        api.post(ABONNEMENT, body(one.url))
    traag.status = 503
    change(at, hoofd=uuid4())
    work(at)
    shown = bram.get(LIST).content.decode()
    assert afnemer.url in shown
    assert traag.url in shown
    assert (shown.count("Werkt"), shown.count("Antwoordt niet")) == (1, 1)


def test_what_keeps_failing_is_there_with_the_reason_and_can_be_sent_again(
    bram: Client, api, afnemer: Afnemer, at: datetime
):
    dead(api, afnemer, at)
    assert "De afnemer weigert dit bericht." in bram.get(LETTERS).content.decode()
    (letter,) = door.list_dode_brieven(actor=BRAM)
    afnemer.status = 204
    sent = bram.post(
        "/beheer/abonnementen/opnieuw/", {"subscriber": letter.subscriber, "nummer": letter.nummer}
    )
    assert sent.status_code == 302
    assert "1 bericht gaat opnieuw weg." in bram.get(sent["Location"]).content.decode()
    work(clock.now())
    assert len(afnemer.objects) == outbox.DEAD + 1
    assert door.list_dode_brieven(actor=BRAM) == ()


def test_what_another_register_refuses_is_there_with_its_code_and_waits_for_the_operator(
    bram: Client, at: datetime
):
    change(at, hoofd=uuid4())
    db.run(
        "UPDATE kernel_delivery SET subscriber = 'besluiten/tasks:spiegel_zaak', attempts = 10, due = NULL,"
        " error = 'MirrorRefused:Invalid besluit=bad-url' WHERE id = (SELECT min(id) FROM kernel_delivery)"
    )
    shown = bram.get(LETTERS).content.decode()
    assert "De andere kant weigert dit. Wij proberen het niet opnieuw." in shown
    assert "Invalid besluit=bad-url" in shown
    assert "als u het zegt" in shown


def test_a_subscriber_can_be_paused_and_gets_everything_afterwards(
    bram: Client, api, afnemer: Afnemer, at: datetime
):
    url = api.post(ABONNEMENT, body(afnemer.url)).json["url"]
    uuid = url.rsplit("/", 1)[-1]
    bram.post(f"{LIST}{uuid}/stil/")
    happened = change(at, hoofd=uuid4())
    work(at)
    assert afnemer.objects == []
    assert "Staat stil" in bram.get(LIST).content.decode()
    bram.post(f"{LIST}{uuid}/aan/")
    work(at)
    assert afnemer.objects == [happened]
    who = db.rows("SELECT actie, actor_id FROM kernel_audit WHERE actor_id = 'bram' ORDER BY id")
    assert who == [("mute", "bram"), ("unmute", "bram")]


def test_only_a_beheerder_comes_here(db):
    client = browser(MEREL)
    for address in (LIST, LETTERS):
        assert client.get(address).status_code == 403
    for address in (f"{LIST}opnieuw/", f"{LIST}{uuid4()}/stil/", f"{LIST}{uuid4()}/aan/"):
        assert client.post(address, {"subscriber": "x"}).status_code == 403
    for ask in (door.list_afnemers, door.list_dode_brieven):
        with pytest.raises(NotAllowed):
            ask(actor=MEREL)


def test_what_is_not_there_is_not_found(bram: Client):
    assert bram.post(f"{LIST}{uuid4()}/stil/").status_code == 404
    for subscriber in ("", "notificaties/tasks:deliver#x", f"notificaties/tasks:deliver#{uuid4()}"):
        assert bram.post(f"{LIST}opnieuw/", {"subscriber": subscriber}).status_code == 404


def test_the_pages_are_there_in_english(bram: Client, api, afnemer: Afnemer, at: datetime):
    dead(api, afnemer, at)
    for address, words in ((LIST, "Subscriptions"), (LETTERS, "The subscriber refuses this message.")):
        bram.post("/taal/", {"language": "en", "next": address})
        assert words in bram.get(address).content.decode()


def test_an_abonnement_that_ends_leaves_nothing_behind(api, afnemer: Afnemer, at: datetime):
    url = dead(api, afnemer, at)
    api.delete(url)
    assert [one.subscriber for one in outbox.backlog() if "#" in one.subscriber] == []


def run(*words: str) -> int:
    return cli.main(["abonnement", *words])


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command works in the test's own transaction."""
    monkeypatch.setattr(cli, "_django", lambda options: nullcontext())


def test_a_file_makes_a_subscription_once(db, here, afnemer: Afnemer, tmp_path: Path, capsys):
    file = tmp_path / "abonnement.json"
    wanted = {"callbackUrl": afnemer.url, "auth": SECRET, "kanalen": [{"naam": "zaken"}]}
    file.write_text(json.dumps(wanted))
    assert run("add", str(file)) == 0
    assert run("add", str(file)) == 0
    assert capsys.readouterr().out == f"{afnemer.url}: ingesteld.\n{afnemer.url}: stond al zo.\n"
    file.write_text(json.dumps([{**wanted, "kanalen": [{"naam": "besluiten"}]}]))
    assert run("add", str(file)) == 0
    capsys.readouterr()
    assert run("list") == 0
    (shown,) = json.loads(capsys.readouterr().out)
    assert (shown["callbackUrl"], shown["auth"], shown["staat"]) == (afnemer.url, "(verborgen)", "working")
    assert shown["kanalen"] == [{"naam": "besluiten", "filters": {}}]


def test_a_subscription_is_removed_once(db, here, api, afnemer: Afnemer, capsys):
    api.post(ABONNEMENT, body(afnemer.url))
    for said in ("weg", "was er niet"):
        assert run("remove", "--callback-url", afnemer.url) == 0
        assert capsys.readouterr().out == f"{afnemer.url}: {said}.\n"


def test_what_did_not_arrive_is_sent_again_from_the_command_line(
    db, here, api, afnemer: Afnemer, at: datetime, capsys
):
    dead(api, afnemer, at)
    assert run("replay", "--callback-url", afnemer.url) == 0
    assert capsys.readouterr().out.endswith("Opnieuw: 1.\n")
    assert run("replay", "--callback-url", "http://bestaat-niet.example/") == 1


def test_a_file_that_is_wrong_is_refused_with_what_is_wrong(db, here, tmp_path: Path, capsys):
    file = tmp_path / "fout.json"
    file.write_text("{")
    assert run("add", str(file)) == 1
    file.write_text('{"callbackUrl": "ftp://x", "auth": "x", "kanalen": [{"naam": "bestaat-niet"}]}')
    assert run("add", str(file)) == 1
    assert run("add", str(tmp_path / "er-is-niets")) == 1
    said = capsys.readouterr().err
    assert "is no JSON" in said
    assert "(bad-url)" in said
    assert "(kanaal_naam)" in said
    assert "cannot be read" in said
