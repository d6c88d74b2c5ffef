"""The registers while everything around them breaks: processes are killed, PostgreSQL stops at once, the store of files fails,
subscribers sleep and die. What was acknowledged is there once, every change reaches everybody in order, nobody sees too much.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

from raadhuis.host.datadir import DataDir
from raadhuis.house.temporary import TemporaryInstallation
from raadhuis.house.testing import LOSSER
from tests.faults import elsewhere, invariants
from tests.faults.parts import Parts
from tests.faults.registers import World
from tests.faults.writers import BRC, DRC, LEVELS, ZRC, Caller, Ledger, May, soorten
from tests.kernel import s3

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults-registers")]
SECONDS = float(os.environ.get("RAADHUIS_FAULT_SECONDS", "20"))
SEED = int(os.environ.get("RAADHUIS_SEED", "0")) or random.SystemRandom().randrange(1, 10**6)
COMPONENTS = "referentielijsten,catalogi,autorisaties,zaken,documenten,besluiten,notificaties"
WRITERS, READERS = 4, 2
BETWEEN = (0.1, 2.5)  # seconds between two faults
WORKING = 0.8  # how many of them find everything at work
SETTLE = 240.0  # seconds
# By the name in the ledger and in the events: where it stands.
TABLES = {
    "zaak": "zaken_zaak",
    "status": "zaken_status",
    "rol": "zaken_rol",
    "zaakinformatieobject": "zaken_zaakinformatieobject",
    "enkelvoudiginformatieobject": "documenten_document",
    "besluit": "besluiten_besluit",
}
OF_REGISTERS = (
    "a besluit and its zaak that do not know each other",
    "a link of a zaak and a document that is not on both sides",
    "a link of a besluit and a document that is not on both sides",
    "a zaak whose own row lists other parts than there are",
    "an event without the audit record of the same change",
    "an audit record of a change without its event",
)
OF_WHAT_WENT = (
    b"SELECT seq FROM kernel_event WHERE hoofd IN (SELECT object FROM kernel_event WHERE actie = 'destroy')"
)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[tuple[World, str]]:
    """The world around, and the address of the store of files itself."""
    with s3.serving(tmp_path) as store:
        made = World(s3=store, seed=SEED)
        yield made, store
        made.close()


@pytest.fixture
def parts(world: tuple[World, str]) -> Iterator[Parts]:
    """The registers, with nothing above them, on the store behind the bad line."""
    environment = {
        "RAADHUIS_CALLBACKS_PRIVATE": "true",
        "RAADHUIS_COMPONENTS": COMPONENTS,
        "RAADHUIS_RSIN": "123456782",
        "RAADHUIS_CLIENT_RATE": "0",
        "RAADHUIS_S3_URL": world[0].store,
        "RAADHUIS_S3_BUCKET": s3.BUCKET,
        "RAADHUIS_S3_KEY": s3.KEY,
        "RAADHUIS_S3_SECRET": s3.SECRET,
    }
    installation = TemporaryInstallation()
    try:
        with DataDir(installation.folder / "data"):
            made = Parts(installation, environment, simulators=False)
            made.postgres.start()
            command(made, "migrate", "--load", str(LOSSER))
            made.start()
            yield made
            made.stop()
    finally:
        installation.__exit__(None, None, None)


def command(parts: Parts, *words: str, given: str = "") -> str:
    """What a command of ours says."""
    argv = [sys.executable, "-m", "raadhuis", *words]
    done = subprocess.run(argv, env=parts.environment, input=given, capture_output=True, text=True)
    assert done.returncode == 0, (words, done.stdout, done.stderr)
    return done.stdout


def tell(sentence: str) -> None:
    sys.stderr.write(f"\n{sentence}\n")


def test_whatever_breaks_around_the_registers_nothing_is_lost_doubled_reordered_or_shown_to_others(
    world: tuple[World, str], parts: Parts, tmp_path: Path
) -> None:
    chance, (outside, store) = random.Random(SEED), world
    base = parts.environment["RAADHUIS_URL"]
    tell(f"seed {SEED}, {SECONDS:.0f} seconds of faults")
    elsewhere.admit(parts.environment)
    house = Caller("huis", base, Ledger())
    readers = [admit(parts, house, chance, number, tmp_path) for number in range(READERS)]
    for kind, callback in outside.callbacks.items():
        elsewhere.subscribe(base, callback, berichtformaat="zgw" if kind == "trouw" else "cloudevents")
    counter = begin(house)
    outside.begin(base=base, writers=WRITERS, counter=counter, readers=readers)
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        if chance.random() < WORKING:
            parts.wait()
        time.sleep(chance.uniform(*BETWEEN))
        parts.tend()
        parts.kill_one(chance)
    parts.tend()
    outside.heal()
    parts.wait()
    report = outside.finish()
    ledgers = [Ledger(**one) for one in report["ledgers"]]
    tell(f"faults {parts.killed}, store {report['store']}, cut {sum_of(ledgers, 'cut').most_common(6)}")
    said = parts.log.read_text(errors="replace")
    assert [line for line in said.splitlines() if "api.failed" in line] == [], "failures of our own"
    command(parts, "abonnement", "replay")  # what an operator does: nobody waits for the back-off
    settle(parts)
    judge_ledgers(parts, ledgers, counter, house)
    judge_events(parts, outside.got())
    judge_files(parts, ledgers, store)
    judge_rights(parts, base, readers)
    tell(command(parts, "audit", "verify").strip())
    assert parts.ended == [], "these ended by themselves"
    assert "Traceback" not in parts.log.read_text(errors="replace")


def admit(parts: Parts, house: Caller, chance: random.Random, number: int, folder: Path) -> May:
    """A reader with rights of its own."""
    all_of_them = soorten(house)
    typen = {
        "zrc": [s.zaaktype for s in all_of_them],
        "drc": sorted({i for s in all_of_them for i in s.informatieobjecttypen}),
        "brc": sorted({s.besluittype for s in all_of_them if s.besluittype}),
    }
    field = {"zrc": "zaaktype", "drc": "informatieobjecttype", "brc": "besluittype"}
    scopes = {"zrc": "zaken.lezen", "drc": "documenten.lezen", "brc": "besluiten.lezen"}
    may = May(
        f"lezer-{number}",
        f"het lange geheim van lezer {number}, voor de test",
        {name: chance.sample(found, chance.randint(1, len(found))) for name, found in typen.items()},
        {name: chance.randint(1, 8) for name in typen},
    )
    autorisaties = [
        {
            "component": component,
            "scopes": [scopes[component]],
            field[component]: typ,
            **(
                {"maxVertrouwelijkheidaanduiding": LEVELS[may.level[component] - 1]}
                if component != "brc"
                else {}
            ),
        }
        for component, chosen in may.types.items()
        for typ in chosen
    ]
    spec = {
        "clientIds": [may.client_id],
        "label": may.client_id,
        "autorisaties": autorisaties,
        "clients": {may.client_id: {"geheim": may.secret}},
    }
    file = folder / f"{may.client_id}.json"
    file.write_text(json.dumps({"applicaties": [spec]}))
    command(parts, "applicatie", "apply", str(file))
    return may


def begin(house: Caller) -> str:
    """The zaak on which everybody counts."""
    body = {
        "zaaktype": soorten(house)[0].zaaktype,
        "bronorganisatie": "123456782",
        "verantwoordelijkeOrganisatie": "123456782",
        "startdatum": "2026-11-22",
        "toelichting": "0",
    }
    made = house.ask("POST", f"{ZRC}/zaken", json=body)[0].json()
    return str(made["uuid"])


def sum_of(ledgers: list[Ledger], name: str) -> Counter[str]:
    return sum((Counter(getattr(ledger, name)) for ledger in ledgers), Counter[str]())


def settle(parts: Parts) -> None:
    """Until every event is delivered."""
    end = time.monotonic() + SETTLE
    with psycopg.connect(parts.postgres.url, autocommit=True) as database:
        while database.execute(invariants.UNSENT).fetchone() != (0,):
            left = database.execute("SELECT subscriber, error, attempts, due FROM kernel_delivery").fetchall()
            assert time.monotonic() < end, f"still to be delivered: {len(left)}, {left[:5]}"
            time.sleep(0.2)


def rows(parts: Parts, sql: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(parts.postgres.url, autocommit=True) as database:
        return database.execute(sql.encode()).fetchall()


def judge_ledgers(parts: Parts, ledgers: list[Ledger], counter: str, house: Caller) -> None:
    """What was acknowledged is there, once, and nothing else is; what was destroyed is not."""
    assert [wrong for ledger in ledgers for wrong in ledger.wrong] == []
    removed = {uuid for ledger in ledgers for uuid in ledger.removed}
    made = {name: [uuid for ledger in ledgers for uuid in ledger.made.get(name, ())] for name in TABLES}
    tell(f"made { ({name: len(found) for name, found in made.items()}) }, destroyed {len(removed)}")
    assert all(len(set(found)) == len(found) for found in made.values())
    gone = {str(u) for (u,) in rows(parts, "SELECT object FROM kernel_event WHERE actie = 'destroy'")}
    for name, table in TABLES.items():
        there = {str(uuid) for (uuid,) in rows(parts, f"SELECT uuid FROM {table}")} - {counter}
        acknowledged = set(made[name])
        parts_gone = gone if name == "zaak" else acknowledged - there
        assert there == acknowledged - parts_gone, (name, there ^ (acknowledged - parts_gone))
        if name in ("enkelvoudiginformatieobject", "besluit"):
            assert there == acknowledged, f"a {name} was lost"
    assert gone >= removed
    assert {uuid for uuid in gone if uuid in set(made["zaak"])} == removed
    # A part that is not there went with its zaak.
    for name in ("status", "rol", "zaakinformatieobject"):
        went = {str(u) for (u,) in rows(parts, f"""
            SELECT e.object FROM kernel_event e WHERE e.resource = '{name}' AND e.actie = 'create'
            AND NOT EXISTS (SELECT 1 FROM {TABLES[name]} r WHERE r.uuid = e.object)
            AND NOT EXISTS (SELECT 1 FROM kernel_event d WHERE d.object = e.hoofd AND d.actie = 'destroy')""")}  # fmt: skip
        assert went == set(), f"a {name} was lost"
    names = {uuid: name for ledger in ledgers for uuid, name in ledger.names.items() if uuid not in removed}
    kept = {str(u): name for u, name in rows(parts, "SELECT uuid, omschrijving FROM zaken_zaak")}
    assert {uuid: kept[uuid] for uuid in names} == names
    counted, unsure = (sum(getattr(ledger, name) for ledger in ledgers) for name in ("counted", "unsure"))
    said = int(house.read(f"{ZRC}/zaken/{counter}")["toelichting"])
    assert counted <= said <= counted + unsure, "an update was lost"
    with psycopg.connect(parts.postgres.url, autocommit=True) as database:
        for sentence in OF_REGISTERS:
            found = database.execute(invariants.NOTHING[sentence].encode()).fetchall()
            if sentence.startswith("an event without"):
                # The audit trail of a zaak goes with it.
                went = {seq for (seq,) in database.execute(OF_WHAT_WENT).fetchall()}
                found = [row for row in found if row[0] not in went]
            assert found == [], sentence


def judge_events(parts: Parts, got: dict[str, list[dict[str, Any]]]) -> None:
    """Each event came to each subscriber, and nothing else; the first time in order of its main object."""
    found = rows(
        parts,
        "SELECT uuid::text, seq, hoofd::text, resource, actie, object::text FROM kernel_event"
        " WHERE kanaal IN ('zaken', 'documenten', 'besluiten')",
    )
    committed = {uuid: (seq, hoofd) for uuid, seq, hoofd, *_ in found}
    tell(f"{len(committed)} events, messages { ({kind: len(messages) for kind, messages in got.items()}) }")
    for kind, messages in got.items():
        if kind == "trouw":
            with psycopg.connect(parts.postgres.url, autocommit=True) as database:
                missed, invented = invariants.undelivered(database, messages)
                assert (missed, invented) == (set(), set())
                assert invariants.out_of_order(database, messages) == []
            continue
        first = dict.fromkeys(message["id"] for message in messages if message["id"] in committed)
        others = [m for m in messages if m["id"] not in committed and m["data"]["kanaal"] != "test"]
        assert others == [], f"{kind} got what was never committed"
        assert set(first) == set(committed), f"{kind} missed {len(set(committed) - set(first))}"
        last: dict[str, int] = {}
        for uuid in first:
            seq, hoofd = committed[uuid]
            assert seq > last.get(hoofd, 0), f"{kind} got {uuid} too late"
            last[hoofd] = seq


def judge_files(parts: Parts, ledgers: list[Ledger], store: str) -> None:
    """Every file is what was given, also in the store itself; and what no document refers to goes with one sweep."""
    given = {uuid: digest for ledger in ledgers for uuid, digest in ledger.content.items()}
    kept = rows(
        parts,
        "SELECT d.uuid::text, v.blob, v.sha256 FROM documenten_versie v"
        " JOIN documenten_document d ON d.id = v.document_id WHERE v.blob IS NOT NULL",
    )
    assert {uuid: digest for uuid, _, digest in kept} == given
    direct = {**parts.environment, "RAADHUIS_S3_URL": store}
    say = [sys.executable, "-m", "tests.faults.sweeping"]
    done = subprocess.run(say, env=direct, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert {UUID(key): digest for key, digest in said["digests"].items()} == {
        key: digest for _, key, digest in kept
    }
    tell(f"{len(kept)} files, {said['removed']} orphans swept")
    assert said["left"] == []


def judge_rights(parts: Parts, base: str, readers: list[May]) -> None:
    """Who reads now gets exactly what its rights say."""
    things = {
        "zrc": (f"{ZRC}/zaken", "SELECT uuid::text, zaaktype::text, vertrouwelijkheid FROM zaken_zaak"),
        "drc": (
            f"{DRC}/enkelvoudiginformatieobjecten",
            "SELECT DISTINCT ON (d.id) d.uuid::text, v.informatieobjecttype::text, v.va FROM documenten_document d"
            " JOIN documenten_versie v ON v.document_id = d.id ORDER BY d.id, v.versie DESC",
        ),
        "brc": (f"{BRC}/besluiten", "SELECT uuid::text, besluittype::text, 1 FROM besluiten_besluit"),
    }
    for may in readers:
        caller = Caller(may.client_id, base, Ledger(), may.secret, may.client_id)
        for component, (path, sql) in things.items():
            typen = {url.rsplit("/", 1)[-1] for url in may.types[component]}
            allowed = {
                u for u, typ, level in rows(parts, sql) if typ in typen and level <= may.level[component]
            }
            if component == "brc":
                allowed = {u for u, typ, _ in rows(parts, sql) if typ in typen}
            seen, following = set[str](), path
            while following:
                page = caller.read(following)
                seen |= {one["url"].rsplit("/", 1)[-1] for one in page["results"]}
                following = page["next"]
            assert seen == allowed, (may.client_id, component)
