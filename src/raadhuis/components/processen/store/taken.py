"""Tasks: every change leaves its audit record with the zaak and its event in the outbox."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from raadhuis.components.processen.types import Taak, Veld
from raadhuis.kernel import db, wire
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.mutation import Mutation, write

_VIEW = """
SELECT r.uuid, r.zaak, r.element, r.naam, r.omschrijving, r.uitleg, r.team, r.behandelaar_id AS "behandelaarId",
       r.behandelaar_naam AS "behandelaarNaam", r.uiterlijk, r.velden, r.vereist, r.antwoorden, r.status, r.gemaakt,
       r.gereed_at AS "gereedAt", r.gereed_door AS "gereedDoor"
FROM {source} r"""
_ROW = _VIEW.format(source="processen_taak")
_ONE = f"SELECT row_to_json(v) FROM ({_ROW} WHERE r.uuid = %(uuid)s) v"
_LOCKED = f"SELECT row_to_json(v) FROM ({_ROW} WHERE r.uuid = %(uuid)s FOR UPDATE) v"
_OF_ZAAK = f"""
SELECT coalesce(json_agg(v ORDER BY v.gemaakt, v.uuid), '[]'::json) FROM ({_ROW} WHERE r.zaak = %(zaak)s) v"""


def _mutation(actie: str, change: str) -> Mutation:
    return Mutation(
        bron="prc",
        kanaal="processen",
        resource="taak",
        actie=actie,
        path="/processen/taken/",
        hoofd_path="/zaken/api/v1/zaken/",
        hoofd="r.zaak",
        weergave="r.naam",
        kenmerken="jsonb_build_object('team', r.team, 'status', r.status)",
        change=change,
        view=_VIEW.format(source="r"),
        old_view=f"{_ROW} WHERE r.uuid = %(uuid)s" if actie != "create" else "",
    )


_CREATE = _mutation(
    "create",
    """r AS (
    INSERT INTO processen_taak (uuid, instantie_id, zaak, voorkomen, element, naam, omschrijving, uitleg, team,
                                uiterlijk, velden, vereist, gemaakt)
    VALUES (gen_random_uuid(), %(instantie)s, %(zaak)s, %(voorkomen)s, %(element)s, %(naam)s, %(omschrijving)s,
            %(uitleg)s, %(team)s, %(uiterlijk)s, %(velden)s, %(vereist)s, %(at)s)
    ON CONFLICT (instantie_id, voorkomen) DO NOTHING RETURNING *)""",
)
_ASSIGN = _mutation(
    "partial_update",
    """r AS (
    UPDATE processen_taak SET behandelaar_id = %(behandelaar_id)s, behandelaar_naam = %(behandelaar_naam)s
    WHERE uuid = %(uuid)s AND status = 'open' RETURNING *)""",
)
_COMPLETE = _mutation(
    "partial_update",
    """r AS (
    UPDATE processen_taak SET status = 'gereed', antwoorden = %(antwoorden)s, gereed_at = %(at)s,
           gereed_door = %(actor_name)s, behandelaar_id = %(actor_id)s, behandelaar_naam = %(actor_name)s
    WHERE uuid = %(uuid)s AND status = 'open' RETURNING *)""",
)
_LAPSE = _mutation(
    "partial_update",
    "r AS (UPDATE processen_taak SET status = 'vervallen' WHERE uuid = %(uuid)s AND status = 'open' RETURNING *)",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NieuweTaak:
    """A task to make for an occurrence in a run."""

    instantie: int
    zaak: UUID
    voorkomen: UUID
    element: str
    naam: str
    omschrijving: str
    uitleg: tuple[str, ...]
    team: str
    uiterlijk: date | None
    velden: tuple[Veld, ...]
    vereist: str


def find(uuid: UUID, *, lock: bool = False) -> Taak | None:
    """One task, locked for this transaction when asked."""
    found = db.value(_LOCKED if lock else _ONE, {"uuid": uuid})
    return None if found is None else wire.decode(found, Taak)


def of_zaak(zaak: UUID) -> tuple[Taak, ...]:
    """Every task of a zaak, oldest first."""
    return wire.decode(db.value(_OF_ZAAK, {"zaak": zaak}), tuple[Taak, ...])


def add(taak: NieuweTaak, *, actor: Actor, at: datetime, reden: str) -> None:
    """Make a task; does nothing when this occurrence has one."""
    values: dict[str, Any] = {name: getattr(taak, name) for name in NieuweTaak.__slots__}
    values["uitleg"] = json.dumps(taak.uitleg)
    values["velden"] = msgspec.json.encode(taak.velden).decode()
    write(_CREATE, values, actor=actor, at=at, reden=reden)


def assign(
    uuid: UUID, *, behandelaar_id: str, behandelaar_naam: str, actor: Actor, at: datetime, reden: str
) -> Taak:
    """Give an open task, which the caller locked, to somebody ("" is nobody)."""
    return _changed(
        _ASSIGN,
        {"uuid": uuid, "behandelaar_id": behandelaar_id, "behandelaar_naam": behandelaar_naam},
        actor=actor,
        at=at,
        reden=reden,
    )


def complete(uuid: UUID, *, antwoorden: dict[str, Any], actor: Actor, at: datetime, reden: str) -> Taak:
    """Finish an open task, which the caller locked."""
    values = {"uuid": uuid, "antwoorden": json.dumps(antwoorden)}
    return _changed(_COMPLETE, values, actor=actor, at=at, reden=reden)


def lapse(zaak: UUID, *, actor: Actor, at: datetime, reden: str) -> None:
    """The open tasks of a zaak are no longer needed."""
    for (uuid,) in db.rows(
        "SELECT uuid FROM processen_taak WHERE zaak = %(zaak)s AND status = 'open' ORDER BY id",
        {"zaak": zaak},
    ):
        write(_LAPSE, {"uuid": uuid}, actor=actor, at=at, reden=reden)


def answers(instantie: int) -> dict[UUID, dict[str, Any]]:
    """What people answered in a run, by occurrence."""
    found = db.rows(
        "SELECT voorkomen, antwoorden::json FROM processen_taak WHERE instantie_id = %(instantie)s AND status = 'gereed'",
        {"instantie": instantie},
    )
    return {voorkomen: json.loads(antwoorden) for voorkomen, antwoorden in found}


def _changed(mutation: Mutation, values: dict[str, Any], *, actor: Actor, at: datetime, reden: str) -> Taak:
    raw = write(mutation, values, actor=actor, at=at, reden=reden)
    if raw is None:
        raise LookupError("the caller must lock an open task first")
    return wire.decode(raw, Taak)
