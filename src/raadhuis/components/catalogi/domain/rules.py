"""What makes a catalogus file right: names that exist, versions that do not overlap, archiving rules that can be kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from raadhuis.components.catalogi.domain.bodies import BrondatumBody, SpecificatieBody
from raadhuis.components.catalogi.domain.spec import (
    BrondatumSpec,
    CatalogusSpec,
    SpecificatieSpec,
    ZaaktypeSpec,
)
from raadhuis.kernel.refusal import FieldError

# Which fields an afleidingswijze asks for (ztc-004 .. ztc-008); every other one stays empty.
ASKED = {
    "afgehandeld": frozenset[str](),
    "ander_datumkenmerk": frozenset({"datumkenmerk", "objecttype", "registratie"}),
    "eigenschap": frozenset({"datumkenmerk"}),
    "gerelateerde_zaak": frozenset[str](),
    "hoofdzaak": frozenset[str](),
    "ingangsdatum_besluit": frozenset[str](),
    "termijn": frozenset({"procestermijn"}),
    "vervaldatum_besluit": frozenset[str](),
    "zaakobject": frozenset({"datumkenmerk", "objecttype"}),
}
# The end is always known at closing (ztc-005).
END_NOT_ASKED = frozenset({"afgehandeld", "termijn"})
# How long the value of a date is, as it is written: 20261122, 20261122093000 (ztc-015).
LENGTHS = {"datum": "8", "datum_tijd": "14"}


def valid_on(day: date, *, begin: date, einde: date | None) -> bool:
    """Whether a version counts on a day; `einde` is the last day that it does."""
    return begin <= day and (einde is None or day <= einde)


def overlap(first: tuple[date, date | None], second: tuple[date, date | None]) -> bool:
    """Whether two periods of validity share a day (ztc-016)."""
    return valid_on(max(first[0], second[0]), begin=first[0], einde=first[1]) and valid_on(
        max(first[0], second[0]), begin=second[0], einde=second[1]
    )


def specificatie_errors(spec: SpecificatieSpec | SpecificatieBody, path: str) -> Iterator[FieldError]:
    """A date is written in 8 characters, a moment in 14 (ztc-015)."""
    wanted = LENGTHS.get(spec.formaat)
    if wanted and spec.lengte != wanted:
        yield FieldError(f"{path}.lengte", "invalid", f"Moet {wanted} zijn bij {spec.formaat} (ztc-015).")


def brondatum_errors(spec: BrondatumSpec | BrondatumBody, path: str) -> Iterator[FieldError]:
    """Fields that the afleidingswijze needs and lacks, or has and must not have."""
    asked = ASKED[spec.afleidingswijze]
    for name in ("datumkenmerk", "objecttype", "registratie", "procestermijn"):
        given = bool(getattr(spec, name))
        if given and name not in asked:
            yield FieldError(f"{path}.{name}", "must-be-empty", f"Hoort niet bij {spec.afleidingswijze}.")
        if not given and name in asked:
            yield FieldError(f"{path}.{name}", "required", f"Is nodig bij {spec.afleidingswijze}.")
    if spec.einddatum_bekend and spec.afleidingswijze in END_NOT_ASKED:
        yield FieldError(
            f"{path}.einddatumBekend", "must-be-empty", f"Hoort niet bij {spec.afleidingswijze}."
        )


def errors(spec: CatalogusSpec) -> tuple[FieldError, ...]:
    """Everything that is wrong in the file beyond the form of its fields."""
    return (
        *_unknown_documents(spec),
        *_overlaps(spec),
        *(e for n, z in enumerate(spec.zaaktypen) for e in _zaaktype(spec, n, z)),
    )


def _unknown_documents(spec: CatalogusSpec) -> Iterator[FieldError]:
    known = {i.omschrijving for i in spec.informatieobjecttypen}
    for number, besluittype in enumerate(spec.besluittypen):
        for name in set(besluittype.informatieobjecttypen) - known:
            yield _unknown(f"besluittypen.{number}.informatieobjecttypen", name)


def _overlaps(spec: CatalogusSpec) -> Iterator[FieldError]:
    for number, one in enumerate(spec.zaaktypen):
        for other in spec.zaaktypen[:number]:
            if (
                one.identificatie == other.identificatie
                and not (one.concept or other.concept)
                and overlap(
                    (one.begin_geldigheid, one.einde_geldigheid),
                    (other.begin_geldigheid, other.einde_geldigheid),
                )
            ):
                yield FieldError(
                    f"zaaktypen.{number}.beginGeldigheid",
                    "overlap",
                    f"{one.identificatie} heeft twee versies op één dag.",
                )


def _zaaktype(spec: CatalogusSpec, number: int, zaaktype: ZaaktypeSpec) -> Iterator[FieldError]:
    path = f"zaaktypen.{number}"
    documents = {i.omschrijving for i in spec.informatieobjecttypen}
    for name in set(zaaktype.besluittypen) - {b.omschrijving for b in spec.besluittypen}:
        yield _unknown(f"{path}.besluittypen", name)
    for place, document in enumerate(zaaktype.informatieobjecttypen):
        if document.informatieobjecttype not in documents:
            yield _unknown(
                f"{path}.informatieobjecttypen.{place}.informatieobjecttype", document.informatieobjecttype
            )
    numbers = [s.volgnummer for s in zaaktype.statustypen]
    if not numbers or len(set(numbers)) < len(numbers):
        yield FieldError(
            f"{path}.statustypen",
            "invalid",
            "Minstens één statustype is nodig, elk met een eigen volgnummer.",
        )
    if zaaktype.verlenging_mogelijk != bool(zaaktype.verlengingstermijn):
        yield FieldError(
            f"{path}.verlengingstermijn", "invalid", "Hoort er precies dan te zijn als verlengen kan."
        )
    for place, resultaattype in enumerate(zaaktype.resultaattypen):
        group = f"{path}.resultaattypen.{place}"
        yield from brondatum_errors(
            resultaattype.brondatum_archiefprocedure, f"{group}.brondatumArchiefprocedure"
        )
        if resultaattype.archiefnominatie == "vernietigen" and not resultaattype.archiefactietermijn:
            yield FieldError(f"{group}.archiefactietermijn", "required", "Is nodig bij vernietigen.")
    for place, eigenschap in enumerate(zaaktype.eigenschappen):
        yield from specificatie_errors(eigenschap.specificatie, f"{path}.eigenschappen.{place}.specificatie")


def _unknown(path: str, name: str) -> FieldError:
    return FieldError(path, "no-match", f"{name!r} staat niet in deze catalogus.")
