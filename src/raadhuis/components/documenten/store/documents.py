"""Reads of the register of documents, and their content."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from raadhuis.components.documenten.store import sql
from raadhuis.components.documenten.store.rights import audited, sees_locks, visible
from raadhuis.kernel import audit, db, events
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.references import roots
from raadhuis.kernel.refusal import NotAllowed, NotFound

SHELF = "documenten"


@dataclass(frozen=True, slots=True, kw_only=True)
class Which:
    """Which version: by number, or the newest one at a moment (`registratie_op`); without either the newest."""

    versie: int | None = None
    registratie_op: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A page of documents: `filters` are names of sql.FILTERS with a value, `order` names of sql.ORDER with a minus for
    downward."""

    filters: dict[str, Any] = field(default_factory=dict)
    order: tuple[str, ...] = ()
    page: int = 1
    size: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Content that is kept: where, and what a download must say of it. `omvang` in bytes."""

    key: UUID
    omvang: int
    bestandsnaam: str
    formaat: str
    sha256: str


def params_for(actor: Actor) -> dict[str, Any]:
    """What every read of a document needs."""
    return {**roots(), "sees_locks": sees_locks(actor)}


def happened(actie: str, uuid: UUID, *, actor: Actor, at: datetime) -> None:
    """Tell what happened to a document in the words of today's providers."""
    events.happened(
        actie,
        register="documenten",
        resource="document",
        path=sql.PATH,
        object=uuid,
        kenmerken=f"SELECT {sql.kenmerken('k')} FROM {sql.NEWEST} k WHERE k.uuid = %(uuid)s",
        params={"uuid": uuid, **roots()},
        actor_id=actor.id,
        at=at,
    )


def one(uuid: UUID, *, actor: Actor, which: Which) -> bytes | None:
    """A document as JSON: the newest version, or the one asked for."""
    params = {
        **params_for(actor),
        "uuid": uuid,
        "versie": which.versie,
        "registratie_op": which.registratie_op,
    }
    return _json(db.value(_both(sql.ONE, actor, params), params))


def some(uuids: Iterable[UUID], *, actor: Actor) -> dict[UUID, bytes]:
    """The newest version of each of these that the actor may see, as JSON."""
    params = {**params_for(actor), "uuids": list(uuids)}
    return {
        uuid: bytes(body) for uuid, body in db.rows(sql.SOME.format(visible=visible(actor, params)), params)
    }


def find(*, bronorganisatie: str, identificatie: str, actor: Actor) -> bytes | None:
    """The document with this identification as JSON."""
    params = {
        **params_for(actor),
        "bronorganisatie": bronorganisatie,
        "identificatie": identificatie,
    }
    return _json(db.value(sql.FIND.format(visible=visible(actor, params)), params))


def listed(search: Search, *, actor: Actor) -> tuple[bytes, int]:
    """One page as a JSON array, newest first unless ordered, and the exact count."""
    params = {
        **params_for(actor),
        **search.filters,
        "limit": search.size,
        "offset": (search.page - 1) * search.size,
    }
    where = " AND ".join([visible(actor, params), *(sql.FILTERS[name] for name in search.filters)])
    order = [
        sql.ORDER[name.removeprefix("-")] + (" DESC" if name.startswith("-") else "") for name in search.order
    ]
    found = db.row(
        sql.LIST.format(where=where, order=", ".join([*order, "r.document_id DESC"])),
        params,
    )
    assert found is not None  # noqa: S101  # a SELECT of two scalars has one row
    return bytes(found[1]), int(found[0])


def content(uuid: UUID, *, actor: Actor, which: Which) -> Kept:
    """The content of a version. Raises NotFound: no such document or version, or one without content."""
    params: dict[str, Any] = {
        "uuid": uuid,
        "versie": which.versie,
        "registratie_op": which.registratie_op,
    }
    found = db.row(_both(sql.CONTENT, actor, params), params)
    if found is None or found[0] is None:
        raise NotFound
    key, omvang, bestandsnaam, formaat, titel, sha256 = found
    return Kept(
        key=key,
        omvang=omvang,
        bestandsnaam=bestandsnaam or titel,
        formaat=formaat,
        sha256=sha256,
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


def reserve(aantal: int, *, jaar: int) -> list[str]:
    """The next numbers of ours; they are never given out again."""
    return [number for (number,) in db.rows(sql.RESERVE, {"aantal": aantal, "jaar": str(jaar)})]


def _both(statement: str, actor: Actor, params: dict[str, Any]) -> str:
    return statement.format(
        visible=visible(actor, params),
        visible_now=visible(actor, params, row="n"),
    )


def _json(found: Any) -> bytes | None:
    return None if found is None else bytes(found)
