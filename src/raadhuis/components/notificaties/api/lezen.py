"""Reading events instead of being sent them: a subscriber that missed something helps itself."""

from __future__ import annotations

from raadhuis.components.notificaties.api.versturen import CONSUME, message
from raadhuis.components.notificaties.store import gebeurtenissen
from raadhuis.components.notificaties.types import Gebeurtenis
from raadhuis.kernel import authz, loader
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.outbox import HORIZON

MOST = 500


def list_gebeurtenissen(
    *, actor: Actor, after: int = 0, kanaal: str = "", most: int = 100
) -> tuple[tuple[Gebeurtenis, ...], int]:
    """Events after the cursor `after`, oldest first, that the actor may know of; and the cursor to go on from.

    Who goes on from the cursor sees every event exactly once: an event is shown only when none that comes before it can
    still appear. Raises NotAllowed.
    """
    authz.require(actor, CONSUME)
    until = HORIZON.settled()
    ours = frozenset(kanaal for m in loader.known().values() for kanaal in m.sends)
    found = gebeurtenissen.after(after, until=until, kanaal=kanaal, most=most, actor=actor, ours=ours)
    results = tuple(
        Gebeurtenis(
            cursor=event.seq,
            id=str(event.uuid),
            **{name: getattr(said, name) for name in said.__struct_fields__},
        )
        for event in found
        for said in (message(event),)
    )
    cursor = results[-1].cursor if len(results) == most else max(after, until)
    return results, cursor
