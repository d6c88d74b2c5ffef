"""Background entry points of Zaken: what another zaak brings about, and keeping the count of zaken short."""

from __future__ import annotations

from datetime import datetime

from procrastinate.contrib.django import app

from raadhuis.components.zaken import api
from raadhuis.kernel.events import Event
from raadhuis.kernel.identity import systeem


def bepaal_archief(event: Event, *, at: datetime) -> None:
    """The hoofdzaak or a related zaak of this one was closed or opened again: its archive date may follow (zrc-021)."""
    api.bepaal_archief(actor=systeem("zaken"), at=at, zaak=event.hoofd)


@app.periodic(cron="* * * * *")
@app.task(name="zaken.tel_op", queueing_lock="zaken.tel_op", pass_context=False)
def tel_op(timestamp: int) -> None:
    """Every minute: add up the differences in the number of zaken, so that lists count quickly."""
    api.tel_op()
