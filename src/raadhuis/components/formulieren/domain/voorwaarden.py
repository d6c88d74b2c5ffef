"""Which steps and fields apply, by the answers so far. Decided here, on the server, and nowhere else."""

from __future__ import annotations

from raadhuis.components.formulieren.types import Antwoorden, Vergelijking, Voorwaarde


def applies(condition: Voorwaarde | None, answers: Antwoorden) -> bool:
    """Whether the condition holds; no condition always does."""
    if condition is None:
        return True
    if condition.en:
        return all(_holds(comparison, answers) for comparison in condition.en)
    return any(_holds(comparison, answers) for comparison in condition.of)


def _holds(comparison: Vergelijking, answers: Antwoorden) -> bool:
    given = answers.get(comparison.veld, "")
    match comparison.operator:
        case "is":
            return given == comparison.waarde
        case "is_niet":
            # What was not asked has no answer, so nothing can be concluded from it.
            return bool(given) and given != comparison.waarde
        case "bevat":
            return comparison.waarde in given if isinstance(given, list) else given == comparison.waarde
        case "ingevuld":
            return bool(given)
    return not given
