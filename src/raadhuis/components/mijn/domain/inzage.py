"""What a resident may see of her zaak, besides what the register itself keeps from her."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from raadhuis.kernel.authz import rank

INITIATORS = ("initiator", "mede_initiator")
CONCEPT = ("in_bewerking", "ter_vaststelling")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deelname:
    """Somebody's part in the zaak: the generic meaning of the rol, and her BSN when she is a person."""

    rol: str
    bsn: str


def is_initiator(bsn: str, deelnames: Iterable[Deelname]) -> bool:
    """Whether the zaak was started by this person, alone or together."""
    return bsn != "" and any(d.bsn == bsn and d.rol in INITIATORS for d in deelnames)


def may_see_document(*, toegestaan: bool, status: str, vertrouwelijkheid: str, van_zaak: str) -> bool:
    """Whether she may read a document: shown to the initiator on purpose (`toegestaan`, the standard's
    tonenAanInitiator), no concept, and at most as confidential as the zaak itself (`van_zaak`)."""
    return toegestaan and status not in CONCEPT and rank(vertrouwelijkheid) <= rank(van_zaak)


def may_see_besluit(*, verzenddatum: date | None, today: date) -> bool:
    """Whether she may read a decision: not before the day on which it is sent."""
    return verzenddatum is None or verzenddatum <= today
