"""What Werkplek does in the background: keep the worklist as the registers are."""

from __future__ import annotations

from datetime import datetime

from raadhuis.components.werkplek import api
from raadhuis.kernel.events import Event


def on_event(event: Event, *, at: datetime) -> None:
    """Something of a zaak or of its tasks changed: read it again. Repeating it, or in another order, changes nothing."""
    api.refresh(uuid=event.hoofd, at=at)
