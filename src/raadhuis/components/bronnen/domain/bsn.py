"""The burgerservicenummer: nine digits that pass the elf-proef."""

from __future__ import annotations

from raadhuis.kernel.elfproef import elf_proef
from raadhuis.kernel.refusal import Refusal


class BsnKloptNiet(Refusal):
    """Not nine digits that pass the elf-proef. Never says which number."""

    code = "invalid"
    title = "Dit burgerservicenummer klopt niet. Controleer de cijfers."


def check_bsn(bsn: str) -> str:
    """`bsn` itself. Raises BsnKloptNiet."""
    if not elf_proef(bsn):
        raise BsnKloptNiet
    return bsn
