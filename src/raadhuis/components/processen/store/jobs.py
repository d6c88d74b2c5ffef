"""Asks the background for the next steps of a run, in the caller's transaction."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

NAME = "processen.ga_verder"


def ask(zaak: UUID) -> None:
    """Let the run of this zaak go on; jobs of one zaak run one after the other."""
    app.configure_task(NAME, lock=f"processen:{zaak}").defer(zaak=str(zaak))
