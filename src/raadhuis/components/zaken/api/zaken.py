"""The zaak itself: registering, reading, finding and changing it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar
from uuid import UUID

import msgspec
from msgspec import UnsetType

from raadhuis.components.catalogi import api as catalogi
from raadhuis.components.zaken.domain.regels import check_hoofdzaak, check_zaak, columns, patched, planning
from raadhuis.components.zaken.domain.zoeken import ZaakQuery, parse
from raadhuis.components.zaken.store import changing, zaken
from raadhuis.components.zaken.store.changing import BIJWERKEN, held, inrichting, inrichting_of
from raadhuis.components.zaken.store.ids import uuid7
from raadhuis.components.zaken.store.urls import identify, roots
from raadhuis.components.zaken.types import Zaak, ZaakBody, ZaakPatch
from raadhuis.kernel import db, wire
from raadhuis.kernel.authz import rank, require
from raadhuis.kernel.clock import local_date
from raadhuis.kernel.door import door
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.paging import PAGE_SIZE
from raadhuis.kernel.refusal import FieldError, Invalid, NotFound, PreconditionFailed
from raadhuis.kernel.wire import Page

T = TypeVar("T")


@door
def create_zaak(*, actor: Actor, at: datetime, body: ZaakBody, reden: str = "") -> Zaak:
    """Register a zaak. `einddatumGepland` and `uiterlijkeEinddatumAfdoening` follow from the zaaktype when absent.

    Raises Invalid (zrc-001, zrc-002 `identificatie-niet-uniek`, zrc-009, zrc-013, zrc-014; RSIN without elf-proef) with
    every error at once, NotAllowed (zrc-006).
    """
    raw = create_zaak_json(actor=actor, at=at, body=body, reden=reden)
    return msgspec.structs.replace(wire.decode(raw, Zaak), etag=_etag(1))


def create_zaak_json(*, actor: Actor, at: datetime, body: ZaakBody, reden: str = "") -> bytes:
    """`create_zaak`, answering the bytes of the standard."""
    found = inrichting_of(identify(body.zaaktype, "ztc", "zaaktypen"))
    zaaktype = found.zaaktype if found else None
    level = body.vertrouwelijkheidaanduiding or (
        zaaktype.vertrouwelijkheidaanduiding if zaaktype else "openbaar"
    )
    require(actor, "zaken.aanmaken", type_uuid=found.uuid if found else None, level=rank(level))
    errors = check_zaak(body, zaaktype)
    if not body.hoofdzaak:
        return _insert(found, body, None, errors, actor=actor, at=at, reden=reden)
    with db.atomic():
        uuid = identify(body.hoofdzaak, "zrc", "zaken")
        hoofdzaak = zaken.look(actor=actor, uuid=uuid, hold=True) if uuid else None
        errors += check_hoofdzaak(
            exists=hoofdzaak is not None and hoofdzaak.seen,
            is_deelzaak=hoofdzaak is not None and hoofdzaak.hoofdzaak is not None,
        )
        return _insert(found, body, uuid, errors, actor=actor, at=at, reden=reden)


def _insert(
    found: catalogi.Inrichting | None,
    body: ZaakBody,
    hoofdzaak: UUID | None,
    errors: tuple[FieldError, ...],
    *,
    actor: Actor,
    at: datetime,
    reden: str,
) -> bytes:
    if errors or found is None:
        raise Invalid(fields=errors)
    gepland, uiterlijk = planning(body, found.zaaktype)
    values = columns(body, default_level=found.zaaktype.vertrouwelijkheidaanduiding, today=local_date(at)) | {
        "uuid": uuid7(at),
        "zaaktype": found.uuid,
        "hoofdzaak": hoofdzaak,
        "einddatum_gepland": gepland,
        "uiterlijke_einddatum_afdoening": uiterlijk,
    }
    jaar = local_date(at).year
    while (raw := zaken.insert(values, actor=actor, at=at, jaar=jaar, reden=reden)) is None:
        # A generated number that somebody had chosen by hand: the sequence gives the next one.
        if body.identificatie:
            reason = "Deze identificatie is bij deze organisatie al in gebruik."
            raise Invalid.field("identificatie", "identificatie-niet-uniek", reason)
    return raw


@door
def get_zaak(*, actor: Actor, uuid: UUID) -> Zaak:
    """One zaak with its etag. Raises NotFound, also when the actor may not see it."""
    raw, etag = zaak_json(actor=actor, uuid=uuid)
    return msgspec.structs.replace(wire.decode(raw, Zaak), etag=etag)


def zaak_json(
    *, actor: Actor, uuid: UUID, base: str = "", at: datetime | None = None, reden: str = ""
) -> tuple[bytes, str]:
    """A zaak as the bytes of the standard, and its etag. One statement. Raises NotFound.

    With `at` and `reden` (the client said why it looks) the look itself is recorded too.
    """
    found = zaken.one(actor=actor, uuid=uuid, base=base)
    if found is None:
        raise NotFound
    if at and reden:
        zaken.seen(uuid, actor=actor, at=at, reden=reden)
    return found[0], _etag(found[1])


@door
def find_zaken(*, actor: Actor, query: ZaakQuery, page: int = 1) -> Page[Zaak]:
    """The zaken that the actor may see and that match, 100 a page, newest first unless `ordering` says otherwise."""
    raw, count = zaken_json(actor=actor, query=query, page=page)
    here = f"{roots()['zrc']}zaken?page="
    return Page(
        count=count,
        next=f"{here}{page + 1}" if page * PAGE_SIZE < count else None,
        previous=f"{here}{page - 1}" if page > 1 else None,
        results=wire.decode(raw, tuple[Zaak, ...]),
    )


def zaak_query(parameters: Mapping[str, str]) -> ZaakQuery:
    """The query that the standard's parameters spell. Raises Invalid with every one that has a wrong value."""
    return parse(parameters, zaaktype=lambda url: identify(url, "ztc", "zaaktypen"))


def zaken_json(*, actor: Actor, query: ZaakQuery, page: int = 1, base: str = "") -> tuple[bytes, int]:
    """A page of zaken as a JSON array of the standard, and the exact count. One statement."""
    return zaken.page(actor=actor, query=query, number=page, base=base)


@door
def update_zaak(
    *, actor: Actor, at: datetime, uuid: UUID, body: ZaakPatch, reden: str = "", etag: str = ""
) -> Zaak:
    """Change a zaak. With `etag`: only when it is still the current one. Raises PreconditionFailed (somebody else was
    first), ZaakIsGesloten, Invalid, NotAllowed, NotFound."""
    raw, current = update_zaak_json(actor=actor, at=at, uuid=uuid, body=body, reden=reden, etag=etag)
    return msgspec.structs.replace(wire.decode(raw, Zaak), etag=current)


def update_zaak_json(
    *, actor: Actor, at: datetime, uuid: UUID, body: ZaakPatch, reden: str = "", etag: str = ""
) -> tuple[bytes, str]:
    """`update_zaak`, answering the bytes of the standard and the new etag."""
    with db.atomic():
        state = held(uuid, actor, BIJWERKEN)
        if etag not in ("", "*", _etag(state.versie)):
            raise PreconditionFailed(
                "Iemand anders heeft deze zaak intussen gewijzigd. Haal de zaak opnieuw op."
            )
        current = zaken.one(actor=changing.SELF, uuid=uuid)
        assert current is not None  # noqa: S101  # we hold it
        merged = patched(json.loads(current[0]), body)
        if errors := check_zaak(merged, inrichting(state).zaaktype):
            raise Invalid(fields=errors)
        values = columns(merged, default_level="openbaar", today=local_date(at)) | {
            "uuid": uuid,
            "archiefnominatie": _set(body.archiefnominatie, state.archiefnominatie),
            "archiefactiedatum": _set(body.archiefactiedatum, state.archiefactiedatum),
        }
        return zaken.update(values, actor=actor, at=at, reden=reden), _etag(state.versie + 1)


def _set(new: T | UnsetType, old: T) -> T:
    return old if isinstance(new, UnsetType) else new


def _etag(versie: int) -> str:
    return f'"{versie}"'
