"""Losser's types, and zaken of two residents in the real registers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.http import HttpRequest
from django.test import Client

from raadhuis.components.besluiten import api as besluiten
from raadhuis.components.catalogi import api as catalogi
from raadhuis.components.documenten import api as documenten
from raadhuis.components.zaken import api as zaken
from raadhuis.house.testing import LOSSER
from raadhuis.kernel import clock, page, wire
from raadhuis.kernel.identity import Actor, inwoner, systeem

LOA = "urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorContract"
SANNE, BRAM = "999990019", "999990020"
RSIN = "123456782"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
HOUSE = systeem("test")


@dataclass
class Dossier:
    """A zaak under construction: every step is a call of a register's door."""

    inrichting: catalogi.Inrichting
    zaak: zaken.Zaak
    at: datetime
    links: dict[str, UUID] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"/mijn/zaken/{self.zaak.uuid}/"

    def document_url(self, titel: str) -> str:
        return f"{self.url}documenten/{self.links[titel]}/"

    def rol(self, bsn: str, generiek: str = "initiator") -> Dossier:
        body = zaken.RolBody(
            zaak=self.zaak.url,
            betrokkene_type="natuurlijk_persoon",
            roltype=self.inrichting.roltype(generiek).url,
            roltoelichting="Aanvrager",
            betrokkene_identificatie=zaken.BetrokkeneIdentificatie(inp_bsn=bsn),
        )
        zaken.create_rol(actor=HOUSE, at=self.at, body=body)
        return self

    def status(self, omschrijving: str, *, toelichting: str = "", days: int = 0) -> Dossier:
        statustype = next(s for s in self.inrichting.statustypen if s.omschrijving == omschrijving)
        body = zaken.StatusBody(
            zaak=self.zaak.url,
            statustype=statustype.url,
            datum_status_gezet=self.at + timedelta(days=days),
            statustoelichting=toelichting,
        )
        zaken.create_status(actor=HOUSE, at=self.at, body=body)
        return self

    def eigenschap(self, naam: str, waarde: str) -> Dossier:
        eigenschap = next(e for e in self.inrichting.eigenschappen if e.naam == naam)
        body = zaken.ZaakeigenschapBody(zaak=self.zaak.url, eigenschap=eigenschap.url, waarde=waarde)
        zaken.create_zaakeigenschap(actor=HOUSE, at=self.at, body=body)
        return self

    def resultaat(self, omschrijving: str, toelichting: str = "") -> Dossier:
        resultaattype = next(r for r in self.inrichting.resultaattypen if r.omschrijving == omschrijving)
        body = zaken.ResultaatBody(
            zaak=self.zaak.url, resultaattype=resultaattype.url, toelichting=toelichting
        )
        zaken.create_resultaat(actor=HOUSE, at=self.at, body=body)
        return self

    def besluit(self, **changes: Any) -> Dossier:
        values: dict[str, Any] = {
            "verantwoordelijke_organisatie": RSIN,
            "besluittype": self.inrichting.besluittypen[0].url,
            "zaak": self.zaak.url,
            "datum": clock.local_date(self.at),
            "ingangsdatum": clock.local_date(self.at),
        }
        besluiten.create_besluit(actor=HOUSE, at=self.at, body=besluiten.BesluitBody(**values | changes))
        return self

    def document(self, titel: str, *, soort: str = "Brief", **changes: Any) -> Dossier:
        kind = next(t for t in self.inrichting.informatieobjecttypen if t.omschrijving == soort)
        values: dict[str, Any] = {
            "bronorganisatie": RSIN,
            "creatiedatum": clock.local_date(self.at),
            "titel": titel,
            "auteur": "Gemeente",
            "taal": "nld",
            "informatieobjecttype": kind.url,
            "inhoud": PDF,
            "bestandsnaam": "brief.pdf",
            "formaat": "application/pdf",
            "status": "definitief",
            "tonen_aan_initiator": True,
            "indicatie_gebruiksrecht": False,
        }
        body = documenten.EnkelvoudigInformatieObjectBody(**values | changes)
        made = documenten.create_enkelvoudiginformatieobject(actor=HOUSE, at=self.at, body=body)
        link = zaken.create_zaakinformatieobject(
            actor=HOUSE,
            at=self.at,
            body=zaken.ZaakinformatieobjectBody(zaak=self.zaak.url, informatieobject=made.url),
        )
        self.links[titel] = link.uuid
        return self


def start(
    at: datetime, bsn: str, zaaktype: str = "GPK", *, startdatum: date | None = None, **changes: Any
) -> Dossier:
    """A zaak that the resident with this BSN started today."""
    today = clock.local_date(at)
    inrichting = catalogi.find_inrichting(actor=HOUSE, identificatie=zaaktype, op=today)
    body = zaken.ZaakBody(
        zaaktype=inrichting.zaaktype.url,
        bronorganisatie=RSIN,
        verantwoordelijke_organisatie=RSIN,
        startdatum=startdatum or today,
        **changes,
    )
    zaak = zaken.create_zaak(actor=HOUSE, at=at, body=body)
    return Dossier(inrichting, zaak, at).rol(bsn)


@pytest.fixture
def losser(db: None, at: datetime) -> None:
    """The types of the demo municipality."""
    catalogi.forget()
    spec = wire.decode((LOSSER / "catalogi.json").read_bytes(), catalogi.CatalogusSpec)
    catalogi.load_catalogus(spec, actor=HOUSE, at=at)


@pytest.fixture
def nu(losser: None) -> datetime:
    """This moment: the pages read the clock."""
    return clock.now()


@pytest.fixture
def browser(db: None) -> Callable[..., Client]:
    """`browser(bsn)`: somebody's browser after DigiD, `since` when; without BSN nobody's."""

    def opened(bsn: str = "", *, since: datetime | None = None) -> Client:
        client = Client()
        if bsn:
            request = HttpRequest()
            request.session = client.session
            page.log_in(request, actor(bsn), at=since or clock.now())
            request.session.save()
            client.cookies["raadhuis_sessie"] = str(request.session.session_key)
        return client

    return opened


def actor(bsn: str) -> Actor:
    return inwoner(bsn, loa=LOA, secret_key="k")
