"""What Processen does in the background: start a process, bring it further, and load definitions."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from uuid import UUID

from procrastinate.contrib.django import app

from raadhuis.components.processen import api
from raadhuis.kernel import clock, wire
from raadhuis.kernel.events import Event
from raadhuis.kernel.refusal import Invalid
from raadhuis.kernel.retry import FOREVER


class ProcessenFout(Invalid):
    """A file with processes is wrong; the message names the file, the element and what is wrong."""


@app.task(name="processen.ga_verder", retry=FOREVER)
def ga_verder(*, zaak: str) -> None:
    """Bring the process of a zaak as far as it can without people; tried again until it works."""
    while api.move_on(zaak=UUID(zaak), at=clock.now()):
        pass


def on_status(event: Event, *, at: datetime) -> None:
    """A status was set: start the process of the zaak, or end it with the zaak."""
    api.on_status(zaak=event.hoofd, status=event.object, at=at)


def load(folder: Path, *, at: datetime) -> None:
    """Load the processes that `processen.json` in `folder` names; no file is none. Repeating it changes nothing.

    Raises ProcessenFout.
    """
    file = folder / "processen.json"
    if not file.exists():
        return
    try:
        inzetten = wire.decode(file.read_bytes(), api.Inzetten)
    except Invalid as refusal:
        wrong = "; ".join(f"{f.name or 'het bestand'}: {f.reason}" for f in refusal.fields)
        raise ProcessenFout(f"{file}: {wrong}", fields=refusal.fields) from refusal
    for inzet in inzetten.processen:
        source = folder / inzet.bestand
        if not source.resolve().is_relative_to(folder.resolve()) or not source.is_file():
            raise ProcessenFout(f"{file}: bestand {inzet.bestand!r} is er niet.")
        try:
            api.load_proces(inzet, inhoud=source.read_bytes(), at=at)
        except api.FouteDefinitie as error:
            raise ProcessenFout(f"{source}: {error}.") from error
