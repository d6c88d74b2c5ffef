"""Medians, tables and verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median


def percentile(values: Sequence[float], part: float) -> float:
    """The value that `part` (0 to 1) of the values stay below."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def ratio(numerators: Sequence[Sequence[float]], denominators: Sequence[Sequence[float]]) -> float:
    """The median over the rounds of (median of one side / median of the other): both sides of a round were measured
    within a second of each other, so what else the machine did cancels out."""
    return median(median(a) / median(b) for a, b in zip(numerators, denominators, strict=True))


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table; numbers to the right."""
    texts = [list(head), *([_text(cell) for cell in row] for row in rows)]
    widths = [max(len(row[i]) for row in texts) for i in range(len(head))]
    for row in texts:
        cells = [cell.ljust(widths[0]) if i == 0 else cell.rjust(widths[i]) for i, cell in enumerate(row)]
        print("  " + "  ".join(cells), flush=True)


def _text(cell: object) -> str:
    if not isinstance(cell, float):
        return str(cell)
    return f"{cell:.2f}" if abs(cell) < 100 else f"{cell:,.0f}"


def verdict(
    what: str, value: float, *, at_most: float | None = None, at_least: float | None = None, unit: str = "×"
) -> bool:
    """Print whether a measured value meets its target."""
    met = (at_most is None or value <= at_most) and (at_least is None or value >= at_least)
    target = f"at most {at_most:g}" if at_most is not None else f"at least {at_least:g}"
    print(
        f"  {what}: {_text(value)} {unit}, target {target} {unit}: target {'met' if met else 'NOT met'}",
        flush=True,
    )
    return met
