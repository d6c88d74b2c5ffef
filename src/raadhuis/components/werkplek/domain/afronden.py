"""What stands in the way of closing a zaak, and what will happen to its file afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from raadhuis.components.werkplek.domain.termijn import add
from raadhuis.kernel.refusal import Conflict, FieldError, Invalid


class ResultaatStaatVast(Conflict):
    """A zaak has one resultaat, and it is another one."""

    code = "resultaat-staat-vast"
    title = "Deze zaak heeft al een ander resultaat."
    next = "Laad de pagina opnieuw en rond de zaak af met het resultaat dat al vastligt."


class EindstatusOntbreekt(Conflict):
    """The zaaktype has no eindstatus, so its zaken cannot be closed here."""

    code = "eindstatus-ontbreekt"
    title = "Dit zaaktype heeft geen eindstatus. Vraag de functioneel beheerder om die toe te voegen."


@dataclass(frozen=True, slots=True, kw_only=True)
class Beletsel:
    """Something that is not ready yet: open taken (`aantal`), or no besluit while the zaaktype has besluittypen."""

    soort: Literal["taken", "besluit"]
    aantal: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Archief:
    """What follows from a resultaattype: `datum` None when it is not known beforehand."""

    nominatie: str
    termijn: str
    datum: date | None


def beletsels(*, open_taken: int, besluittypen: int, besluiten: int) -> tuple[Beletsel, ...]:
    """Everything that a handler should finish before closing; closing anyway asks for a reason."""
    found = []
    if open_taken:
        found.append(Beletsel(soort="taken", aantal=open_taken))
    if besluittypen and not besluiten:
        found.append(Beletsel(soort="besluit"))
    return tuple(found)


def require_reason(found: Sequence[Beletsel], *, toch: bool, toelichting: str) -> None:
    """Raise Invalid when something is open and the handler did not say that, and why, the zaak closes all the same."""
    errors = []
    if found and not toch:
        errors.append(FieldError("toch", "required", "Bevestig dat u de zaak toch wilt afronden."))
    if found and not toelichting.strip():
        errors.append(FieldError("toelichting", "required", "Leg uit waarom u de zaak nu al afrondt."))
    if errors:
        raise Invalid(fields=tuple(errors))


def archief(
    *,
    nominatie: str,
    termijn: str | None,
    afleidingswijze: str,
    einddatum: date,
    vervaldatums: Sequence[date | None],
) -> Archief:
    """The archive nomination and the day of action when the zaak closes on `einddatum`, where that can be told now."""
    start = None
    if afleidingswijze == "afgehandeld":
        start = einddatum
    elif afleidingswijze == "vervaldatum_besluit" and vervaldatums and all(vervaldatums):
        start = max(day for day in vervaldatums if day)
    return Archief(
        nominatie=nominatie, termijn=termijn or "", datum=add(start, termijn) if start and termijn else None
    )
