"""What is asked of the registers: one table of requests for `zaken` and `growth`."""

from __future__ import annotations

import base64
import itertools
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import psycopg

from bench.http import request

ZRC, ZTC, DRC = "/zaken/api/v1", "/catalogi/api/v1", "/documenten/api/v1"
EXPAND = "zaaktype,status.statustype,rollen,resultaat"
DOCUMENT = 100_000  # bytes of the document that goes up and down
NEAR = 60**0.5  # side in degrees of an area with some 300 places, times the root of the number of zaken


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: the path with its query, and the body of a POST."""

    path: str
    body: dict[str, Any] | None = None
    kept: dict[str, bytes] = field(default_factory=dict, repr=False)

    def raw(self, *, token: str = "") -> bytes:
        """As bytes on the wire; made once, so that asking again costs nothing."""
        if token not in self.kept:
            body = b"" if self.body is None else json.dumps(self.body).encode()
            self.kept[token] = request("POST" if body else "GET", self.path, token=token, body=body)
        return self.kept[token]


Asks = Callable[[], Iterator[Ask]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One thing to ask, again and again. `fields` are the names in `theirs`: what REST framework is asked for the same.

    `sql` and `drf` are the targets: at most so many times the SQL alone, REST framework at least so many times ours.
    """

    name: str
    asks: Asks
    status: int = 200
    theirs: dict[str, Asks] = field(default_factory=dict)
    sql: float | None = None
    drf: float | None = None


class Given:
    """What there is to ask for in a database that `rows` filled."""

    def __init__(self, db: psycopg.Connection, *, base: str) -> None:
        self.base, self._db = base, db
        self.number: int = self._all("SELECT count(*) FROM zaken_zaak")[0]
        # By chance but always the same; an index gives it, whatever the number of zaken.
        self.zaken: list[UUID] = self._all(
            "SELECT z.uuid FROM generate_series(1, 300) n, LATERAL (SELECT uuid FROM zaken_zaak"
            " WHERE identificatie = 'BENCH-' || lpad((1 + (n * 7919::bigint * 104729) %% %s)::text, 10, '0')) z",
            self.number,
        )
        self.zaaktype, self.rare = (
            self._all(f"SELECT uuid FROM catalogi_zaaktype ORDER BY id {way} LIMIT 1")[0]
            for way in ("", "DESC")
        )
        self.some = self._all("SELECT uuid FROM catalogi_zaaktype ORDER BY id LIMIT 5")
        statustypen = self._all(
            "SELECT s.uuid FROM catalogi_statustype s JOIN catalogi_zaaktype t ON t.id = s.zaaktype_id"
            " WHERE t.uuid = %s ORDER BY volgnummer",
            self.zaaktype,
        )
        self.first_status, self.last_status = statustypen[0], statustypen[-1]
        self.open: list[UUID] = self._all(
            "SELECT uuid FROM zaken_zaak WHERE zaaktype = %s AND einddatum IS NULL ORDER BY uuid DESC LIMIT 300",
            self.zaaktype,
        )
        self.bsns: list[str] = self._all(
            "SELECT inp_bsn FROM zaken_rol WHERE zaak = ANY(%s) AND inp_bsn <> ''", self.zaken
        )
        self.informatieobjecttype = self._all("SELECT uuid FROM catalogi_informatieobjecttype LIMIT 1")[0]
        self.today = datetime.now(UTC).date()

    def _all(self, sql: str, *values: Any) -> list[Any]:
        return [value for (value,) in self._db.execute(sql, values)]

    def url(self, api: str, collection: str, uuid: object) -> str:
        """The URL of a resource."""
        return f"{self.base}{api}/{collection}/{uuid}"


def _get(path: str, **params: Any) -> Ask:
    return Ask(f"{path}?{urlencode(params)}" if params else path)


def _again(*asks: Ask) -> Asks:
    return lambda: itertools.cycle(asks)


def _each(make: Callable[[Any], Ask], values: Iterable[Any]) -> Asks:
    found = list(values)
    return lambda: (make(value) for value in itertools.cycle(found))


def _both(**params: Any) -> dict[str, Asks]:
    """REST framework's list, as it comes and with everything fetched along."""
    return {
        "plain": _again(_get("/zaken/", **params)),
        "tuned": _again(_get("/tuned/zaken/", **params)),
    }


def reading(given: Given) -> list[Case]:
    """Lists and zaken."""
    zaken, today = f"{ZRC}/zaken", given.today
    bsn = "rol__betrokkeneIdentificatie__natuurlijkPersoon__inpBsn"
    some = [str(uuid) for uuid in given.zaken[:50]]
    return [
        Case(name="list of 100", asks=_again(_get(zaken)), theirs=_both(), sql=1.5, drf=15),
        Case(
            name="list, zaaktype",
            asks=_again(_get(zaken, zaaktype=given.url(ZTC, "zaaktypen", given.zaaktype))),
            theirs=_both(zaaktype=given.zaaktype),
        ),
        Case(
            name="list, BSN of a rol",
            asks=_each(lambda n: _get(zaken, **{bsn: n}), given.bsns),
            theirs={"plain": _each(lambda n: _get("/zaken/", bsn=n), given.bsns)},
        ),
        Case(
            name="list, archiefactiedatum until today",
            asks=_again(_get(zaken, archiefactiedatum__lt=today)),
            theirs=_both(archiefactiedatum__lt=today),
        ),
        Case(
            name="list, status",
            asks=_again(_get(zaken, status__statustype=given.url(ZTC, "statustypen", given.first_status))),
            theirs=_both(statustype=given.first_status),
        ),
        Case(
            name="zaak",
            asks=_each(lambda u: _get(f"{zaken}/{u}"), given.zaken),
            theirs={"plain": _each(lambda u: _get(f"/zaken/{u}/"), given.zaken)},
            sql=2.5,
            drf=15,
        ),
        Case(
            name="list, expand",
            asks=_again(_get(zaken, expand=EXPAND)),
            theirs={
                "plain": _again(_get("/expanded/zaken/")),
                "tuned": _again(_get("/tuned/expanded/zaken/")),
            },
        ),
        Case(
            name="_zoek, 50 identifiers",
            asks=_again(Ask(f"{zaken}/_zoek", {"uuid__in": some})),
            theirs={"plain": _again(Ask("/zaken/zoek/", {"uuid__in": some}))},
        ),
        Case(name="_zoek, place", asks=_again(Ask(f"{zaken}/_zoek", {"zaakgeometrie": _near(given)}))),
    ]


def _near(given: Given) -> dict[str, Any]:
    """An area with some hundreds of the places, whatever the number of zaken."""
    side = min(NEAR / given.number**0.5, 0.2)
    west, south = 6.9, 52.2
    ring = [
        [west, south],
        [west + side, south],
        [west + side, south + side],
        [west, south + side],
        [west, south],
    ]
    return {"within": {"type": "Polygon", "coordinates": [ring]}}


def writing(given: Given) -> list[Case]:
    """POST of a zaak and of a status."""
    said = {
        "bronorganisatie": "123456782",
        "startdatum": str(given.today),
        "omschrijving": "Verhuizing van een gezin",
        "toelichting": "Doorgegeven met het formulier.",
        "kenmerken": [{"kenmerk": "1234", "bron": "formulier"}],
    }
    ours = said | {
        "zaaktype": given.url(ZTC, "zaaktypen", given.zaaktype),
        "verantwoordelijkeOrganisatie": "123456782",
    }
    drf = said | {"zaaktype": f"/zaaktypeen/{given.zaaktype}/", "verantwoordelijke_organisatie": "123456782"}
    return [
        Case(
            name="POST zaak",
            asks=_again(Ask(f"{ZRC}/zaken", ours)),
            status=201,
            theirs={"plain": _again(Ask("/zaken/", drf))},
            sql=2,
            drf=10,
        ),
        Case(
            name="POST status",
            asks=_each(
                lambda u: Ask(
                    f"{ZRC}/statussen",
                    {
                        "zaak": given.url(ZRC, "zaken", u),
                        "statustype": given.url(ZTC, "statustypen", given.first_status),
                        "datumStatusGezet": _now(),
                    },
                ),
                given.open,
            ),
            status=201,
            theirs={
                "plain": _each(
                    lambda u: Ask(
                        "/statussen/",
                        {
                            "zaak": f"/zaken/{u}/",
                            "statustype": f"/statustypeen/{given.first_status}/",
                            "datum_status_gezet": _now(),
                        },
                    ),
                    given.open,
                )
            },
        ),
    ]


_moments = itertools.count()


def _now() -> str:
    """A moment of its own for each status, in the past."""
    return (datetime.now(UTC) - timedelta(hours=1) + timedelta(microseconds=next(_moments))).isoformat()


def documents(given: Given, *, ours: str, theirs: str) -> list[Case]:
    """A document up and down; `ours` and `theirs` are paths of one that is there."""
    said = {
        "bronorganisatie": "123456782",
        "creatiedatum": str(given.today),
        "titel": "Brief van de gemeente",
        "auteur": "Afdeling Vergunningen",
        "taal": "nld",
        "formaat": "application/pdf",
        "bestandsnaam": "brief.pdf",
        "informatieobjecttype": given.url(ZTC, "informatieobjecttypen", given.informatieobjecttype),
        "inhoud": base64.b64encode(b"%PDF-1.7\n" + bytes(DOCUMENT)).decode(),
    }
    body = said | {"bestandsomvang": DOCUMENT + 9}
    return [
        Case(
            name="document up, 100 kB",
            asks=_again(Ask(f"{DRC}/enkelvoudiginformatieobjecten", body)),
            status=201,
            theirs={"plain": _again(Ask("/documenten/", said))},
        ),
        Case(
            name="document down, 100 kB",
            asks=_again(Ask(ours)),
            theirs={"plain": _again(Ask(theirs))},
        ),
    ]
