"""What Berichten does in the background: tell the initiator of a zaak about its status, and send mail."""

from __future__ import annotations

from datetime import datetime

from procrastinate.contrib.django import app

from raadhuis.components.berichten import api
from raadhuis.kernel import clock
from raadhuis.kernel.events import Event
from raadhuis.kernel.retry import FOREVER


@app.task(name=api.SEND, retry=FOREVER, queue="mail")
def verstuur(*, mail_id: int) -> None:
    """Send one mail; tried again until the mail server takes it."""
    api.deliver(mail_id=mail_id, at=clock.now())


def on_status(event: Event, *, at: datetime) -> None:
    """A status was set: mail the initiator, when the statustype says that people are informed."""
    api.mail_status(zaak=event.hoofd, status=event.object, at=at)
