"""Writes of the register of documents: create, change, lock, destroy."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import psycopg
import structlog
from django.db import transaction

from raadhuis.components.documenten.store import sql
from raadhuis.components.documenten.store.documents import SHELF
from raadhuis.components.documenten.store.rights import Guarded
from raadhuis.components.documenten.types import (
    EnkelvoudigInformatieObjectBody,
    Integriteit,
    Ondertekening,
)
from raadhuis.kernel import audit, blobs, clock, db, mutation, wire
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.references import roots
from raadhuis.kernel.refusal import Invalid, NotFound, Unavailable
from raadhuis.kernel.wire import Wire

log = structlog.get_logger(__name__)
_TEXTS = "titel auteur taal status beschrijving link verschijningsvorm identificatie bronorganisatie".split()
_AS_SENT = (
    "creatiedatum ontvangstdatum verzenddatum tonen_aan_initiator indicatie_gebruiksrecht is_gereed_voor_publicatie"
    " inhoud_is_vervallen"
).split()
_HEAD = "document_id versie_id uuid lock versie bronorganisatie identificatie".split()
_IDENTIFICATIE = "documenten_document_identificatie"  # the constraint
_TRIES = 20  # numbers of ours that clients may have used themselves


@dataclass(frozen=True, slots=True, kw_only=True)
class Bestand:
    """The content of a version: `blob` None with an `omvang` is content that comes in parts. `omvang` in bytes."""

    blob: UUID | None = None
    omvang: int | None = None
    sha256: str = ""
    bestandsnaam: str = ""
    formaat: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A document as it stands, held by this transaction. `linked`: it belongs to something."""

    document_id: int
    versie_id: int
    uuid: UUID
    lock: str
    versie: int
    informatieobjecttype: UUID
    va: int
    body: EnkelvoudigInformatieObjectBody
    bestand: Bestand
    gebruiksrechten: bool
    linked: bool

    @property
    def guarded(self) -> Guarded:
        """What the rights on it depend on."""
        return Guarded(
            uuid=self.uuid,
            informatieobjecttype=self.informatieobjecttype,
            va=self.va,
            ready=self.body.is_gereed_voor_publicatie is True,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class New:
    """A version to write."""

    body: EnkelvoudigInformatieObjectBody
    bestand: Bestand
    informatieobjecttype: UUID
    va: int
    delen: tuple[int, ...] = ()
    uuid: UUID | None = None  # of a new document that comes with its own


def take(uuid: UUID) -> State:
    """The document, held until the end of the transaction. Raises NotFound; who may see it is for the caller."""
    if db.value(sql.TAKE, {"uuid": uuid}) is None:
        raise NotFound
    return peek(uuid)


def peek(uuid: UUID) -> State:
    """The document as it stands, not held. Raises NotFound; who may see it is for the caller."""
    found = db.row(sql.STATE, {"uuid": uuid})
    if found is None:
        raise NotFound
    row = dict(zip((*_HEAD, *sql.COLUMNS, "gebruiksrechten", "linked"), found, strict=True))
    body = EnkelvoudigInformatieObjectBody(
        **{name: row[name] for name in (*_TEXTS, *_AS_SENT)},
        informatieobjecttype=f"{roots()['catalogi']}/informatieobjecttypen/{row['informatieobjecttype']}",
        trefwoorden=tuple(json.loads(row["trefwoorden"])),
        formaat=row["formaat"],
        bestandsnaam=row["bestandsnaam"],
        bestandsomvang=row["omvang"],
        ondertekening=_group(row["ondertekening"], Ondertekening),
        integriteit=_group(row["integriteit"], Integriteit),
    )
    return State(
        **{
            name: row[name]
            for name in (
                *("document_id", "versie_id", "uuid", "lock", "versie"),
                *("informatieobjecttype", "va", "gebruiksrechten", "linked"),
            )
        },
        body=body,
        bestand=Bestand(
            **{name: row[name] for name in ("blob", "omvang", "sha256", "bestandsnaam", "formaat")}
        ),
    )


def create(new: New, *, lock: str, actor: Actor, at: datetime, reden: str) -> bytes:
    """Write a document. Raises Invalid (`identificatie-niet-uniek`; `unique` for its own uuid)."""
    params = {
        **_params(new, at),
        "uuid": new.uuid or uuid4(),
        "jaar": str(clock.local_date(at).year),
        "lock": lock,
    }
    tries = 1 if new.body.identificatie else _TRIES
    for _ in range(tries):
        try:
            with db.atomic():
                created = mutation.write(sql.CREATE, params, actor=actor, at=at, reden=reden)
        except psycopg.errors.UniqueViolation as taken:
            if taken.diag.constraint_name != _IDENTIFICATIE:
                raise Invalid.field("uuid", "unique", "Er is al een document met deze UUID.") from None
            continue
        assert created is not None  # noqa: S101  # an INSERT of VALUES returns its row
        return created
    raise _not_unique()


def update(state: State, new: New, *, actie: str, actor: Actor, at: datetime, reden: str) -> bytes:
    """Write the next version. Raises Invalid (`identificatie-niet-uniek`)."""
    params = {
        **_params(new, at),
        "document_id": state.document_id,
        # Parts that are coming in stay with the document unless its content is replaced.
        "keeps_parts": not new.delen and new.bestand.blob is None and new.bestand.omvang is not None,
    }
    try:
        with db.atomic():
            changed = mutation.write(sql.UPDATE[actie], params, actor=actor, at=at, reden=reden)
    except psycopg.errors.UniqueViolation:
        raise _not_unique() from None
    assert changed is not None  # noqa: S101  # the row is held
    return changed


def set_lock(state: State, lock: str) -> None:
    """Lock, or unlock with ""."""
    db.run(sql.LOCK, {"document_id": state.document_id, "lock": lock})


def force_unlock(state: State, *, actor: Actor, at: datetime, reden: str) -> None:
    """Take off a lock without knowing it."""
    params = {**roots(), "document_id": state.document_id}
    mutation.write(sql.FORCE, params, actor=actor, at=at, reden=reden)


def destroy(state: State, *, actor: Actor, at: datetime, reden: str) -> None:
    """Remove a document with all that belongs to it; its content goes when the transaction is kept (drc-008)."""
    keys = [key for (key,) in db.rows(sql.BLOBS_OF, {"document_id": state.document_id})]
    texts = [sha256 for (sha256,) in db.rows(sql.TEXTS_OF, {"document_id": state.document_id})]
    params = {**roots(), "document_id": state.document_id}
    mutation.write(sql.DELETE, params, actor=actor, at=at, reden=reden)
    db.run(sql.FORGET_TEXTS, {"texts": texts})
    audit.destroy(bron="drc", hoofd_path=sql.PATH, hoofd=state.uuid, actor=actor, at=at, reden=reden)
    forget(keys)


def forget(keys: list[UUID], *, shelf: str = SHELF) -> None:
    """Remove content once the transaction is kept; what a crash or a store that is away leaves is for the sweep."""
    transaction.on_commit(lambda: _delete(keys, shelf))


def with_lock(body: bytes, lock: str) -> bytes:
    """The answer to a creation or change, with the lock that its client may know: of the document and of its parts."""
    if b'"bestandsdelen":[]' not in body and lock:
        said = wire.decode(body, dict)
        for deel in said["bestandsdelen"]:
            deel["lock"] = lock
        body = wire.encode(said)
    return body


def _delete(keys: list[UUID], shelf: str) -> None:
    for key in keys:
        try:
            blobs.delete(key, shelf=shelf)
        except Unavailable:
            # The change was kept: its client must not hear that it was not.
            log.warning("blob.left_behind", key=str(key))


def _params(new: New, at: datetime) -> dict[str, Any]:
    body = new.body
    return {
        **roots(),
        "sees_locks": True,
        **{name: getattr(body, name) for name in (*_TEXTS, *_AS_SENT)},
        "ondertekening": _as_json(body.ondertekening),
        "integriteit": _as_json(body.integriteit),
        "begin_registratie": at,
        "informatieobjecttype": new.informatieobjecttype,
        "va": new.va,
        "trefwoorden": json.dumps(body.trefwoorden),
        "formaat": new.bestand.formaat,
        "bestandsnaam": new.bestand.bestandsnaam,
        "blob": new.bestand.blob,
        "omvang": new.bestand.omvang,
        "sha256": new.bestand.sha256,
        "delen": list(new.delen),
    }


def _not_unique() -> Invalid:
    return Invalid.field(
        "identificatie",
        "identificatie-niet-uniek",
        "Deze bronorganisatie heeft al een document met deze identificatie.",
    )


def _group(kept: str | None, kind: type[wire.T]) -> wire.T | None:
    return None if kept is None else wire.decode(kept.encode(), kind)


def _as_json(part: Wire | None) -> str | None:
    return None if part is None else wire.encode(part).decode()
