"""What the mail about a status says, and what it leaves unsaid."""

from __future__ import annotations

from typing import Any

from raadhuis.components.berichten.domain.statusmail import Mail, statusmail


def mail(**changes: Any) -> Mail:
    values: dict[str, Any] = {
        "gemeente": "Gemeente Losser",
        "zaaktype": "Verhuizing doorgeven",
        "identificatie": "ZAAK-2026-0000000001",
        "status": "In behandeling",
        "statustekst": "Wij kijken naar uw verhuizing.",
        "adres": "https://losser.example/mijn/zaken/x/",
        "naam": "Sanne Wolters",
        "einde": False,
    }
    return statusmail(**values | changes)


def test_it_tells_what_is_going_on_and_where_to_read_more() -> None:
    made = mail()
    assert made.onderwerp == "Verhuizing doorgeven: in behandeling (ZAAK-2026-0000000001)"
    assert made.tekst.startswith("Beste Sanne Wolters,\n\nWij kijken naar uw verhuizing.\n")
    assert "kenmerk ZAAK-2026-0000000001" in made.tekst
    assert "https://losser.example/mijn/zaken/x/" in made.tekst
    assert "DigiD" in made.tekst
    assert made.tekst.endswith("Met vriendelijke groet,\nGemeente Losser\n")


def test_without_a_name_it_greets_everybody() -> None:
    assert mail(naam="").tekst.startswith("Geachte heer of mevrouw,")


def test_without_a_text_of_the_statustype_it_names_the_status() -> None:
    assert "De status van uw aanvraag is nu: In behandeling." in mail(statustekst="").tekst


def test_the_last_one_leads_to_the_result_without_telling_it() -> None:
    made = mail(einde=True)
    assert "Uw zaak is afgerond. U leest het resultaat op uw eigen pagina." in made.tekst
    assert "wat er nog komt" not in made.tekst


def test_the_subject_is_one_line_whatever_the_catalogue_holds() -> None:
    assert mail(zaaktype="Verhuizing\r\nBcc: x@y.example").onderwerp.startswith(
        "Verhuizing Bcc: x@y.example:"
    )
