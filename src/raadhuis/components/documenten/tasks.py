"""What Documenten does in the background: bulk imports; read the text of documents; remove content that no document refers to."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from procrastinate.contrib.django import app

from raadhuis.components.documenten import api
from raadhuis.kernel import clock
from raadhuis.kernel.events import Event
from raadhuis.kernel.retry import FOREVER

_SLICE = timedelta(seconds=5)  # that an import keeps a worker busy before other work gets its turn


@app.periodic(cron="23 * * * *")
@app.task(name="documenten.ruim_op", queueing_lock="documenten.ruim_op", pass_context=False)
def ruim_op(timestamp: int) -> None:
    """Every hour: uploads in parts that nobody finishes; content that a crash left behind between the file and its row."""
    api.give_up_uploads(at=clock.now())
    api.sweep(at=clock.now())


@app.task(name=api.IMPORTEER, retry=FOREVER)
def importeer(*, uuid: str) -> None:
    """Do the next rows of a bulk import; more of them later."""
    began = clock.now()
    while (at := clock.now()) - began < _SLICE:
        if not api.import_some(at=at, uuid=UUID(uuid)):
            return
    api.continue_later(UUID(uuid))


def on_document(event: Event, *, at: datetime) -> None:
    """A document was stored or changed: its text is wanted."""
    if event.actie != "destroy":
        api.ask_text(document=event.object, at=at)


@app.task(name=api.LEES_TEKST, retry=FOREVER)
def lees_tekst(*, sha256: str) -> None:
    """Read the text of content; tried again while what holds it is away."""
    api.read_text(sha256=sha256, at=clock.now())
