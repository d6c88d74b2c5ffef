"""Wire shapes of Besluiten 1.1.0, fields in the order of the schema. References are URLs."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from raadhuis.kernel.wire import Wire

Url = Annotated[str, Meta(max_length=1000)]
ShortUrl = Annotated[str, Meta(max_length=200)]
Rsin = Annotated[str, Meta(max_length=9, min_length=9)]
Short = Annotated[str, Meta(max_length=50)]
Vervalreden = Literal["tijdelijk", "ingetrokken_overheid", "ingetrokken_belanghebbende", ""]


class BesluitBody(Wire, frozen=True, kw_only=True):
    """A new decision; `identificatie` is generated when "" (brc-002)."""

    identificatie: Short = ""
    verantwoordelijke_organisatie: Rsin
    besluittype: ShortUrl
    zaak: ShortUrl = ""
    datum: date
    toelichting: str = ""
    bestuursorgaan: Short = ""
    ingangsdatum: date
    vervaldatum: date | None = None
    vervalreden: Vervalreden = ""
    publicatiedatum: date | None = None
    verzenddatum: date | None = None
    uiterlijke_reactiedatum: date | None = None


class BesluitPatch(Wire, frozen=True, kw_only=True):
    """What changes of a decision; what is left out stays as it is."""

    identificatie: Short | UnsetType = UNSET
    verantwoordelijke_organisatie: Rsin | UnsetType = UNSET
    besluittype: ShortUrl | UnsetType = UNSET
    zaak: ShortUrl | UnsetType = UNSET
    datum: date | UnsetType = UNSET
    toelichting: str | UnsetType = UNSET
    bestuursorgaan: Short | UnsetType = UNSET
    ingangsdatum: date | UnsetType = UNSET
    vervaldatum: date | UnsetType | None = UNSET
    vervalreden: Vervalreden | UnsetType = UNSET
    publicatiedatum: date | UnsetType | None = UNSET
    verzenddatum: date | UnsetType | None = UNSET
    uiterlijke_reactiedatum: date | UnsetType | None = UNSET


class BesluitPut(BesluitPatch, frozen=True, kw_only=True):
    """A decision as a whole: what the standard requires is there; of the rest, what is left out stays as it is."""

    verantwoordelijke_organisatie: Rsin
    besluittype: ShortUrl
    datum: date
    ingangsdatum: date


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


class VastleggingBody(Wire, frozen=True, kw_only=True):
    """A document that records the decision of the same body."""

    informatieobject: Url


class VerwerkBody(Wire, frozen=True, kw_only=True):
    """A decision with the documents that record it, in one body."""

    besluit: BesluitBody
    besluitinformatieobjecten: Annotated[tuple[VastleggingBody, ...], Meta(max_length=100)] = ()
