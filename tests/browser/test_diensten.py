"""An administrator manages the services of others in a browser: without JavaScript, and accessible at every step."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.moves import log_in
from tests.browser.test_applicaties import BRAM, Walk

START = "/beheer/diensten/"


@pytest.mark.parametrize("javascript", [True, False])
def test_a_dienst_from_nothing_to_taken_away(person: Callable[..., Page], javascript: bool) -> None:
    page = person(javascript=javascript)
    walk = Walk(page)
    log_in(page, START, BRAM)
    if javascript:
        walk.look("Diensten")
    walk.follow("Dienst toevoegen")
    walk.press("Opslaan")
    if javascript:
        walk.look("Dienst toevoegen")
    page.locator("[name=naam]").fill("De buren")
    page.locator("[name=url]").fill("http://127.0.0.1:9/zaken")
    page.get_by_label("Wat is het?").select_option("zrc")
    page.locator("[name=client_id]").fill("wij")
    page.locator("[name=secret]").fill("een lang geheim")
    walk.press("Opslaan")
    expect(page.locator("main")).to_contain_text("eindigt op een versie")
    page.locator("[name=url]").fill("http://127.0.0.1:9/zaken/api/v1")
    page.locator("[name=secret]").fill("een lang geheim")
    walk.press("Opslaan")
    expect(page.locator("main")).to_contain_text("De dienst is toegevoegd")
    page.get_by_role("button", name="Test de verbinding").first.click()
    expect(page.locator("main")).to_contain_text("het lukt niet. Antwoordt niet")
    if javascript:
        walk.look("Diensten")
    walk.follow("Wijzigen")
    if javascript:
        walk.look("Dienst wijzigen")
    page.locator("[name=naam]").fill("De andere buren")
    walk.press("Opslaan")
    expect(page.locator("main")).to_contain_text("De andere buren")
    walk.follow("Verwijderen")
    if javascript:
        walk.look("Wilt u de dienst De andere buren verwijderen?")
    walk.press("Ja, verwijder de dienst")
    expect(page.locator("body")).to_contain_text("De dienst De andere buren is verwijderd.")

    assert {at: violations for at, violations in walk.found.items() if violations} == {}
