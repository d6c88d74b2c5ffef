"""What a zaak refers to and that may live at another provider: related zaken, and addresses outside the registers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from raadhuis.components.zaken import remote
from raadhuis.components.zaken.store import zaken
from raadhuis.components.zaken.store.changing import SELF
from raadhuis.components.zaken.types import Zaak
from raadhuis.kernel import zgw
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.references import is_elsewhere
from raadhuis.kernel.refusal import FieldError, Invalid, NotFound

MOST = 20  # zaken of others that are asked for by one request


def require_change(*, actor: Actor, zaak: Zaak) -> None:
    """Raise NotAllowed or ZaakIsGesloten when the actor may not change a zaak that is in another installation."""
    remote.require_change(actor, zaak)


def as_hoofdzaak(uuid: UUID | None, actor: Actor) -> tuple[bool, bool]:
    """Whether `actor` sees the zaak that is to be a hoofdzaak, and whether it is a deelzaak itself (zrc-013).

    One of ours is held; one of another provider is asked for there, and hears nothing: the standard has no way to tell it.
    """
    if uuid is not None and is_elsewhere(uuid):
        found = _zaak_elsewhere(uuid, actor)
        return found is not None, found is not None and bool(found.hoofdzaak)
    state = zaken.look(actor=actor, uuid=uuid, hold=True) if uuid else None
    return state is not None and state.seen, state is not None and state.hoofdzaak is not None


def known_zaken(uuids: Iterable[UUID], actor: Actor) -> set[UUID]:
    """Which of these are zaken that `actor` sees, here or at another provider (zrc-011).

    Raises Invalid (`max_length`) for more than MOST of others: each is a call, and one request may not become thousands.
    """
    asked = set(uuids)
    here = [uuid for uuid in asked if not is_elsewhere(uuid)]
    if len(asked) - len(here) > MOST:
        reason = f"Verwijs naar hoogstens {MOST} nieuwe zaken bij een ander tegelijk."
        raise Invalid.field("relevanteAndereZaken", "max_length", reason)
    there = {uuid for uuid in asked if is_elsewhere(uuid) and _zaak_elsewhere(uuid, actor)}
    return there | (zaken.known(actor=actor, uuids=here) if here else set())


def _zaak_elsewhere(uuid: UUID, actor: Actor) -> Zaak | None:
    try:
        return remote.get_zaak(actor=actor, uuid=uuid)
    except NotFound:
        return None


def not_there(addresses: Mapping[str, str]) -> tuple[FieldError, ...]:
    """An error for each address (by field) that is of a dienst which does not have it (zrc-010). What is of no dienst is kept
    as it is, and nobody is called."""
    reason = "Op dit adres bestaat niets."
    return tuple(
        FieldError(name, "bad-url", reason)
        for name, url in addresses.items()
        if url and not zgw.there(url, actor=SELF)
    )
