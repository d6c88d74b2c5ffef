"""The burgerservicenummer: nine digits that pass the elf-proef."""

from __future__ import annotations

from stdnum.nl import bsn as number

from raadhuis.kernel.refusal import Refusal


class BsnKloptNiet(Refusal):
    """Not nine digits that pass the elf-proef. Never says which number."""

    code = "invalid"
    title = "Dit burgerservicenummer klopt niet. Controleer de cijfers."


def is_bsn(bsn: str) -> bool:
    """Whether `bsn` is written as nine digits and passes the elf-proef."""
    return len(bsn) == 9 and bsn.isascii() and bsn.isdigit() and number.is_valid(bsn)


def check_bsn(bsn: str) -> str:
    """`bsn` itself. Raises BsnKloptNiet."""
    if not is_bsn(bsn):
        raise BsnKloptNiet
    return bsn
