"""An administrator manages an application in a browser: with and without JavaScript, and accessible at every step."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.moves import log_in
from tests.browser.test_axe import wrong

BRAM, START = "bbakker", "/beheer/applicaties/"


class Walk:
    """One administrator at work; every page she comes by is judged."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.found: dict[str, list[str]] = {}

    def look(self, heading: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(heading)
        self.page.set_viewport_size({"width": 1280, "height": 900})
        self.found[heading] = wrong(self.page)
        self.page.set_viewport_size({"width": 1280, "height": 900})

    def press(self, name: str) -> None:
        self.page.locator("main").get_by_role("button", name=name, exact=True).first.click()
        self.page.wait_for_load_state()

    def follow(self, name: str) -> None:
        self.page.locator("main").get_by_role("link", name=name).first.click()
        self.page.wait_for_load_state()


def test_an_application_from_nothing_to_taken_away(person: Callable[..., Page]) -> None:
    page = person()
    walk = Walk(page)
    log_in(page, START, BRAM)
    walk.look("Applicaties")
    walk.follow("Applicatie toevoegen")
    walk.look("Applicatie toevoegen")
    walk.press("Volgende")
    walk.look("Applicatie toevoegen")
    page.get_by_label("Naam", exact=True).fill("Formulieren")
    page.get_by_label("Client-id’s").fill("browser-forms")
    walk.press("Volgende")
    page.get_by_label("Zaken", exact=True).check()
    walk.press("Volgende")
    walk.look("Eerste recht: Zaken")
    walk.press("Applicatie toevoegen")
    walk.look("Eerste recht: Zaken")
    page.get_by_label("Zaken bekijken").check()
    page.get_by_label("Waarvoor geldt dit?").select_option(label="Alles in catalogus LOSSR")
    page.get_by_label("Tot en met welke vertrouwelijkheid?").select_option("openbaar")
    walk.press("Applicatie toevoegen")
    walk.look("Formulieren")
    one = page.url

    for link, heading in (
        ("Wijzigen", "Applicatie wijzigen"),
        ("Wijzigen Zaken", "Recht wijzigen: Zaken"),
        ("Verwijderen Zaken", "Wilt u dit recht verwijderen?"),
        ("Recht toevoegen", "Recht toevoegen"),
        ("Geef alle rechten", "Mag de applicatie Formulieren voortaan alles?"),
        ("Publieke sleutel", "Publieke sleutel: browser-forms"),
    ):
        page.goto(one)
        walk.follow(link)
        walk.look(heading)
    page.get_by_label("Publieke sleutel").fill("geen sleutel")
    walk.press("Opslaan")
    expect(page.locator("main")).to_contain_text("Dit is geen publieke sleutel")
    walk.look("Publieke sleutel: browser-forms")

    page.goto(one)
    walk.follow("Nieuw geheim")
    walk.look("Wilt u een nieuw geheim maken voor browser-forms?")
    walk.press("Ja, maak een nieuw geheim")
    walk.look("Nieuw geheim")
    expect(page.locator("main code")).to_have_text(re.compile(r"[\w-]{48}"))
    walk.follow("Klaar")
    walk.follow("Verwijderen")
    walk.look("Wilt u de applicatie Formulieren verwijderen?")
    walk.press("Ja, verwijder de applicatie")
    expect(page.locator("body")).to_contain_text("De applicatie Formulieren is verwijderd.")

    assert {at: violations for at, violations in walk.found.items() if violations} == {}


def test_an_application_is_made_without_javascript(person: Callable[..., Page]) -> None:
    page = person(javascript=False)
    walk = Walk(page)
    log_in(page, f"{START}nieuw/", BRAM)

    page.get_by_label("Naam", exact=True).fill("Zonder script")
    page.get_by_label("Client-id’s").fill("browser-kaal")
    page.get_by_label("Alles (alleen").check()
    walk.press("Volgende")
    expect(page.get_by_role("heading", level=1)).to_have_text("Zonder script")
    walk.follow("Recht toevoegen")
    page.get_by_label("Notificaties").check()
    walk.press("Volgende")
    page.get_by_label("Notificaties versturen").check()
    walk.press("Opslaan")
    expect(page.locator("main")).to_contain_text("Het recht is toegevoegd.")
    walk.follow("Verwijderen")
    walk.press("Ja, verwijder de applicatie")
    expect(page.locator("body")).to_contain_text("is verwijderd")
