"""The zaak itself: registering, reading and finding it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from raadhuis.components.catalogi import api as catalogi
from raadhuis.components.zaken.api.elders import as_hoofdzaak, known_zaken, not_there
from raadhuis.components.zaken.domain.regels import (
    check_hoofdzaak,
    check_zaak,
    columns,
    planning,
)
from raadhuis.components.zaken.domain.zoeken import ZaakQuery, parse, parse_search
from raadhuis.components.zaken.store import telling, zaken, zoeken
from raadhuis.components.zaken.store.changing import inrichting_of
from raadhuis.components.zaken.store.ids import uuid7
from raadhuis.components.zaken.store.urls import identify, roots
from raadhuis.components.zaken.types import GerelateerdeZaak, RelevanteZaak, ReserveringBody, Zaak, ZaakBody
from raadhuis.kernel import db, wire
from raadhuis.kernel.authz import LEVELS, has, rank, require
from raadhuis.kernel.clock import local_date
from raadhuis.kernel.door import door, door_to
from raadhuis.kernel.elfproef import is_rsin
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.paging import PAGE_SIZE
from raadhuis.kernel.refusal import FieldError, Invalid, NotFound
from raadhuis.kernel.wire import Page


@door
def create_zaak(*, actor: Actor, at: datetime, body: ZaakBody, reden: str = "") -> Zaak:
    """Register a zaak. `einddatumGepland` and `uiterlijkeEinddatumAfdoening` follow from the zaaktype when absent.

    Raises Invalid (zrc-001, zrc-002 `identificatie-niet-uniek`, zrc-009, zrc-013, zrc-014; RSIN without elf-proef) with
    every error at once, NotAllowed (zrc-006).
    """
    raw = create_zaak_json(actor=actor, at=at, body=body, reden=reden)
    return msgspec.structs.replace(wire.decode(raw, Zaak), etag=etag_of(1))


def create_zaak_json(
    *, actor: Actor, at: datetime, body: ZaakBody, wrong: tuple[FieldError, ...] = (), reden: str = ""
) -> bytes:
    """`create_zaak`, answering the bytes of the standard. A body that is `wrong` in form is judged only."""
    found = inrichting_of(identify(body.zaaktype, "ztc", "zaaktypen"))
    zaaktype = found.zaaktype if found else None
    level = body.vertrouwelijkheidaanduiding or (
        zaaktype.vertrouwelijkheidaanduiding if zaaktype else "openbaar"
    )
    require(actor, "zaken.aanmaken", type_uuid=found.uuid if found else None, level=rank(level))
    errors = check_zaak(body, zaaktype, at=at) + not_there(_addresses(body))
    if not (body.hoofdzaak or body.gerelateerde_zaken):
        return _insert(found, body, None, errors, wrong, actor=actor, at=at, reden=reden)
    with db.atomic():
        if not body.hoofdzaak:
            return _insert(found, body, None, errors, wrong, actor=actor, at=at, reden=reden)
        uuid = identify(body.hoofdzaak, "zrc", "zaken")
        exists, is_deelzaak = as_hoofdzaak(uuid, actor)
        errors += check_hoofdzaak(exists=exists, is_deelzaak=is_deelzaak)
        return _insert(found, body, uuid, errors, wrong, actor=actor, at=at, reden=reden)


def _insert(
    found: catalogi.Inrichting | None,
    body: ZaakBody,
    hoofdzaak: UUID | None,
    errors: tuple[FieldError, ...],
    wrong: tuple[FieldError, ...],
    *,
    actor: Actor,
    at: datetime,
    reden: str,
) -> bytes:
    relevant, unknown = relevante_zaken(body.relevante_andere_zaken, actor)
    gerelateerd, missing = gerelateerde_zaken(body.gerelateerde_zaken, actor)
    errors = (*errors, *unknown, *missing)
    if found is None or wrong or errors:
        raise Invalid(fields=wire.together(ZaakBody, wrong, errors))
    gepland, uiterlijk = planning(body, found.zaaktype)
    values = columns(body, default_level=found.zaaktype.vertrouwelijkheidaanduiding, today=local_date(at)) | {
        "uuid": uuid7(at),
        "zaaktype": found.uuid,
        "hoofdzaak": hoofdzaak,
        "relevante_andere_zaken": relevant,
        "gerelateerde_zaken": gerelateerd,
        "einddatum_gepland": gepland,
        "uiterlijke_einddatum_afdoening": uiterlijk,
        "archiefactiedatum_gekozen": body.archiefactiedatum is not None,
    }
    jaar = local_date(at).year
    while (raw := zaken.insert(values, actor=actor, at=at, jaar=jaar, reden=reden)) is None:
        # A generated number that somebody had chosen by hand: the sequence gives the next one.
        if body.identificatie:
            raise taken()
    zaken.relate(values["uuid"], old=(), new=gerelateerd, actor=actor, at=at, reden=reden)
    return raw


def _addresses(body: ZaakBody) -> dict[str, str]:
    """What a zaak refers to outside the registers, by field."""
    return {
        "communicatiekanaal": body.communicatiekanaal,
        "selectielijstklasse": body.selectielijstklasse,
    }


def taken() -> Invalid:
    """The refusal of an identificatie that its bronorganisatie has already (zrc-002)."""
    reason = "Deze identificatie is bij deze organisatie al in gebruik."
    return Invalid.field("identificatie", "identificatie-niet-uniek", reason)


def relevante_zaken(
    given: tuple[RelevanteZaak, ...], actor: Actor, *, already: Collection[UUID] = ()
) -> tuple[list[dict[str, Any]], tuple[FieldError, ...]]:
    """Related zaken as they are stored, and an error for each that is not there for the actor (zrc-011).

    Those in `already` were related before, so they are not asked for again.
    """
    uuids = [identify(zaak.url, "zrc", "zaken") for zaak in given]
    new = [uuid for uuid in uuids if uuid and uuid not in already]
    try:
        there = {*already, *(known_zaken(new, actor) if new else ())}
    except Invalid as refusal:
        return [], refusal.fields
    reason = "Deze URL wijst niet naar een zaak in dit register."
    errors = [
        FieldError(f"relevanteAndereZaken.{number}", "bad-url", reason)
        for number, uuid in enumerate(uuids)
        if uuid not in there
    ]
    stored = []
    for uuid, zaak in zip(uuids, given, strict=True):
        kept = msgspec.to_builtins(zaak)
        del kept["url"]
        stored.append({"zaak": str(uuid), **kept})
    return stored, tuple(errors)


def gerelateerde_zaken(
    given: tuple[GerelateerdeZaak, ...],
    actor: Actor,
    *,
    of: UUID | None = None,
    already: Collection[UUID] = (),
) -> tuple[list[UUID], tuple[FieldError, ...]]:
    """The zaken that a zaak (`of`, when it is there) will be related to, each once, and an error for each that is not
    there for the actor, or is the zaak itself. Those in `already` are not asked for again."""
    uuids = [identify(zaak.url, "zrc", "zaken") for zaak in given]
    new = [uuid for uuid in uuids if uuid and uuid not in already]
    there = {*already, *(zaken.known(actor=actor, uuids=new) if new else ())}
    errors = []
    for number, uuid in enumerate(uuids):
        name = f"gerelateerdeZaken.{number}.url"
        if uuid not in there:
            errors.append(FieldError(name, "bad-url", "Deze URL wijst niet naar een zaak in dit register."))
        elif uuid == of:
            errors.append(FieldError(name, "self-forbidden", "Een zaak is niet aan zichzelf gerelateerd."))
    return [uuid for uuid in dict.fromkeys(uuids) if uuid], tuple(errors)


def reserveer_zaaknummers(*, actor: Actor, at: datetime, body: ReserveringBody) -> tuple[str, ...]:
    """Numbers that this register never gives out by itself again: a zaak gets one when it is made with it (zrc-002).

    They come from the sequence that numbers all zaken, so nobody waits for anybody. Raises Invalid, NotAllowed.
    """
    require(actor, "zaken.aanmaken")
    if not is_rsin(body.bronorganisatie):
        raise Invalid.field("bronorganisatie", "invalid", "Dit is geen geldig RSIN.")
    jaar = local_date(at).year
    return zaken.reserve(bronorganisatie=body.bronorganisatie, aantal=body.how_many, jaar=jaar)


@door_to("uuid")
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
    return found[0], etag_of(found[1])


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
    return parse(parameters, refer=_type)


def zaak_search(body: Mapping[str, Any]) -> ZaakQuery:
    """The query that the body of a `_zoek` spells. Raises Invalid with everything that is wrong in it."""
    return parse_search(body, refer=_type)


def _type(url: str, collection: str) -> UUID | None:
    return identify(url, "ztc", collection)


def zaken_json(
    *, actor: Actor, query: ZaakQuery, page: int = 1, size: int = PAGE_SIZE, base: str = ""
) -> tuple[bytes, int]:
    """A page of zaken as a JSON array of the standard, and the exact count. One statement."""
    return zoeken.page(actor=actor, query=query, number=page, size=size, base=base)


def tel_op() -> None:
    """Add up how many zaken there are, so that lists count quickly."""
    telling.tidy()


def load_zaken(*, actor: Actor, uuids: Collection[UUID], base: str) -> dict[UUID, bytes]:
    """For `expand`: those of these zaken that the actor may see. One statement."""
    return zaken.many(actor=actor, uuids=list(uuids), base=base)


def sees_elsewhere(actor: Actor, zaak: Mapping[str, Any]) -> bool:
    """Whether the actor may see a zaak of another provider, as JSON: by the same rights as one of ours."""
    uuid = identify(str(zaak.get("url")), "zrc", "zaken")
    level = zaak.get("vertrouwelijkheidaanduiding")
    if uuid is None or level not in LEVELS:
        return False
    kind = identify(str(zaak.get("zaaktype")), "ztc", "zaaktypen") or UUID(int=0)
    return uuid in actor.rights.objects or has(actor, "zaken.lezen", type_uuid=kind, level=rank(level))


def etag_of(versie: int) -> str:
    """The etag of a zaak: its version."""
    return f'"{versie}"'
