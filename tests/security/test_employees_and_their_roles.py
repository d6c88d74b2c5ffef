"""What an employee may not do, she cannot do by sending it anyway; and two at once do not both win."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from raadhuis.components.processen import api as processen
from raadhuis.components.werkplek import api as werkplek
from raadhuis.components.zaken import api as zaken
from raadhuis.kernel import clock, db, loader
from raadhuis.kernel.identity import Actor, Rights
from tests.security.conftest import HOUSE, NOWHERE, PDF, SANNE, ZRC, Dossier, Wsgi, browser, employee, start

COUNT = "SELECT count(*), (SELECT count(*) FROM kernel_event) FROM kernel_audit WHERE actie <> 'retrieve'"


@pytest.fixture
def dossier(losser: None) -> Dossier:
    """A zaak in behandeling with an open task, confidentiality 'vertrouwelijk' and lower."""
    made = start("GPK", bsn=SANNE, vertrouwelijkheidaanduiding="zaakvertrouwelijk").status().document()
    status = zaken.list_statussen(actor=HOUSE, zaak=made.uuid)[0]
    processen.on_status(zaak=made.uuid, status=status.uuid, at=clock.now())
    while processen.move_on(zaak=made.uuid, at=clock.now()):
        pass
    werkplek.refresh(uuid=made.uuid, at=clock.now())
    return made


def attempts(d: Dossier) -> list[tuple[str, dict[str, Any]]]:
    """Every POST of Werkplek, filled in as the page of a handler would send it."""
    of = d.inrichting
    etag = zaken.get_zaak(actor=HOUSE, uuid=d.uuid).etag
    taken = processen.list_taken(actor=HOUSE, zaak=d.uuid)
    assert taken

    def identifier(url: str) -> str:
        return url.rsplit("/", 1)[1]

    besluit = {
        "besluittype": identifier(of.besluittypen[0].url), "uitkomst": of.resultaattypen[0].omschrijving,
        "ingangsdatum": "01-12-2026", "overwegingen": "x", "nummer": "1", "etag": etag,
    }  # fmt: skip
    return [
        ("neem/", {"reden": "x"}), ("neem/?lijst", {}), ("terug/", {"reden": "x"}),
        ("wijzigen/", {"etag": etag, "omschrijving": "Gekaapt", "reden": "x"}),
        ("status/", {"etag": etag, "statustype": identifier(of.statustypen[1].url), "toelichting": "x"}),
        ("documenten/", {"soort": identifier(of.informatieobjecttypen[0].url), "titel": "x", "kenmerk": "0123456789ab",
                         "bestand": SimpleUploadedFile("x.pdf", PDF)}),
        *[("besluiten/nieuw/", besluit | {"stap": stap}) for stap in ("bevestigen", "voorbeeld", "")],
        ("besluiten/brief/", {"identificatie": "x"}),
        ("afronden/", {"etag": etag, "resultaattype": identifier(of.resultaattypen[0].url), "toelichting": "x", "toch": "on"}),
        *[(f"taken/{taken[0].uuid}/", {"doe": doe}) for doe in ("neem", "los", "afronden", "")],
    ]  # fmt: skip


def _wall(client: Client, d: Dossier) -> None:
    before = db.row(COUNT)
    for path, body in attempts(d):
        response = client.post(f"{d.werkplek}{path}", body)
        assert response.status_code < 500, path
        assert db.row(COUNT) == before, path
    for naar in ("merel", NOWHERE):
        client.post("/werkplek/verdelen/", {"selectie": [str(d.uuid)], "naar": naar, "reden": "x"})
    assert db.row(COUNT) == before


def test_who_only_reads_changes_nothing(dossier: Dossier) -> None:
    loader.resolve("toegang", "store.medewerkers:remember")(employee("Merel"), at=clock.now())
    kim = browser(employee("Kim", "raadpleger"))
    assert kim.get(dossier.werkplek).status_code == 200
    _wall(kim, dossier)


def test_who_has_no_role_sees_and_changes_nothing(dossier: Dossier) -> None:
    loader.resolve("toegang", "store.medewerkers:remember")(employee("Merel"), at=clock.now())
    nobody = browser(Actor(kind="medewerker", id="x", name="X", rights=Rights()))
    assert dossier.zaak.identificatie not in nobody.get("/werkplek/?tab=alle").content.decode()
    assert (
        nobody.get(f"/werkplek/zoeken/?q={dossier.zaak.identificatie}").content.count(b"/werkplek/zaken/")
        == 0
    )
    for part in (
        "",
        "taken/",
        "documenten/",
        "besluiten/",
        "status/",
        "afronden/",
        "historie/",
        "wijzigen/",
        "besluiten/nieuw/",
    ):
        assert nobody.get(f"{dossier.werkplek}{part}").status_code == 404, part
    _wall(nobody, dossier)


def test_above_her_confidentiality_a_handler_is_nobody(dossier: Dossier) -> None:
    body = {"vertrouwelijkheidaanduiding": "zeer_geheim"}
    assert Wsgi()("PATCH", dossier.zaak.url, body).status == 200
    werkplek.refresh(uuid=dossier.uuid, at=clock.now())
    for role in ("raadpleger", "behandelaar", "coordinator"):
        client = browser(employee("Joris", role))
        assert client.get(dossier.werkplek).status_code == 404
        found = client.get(f"/werkplek/zoeken/?q={dossier.zaak.identificatie}").content
        assert b"/werkplek/zaken/" not in found
        _wall(client, dossier)
    assert browser(employee("Bram", "beheerder")).get(dossier.werkplek).status_code == 200


def test_the_wall_is_no_empty_wall(dossier: Dossier) -> None:
    """The same attempts of a handler do change something."""
    client, before = browser(employee("Merel")), db.row(COUNT)
    for path, body in attempts(dossier)[:4]:
        client.post(f"{dossier.werkplek}{path}", body)
    assert db.row(COUNT) != before


def test_who_does_not_divide_the_work_gives_nothing_away(dossier: Dossier) -> None:
    loader.resolve("toegang", "store.medewerkers:remember")(employee("Anouk", "coordinator"), at=clock.now())
    before = db.row(COUNT)
    browser(employee("Merel")).post("/werkplek/verdelen/", {"selectie": [str(dossier.uuid)], "naar": "anouk"})
    assert db.row(COUNT) == before


def test_a_document_of_another_zaak_is_not_reached_through_this_one(dossier: Dossier) -> None:
    other = start("GPK", vertrouwelijkheidaanduiding="zeer_geheim").document()
    uuid = other.documenten[0].url.rsplit("/", 1)[1]
    client = browser(employee("Merel"))
    assert client.get(f"{dossier.werkplek}documenten/{uuid}/").status_code == 404
    assert client.get(f"{other.werkplek}documenten/{uuid}/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_who_close_at_once_close_it_once(losser: None) -> None:
    made = start("GPK", bsn=SANNE).status()
    of, zaak = made.inrichting, made.zaak.url
    result = {"zaak": zaak, "resultaattype": of.resultaattypen[0].url}
    end = max(of.statustypen, key=lambda t: t.volgnummer).url
    close = {"zaak": zaak, "statustype": end, "datumStatusGezet": clock.now().isoformat()}
    handler = employee("Merel")  # may not force a closed zaak
    assert sorted(_at_once(handler, f"{ZRC}/resultaten", result)) == [201, 400]
    assert sorted(_at_once(handler, f"{ZRC}/statussen", close)) == [201, 403]
    assert sorted(_at_once(handler, f"{ZRC}/rollen", {
        "zaak": zaak, "roltype": of.roltypen[0].url, "betrokkeneType": "medewerker", "roltoelichting": "x",
        "betrokkeneIdentificatie": {"identificatie": "x"}})) == [403, 403]  # fmt: skip


def _at_once(actor: Actor, url: str, body: dict[str, Any]) -> list[int]:
    ready, found = threading.Barrier(2), []

    def work() -> None:
        client = Wsgi(actor)
        ready.wait()
        found.append(client.post(url, body).status)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found
