"""The log of processing: whose data was read, by whom and for what; nobody's BSN stands in it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from raadhuis.kernel import db, logboek, settings, trace
from raadhuis.kernel.endpoint import Api, Request, Response, Route
from raadhuis.kernel.identity import systeem
from raadhuis.kernel.logboek import Personal, Reading, Writer, pseudonym
from raadhuis.kernel.refusal import NotFound
from tests.kernel.wsgi import call

pytestmark = pytest.mark.django_db
SANNE, NOOR = "999900006", "999900109"
WIE = systeem("test")
ZAAK, NIET = uuid4(), uuid4()


def people(uuids: Collection[UUID]) -> dict[UUID, list[str]]:
    return {ZAAK: [SANNE, NOOR]} if ZAAK in uuids else {}


def kept() -> list[tuple[Any, ...]]:
    return db.rows("SELECT subject, name, activity, object, actor_id FROM kernel_verwerking ORDER BY id")


@pytest.fixture
def heard() -> list[Reading]:
    return []


@pytest.fixture
def api(heard: list[Reading]) -> Api:
    def answer(request: Request) -> Response:
        if request.ids.get("uuid") == NIET:
            raise NotFound
        return Response(b"{}")

    personal = Personal(activity="zaakgericht-werken", name="zaak lezen", subjects=people)
    search = Personal(activity="zaakgericht-werken", name="zoeken op BSN", bsn=("inpBsn",))
    lists = Personal(activity="zaakgericht-werken", name="rollen lezen", subjects=people, of="zaak")
    return Api(
        [
            (
                "/zaken/api/v1",
                "1.7.0",
                [
                    Route(path="/zaken/{uuid}", handlers={"GET": answer, "PATCH": answer}, personal=personal),
                    Route(
                        path="/zaken", handlers={"GET": answer}, params=frozenset({"inpBsn"}), personal=search
                    ),
                    Route(
                        path="/rollen", handlers={"GET": answer}, params=frozenset({"zaak"}), personal=lists
                    ),
                    Route(path="/statussen", handlers={"GET": answer}),
                ],
            )
        ],
        authenticate=lambda token, *, at: WIE,
        base="http://testserver",
        on_read=heard.append,
    )


def written(heard: list[Reading]) -> list[tuple[Any, ...]]:
    writer = Writer()
    writer._waiting = list(heard)
    writer.flush()
    return kept()


def test_one_record_for_each_person_in_an_opened_zaak(api: Api, heard: list[Reading]) -> None:
    call(api, "GET", f"/zaken/api/v1/zaken/{ZAAK}")

    assert written(heard) == [
        (pseudonym(bsn), "zaak lezen", "urn:raadhuis:verwerking:zaakgericht-werken", ZAAK, WIE.id)
        for bsn in (SANNE, NOOR)
    ]


def test_a_list_of_one_zaaks_rollen_is_logged_like_the_zaak(api: Api, heard: list[Reading]) -> None:
    call(api, "GET", "/zaken/api/v1/rollen", query=f"zaak=http://testserver/zaken/api/v1/zaken/{ZAAK}")

    assert {row[0] for row in written(heard)} == {pseudonym(SANNE), pseudonym(NOOR)}


def test_who_is_looked_up_by_bsn_is_logged(api: Api, heard: list[Reading]) -> None:
    call(api, "GET", "/zaken/api/v1/zaken", query=f"inpBsn={SANNE}")

    assert [row[0] for row in written(heard)] == [pseudonym(SANNE)]


@pytest.mark.parametrize("path", ["/zaken", "/statussen", "/rollen"])
def test_a_list_that_names_nobody_is_not_logged(api: Api, heard: list[Reading], path: str) -> None:
    call(api, "GET", f"/zaken/api/v1{path}")

    assert written(heard) == []


def test_what_was_not_shown_is_not_logged(api: Api, heard: list[Reading]) -> None:
    assert call(api, "GET", f"/zaken/api/v1/zaken/{NIET}")[0] == 404

    assert heard == []


def test_a_change_is_the_audit_trails_business(api: Api, heard: list[Reading]) -> None:
    call(api, "PATCH", f"/zaken/api/v1/zaken/{ZAAK}", b"{}")

    assert heard == []


def test_reading_costs_the_request_no_statement(api: Api, queries: Any) -> None:
    with queries() as seen:
        call(api, "GET", f"/zaken/api/v1/zaken/{ZAAK}")

    assert seen == []


def test_a_record_is_in_the_callers_trace(at: datetime) -> None:
    trace.begin("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")

    logboek.record(activity="brp-raadplegen", name="BRP", bsns=[SANNE], actor=WIE, at=at)

    assert db.value("SELECT trace_id FROM kernel_verwerking") == "0af7651916cd43dd8448eb211c80319c"
    assert SANNE not in db.value("SELECT v::text FROM kernel_verwerking v")


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "onzin",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "ff-" + "a" * 32 + "-" + "b" * 16 + "-01",
    ],
)
def test_a_trace_that_makes_no_sense_is_replaced_by_our_own(wrong: str) -> None:
    trace.begin(wrong)

    found = trace.current()

    assert found.parent_id == ""
    assert int(found.trace_id, 16) > 0
    assert trace.current() == found


def test_what_cannot_be_written_waits(
    api: Api, heard: list[Reading], monkeypatch: pytest.MonkeyPatch
) -> None:
    call(api, "GET", f"/zaken/api/v1/zaken/{ZAAK}")
    writer = Writer()
    writer._waiting = list(heard)

    def away(rows: object) -> None:
        raise db.DatabaseGone

    with monkeypatch.context() as patched:
        patched.setattr(logboek, "_write", away)
        writer.flush()
    assert kept() == []
    writer.flush()

    assert len(kept()) == 2


def test_a_waiting_reading_is_written_by_itself_and_at_the_end(
    api: Api, heard: list[Reading], monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[int] = []
    monkeypatch.setattr(logboek, "_rows_of", lambda batch: batch)
    monkeypatch.setattr(logboek, "_write", lambda rows: done.append(len(rows)))
    call(api, "GET", f"/zaken/api/v1/zaken/{ZAAK}")
    writer = Writer()

    for reading in heard * 3:
        writer(reading)
    writer.stop()

    assert sum(done) == 3


def days(number: int, *, otlp: str = "") -> Any:
    return replace(settings.current(), verwerkingen_days=number, otlp_url=otlp)


def a_record(at: datetime) -> None:
    logboek.record(activity="brp-raadplegen", name="BRP", bsns=[SANNE], actor=WIE, at=at)


def test_what_is_older_than_the_set_days_is_removed(at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    for age in (31, 30, 1):
        a_record(at - timedelta(days=age))
    for_ever, a_month = days(0), days(30)

    monkeypatch.setattr(settings, "current", lambda: for_ever)
    logboek.sweep(at=at)
    assert len(kept()) == 3

    monkeypatch.setattr(settings, "current", lambda: a_month)
    logboek.sweep(at=at)
    assert db.value("SELECT min(at) FROM kernel_verwerking") == at - timedelta(days=30)


def test_what_the_collector_does_not_have_yet_stays(at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    a_record(at - timedelta(days=31))
    a_record(at - timedelta(days=31))
    db.run("UPDATE kernel_verwerking SET sent = at WHERE id = (SELECT min(id) FROM kernel_verwerking)")
    ours = days(30, otlp="http://collector.example:4318")
    monkeypatch.setattr(settings, "current", lambda: ours)

    logboek.sweep(at=at)

    assert db.rows("SELECT sent FROM kernel_verwerking") == [(None,)]
