"""The elf-proef of a burgerservicenummer and of an RSIN."""

from __future__ import annotations

from collections.abc import Iterable
from operator import mul

_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


def elf_proef(number: str) -> bool:
    """Whether `number` is nine digits, not all nought, whose weighed sum is a multiple of eleven.

    Digits alone: a library that also takes "1234.56.782" lets through what no register finds again.
    """
    if len(number) != 9 or not (number.isascii() and number.isdigit()) or number == "000000000":
        return False
    digits: Iterable[int] = map(int, number)
    total: int = sum(map(mul, _WEIGHTS, digits))
    return total % 11 == 0


def is_rsin(number: str) -> bool:
    """Whether `number` may be an RSIN: the elf-proef, which all noughts pass too; the standard's own examples are written so."""
    return elf_proef(number) or number == "000000000"
