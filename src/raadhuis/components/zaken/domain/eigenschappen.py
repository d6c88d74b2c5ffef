"""Whether the value of a property fits what its zaaktype says of it: no reason to refuse, but to warn (Zaken 1.7)."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Protocol


class Specificatie(Protocol):
    """What a zaaktype says of a property: `lengte` of a number may be `8,2`: so many digits before and after the comma."""

    @property
    def formaat(self) -> str: ...
    @property
    def lengte(self) -> str: ...
    @property
    def kardinaliteit(self) -> str: ...
    @property
    def waardenverzameling(self) -> tuple[str, ...]: ...


_DATES = {
    "datum": (r"[0-9]{8}|[0-9]{4}-[0-9]{2}-[0-9]{2}", "%Y%m%d", "een datum (JJJJMMDD)"),
    "datum_tijd": (
        r"[0-9]{14}|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{5,15}(Z|[+-][0-9:]{2,5})?",
        "%Y%m%d%H%M%S",
        "een datum en tijd (JJJJMMDDuummss)",
    ),
}


def warning(waarde: str, specificatie: Specificatie) -> str:
    """What was expected instead of `waarde`, in a sentence of plain ASCII without the value; "" when it fits."""
    expected = _expected(waarde, specificatie)
    return expected and (
        f"De waarde past niet bij de specificatie van de eigenschap: verwacht wordt {expected}."
    )


def _expected(waarde: str, specificatie: Specificatie) -> str:
    if specificatie.kardinaliteit != "1":
        return ""  # several values in one text, of which the standard does not say how they are kept apart
    if specificatie.waardenverzameling and waarde not in specificatie.waardenverzameling:
        return "een waarde uit de waardenverzameling"
    if specificatie.formaat in _DATES:
        pattern, form, words = _DATES[specificatie.formaat]
        return "" if re.fullmatch(pattern, waarde) and _is_moment(waarde, form) else words
    before, _, after = specificatie.lengte.replace(".", ",").partition(",")
    if specificatie.formaat == "getal":
        digits = _quantity(before, r"[0-9]{1,%s}", "[0-9]+")
        decimals = _quantity(after, "([.,][0-9]{1,%s})?", "" if before.isdigit() else "([.,][0-9]+)?")
        fits = re.fullmatch(f"[+-]?{digits}{decimals}", waarde)
        return "" if fits else f"een getal met lengte {specificatie.lengte[:14]}"
    if before.isdigit() and len(waarde) > int(before[:9]):
        return f"een tekst van hoogstens {before[:9]} tekens"
    return ""


def _quantity(length: str, pattern: str, otherwise: str) -> str:
    return pattern % length if length.isdigit() and 0 < int(length[:9]) < 1000 else otherwise


def _is_moment(waarde: str, form: str) -> bool:
    try:
        if waarde.isdigit():
            datetime.strptime(waarde, form)  # noqa: DTZ007  # whether it exists in the calendar, whatever the zone
        else:
            datetime.fromisoformat(waarde)
    except ValueError:
        return False
    return True
