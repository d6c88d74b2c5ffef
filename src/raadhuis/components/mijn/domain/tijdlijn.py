"""The way that a zaak goes: which steps were taken, which one it is at, and which may follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Mijlpaal:
    """A statustype: `nummer` is its place in the order."""

    uuid: UUID
    nummer: int
    naam: str
    tekst: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gezet:
    """A status that was set: of which statustype, on which day, and what was said with it."""

    mijlpaal: UUID
    op: date
    toelichting: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stap:
    """One step as a resident sees it. `tekst` is "" for a step that has yet to come."""

    naam: str
    staat: Literal["done", "current", "future"]
    op: date | None = None
    tekst: str = ""


def tijdlijn(mijlpalen: Sequence[Mijlpaal], gezet: Sequence[Gezet], *, afgerond: bool) -> tuple[Stap, ...]:
    """The steps in order; `gezet` is oldest first. A step that was passed over is left out, and a closed zaak (`afgerond`)
    has nothing to come. After reopening, what lies behind the present step has yet to come again.
    """
    order = {m.uuid: m.nummer for m in mijlpalen}
    latest = {g.mijlpaal: g for g in gezet}
    known = [g for g in gezet if g.mijlpaal in order]
    now = order[known[-1].mijlpaal] if known else 0
    steps = []
    for mijlpaal in sorted(mijlpalen, key=lambda m: m.nummer):
        status = latest.get(mijlpaal.uuid)
        if mijlpaal.nummer > now:
            if not afgerond:
                steps.append(Stap(naam=mijlpaal.naam, staat="future"))
        elif status is not None:
            steps.append(
                Stap(
                    naam=mijlpaal.naam,
                    staat="current" if mijlpaal.nummer == now and not afgerond else "done",
                    op=status.op,
                    tekst=" ".join(part for part in (mijlpaal.tekst, status.toelichting) if part),
                )
            )
    return tuple(steps)
