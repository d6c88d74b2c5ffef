"""Employees and their tasks."""

from __future__ import annotations

import json
import threading

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from raadhuis.components.processen import api, tasks
from raadhuis.components.processen.domain.definitie import JA_NEE
from raadhuis.components.processen.domain.taak import check_antwoorden
from raadhuis.components.processen.tests.conftest import BEHANDELAAR, HUIS, medewerker
from raadhuis.components.processen.types import Veld
from raadhuis.components.zaken import api as zaken
from raadhuis.kernel import db as database
from raadhuis.kernel.identity import Actor, Grant, Rights, inwoner
from raadhuis.kernel.refusal import Invalid, NotAllowed, NotFound

JAN, EVA = medewerker("Jan"), medewerker("Eva")
COORDINATOR = medewerker("Cor", *BEHANDELAAR, "werk.verdelen")


@pytest.fixture
def taak(losser):
    """An open task: is the application for a parking card complete?"""
    zaak = losser.zaak("GPK")
    losser.work()
    return losser.open_taak(zaak)


def done(taak, actor, at, **antwoorden):
    return api.complete_taak(actor=actor, at=at, uuid=taak.uuid, antwoorden=antwoorden)


def codes(refused) -> dict[str, str]:
    return {f.name: f.code for f in refused.value.fields}


def test_a_task_says_what_to_do_and_what_is_asked(taak):
    assert taak.omschrijving == "Controleer of alle gegevens en bewijsstukken er zijn."
    assert [(v.naam, v.soort) for v in taak.velden] == [("volledig", "ja_nee"), ("toelichting", "tekstvlak")]
    assert [o.waarde for o in taak.velden[0].opties] == ["ja", "nee"]


def test_taking_and_giving_back_a_task(taak, at):
    assert api.claim_taak(actor=JAN, at=at, uuid=taak.uuid).behandelaar_naam == "Jan"
    assert api.claim_taak(actor=JAN, at=at, uuid=taak.uuid).behandelaar_id == "jan"
    assert api.release_taak(actor=JAN, at=at, uuid=taak.uuid).behandelaar_id == ""


def test_a_task_of_a_colleague_is_left_alone_but_a_coordinator_may_take_it_over(taak, at):
    api.claim_taak(actor=JAN, at=at, uuid=taak.uuid)
    for act in (api.claim_taak, api.release_taak):
        with pytest.raises(api.TaakIsVanEenAnder):
            act(actor=EVA, at=at, uuid=taak.uuid)
    with pytest.raises(api.TaakIsVanEenAnder):
        done(taak, EVA, at, volledig="ja")

    assert api.claim_taak(actor=COORDINATOR, at=at, uuid=taak.uuid).behandelaar_naam == "Cor"


def test_a_finished_task_stays_as_it_was_finished(taak, at):
    gereed = done(taak, JAN, at, volledig="ja")
    assert (gereed.status, gereed.gereed_door, gereed.gereed_at) == ("gereed", "Jan", at)

    for act in (api.claim_taak, api.release_taak):
        with pytest.raises(api.TaakIsGereed):
            act(actor=JAN, at=at, uuid=taak.uuid)
    with pytest.raises(api.TaakIsGereed):
        done(taak, EVA, at, volledig="nee", toelichting="Toch niet.")

    assert api.get_taak(actor=JAN, uuid=taak.uuid).antwoorden == {"volledig": "ja"}


def test_every_wrong_answer_is_told_at_once(taak, at):
    with pytest.raises(Invalid) as refused:
        done(taak, JAN, at, volledig="misschien", toelichting="x" * 4001, status="gereed")

    assert codes(refused) == {"volledig": "invalid_choice", "toelichting": "max_length", "status": "unknown"}
    assert api.get_taak(actor=JAN, uuid=taak.uuid).status == "open"


@pytest.mark.parametrize(
    ("antwoorden", "wrong"),
    [
        ({}, {"volledig": "required"}),
        ({"volledig": "  "}, {"volledig": "required"}),
        ({"volledig": "nee"}, {"toelichting": "required"}),
        ({"volledig": True}, {"volledig": "invalid"}),
        ({"volledig": ["ja"]}, {"volledig": "invalid"}),
        ({"volledig": "ja", "toelichting": "a\x00b"}, {"toelichting": "invalid"}),
        ({"volledig": "ja", "toelichting": "a\ud800b"}, {"toelichting": "invalid"}),
        ({"volledig": "ja", "toelichting": {"a": 1}}, {"toelichting": "invalid"}),
    ],
)
def test_forged_and_missing_answers_are_refused(taak, at, antwoorden, wrong):
    with pytest.raises(Invalid) as refused:
        done(taak, JAN, at, **antwoorden)

    assert codes(refused) == wrong


@pytest.mark.parametrize(
    ("soort", "given", "kept"),
    [
        ("getal", "3,5", 3.5),
        ("getal", "12", 12),
        ("getal", 7, 7),
        ("getal", "drie", None),
        ("getal", float("nan"), None),
        ("getal", True, None),
        ("datum", "2026-02-28", "2026-02-28"),
        ("datum", "2026-02-30", None),
        ("datum", "20260228", None),
        ("tekst", " a ", "a"),
        ("tekst", "x" * 201, None),
    ],
)
def test_each_kind_of_question_has_its_answers(soort, given, kept):
    velden = (Veld(naam="v", label="V", soort=soort),)
    if kept is None:
        with pytest.raises(Invalid):
            check_antwoorden(velden, {"v": given})
    else:
        assert check_antwoorden(velden, {"v": given}) == {"v": kept}


@given(
    st.dictionaries(
        st.sampled_from(["volledig", "bedrag", "dag", "waarom", "anders"]),
        st.none() | st.text() | st.integers() | st.floats() | st.booleans() | st.lists(st.text()),
    )
)
def test_whatever_is_sent_is_kept_as_plain_answers_or_refused(antwoorden):
    velden = (
        Veld(naam="volledig", label="", soort="ja_nee", opties=JA_NEE),
        Veld(naam="bedrag", label="", soort="getal", verplicht=False),
        Veld(naam="dag", label="", soort="datum", verplicht=False),
        Veld(naam="waarom", label="", soort="tekst", verplicht=False),
    )
    try:
        goed = check_antwoorden(velden, antwoorden)
    except Invalid:
        return
    assert json.loads(json.dumps(goed, allow_nan=False)) == goed
    assert goed["volledig"] in ("ja", "nee")


def test_who_may_not_see_the_zaak_knows_of_no_task(taak, sanne):
    laag = Actor(
        kind="medewerker",
        id="laag",
        name="Laag",
        rights=Rights(grants=(Grant(scopes=BEHANDELAAR, max_va=4),)),
    )
    aanvrager = inwoner("999900006", loa="", secret_key="k")
    for actor in (laag, sanne, aanvrager, medewerker("Zon", "zaken.lezen")):
        with pytest.raises(NotFound):
            api.get_taak(actor=actor, uuid=taak.uuid)
        with pytest.raises(NotFound):
            api.list_taken(actor=actor, zaak=taak.zaak)


def test_who_may_only_read_may_not_do(taak, at):
    lezer = medewerker("Lezer", "zaken.lezen", "taken.lezen")
    assert api.get_taak(actor=lezer, uuid=taak.uuid) == taak

    for act in (api.claim_taak, api.release_taak):
        with pytest.raises(NotAllowed):
            act(actor=lezer, at=at, uuid=taak.uuid)
    with pytest.raises(NotAllowed):
        done(taak, lezer, at, volledig="ja")


def test_the_history_of_the_zaak_says_who_did_which_task_and_why(taak, at, losser):
    zaak = zaken.get_zaak(actor=HUIS, uuid=taak.zaak)
    api.claim_taak(actor=JAN, at=at, uuid=taak.uuid, reden="Ik ben aan de beurt")
    done(taak, JAN, at, volledig="nee", toelichting="Er mist een foto.")

    records = losser.history(zaak)
    assert {(r.actie, r.gebruikers_weergave, r.toelichting) for r in records} == {
        ("create", "", "Proces gehandicaptenparkeerkaart, versie 1"),
        ("partial_update", "Jan", "Ik ben aan de beurt"),
        ("partial_update", "Jan", "Er mist een foto."),
    }
    assert {r.bron for r in records} == {"prc"}
    done_record = next(r for r in records if r.toelichting == "Er mist een foto.")
    assert done_record.wijzigingen.oud["status"] == "open"
    assert done_record.wijzigingen.nieuw["status"] == "gereed"


def test_few_statements_do_it(taak, at, queries):
    counts = []
    for act in (
        lambda: api.get_taak(actor=JAN, uuid=taak.uuid),
        lambda: api.list_taken(actor=JAN, zaak=taak.zaak),
        lambda: api.claim_taak(actor=JAN, at=at, uuid=taak.uuid),
    ):
        with queries() as seen:
            act()
        counts.append(len([sql for sql in seen if "SAVEPOINT" not in sql]))

    assert counts == [2, 2, 3]


def test_every_change_of_a_task_is_an_event_without_personal_data(taak, at):
    api.claim_taak(actor=JAN, at=at, uuid=taak.uuid)
    done(taak, JAN, at, volledig="ja")

    found = database.rows(
        "SELECT actie, hoofd, kenmerken->>'team', kenmerken->>'status' FROM kernel_event"
        " WHERE kanaal = 'processen' AND resource = 'taak' ORDER BY seq"
    )
    assert found == [
        ("create", taak.zaak, "vergunningen", "open"),
        ("partial_update", taak.zaak, "vergunningen", "open"),
        ("partial_update", taak.zaak, "vergunningen", "gereed"),
    ]


@pytest.mark.django_db(transaction=True)
def test_of_two_employees_who_finish_a_task_at_once_one_is_first(losser, at):
    zaak = losser.zaak("GPK")
    losser.work()
    taak = losser.open_taak(zaak)
    start, outcomes = threading.Barrier(2), []

    def finish(actor) -> None:
        try:
            start.wait()
            outcomes.append(done(taak, actor, at, volledig="ja").gereed_door)
        except api.TaakIsGereed:
            outcomes.append("te laat")
        finally:
            connection.close()

    threads = [threading.Thread(target=finish, args=(actor,)) for actor in (JAN, EVA)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) in (["Eva", "te laat"], ["Jan", "te laat"])
    assert api.get_taak(actor=JAN, uuid=taak.uuid).gereed_door in outcomes
    assert database.value("SELECT count(*) FROM kernel_audit WHERE nieuw->>'status' = 'gereed'") == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_do_one_step_twice(losser):
    zaak = losser.verhuizing()
    losser.deliver()
    start, trouble = threading.Barrier(2), []

    def worker() -> None:
        try:
            start.wait()
            tasks.ga_verder(zaak=str(zaak.uuid))
        except Exception as error:  # noqa: BLE001  # a worker in trouble is what this test looks for
            trouble.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=worker) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert trouble == []
    assert sorted(losser.statussen(zaak)) == ["Afgehandeld", "In behandeling", "Ontvangen"]
    assert losser.documenten(zaak) == ["Uw verhuizing is verwerkt"]
