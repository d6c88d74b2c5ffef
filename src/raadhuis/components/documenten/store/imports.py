"""Bulk imports: how far each is, and what became of its rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from procrastinate.contrib.django import app

from raadhuis.components.documenten.types import ImportStatus
from raadhuis.kernel import db, wire
from raadhuis.kernel.blobs import Blob
from raadhuis.kernel.identity import Actor, Rights
from raadhuis.kernel.refusal import FieldError, NotFound

SHELF = "documenten_import"
TASK = "documenten.importeer"
_FIELDS = (
    "id, uuid, status, actor_kind, actor_id, actor_name, map, csv, omvang, kolommen, positie, nummer,"
    " totaal, gelukt, mislukt"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """A bulk import as it stands. `positie` in bytes, `nummer` the record there, counted from 1 (that of the columns)."""

    id: int
    uuid: UUID
    status: str
    actor: Actor
    map: str
    csv: UUID | None
    omvang: int
    kolommen: str
    positie: int
    nummer: int
    totaal: int
    gelukt: int
    mislukt: int

    @property
    def said(self) -> ImportStatus:
        """As its client may see it."""
        return ImportStatus(
            total=self.totaal,
            processed=self.gelukt + self.mislukt,
            processed_successfully=self.gelukt,
            processed_invalid=self.mislukt,
            status=self.status,  # type: ignore[arg-type]  # only these are written
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rij:
    """What became of a row: `document` was made, or `fouten` say why not. `koppelt`: made, not yet linked to its zaak."""

    nummer: int
    document: UUID | None = None
    fouten: tuple[FieldError, ...] = ()
    koppelt: bool = False


def make(*, actor: Actor, at: datetime, map: str = "") -> UUID:
    """A new import, that waits for its metadata."""
    uuid = uuid4()
    db.run(
        """INSERT INTO documenten_import (uuid, status, gemaakt, actor_kind, actor_id, actor_name, map)
        VALUES (%(uuid)s, 'pending', %(at)s, %(kind)s, %(id)s, %(name)s, %(map)s)""",
        {"uuid": uuid, "at": at, "kind": actor.kind, "id": actor.id, "name": actor.name, "map": map},
    )
    return uuid


def peek(uuid: UUID) -> Import:
    """As it stands. Raises NotFound."""
    return _found(_one("", uuid))


def take(uuid: UUID) -> Import:
    """As it stands, held until the end of the transaction. Raises NotFound."""
    return _found(take_or_none(uuid))


def take_or_none(uuid: UUID) -> Import | None:
    """As it stands, held until the end of the transaction; None when it was deleted."""
    return _one(" FOR UPDATE", uuid)


def _found(job: Import | None) -> Import:
    if job is None:
        raise NotFound
    return job


def _one(held: str, uuid: UUID) -> Import | None:
    found = db.row(f"SELECT {_FIELDS} FROM documenten_import WHERE uuid = %(uuid)s{held}", {"uuid": uuid})
    if found is None:
        return None
    row = dict(zip(_FIELDS.replace(" ", "").split(","), found, strict=True))
    who = {name: row.pop(f"actor_{name}") for name in ("kind", "id", "name")}
    # Only who may do everything can make one.
    return Import(**row, actor=Actor(**who, rights=Rights(everything=True)))


def begin(job: Import, csv: Blob, *, kolommen: bytes, totaal: int, in_background: bool) -> None:
    """The metadata is there: the rows are done from now on."""
    params = {
        "id": job.id,
        "csv": csv.key,
        "omvang": csv.size,
        "sha256": csv.sha256,
        "kolommen": kolommen.decode(),
        "positie": len(kolommen),
        "totaal": totaal,
    }
    db.run(
        """UPDATE documenten_import SET status = 'active', csv = %(csv)s, omvang = %(omvang)s, sha256 = %(sha256)s,
        kolommen = %(kolommen)s, positie = %(positie)s, totaal = %(totaal)s WHERE id = %(id)s""",
        params,
    )
    if in_background:
        defer(job.uuid)


def defer(uuid: UUID) -> None:
    """Let the worker go on with it. Imports take turns, so that they leave the worker room for the rest."""
    app.configure_task(TASK, lock="documenten.import").defer(uuid=str(uuid))


def unfinished(*, sha256: str, map: str) -> UUID | None:
    """The import of the same metadata and folder that was begun and not finished."""
    return _same("status = 'active'", sha256, map)


def done(*, sha256: str, map: str) -> UUID | None:
    """The import of the same metadata and folder that is finished."""
    return _same("status = 'finished'", sha256, map)


def _same(condition: str, sha256: str, map: str) -> UUID | None:
    found = db.value(
        f"SELECT uuid FROM documenten_import WHERE sha256 = %(sha256)s AND map = %(map)s AND {condition}"
        " ORDER BY id DESC LIMIT 1",
        {"sha256": sha256, "map": map},
    )
    return found if found is None else UUID(str(found))


def advance(job: Import, rows: Iterable[Rij], *, positie: int, nummer: int, at: datetime) -> None:
    """Write down what became of these rows, and that they are done; at the end of the metadata the import is finished."""
    found = [rij for rij in rows if not rij.koppelt]
    for rij in found:
        keep(job, rij)
    failed = sum(bool(rij.fouten) for rij in found)
    params = {
        "id": job.id,
        "positie": positie,
        "nummer": nummer,
        "gelukt": len(found) - failed,
        "mislukt": failed,
        "at": at,
    }
    db.run(
        """UPDATE documenten_import SET positie = %(positie)s, nummer = %(nummer)s, gelukt = gelukt + %(gelukt)s,
        mislukt = mislukt + %(mislukt)s, status = CASE WHEN %(positie)s >= omvang THEN 'finished' ELSE status END,
        klaar = CASE WHEN %(positie)s >= omvang THEN %(at)s::timestamptz END WHERE id = %(id)s""",
        params,
    )


def keep(job: Import, rij: Rij) -> None:
    """Write down what became of one row."""
    errors = [{"name": e.name, "code": e.code, "reason": e.reason} for e in rij.fouten]
    db.run(
        """INSERT INTO documenten_importrij (import_id, nummer, document, koppelt, fouten)
        VALUES (%(id)s, %(nummer)s, %(document)s, %(koppelt)s, %(fouten)s::jsonb)
        ON CONFLICT (import_id, nummer) DO UPDATE SET document = excluded.document, koppelt = excluded.koppelt,
        fouten = excluded.fouten""",
        {
            "id": job.id,
            "nummer": rij.nummer,
            "document": rij.document,
            "koppelt": rij.koppelt,
            "fouten": wire.encode(errors).decode() if errors else None,
        },
    )


def rows(job: Import, *, first: int, last: int) -> dict[int, Rij]:
    """What became of the rows from `first` to `last` by number, as far as they are done."""
    params = {"id": job.id, "first": first, "last": last}
    found = db.rows(
        """SELECT nummer, document, koppelt, fouten::json FROM documenten_importrij
        WHERE import_id = %(id)s AND nummer BETWEEN %(first)s AND %(last)s""",
        params,
    )
    return {
        nummer: Rij(nummer=nummer, document=document, koppelt=koppelt, fouten=_errors(fouten))
        for nummer, document, koppelt, fouten in found
    }


def failed(job: Import, *, most: int) -> list[Rij]:
    """The first rows of which no document was made."""
    found = db.rows(
        """SELECT nummer, fouten::json FROM documenten_importrij
        WHERE import_id = %(id)s AND fouten IS NOT NULL ORDER BY nummer LIMIT %(most)s""",
        {"id": job.id, "most": most},
    )
    return [Rij(nummer=nummer, fouten=_errors(fouten)) for nummer, fouten in found]


def _errors(raw: Any) -> tuple[FieldError, ...]:
    return (
        () if raw is None else tuple(FieldError(**error) for error in wire.decode(raw, list[dict[str, str]]))
    )


def cancel(job: Import, *, at: datetime) -> None:
    """No row is done any more; what was made stays."""
    db.run(
        "UPDATE documenten_import SET status = 'cancelled', klaar = %(at)s WHERE id = %(id)s",
        {"id": job.id, "at": at},
    )


def remove(job: Import) -> None:
    """Forget the import, its metadata and its report; the documents that it made stay."""
    db.run("DELETE FROM documenten_importrij WHERE import_id = %(id)s", {"id": job.id})
    db.run("DELETE FROM documenten_import WHERE id = %(id)s", {"id": job.id})
