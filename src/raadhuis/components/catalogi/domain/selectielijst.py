"""What the selectielijst says of keeping the files of a zaak (ztc-001 .. ztc-003)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol
from uuid import UUID

from raadhuis.components.catalogi.domain.bodies import ResultaattypeBody
from raadhuis.kernel import wire
from raadhuis.kernel.refusal import FieldError

# What the procestermijn of a selectielijstklasse asks of the afleidingswijze (ztc-003).
AFLEIDINGSWIJZE = {"nihil": "afgehandeld", "ingeschatte_bestaansduur_procesobject": "termijn"}
_RESOURCE = re.compile(r"https?://[^?#\s]+/(\w+)/[0-9a-fA-F-]{36}/?")


class Klasse(Protocol):
    """A selectielijstklasse (`Resultaat` in the selectielijst)."""

    @property
    def procestype(self) -> UUID:
        """The procestype that it belongs to."""

    @property
    def waardering(self) -> str:
        """`blijvend_bewaren`, `vernietigen` or "" when the list leaves it open."""

    @property
    def procestermijn(self) -> str:
        """When the retention period starts, in the list's words; "" when it does not say."""

    @property
    def bewaartermijn(self) -> str | None:
        """How long the files are kept, an ISO 8601 duration; None when there is no end."""


class Selectielijst(Protocol):
    """Our copy of the lists: it may not have everything, and what it does not have it says nothing of."""

    def klasse(self, url: str) -> Klasse | None:
        """The selectielijstklasse, or None when our copy does not have it."""

    def omschrijving(self, url: str) -> str:
        """The generic name of an outcome, or "" when our copy does not have it."""


def procestype_errors(url: str) -> Iterator[FieldError]:
    """A selectielijstProcestype is a Procestype of the selectielijst, when it is given (ztc-001)."""
    if url:
        yield from _must_be("procestypen", url, "selectielijstProcestype")


def resultaattype_errors(
    body: ResultaattypeBody, *, procestype: str, klasse: Klasse | None
) -> Iterator[FieldError]:
    """The references of a resultaattype fit the lists and the zaaktype's `procestype` (ztc-002, ztc-003)."""
    yield from _must_be(
        "resultaattypeomschrijvingen", body.resultaattypeomschrijving, "resultaattypeomschrijving"
    )
    yield from _must_be("resultaten", body.selectielijstklasse, "selectielijstklasse")
    if klasse is None:
        return
    if procestype and klasse.procestype != wire.uuid_of(procestype):
        yield FieldError(
            "nonFieldErrors",
            "procestype-mismatch",
            "De selectielijstklasse hoort niet bij het procestype van het zaaktype.",
        )
    wanted = AFLEIDINGSWIJZE.get(klasse.procestermijn)
    brondatum = body.brondatum_archiefprocedure
    if wanted and brondatum and brondatum.afleidingswijze != wanted:
        yield FieldError(
            "nonFieldErrors",
            "invalid-afleidingswijze-for-procestermijn",
            f"De selectielijstklasse vraagt om afleidingswijze {wanted}.",
        )


def _must_be(resource: str, url: str, field: str) -> Iterator[FieldError]:
    match = _RESOURCE.fullmatch(url)
    if match is None or match[1] != resource or wire.uuid_of(url) is None:
        yield FieldError(field, "invalid-resource", f"Dit is geen adres van een van de {resource}.")
