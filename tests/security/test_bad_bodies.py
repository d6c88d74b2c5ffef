"""Bad input at every operation that writes: what is wrong is named, all of it, nothing is kept, and nobody learns or loses."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from raadhuis.kernel import db, loader
from raadhuis.kernel.identity import Actor, Grant, Rights
from raadhuis.kernel.testing import Answer, ApiClient
from tests.fuzz.test_apis import Known, what_there_is
from tests.model.readings import NESTED
from tests.model.test_random_work import hanging
from tests.security.conftest import DRC, HOUSE, NOWHERE, SANNE, ZRC, Wsgi, start
from tests.security.test_s03_scopes_and_tokens import ALL_SCOPES

WRITES = ("POST", "PUT", "PATCH", "DELETE")
OTHER_TYPE = UUID(NOWHERE)
KEPT = "SELECT (SELECT count(*) FROM kernel_event), (SELECT count(*) FROM kernel_audit WHERE actie <> 'retrieve')"
CRS = {"HTTP_ACCEPT_CRS": "EPSG:4326", "HTTP_CONTENT_CRS": "EPSG:4326"}
NEVER, NEVER_EITHER = (
    {"deep": 5},
    5.5,
)  # values of no type that a field has, but for a few that hold anything in braces


@dataclass(frozen=True)
class Operation:
    """One that writes, with an address of what is there, and a body that is good or nearly so."""

    method: str
    path: str
    url: str
    nowhere: str
    body: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    def send(self, client: Wsgi, body: Any = None, *, url: str = "", **headers: str) -> Answer:
        return client(self.method, url or self.url, self.body if body is None else body, **CRS, **headers)


@pytest.fixture
def known(losser: None) -> Known:
    """The demo's types and a case with one of everything that hangs on it."""
    api, made = Wsgi(), start(bsn=SANNE).status().document().besluit()
    document = {"informatieobject": made.documenten[0].url}
    for path, body in {
        **{f"{ZRC}/{path}": body for path, body in hanging(made.zaak.url, made.inrichting).items()},
        f"{DRC}/gebruiksrechten": document | {"startdatum": MOMENT, "omschrijvingVoorwaarden": "Geen"},
        f"{DRC}/verzendingen": document | SENT,
    }.items():
        answer = api.post(path, body)
        assert answer.status == 201, (path, answer.body)
    found = what_there_is(ApiClient(HOUSE))
    found.urls["zaken"] = [made.zaak.url]
    for below in NESTED:
        found.whole[f"zaken/{below}"] = api.get(f"{made.zaak.url}/{below}").json
    return found


MOMENT = "2026-01-01T00:00:00Z"
SENT = {
    "betrokkene": "https://klanten.example/1",
    "aardRelatie": "geadresseerde",
    "contactPersoon": "https://klanten.example/2",
    "emailadres": "sanne@inwoner.example",
}


@pytest.fixture
def writing(known: Known) -> list[Operation]:
    """Every operation of every API that writes."""
    return list(_writing(known))


def _writing(known: Known) -> Iterator[Operation]:
    zaak = known.urls["zaken"][0].rpartition("/")[2]
    for prefix, module in loader.apis():
        for route in module.ROUTES:
            parts = route.path.strip("/").split("/")
            below = f"zaken/{parts[2]}" if "{zaak}" in parts else ""
            collection = below or next((p for p in reversed(parts) if p in known.whole), parts[0])
            whole = known.whole.get(collection) or [{}]
            template = {k: v for k, v in whole[0].items() if k not in ("url", "uuid")}
            there = str(whole[0].get("url", NOWHERE)).rpartition("/")[2]
            url = (prefix + route.path).replace("{zaak}", zaak)
            for method in sorted(set(route.handlers) & set(WRITES)):
                if route.path in ("/bestandsdelen/{uuid}",):
                    continue  # no JSON: a form with a file, see test_files
                filled = url.replace("{uuid}", there)
                yield Operation(method, prefix + route.path, filled, url.replace("{uuid}", NOWHERE), template)


def names(answer: Answer) -> set[str]:
    """The fields that an answer says are wrong, by the first part of their name."""
    if answer.status != 400:
        return set()
    return {param["name"].split(".")[0] for param in answer.json.get("invalidParams", ())}


def with_body(writing: list[Operation]) -> list[Operation]:
    """Those that read a body: publishing and locking take none."""
    return [one for one in writing if one.method != "DELETE" and not one.path.endswith(("/publish", "/lock"))]


def test_all_of_the_apis_are_here(writing: list[Operation]) -> None:
    routes = {
        (method, prefix + route.path)
        for prefix, module in loader.apis()
        for route in module.ROUTES
        for method in set(route.handlers) & set(WRITES)
    }
    assert {(one.method, one.path) for one in writing} == routes - {
        ("PUT", "/documenten/api/v1/bestandsdelen/{uuid}")
    }
    assert len(writing) > 100


@pytest.mark.slow
def test_every_wrong_field_of_a_body_is_named_at_once(writing: list[Operation]) -> None:
    client, compared = Wsgi(), 0
    for one in with_body(writing):
        odd = {f: NEVER_EITHER if isinstance(v, dict) or f in BRACES else NEVER for f, v in one.body.items()}
        wrong = {f for f, value in odd.items() if f in names(one.send(client, one.body | {f: value}))}
        before = db.row(KEPT)
        found = names(one.send(client, one.body | {f: odd[f] for f in wrong})) if wrong else set[str]()
        assert found >= wrong, (str(one), wrong - found)
        assert db.row(KEPT) == before, (str(one), "nothing is kept of a body with an error")
        compared += len(wrong)
    assert compared > 300


def changes(writing: list[Operation]) -> list[Operation]:
    """Every PUT and PATCH of what there is; the content of a document has rules of its own (test_changing)."""
    eio = "/enkelvoudiginformatieobjecten/"
    return [one for one in writing if one.method in ("PUT", "PATCH") and one.body and eio not in one.path]


def new(writing: list[Operation]) -> list[Operation]:
    """Every POST that makes a resource, of a body as of one that is there, without what only that one may have."""
    return [
        replace(one, body={k: v for k, v in one.body.items() if k not in ITS_OWN})
        for one in writing
        if one.method == "POST" and one.body and not one.path.endswith((*ACTS, "/_zoek"))
    ]


OWNERS = ("zaak", "gerelateerdAan", "zaaktype")
ACTS = ("/publish", "/lock", "/unlock")


@pytest.mark.slow
def test_what_is_wrong_in_form_and_what_breaks_a_rule_is_told_in_one_answer(
    writing: list[Operation],
) -> None:
    client, compared = Wsgi(), set()
    for one in changes(writing) + new(writing):
        odd = {name: {name: NEVER} for name in one.body if name in names(one.send(client, {name: NEVER}))}
        for name, value in one.body.items():
            if not (isinstance(value, str) and value.startswith("http")):
                continue
            other = {name: value[:-36] + NOWHERE}
            alone = names(one.send(client, one.body | other))
            if name not in alone:
                continue  # it is kept as it is, or set by the register
            before, was = db.row(KEPT), client.get(one.url, **CRS).body
            for wrong in odd.keys() - {name}:
                found = names(one.send(client, one.body | other | odd[wrong]))
                # What hangs on something is judged with what it hangs on.
                known = {wrong} if one.method == "POST" and wrong in OWNERS else {name, wrong}
                assert known <= found <= alone | {wrong}, (str(one), name, wrong, found, alone)
                compared.add(str(one))
            assert (db.row(KEPT), client.get(one.url, **CRS).body) == (before, was), str(one)
    posted = {one.rpartition("/")[2] for one in compared if one.startswith("POST")}
    assert len(compared) > 45, compared
    assert posted >= {"zaken", "statussen", "besluiten", "enkelvoudiginformatieobjecten", "zaaktypen"}, posted


READS = frozenset(scope for scope in ALL_SCOPES if scope.endswith(".lezen"))


def who(grant: Grant) -> Wsgi:
    return Wsgi(Actor(kind="applicatie", id="x", name="X", rights=Rights(grants=(grant,))))


def test_who_may_not_change_it_hears_that_before_anything_about_the_body(writing: list[Operation]) -> None:
    reader = who(Grant(scopes=READS))
    blind = who(Grant(scopes=frozenset(ALL_SCOPES), types=frozenset({OTHER_TYPE})))
    for one in changes(writing):
        bad = dict.fromkeys(one.body, NEVER)
        answer = one.send(reader, bad)
        assert (answer.status, answer.json.get("invalidParams")) == (403, None), (str(one), answer.body)
        assert names(one.send(Wsgi(), bad)), str(one)
        if one.path.split("/")[1] in ("zaken", "documenten", "besluiten"):
            assert one.send(blind, bad).status == 404, str(one)


def test_who_may_make_nothing_hears_that_before_anything_about_the_body(writing: list[Operation]) -> None:
    reader, compared = who(Grant(scopes=READS)), set()
    for one in new(writing):
        for name in (n for n in one.body if n in names(one.send(Wsgi(), {n: NEVER}))):
            # What it belongs to is there, and said well; then nothing is.
            for body in (one.body | {name: NEVER}, dict.fromkeys(one.body, NEVER)):
                answer = one.send(reader, body)
                said = (answer.status, answer.json.get("invalidParams"))
                assert said == (403, None), (str(one), name, answer.body)
            compared.add(one.path)
    assert len(compared) > 25, compared


def test_who_may_make_none_of_its_type_hears_that_before_anything_else_about_the_body(
    writing: list[Operation],
) -> None:
    blind, compared = who(Grant(scopes=frozenset(ALL_SCOPES), types=frozenset({OTHER_TYPE}))), set()
    for one in new(writing):
        kinds = {"zaaktype", "besluittype", "informatieobjecttype"} & one.body.keys()
        if kinds and not one.path.startswith("/catalogi/"):
            bad = dict.fromkeys(one.body, NEVER)
            answer = one.send(blind, bad | {kind: one.body[kind] for kind in kinds})
            assert (answer.status, answer.json.get("invalidParams")) == (403, None), (str(one), answer.body)
            assert names(one.send(blind, bad)) >= kinds, str(one)
            compared.add(one.path.rpartition("/")[2])
    assert compared == {"zaken", "besluiten", "enkelvoudiginformatieobjecten"}


def test_a_post_of_the_wrong_form_tells_nothing_of_what_may_not_be_seen(writing: list[Operation]) -> None:
    blind, compared = who(Grant(scopes=frozenset(ALL_SCOPES), types=frozenset({OTHER_TYPE}))), set()
    hidden = re.compile(r".*/(zaken|documenten|besluiten)/api/v1/")
    for one in new(writing):
        bad = {name: NEVER for name in one.body if name in names(one.send(Wsgi(), {name: NEVER}))}
        for name in (n for n, v in one.body.items() if isinstance(v, str) and hidden.match(v)):
            for other in bad.keys() - {name}:
                there = one.send(blind, one.body | {other: NEVER})
                nowhere = one.send(blind, one.body | {other: NEVER, name: one.body[name][:-36] + NOWHERE})
                assert there.status >= 400, (str(one), name, other)
                said = [(a.status, a.json.get("invalidParams")) for a in (there, nowhere)]
                assert said[0] == said[1], (str(one), name, other, said)
                compared.add(one.path)
    assert len(compared) > 10, compared


BRACES = ("zaakgeometrie",)
ODD_TEXTS = ("a\0b", "\ud800", "x" * 100_000)


@pytest.mark.slow
def test_text_that_cannot_be_kept_is_refused_by_its_field(writing: list[Operation]) -> None:
    client, refused = Wsgi(), 0
    for one in with_body(writing):
        for name, value in one.body.items():
            if not isinstance(value, str):
                continue
            for text in ODD_TEXTS[:2]:
                answer = one.send(client, json.dumps(one.body | {name: text}).encode())
                assert 400 <= answer.status < 500, (str(one), name, answer.status)
                if answer.status == 400:
                    assert name in names(answer), (str(one), name, answer.body)
                    refused += 1
            answer = one.send(client, one.body | {name: ODD_TEXTS[2]})
            assert answer.status < 500, (str(one), name)
            assert len(answer.body) < 2 * len(ODD_TEXTS[2]), (str(one), name)
    assert refused > 300


def test_no_json_and_json_that_is_too_deep_is_said_to_be_so(writing: list[Operation]) -> None:
    client = Wsgi()
    for one in with_body(writing):
        for body in (b"{", b'{"a":' * 5000 + b"1" + b"}" * 5000, b"\xff", b'{"a": NaN}'):
            answer = one.send(client, body)
            assert 400 <= answer.status < 500, (str(one), body[:20], answer.status, answer.body[:200])


ZONELESS, MEANT = "2026-11-22T10:00:00", datetime(2026, 11, 22, 9, tzinfo=UTC)


def test_a_moment_without_its_zone_is_refused_or_is_one_in_the_netherlands(writing: list[Operation]) -> None:
    client, compared = Wsgi(), 0
    for one in with_body(writing):
        for name, value in one.body.items():
            if not (isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\dT", value)):
                continue
            if name not in names(one.send(client, one.body | {name: NEVER})):
                continue  # what the register itself fills in
            answer = one.send(client, one.body | {name: ZONELESS})
            if answer.status < 300:
                assert datetime.fromisoformat(answer.json[name]) == MEANT, (str(one), name, answer.json[name])
                compared += 1
            else:
                assert answer.status == 400, (str(one), name, answer.status)
    assert compared >= 5


@pytest.mark.slow
def test_ten_thousand_elements_make_no_failure_and_a_bounded_answer(writing: list[Operation]) -> None:
    client = Wsgi()
    for one in with_body(writing):
        for name, value in one.body.items():
            if isinstance(value, list):
                elements: tuple[Any, ...] = (1, "x", {}, "http://127.0.0.1:1/x")
                for element in elements:
                    answer = one.send(client, one.body | {name: [element] * 10_000})
                    assert answer.status < 500, (str(one), name, answer.status)
                    assert len(answer.body) < 1_000_000, (str(one), name)


@pytest.mark.slow
def test_no_address_in_any_body_is_called(writing: list[Operation], trap: Any, dialled: list[Any]) -> None:
    client, (address, visited) = Wsgi(), trap
    for one in with_body(writing):
        for name, value in one.body.items():
            if name in ("callbackUrl",):
                continue  # has a test of its own: only the network outside is tried
            if isinstance(value, str) and (value.startswith("http") or value == ""):
                for url in (
                    f"{address}/x/{NOWHERE}",
                    f"http://169.254.169.254/{NOWHERE}",
                    f"file:///etc/{NOWHERE}",
                ):
                    answer = one.send(client, one.body | {name: url})
                    assert answer.status < 500, (str(one), name, answer.status)
    assert not visited()
    assert [a for a in dialled if not isinstance(a, str)] == []


def test_what_may_not_be_seen_is_answered_as_what_is_not_there(writing: list[Operation]) -> None:
    """Someone with every scope, on another type: an existing identifier and a made-up one are told apart nowhere."""
    grant = Grant(scopes=frozenset(ALL_SCOPES), types=frozenset({OTHER_TYPE}), max_va=8)
    blind = Wsgi(Actor(kind="applicatie", id="blind", name="Blind", rights=Rights(grants=(grant,))))
    before, compared = db.row(KEPT), 0
    for one in writing:
        if one.path.split("/")[1] in ("zaken", "documenten", "besluiten") and "{" in one.path and one.body:
            there, nowhere = (one.send(blind, {}, url=url) for url in (one.url, one.nowhere))
            if "{zaak}" in one.path:
                nowhere = one.send(blind, {}, url=one.url.replace(one.url.split("/")[5], NOWHERE))
            said = [(a.status, a.json.get("code"), a.json.get("detail")) for a in (there, nowhere)]
            assert said[0] == said[1], (str(one), said)
            assert there.status in (400, 403, 404), (str(one), there.status)
            compared += 1
    assert compared > 20
    assert db.row(KEPT) == before


def test_a_change_of_what_changed_meanwhile_is_refused_and_changes_nothing(writing: list[Operation]) -> None:
    client, refused = Wsgi(), 0
    reads = {prefix + r.path for prefix, m in loader.apis() for r in m.ROUTES if "GET" in r.handlers}
    for one in writing:
        if one.method == "POST" or one.path not in reads or not one.body:
            continue
        was = client.get(one.url, **CRS)
        answer = one.send(client, HTTP_IF_MATCH='"0123456789abcdef0123456789abcdef"')
        assert answer.status == 412, (str(one), answer.status, answer.body)
        assert client.get(one.url, **CRS).body == was.body, str(one)
        refused += 1
    assert refused > 25


ITS_OWN = ("identificatie", "inhoud", "bestandsomvang")


def test_a_post_that_comes_twice_with_its_key_is_done_once(writing: list[Operation]) -> None:
    client, once = Wsgi(), set()
    for number, given in enumerate(o for o in writing if o.method == "POST"):
        key = {"HTTP_IDEMPOTENCY_KEY": f"sleutel-{number}"}
        # What only the one that is there may have.
        one = replace(given, body={k: v for k, v in given.body.items() if k not in ITS_OWN})
        first, count = one.send(client, **key), db.row(KEPT)
        again = one.send(client, **key)
        if first.status >= 400:
            assert again.status == first.status, (str(one), again.status)
            continue
        assert (again.status, again.body) == (first.status, first.body), str(one)
        assert db.row(KEPT) == count, str(one)
        other = one.send(client, {**one.body, "x": 1}, **key)
        assert other.status == 409, (str(one), other.status)
        once.add(one.path)
    assert {
        "/zaken/api/v1/zaken",
        "/documenten/api/v1/enkelvoudiginformatieobjecten",
        "/besluiten/api/v1/besluiten",
    } <= once
