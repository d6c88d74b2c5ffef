"""Background entry points of Notificaties: every event, to everybody outside who asked for it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from procrastinate.contrib.django import app

from raadhuis.components.notificaties import api
from raadhuis.kernel import clock
from raadhuis.kernel.events import Event


def fan_out(event: Event, *, at: datetime) -> None:
    """An event happened: a delivery for each subscription that wants it."""
    api.fan_out(event=event, at=at)


def deliver(event: Event, *, at: datetime, subscriber: str) -> None:
    """One of those deliveries; `subscriber` is the abonnement."""
    api.deliver(event=event, abonnement=UUID(subscriber), at=at)


def to_stream(event: Event, *, at: datetime, subscriber: str) -> None:
    """The same to the NATS stream."""
    api.to_stream(event=event)


def at_start(*, at: datetime) -> None:
    """When the registers are elsewhere: subscribe there."""
    api.subscribe_elsewhere(at=at)


@app.periodic(cron="41 * * * *")
@app.task(name="notificaties.ruim_op", queueing_lock="notificaties.ruim_op", pass_context=False)
def ruim_op(timestamp: int) -> None:
    """Every hour: events that everybody has and that are old."""
    api.sweep(at=clock.now())
