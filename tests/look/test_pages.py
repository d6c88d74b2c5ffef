"""What a resident and an employee meet in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

PAGES = (
    "/stijlgids/",
    "/stijlgids/?fouten=1",
    "/stijlgids/?familie=medewerker",
    "/stijlgids/?familie=medewerker&fouten=1",
    "/fout/?familie=inwoner",
    "/fout/?familie=medewerker",
    "/bevestig/?familie=inwoner",
    "/bevestig/?familie=medewerker",
    "/kapot/",
    "/bestaat-niet/",
)
EMPLOYEE = "/stijlgids/?familie=medewerker"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page) -> list[str]:
    page.add_script_tag(url="/static/look/vendor/axe.min.js")
    found = page.evaluate("rules => axe.run({ runOnly: rules })", RULES)
    assert len(found["passes"]) > 10
    return [f"{v['id']}: {n['html'][:120]}" for v in found["violations"] for n in v["nodes"]]


@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_nothing(page: Page, address: str) -> None:
    page.goto(address)
    assert violations(page) == []


def test_axe_finds_nothing_in_an_open_dialog(page: Page) -> None:
    page.goto(EMPLOYEE)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert violations(page) == []


@pytest.mark.parametrize("address", PAGES)
def test_a_narrow_screen_does_not_scroll_sideways(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_the_first_tab_skips_to_the_content(page: Page) -> None:
    page.goto("/stijlgids/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Naar de inhoud")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#inhoud")).to_be_focused()


def test_a_form_with_errors_puts_focus_on_the_summary_and_links_to_each_field(page: Page) -> None:
    page.goto("/stijlgids/")
    page.get_by_role("button", name="Volgende").click()
    expect(page.locator("#foutoverzicht")).to_be_focused()
    page.get_by_role("link", name="Waar is het feest?").click()
    expect(page.get_by_role("radio", name="Op straat")).to_be_focused()


def test_a_wrong_answer_is_described_by_its_explanation_and_its_error(page: Page) -> None:
    page.goto("/stijlgids/?fouten=1")
    date = page.get_by_label("Wanneer begint het feest?")
    expect(date).to_have_attribute("aria-describedby", "id_datum-uitleg id_datum-fout")
    expect(date).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#id_datum-fout")).to_contain_text("Vul een bestaande datum in")


def test_without_javascript_a_resident_can_withdraw(chromium, house: str) -> None:  # type: ignore[no-untyped-def]
    context = chromium.new_context(base_url=house, java_script_enabled=False)
    page = context.new_page()
    page.goto("/stijlgids/")
    expect(page.get_by_role("link", name="Aanvraag intrekken")).to_have_attribute("href", "/stijlgids/")
    context.close()


def test_confirming_opens_a_dialog_that_posts(page: Page) -> None:
    page.goto("/stijlgids/")
    page.get_by_role("link", name="Aanvraag intrekken").click()
    dialog = page.get_by_role("dialog", name="Weet u zeker dat u de aanvraag intrekt?")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Annuleren").click()
    expect(dialog).to_be_hidden()


def test_a_file_that_is_too_large_is_said_before_sending(page: Page) -> None:
    page.goto("/stijlgids/")
    large = {"name": "groot.pdf", "mimeType": "application/pdf", "buffer": b"0" * 10_100_000}
    page.get_by_label("Voeg een plattegrond toe").set_input_files(large)
    expect(page.get_by_text("Dit bestand is te groot: groot.pdf (10,1 MB)")).to_be_visible()


def test_rows_are_walked_selected_and_opened_from_the_keyboard(page: Page) -> None:
    page.goto(EMPLOYEE)
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("j")
    row = page.locator("tr[data-row]").nth(1)
    expect(row).to_be_focused()
    page.keyboard.press("x")
    expect(row.get_by_role("checkbox")).to_be_checked()
    expect(page.get_by_text("1 geselecteerd")).to_be_visible()
    url = row.get_attribute("data-url")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{url}")


def test_slash_searches_and_letters_typed_there_are_letters(page: Page) -> None:
    page.goto(EMPLOYEE)
    page.keyboard.press("/")
    search = page.get_by_role("searchbox")
    expect(search).to_be_focused()
    page.keyboard.type("jx?/")
    expect(search).to_have_value("jx?/")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_g_then_w_goes_to_the_work_list(page: Page) -> None:
    page.goto(f"{EMPLOYEE}&onderdeel=documenten")
    page.keyboard.press("g")
    page.keyboard.press("w")
    page.wait_for_url(f"**{EMPLOYEE}")


def test_shortcuts_can_be_switched_off(page: Page) -> None:
    page.goto(EMPLOYEE)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog").get_by_text("Naar Werkvoorraad")).to_be_visible()
    page.get_by_label("Sneltoetsen gebruiken").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("j")
    expect(page.locator("tr[data-row]:focus")).to_have_count(0)


def test_sorting_swaps_the_table_and_keeps_focus_on_the_heading(page: Page) -> None:
    page.goto(EMPLOYEE)
    page.evaluate("window.samePage = true")
    page.get_by_role("link", name="Zaaknummer").focus()
    page.keyboard.press("Enter")
    expect(page.locator("th[aria-sort=ascending]")).to_contain_text("Zaaknummer")
    expect(page.get_by_role("link", name="Zaaknummer")).to_be_focused()
    assert page.evaluate("window.samePage") is True
    assert "sorteer=identificatie" in page.url


def heard(page: Page) -> list[tuple[str, str]]:
    """The work list as the browser tells it to a screen reader: what each part is, and what it says."""
    session = page.context.new_cdp_session(page)
    table = page.locator("#werkvoorraad table")
    table.evaluate("table => { window.told = table; }")
    found = session.send("Runtime.evaluate", {"expression": "window.told"})
    nodes = session.send("Accessibility.queryAXTree", {"objectId": found["result"]["objectId"]})["nodes"]
    parts = {"table", "row", "columnheader", "cell", "StaticText", "link", "checkbox"}
    return [
        (node["role"]["value"], node.get("name", {}).get("value", ""))
        for node in nodes
        if node["role"]["value"] in parts
    ]


def test_on_a_narrow_screen_a_row_is_a_block_that_names_each_value_and_is_heard_as_before(page: Page) -> None:
    page.goto(EMPLOYEE)
    wide = heard(page)
    page.set_viewport_size({"width": 320, "height": 640})

    cells = page.locator("#werkvoorraad tbody tr").first.locator("td[data-label]")
    boxes = [cell.bounding_box() for cell in cells.all()]
    assert [(box["x"], box["y"]) for box in boxes if box] == sorted(
        (box["x"], box["y"]) for box in boxes if box
    )
    seen = cells.last.evaluate("cell => getComputedStyle(cell, '::before').content")
    assert seen.startswith('"Termijn"')
    assert page.locator("#werkvoorraad").evaluate("frame => frame.scrollWidth <= frame.clientWidth")
    assert {"table", "row", "columnheader", "cell"} <= {part for part, _ in wide}
    assert heard(page) == wide
    assert violations(page) == []


def test_on_a_narrow_screen_the_rows_can_be_sorted_and_chosen_all_at_once(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(EMPLOYEE)
    page.get_by_role("link", name="Zaaknummer").click()
    expect(page.locator("th[aria-sort=ascending]")).to_contain_text("Zaaknummer")
    page.get_by_role("checkbox", name="Alles selecteren").check()
    expect(page.get_by_text("geselecteerd")).to_be_visible()


def test_on_paper_a_table_stays_a_table_whatever_the_screen(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(EMPLOYEE)
    page.emulate_media(media="print")
    cell = page.locator("#werkvoorraad td[data-label]").first
    assert cell.evaluate("cell => getComputedStyle(cell).display") == "table-cell"


def test_an_answer_can_speak_to_the_page_in_a_toast(page: Page) -> None:
    page.goto(EMPLOYEE)
    page.evaluate("htmx.ajax('GET', '/melding/', {swap: 'none'})")
    expect(page.locator("#meldingen")).to_contain_text("Zaak één is toegewezen")


def test_a_failing_answer_says_so(page: Page) -> None:
    page.goto(EMPLOYEE)
    page.evaluate("htmx.ajax('GET', '/fout/?familie=medewerker', {swap: 'none'})")
    expect(page.locator("#meldingen")).to_contain_text("niet gelukt")
