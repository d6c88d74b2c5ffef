"""What the letters of a process say: plain Dutch, from the facts that are given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

_MAANDEN = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november",
    "december",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Geval:
    """What a letter is about. `geadresseerde` are the lines of the envelope, `eigenschappen` the zaak's, by naam;
    `toelichting` is the employee's."""

    dag: date
    naam: str
    geadresseerde: tuple[str, ...]
    kenmerk: str
    gemeente: str
    eigenschappen: Mapping[str, str]
    toelichting: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brieftekst:
    """A letter's words; `rijen` are (name, value) under the heading `rijen_kop`, `daarna` is what follows on them."""

    titel: str
    alineas: tuple[str, ...]
    rijen_kop: str
    rijen: tuple[tuple[str, str], ...]
    slot: tuple[str, ...]
    daarna: tuple[str, ...] = ()


def datum(dag: date) -> str:
    """`22 november 2026`."""
    return f"{dag.day} {_MAANDEN[dag.month - 1]} {dag.year}"


def datum_uit(text: str) -> str:
    """A day written as 2026-11-22 or 20261122 in words; any other text stays as it is."""
    try:
        return datum(date.fromisoformat(text.strip()[:10]))
    except ValueError:
        return text


def _verhuizing_verwerkt(geval: Geval) -> Brieftekst:
    return Brieftekst(
        titel="Uw verhuizing is verwerkt",
        alineas=(
            f"Beste {geval.naam},",
            "U gaf uw verhuizing aan ons door. Wij hebben uw nieuwe adres verwerkt.",
        ),
        rijen_kop="Uw verhuizing",
        rijen=_verhuizing(geval),
        daarna=(
            "Andere organisaties, zoals de Belastingdienst, krijgen uw nieuwe adres van ons. Dat doet u dus niet zelf.",
        ),
        slot=_groet(geval),
    )


def _verhuizing_niet_verwerkt(geval: Geval) -> Brieftekst:
    waarom = (f"De reden is: {geval.toelichting}",) if geval.toelichting else ()
    return Brieftekst(
        titel="Uw verhuizing is niet verwerkt",
        alineas=(
            f"Beste {geval.naam},",
            "U gaf uw verhuizing aan ons door. Wij kunnen deze verhuizing niet verwerken. Uw adres blijft zoals het was.",
            *waarom,
        ),
        rijen_kop="Wat u doorgaf",
        rijen=_verhuizing(geval),
        daarna=(
            "Klopt dit niet volgens u? Neem dan contact met ons op, of geef uw verhuizing opnieuw door.",
        ),
        slot=_groet(geval),
    )


def _verhuizing(geval: Geval) -> tuple[tuple[str, str], ...]:
    rijen = (
        ("Verhuisdatum", datum_uit(geval.eigenschappen.get("ingangsdatum", ""))),
        ("Oud adres", geval.eigenschappen.get("oud_adres", "")),
        ("Nieuw adres", geval.eigenschappen.get("nieuw_adres", "")),
    )
    return tuple(rij for rij in rijen if rij[1])


def _groet(geval: Geval) -> tuple[str, ...]:
    return ("Met vriendelijke groet,", f"namens het college van burgemeester en wethouders, {geval.gemeente}")


BRIEVEN: Mapping[str, Callable[[Geval], Brieftekst]] = {
    "verhuizing_verwerkt": _verhuizing_verwerkt,
    "verhuizing_niet_verwerkt": _verhuizing_niet_verwerkt,
}


def uittreksel(geval: Geval, *, geboren: date | None, adres: str, in_onderzoek: bool) -> Brieftekst:
    """The extract from the BRP of one person; `in_onderzoek` says that the address may be wrong."""
    adres = adres or "niet bekend"
    rijen = (
        ("Naam", geval.naam),
        ("Geboortedatum", datum(geboren) if geboren else "niet volledig bekend"),
        ("Adres", f"{adres} (in onderzoek)" if in_onderzoek else adres),
        ("Soort uittreksel", geval.eigenschappen.get("soort_uittreksel", "")),
        ("Doel", geval.eigenschappen.get("doel", "")),
    )
    return Brieftekst(
        titel="Uittreksel uit de Basisregistratie Personen",
        alineas=(
            f"Op {datum(geval.dag)} staan deze gegevens in de Basisregistratie Personen (BRP) van {geval.gemeente}.",
        ),
        rijen_kop="Gegevens",
        rijen=tuple(rij for rij in rijen if rij[1]),
        slot=_groet(geval)[1:],
    )
