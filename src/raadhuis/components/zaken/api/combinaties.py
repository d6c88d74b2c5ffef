"""A zaak and what hangs on it in one request: everything or nothing, under the same rules as one by one. Local only.

The standard knows no such requests; the paths and shapes are those that today's clients know from their provider.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Annotated, Any
from uuid import UUID

import msgspec

from raadhuis.components.zaken.api.soorten import BODIES, create_onderdeel_json
from raadhuis.components.zaken.api.wijzigen import update_zaak_json
from raadhuis.components.zaken.api.zaken import create_zaak_json, zaak_json
from raadhuis.components.zaken.store import zaken
from raadhuis.components.zaken.store.changing import SELF
from raadhuis.components.zaken.store.urls import roots
from raadhuis.components.zaken.types import ZaakBody, ZaakPatch
from raadhuis.kernel import db, wire
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.refusal import FieldError, Invalid
from raadhuis.kernel.wire import Wire

# The parts that may come along, in the order in which they are made: the status last, since it may close the zaak.
_ONE = {"resultaat": "resultaten", "status": "statussen"}
_MORE = ("rollen", "zaakeigenschappen", "zaakobjecten", "zaakinformatieobjecten")
Parts = Annotated[tuple[dict[str, Any], ...], msgspec.Meta(max_length=100)]


class Samen(Wire, frozen=True, kw_only=True):
    """A zaak (whole when it is new, else what changes) and parts to add, each as the standard has it, without `zaak`."""

    zaak: dict[str, Any] = msgspec.field(default_factory=dict)
    rollen: Parts = ()
    zaakeigenschappen: Parts = ()
    zaakobjecten: Parts = ()
    zaakinformatieobjecten: Parts = ()
    resultaat: dict[str, Any] | None = None
    status: dict[str, Any] | None = None

    def parts(self) -> list[tuple[str, str, dict[str, Any]]]:
        """(where it stands in the body, its collection, what was sent) of each part, in the order of making."""
        several = [
            (f"{name}.{number}", name, part)
            for name in _MORE
            for number, part in enumerate(getattr(self, name))
        ]
        single = [(name, soort, getattr(self, name)) for name, soort in _ONE.items()]
        return several + [(name, soort, part) for name, soort, part in single if part is not None]


def registreer(*, actor: Actor, at: datetime, body: Samen, reden: str = "") -> bytes:
    """Register a zaak with its parts, in one transaction. Raises Invalid with the errors of all, NotAllowed."""

    def new() -> UUID:
        raw = create_zaak_json(actor=actor, at=at, body=wire.convert(body.zaak, ZaakBody), reden=reden)
        return wire.decode(raw, _HasUuid).uuid

    return _together(new, body, "geregistreerd", actor=actor, at=at, reden=reden)


# What each request is for: what its body must have, by what is told afterwards.
_NEEDS = {
    "opgeschort": "zaak.opschorting",
    "verlengd": "zaak.verlenging",
    "afgesloten": "status",
    "bijgewerkt": "",
}


def werk_bij(
    *, actor: Actor, at: datetime, uuid: UUID, body: Samen, gebeurtenis: str, reden: str = ""
) -> bytes:
    """Change a zaak and add parts, in one transaction. `gebeurtenis` says what for, and what is told: `opgeschort`,
    `verlengd`, `bijgewerkt` or `afgesloten`, for which the status must be the eindstatus.

    Raises Invalid with the errors of all, NotFound, NotAllowed, ZaakIsGesloten.
    """
    need = _NEEDS[gebeurtenis]
    sent = {**body.zaak, "status": body.status, "": body.zaak or body.parts()}
    if not sent.get(need.rpartition(".")[2]):
        raise Invalid.field(need or "zaak", "required", "Dit veld is vereist.")

    def change() -> UUID:
        if body.zaak:
            patch = wire.convert(body.zaak, ZaakPatch)
            update_zaak_json(actor=actor, at=at, uuid=uuid, body=patch, reden=reden)
        else:
            zaak_json(actor=actor, uuid=uuid)  # one that she may not know is not found
        return uuid

    return _together(change, body, gebeurtenis, actor=actor, at=at, reden=reden)


class _HasUuid(Wire, frozen=True):
    uuid: UUID


class _Closed(Wire, frozen=True):
    einddatum: date | None


@dataclass(slots=True)
class _Errors:
    """What is wrong in every piece, each under the name that the piece has in the body."""

    found: list[FieldError] = field(default_factory=list)

    def of(self, place: str, act: Callable[[], Any]) -> Any:
        try:
            return act()
        except Invalid as wrong:
            named = [FieldError(f"{place}.{f.name}".rstrip("."), f.code, f.reason) for f in wrong.fields]
            self.found += named or [FieldError(place, wrong.code, wrong.detail)]
            return None

    def refuse(self) -> None:
        if self.found:
            raise Invalid(fields=tuple(self.found[: wire.MOST]))


def _together(
    act: Callable[[], UUID], body: Samen, gebeurtenis: str, *, actor: Actor, at: datetime, reden: str
) -> bytes:
    errors = _Errors()
    made: dict[str, list[msgspec.Raw]] = {}
    with db.atomic():
        uuid = errors.of("zaak", act)
        url = f"{roots()['zrc']}zaken/{uuid}"
        bodies = [
            (place, soort, errors.of(place, partial(wire.convert, {**part, "zaak": url}, BODIES[soort])))
            for place, soort, part in body.parts()
        ]
        for place, soort, wanted in bodies:
            if uuid and wanted is not None and (soort not in _ONE.values() or not errors.found):
                make = partial(_make, soort, wanted, actor=actor, at=at, reden=reden)
                raw = errors.of(place, make)
                made.setdefault(place.partition(".")[0], []).append(msgspec.Raw(raw or b"null"))
        errors.refuse()
        zaak, _ = zaak_json(actor=SELF, uuid=uuid)
        if gebeurtenis == "afgesloten" and wire.decode(zaak, _Closed).einddatum is None:
            reason = "Sluit een zaak met het laatste statustype van het zaaktype."
            raise Invalid.field("status.statustype", "geen-eindstatus", reason)
        zaken.happened(gebeurtenis, uuid, actor=actor, at=at)
    several = {name: made.get(name, []) for name in _MORE if getattr(body, name)}
    single = {name: made[name][0] for name in _ONE if name in made}
    return wire.encode({"zaak": msgspec.Raw(zaak), **several, **single})


def _make(soort: str, body: Wire, *, actor: Actor, at: datetime, reden: str) -> bytes:
    with db.atomic():  # what is wrong with one part must not keep the others from being looked at
        return create_onderdeel_json(soort, actor=actor, at=at, body=body, reden=reden).raw
