"""The pictures of the README: `python -m pytest tests/browser/test_screenshots.py --update-screenshots` takes them again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from raadhuis.house.temporary import TemporaryInstallation
from tests.browser.conftest import ROOT
from tests.browser.moves import GPK, JEROEN, SANNE, log_in
from tests.browser.town import Town

FOLDER = ROOT / "docs/screenshots"
LARGEST = 250_000  # bytes: the README stays quick on a phone
NAMES = (
    "inwoner-startpagina",
    "inwoner-product",
    "inwoner-formulier",
    "inwoner-formulier-telefoon",
    "inwoner-samenvatting",
    "inwoner-ontvangen",
    "inwoner-mijn-zaken",
    "inwoner-zaak",
    "medewerker-werkvoorraad",
    "medewerker-zaak",
    "medewerker-taak",
    "medewerker-brief",
    "medewerker-historie",
    "postbus",
)


@pytest.fixture
def take(request: pytest.FixtureRequest) -> Callable[..., None]:
    """Take a picture of the window, or skip when nobody asked for new ones."""
    if not request.config.getoption("--update-screenshots", default=False):
        pytest.skip("only with --update-screenshots")
    FOLDER.mkdir(exist_ok=True)

    def picture(page: Page, name: str) -> None:
        page.evaluate("document.fonts.ready")
        page.evaluate("document.activeElement?.blur()")
        page.wait_for_timeout(300)
        page.screenshot(path=FOLDER / f"{name}.png", caret="hide", animations="disabled")

    return picture


def test_pictures_of_what_residents_see(
    take: Callable[..., None], person: Callable[..., Page], town: Town
) -> None:
    page, phone = person(height=860), person(width=390, height=844)
    page.goto("/")
    take(page, "inwoner-startpagina")
    page.goto(f"/producten/{GPK}/")
    take(page, "inwoner-product")
    log_in(phone, f"/formulier/{GPK}/stap/1/", JEROEN)
    phone.get_by_role("button", name="Volgende", exact=True).click()
    phone.get_by_label("Passagierskaart").check()
    phone.get_by_role("button", name="Volgende", exact=True).click()
    expect(phone.get_by_text("Nog een vraag")).to_be_visible()
    phone.goto(f"/formulier/{GPK}/stap/2/")
    take(phone, "inwoner-formulier-telefoon")
    fill_in(page, take)
    page.set_viewport_size({"width": 1280, "height": 1300})
    page.goto("/mijn/")
    take(page, "inwoner-mijn-zaken")
    page.set_viewport_size({"width": 1280, "height": 1900})
    page.goto(f"/mijn/zaken/{town.done}/")
    take(page, "inwoner-zaak")


def fill_in(page: Page, take: Callable[..., None]) -> None:
    """Sanne asks for a card, with pictures on the way."""

    def go_on() -> None:
        page.get_by_role("button", name="Volgende", exact=True).click()

    log_in(page, f"/formulier/{GPK}/stap/1/", SANNE)
    take(page, "inwoner-formulier")
    go_on()
    page.get_by_label("Bestuurderskaart").check()
    go_on()
    page.get_by_label("Waarom heeft u de kaart nodig?").fill("Door een versleten heup kan ik niet ver lopen.")
    page.get_by_label("Minder dan 50 meter").check()
    page.get_by_label("6 maanden of langer").check()
    go_on()
    page.get_by_label("Nee").check()
    go_on()
    page.get_by_label("E-mailadres").fill("sanne@inwoner.example")
    page.get_by_label("Telefoonnummer").fill("06 12345678")
    go_on()
    expect(page.get_by_role("heading", level=1)).to_have_text("Controleren en versturen")
    page.set_viewport_size({"width": 1280, "height": 1300})
    take(page, "inwoner-samenvatting")
    page.set_viewport_size({"width": 1280, "height": 860})
    page.get_by_role("button", name="Versturen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wij hebben uw formulier ontvangen")
    take(page, "inwoner-ontvangen")


def test_pictures_of_what_employees_see(
    take: Callable[..., None], person: Callable[..., Page], town: Town, installation: TemporaryInstallation
) -> None:
    page = person(height=720)
    log_in(page, "/werkplek/?tab=alle", "asmit")
    take(page, "medewerker-werkvoorraad")
    page = person(height=720)
    log_in(page, f"/werkplek/zaken/{town.busy}/", "jdevries")
    take(page, "medewerker-zaak")
    page.goto(f"/werkplek/zaken/{town.busy}/taken/")
    take(page, "medewerker-taak")
    page.goto(f"/werkplek/zaken/{town.busy}/besluiten/nieuw/")
    page.get_by_label("Verleend").check()
    page.get_by_label("Waarom neemt u dit besluit?").fill(
        "U kunt minder dan 100 meter lopen zonder pauze. Dat duurt nog langer dan 6 maanden."
    )
    page.get_by_role("button", name="Bekijk de brief").click()
    expect(page.locator(".werkplek-brief")).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 1200})
    take(page, "medewerker-brief")
    page.set_viewport_size({"width": 1280, "height": 860})
    page.goto(f"/werkplek/zaken/{town.done}/historie/?toon=gewijzigd")
    take(page, "medewerker-historie")
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(f"{installation.simulators}/post/")
    take(page, "postbus")


def test_the_pictures_are_there_and_small() -> None:
    assert {picture.stem for picture in FOLDER.glob("*.png")} == set(NAMES)
    assert [p.name for p in FOLDER.glob("*.png") if p.stat().st_size > LARGEST] == []
