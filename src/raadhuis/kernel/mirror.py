"""The other side of a relation, in another installation: made equal to ours after our commit, again and again until it is, or
until that side refuses it: then a person must look.

That installation asks us back before it believes us (drc-004), so it must be able to read what we say; and it may be away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from raadhuis.kernel import events, zgw
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.refusal import Conflict, NotFound, Refusal, Unavailable

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


class MirrorRefused(events.Undeliverable):
    """The other side refuses the relation, and would again: it says that it is wrong, or does not know or trust us."""


@contextmanager
def asked(*, ends: bool = False) -> Iterator[None]:
    """Around the call of the other side; `ends` when the relation is to go, of which a side that has nothing of it is glad.

    Raises MirrorWaits for a side that is away or busy with it: only what goes there waits then. Raises MirrorRefused for a
    refusal that stays one however often it is asked.
    """
    try:
        yield
    except NotFound as error:
        if not ends:
            raise MirrorRefused(_why(error)) from error
    except (zgw.RegisterRefuses, zgw.RegisterRejects) as error:
        raise MirrorRefused(_why(error)) from error
    except (Unavailable, Conflict) as error:
        raise MirrorWaits from error
    except Refusal as error:
        raise MirrorRefused(_why(error)) from error


def _why(error: Refusal) -> str:
    """The kind of refusal, and the standard's codes of what is wrong: all else that the other side says may hold personal data."""
    codes = [f"{wrong.name}={wrong.code}" for wrong in error.fields] or [error.code]
    return " ".join((type(error).__name__, *(_NO_CODE.sub("", code)[:60] for code in codes[:3])))


_NO_CODE = re.compile(r"[^A-Za-z0-9_.=-]")
