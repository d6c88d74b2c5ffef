"""To whom a letter goes, and where she lives now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from raadhuis.components.bronnen import api as bronnen
from raadhuis.components.werkplek.api.beeld import Zaakbeeld, aanvrager_of
from raadhuis.kernel.elfproef import elf_proef
from raadhuis.kernel.identity import Actor

GeenAdres = Literal["", "geheim", "overleden", "onbekend", "brp_weg"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Geadresseerde:
    """`naam` is for the salutation, `regels` are name and address as on an envelope; `geen_adres` is why those have no
    address, "" when they have one."""

    naam: str
    regels: tuple[str, ...]
    geen_adres: GeenAdres = ""


def geadresseerde_of(*, actor: Actor, at: datetime, beeld: Zaakbeeld) -> Geadresseerde:
    """The applicant, with the address that the BRP has of her today; else with the one that the zaak holds.

    An answer of the BRP counts, also when it is that there is no address to write on a letter (secret, deceased).
    """
    aanvrager = aanvrager_of(beeld)
    kept = (aanvrager.naam, *aanvrager.adres) if aanvrager.naam else ()
    why: GeenAdres = "onbekend"
    if elf_proef(aanvrager.bsn):
        doelbinding = f"Brief over {beeld.inrichting.zaaktype.omschrijving}"
        try:
            persoon = bronnen.get_persoon(actor=actor, at=at, bsn=aanvrager.bsn, doelbinding=doelbinding)
        except bronnen.BrpOnbereikbaar:
            why = "brp_weg"
        except bronnen.PersoonOnbekend:
            pass
        else:
            return Geadresseerde(
                naam=aanvrager.naam or persoon.volledige_naam,
                regels=persoon.geadresseerde or kept[:1],
                geen_adres=_missing(persoon),
            )
    return Geadresseerde(naam=aanvrager.naam, regels=kept, geen_adres="" if aanvrager.adres else why)


def _missing(persoon: bronnen.Persoon) -> GeenAdres:
    if len(persoon.geadresseerde) > 1:
        return ""
    if persoon.overleden:
        return "overleden"
    return "geheim" if persoon.geheimhouding else "onbekend"
