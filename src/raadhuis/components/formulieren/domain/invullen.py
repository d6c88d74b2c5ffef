"""Judges the answers to a form: one pass over its steps decides what is asked, what is good, and what is dropped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from raadhuis.components.formulieren.domain.voorwaarden import applies
from raadhuis.components.formulieren.domain.waarden import Fout, clean, gettext_noop
from raadhuis.components.formulieren.types import Antwoorden, Formulier, Veld, Waarde

VERPLICHT = {
    "keuze": gettext_noop("Kies een antwoord."),
    "janee": gettext_noop("Kies een antwoord."),
    "meerkeuze": gettext_noop("Kies minstens één antwoord."),
    "bestand": gettext_noop("Voeg een bestand toe."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Oordeel:
    """What came out: the answers to questions that apply, what is wrong by field, the fields shown by step (a step
    that does not apply is not in `stappen`)."""

    antwoorden: Antwoorden = field(default_factory=dict)
    fouten: dict[str, Fout] = field(default_factory=dict)
    stappen: dict[int, tuple[Veld, ...]] = field(default_factory=dict)

    @property
    def eerste_fout(self) -> int | None:
        """The number (from 1) of the first step with something wrong."""
        return next(
            (n for n, velden in self.stappen.items() if any(veld.naam in self.fouten for veld in velden)),
            None,
        )


def judge(
    form: Formulier,
    *,
    gegeven: Mapping[str, Waarde],
    feiten: Mapping[str, str],
    bestanden: Mapping[str, int],
    vandaag: date,
) -> Oordeel:
    """Judge all answers. `gegeven` is what came from outside or was kept; `feiten` are the values that the server
    knows (by field) and that win; `bestanden` is how many files each field has. Names that the form does not know,
    and answers to questions that do not apply, are dropped."""
    answers: Antwoorden = {}
    wrong: dict[str, Fout] = {}
    shown: dict[int, tuple[Veld, ...]] = {}
    for number, stap in enumerate(form.stappen, start=1):
        if not applies(stap.toon_als, answers):
            continue
        here: list[Veld] = []
        for veld in stap.velden:
            if not applies(veld.toon_als, answers):
                continue
            here.append(veld)
            if veld.naam in feiten:
                answers[veld.naam] = feiten[veld.naam]
                continue
            try:
                answers[veld.naam] = _answer(veld, gegeven, bestanden, vandaag=vandaag)
            except Fout as error:
                wrong[veld.naam] = error
        if here:
            shown[number] = tuple(here)
    return Oordeel(
        antwoorden={name: value for name, value in answers.items() if value},
        fouten=wrong,
        stappen=shown,
    )


def _answer(
    veld: Veld, gegeven: Mapping[str, Waarde], bestanden: Mapping[str, int], *, vandaag: date
) -> Waarde:
    if veld.soort == "bestand":
        if veld.verplicht and not bestanden.get(veld.naam):
            raise Fout(VERPLICHT["bestand"])
        return ""
    given = gegeven.get(veld.naam, "")
    answer = clean(veld, given if isinstance(given, list) else [given], vandaag=vandaag)
    if veld.verplicht and not answer:
        raise Fout(VERPLICHT.get(veld.soort, gettext_noop("Vul dit in.")))
    return answer
