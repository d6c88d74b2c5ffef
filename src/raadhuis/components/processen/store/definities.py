"""Process definitions and who does what: loaded once per change, read by every run."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

import msgspec

from raadhuis.kernel import db


@dataclass(frozen=True, slots=True, kw_only=True)
class Proces:
    """The newest definition for a zaaktype, with the team and the terms (ISO durations by userTask)."""

    definitie_id: int
    bpmn: bytes
    team: str
    termijnen: dict[str, str]


def add(*, naam: str, bpmn: bytes, at: datetime) -> bool:
    """Keep this content as the newest version of `naam`; False when it is already."""
    sha256 = hashlib.sha256(bpmn).hexdigest()
    # Two starting processes load the same file: one at a time, so that versions stay a row of numbers.
    db.run("SELECT pg_advisory_xact_lock(hashtext('processen_definitie'))")
    newest = db.row(
        "SELECT versie, sha256 FROM processen_definitie WHERE naam = %(naam)s ORDER BY versie DESC LIMIT 1",
        {"naam": naam},
    )
    if newest and newest[1] == sha256:
        return False
    db.run(
        "INSERT INTO processen_definitie (naam, versie, bpmn, sha256, geladen)"
        " VALUES (%(naam)s, %(versie)s, %(bpmn)s, %(sha256)s, %(at)s)",
        {
            "naam": naam,
            "versie": newest[0] + 1 if newest else 1,
            "bpmn": bpmn.decode(),
            "sha256": sha256,
            "at": at,
        },
    )
    return True


def appoint(*, zaaktype: str, proces: str, team: str, termijnen: dict[str, str]) -> None:
    """Say what happens with zaken of this zaaktype and which team does it."""
    db.run(
        "INSERT INTO processen_inrichting (zaaktype, proces, team, termijnen)"
        " VALUES (%(zaaktype)s, %(proces)s, %(team)s, %(termijnen)s)"
        " ON CONFLICT (zaaktype) DO UPDATE SET proces = EXCLUDED.proces, team = EXCLUDED.team,"
        " termijnen = EXCLUDED.termijnen",
        {
            "zaaktype": zaaktype,
            "proces": proces,
            "team": team,
            "termijnen": msgspec.json.encode(termijnen).decode(),
        },
    )


def team_of(zaaktype: str) -> str:
    """The team of a zaaktype; "" when none is appointed."""
    found = db.value(
        "SELECT team FROM processen_inrichting WHERE zaaktype = %(zaaktype)s", {"zaaktype": zaaktype}
    )
    return str(found or "")


def proces_of(zaaktype: str) -> Proces | None:
    """The newest process of a zaaktype, or None when nothing happens by itself."""
    found = db.row(
        "SELECT d.id, d.bpmn, i.team, i.termijnen::json FROM processen_inrichting i"
        " JOIN processen_definitie d ON d.naam = i.proces"
        " WHERE i.zaaktype = %(zaaktype)s ORDER BY d.versie DESC LIMIT 1",
        {"zaaktype": zaaktype},
    )
    if found is None:
        return None
    return Proces(
        definitie_id=found[0],
        bpmn=found[1].encode(),
        team=found[2],
        termijnen=msgspec.json.decode(found[3], type=dict[str, str]),
    )
