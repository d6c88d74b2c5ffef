"""When a closed zaak may be destroyed or must be handed over: brondatum and archiefactiedatum (zrc-021)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from raadhuis.components.zaken.domain.termijn import add


@dataclass(frozen=True, slots=True, kw_only=True)
class Afleiding:
    """What the resultaattype says: one of the nine `afleidingswijze`n and its arguments; terms are ISO 8601 durations."""

    afleidingswijze: str = ""
    datumkenmerk: str = ""
    objecttype: str = ""
    procestermijn: str | None = None


Kenmerken = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gegevens:
    """What the zaak says: `eigenschappen` by name, `zaakobjecten` as (names of its type, what is known), the dates of its
    besluiten and the ends of its related zaken (None: unknown), its hoofdzaak's end."""

    einddatum: date
    einddatum_hoofdzaak: date | None = None
    eigenschappen: tuple[tuple[str, str], ...] = ()
    ingangsdatums: tuple[date | None, ...] = ()
    vervaldatums: tuple[date | None, ...] = ()
    einddatums_gerelateerd: tuple[date | None, ...] = ()
    zaakobjecten: tuple[tuple[tuple[str, str], Kenmerken], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Archivering:
    """`startdatum_bewaartermijn` is the brondatum; without it there is no `archiefactiedatum` either."""

    startdatum_bewaartermijn: date | None
    archiefactiedatum: date | None


def archivering(
    *, afleiding: Afleiding, archiefactietermijn: str | None, zaak: Gegevens, start: date | None = None
) -> Archivering:
    """The day on which the retention period starts (`start` when somebody chose it), and the day on which it ends
    (`archiefactietermijn` later)."""
    start = start or brondatum(afleiding, zaak)
    ends = add(start, archiefactietermijn) if start and archiefactietermijn else None
    return Archivering(startdatum_bewaartermijn=start, archiefactiedatum=ends)


def brondatum(afleiding: Afleiding, zaak: Gegevens) -> date | None:
    """The day on which the retention period starts; None while the zaak does not tell.

    `ander_datumkenmerk` is filled in by hand. Of several besluiten, objects or related zaken the last day counts, and
    one without a day means unknown: the retention period has not started.
    """
    match afleiding.afleidingswijze:
        case "afgehandeld":
            return zaak.einddatum
        case "hoofdzaak":
            return zaak.einddatum_hoofdzaak
        case "eigenschap":
            return _day(dict(zaak.eigenschappen).get(afleiding.datumkenmerk, ""))
        case "termijn":
            return add(zaak.einddatum, afleiding.procestermijn) if afleiding.procestermijn else None
        case "ingangsdatum_besluit":
            return _last(zaak.ingangsdatums)
        case "vervaldatum_besluit":
            return _last(zaak.vervaldatums)
        case "gerelateerde_zaak":
            return _last(zaak.einddatums_gerelateerd)
        case "zaakobject":
            wanted = [known for names, known in zaak.zaakobjecten if afleiding.objecttype in names]
            return _last(_day(str(known.get(afleiding.datumkenmerk, ""))) for known in wanted)
        case _:
            return None


def _last(days: Iterable[date | None]) -> date | None:
    known = list(days)
    return max(day for day in known if day) if known and all(known) else None


def _day(text: str) -> date | None:
    """A `datum` (YYYYMMDD) or `datum_tijd` (YYYYMMDDhhmmss) as ztc-015 writes them, or the same with hyphens."""
    try:
        return datetime.strptime(text.replace("-", "")[:8], "%Y%m%d").date()  # noqa: DTZ007  # a day has no zone
    except ValueError:
        return None
