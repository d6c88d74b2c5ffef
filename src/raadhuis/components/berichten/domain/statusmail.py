"""The mail that tells somebody where her request stands. Plain Dutch, no content that belongs behind a login."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """Subject and plain text."""

    onderwerp: str
    tekst: str


def statusmail(
    *,
    gemeente: str,
    zaaktype: str,
    identificatie: str,
    status: str,
    statustekst: str,
    adres: str,
    naam: str,
    einde: bool,
) -> Mail:
    """The mail for one status; `adres` is the page where the zaak stands, `einde` says that it is the last status."""
    groet = f"Beste {naam}," if naam else "Geachte heer of mevrouw,"
    vervolg = (
        "Uw zaak is afgerond. U leest het resultaat op uw eigen pagina."
        if einde
        else "Op uw eigen pagina ziet u wat er al is gedaan en wat er nog komt."
    )
    tekst = "\n\n".join(
        (
            groet,
            statustekst or f"De status van uw aanvraag is nu: {status}.",
            f"Het gaat om: {zaaktype}, met kenmerk {identificatie}.",
            vervolg,
            f"Bekijk uw zaak: {adres}",
            "U logt in met DigiD. Wij vragen u nooit in een e-mail om uw wachtwoord of om te betalen.",
            f"Met vriendelijke groet,\n{gemeente}",
        )
    )
    onderwerp = f"{zaaktype}: {status.lower()} ({identificatie})"
    return Mail(onderwerp=" ".join(onderwerp.split()), tekst=tekst + "\n")
