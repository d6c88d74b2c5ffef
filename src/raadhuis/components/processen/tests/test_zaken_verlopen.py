"""From the first status to the last: what happens with the zaken of Losser."""

from __future__ import annotations

from io import BytesIO

import pytest
from procrastinate.contrib.django import app
from pypdf import PdfReader

from raadhuis.components.bronnen.api import BrpOnbereikbaar
from raadhuis.components.documenten import api as documenten
from raadhuis.components.processen import api, remote, tasks
from raadhuis.components.processen.domain.definitie import Stap
from raadhuis.components.processen.store import instanties, jobs
from raadhuis.components.processen.tests.conftest import HUIS, NOOR, RACHID, WILLEM, medewerker
from raadhuis.components.zaken import api as zaken
from raadhuis.house.testing import LOSSER
from raadhuis.kernel import db as database
from raadhuis.kernel.wire import uuid_of

JAN = medewerker("Jan")


BESLUIT = "http://testserver/besluiten/api/v1/besluiten/0195f3b0-0000-7000-8000-000000000001"


def test_an_ordinary_move_is_processed_by_itself_with_a_letter(losser):
    zaak = losser.verhuizing()
    losser.work()

    assert losser.statussen(zaak) == ["Ontvangen", "In behandeling", "Afgehandeld"]
    assert losser.resultaat(zaak) == "Verwerkt"
    assert losser.documenten(zaak) == ["Uw verhuizing is verwerkt"]
    assert losser.taken(zaak) == ()
    assert zaken.get_zaak(actor=HUIS, uuid=zaak.uuid).einddatum is not None


def test_the_letter_is_final_and_for_the_applicant_to_see(losser):
    zaak = losser.verhuizing()
    losser.work()
    (link,) = zaken.list_zaakinformatieobjecten(actor=HUIS, zaak=zaak.uuid)
    document = uuid_of(link.informatieobject)
    assert document
    brief = documenten.get_enkelvoudiginformatieobject(actor=HUIS, uuid=document)

    assert (brief.status, brief.tonen_aan_initiator, brief.indicatie_gebruiksrecht) == (
        "definitief",
        True,
        False,
    )
    assert brief.identificatie == f"{zaak.identificatie}-brief"
    inhoud = documenten.open_inhoud(actor=HUIS, uuid=document)
    assert b"".join(inhoud.chunks).startswith(b"%PDF")


def words(losser, zaak) -> str:
    """What the one letter of a zaak says."""
    (link,) = zaken.list_zaakinformatieobjecten(actor=HUIS, zaak=zaak.uuid)
    document = uuid_of(link.informatieobject)
    assert document
    pdf = b"".join(documenten.open_inhoud(actor=HUIS, uuid=document).chunks)
    return PdfReader(BytesIO(pdf)).pages[0].extract_text()


def test_the_letter_is_addressed_with_day_and_reference(losser):
    zaak = losser.verhuizing()
    losser.work()

    text = words(losser, zaak)
    assert "S.E. Wolters\nGronausestraat 112\n7581 CH Losser\n" in text
    assert "Datum: 22 november 2026" in text
    assert f"Kenmerk: {zaak.identificatie}" in text


def test_a_secret_address_stands_in_no_letter_but_in_her_own_extract(losser):
    move, extract = losser.verhuizing(bsn=NOOR), losser.zaak("UITTREKSEL-BRP", bsn=NOOR)
    losser.work()

    assert "N. van den Berg" in words(losser, move)
    assert "Plechelmusstraat" not in words(losser, move)
    assert words(losser, extract).count("Plechelmusstraat 21, 7587 AM De Lutte") == 1


def test_a_move_that_is_not_ordinary_asks_an_employee_and_says_why(losser):
    zaak = losser.verhuizing(bsn=RACHID, meeverhuizers="Tim")
    losser.work()

    taak = losser.open_taak(zaak)
    assert (taak.naam, taak.team) == ("Verhuizing beoordelen", "burgerzaken")
    assert [u.split(".")[0] for u in taak.uitleg] == [
        "Het huidige adres van de aanvrager is in onderzoek",
        "Er verhuizen meer personen mee",
    ]
    assert str(taak.uiterlijk) == "2026-11-24"
    assert losser.statussen(zaak) == ["Ontvangen", "In behandeling"]


@pytest.mark.parametrize(
    ("antwoorden", "resultaat", "brief"),
    [
        ({"akkoord": "ja"}, "Verwerkt", "Uw verhuizing is verwerkt"),
        (
            {"akkoord": "nee", "toelichting": "Het huis bestaat niet."},
            "Niet verwerkt",
            "Uw verhuizing is niet verwerkt",
        ),
    ],
)
def test_the_employee_decides_and_the_house_does_the_rest(losser, at, antwoorden, resultaat, brief):
    zaak = losser.verhuizing(meeverhuizers="Tim")
    losser.work()
    api.complete_taak(actor=JAN, at=at, uuid=losser.open_taak(zaak).uuid, antwoorden=antwoorden)
    losser.work()

    assert losser.resultaat(zaak) == resultaat
    assert losser.documenten(zaak) == [brief]
    assert losser.statussen(zaak)[-1] == "Afgehandeld"


def test_an_extract_is_delivered_at_once(losser):
    zaak = losser.zaak("UITTREKSEL-BRP", doel="Trouwen")
    losser.work()

    assert losser.documenten(zaak) == ["Uittreksel uit de Basisregistratie Personen"]
    assert losser.resultaat(zaak) == "Geleverd"
    assert losser.statussen(zaak) == ["Ontvangen", "Afgehandeld"]


@pytest.mark.parametrize("bsn", [WILLEM, "999990019"], ids=["opgeschort", "niet in de BRP"])
def test_an_extract_that_cannot_be_made_asks_an_employee(losser, at, bsn):
    zaak = losser.zaak("UITTREKSEL-BRP", bsn=bsn)
    losser.work()
    taak = losser.open_taak(zaak)
    assert taak.uitleg

    api.complete_taak(
        actor=JAN, at=at, uuid=taak.uuid, antwoorden={"geleverd": "nee", "toelichting": "Onbekend."}
    )
    losser.work()

    assert losser.resultaat(zaak) == "Niet geleverd"
    assert losser.documenten(zaak) == []


def test_a_parking_card_goes_through_its_tasks_to_a_decision(losser, at):
    zaak = losser.zaak("GPK", kaartsoort="bestuurder")
    losser.work()
    passed = []
    for antwoorden in ({"volledig": "ja"}, {"advies": "positief"}):
        taak = losser.open_taak(zaak)
        passed.append((taak.naam, losser.statussen(zaak)[-1]))
        api.complete_taak(actor=JAN, at=at, uuid=taak.uuid, antwoorden=antwoorden)
        losser.work()
    laatste = losser.open_taak(zaak)
    passed.append((laatste.naam, losser.statussen(zaak)[-1]))
    assert passed == [
        ("Aanvraag controleren op volledigheid", "Ontvangen"),
        ("Medisch advies beoordelen", "In behandeling"),
        ("Besluit nemen", "In behandeling"),
    ]

    with pytest.raises(api.BesluitOntbreekt):
        api.complete_taak(actor=JAN, at=at, uuid=laatste.uuid, antwoorden={})
    body = zaken.ZaakbesluitBody(besluit=BESLUIT)
    zaken.create_zaakbesluit(actor=HUIS, at=at, zaak=zaak.uuid, body=body)
    api.complete_taak(actor=JAN, at=at, uuid=laatste.uuid, antwoorden={})
    losser.work()

    assert losser.statussen(zaak)[-1] == "Besluit genomen"
    assert zaken.get_zaak(actor=HUIS, uuid=zaak.uuid).einddatum is None


def test_an_incomplete_application_is_first_completed(losser, at):
    zaak = losser.zaak("GPK")
    losser.work()
    antwoorden = {"volledig": "nee", "toelichting": "Er mist een foto."}
    api.complete_taak(actor=JAN, at=at, uuid=losser.open_taak(zaak).uuid, antwoorden=antwoorden)
    losser.work()

    assert losser.open_taak(zaak).element == "aanvullen"


def test_while_the_brp_is_away_nothing_is_decided_and_it_goes_on_afterwards(losser, brp_at, simulator):
    brp_at("http://127.0.0.1:9")
    zaak = losser.verhuizing()
    with pytest.raises(BrpOnbereikbaar):
        losser.work()
    assert losser.statussen(zaak) == ["Ontvangen", "In behandeling"]
    assert losser.taken(zaak) == ()

    brp_at(simulator)
    losser.work()

    assert losser.resultaat(zaak) == "Verwerkt"


class Killed(BaseException):
    """The process is gone."""


def test_a_crash_after_any_step_makes_nothing_twice(losser, monkeypatch):
    zaak = losser.verhuizing()
    do = remote.do

    def killed(stap, **given):
        if stap.id in seen:
            return do(stap, **given)
        seen.append(stap.id)
        do(stap, **given)
        raise Killed

    seen: list[str] = []
    monkeypatch.setattr(remote, "do", killed)
    for _ in range(4):
        with pytest.raises(Killed):
            losser.work()
    losser.work()

    assert seen == ["in_behandeling", "controleren", "brief_verwerkt", "afronden"]
    went_well(losser, zaak)


def test_a_step_whose_effect_stayed_elsewhere_is_not_done_twice(losser, monkeypatch):
    """With registers in another installation our own change can be lost while theirs is not."""
    zaak = losser.verhuizing()
    keep = instanties.keep
    lost: list[str] = []

    def sometimes(id, **given):
        if len(lost) < 8 and (not lost or lost[-1] == "kept"):
            lost.append("lost")
        else:
            lost.append("kept")
            keep(id, **given)

    monkeypatch.setattr(instanties, "keep", sometimes)
    losser.work()

    assert lost[:4] == ["lost", "kept", "lost", "kept"]
    went_well(losser, zaak)


def test_a_document_that_was_made_but_not_linked_is_linked(losser, monkeypatch):
    zaak = losser.verhuizing()
    stap = Stap(
        id="brief",
        naam="",
        dienst="maak_brief",
        parameters={"brief": "verhuizing_verwerkt", "informatieobjecttype": "Brief"},
    )

    def maak() -> None:
        remote.do(stap, zaak=zaak.uuid, gegevens={}, at=losser.at, reden="")

    def killed(**_: object) -> None:
        raise Killed

    with monkeypatch.context() as broken:
        broken.setattr(zaken, "create_zaakinformatieobject", killed)
        with pytest.raises(Killed):
            maak()
    assert losser.documenten(zaak) == []
    maak()

    assert losser.documenten(zaak) == ["Uw verhuizing is verwerkt"]
    assert database.value("SELECT count(*) FROM documenten_document") == 1


def went_well(losser, zaak) -> None:
    assert losser.statussen(zaak) == ["Ontvangen", "In behandeling", "Afgehandeld"]
    assert losser.resultaat(zaak) == "Verwerkt"
    assert losser.documenten(zaak) == ["Uw verhuizing is verwerkt"]


def test_a_status_that_is_heard_twice_starts_one_process(losser, at):
    zaak = losser.verhuizing()
    (status,) = zaken.list_statussen(actor=HUIS, zaak=zaak.uuid)
    for _ in range(2):
        api.on_status(zaak=zaak.uuid, status=status.uuid, at=at)
    losser.work()

    assert database.value("SELECT count(*) FROM processen_instantie") == 1
    assert tasks.ga_verder.name == jobs.NAME
    assert losser.documenten(zaak) == ["Uw verhuizing is verwerkt"]


@pytest.mark.django_db(transaction=True)
def test_the_real_worker_does_it_too(losser):
    zaak = losser.verhuizing()
    losser.deliver()
    with app.replace_connector(app.connector.get_worker_connector()) as worker:  # type: ignore[attr-defined]  # Django's
        worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
    # The worker's thread keeps its connection; nobody else is in the test's own database.
    database.run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )

    assert losser.resultaat(zaak) == "Verwerkt"
    assert losser.documenten(zaak) == ["Uw verhuizing is verwerkt"]


def test_a_later_status_starts_nothing(losser, at):
    zaak = losser.zaak("GPK")
    losser.status(zaak, 2)
    latest = zaken.list_statussen(actor=HUIS, zaak=zaak.uuid)[-1]

    api.on_status(zaak=zaak.uuid, status=latest.uuid, at=at)

    assert database.value("SELECT count(*) FROM processen_instantie") == 0


def test_tasks_lapse_when_the_zaak_is_closed_in_another_way(losser, at):
    zaak = losser.zaak("GPK")
    losser.work()
    types = remote.inrichting_of(zaak)
    ingetrokken = next(t for t in types.resultaattypen if t.omschrijving == "Ingetrokken")
    body = zaken.ResultaatBody(zaak=zaak.url, resultaattype=ingetrokken.url)
    zaken.create_resultaat(actor=HUIS, at=at, body=body)
    losser.status(zaak, 4)
    losser.work()

    (taak,) = losser.taken(zaak)
    assert taak.status == "vervallen"
    with pytest.raises(api.TaakIsVervallen):
        api.complete_taak(actor=JAN, at=at, uuid=taak.uuid, antwoorden={"volledig": "ja"})
    assert database.value("SELECT status FROM processen_instantie") == "beeindigd"


def test_a_running_zaak_stays_on_its_version_and_a_new_one_takes_the_newest(losser, at, tmp_path):
    oud = losser.zaak("GPK")
    losser.work()
    (tmp_path / "processen").mkdir()
    for file in (LOSSER / "processen").iterdir():
        text = file.read_text().replace("Medisch advies beoordelen", "Advies van de arts lezen")
        (tmp_path / "processen" / file.name).write_text(text)
    (tmp_path / "processen.json").write_text((LOSSER / "processen.json").read_text())
    tasks.load(tmp_path, at=at)
    nieuw = losser.zaak("GPK")
    losser.work()
    for zaak in (oud, nieuw):
        api.complete_taak(actor=JAN, at=at, uuid=losser.open_taak(zaak).uuid, antwoorden={"volledig": "ja"})
    losser.work()

    assert losser.open_taak(oud).naam == "Medisch advies beoordelen"
    assert losser.open_taak(nieuw).naam == "Advies van de arts lezen"


def test_a_zaaktype_has_its_team(losser):
    assert api.team_of(zaaktype="GPK") == "vergunningen"
    assert api.team_of(zaaktype="ONBEKEND") == ""
