"""Wire shapes of Besluiten 1.1.0: the parts of the standard that are served today. References are URLs."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from raadhuis.kernel.wire import Wire

Url = Annotated[str, Meta(max_length=1000)]


class BesluitBody(Wire, frozen=True, kw_only=True):
    """A new decision; `identificatie` is generated when "" (brc-002)."""

    verantwoordelijke_organisatie: Annotated[str, Meta(max_length=9, min_length=9)]
    besluittype: Url
    datum: date
    ingangsdatum: date
    identificatie: Annotated[str, Meta(max_length=50)] = ""
    zaak: Url = ""
    toelichting: str = ""
    bestuursorgaan: Annotated[str, Meta(max_length=50)] = ""
    vervaldatum: date | None = None
    vervalreden: Literal["tijdelijk", "ingetrokken_overheid", "ingetrokken_belanghebbende", ""] = ""
    publicatiedatum: date | None = None
    verzenddatum: date | None = None
    uiterlijke_reactiedatum: date | None = None


class Besluit(Wire, frozen=True, kw_only=True):
    """A decision as it stands in the register."""

    url: str
    identificatie: str
    verantwoordelijke_organisatie: str
    besluittype: str
    zaak: str
    datum: date
    toelichting: str
    bestuursorgaan: str
    ingangsdatum: date
    vervaldatum: date | None
    vervalreden: str
    vervalreden_weergave: str = ""
    publicatiedatum: date | None
    verzenddatum: date | None
    uiterlijke_reactiedatum: date | None


class BesluitInformatieObjectBody(Wire, frozen=True, kw_only=True):
    """A document that records the decision."""

    informatieobject: Url
    besluit: Url


class BesluitInformatieObject(BesluitInformatieObjectBody, frozen=True, kw_only=True):
    """The link as it stands in the register."""

    url: str
