"""What the parts of the door share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from raadhuis.components.catalogi import api as catalogi
from raadhuis.components.zaken import api as zaken
from raadhuis.kernel.identity import Actor, systeem
from raadhuis.kernel.refusal import Invalid, PreconditionFailed, Refusal
from raadhuis.kernel.wire import uuid_of

HOUSE = systeem("werkplek")
REDEN = "Behandeling van de zaak"


class IntussenGewijzigd(PreconditionFailed):
    """Somebody changed the zaak after the form was opened; nothing was overwritten. Shown with what was typed."""

    status = 409
    title = "Iemand anders heeft deze zaak intussen gewijzigd."


def reasons(refusal: Refusal) -> str:
    """What was wrong, in one line."""
    return " ".join(field.reason for field in refusal.fields) or refusal.detail


def unless_there(make: Callable[[], object]) -> None:
    """Make a link, or find that somebody else did at the same moment."""
    try:
        make()
    except Invalid as refusal:
        if all(field.code != "unique" for field in refusal.fields):
            raise


class Typed(Protocol):
    """A type of Catalogi."""

    @property
    def url(self) -> str: ...
    @property
    def omschrijving(self) -> str: ...


def inrichting_of(zaak: zaken.Zaak, actor: Actor) -> catalogi.Inrichting:
    """The zaaktype of a zaak with everything that hangs on it."""
    uuid = uuid_of(zaak.zaaktype)
    if uuid is None:
        raise LookupError(zaak.zaaktype)
    return catalogi.get_inrichting(actor=actor, uuid=uuid)


def name_of(typen: Iterable[Typed], url: str) -> str:
    """What the type at `url` is called, or ""."""
    wanted = uuid_of(url)
    return next((t.omschrijving for t in typen if uuid_of(t.url) == wanted), "")
