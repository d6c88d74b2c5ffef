"""What Processen shows of a task; the same shape in the database's answer, at the door and in the audit record."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from raadhuis.kernel.wire import Wire

Soort = Literal["tekst", "tekstvlak", "keuze", "ja_nee", "datum", "getal"]


class Optie(Wire, frozen=True, kw_only=True):
    """One choice: `waarde` is kept, `label` is shown."""

    waarde: str
    label: str


class Veld(Wire, frozen=True, kw_only=True):
    """A question of a task. `opties` is filled for `keuze` and `ja_nee` (waarden `ja` and `nee`); the answer to a
    `datum` is `2026-11-22`, to a `getal` a number; `verplicht_als` makes a field compulsory when a condition over the
    other answers holds (`akkoord = "nee"`)."""

    naam: str
    label: str
    soort: Soort
    uitleg: str = ""
    verplicht: bool = True
    verplicht_als: str = ""
    opties: tuple[Optie, ...] = ()


class Taak(Wire, frozen=True, kw_only=True):
    """Something that an employee does for a zaak.

    `naam` is its title and `omschrijving` what to do; `element` is its stable id in the process (`volledigheid`).
    `uitleg` are sentences for the employee, such as why the house could not decide by itself. `uiterlijk` is the last
    day, None without a term. `behandelaar_id` is "" while nobody took the task. `antwoorden` is by `Veld.naam` and
    empty until the task is `gereed`;
    `vereist` "besluit": the zaak needs a besluit first; `vervallen` is a task of a zaak that ended in another way.
    """

    uuid: UUID
    zaak: UUID
    element: str
    naam: str
    omschrijving: str
    uitleg: tuple[str, ...] = ()
    team: str
    behandelaar_id: str
    behandelaar_naam: str
    uiterlijk: date | None
    velden: tuple[Veld, ...]
    vereist: str = ""
    antwoorden: dict[str, Any]
    status: Literal["open", "gereed", "vervallen"]
    gemaakt: datetime
    gereed_at: datetime | None
    gereed_door: str


class Inzet(Wire, frozen=True, kw_only=True):
    """Which process runs for a zaaktype (its `identificatie`), and which team does the tasks. `bestand` is the BPMN file
    beside `processen.json`; `termijnen` are ISO durations in days or weeks by userTask."""

    zaaktype: str
    bestand: str
    team: str
    termijnen: dict[str, str] = msgspec.field(default_factory=dict)


class Inzetten(Wire, frozen=True, kw_only=True):
    """The file `processen.json` of a municipality."""

    processen: tuple[Inzet, ...]
