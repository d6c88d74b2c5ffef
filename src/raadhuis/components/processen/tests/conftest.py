"""Losser with its processes, the BRP simulator, and a way to let the background do its work here and now."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from raadhuis.components.catalogi import api as catalogi
from raadhuis.components.processen import api, tasks
from raadhuis.components.zaken import api as zaken
from raadhuis.house.testing import LOSSER
from raadhuis.kernel import db, events, loader, settings
from raadhuis.kernel.clock import local_date
from raadhuis.kernel.identity import Actor, Grant, Rights, systeem
from raadhuis.simulators.app import BRP_KEY

SANNE, NOOR, RACHID, WILLEM = "999900006", "999900109", "999900110", "999900122"
HUIS = systeem("test")
BEHANDELAAR = frozenset({"zaken.lezen", "taken.lezen", "taken.afronden"})


@pytest.fixture
def brp_at(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Points the house at a BRP."""
    was = settings.current()

    def point(url: str) -> None:
        ours = replace(was, brp_url=url, brp_key=BRP_KEY)
        monkeypatch.setattr(settings, "current", lambda: ours)

    return point


def medewerker(name: str, *scopes: str) -> Actor:
    """An employee with these scopes on everything up to vertrouwelijk; a behandelaar when none is named."""
    grant = Grant(scopes=frozenset(scopes) or BEHANDELAAR, max_va=5)
    return Actor(kind="medewerker", id=name.lower(), name=name, rights=Rights(grants=(grant,)))


@dataclass
class Losser:
    """The municipality in a test: zaken are made and the background works as the worker would."""

    at: datetime

    def zaak(self, zaaktype: str, *, bsn: str = SANNE, **eigenschappen: str) -> zaken.Zaak:
        """A zaak with its initiator, eigenschappen and first status, as a form makes it."""
        types = catalogi.find_inrichting(actor=HUIS, identificatie=zaaktype, op=local_date(self.at))
        zaak = zaken.create_zaak(
            actor=HUIS,
            at=self.at,
            body=zaken.ZaakBody(
                zaaktype=types.zaaktype.url,
                bronorganisatie="123456782",
                verantwoordelijke_organisatie="123456782",
                startdatum=local_date(self.at),
            ),
        )
        rol = zaken.RolBody(
            zaak=zaak.url,
            betrokkene_type="natuurlijk_persoon",
            roltype=types.roltype("initiator").url,
            roltoelichting="Aanvrager",
            betrokkene_identificatie=zaken.BetrokkeneIdentificatie(inp_bsn=bsn),
        )
        zaken.create_rol(actor=HUIS, at=self.at, body=rol)
        for eigenschap in types.eigenschappen:
            if waarde := eigenschappen.get(eigenschap.naam):
                body = zaken.ZaakeigenschapBody(zaak=zaak.url, eigenschap=eigenschap.url, waarde=waarde)
                zaken.create_zaakeigenschap(actor=HUIS, at=self.at, body=body)
        self.status(zaak, 1)
        return zaak

    def verhuizing(self, *, bsn: str = SANNE, **anders: str) -> zaken.Zaak:
        """A move that may go by itself, unless something is different."""
        gewoon = {
            "ingangsdatum": local_date(self.at).strftime("%Y%m%d"),
            "nieuw_adres": "Lutterstraat 7, 7581 BV Losser",
        }
        return self.zaak("VERHUIZING", bsn=bsn, **(gewoon | anders))

    def status(self, zaak: zaken.Zaak, volgnummer: int) -> None:
        """Set the statustype with this volgnummer."""
        types = catalogi.get_inrichting(actor=HUIS, uuid=UUID(zaak.zaaktype.rsplit("/", 1)[1]))
        statustype = next(t for t in types.statustypen if t.volgnummer == volgnummer)
        body = zaken.StatusBody(zaak=zaak.url, statustype=statustype.url, datum_status_gezet=self.at)
        zaken.create_status(actor=HUIS, at=self.at, body=body)

    def tick(self) -> datetime:
        """A second later."""
        self.at += timedelta(seconds=1)
        return self.at

    def deliver(self) -> None:
        """Deliver every due event."""
        while events.deliver_one(at=self.at):
            pass

    def work(self) -> None:
        """Deliver every event and run every job of ours, until there is nothing left to do."""
        self.deliver()
        while job := db.row(
            "SELECT id, args::json FROM procrastinate_jobs WHERE task_name = 'processen.ga_verder' ORDER BY id LIMIT 1"
        ):
            while api.move_on(zaak=UUID(json.loads(job[1])["zaak"]), at=self.tick()):
                pass
            db.run("DELETE FROM procrastinate_jobs WHERE id = %(id)s", {"id": job[0]})
            self.deliver()

    def taken(self, zaak: zaken.Zaak) -> tuple[api.Taak, ...]:
        return api.list_taken(actor=HUIS, zaak=zaak.uuid)

    def open_taak(self, zaak: zaken.Zaak) -> api.Taak:
        """The one open task of a zaak."""
        (taak,) = [t for t in self.taken(zaak) if t.status == "open"]
        return taak

    def statussen(self, zaak: zaken.Zaak) -> list[str]:
        types = catalogi.get_inrichting(actor=HUIS, uuid=UUID(zaak.zaaktype.rsplit("/", 1)[1]))
        names = {t.url: t.omschrijving for t in types.statustypen}
        return [names[s.statustype] for s in zaken.list_statussen(actor=HUIS, zaak=zaak.uuid)]

    def resultaat(self, zaak: zaken.Zaak) -> str:
        types = catalogi.get_inrichting(actor=HUIS, uuid=UUID(zaak.zaaktype.rsplit("/", 1)[1]))
        found = zaken.get_resultaat(actor=HUIS, zaak=zaak.uuid)
        names = {t.url: t.omschrijving for t in types.resultaattypen}
        return names[found.resultaattype] if found else ""

    def documenten(self, zaak: zaken.Zaak) -> list[str]:
        return [d.titel for d in zaken.list_zaakinformatieobjecten(actor=HUIS, zaak=zaak.uuid)]

    def history(self, zaak: zaken.Zaak) -> list[Any]:
        return list(api.list_audittrail(actor=HUIS, zaak=zaak.uuid))


@pytest.fixture
def losser(db: None, at: datetime, simulator: str, brp_at: Callable[[str], None]) -> Losser:
    """Losser with its types and processes, and a BRP that answers."""
    catalogi.forget()
    brp_at(simulator)
    loader.resolve("catalogi", "tasks:load")(LOSSER, at=at)
    tasks.load(LOSSER, at=at)
    return Losser(at=at)
