"""Checks a query of the API parameter by parameter; every fault is reported at once, as the standard asks."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from raadhuis.simulators.brp.fields import PERSON, PERSON_LIMITED, Tree, refusal_of, wanted
from raadhuis.simulators.brp.problems import InvalidParam, WrongQuery, invalid

BY_BSN = "RaadpleegMetBurgerservicenummer"
BY_BIRTH = "ZoekMetGeslachtsnaamEnGeboortedatum"
BY_ADDRESS = "ZoekMetPostcodeEnHuisnummer"

MAX_BSNS = 20
MAX_FIELDS = 130

Check = Callable[[str, Any], list[InvalidParam]]


@dataclass(frozen=True, slots=True)
class Query:
    """A good query: its type, its other parameters and the tree of wanted fields."""

    kind: str
    parameters: Mapping[str, Any]
    fields: Tree


def read(body: object) -> Query:
    """The query in a decoded JSON body. Raises WrongQuery."""
    given = body if isinstance(body, dict) else {}
    kind = given.get("type")
    if kind in (None, ""):
        raise WrongQuery([invalid("required", "type", "Parameter is verplicht.")])
    if not isinstance(kind, str) or kind not in _PARAMETERS:
        raise WrongQuery([invalid("value", "type", "Waarde is geen geldig zoek type.")])
    known = PERSON if kind == BY_BSN else PERSON_LIMITED
    faults = []
    for name, (check, required) in _PARAMETERS[kind].items():
        value = given.get(name)
        if value is None or value == "":
            if required:
                faults.append(invalid("required", name, "Parameter is verplicht."))
            elif name in given and check is _boolean:
                faults += check(name, value)
        else:
            faults += check(name, value)
    if given.get("fields") is None:
        faults.append(invalid("required", "fields", "Parameter is verplicht."))
    else:
        faults += _fields(given["fields"], known)
    extra = [name for name in given if name not in _PARAMETERS[kind] and name not in ("type", "fields")]
    faults += [invalid("unknownParam", str(name), "Parameter is niet verwacht.") for name in extra]
    if faults:
        raise WrongQuery(faults)
    return Query(kind, given, wanted(given["fields"], known=known))


def _pattern(pattern: str) -> Check:
    compiled = re.compile(pattern.replace("$|^", "$|"))

    def check(name: str, value: Any) -> list[InvalidParam]:
        if isinstance(value, str) and compiled.fullmatch(value):
            return []
        return [invalid("pattern", name, f"Waarde voldoet niet aan patroon {pattern}.")]

    return check


def _date(name: str, value: Any) -> list[InvalidParam]:
    try:
        if isinstance(value, str) and len(value) == 10:
            date.fromisoformat(value)
            return []
    except ValueError:
        pass
    return [invalid("date", name, "Waarde is geen geldige datum.")]


def _integer(name: str, value: Any) -> list[InvalidParam]:
    text = str(value) if not isinstance(value, bool) else ""
    good = text.isascii() and text.isdecimal() and 1 <= int(text) <= 99999
    return [] if good else [invalid("integer", name, "Waarde is geen geldig getal.")]


def _boolean(name: str, value: Any) -> list[InvalidParam]:
    good = isinstance(value, bool) or value in ("true", "false")
    return [] if good else [invalid("boolean", name, "Waarde is geen boolean.")]


def _array(name: str, value: Any, most: int) -> list[InvalidParam]:
    if not isinstance(value, list):
        return [invalid("array", name, "Parameter is geen array.")]
    if not value:
        return [invalid("minItems", name, "Array bevat minder dan 1 items.")]
    if len(value) > most:
        return [invalid("maxItems", name, f"Array bevat meer dan {most} items.")]
    return []


def _bsns(name: str, value: Any) -> list[InvalidParam]:
    check = _pattern("^[0-9]{9}$")
    return _array(name, value, MAX_BSNS) or [
        fault for i, one in enumerate(value) for fault in check(f"{name}[{i}]", one)
    ]


def _fields(value: Any, known: Tree) -> list[InvalidParam]:
    if faults := _array("fields", value, MAX_FIELDS):
        return faults
    check = _pattern(r"^[a-zA-Z0-9\._]{1,200}$")
    for i, path in enumerate(value):
        if wrong := check(f"fields[{i}]", path):
            faults += wrong
        elif reason := refusal_of(path, known=known):
            faults.append(invalid("fields", f"fields[{i}]", reason))
    return faults


_SURNAME = r"^[a-zA-Z0-9À-ž \.\-\']{1,200}$|^[a-zA-Z0-9À-ž \.\-\']{3,199}\*{1}$"
_PARAMETERS: dict[str, dict[str, tuple[Check, bool]]] = {
    BY_BSN: {
        "burgerservicenummer": (_bsns, True),
        "gemeenteVanInschrijving": (_pattern("^[0-9]{4}$"), False),
    },
    BY_BIRTH: {
        "geboortedatum": (_date, True),
        "geslachtsnaam": (_pattern(_SURNAME), True),
        "geslacht": (_pattern("^([Mm]|[Vv]|[Oo])$"), False),
        "voorvoegsel": (_pattern(r"^[a-zA-Z \']{1,10}$"), False),
        "voornamen": (_pattern(r"^[a-zA-Z0-9À-ž \.\-\']{1,199}\*{0,1}$"), False),
        "gemeenteVanInschrijving": (_pattern("^[0-9]{4}$"), False),
        "inclusiefOverledenPersonen": (_boolean, False),
    },
    BY_ADDRESS: {
        "postcode": (_pattern("^[1-9]{1}[0-9]{3}[ ]?[A-Za-z]{2}$"), True),
        "huisnummer": (_integer, True),
        "huisletter": (_pattern("^[a-zA-Z]{1}$"), False),
        "huisnummertoevoeging": (_pattern(r"^[a-zA-Z0-9 \-]{1,4}$"), False),
        "geboortedatum": (_date, False),
        "gemeenteVanInschrijving": (_pattern("^[0-9]{4}$"), False),
        "inclusiefOverledenPersonen": (_boolean, False),
    },
}
