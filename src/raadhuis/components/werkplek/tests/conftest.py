"""Losser with its zaaktypen and processes, a zaak of Sanne, employees in a browser, and the background at work."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.test import Client

from raadhuis.components.catalogi import api as catalogi
from raadhuis.components.processen import api as processen
from raadhuis.components.zaken import api as zaken
from raadhuis.house.testing import LOSSER
from raadhuis.kernel import clock, db, events, loader, page
from raadhuis.kernel.identity import Actor, systeem
from raadhuis.kernel.refusal import Unavailable
from raadhuis.kernel.testing import AT

HUIS = systeem("test")
BSN = "999900006"
SANNE = zaken.BetrokkeneIdentificatie(inp_bsn=BSN, voornamen="Sanne", geslachtsnaam="Wolters")
# The house resolves these by name too: what a login gives, and what loads a municipality.
rights_of = loader.resolve("toegang", "domain.rechten:rights_of")
remember = loader.resolve("toegang", "store.medewerkers:remember")


def medewerker(name: str, role: str, *teams: str) -> Actor:
    """An employee as she comes out of the login."""
    id_ = name.split()[0].lower()
    return Actor(
        kind="medewerker", id=id_, name=name, rights=rights_of([role]), roles=frozenset({role}), teams=teams
    )


MEREL = medewerker("Merel Jansen", "behandelaar", "vergunningen")
JORIS = medewerker("Joris de Vries", "behandelaar", "vergunningen")
ANOUK = medewerker("Anouk Smit", "coordinator", "burgerzaken", "vergunningen")
BRAM = medewerker("Bram Bakker", "beheerder")
KIM = medewerker("Kim Visser", "raadpleger")


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    """Pages are opened at the moment of the tests."""
    monkeypatch.setattr(clock, "now", lambda: AT)


@pytest.fixture
def losser(db):
    """The demo municipality's types and processes, and its employees, who logged in before."""
    catalogi.forget()
    for room in ("catalogi", "processen"):
        loader.resolve(room, "tasks:load")(LOSSER, at=AT)
    for actor in (MEREL, JORIS, ANOUK, BRAM, KIM):
        remember(actor, at=AT)
    yield
    catalogi.forget()


@pytest.fixture
def work() -> Callable[[], None]:
    """Deliver every event and bring every process as far as it goes."""

    def until_quiet() -> None:
        later = AT + timedelta(seconds=5)
        while events.deliver_one(at=later):
            pass
        while job := db.row(
            "SELECT id, args::json FROM procrastinate_jobs WHERE task_name = 'processen.ga_verder' ORDER BY id LIMIT 1"
        ):
            with contextlib.suppress(Unavailable):  # there is no BRP here: that process waits
                while processen.move_on(zaak=UUID(json.loads(job[1])["zaak"]), at=later):
                    pass
            db.run("DELETE FROM procrastinate_jobs WHERE id = %(id)s", {"id": job[0]})
            while events.deliver_one(at=later):
                pass

    return until_quiet


@pytest.fixture
def maak(losser) -> Callable[..., zaken.Zaak]:
    """`maak("GPK", wie=..., omschrijving=...)`: a zaak with its initiator and first status, as a form makes it."""

    def made(zaaktype: str = "GPK", *, wie: zaken.BetrokkeneIdentificatie = SANNE, **anders) -> zaken.Zaak:
        types = catalogi.find_inrichting(actor=HUIS, identificatie=zaaktype, op=clock.local_date(AT))
        body = {
            "omschrijving": "Parkeerkaart voor de bestuurder",
            "startdatum": clock.local_date(AT),
            **anders,
        }
        zaak = zaken.create_zaak(
            actor=HUIS,
            at=AT,
            body=zaken.ZaakBody(
                zaaktype=types.zaaktype.url,
                bronorganisatie="123456782",
                verantwoordelijke_organisatie="123456782",
                **body,
            ),
        )
        rol = zaken.RolBody(
            zaak=zaak.url,
            betrokkene_type="natuurlijk_persoon",
            roltype=types.roltype("initiator").url,
            roltoelichting="Aanvrager",
            contactpersoon_rol=zaken.ContactpersoonRol(naam="Sanne Wolters", emailadres="sanne@example.org"),
            betrokkene_identificatie=wie,
        )
        zaken.create_rol(actor=HUIS, at=AT, body=rol)
        if zaaktype == "GPK":
            eigenschap = next(e for e in types.eigenschappen if e.naam == "kaartsoort")
            body_ = zaken.ZaakeigenschapBody(zaak=zaak.url, eigenschap=eigenschap.url, waarde="bestuurder")
            zaken.create_zaakeigenschap(actor=HUIS, at=AT, body=body_)
        eerste = min(types.statustypen, key=lambda t: t.volgnummer)
        status = zaken.StatusBody(zaak=zaak.url, statustype=eerste.url, datum_status_gezet=AT)
        zaken.create_status(actor=HUIS, at=AT, body=status)
        return zaken.get_zaak(actor=HUIS, uuid=zaak.uuid)

    return made


@pytest.fixture
def zaak(maak, work) -> zaken.Zaak:
    """Sanne's request for a parking card, with its first task, in the worklist."""
    made = maak()
    work()
    return zaken.get_zaak(actor=HUIS, uuid=made.uuid)


@pytest.fixture
def browser() -> Callable[[Actor], Client]:
    """A browser in which this employee is logged in."""

    def logged_in(actor: Actor) -> Client:
        request = HttpRequest()
        request.session = SessionStore()
        page.log_in(request, actor, at=AT)
        request.session.save()
        client = Client()
        client.cookies["raadhuis_sessie"] = str(request.session.session_key)
        return client

    return logged_in


def uuid_of(url: str) -> UUID:
    """The identifier in a URL of ours."""
    return UUID(url.rsplit("/", 1)[1])


HTMX = {"HTTP_HX_REQUEST": "true"}


def etag_of(client: Client, url: str) -> dict[str, str]:
    """The hidden fields of a form, as the browser would send them."""
    import re

    text = client.get(url).content.decode()
    form = text[text.rindex('name="etag"') - 400 :]
    found = dict(re.findall(r'name="(etag|gezien|nummer|kenmerk)" value="([^"]*)"', form))
    return {name: value.replace("&quot;", '"') for name, value in found.items()}
