"""Reads a form's definition, and says where it is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from raadhuis.components.formulieren.types import Formulier, Veld, Voorwaarde
from raadhuis.kernel.refusal import Refusal


class WrongForm(Refusal):
    """The definition is wrong; the message names the place and what is expected there."""


def read(raw: bytes, *, place: str) -> Formulier:
    """The form in `raw`; `place` is the file's name. Raises WrongForm."""
    try:
        form = msgspec.json.decode(raw, type=Formulier)
    except msgspec.MsgspecError as error:
        raise WrongForm(f"{place}: {error}") from error
    if found := list(_problems(form)):
        raise WrongForm("\n".join(f"{place}: {problem}" for problem in found))
    return form


def _problems(form: Formulier) -> Iterator[str]:
    seen: dict[str, Veld] = {}
    for n, stap in enumerate(form.stappen):
        at = f"$.stappen[{n}]"
        yield from _condition(stap.toon_als, seen, at=at)
        for m, veld in enumerate(stap.velden):
            where = f"{at}.velden[{m}] ({veld.naam})"
            if veld.naam in seen:
                yield f"{where}: this name is used before; every field has its own name."
            # A condition looks back only: so one pass decides what is shown, and there is no circle.
            yield from _condition(veld.toon_als, seen, at=where)
            yield from _field(veld, at=where)
            seen[veld.naam] = veld
    named = {name for e in form.zaak.eigenschappen for name in e.velden}
    named |= {n for n in (form.zaak.contact.email, form.zaak.contact.telefoon) if n}
    for name in sorted(named - set(seen)):
        yield f"$.zaak: there is no field {name!r}."


def _condition(condition: Voorwaarde | None, seen: dict[str, Veld], *, at: str) -> Iterator[str]:
    if condition is None:
        return
    if bool(condition.en) == bool(condition.of):
        yield f"{at}.toon_als: give either 'en' or 'of', with at least one comparison."
    for comparison in (*condition.en, *condition.of):
        veld = seen.get(comparison.veld)
        if veld is None:
            yield f"{at}.toon_als: {comparison.veld!r} is not a field that comes before this one."
        elif veld.soort == "bestand":
            yield f"{at}.toon_als: {comparison.veld!r} is a file; compare with another kind of answer."
        elif comparison.operator in ("is", "is_niet", "bevat") and comparison.waarde not in _values(
            veld, comparison.waarde
        ):
            yield f"{at}.toon_als: {comparison.waarde!r} is no answer to {comparison.veld!r}."


def _values(veld: Veld, given: str) -> set[str]:
    if veld.soort == "janee":
        return {"ja", "nee"}
    return {keuze.waarde for keuze in veld.keuzes} or {given}


def _field(veld: Veld, *, at: str) -> Iterator[str]:
    if (veld.soort in ("keuze", "meerkeuze")) != bool(veld.keuzes):
        yield f"{at}: 'keuzes' belongs to the kinds keuze and meerkeuze, and is needed there."
    values = [keuze.waarde for keuze in veld.keuzes]
    if len(set(values)) != len(values):
        yield f"{at}.keuzes: a value is there twice."
    try:
        re.compile(veld.grenzen.patroon)
    except re.error as error:
        yield f"{at}.grenzen.patroon: not a regular expression ({error})."
    if veld.grenzen.patroon and not veld.grenzen.patroon_melding:
        yield f"{at}.grenzen.patroon_melding: say in words what a good answer looks like."
    if veld.brp and veld.soort not in ("tekst", "datum"):
        yield f"{at}.brp: a fact from the BRP is of the kind tekst or datum."
