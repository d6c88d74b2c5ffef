"""A small town with secrets in it: zaken of two residents, documents, besluiten, clients, browsers, and no network."""

from __future__ import annotations

import io
import json
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.test import Client

import raadhuis
from raadhuis.components.besluiten import api as besluiten
from raadhuis.components.catalogi import api as catalogi
from raadhuis.components.documenten import api as documenten
from raadhuis.components.zaken import api as zaken
from raadhuis.kernel import clock, loader, page, wire
from raadhuis.kernel.endpoint import Api
from raadhuis.kernel.identity import Actor, Rights, inwoner, systeem
from raadhuis.kernel.testing import Answer

LOSSER = Path(raadhuis.__file__).parent / "gemeenten" / "losser"
MIDDEN = "urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorContract"
SANNE, BRAM = "999990019", "999990020"
RSIN = "123456782"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
HOUSE = systeem("test")
BASE = "http://testserver"
ZRC, DRC, BRC = f"{BASE}/zaken/api/v1", f"{BASE}/documenten/api/v1", f"{BASE}/besluiten/api/v1"
ZTC, AC, NRC = f"{BASE}/catalogi/api/v1", f"{BASE}/autorisaties/api/v1", f"{BASE}/notificaties/api/v1"
NOWHERE = "6c1bd2a5-9c9a-4b5f-8a6e-3f9f0f6d1b11"


class Wsgi:
    """The APIs over WSGI as `actor`, or with a judge of tokens; made once, so that thousands of calls are cheap."""

    def __init__(self, actor: Actor = HOUSE, *, judge: Callable[..., Actor] | None = None) -> None:
        self.actor = actor
        self._app = Api.of_house(authenticate=judge or (lambda token, *, at: self.actor))

    def __call__(self, method: str, url: str, body: Any = None, **environ: str) -> Answer:
        parts = urlsplit(url)
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        given = {
            "REQUEST_METHOD": method,
            "PATH_INFO": parts.path,
            "QUERY_STRING": parts.query,
            "CONTENT_LENGTH": str(len(raw)),
            "wsgi.input": io.BytesIO(raw),
            **environ,
        }
        said: list[Any] = []
        chunks = self._app(given, lambda status, heads: said.extend([status, heads]))
        return Answer(int(said[0].split()[0]), dict(said[1]), b"".join(chunks))

    def get(self, url: str, **environ: str) -> Answer:
        return self("GET", url, **environ)

    def post(self, url: str, body: Any, **environ: str) -> Answer:
        return self("POST", url, body, **environ)


@dataclass
class Dossier:
    """A zaak under construction: every step is a call of a register's door."""

    inrichting: catalogi.Inrichting
    zaak: zaken.Zaak
    at: datetime
    documenten: list[documenten.EnkelvoudigInformatieObject] = field(default_factory=list)
    links: list[zaken.Zaakinformatieobject] = field(default_factory=list)
    besluiten: list[besluiten.Besluit] = field(default_factory=list)

    @property
    def uuid(self) -> UUID:
        return self.zaak.uuid

    @property
    def mijn(self) -> str:
        return f"/mijn/zaken/{self.zaak.uuid}/"

    @property
    def werkplek(self) -> str:
        return f"/werkplek/zaken/{self.zaak.uuid}/"

    def rol(self, bsn: str, generiek: str = "initiator", **wie: Any) -> Dossier:
        body = zaken.RolBody(
            zaak=self.zaak.url,
            betrokkene_type="natuurlijk_persoon",
            roltype=self.inrichting.roltype(generiek).url,
            roltoelichting=wie.pop("roltoelichting", "Aanvrager"),
            contactpersoon_rol=wie.pop("contact", None),
            betrokkene_identificatie=zaken.BetrokkeneIdentificatie(inp_bsn=bsn, **wie),
        )
        zaken.create_rol(actor=HOUSE, at=self.at, body=body)
        return self

    def status(self, *, toelichting: str = "", last: bool = False) -> Dossier:
        typen = sorted(self.inrichting.statustypen, key=lambda t: t.volgnummer)
        body = zaken.StatusBody(
            zaak=self.zaak.url,
            statustype=typen[-1 if last else 0].url,
            datum_status_gezet=self.at,
            statustoelichting=toelichting,
        )
        zaken.create_status(actor=HOUSE, at=self.at, body=body)
        return self

    def eigenschap(self, waarde: str) -> Dossier:
        body = zaken.ZaakeigenschapBody(
            zaak=self.zaak.url, eigenschap=self.inrichting.eigenschappen[0].url, waarde=waarde
        )
        zaken.create_zaakeigenschap(actor=HOUSE, at=self.at, body=body)
        return self

    def resultaat(self, toelichting: str = "") -> Dossier:
        body = zaken.ResultaatBody(
            zaak=self.zaak.url,
            resultaattype=self.inrichting.resultaattypen[0].url,
            toelichting=toelichting,
        )
        zaken.create_resultaat(actor=HOUSE, at=self.at, body=body)
        return self

    def document(self, titel: str = "Brief", *, soort: int = 0, **changes: Any) -> Dossier:
        values: dict[str, Any] = {
            "bronorganisatie": RSIN,
            "creatiedatum": clock.local_date(self.at),
            "titel": titel,
            "auteur": "Gemeente",
            "taal": "nld",
            "informatieobjecttype": self.inrichting.informatieobjecttypen[soort].url,
            "inhoud": PDF,
            "bestandsnaam": "brief.pdf",
            "status": "definitief",
            "tonen_aan_initiator": True,
            "indicatie_gebruiksrecht": False,
        }
        body = documenten.EnkelvoudigInformatieObjectBody(**values | changes)
        made = documenten.create_enkelvoudiginformatieobject(actor=HOUSE, at=self.at, body=body)
        link = zaken.ZaakinformatieobjectBody(
            zaak=self.zaak.url, informatieobject=made.url, titel=titel[:200]
        )
        self.links.append(zaken.create_zaakinformatieobject(actor=HOUSE, at=self.at, body=link))
        self.documenten.append(made)
        return self

    def besluit(self, **changes: Any) -> Dossier:
        values: dict[str, Any] = {
            "verantwoordelijke_organisatie": RSIN,
            "besluittype": self.inrichting.besluittypen[0].url,
            "zaak": self.zaak.url,
            "datum": clock.local_date(self.at),
            "ingangsdatum": clock.local_date(self.at),
            "verzenddatum": clock.local_date(self.at),
        }
        body = besluiten.BesluitBody(**values | changes)
        self.besluiten.append(besluiten.create_besluit(actor=HOUSE, at=self.at, body=body))
        return self


def start(zaaktype: str = "GPK", *, bsn: str = "", at: datetime | None = None, **changes: Any) -> Dossier:
    """A zaak of this zaaktype; with `bsn` this resident asked for it."""
    at = at or clock.now()
    today = clock.local_date(at)
    inrichting = catalogi.find_inrichting(actor=HOUSE, identificatie=zaaktype, op=today)
    body = zaken.ZaakBody(
        **{
            "zaaktype": inrichting.zaaktype.url,
            "bronorganisatie": RSIN,
            "verantwoordelijke_organisatie": RSIN,
            "startdatum": today,
            **changes,
        }
    )
    made = Dossier(inrichting, zaken.create_zaak(actor=HOUSE, at=at, body=body), at)
    return made.rol(bsn) if bsn else made


@pytest.fixture
def losser(db: None) -> Iterator[None]:
    """The demo municipality: types, processes, forms, products."""
    catalogi.forget()
    for room in ("catalogi", "processen", "formulieren"):
        loader.resolve(room, "tasks:load")(LOSSER, at=clock.now())
    yield
    catalogi.forget()


def resident(bsn: str) -> Actor:
    return inwoner(bsn, loa=MIDDEN, secret_key="k")


def employee(name: str = "Merel", role: str = "behandelaar", *teams: str) -> Actor:
    """An employee as she comes out of the login; role "" is nobody's."""
    rights: Rights = loader.resolve("toegang", "domain.rechten:rights_of")([role])
    roles = frozenset({role} - {""})
    return Actor(kind="medewerker", id=name.lower(), name=name, rights=rights, roles=roles, teams=teams)


def browser(*actors: Actor, csrf: bool = False) -> Client:
    """A browser in which these are logged in (nobody: a stranger's)."""
    client = Client(enforce_csrf_checks=csrf, raise_request_exception=False)
    if actors:
        request = HttpRequest()
        request.session = SessionStore()
        for actor in actors:
            page.log_in(request, actor, at=clock.now())
        request.session.save()
        client.cookies["raadhuis_sessie"] = str(request.session.session_key)
    return client


@pytest.fixture
def wsgi(db: None) -> Wsgi:
    """The APIs with every right."""
    return Wsgi()


@pytest.fixture
def dialled(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every address that Python code connects to meanwhile (the database goes through libpq and is not among them)."""
    seen: list[Any] = []
    connect = socket.socket.connect

    def spy(self: socket.socket, address: Any) -> None:
        seen.append(address)
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", spy)
    monkeypatch.setattr(socket.socket, "connect_ex", spy)
    return seen


@pytest.fixture
def trap() -> Iterator[tuple[str, Callable[[], bool]]]:
    """A listening socket on loopback: its address, and whether anybody connected."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)

        def visited() -> bool:
            try:
                server.accept()
            except BlockingIOError:
                return False
            return True

        yield f"http://127.0.0.1:{server.getsockname()[1]}", visited


def uuid_of(url: str) -> UUID:
    found = wire.uuid_of(url)
    assert found
    return found
