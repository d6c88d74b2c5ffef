"""The worklist: what is in it, who sees what, and that it stays quiet and cheap."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from raadhuis.components.werkplek import api
from raadhuis.components.werkplek.store.models import Zaak
from raadhuis.components.werkplek.tests.conftest import (
    ANOUK,
    BSN,
    HTMX,
    HUIS,
    JORIS,
    KIM,
    MEREL,
)
from raadhuis.components.zaken import api as zaken
from raadhuis.kernel import db
from raadhuis.kernel.identity import Grant, Rights
from raadhuis.kernel.testing import AT

VRAAG = api.Vraag(tab="team")


def kenmerken(actor, **vraag) -> set[str]:
    found = api.list_werkvoorraad(actor=actor, vraag=api.Vraag(**{"tab": "team", **vraag}))
    return {zaak.identificatie for zaak in found.zaken}


def test_a_new_zaak_stands_in_the_list_of_its_team(zaak):
    (row,) = api.list_werkvoorraad(actor=MEREL, vraag=VRAAG).zaken

    assert (row.identificatie, row.team, row.status) == (zaak.identificatie, "vergunningen", "Ontvangen")
    assert row.taken == 1
    assert row.uiterlijk == zaak.uiterlijke_einddatum_afdoening


def test_nothing_of_the_applicant_is_kept(zaak):
    raw = db.value("SELECT json_agg(z) FROM werkplek_zaak z").decode()

    assert BSN not in raw
    assert "Sanne" not in raw


def test_reading_a_zaak_twice_or_in_another_order_gives_one_row(zaak):
    before = Zaak.objects.get()

    api.refresh(uuid=zaak.uuid, at=AT + timedelta(hours=1))
    api.refresh(uuid=zaak.uuid, at=AT - timedelta(hours=1))

    assert Zaak.objects.get().bijgewerkt == before.bijgewerkt


def test_a_rebuild_makes_the_list_again_and_forgets_what_is_gone(zaak, maak):
    maak("UITTREKSEL-BRP")
    Zaak.objects.all().update(status="kwijt")
    Zaak.objects.create(
        **{f.name: getattr(Zaak.objects.get(), f.name) for f in Zaak._meta.fields if f.name != "uuid"},
        uuid="00000000-0000-4000-8000-000000000001",
    )

    assert api.rebuild(at=AT) == 2

    assert sorted(Zaak.objects.values_list("status", flat=True)) == ["Ontvangen", "Ontvangen"]


def test_each_team_sees_its_own_work(zaak, maak, work):
    other = maak("UITTREKSEL-BRP")
    work()

    assert kenmerken(MEREL) == {zaak.identificatie}
    assert kenmerken(ANOUK) == {zaak.identificatie, other.identificatie}
    assert kenmerken(KIM, tab="alle") == {other.identificatie}  # vertrouwelijk is above a raadpleger


def test_who_only_handles_cannot_ask_for_everybodys_work(zaak, maak, work):
    other = maak("UITTREKSEL-BRP")
    work()

    assert other.identificatie not in kenmerken(MEREL, tab="alle")


def test_what_is_too_confidential_is_not_listed_counted_or_found(zaak):
    weinig = replace(MEREL, rights=Rights(grants=(Grant(scopes=frozenset({"zaken.lezen"}), max_va=4),)))

    assert kenmerken(weinig) == set()
    assert kenmerken(weinig, tab="", q=zaak.identificatie) == set()
    assert api.get_overzicht(actor=weinig).alle == 0


def test_the_list_can_be_narrowed_and_sorted(zaak, maak, work):
    late = maak(omschrijving="Kaart voor 100% passagier", startdatum=AT.date() - timedelta(days=40))
    work()

    assert kenmerken(MEREL, q="100%") == {late.identificatie}
    assert kenmerken(MEREL, q="1_0%") == set()
    assert kenmerken(MEREL, status="Afgehandeld") == set()
    first = api.list_werkvoorraad(actor=MEREL, vraag=VRAAG).zaken[0]
    assert first.identificatie == late.identificatie


def test_taking_from_the_list_shows_the_name_at_once(zaak, browser):
    merel = browser(MEREL)

    response = merel.post(
        f"/werkplek/zaken/{zaak.uuid}/neem/?lijst=1", {"terug": "/werkplek/?tab=team"}, **HTMX
    )

    assert "<strong>Merel Jansen</strong>" in response.content.decode()
    assert "op uw naam" in response["HX-Trigger"]
    assert kenmerken(MEREL, tab="mijn") == {zaak.identificatie}


def test_a_colleagues_zaak_is_taken_over_only_with_a_reason(zaak, browser):
    api.neem_zaak(actor=JORIS, at=AT, uuid=zaak.uuid)
    url = f"/werkplek/zaken/{zaak.uuid}/neem/"

    assert browser(MEREL).post(url).status_code == 409
    assert browser(MEREL).post(url, {"reden": "Joris is ziek"}).status_code == 302

    (rol,) = [
        r for r in zaken.list_rollen(actor=HUIS, zaak=zaak.uuid) if r.omschrijving_generiek == "behandelaar"
    ]
    assert rol.betrokkene_identificatie
    assert rol.betrokkene_identificatie.identificatie == "merel"


def test_a_zaak_can_be_given_back_by_who_has_it(zaak, browser):
    api.neem_zaak(actor=JORIS, at=AT, uuid=zaak.uuid)

    assert browser(MEREL).post(f"/werkplek/zaken/{zaak.uuid}/terug/").status_code == 403
    assert browser(JORIS).post(f"/werkplek/zaken/{zaak.uuid}/terug/").status_code == 302

    assert kenmerken(JORIS, tab="mijn") == set()


def test_dividing_says_which_zaken_failed_and_why(zaak, browser):
    gone = "00000000-0000-4000-8000-000000000001"

    response = browser(ANOUK).post(
        "/werkplek/verdelen/",
        {"selectie": [str(zaak.uuid), gone], "naar": "joris", "terug": "/werkplek/"},
        **HTMX,
    )

    text = response.content.decode()
    assert "Niet alle zaken zijn verdeeld" in text
    assert gone in text
    assert "1 zaak verdeeld" in response["HX-Trigger"]
    assert kenmerken(JORIS, tab="mijn") == {zaak.identificatie}


def test_only_a_coordinator_divides(zaak, browser):
    browser(MEREL).post("/werkplek/verdelen/", {"selectie": [str(zaak.uuid)], "naar": "joris"})

    assert kenmerken(JORIS, tab="mijn") == set()


def test_a_poll_without_news_answers_nothing_and_costs_two_queries(zaak, browser, queries):
    merel = browser(MEREL)
    poll = re.findall(r'hx-get="([^"]+)"', merel.get("/werkplek/").content.decode())[0].replace("&amp;", "&")

    with queries() as seen:
        response = merel.get(poll, **HTMX)

    assert response.status_code == 204
    assert len(seen) <= 2, seen


def test_a_poll_shows_a_new_zaak(zaak, maak, work, browser):
    merel = browser(MEREL)
    poll = re.findall(r'hx-get="([^"]+)"', merel.get("/werkplek/").content.decode())[0].replace("&amp;", "&")
    new = maak()
    work()

    assert new.identificatie in merel.get(poll, **HTMX).content.decode()


@pytest.mark.parametrize("actor", [MEREL, ANOUK, KIM], ids=lambda a: a.id)
def test_the_worklist_costs_at_most_four_queries(zaak, browser, queries, actor):
    client = browser(actor)

    with queries() as seen:
        assert client.get("/werkplek/").status_code == 200

    assert len(seen) <= 4, seen


def test_searching_finds_open_and_closed_zaken_within_the_rights(zaak, browser):
    text = browser(KIM).get(f"/werkplek/zoeken/?q={zaak.identificatie}").content.decode()
    assert (
        zaak.identificatie not in text.split("<main")[1].split("</h1>")[1]
    )  # vertrouwelijk is above a raadpleger

    text = browser(MEREL).get("/werkplek/zoeken/?q=parkeerkaart").content.decode()
    assert zaak.identificatie in text
