"""What Werkplek hands to its pages: the worklist and what is asked of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

Tab = Literal["team", "mijn", "alle", "afgerond"]
PAGE_SIZE = 50


class WerkZaak(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the worklist. `uiterlijk` is the legal term, `streef` our own; `taken` counts the open ones."""

    uuid: UUID
    identificatie: str
    omschrijving: str
    zaaktype: UUID
    zaaktype_naam: str
    team: str
    behandelaar_id: str
    behandelaar_naam: str
    status: str
    startdatum: date
    streef: date | None
    uiterlijk: date | None
    va: int
    taken: int
    einddatum: date | None
    bijgewerkt: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Vraag:
    """Which part of the worklist, in which order; "" is any. `sorteer` is a column, with `-` for downward."""

    tab: Tab | Literal[""] = ""
    team: str = ""
    zaaktype: UUID | None = None
    status: str = ""
    q: str = ""
    sorteer: str = ""
    pagina: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Lijst:
    """One page of the worklist, how many there are in all, and a mark that differs when what is shown differs."""

    zaken: tuple[WerkZaak, ...]
    aantal: int
    pagina: int
    merk: str


class Keuze(msgspec.Struct, frozen=True):
    """A zaaktype to filter on."""

    uuid: UUID
    naam: str


class Overzicht(msgspec.Struct, frozen=True, kw_only=True):
    """How much work there is per tab, and what can be filtered on."""

    team: int
    mijn: int
    alle: int
    teams: tuple[str, ...]
    zaaktypen: tuple[Keuze, ...]
    statussen: tuple[str, ...]
