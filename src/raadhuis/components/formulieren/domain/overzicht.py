"""The answers in words: for the summary, the PDF and the properties of the zaak."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from raadhuis.components.formulieren.domain.invullen import Oordeel
from raadhuis.components.formulieren.domain.waarden import in_words
from raadhuis.components.formulieren.types import Antwoorden, Eigenschap, Formulier


@dataclass(frozen=True, slots=True, kw_only=True)
class Regel:
    """A question with its answer. `bron` says where a fact comes from ("BRP"), or "" when she gave it herself;
    `eigen_woorden` that the answer is in her words, not in the form's (a choice, a day)."""

    naam: str
    label: str
    antwoord: str
    bron: str = ""
    eigen_woorden: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Blok:
    """A step with its questions."""

    nummer: int
    titel: str
    regels: tuple[Regel, ...]


def overview(
    form: Formulier, oordeel: Oordeel, *, feiten: Mapping[str, str], bestanden: Mapping[str, list[str]]
) -> tuple[Blok, ...]:
    """Every step that applies with its answers; `bestanden` are the names of the files by field."""
    return tuple(
        Blok(
            nummer=number,
            titel=form.stappen[number - 1].titel,
            regels=tuple(
                Regel(
                    naam=veld.naam,
                    label=veld.label,
                    antwoord=", ".join(bestanden.get(veld.naam, []))
                    if veld.soort == "bestand"
                    else in_words(veld, oordeel.antwoorden.get(veld.naam, "")),
                    bron="BRP" if veld.naam in feiten else "",
                    eigen_woorden=veld.soort not in ("keuze", "meerkeuze", "janee", "datum"),
                )
                for veld in velden
            ),
        )
        for number, velden in oordeel.stappen.items()
    )


def property_value(form: Formulier, eigenschap: Eigenschap, answers: Antwoorden) -> str:
    """The value of a zaakeigenschap, 255 characters at most; "" when none of its questions was answered."""
    parts: list[str] = []
    for name in eigenschap.velden:
        veld, answer = form.veld(name), answers.get(name, "")
        if veld is None or not answer:
            continue
        if eigenschap.waarde_van == "datum":
            parts.append(str(answer).replace("-", ""))
        elif eigenschap.waarde_van == "code":
            parts += answer if isinstance(answer, list) else [answer]
        else:
            parts.append(" ".join(in_words(veld, answer).split()))
    return eigenschap.scheiding.join(parts)[:255]
