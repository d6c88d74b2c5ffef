"""The text of the letter that tells an applicant what was decided: B1 Dutch, with where and until when to object."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from raadhuis.components.werkplek.domain.termijn import add
from raadhuis.kernel.refusal import Conflict, FieldError, Invalid

BEZWAARTERMIJN = "P6W"  # Algemene wet bestuursrecht, article 6:7
MAANDEN = "januari februari maart april mei juni juli augustus september oktober november december".split()


class BesluitBestaatAl(Conflict):
    """The number of this besluit is taken by another one."""

    code = "besluit-bestaat-al"
    title = "Er ligt al een besluit vast bij deze zaak. Er is niets overschreven."
    next = "Bekijk het besluit dat er al is."


@dataclass(frozen=True, slots=True, kw_only=True)
class Voorstel:
    """What the handler decides. `nummer` counts the besluiten of a zaak from 1 and makes repeating harmless;
    `uitkomst` is the first word of the letter (Verleend), `overwegingen` are its reasons."""

    nummer: int
    besluittype: str
    uitkomst: str
    ingangsdatum: date
    vervaldatum: date | None
    overwegingen: str

    @property
    def toelichting(self) -> str:
        """How the besluit keeps both: the first line is the outcome."""
        return f"{self.uitkomst}\n\n{self.overwegingen.strip()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Brieftekst:
    """A letter in plain text parts."""

    titel: str
    kenmerk: str
    geadresseerde: tuple[str, ...]
    kop: tuple[tuple[str, str], ...]
    alineas: tuple[str, ...]
    delen: tuple[tuple[str, tuple[str, ...]], ...]
    slot: tuple[str, ...]


def check(voorstel: Voorstel, *, startdatum: date) -> None:
    """Raises Invalid with every wrong date and an empty reason."""
    errors = []
    if voorstel.vervaldatum and voorstel.vervaldatum < voorstel.ingangsdatum:
        errors.append(FieldError("vervaldatum", "invalid", "De vervaldatum ligt voor de ingangsdatum."))
    if voorstel.ingangsdatum < startdatum:
        errors.append(
            FieldError("ingangsdatum", "invalid", "De ingangsdatum ligt voor de start van de zaak.")
        )
    if not voorstel.overwegingen.strip():
        errors.append(FieldError("overwegingen", "required", "Leg uit waarom u dit besluit neemt."))
    if errors:
        raise Invalid(fields=tuple(errors))


def identificatie(zaak: str, nummer: int) -> str:
    """The besluit's identification: the same for the same zaak and number, so that repeating makes one."""
    return f"{zaak}-besluit-{nummer}"


def nummer_of(besluit: str) -> int:
    """The number in an identification; 0 when it is not one of ours."""
    tail = besluit.rpartition("-besluit-")[2]
    return int(tail) if "-besluit-" in besluit and tail.isdigit() else 0


def split(toelichting: str) -> tuple[str, str]:
    """(uitkomst, overwegingen) of a kept toelichting."""
    uitkomst, _, overwegingen = toelichting.partition("\n\n")
    return (uitkomst, overwegingen) if overwegingen else ("", toelichting)


def reactiedatum(verzonden: date, reactietermijn: str | None) -> date:
    """The last day to object: six weeks counted from the day after sending, unless the besluittype says otherwise."""
    found = add(verzonden, reactietermijn or BEZWAARTERMIJN)
    return found if found else verzonden


def brief(
    *,
    zaak: str,
    zaaktype: str,
    startdatum: date,
    besluittype: str,
    uitkomst: str,
    overwegingen: str,
    datum: date,
    ingangsdatum: date,
    vervaldatum: date | None,
    reageren_tot: date,
    naam: str,
    geadresseerde: tuple[str, ...],
    gemeente: str,
    adres: str,
) -> Brieftekst:
    """The letter; the same besluit always gives the same letter."""
    geldig = f"Het besluit geldt vanaf {day(ingangsdatum)}"
    geldig += f" tot en met {day(vervaldatum)}." if vervaldatum else "."
    return Brieftekst(
        titel=besluittype,
        kenmerk=zaak,
        geadresseerde=geadresseerde,
        kop=(("Datum", day(datum)), ("Kenmerk", zaak), ("Onderwerp", zaaktype)),
        alineas=(
            f"Beste {naam or 'heer of mevrouw'},",
            f"Op {day(startdatum)} kregen wij uw aanvraag: {zaaktype}. In deze brief leest u wat wij hebben besloten.",
        ),
        delen=(
            ("Ons besluit", (_ons_besluit(besluittype, uitkomst), geldig)),
            (
                "Waarom wij dit besluiten",
                tuple(part.strip() for part in overwegingen.split("\n") if part.strip()),
            ),
            ("Bent u het er niet mee eens?", _bezwaar(zaak, reageren_tot, gemeente=gemeente, adres=adres)),
        ),
        slot=("Met vriendelijke groet,", f"namens {_college(gemeente)}"),
    )


def _ons_besluit(besluittype: str, uitkomst: str) -> str:
    """A sentence, whatever words the municipality has for its outcomes."""
    return (
        f"Ons besluit op uw aanvraag is: {uitkomst[0].lower()}{uitkomst[1:]}."
        if uitkomst
        else f"{besluittype}."
    )


def _bezwaar(zaak: str, tot: date, *, gemeente: str, adres: str) -> tuple[str, ...]:
    place = _college(gemeente) + (f", {adres}" if adres else "")
    return (
        f"Dan kunt u bezwaar maken. Doe dat binnen zes weken. Wij moeten uw bezwaar uiterlijk op {day(tot)} hebben.",
        f"Stuur een brief naar {place}. Schrijf in uw brief: uw naam en adres, de datum, het kenmerk {zaak}, en waarom "
        "u het niet eens bent met het besluit. Zet uw handtekening onder de brief.",
        "Kunt u niet wachten op onze beslissing op uw bezwaar? Dan kunt u de rechtbank vragen om een voorlopige voorziening.",
    )


def _college(gemeente: str) -> str:
    name = gemeente.removeprefix("Gemeente ")
    return f"het college van burgemeester en wethouders van de gemeente {name}"


def day(moment: date) -> str:
    """3 maart 2026."""
    return f"{moment.day} {MAANDEN[moment.month - 1]} {moment.year}"
