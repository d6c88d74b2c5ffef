"""What residents do: with a mouse, without JavaScript, by keyboard on a small screen, in English, and not with each other's cases."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from raadhuis.kernel import clock
from tests.browser.moves import GPK, JEROEN, MIRJAM, SANNE, VERHUIZING, log_in, overflow
from tests.browser.town import Town


def photo() -> bytes:
    """A small PNG as a phone would make: a grey square."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\x00" + b"\xcc" * 64) * 64
    header = struct.pack(">IIBBBBB", 64, 64, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def volgende(page: Page) -> None:
    page.get_by_role("button", name="Volgende", exact=True).click()


def reference_on(page: Page) -> str:
    heading(page, "Wij hebben uw formulier ontvangen")
    return page.url.rstrip("/").rsplit("/", 1)[-1]


def see_in_mijn(page: Page, reference: str) -> None:
    """The case is there within the patience of the tests."""
    page.get_by_role("link", name="Naar Mijn Gemeente").click()
    for _ in range(40):
        if page.get_by_text(reference).count():
            return
        page.wait_for_timeout(250)
        page.reload()
    pytest.fail(f"{reference} does not come into Mijn Gemeente")


def test_a_resident_asks_for_a_parking_card(person: Callable[..., Page], tmp_path: Path) -> None:
    page = person()
    page.goto("/")
    page.get_by_role("link", name="Gehandicaptenparkeerkaart aanvragen").click()
    page.get_by_role("link", name="Regel het direct").first.click()
    page.get_by_role("link", name="Inloggen met DigiD").click()
    page.get_by_role("button", name="Jeroen Nijhuis").click()

    heading(page, "Uw gegevens")
    expect(page.locator("main")).to_contain_text("Nijhuis")
    expect(page.get_by_text("Bron: BRP").first).to_be_visible()
    volgende(page)

    heading(page, "De kaart")
    volgende(page)
    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("link")).to_have_text("Welke kaart wilt u aanvragen? Kies een antwoord.")
    summary.get_by_role("link").first.click()
    expect(page.get_by_label("Bestuurderskaart")).to_be_focused()
    page.get_by_label("Passagierskaart").check()
    volgende(page)
    expect(page.get_by_text("Door uw antwoord is er een vraag bijgekomen")).to_be_visible()
    page.get_by_role("radiogroup", name="Heeft u altijd hulp nodig").get_by_label("Ja").check()
    volgende(page)

    heading(page, "Uw situatie")
    page.get_by_label("Waarom heeft u de kaart nodig?").fill("Kort")
    volgende(page)
    expect(page.locator("[data-error-summary]")).to_be_focused()
    expect(page.get_by_label("Waarom heeft u de kaart nodig?")).to_have_value("Kort")
    page.get_by_label("Waarom heeft u de kaart nodig?").fill("Door een versleten heup kan ik niet ver lopen.")
    page.get_by_label("Minder dan 50 meter").check()
    page.get_by_label("6 maanden of langer").check()
    volgende(page)

    heading(page, "Bewijs")
    page.get_by_label("Ja").check()
    volgende(page)
    page.get_by_label("Voeg de brief toe").set_input_files(
        {"name": "brief-van-de-arts.png", "mimeType": "image/png", "buffer": photo()}
    )
    page.get_by_role("button", name="Bestand toevoegen").click()
    expect(page.get_by_role("link", name="brief-van-de-arts.png")).to_be_visible()
    page.get_by_label("Voeg de brief toe").set_input_files(
        {"name": f"{'scan_' * 12}.png", "mimeType": "image/png", "buffer": photo()}
    )
    page.get_by_role("button", name="Bestand toevoegen").click()
    page.set_viewport_size({"width": 320, "height": 640})
    expect(page.get_by_role("link", name="scan_")).to_be_visible()
    assert overflow(page) <= 0
    page.set_viewport_size({"width": 1280, "height": 900})
    volgende(page)

    heading(page, "Hoe kunnen wij u bereiken?")
    page.get_by_label("E-mailadres").fill("jeroen@inwoner.example")
    volgende(page)

    heading(page, "Controleren en versturen")
    for answer in (
        "Passagierskaart",
        "Minder dan 50 meter",
        "brief-van-de-arts.png",
        "jeroen@inwoner.example",
    ):
        expect(page.locator("main")).to_contain_text(answer)
    page.get_by_role("button", name="Versturen").click()

    reference = reference_on(page)
    with page.expect_download() as receipt:
        page.get_by_role("link", name="Download uw ontvangstbewijs").click()
    receipt.value.save_as(tmp_path / "bewijs.pdf")
    assert (tmp_path / "bewijs.pdf").read_bytes().startswith(b"%PDF")

    see_in_mijn(page, reference)
    card = page.locator(".raadhuis-card", has_text=reference)
    card.get_by_role("link").click()
    expect(page.get_by_role("heading", name="Alle stappen")).to_be_visible()
    expect(page.locator(".raadhuis-timeline")).to_contain_text("Ontvangen")
    expect(page.get_by_role("link", name="brief-van-de-arts.png")).to_be_visible()


def test_without_javascript_a_resident_gets_an_extract(person: Callable[..., Page]) -> None:
    page = person(javascript=False)
    page.goto("/")
    page.get_by_role("link", name="Uittreksel BRP aanvragen").click()
    page.get_by_role("link", name="Regel het direct").first.click()
    page.get_by_role("link", name="Inloggen met DigiD").click()
    page.get_by_role("button", name="Sanne Wolters").click()
    heading(page, "Uw gegevens")
    volgende(page)
    volgende(page)
    expect(page.get_by_role("heading", name="Controleer 2 antwoorden")).to_be_visible()
    page.get_by_label("Bewijs dat u in leven bent").check()
    page.get_by_label("Iets anders").check()
    volgende(page)
    page.get_by_label("Waarvoor dan?").fill("Voor een vereniging")
    volgende(page)
    page.get_by_label("E-mailadres").fill("sanne@inwoner.example")
    volgende(page)
    heading(page, "Controleren en versturen")
    expect(page.locator("main")).to_contain_text("Voor een vereniging")
    page.get_by_role("button", name="Versturen").click()
    see_in_mijn(page, reference_on(page))


def tab_to(page: Page, what: str) -> None:
    """Press Tab until the focus stands on an element that this selector means."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("what => document.activeElement?.matches(what) ?? false", what):
            return
    pytest.fail(f"the keyboard does not come to {what} on {page.url}")


def by_text(page: Page, text: str) -> None:
    """Press Tab until the focus stands on the link or button that says this, and press Enter."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if str(page.evaluate("document.activeElement?.textContent ?? ''")).strip().startswith(text):
            with page.expect_navigation():
                page.keyboard.press("Enter")
            assert overflow(page) <= 0, page.url
            return
    pytest.fail(f"the keyboard does not come to {text!r} on {page.url}")


def type_in(page: Page, field: str, text: str) -> None:
    tab_to(page, f"[name={field}]")
    page.keyboard.type(text)


def test_with_a_keyboard_on_a_small_screen_a_resident_moves_house(person: Callable[..., Page]) -> None:
    page = person(width=320, height=640)
    page.goto("/")
    by_text(page, "Verhuizing doorgeven")
    by_text(page, "Regel het direct")
    by_text(page, "Inloggen met DigiD")
    by_text(page, "Fatma Yıldız")
    heading(page, "Uw gegevens")
    by_text(page, "Volgende")
    heading(page, "Uw nieuwe adres")
    type_in(page, "ingangsdatum", (clock.local_date(clock.now()) + timedelta(days=7)).strftime("%d-%m-%Y"))
    type_in(page, "postcode", "7581 AG")
    type_in(page, "huisnummer", "12")
    type_in(page, "straat", "Raadhuisplein")
    type_in(page, "plaats", "Losser")
    page.keyboard.press("Enter")
    heading(page, "Wie verhuist er mee?")
    tab_to(page, "[name=anderen]")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Nee")).to_be_checked()
    by_text(page, "Volgende")
    heading(page, "Hoe kunnen wij u bereiken?")
    type_in(page, "email", "fatma@inwoner.example")
    by_text(page, "Volgende")
    heading(page, "Controleren en versturen")
    by_text(page, "Versturen")
    reference_on(page)
    by_text(page, "Naar Mijn Gemeente")
    heading(page, "Mijn zaken")


def test_in_english_the_answers_stay(person: Callable[..., Page]) -> None:
    page = person()
    log_in(page, f"/formulier/{VERHUIZING}/stap/1/", JEROEN)
    volgende(page)
    page.get_by_label("Postcode").fill("7581 AG")
    page.get_by_label("Straat").fill("Raadhuisplein")
    volgende(page)
    expect(page.locator("[data-error-summary]")).to_be_focused()
    page.locator("button[value=en]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("button", name="Next", exact=True)).to_be_visible()
    expect(page.get_by_label("Postcode")).to_have_value("7581 AG")
    expect(page.get_by_label("Straat")).to_have_value("Raadhuisplein")


def test_without_javascript_she_goes_on_with_what_she_began_or_throws_it_away(
    person: Callable[..., Page],
) -> None:
    page = person(javascript=False, width=320, height=640)
    log_in(page, f"/formulier/{VERHUIZING}/stap/1/", SANNE)
    page.goto("/mijn/")
    begun = page.locator("section", has=page.get_by_role("heading", name="Nog niet verstuurd"))
    expect(begun).to_contain_text("Verhuizing doorgeven")
    expect(begun).to_contain_text("U kunt het formulier versturen tot en met")

    begun.get_by_role("link", name=re.compile("Verder gaan.*Verhuizing doorgeven")).click()
    heading(page, "Uw gegevens")

    page.goto("/mijn/")
    begun.get_by_role("link", name=re.compile("Weggooien.*Verhuizing doorgeven")).click()
    heading(page, "Wilt u stoppen met dit formulier?")
    page.get_by_role("link", name="Nee, ga terug").click()
    begun.get_by_role("link", name=re.compile("Weggooien.*Verhuizing doorgeven")).click()
    page.get_by_role("button", name="Ja, verwijder mijn antwoorden").click()
    heading(page, "Mijn zaken")
    expect(page.get_by_text("Uw antwoorden zijn verwijderd.")).to_be_visible()
    expect(begun).to_have_count(0)


def test_nobody_else_opens_what_is_hers(person: Callable[..., Page], town: Town) -> None:
    hers, other = person(), person()
    log_in(hers, f"/mijn/zaken/{town.done}/", SANNE)
    addresses = [f"/mijn/zaken/{town.done}/", f"/formulier/{GPK}/ontvangen/{town.done_reference}/"]
    addresses += [str(link.get_attribute("href")) for link in hers.locator("a[href*='/documenten/']").all()]
    addresses.append(f"/formulier/{GPK}/ontvangen/{town.done_reference}/ontvangstbewijs.pdf")
    assert len(addresses) >= 5
    assert [a for a in addresses if hers.request.get(a).status != 200] == []
    log_in(other, "/mijn/", MIRJAM)
    assert [a for a in addresses if other.request.get(a).status != 404] == []
    other.goto(addresses[0])
    expect(other.locator("main")).not_to_contain_text(town.done_reference)
    other.goto("/mijn/")
    expect(other.locator("main")).not_to_contain_text(town.done_reference)
