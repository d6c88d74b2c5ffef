"""The documents and decisions of a zaak, mirrored with their own registers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from raadhuis.components.zaken.api.onderdelen import Asked, Soort, create, remove, there
from raadhuis.components.zaken.store import changing, closing, onderdelen, spiegel
from raadhuis.components.zaken.store.changing import BIJWERKEN, held
from raadhuis.components.zaken.store.urls import identify
from raadhuis.components.zaken.types import (
    Zaakbesluit,
    ZaakbesluitBody,
    Zaakinformatieobject,
    ZaakinformatieobjectBody,
)
from raadhuis.kernel import db, wire
from raadhuis.kernel.door import door, door_to
from raadhuis.kernel.identity import Actor


def _document(asked: Asked[ZaakinformatieobjectBody]) -> UUID | None:
    """The document of a new link: it exists, its type belongs to the zaaktype, and it is linked once (zrc-003, zrc-017)."""
    found = changing.document(asked.body.informatieobject, asked.actor)
    if found is None:
        reason = "Deze URL wijst niet naar een document in dit register."
        asked.wrong("informatieobject", "bad-url", reason)
        return None
    if asked.state.archiefstatus != "nog_te_archiveren":
        asked.wrong("zaak", "zaak-gearchiveerd", "Deze zaak is gearchiveerd: er komt niets meer bij.")
    soort = wire.uuid_of(found.informatieobjecttype)
    if not changing.own_type(asked.state, soort, lambda of: of.informatieobjecttypen):
        code = "missing-zaaktype-informatieobjecttype-relation"
        asked.wrong("nonFieldErrors", code, "Dit soort document hoort niet bij het zaaktype van de zaak.")
    uuid = wire.uuid_of(found.url)
    zaak, kind = asked.state.uuid, onderdelen.ZAAKINFORMATIEOBJECT
    if (uuid,) in onderdelen.values(kind, "informatieobject", zaak=zaak):
        asked.wrong("nonFieldErrors", "unique", "Dit document hoort al bij deze zaak.")
    return uuid


def _link(asked: Asked[ZaakinformatieobjectBody]) -> dict[str, Any]:
    body = asked.body
    return {
        "informatieobject": None if asked.old else _document(asked),
        "titel": body.titel,
        "beschrijving": body.beschrijving,
        "registratiedatum": asked.at,
        "vernietigingsdatum": body.vernietigingsdatum,
        "status": asked.of_zaak(body.status, "status", onderdelen.STATUS) if body.status else None,
    }


def _mirror(asked: Asked[ZaakinformatieobjectBody]) -> None:
    document = wire.uuid_of(asked.body.informatieobject)
    assert document is not None  # noqa: S101  # it was looked up
    spiegel.tell(document, asked.state.uuid, linked=True, actor=asked.actor, at=asked.at)


def _unmirror(actor: Actor, at: datetime, gone: dict[str, Any]) -> None:
    document, zaak = wire.uuid_of(gone["informatieobject"]), wire.uuid_of(gone["zaak"])
    if document and zaak:
        spiegel.tell(document, zaak, linked=False, actor=actor, at=at)


ZAAKINFORMATIEOBJECT = Soort(
    kind=onderdelen.ZAAKINFORMATIEOBJECT,
    body=ZaakinformatieobjectBody,
    values=_link,
    fixed=("zaak", "informatieobject"),
    mirror=_mirror,
    unmirror=_unmirror,
    to_make=("zaken.aanmaken", "zaken.bijwerken"),
    to_remove=("zaken.bijwerken", "zaken.verwijderen"),
)


@door
def create_zaakinformatieobject(
    *, actor: Actor, at: datetime, body: ZaakinformatieobjectBody, reden: str = ""
) -> Zaakinformatieobject:
    """Link a document to the zaak and mirror the link in Documenten (zrc-003 .. zrc-005, zrc-017).

    Raises Invalid (`bad-url`; `missing-zaaktype-informatieobjecttype-relation`; `unique`: it is linked already),
    NotAllowed, ZaakIsGesloten.
    """
    raw = create(ZAAKINFORMATIEOBJECT, actor=actor, at=at, body=body, reden=reden).raw
    return wire.decode(raw, Zaakinformatieobject)


def spiegel_document(*, actor: Actor, at: datetime, document: UUID, zaak: UUID) -> None:
    """Make what Documenten elsewhere says of a document and a zaak equal to what stands here (zrc-005), after our commit.

    Raises MirrorWaits, MirrorRefused.
    """
    spiegel.settle(document, zaak, actor=actor, at=at)


@door
def list_zaakinformatieobjecten(*, actor: Actor, zaak: UUID) -> tuple[Zaakinformatieobject, ...]:
    """The documents of the zaak, oldest first."""
    raw = onderdelen.every(onderdelen.ZAAKINFORMATIEOBJECT, actor=actor, zaak=zaak) or b"[]"
    return wire.decode(raw, tuple[Zaakinformatieobject, ...])


class _Mirrored(ZaakbesluitBody, frozen=True, kw_only=True):
    """A decision with the dates that its own register told; they do not travel over the standard's API."""

    ingangsdatum: date | None = None
    vervaldatum: date | None = None


def _besluit(asked: Asked[ZaakbesluitBody]) -> dict[str, Any]:
    besluit = identify(asked.body.besluit, "brc", "besluiten")
    if besluit is None:
        asked.wrong("besluit", "bad-url", "Deze URL wijst niet naar een besluit in dit register.")
    told = asked.body if isinstance(asked.body, _Mirrored) else _Mirrored(besluit=asked.body.besluit)
    return {"besluit": besluit, "ingangsdatum": told.ingangsdatum, "vervaldatum": told.vervaldatum}


def _known(asked: Asked[ZaakbesluitBody]) -> UUID | None:
    """The same decision in the zaak, with the dates as they are told now; when none is told, they stay."""
    values = _besluit(asked)
    found = _of_besluit(asked.state.uuid, values["besluit"])
    told = [values["ingangsdatum"], values["vervaldatum"]]
    if found and any(told):
        uuid, *dates = found
        if dates != told:
            row = values | {"uuid": uuid, "zaak": asked.state.uuid}
            actor, at = asked.actor, asked.at
            onderdelen.change(onderdelen.ZAAKBESLUIT, row, partial=True, actor=actor, at=at, reden="")
            closing.determine_again(asked.state.uuid, actor=actor, at=at)
    return found[0] if found else None


def _of_besluit(zaak: UUID, besluit: UUID | None) -> tuple[UUID, date | None, date | None] | None:
    columns = "besluit, uuid, ingangsdatum, vervaldatum"
    for known, uuid, ingang, verval in onderdelen.values(onderdelen.ZAAKBESLUIT, columns, zaak=zaak):
        if known == besluit:
            return uuid, ingang, verval
    return None


ZAAKBESLUIT = Soort(kind=onderdelen.ZAAKBESLUIT, body=ZaakbesluitBody, values=_besluit, known=_known)


@door_to("zaak")
def create_zaakbesluit(
    *,
    actor: Actor,
    at: datetime,
    zaak: UUID,
    body: ZaakbesluitBody,
    ingangsdatum: date | None = None,
    vervaldatum: date | None = None,
) -> Zaakbesluit:
    """Mirror a decision in the zaak (brc-006), in the caller's transaction when both registers are ours.

    The two dates are the besluit's: the archive date may follow from them (zrc-021). They do not travel over the
    standard's API. Repeating it changes at most the dates. Raises Invalid (`bad-url`), NotFound, NotAllowed,
    ZaakIsGesloten.
    """
    told = _Mirrored(besluit=body.besluit, ingangsdatum=ingangsdatum, vervaldatum=vervaldatum)
    return wire.decode(create(ZAAKBESLUIT, actor=actor, at=at, body=told, zaak=zaak).raw, Zaakbesluit)


@door_to("zaak")
def delete_zaakbesluit(*, actor: Actor, at: datetime, zaak: UUID, besluit: str) -> None:
    """Take the decision with this URL out of the zaak, since it was removed from its own register (brc-009).

    Repeating it changes nothing. Raises NotFound (no such zaak), NotAllowed, ZaakIsGesloten.
    """
    with db.atomic():
        held(zaak, actor, BIJWERKEN)
        found = _of_besluit(zaak, identify(besluit, "brc", "besluiten"))
        if found:
            remove(ZAAKBESLUIT, actor=actor, at=at, uuid=found[0], zaak=zaak)


@door_to("zaak")
def list_zaakbesluiten(*, actor: Actor, zaak: UUID) -> tuple[Zaakbesluit, ...]:
    """The decisions of the zaak. Raises NotFound, also when the actor may not see the zaak."""
    return wire.decode(
        there(onderdelen.every(onderdelen.ZAAKBESLUIT, actor=actor, zaak=zaak)), tuple[Zaakbesluit, ...]
    )
