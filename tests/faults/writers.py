"""Clients of the registers that try again until they know, and write down what was acknowledged."""

from __future__ import annotations

import base64
import hashlib
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

import httpx

from tests.faults import elsewhere

ZRC, DRC, BRC, ZTC = "/zaken/api/v1", "/documenten/api/v1", "/besluiten/api/v1", "/catalogi/api/v1"
RSIN = "123456782"
PATIENCE = 900.0  # seconds that a client tries one request: it may be cut off every few seconds for as long as faults last
LEVELS = ("openbaar", "beperkt_openbaar", "intern", "zaakvertrouwelijk", "vertrouwelijk", "confidentieel",
          "geheim", "zeer_geheim")  # fmt: skip
AWAY = frozenset({429, 503})  # proper answers while something is broken: come again


@dataclass
class Ledger:
    """What was acknowledged: `made` by resource, `removed` zaken, `content` (SHA-256) and `names` (omschrijving) as last
    acknowledged; `counted` increments of the shared counter, `unsure` ones of which the answer was lost; and `wrong`."""

    made: dict[str, list[str]] = field(default_factory=dict)
    removed: list[str] = field(default_factory=list)
    content: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    counted: int = 0
    unsure: int = 0
    reads: int = 0
    wrong: list[str] = field(default_factory=list)
    cut: Counter[str] = field(default_factory=Counter)

    def note(self, resource: str, url: str) -> str:
        """This resource was made; its identifier."""
        uuid = url.rsplit("/", 1)[-1]
        self.made.setdefault(resource, []).append(uuid)
        return uuid


class NotAsExpectedHere(Exception):
    """An answer that no fault explains."""


@dataclass
class Caller:
    """One client: asks until it is answered properly."""

    name: str
    base: str
    ledger: Ledger
    secret: str = elsewhere.SECRET
    client_id: str = elsewhere.CLIENT

    @cached_property
    def http(self) -> httpx.Client:
        return elsewhere.client(self.base, secret=self.secret, client_id=self.client_id)

    def ask(self, method: str, path: str, *, fine: tuple[int, ...] = (200, 201, 204), later: tuple[int, ...] = (),
            **how: Any) -> tuple[httpx.Response, bool]:  # fmt: skip
        """The answer, and whether an earlier one was lost. `later` are statuses that are fine then: it was done already.

        Raises NotAsExpectedHere, and writes down what was wrong.
        """
        end, lost = time.monotonic() + PATIENCE, False
        while True:
            try:
                answer = self.http.request(method, path, **how)
            except httpx.TransportError as error:
                self.ledger.cut[type(error).__name__] += 1
                lost = True
            else:
                if answer.status_code in fine or (lost and answer.status_code in later):
                    return answer, lost
                if answer.status_code not in AWAY:
                    raise NotAsExpectedHere(f"{method} {path}: {answer.status_code} {answer.text[:300]}")
                self.ledger.cut[str(answer.status_code)] += 1
                lost = True  # a database that went away while it kept the change
            if time.monotonic() > end:
                raise NotAsExpectedHere(f"{method} {path}: no answer within {PATIENCE:.0f} seconds")
            time.sleep(0.2)

    def read(self, path: str) -> Any:
        return self.ask("GET", path)[0].json()


@dataclass(frozen=True)
class Soort:
    """A zaaktype and what belongs to it."""

    zaaktype: str
    statustype: str
    roltype: str
    informatieobjecttypen: tuple[str, ...]
    besluittype: str


def soorten(caller: Caller) -> list[Soort]:
    """The types of the demo municipality."""
    found = []
    for zaaktype in caller.read(f"{ZTC}/zaaktypen?status=definitief")["results"]:

        def those(kind: str, of: str = zaaktype["url"]) -> list[dict[str, Any]]:
            listed = caller.read(f"{ZTC}/{kind}?zaaktype={of}&status=alles")
            return list(listed["results"])

        statustypen = sorted(those("statustypen"), key=lambda s: s["volgnummer"])
        rollen = [r["url"] for r in those("roltypen") if r["omschrijvingGeneriek"] != "initiator"]
        found.append(
            Soort(
                zaaktype["url"],
                statustypen[0]["url"],
                rollen[0] if rollen else "",
                tuple(zaaktype["informatieobjecttypen"]),
                next(iter(zaaktype["besluittypen"]), ""),
            )
        )
    return found


@dataclass
class Zaak:
    """A zaak that this writer made; `decided` is one that has a besluit, and stays."""

    url: str
    uuid: str
    soort: Soort
    decided: bool = False


class Writer(threading.Thread):
    """Makes zaken with all that hangs on them, changes and destroys them, until it is enough."""

    def __init__(
        self,
        number: int,
        *,
        base: str,
        seed: str,
        counter: str,
        shared: Callable[[Zaak | None], Zaak | None],
        enough: threading.Event,
    ) -> None:
        super().__init__(name=f"schrijver-{number}", daemon=True)
        self.ledger = Ledger()
        self._caller = Caller(self.name, base, self.ledger)
        self._chance = random.Random(f"{seed}-{self.name}")
        self._counter, self._shared, self._enough = counter, shared, enough
        self._mine: list[Zaak] = []
        self._soorten: list[Soort] = []

    def run(self) -> None:
        try:
            self._soorten = soorten(self._caller)
            acts = {self._start: 4, self._status: 4, self._rol: 3, self._document: 5, self._besluit: 2,
                    self._rename: 3, self._count: 2, self._destroy: 2, self._parts: 1}  # fmt: skip
            while not self._enough.is_set():
                self._chance.choices(list(acts), list(acts.values()))[0]()
        except Exception as error:  # noqa: BLE001  # told at the end, with everything else
            self.ledger.wrong.append(f"{self.name}: {type(error).__name__}: {error}")

    def _post(self, resource: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Make it once, however often it takes to hear so; sometimes ask once more and get the same answer."""
        key = {"Idempotency-Key": str(UUID(int=self._chance.getrandbits(128)))}
        answer, _ = self._caller.ask("POST", path, json=body, headers=key, fine=(201,))
        made = dict(answer.json())
        if self._chance.random() < 0.1:
            again, _ = self._caller.ask("POST", path, json=body, headers=key, fine=(201,))
            if again.json() != made:
                raise NotAsExpectedHere(f"POST {path} answered something else the second time")
        self.ledger.note(resource, made["url"])
        return made

    def _zaak(self) -> Zaak | None:
        """One of mine, or one that others work on too."""
        if self._chance.random() < 0.3 and (found := self._shared(None)):
            return found
        return self._chance.choice(self._mine) if self._mine else None

    def _start(self) -> None:
        soort = self._chance.choice(self._soorten)
        body = {
            "zaaktype": soort.zaaktype,
            "bronorganisatie": RSIN,
            "verantwoordelijkeOrganisatie": RSIN,
            "startdatum": "2026-11-22",
            "vertrouwelijkheidaanduiding": self._chance.choice(LEVELS),
        }
        url = self._post("zaak", f"{ZRC}/zaken", body)["url"]
        zaak = Zaak(url, url.rsplit("/", 1)[-1], soort)
        if self._chance.random() < 0.1:
            self._shared(zaak)
        else:
            self._mine.append(zaak)

    def _status(self) -> None:
        if zaak := self._zaak():
            moment = datetime.now(UTC).isoformat()
            body = {
                "zaak": zaak.url,
                "statustype": zaak.soort.statustype,
                "datumStatusGezet": moment,
            }
            self._post("status", f"{ZRC}/statussen", body)

    def _rol(self) -> None:
        zaak = self._zaak()
        if zaak and zaak.soort.roltype:
            body = {
                "zaak": zaak.url,
                "roltype": zaak.soort.roltype,
                "roltoelichting": "Erbij",
                "betrokkeneType": "organisatorische_eenheid",
                "betrokkeneIdentificatie": {
                    "identificatie": f"{self._chance.randrange(10**6)}",
                    "naam": "Team",
                },
            }
            self._post("rol", f"{ZRC}/rollen", body)

    def _about(self, zaak: Zaak) -> dict[str, Any]:
        return {
            "bronorganisatie": RSIN,
            "creatiedatum": "2026-11-22",
            "titel": "Brief",
            "auteur": "Gemeente",
            "taal": "nld",
            "formaat": "application/octet-stream",
            "bestandsnaam": "brief.bin",
            "informatieobjecttype": self._chance.choice(zaak.soort.informatieobjecttypen),
            "vertrouwelijkheidaanduiding": self._chance.choice(LEVELS),
        }

    def _document(self) -> None:
        if not (zaak := self._zaak()):
            return
        inhoud = self._chance.randbytes(self._chance.choice((1, 1000, 70_000, 600_000, 1_200_000)))
        body = {
            **self._about(zaak),
            "inhoud": base64.b64encode(inhoud).decode(),
            "bestandsomvang": len(inhoud),
        }
        made = self._post("enkelvoudiginformatieobject", f"{DRC}/enkelvoudiginformatieobjecten", body)
        self.ledger.content[made["url"].rsplit("/", 1)[-1]] = hashlib.sha256(inhoud).hexdigest()
        link = {"zaak": zaak.url, "informatieobject": made["url"]}
        self._post("zaakinformatieobject", f"{ZRC}/zaakinformatieobjecten", link)
        got, _ = self._caller.ask("GET", made["inhoud"])
        if got.content != inhoud:
            raise NotAsExpectedHere(f"{made['url']} gives other content than it was given")

    def _parts(self) -> None:
        """A large file, in parts."""
        if not (zaak := self._zaak()):
            return
        inhoud = self._chance.randbytes(self._chance.choice((200_000, 18 * 2**20)))
        body = {**self._about(zaak), "inhoud": None, "bestandsomvang": len(inhoud)}
        made = self._post("enkelvoudiginformatieobject", f"{DRC}/enkelvoudiginformatieobjecten", body)
        at = 0
        for deel in made["bestandsdelen"]:
            piece = inhoud[at : at + deel["omvang"]]
            at += deel["omvang"]
            form = {"lock": made["lock"]}
            self._caller.ask("PUT", deel["url"], files={"inhoud": ("deel", piece)}, data=form)
        # Who heard nothing of an unlock may find it done: then there is no lock to name.
        unlock = f"{made['url']}/unlock"
        self._caller.ask("POST", unlock, json={"lock": made["lock"]}, later=(400,))
        document = self._caller.read(made["url"])
        if document["locked"] or document["bestandsomvang"] != len(inhoud):
            raise NotAsExpectedHere(f"{made['url']} was not put together: {document}")
        self.ledger.content[made["url"].rsplit("/", 1)[-1]] = hashlib.sha256(inhoud).hexdigest()

    def _besluit(self) -> None:
        zaak = self._zaak()
        if not zaak or not zaak.soort.besluittype:
            return
        zaak.decided = True
        body = {
            "verantwoordelijkeOrganisatie": RSIN,
            "besluittype": zaak.soort.besluittype,
            "zaak": zaak.url,
            "datum": "2026-11-22",
            "ingangsdatum": "2026-11-22",
        }
        self._post("besluit", f"{BRC}/besluiten", body)

    def _rename(self) -> None:
        if self._mine:
            zaak, name = self._chance.choice(self._mine), f"naam {self._chance.randrange(10**6)}"
            self._caller.ask("PATCH", zaak.url, json={"omschrijving": name})
            self.ledger.names[zaak.uuid] = name

    def _count(self) -> None:
        """One more on the counter that all writers share: read, and write when nobody else did meanwhile."""
        while True:
            answer, _ = self._caller.ask("GET", self._counter)
            one_more = {"toelichting": str(int(answer.json()["toelichting"]) + 1)}
            done, lost = self._caller.ask(
                "PATCH",
                self._counter,
                json=one_more,
                headers={"If-Match": answer.headers["ETag"]},
                fine=(200, 412),
            )
            if done.status_code == 200:
                self.ledger.counted += 1
                self.ledger.unsure += lost
                return
            if lost:  # somebody else, or I myself and did not hear so
                self.ledger.unsure += 1
                return

    def _destroy(self) -> None:
        able = [zaak for zaak in self._mine if not zaak.decided]
        if len(able) > 3:
            zaak = self._chance.choice(able)
            self._mine.remove(zaak)
            self._caller.ask("DELETE", zaak.url, later=(404,))
            self.ledger.removed.append(zaak.uuid)


@dataclass(frozen=True)
class May:
    """What a reader may see: of each component these types, at most this level (1 to 8)."""

    client_id: str
    secret: str
    types: dict[str, list[str]]
    level: dict[str, int]

    def sees(self, component: str, typ: str, level: str) -> bool:
        """Whether something of this type and level is for this reader."""
        rank = LEVELS.index(level) + 1 if level else 1
        return typ in self.types[component] and rank <= self.level[component]


class Reader(threading.Thread):
    """Reads lists all the time, and looks whether there is something in them that it may not see."""

    LISTS = (
        ("zrc", f"{ZRC}/zaken", "zaaktype"),
        ("drc", f"{DRC}/enkelvoudiginformatieobjecten", "informatieobjecttype"),
        ("brc", f"{BRC}/besluiten", "besluittype"),
    )

    def __init__(self, may: May, *, base: str, enough: threading.Event) -> None:
        super().__init__(name=may.client_id, daemon=True)
        self.ledger, self._may, self._enough = Ledger(), may, enough
        self._caller = Caller(self.name, base, self.ledger, may.secret, may.client_id)

    def run(self) -> None:
        try:
            while not self._enough.is_set():
                for component, path, kind in self.LISTS:
                    answer, _ = self._caller.ask("GET", path, fine=(200, 403))
                    for one in answer.json()["results"] if answer.status_code == 200 else ():
                        level = one.get("vertrouwelijkheidaanduiding", "")
                        if not self._may.sees(component, one[kind], level):
                            self.ledger.wrong.append(f"{self.name} sees {one['url']}")
                    self.ledger.reads += 1
                self._enough.wait(0.3)
        except Exception as error:  # noqa: BLE001  # told at the end, with everything else
            self.ledger.wrong.append(f"{self.name}: {type(error).__name__}: {error}")
