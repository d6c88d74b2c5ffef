"""What Besluiten does in the background: tell registers elsewhere of decisions, after they were recorded here."""

from __future__ import annotations

from datetime import datetime

from raadhuis.components.besluiten import api
from raadhuis.kernel.events import Event
from raadhuis.kernel.identity import systeem

SELF = systeem("besluiten")


def spiegel_document(event: Event, *, at: datetime) -> None:
    """A document that another installation keeps records a decision, or not any more: that side follows (brc-005)."""
    api.settle_document(actor=SELF, at=at, document=event.hoofd, besluit=event.object)


def spiegel_zaak(event: Event, *, at: datetime) -> None:
    """A decision was taken or destroyed in a zaak that another installation keeps: that side follows (brc-006, brc-009)."""
    api.settle_zaak(actor=SELF, at=at, besluit=event.hoofd, zaak=event.object)
