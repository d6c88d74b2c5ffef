"""Moving from another provider: zaken per second through the doors, beside a plain COPY of the same rows in the same run."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from bench import report
from bench.place import Place

BATCH = 500
# With two rollen and two statussen each, as a municipality has them on average.

TABLES = ("zaken_zaak", "zaken_rol", "zaken_status")


def run(place: Place) -> bool:
    """Load zaken with their rollen and statussen; again, unchanged; and the same rows by COPY."""
    environment = place.environment
    from raadhuis.components.zaken import api
    from raadhuis.kernel.identity import systeem

    number, turns = (1_000, 2) if place.quick else (5_000, 3)
    who, rounds = systeem("overzetten"), []
    import psycopg

    with psycopg.connect(environment["RAADHUIS_DATABASE_URL"], autocommit=True) as db:
        items = _items(db, place.base, number)

        def load() -> None:
            since = datetime.now(UTC)
            for collection, found in items.items():
                for start in range(0, len(found), BATCH):
                    api.load_resources(
                        collection=collection,
                        items=found[start : start + BATCH],
                        actor=who,
                        at=datetime.now(UTC),
                        reden="bench",
                    )
            uuids = [UUID(one["uuid"]) for one in items["zaken"]]
            for start in range(0, number, BATCH):
                api.settle_loaded(
                    zaken=uuids[start : start + BATCH], since=since, actor=who, at=datetime.now(UTC)
                )

        for _ in range(turns):
            db.execute(f"TRUNCATE {', '.join(TABLES)} CASCADE")
            first, again = _timed(load), _timed(load)
            kept = {table: _copied_out(db, table) for table in TABLES}
            db.execute(f"TRUNCATE {', '.join(TABLES)} CASCADE")
            copied = _timed(lambda kept=kept: [_copy_in(db, *one) for one in kept.items()])
            rounds.append((first, again, copied))
    names = ("through the doors, with audit", "again, nothing changed", "plain COPY of the same rows")
    sides = [[one[side] for one in rounds] for side in range(3)]
    report.table(
        ("", "zaken/s", "× COPY"),
        [
            (name, number / min(side), report.ratio([[s] for s in side], [[s] for s in sides[2]]))
            for name, side in zip(names, sides, strict=True)
        ],
    )
    return True


def _timed(act: Callable[[], Any]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _copied_out(db: Any, table: str) -> bytes:
    with db.cursor().copy(f"COPY {table} TO STDOUT") as copy:
        return b"".join(bytes(chunk) for chunk in copy)


def _copy_in(db: Any, table: str, rows: bytes) -> None:
    with db.cursor().copy(f"COPY {table} FROM STDIN") as copy:
        copy.write(rows)


def _items(db: Any, base: str, number: int) -> dict[str, list[dict[str, Any]]]:
    """Resources as another provider answers them, with addresses of ours."""
    zaaktype = db.execute("SELECT uuid FROM catalogi_zaaktype ORDER BY id LIMIT 1").fetchone()[0]
    types = f"{base}/catalogi/api/v1"
    zaken, rollen, statussen = [], [], []
    for n in range(number):
        uuid = str(UUID(int=(n << 64) | 0x8000000000000000 | n))
        url = f"{base}/zaken/api/v1/zaken/{uuid}"
        own_rollen = [f"{base}/zaken/api/v1/rollen/{UUID(int=(1 << 100) | n << 4 | i)}" for i in range(2)]
        own_statussen = [
            f"{base}/zaken/api/v1/statussen/{UUID(int=(2 << 100) | n << 4 | i)}" for i in range(2)
        ]
        zaken.append(
            {"url": url, "uuid": uuid, "identificatie": f"OUD-{n:010}", "bronorganisatie": "123456782",
             "omschrijving": f"Verhuizing {n}", "toelichting": "Doorgegeven met het formulier.",
             "zaaktype": f"{types}/zaaktypen/{zaaktype}", "registratiedatum": "2025-01-02",
             "verantwoordelijkeOrganisatie": "123456782", "startdatum": "2025-01-02", "einddatum": None,
             "vertrouwelijkheidaanduiding": "zaakvertrouwelijk", "archiefstatus": "nog_te_archiveren", "kenmerken": [],
             "rollen": own_rollen, "status": own_statussen[-1], "verlenging": {"reden": "", "duur": None}}
        )  # fmt: skip
        rollen += [
            {"url": one, "zaak": url, "betrokkeneType": "natuurlijk_persoon", "roltype": f"{types}/roltypen/{zaaktype}",
             "omschrijving": "Aanvrager", "omschrijvingGeneriek": "initiator", "roltoelichting": "aanvrager",
             "registratiedatum": "2025-01-02T10:00:00Z", "betrokkeneIdentificatie": {"inpBsn": f"{900000000 + n}"}}
            for one in own_rollen
        ]  # fmt: skip
        statussen += [
            {"url": one, "zaak": url, "statustype": f"{types}/statustypen/{zaaktype}", "statustoelichting": "",
             "datumStatusGezet": f"2025-01-0{2 + place}T10:00:00Z"}
            for place, one in enumerate(own_statussen)
        ]  # fmt: skip
    found = {"zaken": zaken, "rollen": rollen, "statussen": statussen}
    parsed: dict[str, list[dict[str, Any]]] = json.loads(json.dumps(found))
    return parsed
