"""What employees do: a case from the worklist to the archive by keyboard, looking without touching, and two at one case."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from raadhuis.house.chain import Chain, products
from raadhuis.house.temporary import TemporaryInstallation
from raadhuis.kernel import clock
from tests.browser.moves import GPK, log_in
from tests.browser.town import Town


def request_a_card(installation: TemporaryInstallation) -> str:
    """A resident asks for a card; its reference."""
    product = next(one for one in products(clock.now()) if one.slug == GPK)
    chain = Chain(product, base=installation.base, mailbox=installation.simulators)
    for name, step in chain.steps():
        step()
        if name == "versturen (twee keer)":
            break
    chain.close()
    return chain.reference


def keys(page: Page, *pressed: str) -> None:
    for key in pressed:
        page.keyboard.press(key)


def said(page: Page, text: str) -> None:
    """What the house says after an action, in a toast."""
    expect(page.locator("#meldingen, .raadhuis-alert").get_by_text(text).first).to_be_visible()


def tab(page: Page, name: str) -> None:
    # A request that is on its way keeps the next one out.
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)
    page.get_by_role("navigation", name="Onderdelen van de zaak").get_by_role("link", name=name).click()
    expect(page.locator(".raadhuis-tabs__link[aria-current]")).to_contain_text(name)


def finish_task(page: Page, name: str, *, radio: str = "", select: str = "") -> None:
    """Wait until the process asks this task, answer it and finish it."""
    tab(page, "Taken")
    card = page.locator("section[id^='taak-']", has=page.get_by_role("heading", name=name, exact=True))
    expect(card).to_be_visible()
    if radio:
        card.get_by_label(radio, exact=True).check()
    if select:
        card.locator("select").select_option(label=select)
    card.get_by_role("button", name="Taak afronden").click()
    said(page, "De taak is afgerond.")
    expect(
        page.locator(".werkplek-tab h2").first
    ).to_be_focused()  # the button is gone; the keyboard goes on here


def test_a_handler_takes_a_new_case_to_the_archive(
    person: Callable[..., Page], installation: TemporaryInstallation
) -> None:
    page = person()
    log_in(page, "/werkplek/?sorteer=-identificatie", "jdevries")
    expect(page.get_by_role("heading", level=1)).to_have_text("Werkvoorraad")
    reference = request_a_card(installation)
    row = page.locator("tr[data-row]", has_text=reference)
    expect(row).to_be_visible(timeout=5_000)  # by itself: nobody reloads

    for _ in range(60):
        keys(page, "j")
        if reference in page.evaluate("document.activeElement.textContent"):
            break
    keys(page, "Enter")
    expect(page.get_by_text("Nog niemand")).to_be_visible()
    keys(page, "n")
    expect(page.locator(".werkplek-feiten")).to_contain_text("Joris de Vries")
    keys(page, "g", "m")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mijn zaken")
    expect(page.locator("tr[data-row]", has_text=reference)).to_be_visible()
    keys(page, "g", "w")
    expect(page.get_by_role("heading", level=1)).to_have_text("Werkvoorraad")
    row.get_by_role("link", name=reference).click()

    finish_task(page, "Aanvraag controleren op volledigheid", radio="Ja")
    tab(page, "Documenten")
    page.get_by_label("Bestand", exact=True).set_input_files(
        {"name": "notitie.txt", "mimeType": "text/plain", "buffer": b"Mevrouw belde: de kaart mag per post."}
    )
    page.get_by_label("Soort document").select_option(index=1)
    page.get_by_label("Titel").fill("Telefoonnotitie")
    page.get_by_role("button", name="Toevoegen").click()
    expect(page.get_by_role("link", name="Telefoonnotitie")).to_be_visible()

    finish_task(page, "Medisch advies beoordelen", select="Positief")
    tab(page, "Besluiten")
    keys(page, "b")
    page.get_by_label("Verleend").check()
    page.get_by_label("Waarom neemt u dit besluit?").fill("U kunt minder dan 100 meter lopen zonder pauze.")
    page.get_by_role("button", name="Bekijk de brief").click()
    expect(page.get_by_role("heading", name="Controleer de brief")).to_be_focused()
    letter = page.locator(".werkplek-brief")
    expect(letter).to_contain_text("Ons besluit op uw aanvraag is: verleend.")
    expect(letter).to_contain_text("bezwaar")
    expect(letter).to_contain_text("U kunt minder dan 100 meter lopen zonder pauze.")
    page.get_by_role("button", name="Neem dit besluit").click()
    expect(page.get_by_role("link", name="Besluitbrief downloaden")).to_be_visible()
    finish_task(page, "Besluit nemen")

    tab(page, "Status")
    expect(page.locator(".raadhuis-timeline")).to_contain_text("Besluit genomen")
    tab(page, "Afronden")
    page.get_by_label("Verleend", exact=True).check()
    page.get_by_role("button", name="Rond de zaak af").click()
    expect(page.get_by_text("Deze zaak is afgerond.").first).to_be_visible()
    expect(page.locator(".werkplek-tab")).to_contain_text("Vernietigen")

    tab(page, "Historie")
    for line in (
        "Joris de Vries",
        "Raadhuis (formulieren)",
        "Formulier gehandicaptenparkeerkaart-aanvragen ingediend door de inwoner",
        "heeft de zaak gewijzigd",
        "Telefoonnotitie",
    ):
        expect(page.locator("#regels")).to_contain_text(line)


def test_who_may_only_look_has_nothing_to_press(person: Callable[..., Page], town: Town) -> None:
    page = person()
    log_in(page, f"/werkplek/zaken/{town.moving}/", "kvisser")
    for part in ("", "taken/", "documenten/", "status/", "afronden/"):
        page.goto(f"/werkplek/zaken/{town.moving}/{part}")
        expect(page.get_by_role("heading", level=1)).to_have_text("Verhuizing doorgeven")
        assert page.locator("main form[method=post], main .utrecht-button--primary-action").count() == 0, part


def test_two_employees_at_one_case_lose_nothing(person: Callable[..., Page], town: Town) -> None:
    first, second = person(), person()
    for page, account in ((first, "jdevries"), (second, "asmit")):
        log_in(page, f"/werkplek/zaken/{town.new}/wijzigen/", account)
    first.get_by_label("Toelichting").fill("Mevrouw heeft gebeld.")
    first.get_by_label("Waarom wijzigt u dit?").fill("Gesprek vastgelegd.")
    first.get_by_role("button", name="Opslaan").click()
    expect(first.get_by_text("Mevrouw heeft gebeld.")).to_be_visible()

    second.get_by_label("Toelichting").fill("Meneer komt langs.")
    second.get_by_label("Waarom wijzigt u dit?").fill("Afspraak gemaakt.")
    second.get_by_role("button", name="Opslaan").click()
    expect(second.get_by_text("Iemand anders heeft deze zaak intussen gewijzigd")).to_be_visible()
    expect(second.locator(".raadhuis-alert")).to_contain_text("Joris de Vries")
    expect(second.get_by_label("Toelichting")).to_have_value("Meneer komt langs.")
    second.get_by_role("button", name="Opslaan").click()
    expect(second.get_by_text("Meneer komt langs.")).to_be_visible()


def test_an_employee_chooses_english_and_stays_where_she_is(person: Callable[..., Page], town: Town) -> None:
    page = person(javascript=False, width=320)
    log_in(page, f"/werkplek/zaken/{town.busy}/historie/?toon=gewijzigd", "jdevries")
    page.locator(".raadhuis-usermenu summary").click()
    page.get_by_role("button", name="English").click()

    expect(page).to_have_url(re.compile(rf"/werkplek/zaken/{town.busy}/historie/\?toon=gewijzigd$"))
    expect(page.locator("html")).to_have_attribute("lang", "en")
    row = page.locator("#regels tbody tr", has_text="registered the case")
    expect(row.locator("summary")).to_have_text(re.compile(r"All \d+ parts"))
    expect(row.locator("td").last.locator("[lang=nl]")).to_contain_text("ingediend door de inwoner")
