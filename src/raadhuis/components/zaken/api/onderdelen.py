"""The parts of a zaak as the bytes of the standard: reading, and the steps that making, changing and removing share.

What differs between the kinds is a `Soort`, beside the functions of its subject (rollen, statussen, ..).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

import msgspec

from raadhuis.components.catalogi import api as catalogi
from raadhuis.components.zaken.domain.regels import Typed, instant
from raadhuis.components.zaken.store import changing, closing, onderdelen, zaken
from raadhuis.components.zaken.store.changing import BIJWERKEN, held
from raadhuis.components.zaken.store.ids import uuid7
from raadhuis.components.zaken.store.urls import identify
from raadhuis.kernel import db, wire
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.paging import PAGE_SIZE
from raadhuis.kernel.refusal import FieldError, Invalid, NotFound
from raadhuis.kernel.wire import Wire

B = TypeVar("B", bound=Wire)
T = TypeVar("T", bound=Typed)


@dataclass(slots=True, kw_only=True)
class Asked(Generic[B]):
    """A change that somebody asks: of the zaak in `state`, which is held. `old` is the part as it stands, None when new.

    `errors` gathers what is wrong, beside what is `wrong_in_form`; nothing is written when there is any.
    """

    state: zaken.State
    body: B
    actor: Actor
    at: datetime
    uuid: UUID
    old: dict[str, Any] | None = None
    errors: list[FieldError] = field(default_factory=list)
    wrong_in_form: tuple[FieldError, ...] = ()

    def wrong(self, name: str, code: str, reason: str) -> None:
        """One more error."""
        self.errors.append(FieldError(name, code, reason))

    def refuse(self) -> None:
        """Raise Invalid with what is wrong, if anything is, in the order of the schema."""
        if self.wrong_in_form or self.errors:
            raise Invalid(fields=wire.together(type(self.body), self.wrong_in_form, self.errors))

    def of_type(
        self, url: str, name: str, collection: str, choose: Callable[[catalogi.Inrichting], Sequence[T]]
    ) -> T | None:
        """The one of the zaaktype's own that `url` in field `name` refers to (zrc-016 .. zrc-020)."""
        uuid = identify(url, "ztc", collection)
        found = changing.own_type(self.state, uuid, choose)
        if found is None and not (
            uuid and catalogi.type_exists(actor=changing.SELF, resource=collection, uuid=uuid)
        ):
            self.wrong(name, "bad-url", f"Deze URL wijst niet naar een {name} in deze catalogus.")
        elif found is None:
            self.wrong(name, "zaaktype-mismatch", f"Dit {name} hoort niet bij het zaaktype van de zaak.")
        return found

    def of_zaak(self, url: str, name: str, kind: onderdelen.Onderdeel) -> UUID | None:
        """The identifier of another part of the same zaak, that `url` in field `name` refers to."""
        uuid = identify(url, "zrc", kind.collection)
        if uuid is None or onderdelen.zaak_of(kind, uuid) != self.state.uuid:
            self.wrong(name, "bad-url", f"Deze URL wijst niet naar een {kind.resource} van deze zaak.")
        return uuid


def _nothing(*_: object) -> None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Soort(Generic[B]):
    """How one kind of part is written.

    `check` gives the errors that can be seen in the body alone. `values` looks further, adds errors to what is asked, and
    gives the columns. Attributes in `fixed` keep their value. `known` gives a part that is there already and answers the
    same request again. `mirror` and `unmirror` tell other registers, in the same transaction. `warning` is what to say
    to the client although it was written. The scopes are those of the standard for making, changing and removing.
    """

    kind: onderdelen.Onderdeel
    body: type[B]
    values: Callable[[Asked[B]], dict[str, Any]]
    check: Callable[[B], tuple[FieldError, ...]] = lambda _: ()
    fixed: tuple[str, ...] = ()
    known: Callable[[Asked[B]], UUID | None] = _nothing
    mirror: Callable[[Asked[B]], None] = _nothing
    unmirror: Callable[[Actor, datetime, dict[str, Any]], None] = _nothing
    warning: Callable[[Asked[B]], str] = lambda _: ""
    to_make: tuple[str, ...] = BIJWERKEN
    to_change: tuple[str, ...] = BIJWERKEN
    to_remove: tuple[str, ...] = BIJWERKEN


@dataclass(frozen=True, slots=True)
class Written:
    """A part as it now stands in the register, and what to warn its client of ("" for nothing)."""

    raw: bytes
    warning: str = ""


def onderdeel_json(
    soort: str, *, actor: Actor, uuid: UUID, zaak: UUID | None = None, base: str = ""
) -> bytes:
    """One part (`soort` is its collection, `rollen` say) as the bytes of the standard. Raises NotFound."""
    return there(
        onderdelen.one(onderdelen.BY_COLLECTION[soort], actor=actor, uuid=uuid, zaak=zaak, base=base)
    )


def onderdelen_json(
    soort: str,
    *,
    actor: Actor,
    filters: dict[str, str],
    page: int | None = None,
    size: int = PAGE_SIZE,
    base: str = "",
) -> tuple[bytes, int]:
    """A page of parts (all of them when `page` is None) as the bytes of the standard, and the exact count.

    `filters` are query parameters as they came. Raises Invalid for those that have a wrong value.
    """
    kind = onderdelen.BY_COLLECTION[soort]
    return onderdelen.page(kind, actor=actor, filters=kind.parse(filters), number=page, size=size, base=base)


def onderdelen_of_json(soort: str, *, actor: Actor, zaak: UUID, base: str = "") -> bytes:
    """All parts of one zaak, as the bytes of the standard. Raises NotFound, also when the zaak may not be seen."""
    return there(onderdelen.every(onderdelen.BY_COLLECTION[soort], actor=actor, zaak=zaak, base=base))


def onderdelen_by_uuid(soort: str, *, actor: Actor, uuids: list[UUID], base: str = "") -> dict[UUID, bytes]:
    """Those of the parts that exist and that the actor may see, as the bytes of the standard: for `expand`."""
    return onderdelen.many(onderdelen.BY_COLLECTION[soort], actor=actor, uuids=uuids, base=base)


def filters_of(soort: str) -> frozenset[str]:
    """The query parameters that narrow a list of these parts."""
    return frozenset(onderdelen.BY_COLLECTION[soort].known)


def create(
    soort: Soort[B],
    *,
    actor: Actor,
    at: datetime,
    body: B,
    wrong: tuple[FieldError, ...] = (),
    zaak: UUID | None = None,
    reden: str = "",
) -> Written:
    """Make a part of the zaak in the body, or of `zaak`, which stands in the address then. A body that is `wrong` in form is
    judged only.

    Raises Invalid with every error, NotFound for an unknown `zaak`, NotAllowed, ZaakIsGesloten.
    """
    with db.atomic():
        asked = ask(soort, actor=actor, at=at, body=body, wrong=wrong, zaak=zaak)
        changing.may_change(asked.state, actor, soort.to_make)
        values = soort.values(asked)
        asked.refuse()
        if known := soort.known(asked):
            _derive(soort.kind, asked.state, actor=actor, at=at)
            return Written(there(onderdelen.one(soort.kind, actor=changing.SELF, uuid=known)))
        return write_new(soort, asked, values, reden=reden)


def ask(
    soort: Soort[B],
    *,
    actor: Actor,
    at: datetime,
    body: B,
    wrong: tuple[FieldError, ...],
    zaak: UUID | None = None,
) -> Asked[B]:
    """A new part that somebody asks, of a zaak that she may know of; whether she may make it is asked next. Raises what
    `create` raises."""
    alone = [*too_far(body), *soort.check(body)]
    name, scopes = soort.kind.of_zaak, soort.to_make
    try:
        if zaak:
            state = changing.seen(zaak, actor, scopes)
        else:
            state = changing.seen_by_url(str(msgspec.to_builtins(body)[name]), actor, scopes, field=name)
    except Invalid as refusal:
        if name in wire.wrong_in(wrong):
            changing.may_change_any(actor, scopes)
        raise Invalid(fields=wire.together(soort.body, wrong, (*refusal.fields, *alone))) from None
    return Asked(
        state=state, body=body, actor=actor, at=at, uuid=uuid7(at), errors=alone, wrong_in_form=wrong
    )


def write_new(soort: Soort[B], asked: Asked[B], values: dict[str, Any], *, reden: str) -> Written:
    """Write the part that is asked, in which nothing is wrong, and what follows from it."""
    actor, at, state = asked.actor, asked.at, asked.state
    row = _aware(values) | {"uuid": asked.uuid, "zaak": state.uuid}
    raw = onderdelen.insert(soort.kind, row, actor=actor, at=at, reden=reden)
    soort.mirror(asked)
    _derive(soort.kind, state, actor=actor, at=at)
    return Written(raw, soort.warning(asked))


def change(
    soort: Soort[B],
    *,
    actor: Actor,
    at: datetime,
    uuid: UUID,
    given: dict[str, Any],
    partial: bool,
    zaak: UUID | None = None,
    reden: str = "",
) -> Written:
    """Change a part: `given` is the whole of it, or with `partial` only the attributes that change. Below `zaak`, if any.

    Raises Invalid with every error (`wijzigen-niet-toegelaten`: this attribute is fixed), NotFound, NotAllowed,
    ZaakIsGesloten.
    """
    with db.atomic():
        state = _held_with(soort.kind, uuid, zaak, actor, soort.to_change)
        old = wire.decode(there(onderdelen.one(soort.kind, actor=changing.SELF, uuid=uuid)), dict[str, Any])
        body, wrong = wire.convert_partly(old | given if partial else given, soort.body, there=old)
        alone = (*too_far(body), *_fixed(soort, old, body), *soort.check(body))
        asked = Asked(
            state=state,
            body=body,
            actor=actor,
            at=at,
            uuid=uuid,
            old=old,
            errors=list(alone),
            wrong_in_form=wrong,
        )
        values = soort.values(asked)
        asked.refuse()
        row = _aware(values) | {"uuid": uuid, "zaak": state.uuid}
        raw = there(onderdelen.change(soort.kind, row, partial=partial, actor=actor, at=at, reden=reden))
        _derive(soort.kind, state, actor=actor, at=at)
        return Written(raw, soort.warning(asked))


def remove(
    soort: Soort[B], *, actor: Actor, at: datetime, uuid: UUID, zaak: UUID | None = None, reden: str = ""
) -> None:
    """Take a part away. Raises NotFound, NotAllowed, ZaakIsGesloten."""
    with db.atomic():
        state = _held_with(soort.kind, uuid, zaak, actor, soort.to_remove)
        gone = there(
            onderdelen.delete(soort.kind, uuid=uuid, zaak=state.uuid, actor=actor, at=at, reden=reden)
        )
        soort.unmirror(actor, at, wire.decode(gone, dict[str, Any]))
        _derive(soort.kind, state, actor=actor, at=at)


def _derive(kind: onderdelen.Onderdeel, state: zaken.State, *, actor: Actor, at: datetime) -> None:
    """Derive the archive date of a closed zaak again when it may follow from this kind of part (zrc-021)."""
    if state.einddatum and kind in _DATED:
        closing.determine_again(state.uuid, actor=actor, at=at)


_DATED = (
    onderdelen.RESULTAAT,
    onderdelen.ZAAKEIGENSCHAP,
    onderdelen.ZAAKOBJECT,
    onderdelen.ZAAKBESLUIT,
)


def _held_with(
    kind: onderdelen.Onderdeel, uuid: UUID, zaak: UUID | None, actor: Actor, scopes: tuple[str, ...]
) -> zaken.State:
    found = onderdelen.zaak_of(kind, uuid)
    if found is None or (zaak and found != zaak):
        raise NotFound
    return held(found, actor, scopes)


def _fixed(soort: Soort[B], old: dict[str, Any], body: B) -> list[FieldError]:
    new = msgspec.to_builtins(body)
    reason = "Dit gegeven kan niet gewijzigd worden."
    return [
        FieldError(name, "wijzigen-niet-toegelaten", reason) for name in soort.fixed if new[name] != old[name]
    ]


def too_far(body: Wire) -> list[FieldError]:
    """A moment at the end of time is in another year in another time zone: it cannot be read back."""
    values = {f.encode_name: getattr(body, f.name) for f in msgspec.structs.fields(body)}
    return [
        FieldError(name, "invalid", "Dit tijdstip ligt te ver weg.")
        for name, value in values.items()
        if isinstance(value, datetime) and not 1 < value.year < 9999
    ]


def _aware(values: dict[str, Any]) -> dict[str, Any]:
    return {name: instant(v) if isinstance(v, datetime) else v for name, v in values.items()}


def there(found: bytes | None) -> bytes:
    """`found`. Raises NotFound when it is None."""
    if found is None:
        raise NotFound
    return found
