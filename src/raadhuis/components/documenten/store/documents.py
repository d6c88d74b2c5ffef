"""Reads and writes of the register of documents."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg

from raadhuis.components.documenten.domain.content import Inspectie
from raadhuis.components.documenten.store import sql
from raadhuis.components.documenten.store.rights import audited, visible
from raadhuis.components.documenten.types import EnkelvoudigInformatieObjectBody, Inhoud
from raadhuis.kernel import audit, blobs, clock, db, mutation, paging, wire
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.references import roots
from raadhuis.kernel.refusal import Invalid, NotAllowed, NotFound
from raadhuis.kernel.wire import Wire

_SHELF = "documenten"
_ORPHAN_AGE = timedelta(hours=1)
_TEXTS = "titel auteur taal status beschrijving link verschijningsvorm identificatie bronorganisatie".split()
_AS_SENT = (
    "creatiedatum ontvangstdatum verzenddatum tonen_aan_initiator indicatie_gebruiksrecht is_gereed_voor_publicatie"
    " inhoud_is_vervallen"
).split()
_SWEEP = 500  # keys that are looked up at once


def create(
    body: EnkelvoudigInformatieObjectBody,
    *,
    inspectie: Inspectie | None,
    informatieobjecttype: UUID,
    va: int,
    actor: Actor,
    at: datetime,
    reden: str,
) -> bytes:
    """Keep the content, then the row: after a crash in between there is content without a row, which `sweep` removes,
    and never a row without content. Raises Invalid (`identificatie-niet-uniek`), NoRoom."""
    blob = blobs.put((body.inhoud,), shelf=_SHELF) if body.inhoud else None
    params = {
        **roots(),
        **{name: getattr(body, name) for name in _TEXTS},
        **{name: getattr(body, name) for name in _AS_SENT},
        "ondertekening": _as_json(body.ondertekening),
        "integriteit": _as_json(body.integriteit),
        "uuid": uuid4(),
        "jaar": str(clock.local_date(at).year),
        "begin_registratie": at,
        "informatieobjecttype": informatieobjecttype,
        "va": va,
        "trefwoorden": json.dumps(body.trefwoorden),
        "formaat": body.formaat or (inspectie.formaat if inspectie else ""),
        "bestandsnaam": inspectie.bestandsnaam if inspectie else "",
        "blob": blob.key if blob else None,
        "omvang": blob.size if blob else None,
        "sha256": blob.sha256 if blob else "",
    }
    return _insert(params, actor=actor, at=at, reden=reden)


def _insert(params: dict[str, Any], *, actor: Actor, at: datetime, reden: str) -> bytes:
    try:
        with db.atomic():
            created = mutation.write(sql.CREATE, params, actor=actor, at=at, reden=reden)
    except psycopg.errors.UniqueViolation:
        raise Invalid.field(
            "identificatie",
            "identificatie-niet-uniek",
            "Deze bronorganisatie heeft al een document met deze identificatie.",
        ) from None
    assert created is not None  # noqa: S101  # an INSERT of VALUES returns its row
    return created


def one(uuid: UUID, *, actor: Actor, versie: int | None = None) -> bytes | None:
    """A document as JSON: the newest version, or the one asked for."""
    params: dict[str, Any] = {**roots(), "uuid": uuid, "versie": versie}
    return _json(db.value(sql.ONE.format(visible=visible(actor, params)), params))


def find(*, bronorganisatie: str, identificatie: str, actor: Actor) -> bytes | None:
    """The document with this identification as JSON."""
    params: dict[str, Any] = {**roots(), "bronorganisatie": bronorganisatie, "identificatie": identificatie}
    return _json(db.value(sql.FIND.format(visible=visible(actor, params)), params))


def listed(filters: dict[str, Any], *, page: int, actor: Actor) -> tuple[bytes, int]:
    """One page, newest first, as a JSON array, and the exact count. `filters` are names of sql.FILTERS with a value."""
    params: dict[str, Any] = {
        **roots(),
        **filters,
        "limit": paging.PAGE_SIZE,
        "offset": (page - 1) * paging.PAGE_SIZE,
    }
    where = " AND ".join([visible(actor, params), *(sql.FILTERS[name] for name in filters)])
    found = db.row(sql.LIST.format(where=where), params)
    assert found is not None  # noqa: S101  # a SELECT of two scalars has one row
    return bytes(found[1]), int(found[0])


def content(uuid: UUID, *, actor: Actor, versie: int | None = None) -> Inhoud:
    """The content of a version. Raises NotFound: no such document or version, or one without content."""
    params: dict[str, Any] = {"uuid": uuid, "versie": versie}
    found = db.row(sql.CONTENT.format(visible=visible(actor, params)), params)
    if found is None or found[0] is None:
        raise NotFound
    key, omvang, bestandsnaam, formaat, titel = found
    return Inhoud(
        omvang=omvang,
        bestandsnaam=bestandsnaam or titel,
        formaat=formaat,
        chunks=blobs.read(key, shelf=_SHELF),
    )


def seen(uuid: UUID, *, actor: Actor, at: datetime, reden: str) -> None:
    """Write down that the actor opened the document. Raises NotFound."""
    params: dict[str, Any] = {"uuid": uuid}
    weergave = db.value(sql.SEEN.format(visible=visible(actor, params)), params)
    if weergave is None:
        raise NotFound
    audit.seen(
        bron="drc",
        hoofd_path=sql.PATH,
        hoofd=uuid,
        resource="enkelvoudiginformatieobject",
        path=sql.PATH,
        object=uuid,
        weergave=weergave,
        actor=actor,
        at=at,
        reden=reden,
    )


def trail(uuid: UUID, *, actor: Actor, record: UUID | None = None) -> bytes | None:
    """The audit records of a document (or one of them) as JSON; None when the actor may not see the document.

    Raises NotAllowed when she may, but not its records (scope audittrails.lezen).
    """
    params: dict[str, Any] = {"uuid": uuid}
    if db.value(sql.SEEN.format(visible=visible(actor, params)), params) is None:
        return None
    params = {"uuid": uuid}
    if db.value(sql.SEEN.format(visible=audited(actor, params)), params) is None:
        raise NotAllowed
    base = roots()["base"]
    if record is None:
        return audit.trail(uuid, bron="drc", base=base)
    return _json(db.value(audit.ONE, {"hoofd": uuid, "uuid": record, "base": base}))


def sweep(*, at: datetime) -> int:
    """Remove content older than an hour that no version refers to: what a failed transaction left. How many."""
    removed = 0
    old = list(blobs.older_than(at - _ORPHAN_AGE, shelf=_SHELF))
    for start in range(0, len(old), _SWEEP):
        keys = old[start : start + _SWEEP]
        kept = {key for (key,) in db.rows(sql.BLOBS_WITH_ROW, {"keys": keys})}
        for key in set(keys) - kept:
            blobs.delete(key, shelf=_SHELF)
            removed += 1
    return removed


def _as_json(part: Wire | None) -> str | None:
    return None if part is None else wire.encode(part).decode()


def _json(found: Any) -> bytes | None:
    return None if found is None else bytes(found)
