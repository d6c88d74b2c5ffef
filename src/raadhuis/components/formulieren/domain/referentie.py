"""The reference that a resident gets: short, and without characters that look like others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

# No 0/O, 1/I/L, 2/Z, 5/S, 8/B, U/V; no vowels, so no words.
ALPHABET = "34679CDFGHJKMNPQRTWXY"
LENGTH = 8


def make(*, gemeente: str, dag: date, kans: Sequence[int]) -> str:
    """`L26-7KQ4-M3XD`: the municipality's letter, the year, and eight characters from `kans` (random numbers)."""
    letter = next(
        (c for c in gemeente.removeprefix("Gemeente").strip().upper() if c.isascii() and c.isalpha()), "R"
    )
    code = "".join(ALPHABET[n % len(ALPHABET)] for n in kans[:LENGTH])
    return f"{letter}{dag:%y}-{code[:4]}-{code[4:]}"
