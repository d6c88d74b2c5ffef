"""The other side of a relation, in another installation: made equal to ours after our commit, again and again until it is.

That installation asks us back before it believes us (drc-004), so it must be able to read what we say; and it may be away.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from raadhuis.kernel import events
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.refusal import Refusal, Unavailable

KANAAL = "spiegel"  # heard in the house only


class MirrorWaits(Refusal):
    """The other side does not take the relation now. It is tried again, for ever; relations with others do not wait."""


def later(task: str, *, of: UUID, to: UUID, actor: Actor, at: datetime, resource: str, **said: str) -> None:
    """Call `task` (`zaken/tasks:spiegel`) with an event when the caller's transaction is committed.

    `of` is what the other side keeps the relation of, `to` what it is a relation to; the task looks how the two stand here
    now, and makes the other side equal: it may come late and twice. In order per `of`. `said` are more kenmerken of the event.
    """
    events.publish(
        kanaal=KANAAL,
        resource=resource,
        actie="update",
        hoofd=of,
        object=to,
        at=at,
        actor_id=actor.id,
        kenmerken=said,
        to=(task,),
    )


@contextmanager
def asked() -> Iterator[None]:
    """Around the call of the other side. Raises MirrorWaits for one that is away: only what goes there waits then."""
    try:
        yield
    except Unavailable as error:
        raise MirrorWaits from error
