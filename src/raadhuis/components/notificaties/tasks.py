"""Background entry points of Notificaties: every event, to everybody outside who asked for it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from raadhuis.components.notificaties import api
from raadhuis.kernel.events import Event


def fan_out(event: Event, *, at: datetime) -> None:
    """An event happened: a delivery for each subscription that wants it."""
    api.fan_out(event=event, at=at)


def deliver(event: Event, *, at: datetime, subscriber: str) -> None:
    """One of those deliveries; `subscriber` is the abonnement."""
    api.deliver(event=event, abonnement=UUID(subscriber))


def at_start(*, at: datetime) -> None:
    """When the registers are elsewhere: subscribe there."""
    api.subscribe_elsewhere(at=at)
