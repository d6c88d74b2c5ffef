"""The door of Bronnen: facts from the national base registers, asked at the source and never kept here."""

from __future__ import annotations

from datetime import datetime

from raadhuis.components.bronnen import remote
from raadhuis.components.bronnen.domain.bsn import BsnKloptNiet, check_bsn
from raadhuis.components.bronnen.remote import BrpOnbereikbaar, PersoonOnbekend
from raadhuis.components.bronnen.types import Adres, Naam, Persoon
from raadhuis.kernel import logboek
from raadhuis.kernel.identity import Actor

__all__ = [
    "Adres",
    "BrpOnbereikbaar",
    "BsnKloptNiet",
    "Naam",
    "Persoon",
    "PersoonOnbekend",
    "check_bsn",
    "get_persoon",
]


def get_persoon(*, actor: Actor, at: datetime, bsn: str, doelbinding: str) -> Persoon:
    """The person with this BSN, as the BRP knows her now. `doelbinding` is the purpose, which is written down; the look-up
    itself comes in the log of processing (`kernel.logboek`).

    Answers within three seconds. Raises BsnKloptNiet, BrpOnbereikbaar, PersoonOnbekend.
    """
    found = remote.get_persoon(actor=actor, bsn=check_bsn(bsn), doelbinding=doelbinding)
    logboek.record(activity="brp-raadplegen", name=f"BRP: {doelbinding}", bsns=(bsn,), actor=actor, at=at)
    return found
