"""Reading events with a cursor: every one, once, and only what the reader may know of."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from raadhuis.components.notificaties.tests.test_abonnementen import message, rights
from raadhuis.kernel import events
from raadhuis.kernel.identity import Grant, Rights

EVENTS = "/notificaties/api/v1/events"
TYPE, OTHER_TYPE = uuid4(), uuid4()


def happens(
    at: datetime, *, kanaal: str = "zaken", typ: UUID = TYPE, level: str = "openbaar", actor: str = "test"
) -> str:
    uuid = uuid4()
    kenmerk = {"zaken": "zaaktype", "documenten": "informatieobjecttype", "besluiten": "besluittype"}.get(
        kanaal
    )
    kenmerken = {"vertrouwelijkheidaanduiding": level}
    if kenmerk:
        kenmerken[kenmerk] = f"/catalogi/api/v1/{kenmerk}n/{typ}"
    events.publish(
        kanaal=kanaal, resource="x", actie="create", hoofd_path="/x/", hoofd=uuid, path="/x/", object=uuid,
        kenmerken=kenmerken if kanaal in ("zaken", "documenten") or kenmerk else {}, actor_id=actor, at=at,
    )  # fmt: skip
    return f"http://testserver/x/{uuid}"


def seen(client, query: str = "") -> list[str]:
    answer = client.get(f"{EVENTS}{query}")
    assert answer.status == 200, answer.json
    return [result["resourceUrl"] for result in answer.json["results"]]


def test_whoever_goes_on_from_the_cursor_sees_everything_once_and_in_order(api, at: datetime):
    happened = [happens(at + timedelta(seconds=n)) for n in range(7)]
    found, url = [], f"{EVENTS}?limit=3"
    while results := (answer := api.get(url).json)["results"]:
        found += [result["resourceUrl"] for result in results]
        url = answer["next"].removeprefix("http://testserver")
    assert found == happened
    later = happens(at)
    assert [r["resourceUrl"] for r in api.get(url).json["results"]] == [later]


def test_an_event_reads_as_the_message_that_is_sent(api, at: datetime):
    url = happens(at)
    (found,) = api.get(EVENTS).json["results"]
    assert found.pop("cursor") > 0
    assert UUID(found.pop("id")).version == 4
    assert found == {
        "kanaal": "zaken",
        "hoofdObject": url,
        "resource": "x",
        "resourceUrl": url,
        "actie": "create",
        "aanmaakdatum": "2099-11-22T09:30:00Z",
        "kenmerken": {
            "zaaktype": f"http://testserver/catalogi/api/v1/zaaktypen/{TYPE}",
            "vertrouwelijkheidaanduiding": "openbaar",
        },
    }


def test_one_kanaal_may_be_asked(api, at: datetime):
    happens(at)
    besluit = happens(at, kanaal="besluiten")
    assert seen(api, "?kanaal=besluiten") == [besluit]


def test_what_is_filtered_away_is_not_looked_at_again(api, at: datetime):
    happens(at)
    answer = api.get(f"{EVENTS}?kanaal=besluiten").json
    assert answer["results"] == []
    assert seen(api, f"?after={answer['cursor']}") == []


def test_a_reader_sees_only_what_it_may_read(api_as, at: datetime):
    both = frozenset({"notificaties.consumeren", "zaken.lezen"})
    client = api_as(Rights(grants=(Grant(scopes=both, types=frozenset({TYPE}), max_va=3),)))
    mine = happens(at, level="intern")
    for hidden in ("zaakvertrouwelijk", "geheim"):
        happens(at, level=hidden)
    happens(at, typ=OTHER_TYPE)
    happens(at, kanaal="documenten")
    happens(at, kanaal="besluiten")
    happens(at, kanaal="autorisaties")
    assert seen(client) == [mine]


def test_scopes_on_registers_decide_per_kanaal(api_as, at: datetime):
    happened = {
        k: happens(at, kanaal=k) for k in ("zaken", "documenten", "besluiten", "autorisaties", "zaaktypen")
    }
    for kanaal, scope in {
        "documenten": "documenten.lezen",
        "besluiten": "besluiten.lezen",
        "autorisaties": "autorisaties.lezen",
        "zaaktypen": "catalogi.lezen",
    }.items():
        client = api_as(rights("notificaties.consumeren", scope))
        assert seen(client, f"?kanaal={kanaal}") == [happened[kanaal]]
        assert seen(client) == [happened[kanaal]]


def test_who_may_see_ready_documents_only_is_not_told_of_documents(api_as, at: datetime):
    happens(at, kanaal="documenten")
    assert seen(api_as(Rights(everything=True, only_ready=True))) == []


def test_without_the_scope_nothing_is_read(api_as):
    assert api_as(rights("notificaties.publiceren", "zaken.lezen")).get(EVENTS).status == 403


@pytest.mark.parametrize(
    "query", ["after=x", "after=-1", "after=99999999999999999999", "limit=501", "limit=a"]
)
def test_a_cursor_that_is_none_is_refused(api, query: str):
    assert api.get(f"{EVENTS}?{query}").fouten == {query.split("=")[0]: "invalid"}


def test_what_we_only_heard_elsewhere_is_not_passed_on(api, at: datetime):
    happens(at, actor="elders")
    assert seen(api) == []


def test_a_message_of_a_register_elsewhere_can_be_read_by_who_consumes(api, api_as):
    assert api.post("/notificaties/api/v1/kanaal", {"naam": "objecten"}).status == 201
    assert api.post("/notificaties/api/v1/notificaties", {**message(), "kanaal": "objecten"}).status == 200
    client = api_as(rights("notificaties.consumeren"))
    assert seen(client, "?kanaal=objecten") == [message()["resourceUrl"]]


def test_reading_costs_a_fixed_number_of_statements(api, at: datetime, queries):
    for _ in range(20):
        happens(at)
    seen(api)
    with queries() as statements:
        assert seen(api)
    assert len(statements) == 2
