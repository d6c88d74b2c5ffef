"""The text of documents, by the SHA-256 of their content: versions and documents with the same content share it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from procrastinate.contrib.django import app

from raadhuis.components.documenten.store import sql
from raadhuis.components.documenten.store.documents import Which
from raadhuis.components.documenten.store.rights import visible
from raadhuis.kernel import db
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.refusal import NotFound

TASK = "documenten.lees_tekst"
TRIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Tekst:
    """The text of a version: `status` is `wacht`, `klaar`, `geen` (a kind of file without text), `te_groot` or `mislukt`.
    `lengte` in characters; `taal` as the document says."""

    status: str
    taal: str
    lengte: int
    tekst: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where content is kept whose text is wanted. `omvang` in bytes; `pogingen` is how often it was tried."""

    key: UUID
    omvang: int
    pogingen: int


def ask(document: UUID, *, at: datetime) -> None:
    """Let the worker read the text of the newest version, once for the same content; nothing when there is no content.

    The document is held, so that one that is destroyed meanwhile takes its text along (drc-008). In a transaction.
    """
    if db.row(_HELD, {"uuid": document}) is None:
        return
    for (sha256,) in db.rows(_ASK, {"uuid": document, "at": at}):
        defer(sha256)


def defer(sha256: str, *, seconds: int = 0) -> None:
    """Let the worker read it, after other work."""
    app.configure_task(TASK, priority=-10, schedule_in={"seconds": seconds}).defer(sha256=sha256)


def source(sha256: str) -> Source | None:
    """Content whose text is still wanted; None when it is there, or no document has it any more."""
    found = db.row(_SOURCE, {"sha256": sha256})
    return Source(key=found[0], omvang=found[1], pogingen=found[2]) if found else None


def keep(sha256: str, *, status: str, at: datetime, tekst: str = "") -> None:
    """Write down what was found; nothing when the document was destroyed meanwhile."""
    db.run(_KEEP, {"sha256": sha256, "status": status, "tekst": tekst, "lengte": len(tekst), "at": at})


def of(document: UUID, *, actor: Actor, which: Which) -> Tekst:
    """The text of a version. Raises NotFound: the actor may not see it, it has no content, or its text was not asked."""
    params: dict[str, Any] = {
        "uuid": document,
        "versie": which.versie,
        "registratie_op": which.registratie_op,
    }
    here, now = visible(actor, params), visible(actor, params, row="n")
    found = db.row(sql.TEKST.format(visible=here, visible_now=now), params)
    if found is None:
        raise NotFound
    return Tekst(**dict(zip(("status", "taal", "lengte", "tekst"), found, strict=True)))


_HELD = "SELECT 1 FROM documenten_document WHERE uuid = %(uuid)s FOR SHARE"
_ASK = f"""INSERT INTO documenten_tekst (sha256, status, taal, lengte, tekst, pogingen, gewijzigd)
SELECT r.sha256, 'wacht', r.taal, 0, '', 0, %(at)s FROM {sql.NEWEST} r
WHERE r.uuid = %(uuid)s AND r.blob IS NOT NULL AND r.sha256 <> '' AND r.omvang > 0
ON CONFLICT (sha256) DO NOTHING RETURNING sha256"""
_SOURCE = """SELECT v.blob, v.omvang, t.pogingen FROM documenten_tekst t
JOIN documenten_versie v ON v.sha256 = t.sha256 AND v.blob IS NOT NULL
WHERE t.sha256 = %(sha256)s AND t.status = 'wacht' LIMIT 1"""
_KEEP = """UPDATE documenten_tekst SET status = %(status)s, tekst = %(tekst)s, lengte = %(lengte)s,
    pogingen = pogingen + 1, gewijzigd = %(at)s WHERE sha256 = %(sha256)s"""
