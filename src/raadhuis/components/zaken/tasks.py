"""Background entry points of Zaken: what another zaak brings about."""

from __future__ import annotations

from datetime import datetime

from raadhuis.components.zaken import api
from raadhuis.kernel.events import Event
from raadhuis.kernel.identity import systeem


def bepaal_archief(event: Event, *, at: datetime) -> None:
    """The hoofdzaak or a related zaak of this one was closed or opened again: its archive date may follow (zrc-021)."""
    api.bepaal_archief(actor=systeem("zaken"), at=at, zaak=event.hoofd)
