"""Other registers say that something of theirs belongs to a zaak, or no longer does: CloudEvents as today's products send."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from msgspec import Meta

from raadhuis.components.zaken.api.objecten import ZAAKOBJECT
from raadhuis.components.zaken.api.onderdelen import create, remove
from raadhuis.components.zaken.domain.objecten import OBJECTTYPEN
from raadhuis.components.zaken.store import changing, onderdelen
from raadhuis.components.zaken.store.urls import roots
from raadhuis.components.zaken.types import Url, ZaakobjectBody
from raadhuis.kernel import db, wire
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.refusal import FieldError, Invalid
from raadhuis.kernel.wire import Wire

_GEKOPPELD, _ONTKOPPELD = "nl.overheid.zaken.zaak-gekoppeld", "nl.overheid.zaken.zaak-ontkoppeld"
_URN = "urn:uuid:"


class ZaakEvent(Wire, frozen=True, kw_only=True, rename="lower"):
    """A CloudEvent that another register delivers (NL GOV profile 1.1); `data` depends on its type."""

    id: Annotated[str, Meta(min_length=1, max_length=500)]
    source: Annotated[str, Meta(min_length=1, max_length=1000)]
    type: Annotated[str, Meta(min_length=1, max_length=500)]
    specversion: Annotated[str, Meta(pattern=r"^1\.0$")]
    data: Any = None


class Koppeling(Wire, frozen=True, kw_only=True):
    """What belongs to which zaak: `zaak` is a URL or `urn:uuid:..`, `link_to` the URL of the object."""

    zaak: Annotated[str, Meta(min_length=1, max_length=1000)]
    link_to: Annotated[Url, Meta(min_length=1)]
    label: str = ""
    link_object_type: str = ""


def hoor(*, actor: Actor, at: datetime, event: ZaakEvent, reden: str = "") -> None:
    """Make or remove the zaakobject of which the event tells; hearing it twice changes nothing. Other events are not ours.

    Raises Invalid (fields below `data`), NotAllowed, ZaakIsGesloten.
    """
    if event.type not in (_GEKOPPELD, _ONTKOPPELD):
        return
    try:
        koppeling = wire.convert(event.data, Koppeling)
        with db.atomic():
            url = _zaak(koppeling.zaak)
            state = changing.seen_by_url(url, actor, (*ZAAKOBJECT.to_make, *ZAAKOBJECT.to_remove))
            there = [u for u, o in _objects(state.uuid) if o == koppeling.link_to]
            if event.type == _GEKOPPELD and not there:
                create(ZAAKOBJECT, actor=actor, at=at, body=_object(url, koppeling), reden=reden)
            elif event.type == _ONTKOPPELD:
                for uuid in there:
                    remove(ZAAKOBJECT, actor=actor, at=at, uuid=uuid, reden=reden)
    except Invalid as wrong:
        named = (
            FieldError(f"data.{_NAMES.get(f.name, f.name)}".rstrip("."), f.code, f.reason)
            for f in wrong.fields
        )
        raise Invalid(fields=tuple(named)) from None


_NAMES = {"object": "linkTo", "relatieomschrijving": "label", "objectTypeOverige": "linkObjectType"}


def _zaak(said: str) -> str:
    return f"{roots()['zrc']}zaken/{said.removeprefix(_URN)}" if said.startswith(_URN) else said


def _objects(zaak: UUID) -> list[tuple[UUID, str]]:
    return [(uuid, url) for uuid, url in onderdelen.values(onderdelen.ZAAKOBJECT, "uuid, object", zaak=zaak)]


def _object(zaak: str, koppeling: Koppeling) -> ZaakobjectBody:
    kind = re.sub(r"[^a-z_]", "_", koppeling.link_object_type.lower())[:100]
    known = kind in OBJECTTYPEN
    return ZaakobjectBody(
        zaak=zaak,
        object=koppeling.link_to,
        object_type=kind if known else "overige",
        object_type_overige="" if known else kind,
        relatieomschrijving=koppeling.label[:80],
    )
