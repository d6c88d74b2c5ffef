"""One zaak: who may do what, colleagues at once, retries, and its history."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from raadhuis.components.besluiten import api as besluiten
from raadhuis.components.documenten import api as documenten
from raadhuis.components.processen import api as processen
from raadhuis.components.werkplek import api
from raadhuis.components.werkplek.tests.conftest import (
    ANOUK,
    BSN,
    HTMX,
    HUIS,
    JORIS,
    MEREL,
    etag_of,
    medewerker,
    rights_of,
    uuid_of,
)
from raadhuis.components.werkplek.tests.test_behandelen import decide
from raadhuis.components.zaken import api as zaken
from raadhuis.kernel.identity import Grant, Rights
from raadhuis.kernel.testing import AT

TABS = (
    "",
    "taken/",
    "documenten/",
    "besluiten/",
    "besluiten/nieuw/",
    "status/",
    "afronden/",
    "historie/",
    "wijzigen/",
)
# A reader who may see this zaak: everything of a raadpleger, up to vertrouwelijk.
LEZER = replace(
    medewerker("Lea Lezer", "raadpleger"),
    rights=Rights(grants=tuple(replace(g, max_va=5) for g in rights_of(["raadpleger"]).grants)),
)
VREEMD = replace(MEREL, rights=Rights(grants=(Grant(scopes=frozenset({"zaken.lezen"}), max_va=1),)))
ACTIES = (
    "neem/",
    "terug/",
    "wijzigen/",
    "status/",
    "afronden/",
    "besluiten/nieuw/",
    "besluiten/brief/",
    "documenten/",
)


def trail(zaak) -> list[str]:
    return [f"{r.resource} {r.actie}" for r in zaken.list_audittrail(actor=HUIS, zaak=zaak.uuid)]


@pytest.mark.parametrize("tab", TABS)
def test_a_handler_and_a_reader_open_every_tab(zaak, browser, tab):
    for actor in (MEREL, LEZER):
        assert browser(actor).get(f"/werkplek/zaken/{zaak.uuid}/{tab}").status_code == 200


@pytest.mark.parametrize("tab", [*TABS, "documenten/00000000-0000-4000-8000-000000000001/"])
def test_a_zaak_that_is_too_confidential_does_not_exist(zaak, browser, tab):
    assert browser(VREEMD).get(f"/werkplek/zaken/{zaak.uuid}/{tab}").status_code == 404


@pytest.mark.parametrize("actie", ACTIES)
def test_nobody_changes_what_she_may_not_see(zaak, browser, actie):
    before = trail(zaak)

    response = browser(VREEMD).post(f"/werkplek/zaken/{zaak.uuid}/{actie}", {"reden": "x"})

    assert response.status_code in (404, 422)
    assert zaak.identificatie not in response.content.decode()
    assert trail(zaak) == before


@pytest.mark.parametrize("actie", ACTIES)
def test_a_reader_changes_nothing(zaak, browser, actie):
    before = trail(zaak)

    response = browser(LEZER).post(f"/werkplek/zaken/{zaak.uuid}/{actie}", {"reden": "x", "etag": zaak.etag})

    assert response.status_code in (302, 403, 404, 422)
    assert trail(zaak) == before


def test_a_reader_gets_no_buttons_and_does_not_see_who_asked(zaak, browser):
    text = browser(LEZER).get(f"/werkplek/zaken/{zaak.uuid}/").content.decode()

    assert BSN not in text
    assert "Sanne" not in text
    assert "/neem/" not in text
    assert "/wijzigen/" not in text
    assert BSN not in browser(LEZER).get(f"/werkplek/zaken/{zaak.uuid}/historie/").content.decode()
    assert BSN in browser(MEREL).get(f"/werkplek/zaken/{zaak.uuid}/").content.decode()


def test_a_task_of_another_zaak_cannot_be_done_from_here(zaak, maak, work, browser):
    other = maak()
    work()
    (taak,) = processen.list_taken(actor=HUIS, zaak=other.uuid)

    response = browser(MEREL).post(f"/werkplek/zaken/{zaak.uuid}/taken/{taak.uuid}/", {"doe": "neem"})

    assert response.status_code == 404
    assert processen.get_taak(actor=HUIS, uuid=taak.uuid).behandelaar_id == ""


def test_a_wrong_answer_keeps_what_was_typed(zaak, browser):
    (taak,) = processen.list_taken(actor=HUIS, zaak=zaak.uuid)

    response = browser(MEREL).post(
        f"/werkplek/zaken/{zaak.uuid}/taken/{taak.uuid}/",
        {"doe": "afronden", "toelichting": "Foto ontbreekt"},
    )

    assert response.status_code == 422
    assert "Foto ontbreekt" in response.content.decode()
    assert "Kies een antwoord." in response.content.decode()


def test_every_opening_is_recorded_and_a_part_of_an_open_page_is_not(zaak, browser):
    merel, url = browser(MEREL), f"/werkplek/zaken/{zaak.uuid}/"
    text = merel.get(url).content.decode()
    merel.get(url)
    geopend = re.findall(r'X-Geopend": "([^"]+)"', text)[0]

    merel.get(f"{url}taken/", HTTP_X_GEOPEND=geopend, **HTMX)
    assert trail(zaak).count("zaak retrieve") == 2

    merel.get(f"{url}taken/", **HTMX)  # without proof it counts
    browser(JORIS).get(f"{url}taken/", HTTP_X_GEOPEND=geopend, **HTMX)  # somebody else's proof too
    assert trail(zaak).count("zaak retrieve") == 4


@pytest.mark.parametrize("tab", ["wijzigen/", "status/"])
def test_who_comes_second_sees_who_was_first_and_keeps_what_she_typed(zaak, browser, tab):
    merel, url = browser(MEREL), f"/werkplek/zaken/{zaak.uuid}/{tab}"
    form = etag_of(merel, url)
    form["gezien"] = "2026-11-22T09:00:00+00:00"
    api.wijzig_zaak(
        actor=JORIS,
        at=AT,
        uuid=zaak.uuid,
        etag=zaak.etag,
        omschrijving="Van Joris",
        toelichting="",
        uiterlijk=None,
        reden="Gebeld",
    )
    soort = re.findall(
        r'<option value="([0-9a-f-]{36})"', merel.get(f"/werkplek/zaken/{zaak.uuid}/status/").content.decode()
    )[1]
    typed = {
        "omschrijving": "Van Merel",
        "toelichting": "Mijn lange uitleg",
        "reden": "Typefout",
        "statustype": soort,
    }

    response = merel.post(url, {**form, **typed})

    text = response.content.decode()
    assert response.status_code == 409
    assert "Iemand anders heeft deze zaak intussen gewijzigd" in text
    assert "Joris de Vries" in text
    assert "Van Joris" in text
    assert "Mijn lange uitleg" in text
    assert zaken.get_zaak(actor=HUIS, uuid=zaak.uuid).omschrijving == "Van Joris"
    again = dict(re.findall(r'name="(etag|gezien)" value="([^"]*)"', text))
    again["etag"] = again["etag"].replace("&quot;", '"')
    assert merel.post(url, {**typed, **again}).status_code == 302


def test_changing_asks_for_a_reason(zaak, browser):
    merel, url = browser(MEREL), f"/werkplek/zaken/{zaak.uuid}/wijzigen/"

    response = merel.post(url, {**etag_of(merel, url), "omschrijving": "Anders"})

    assert response.status_code == 422
    assert zaken.get_zaak(actor=HUIS, uuid=zaak.uuid).omschrijving == zaak.omschrijving


def one_of_each(zaak) -> None:
    (besluit,) = besluiten.list_besluiten(actor=HUIS, zaak=zaak.uuid)
    (link,) = zaken.list_zaakinformatieobjecten(actor=HUIS, zaak=zaak.uuid)
    (recorded,) = besluiten.list_besluitinformatieobjecten(actor=HUIS, besluit=uuid_of(besluit.url))
    assert recorded.informatieobject == link.informatieobject
    assert len(zaken.list_zaakbesluiten(actor=HUIS, zaak=zaak.uuid)) == 1
    assert documenten.documents_json(actor=HUIS, filters={}, page=1)[1] == 1


def test_clicking_twice_makes_one_besluit(zaak, browser):
    merel = browser(MEREL)
    form = etag_of(merel, f"/werkplek/zaken/{zaak.uuid}/besluiten/nieuw/")

    assert decide(merel, zaak, **form).status_code == 302
    assert decide(merel, zaak, **form).status_code == 302

    one_of_each(zaak)


def test_another_besluit_under_the_same_number_is_refused(zaak, browser):
    merel = browser(MEREL)
    form = etag_of(merel, f"/werkplek/zaken/{zaak.uuid}/besluiten/nieuw/")
    decide(merel, zaak, **form)

    response = decide(browser(JORIS), zaak, **form, uitkomst="Geweigerd")

    assert response.status_code == 409
    assert "ligt al een besluit vast" in response.content.decode()
    one_of_each(zaak)


class Weg(Exception):
    """The process was killed."""


STAPPEN = [
    (besluiten, "create_besluit"),
    (documenten, "create_enkelvoudiginformatieobject"),
    (zaken, "create_zaakinformatieobject"),
    (besluiten, "create_besluitinformatieobject"),
]


@pytest.mark.parametrize(("room", "step"), STAPPEN, ids=[step for _, step in STAPPEN])
def test_a_besluit_that_stopped_half_way_goes_on_where_it_was(zaak, browser, monkeypatch, room, step):
    merel = browser(MEREL)
    form = etag_of(merel, f"/werkplek/zaken/{zaak.uuid}/besluiten/nieuw/")
    real = getattr(room, step)

    def dies(**given):
        real(**given)
        raise Weg

    with monkeypatch.context() as broken:
        broken.setattr(room, step, dies)
        with pytest.raises(Weg):
            decide(merel, zaak, **form)

    assert decide(merel, zaak, **form).status_code == 302
    one_of_each(zaak)


def test_a_letter_that_was_not_made_can_be_made_later(zaak, browser, monkeypatch):
    merel, url = browser(MEREL), f"/werkplek/zaken/{zaak.uuid}/besluiten/"
    with monkeypatch.context() as broken:
        broken.setattr(
            documenten, "create_enkelvoudiginformatieobject", lambda **given: (_ for _ in ()).throw(Weg)
        )
        with pytest.raises(Weg):
            decide(merel, zaak)
    assert "De brief is nog niet gemaakt" in merel.get(url).content.decode()

    merel.post(f"{url}brief/", {"identificatie": f"{zaak.identificatie}-besluit-1"})

    one_of_each(zaak)


def test_a_document_is_downloaded_as_a_file_and_that_is_recorded(zaak, browser):
    merel = browser(MEREL)
    decide(merel, zaak)
    (link,) = zaken.list_zaakinformatieobjecten(actor=HUIS, zaak=zaak.uuid)
    document = uuid_of(link.informatieobject)

    response = merel.get(f"/werkplek/zaken/{zaak.uuid}/documenten/{document}/")

    assert b"".join(response.streaming_content).startswith(b"%PDF")
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    assert (
        "heeft een document bekeken" in merel.get(f"/werkplek/zaken/{zaak.uuid}/historie/").content.decode()
    )


def test_a_document_of_another_zaak_is_not_found(zaak, maak, browser):
    merel, other = browser(MEREL), maak()
    decide(merel, zaak)
    (link,) = zaken.list_zaakinformatieobjecten(actor=HUIS, zaak=zaak.uuid)

    url = f"/werkplek/zaken/{other.uuid}/documenten/{uuid_of(link.informatieobject)}/"

    assert merel.get(url).status_code == 404


def test_what_people_type_is_never_markup(zaak, browser):
    merel, url = browser(MEREL), f"/werkplek/zaken/{zaak.uuid}/wijzigen/"
    evil = "<script>alert(1)</script>"
    merel.post(
        url, {**etag_of(merel, url), "omschrijving": evil, "toelichting": f"{evil}\n\n{evil}", "reden": evil}
    )
    decide(merel, zaak, overwegingen=evil)

    for place in (
        "/werkplek/",
        "/werkplek/zoeken/?q=script",
        *(f"/werkplek/zaken/{zaak.uuid}/{tab}" for tab in TABS),
    ):
        assert evil not in merel.get(place).content.decode(), place
    assert "&lt;script&gt;" in merel.get("/werkplek/").content.decode()


def test_closing_with_open_tasks_asks_to_confirm_and_why(zaak, browser):
    merel, url = browser(MEREL), f"/werkplek/zaken/{zaak.uuid}/afronden/"
    text = merel.get(url).content.decode()
    soort = text[: text.index("Ingetrokken</label>")].rsplit('value="', 1)[1].split('"')[0]
    form = {**etag_of(merel, url), "resultaattype": soort}

    assert merel.post(url, form).status_code == 422
    assert merel.post(url, {**form, "toch": "on", "toelichting": "Op verzoek"}).status_code == 302

    assert zaken.get_zaak(actor=HUIS, uuid=zaak.uuid).einddatum
    assert "/neem/" not in merel.get(f"/werkplek/zaken/{zaak.uuid}/").content.decode()
    for actie in ("neem/", "status/", "wijzigen/", "afronden/"):
        answer = merel.post(
            f"/werkplek/zaken/{zaak.uuid}/{actie}", {**form, "reden": "x", "statustype": soort}
        )
        assert answer.status_code in (403, 409, 422), actie


def test_the_history_says_who_did_what_and_why(zaak, browser):
    merel, url = browser(MEREL), f"/werkplek/zaken/{zaak.uuid}/wijzigen/"
    merel.post(url, {**etag_of(merel, url), "omschrijving": "Nieuw onderwerp", "reden": "Typefout hersteld"})

    text = merel.get(
        f"/werkplek/zaken/{zaak.uuid}/historie/?wie=Merel+Jansen&toon=gewijzigd"
    ).content.decode()

    assert "heeft de zaak gewijzigd" in text
    assert "<del>Parkeerkaart voor de bestuurder</del> → <ins>Nieuw onderwerp</ins>" in text
    assert "Typefout hersteld" in text
    assert "heeft de zaak bekeken" not in text


def test_a_coordinator_sees_everything_a_handler_does(zaak, browser):
    text = browser(ANOUK).get(f"/werkplek/zaken/{zaak.uuid}/").content.decode()

    assert "/neem/" in text
