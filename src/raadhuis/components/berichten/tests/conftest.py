"""A mail server as it is, and a zaak of somebody who wants to hear from us."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from raadhuis.components.catalogi import api as catalogi
from raadhuis.components.zaken import api as zaken
from raadhuis.house.testing import LOSSER
from raadhuis.kernel import db, wire
from raadhuis.kernel.clock import local_date
from raadhuis.kernel.identity import systeem

HOUSE = systeem("test")
RSIN = "123456782"


class MailServer:
    """A real SMTP server on a port of its own that can go away and come back."""

    def __init__(self) -> None:
        self.port = 0
        self.received: list[EmailMessage] = []
        self.refuse = ""
        self._loop = asyncio.new_event_loop()
        self._server: asyncio.Server | None = None
        threading.Thread(target=self._loop.run_forever, daemon=True).start()

    def start(self) -> None:
        self._server = self._run(
            self._loop.create_server(lambda: SMTP(self, loop=self._loop), "127.0.0.1", self.port)
        )
        self.port = self._server.sockets[0].getsockname()[1]

    def stop(self) -> None:
        if self._server:
            self._loop.call_soon_threadsafe(self._server.close)
            self._run(asyncio.sleep(0.01))
            self._server = None

    def _run(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(5)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.refuse:
            return self.refuse
        content = envelope.content
        assert isinstance(content, bytes)
        found = message_from_bytes(content, policy=policy.default)
        assert isinstance(found, EmailMessage)
        self.received.append(found)
        return "250 OK"


@pytest.fixture
def post(settings: Any) -> Iterator[MailServer]:
    server = MailServer()
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 2
    settings.DEFAULT_FROM_EMAIL = "gemeente@losser.example"
    yield server
    server.stop()


@dataclass(frozen=True)
class Zaak:
    """A zaak in the register with the types that it needs."""

    zaak: zaken.Zaak
    inrichting: catalogi.Inrichting
    at: datetime

    def status(self, omschrijving: str) -> zaken.Status:
        statustype = next(s for s in self.inrichting.statustypen if s.omschrijving == omschrijving)
        body = zaken.StatusBody(zaak=self.zaak.url, statustype=statustype.url, datum_status_gezet=self.at)
        return zaken.create_status(actor=HOUSE, at=self.at, body=body)


Start = Callable[..., Zaak]


@pytest.fixture
def queue(transactional_db: None) -> Iterator[None]:
    """The job queue, empty: its tables are no models of Django's, so nobody else empties them."""
    db.run("TRUNCATE procrastinate_jobs CASCADE")
    yield
    db.run("TRUNCATE procrastinate_jobs CASCADE")
    # The worker's threads are gone, their connections not yet.
    db.run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )


@pytest.fixture
def start(queue: None, at: datetime) -> Start:
    """`start(email=...)`: a zaak with an initiator; without `email` one without address."""
    catalogi.forget()
    spec = wire.decode((LOSSER / "catalogi.json").read_bytes(), catalogi.CatalogusSpec)
    catalogi.load_catalogus(spec, actor=HOUSE, at=at)
    inrichting = catalogi.find_inrichting(actor=HOUSE, identificatie="VERHUIZING", op=local_date(at))

    def started(*, email: str = "", naam: str = "Sanne Wolters", rol: str = "initiator") -> Zaak:
        body = zaken.ZaakBody(
            zaaktype=inrichting.zaaktype.url,
            bronorganisatie=RSIN,
            verantwoordelijke_organisatie=RSIN,
            startdatum=local_date(at),
        )
        zaak = zaken.create_zaak(actor=HOUSE, at=at, body=body)
        part = zaken.RolBody(
            zaak=zaak.url,
            betrokkene_type="natuurlijk_persoon",
            roltype=inrichting.roltype(rol).url,
            roltoelichting="Aanvrager",
            contactpersoon_rol=zaken.ContactpersoonRol(naam=naam, emailadres=email),
            betrokkene_identificatie=zaken.BetrokkeneIdentificatie(inp_bsn="999990019"),
        )
        zaken.create_rol(actor=HOUSE, at=at, body=part)
        return Zaak(zaak, inrichting, at)

    return started
