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


def spiegel_document(event: Event, *, at: datetime) -> None:
    """A document that another installation keeps was linked to a zaak, or not any more: that side follows (zrc-005)."""
    api.spiegel_document(actor=systeem("zaken"), at=at, document=event.hoofd, zaak=event.object)


def spiegel_contact(event: Event, *, at: datetime) -> None:
    """A contactmoment or verzoek of another register was linked to a zaak, or not any more: that side follows (zrc-024)."""
    api.spiegel_contact(
        actor=systeem("zaken"),
        at=at,
        soort=event.resource,
        url=str(event.kenmerken["url"]),
        zaak=event.object,
    )


@app.periodic(cron="* * * * *")
@app.task(name="zaken.tel_op", queueing_lock="zaken.tel_op", pass_context=False)
def tel_op(timestamp: int) -> None:
    """Every minute: add up the differences in the number of zaken, so that lists count quickly."""
    api.tel_op()
