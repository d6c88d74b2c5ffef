"""The letter of a besluit goes to where the applicant lives, as far as that may be written on it."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader
from structlog.testing import capture_logs

from raadhuis.components.documenten import api as documenten
from raadhuis.components.werkplek.tests.conftest import HUIS, MEREL, SANNE, uuid_of
from raadhuis.components.werkplek.tests.test_behandelen import decide
from raadhuis.components.zaken import api as zaken
from raadhuis.kernel import db, settings
from raadhuis.simulators.app import BRP_KEY

ADRES = {
    "aoaIdentificatie": "0168010000000001",
    "wplWoonplaatsNaam": "Losser",
    "gorOpenbareRuimteNaam": "Oude weg",
    "aoaPostcode": "7581AA",
    "aoaHuisnummer": 3,
    "aoaHuisletter": "B",
}
BUITENLAND = {
    "lndLandcode": "6037",
    "lndLandnaam": "Spanje",
    "subAdresBuitenland_1": "Calle del Mar 2",
    "subAdresBuitenland_2": "03501 Benidorm",
}


def persoon(bsn: str = "", **anders) -> zaken.BetrokkeneIdentificatie:
    return zaken.BetrokkeneIdentificatie(inp_bsn=bsn, voornamen="Noor", geslachtsnaam="Berg", **anders)


@pytest.fixture
def brp(monkeypatch, simulator):
    """The house asks the BRP simulator; `brp("http://..")` another one."""
    was = settings.current()

    def at(url: str) -> None:
        ours = replace(was, brp_url=url, brp_key=BRP_KEY, gemeente_adres="Raadhuisplein 1, 7581 AG Losser")
        monkeypatch.setattr(settings, "current", lambda: ours)

    at(simulator)
    return at


def letter(zaak) -> str:
    """What the letter of the zaak says."""
    (link,) = zaken.list_zaakinformatieobjecten(actor=HUIS, zaak=zaak.uuid)
    pdf = b"".join(documenten.open_inhoud(actor=HUIS, uuid=uuid_of(link.informatieobject)).chunks)
    return PdfReader(BytesIO(pdf)).pages[0].extract_text()


def test_the_letter_has_name_street_postcode_place_day_and_reference(zaak, browser, brp):
    with capture_logs() as log:
        decide(browser(MEREL), zaak)

    text = letter(zaak)
    assert "S.E. Wolters\nGronausestraat 112\n7581 CH Losser\n" in text
    assert "Datum: 22 november 2026" in text
    assert f"Kenmerk: {zaak.identificatie}" in text
    assert "Beste Sanne Wolters," in text
    assert "Gronausestraat" not in str(log)


def test_asking_for_the_address_is_written_down_with_its_purpose(zaak, browser, brp):
    decide(browser(MEREL), zaak)

    purpose = "BRP: Brief over Gehandicaptenparkeerkaart aanvragen"
    assert (purpose, MEREL.id) in db.rows("SELECT name, actor_id FROM kernel_verwerking")


def test_the_handler_reads_the_address_before_she_decides(zaak, browser, brp):
    text = decide(browser(MEREL), zaak, stap="voorbeeld").content.decode()

    assert "S.E. Wolters<br>Gronausestraat 112<br>7581 CH Losser<br>" in text
    assert "In de brief staat geen adres" not in text


@pytest.mark.parametrize(
    ("bsn", "naam", "absent", "said"),
    [
        ("999900109", "N. van den Berg", "Plechelmusstraat", "het adres van de aanvrager is geheim"),
        ("999900080", "G.J. Kamphuis", "Hoofdstraat", "de aanvrager is volgens de BRP overleden"),
        ("999990019", "Noor Berg", "Oude weg", "er is geen adres van de aanvrager bekend"),
    ],
    ids=["secret", "deceased", "unknown"],
)
def test_without_an_address_the_letter_has_a_name_and_the_handler_hears_why(
    maak, browser, brp, bsn, naam, absent, said
):
    zaak, merel = maak(wie=persoon(bsn)), browser(MEREL)

    assert said in decide(merel, zaak, stap="voorbeeld").content.decode()
    done = decide(merel, zaak)

    assert said in merel.get(done.headers["Location"]).content.decode()
    assert f"{naam}\nDatum:" in letter(zaak)
    assert absent not in letter(zaak)
    assert "Beste Noor Berg," in letter(zaak)


def test_an_address_abroad_ends_with_the_country(maak, browser, brp):
    zaak = maak(wie=persoon("999900122"))

    decide(browser(MEREL), zaak)

    assert "Calle del Sol 8\n03501 Benidorm\nSPANJE\n" in letter(zaak)


def test_while_the_brp_is_away_the_decision_is_made_and_the_handler_sees_what_is_missing(zaak, browser, brp):
    brp("http://127.0.0.1:9")
    merel = browser(MEREL)

    assert "de BRP geeft nu geen antwoord" in decide(merel, zaak, stap="voorbeeld").content.decode()
    assert decide(merel, zaak).status_code == 302

    assert "Sanne Wolters\nDatum:" in letter(zaak)


@pytest.mark.parametrize(
    ("anders", "lines"),
    [
        ({"verblijfsadres": ADRES}, "Noor Berg\nOude weg 3B\n7581AA Losser\n"),
        (
            {"sub_verblijf_buitenland": BUITENLAND},
            "Noor Berg\nCalle del Mar 2\n03501 Benidorm\nSPANJE\n",
        ),
    ],
    ids=["here", "abroad"],
)
def test_an_address_that_came_with_the_zaak_is_used_when_the_brp_is_not_asked(maak, browser, anders, lines):
    zaak = maak(wie=persoon(**anders))

    text = decide(browser(MEREL), zaak, stap="voorbeeld").content.decode()
    decide(browser(MEREL), zaak)

    assert lines in letter(zaak)
    assert "In de brief staat geen adres" not in text


def test_the_brp_goes_before_the_address_of_the_zaak(maak, browser, brp):
    zaak = maak(
        wie=zaken.BetrokkeneIdentificatie(
            inp_bsn=SANNE.inp_bsn, geslachtsnaam="Wolters", verblijfsadres=ADRES
        )
    )

    decide(browser(MEREL), zaak)

    assert "Gronausestraat 112" in letter(zaak)
    assert "Oude weg" not in letter(zaak)
