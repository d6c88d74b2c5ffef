"""What a zaak refers to at a service that an operator registered: checked there over real HTTP, and told of the zaak."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from raadhuis.components.autorisaties import api as autorisaties
from raadhuis.components.catalogi import api as catalogi
from raadhuis.components.notificaties import api as notificaties
from raadhuis.components.zaken.tests.dossier import API
from raadhuis.kernel import clock, db, events, outbox
from raadhuis.kernel.testing import AT, Asked, provider_elsewhere


@dataclass
class Elders:
    """Another register: what stands in it by path, what was asked of it, and whether it answers.

    What is written is refused with the status `refuses`, if any. After `thinks.clear()` it is `busy` with a question, and does not answer before `thinks.set()`.
    """

    root: str = ""
    things: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    away: bool = False
    refuses: int = 0
    thinks: threading.Event = field(default_factory=threading.Event)
    busy: threading.Event = field(default_factory=threading.Event)

    def add(self, collection: str, **fields: Any) -> str:
        path = f"/api/v1/{collection}/{uuid4()}"
        url = self.root.removesuffix("/api/v1") + path
        self.things[path] = {**fields, "url": url}
        return url

    def all(self, collection: str) -> list[dict[str, Any]]:
        return [thing for path, thing in self.things.items() if f"/{collection}/" in path]

    def get(self, asked: Asked) -> tuple[int, Any]:
        if not self.thinks.is_set():
            self.busy.set()
            self.thinks.wait(4)
        if asked.path in self.things or self.away:
            return 200, self.things.get(asked.path, {})
        if asked.path.count("/") != 3:
            return 404, {}
        found = [
            thing
            for thing in self.all(asked.path.rsplit("/", 1)[1])
            if all(thing.get(name) == value for name, value in asked.query.items())
        ]
        return 200, {"count": len(found), "next": None, "previous": None, "results": found}

    def post(self, asked: Asked) -> tuple[int, Any]:
        if self.refuses:
            wrong = {"name": "object", "code": "bad-url", "reason": "Van Sanne"}
            return self.refuses, {"code": "invalid", "invalidParams": [wrong]}
        url = self.add(asked.path.rsplit("/", 1)[1], **asked.body)
        return 201, {**asked.body, "url": url, "uuid": url[-36:]}

    def delete(self, asked: Asked) -> tuple[int, Any]:
        return 204 if self.things.pop(asked.path, None) else 404, None


@pytest.fixture
def elders(db: None) -> Iterator[Elders]:
    """A register of klantinteracties and a selectielijst behind a real port."""
    there = Elders()
    there.thinks.set()

    def answer(asked: Asked) -> tuple[int, Any]:
        there.asked.append((asked.method, asked.path, asked.headers.get("Authorization", "")))
        status, said = getattr(there, asked.method.lower())(asked)
        return 503 if there.away else status, said

    with provider_elsewhere(answer) as address:
        there.root = f"{address}/api/v1"
        yield there


def registered(elders: Elders, soort: str, actor: Any) -> None:
    body = autorisaties.DienstBody(url=elders.root, soort=soort, header="Authorization: Token abc")
    autorisaties.save_dienst(actor=actor, at=AT, body=body)


def delivered(*, at: Any = None) -> list[str]:
    """Deliver what waits in the outbox; what still waits after that, with its reason."""
    while events.deliver_one(at=at or clock.now()):
        pass
    sql = "SELECT subscriber || ' ' || error FROM kernel_delivery WHERE subscriber LIKE '%spiegel%'"
    return [said for (said,) in db.rows(sql)]


@pytest.mark.parametrize(
    ("collection", "name", "objects"),
    [
        ("zaakcontactmomenten", "contactmoment", "objectcontactmomenten"),
        ("zaakverzoeken", "verzoek", "objectverzoeken"),
    ],
)
def test_zrc_024_025_the_register_of_a_contact_is_told_of_the_zaak_and_of_its_end(
    zaak, api, elders, systeem_actor, collection, name, objects
):
    registered(elders, "kic", systeem_actor)
    url = elders.add(f"{name}en")

    made = api.post(f"{API}/{collection}", {"zaak": zaak.url, name: url})
    before = elders.all(objects)
    waiting = delivered()
    told = elders.all(objects)
    gone = api.delete(made.json["url"])
    delivered()

    assert (made.status, made.json[name]) == (201, url)
    assert before == [], "not before the commit"
    assert waiting == []
    assert [(t[name], t["object"], t["objectType"]) for t in told] == [(url, zaak.url, "zaak")]
    assert gone.status == 204
    assert elders.all(objects) == []
    assert {proof for _, _, proof in elders.asked} == {"Token abc"}


def test_a_contact_that_does_not_exist_there_is_refused(zaak, api, elders, systeem_actor):
    registered(elders, "kic", systeem_actor)
    answer = api.post(
        f"{API}/zaakcontactmomenten",
        {"zaak": zaak.url, "contactmoment": f"{elders.root}/contactmomenten/{uuid4()}"},
    )
    assert answer.fouten == {"contactmoment": "bad-url"}


def test_what_is_told_twice_stands_there_once(zaak, api, elders, systeem_actor):
    registered(elders, "kic", systeem_actor)
    url = elders.add("contactmomenten")
    elders.add("objectcontactmomenten", contactmoment=url, object=zaak.url, objectType="zaak")

    api.post(f"{API}/zaakcontactmomenten", {"zaak": zaak.url, "contactmoment": url})
    delivered()

    assert len(elders.all("objectcontactmomenten")) == 1


def test_a_register_that_is_away_hears_it_later_and_a_relation_that_ended_meanwhile_never(
    zaak, api, elders, systeem_actor
):
    registered(elders, "kic", systeem_actor)
    stays, goes = elders.add("contactmomenten"), elders.add("contactmomenten")
    api.post(f"{API}/zaakcontactmomenten", {"zaak": zaak.url, "contactmoment": stays})
    made = api.post(f"{API}/zaakcontactmomenten", {"zaak": zaak.url, "contactmoment": goes})
    elders.away = True
    waiting = delivered()
    api.delete(made.json["url"])
    elders.away = False
    later = clock.now() + events.LONGEST_WAIT

    assert sorted(waiting) == ["zaken/tasks:spiegel_contact MirrorWaits:invalid"] * 2
    assert delivered(at=later) == []
    assert [t["contactmoment"] for t in elders.all("objectcontactmomenten")] == [stays]


SPIEGEL = "zaken/tasks:spiegel_contact"


@pytest.mark.parametrize(
    ("status", "why"),
    [
        (400, "Invalid object=bad-url"),
        (403, "RegisterRefuses unavailable"),
        (404, "NotFound object=bad-url"),
        (410, "NotFound object=bad-url"),
        (422, "RegisterRejects unavailable"),
    ],
)
def test_what_the_register_refuses_is_for_the_operator_at_once_and_holds_up_nothing(
    zaak, new_zaak, api, elders, systeem_actor, status, why
):
    registered(elders, "kic", systeem_actor)
    url = elders.add("contactmomenten")
    api.post(f"{API}/zaakcontactmomenten", {"zaak": zaak.url, "contactmoment": url})
    elders.refuses = status
    refused = delivered()
    (letter,) = outbox.dead_letters(subscriber=SPIEGEL)
    asked = len(elders.asked)
    delivered(at=clock.now() + timedelta(days=9))
    asked_again = len(elders.asked) - asked
    elders.refuses = 0
    other = new_zaak()
    api.post(f"{API}/zaakcontactmomenten", {"zaak": other.url, "contactmoment": url})
    delivered()
    passed = [told["object"] for told in elders.all("objectcontactmomenten")]
    replayed = notificaties.replay(
        actor=systeem_actor, at=clock.now(), subscriber=SPIEGEL, nummer=letter.delivery
    )
    left = delivered()

    assert refused == [f"{SPIEGEL} MirrorRefused:{why}"]
    assert (letter.due, asked_again) == (None, 0)
    assert passed == [other.url]
    assert (replayed, left) == (1, [])
    assert {told["object"] for told in elders.all("objectcontactmomenten")} == {zaak.url, other.url}


@pytest.mark.parametrize("status", [409, 429, 500, 503])
def test_a_register_that_cannot_do_it_now_is_asked_again(zaak, api, elders, systeem_actor, status):
    registered(elders, "kic", systeem_actor)
    url = elders.add("contactmomenten")
    api.post(f"{API}/zaakcontactmomenten", {"zaak": zaak.url, "contactmoment": url})
    elders.refuses = status
    waiting = delivered()
    elders.refuses = 0

    assert waiting == [f"{SPIEGEL} MirrorWaits:invalid"]
    assert delivered(at=clock.now() + events.LONGEST_WAIT) == []
    assert [told["object"] for told in elders.all("objectcontactmomenten")] == [zaak.url]


def test_an_address_of_no_dienst_is_kept_and_never_called(zaak, api, elders):
    url = elders.add("contactmomenten")
    assert api.post(f"{API}/zaakcontactmomenten", {"zaak": zaak.url, "contactmoment": url}).status == 201
    delivered()
    assert elders.asked == []


def test_what_a_zaak_refers_to_at_a_dienst_is_there(body, api, elders, systeem_actor):
    registered(elders, "orc", systeem_actor)
    klasse, kanaal = elders.add("resultaten"), elders.add("communicatiekanalen")
    nothing = f"{elders.root}/resultaten/{uuid4()}"

    good = api.post(f"{API}/zaken", body(selectielijstklasse=klasse, communicatiekanaal=kanaal))
    wrong = api.post(f"{API}/zaken", body(selectielijstklasse=nothing, communicatiekanaal=kanaal))
    asked = len(elders.asked)
    same = api.patch(good.json["url"], {"toelichting": "x", "selectielijstklasse": klasse})
    changed = api.patch(good.json["url"], {"selectielijstklasse": nothing})

    assert (good.json["selectielijstklasse"], good.json["communicatiekanaal"]) == (klasse, kanaal)
    assert wrong.fouten == {"selectielijstklasse": "bad-url"}
    assert same.status == 200
    assert changed.fouten == {"selectielijstklasse": "bad-url"}
    assert len(elders.asked) == asked + 1, "what it referred to already is not asked again"


def test_an_object_at_a_dienst_is_there(zaak, api, elders, systeem_actor):
    registered(elders, "orc", systeem_actor)
    boom = elders.add("objects")
    sent = {"zaak": zaak.url, "objectType": "overige", "objectTypeOverige": "boom"}

    good = api.post(f"{API}/zaakobjecten", sent | {"object": boom})
    wrong = api.post(f"{API}/zaakobjecten", sent | {"object": f"{elders.root}/objects/{uuid4()}"})
    elders.away = True
    away = api.post(f"{API}/zaakobjecten", sent | {"object": boom})

    assert (good.status, good.json["object"]) == (201, boom)
    assert wrong.fouten == {"object": "bad-url"}
    assert away.status == 503


def test_one_request_does_not_become_a_call_for_each_of_many_zaken_elsewhere(
    zaak, api, elders, systeem_actor
):
    registered(elders, "zrc", systeem_actor)

    def refused(urls: list[str]) -> tuple[str, str]:
        related = [{"url": url, "aardRelatie": "vervolg"} for url in urls]
        answer = api.patch(zaak.url, {"relevanteAndereZaken": related})
        assert answer.status == 400
        return answer.json["invalidParams"][0]["name"], answer.json["invalidParams"][0]["code"]

    many = refused([f"{elders.root}/zaken/{uuid4()}" for _ in range(21)])
    calls = len(elders.asked)
    twice = refused([f"{elders.root}/zaken/{uuid4()}"] * 21)

    assert (many, calls) == (("relevanteAndereZaken", "max_length"), 0)
    assert (twice, len(elders.asked)) == (("relevanteAndereZaken.0", "bad-url"), 1)


@pytest.fixture
def really_committed(transactional_db: None) -> Iterator[None]:
    """What is written can be seen, and waited for, on another connection."""
    yield
    catalogi.forget()


IDLE = """SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND state LIKE 'idle in transaction%%'"""


def test_while_another_provider_thinks_nothing_is_held_and_the_zaak_can_be_changed(
    really_committed, zaak, api, elders, systeem_actor
):
    registered(elders, "orc", systeem_actor)
    sent = {
        "zaak": zaak.url,
        "objectType": "overige",
        "objectTypeOverige": "boom",
        "object": elders.add("objects"),
    }

    def post() -> Any:
        try:
            return api.post(f"{API}/zaakobjecten", sent)
        finally:
            connection.close()

    elders.thinks.clear()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(post)
        assert elders.busy.wait(10)
        idle = db.value(IDLE)
        changed = api.patch(zaak.url, {"toelichting": "Intussen"})
        done = waiting.done()
        elders.thinks.set()
        made = waiting.result()

    assert (idle, changed.status, done) == (0, 200, False)
    assert (made.status, made.json["object"]) == (201, sent["object"])
    assert api.get(zaak.url).json["toelichting"] == "Intussen"
    assert len(elders.asked) == 1


def test_a_change_that_refers_to_a_provider_that_thinks_holds_nothing_either(
    really_committed, zaak, api, elders, systeem_actor
):
    registered(elders, "zrc", systeem_actor)
    theirs = elders.add("zaken", **{**api.get(zaak.url).json, "identificatie": "GINDS-1"})
    related = {"relevanteAndereZaken": [{"url": theirs, "aardRelatie": "vervolg"}]}

    def patch() -> Any:
        try:
            return api.patch(zaak.url, related)
        finally:
            connection.close()

    elders.thinks.clear()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(patch)
        assert elders.busy.wait(10)
        idle, kept = db.value(IDLE), db.value("SELECT count(*) FROM kernel_elsewhere")
        elders.thinks.set()
        made = waiting.result()

    assert (idle, kept) == (0, 0)
    assert (made.status, made.json["relevanteAndereZaken"][0]["url"]) == (200, theirs)
    assert db.rows("SELECT url FROM kernel_elsewhere") == [(theirs,)]
    assert len(elders.asked) == 1


def test_what_a_refused_reference_is_called_is_not_kept(really_committed, zaak, api, elders, systeem_actor):
    registered(elders, "zrc", systeem_actor)
    nothing = [{"url": f"{elders.root}/zaken/{uuid4()}", "aardRelatie": "vervolg"}]

    answer = api.patch(zaak.url, {"relevanteAndereZaken": nothing})

    assert answer.fouten == {"relevanteAndereZaken.0": "bad-url"}
    assert db.value("SELECT count(*) FROM kernel_elsewhere") == 0
