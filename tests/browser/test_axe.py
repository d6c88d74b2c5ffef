"""Every page of the house, in every state it can be in: accessible, within its policy, and whole at 320 pixels wide."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from playwright.sync_api import Page, expect

from raadhuis.house.chain import PNG
from raadhuis.house.temporary import TemporaryInstallation
from raadhuis.kernel.settings import REGISTERS
from tests.browser.conftest import axe
from tests.browser.moves import GPK, JEROEN, MIRJAM, SANNE, log_in, overflow
from tests.browser.town import Town

State = Callable[[Page], None]


@dataclass(frozen=True, slots=True)
class Place:
    """A page in one state: which route, at which address, seen by whom, after doing what, with which heading."""

    route: str
    address: str
    heading: str
    account: str = ""
    state: State | None = None


def press(*buttons: str) -> State:
    """The state after pressing these buttons."""

    def act(page: Page) -> None:
        for button in buttons:
            page.locator("main").get_by_role("button", name=button, exact=True).first.click()
            page.wait_for_load_state()

    return act


def without_token(page: Page) -> None:
    """A form that did not come from us: its token is gone."""
    page.context.clear_cookies(name="csrftoken")
    page.locator("button[value=en]").click()


def cancelled(page: Page) -> None:
    """Away from the login page of the provider."""
    page.get_by_role("button", name="Annuleren").click()


def preview(page: Page) -> None:
    """Fill in a besluit and ask for the letter."""
    page.get_by_label("Verleend").check()
    page.get_by_label("Waarom neemt u dit besluit?").fill("U kunt minder dan 100 meter lopen.")
    page.get_by_role("button", name="Bekijk de brief").click()


def conflict(page: Page) -> None:
    """A colleague was first: the form was opened on an older version of the case."""
    page.locator("input[name=etag]").first.evaluate("field => { field.value = 'van-eerder'; }")
    page.get_by_label("Waarom wijzigt u dit?").fill("Andere datum afgesproken.")
    page.get_by_role("button", name="Opslaan").click()


def help_open(page: Page) -> None:
    """The dialog with the keys."""
    page.keyboard.press("?")


def menu_open(page: Page) -> None:
    """The menu of who is logged in, with the languages."""
    page.locator(".raadhuis-usermenu summary").click()


def selected(page: Page) -> None:
    """Rows chosen to divide."""
    page.locator("input[data-select]").first.check()


def unfolded(page: Page) -> None:
    """Everything that can be opened open; at the top again, where the bar lies over nothing."""
    for more in page.locator("main details").all():
        more.locator("summary").click()
    page.evaluate("window.scrollTo(0, 0)")


def tried(page: Page) -> None:
    """An operation of an API tried without a token, with everything that can be opened open."""
    unfolded(page)
    page.get_by_role("button", name="Uitvoeren").click()
    expect(page.get_by_role("heading", name="Antwoord: 403")).to_be_focused()


FORM, STEP = "formulier/<slug:slug>/", "formulier/<slug:slug>/stap/<int:nummer>/"
MY_ZAAK, ZAAK = "mijn/zaken/<str:uuid>/", "werkplek/zaken/<uuid:uuid>/"
TERUG = "inloggen/digid/terug"

EVERYBODY = (
    Place("", "/", "Waar kunnen wij u mee helpen?"),
    Place("producten/<slug:slug>/", f"/producten/{GPK}/", "Gehandicaptenparkeerkaart aanvragen"),
    Place("producten/<slug:slug>/", "/producten/bestaat-niet/", ""),
    Place("zoeken/", "/zoeken/", ""),
    Place("zoeken/", "/zoeken/?q=verhuizen", ""),
    Place("zoeken/", "/zoeken/?q=onderzeeboot", ""),
    Place("contact/", "/contact/", "Contact"),
    Place("toegankelijkheid/", "/toegankelijkheid/", "Toegankelijkheid"),
    Place("privacy/", "/privacy/", "Privacy"),
    Place(FORM, f"/formulier/{GPK}/", "Gehandicaptenparkeerkaart aanvragen"),
    Place("uitgelogd/", "/uitgelogd/", "U bent uitgelogd"),
    Place(TERUG, TERUG, ""),
    Place(TERUG, "/inloggen/digid", "U bent niet ingelogd", state=cancelled),
    Place("inloggen/medewerker/terug", "/inloggen/medewerker/terug", ""),
    Place("zaken/api/v1/schema/", "/zaken/api/v1/schema/", "Zaken API"),
    Place(
        "zaken/api/v1/schema/",
        "/zaken/api/v1/schema/?bewerking=zaak_list",
        "Alle ZAAKen opvragen",
        state=tried,
    ),
    Place(
        "zaken/api/v1/schema/",
        "/zaken/api/v1/schema/?bewerking=zaak_create",
        "Maak een ZAAK aan",
        state=tried,
    ),
    Place("404", "/bestaat-niet/", ""),
    Place("403", "/contact/", "", state=without_token),
)
RESIDENT = (
    Place("mijn/", "/mijn/", "Mijn zaken", SANNE),
    Place("mijn/", "/mijn/", "Mijn zaken", MIRJAM),
    Place(MY_ZAAK, "/mijn/zaken/{busy}/", "Gehandicaptenparkeerkaart aanvragen", SANNE),
    Place(MY_ZAAK, "/mijn/zaken/{done}/", "Gehandicaptenparkeerkaart aanvragen", SANNE),
    Place(MY_ZAAK, "/mijn/zaken/{done}/", "", MIRJAM),
    Place(FORM, f"/formulier/{GPK}/", "Gehandicaptenparkeerkaart aanvragen", SANNE),
    Place(
        FORM + "ontvangen/<slug:referentie>/",
        f"/formulier/{GPK}/ontvangen/{{done_reference}}/",
        "Wij hebben uw formulier ontvangen",
        SANNE,
    ),
)
JORIS, ANOUK, KIM, BRAM = "jdevries", "asmit", "kvisser", "bbakker"
EMPLOYEE = (
    Place("werkplek/", "/werkplek/", "Werkvoorraad", JORIS),
    Place("werkplek/", "/werkplek/", "Werkvoorraad", JORIS, help_open),
    Place("werkplek/", "/werkplek/", "Werkvoorraad", JORIS, menu_open),
    Place("werkplek/", "/werkplek/?tab=afgerond", "Werkvoorraad", JORIS),
    Place("werkplek/", "/werkplek/?tekst=onderzeeboot", "Werkvoorraad", JORIS),
    Place("werkplek/", "/werkplek/?tab=alle", "Werkvoorraad", ANOUK, selected),
    Place("werkplek/mijn/", "/werkplek/mijn/", "", JORIS),
    Place("werkplek/mijn/", "/werkplek/mijn/", "", KIM),
    Place("werkplek/zoeken/", "/werkplek/zoeken/", "Zoeken", JORIS),
    Place("werkplek/zoeken/", "/werkplek/zoeken/?q=parkeerkaart", "Zoeken naar “parkeerkaart”", JORIS),
    Place("werkplek/zoeken/", "/werkplek/zoeken/?q=onderzeeboot", "Zoeken naar “onderzeeboot”", JORIS),
    Place(ZAAK, "/werkplek/zaken/{new}/", "", JORIS),
    Place(ZAAK, "/werkplek/zaken/{busy}/", "", ANOUK),
    Place(ZAAK, "/werkplek/zaken/{moving}/", "Verhuizing doorgeven", KIM),
    Place(ZAAK + "wijzigen/", "/werkplek/zaken/{busy}/wijzigen/", "", JORIS),
    Place(ZAAK + "wijzigen/", "/werkplek/zaken/{busy}/wijzigen/", "", JORIS, press("Opslaan")),
    Place(ZAAK + "wijzigen/", "/werkplek/zaken/{busy}/wijzigen/", "", JORIS, conflict),
    Place(ZAAK + "wijzigen/", "/werkplek/zaken/{moving}/wijzigen/", "Verhuizing doorgeven", KIM),
    Place(ZAAK + "taken/", "/werkplek/zaken/{busy}/taken/", "", JORIS),
    Place(ZAAK + "taken/", "/werkplek/zaken/{busy}/taken/", "", JORIS, press("Taak afronden")),
    Place(ZAAK + "taken/", "/werkplek/zaken/{done}/taken/", "", JORIS),
    Place(ZAAK + "documenten/", "/werkplek/zaken/{busy}/documenten/", "", JORIS),
    Place(ZAAK + "documenten/", "/werkplek/zaken/{busy}/documenten/", "", JORIS, press("Toevoegen")),
    Place(ZAAK + "besluiten/", "/werkplek/zaken/{busy}/besluiten/", "", JORIS),
    Place(ZAAK + "besluiten/", "/werkplek/zaken/{done}/besluiten/", "", JORIS),
    Place(ZAAK + "besluiten/nieuw/", "/werkplek/zaken/{busy}/besluiten/nieuw/", "", JORIS),
    Place(
        ZAAK + "besluiten/nieuw/",
        "/werkplek/zaken/{busy}/besluiten/nieuw/",
        "",
        JORIS,
        press("Bekijk de brief"),
    ),
    Place(ZAAK + "besluiten/nieuw/", "/werkplek/zaken/{busy}/besluiten/nieuw/", "", JORIS, preview),
    Place(ZAAK + "status/", "/werkplek/zaken/{busy}/status/", "", JORIS),
    Place(ZAAK + "afronden/", "/werkplek/zaken/{busy}/afronden/", "", JORIS),
    Place(ZAAK + "afronden/", "/werkplek/zaken/{busy}/afronden/", "", JORIS, press("Rond de zaak af")),
    Place(ZAAK + "afronden/", "/werkplek/zaken/{done}/afronden/", "", JORIS),
    Place(ZAAK + "historie/", "/werkplek/zaken/{done}/historie/", "", JORIS),
    Place(ZAAK + "historie/", "/werkplek/zaken/{busy}/historie/", "", JORIS, unfolded),
    Place("beheer/abonnementen/", "/beheer/abonnementen/", "Abonnementen", BRAM),
    Place("beheer/abonnementen/wat-niet-lukt/", "/beheer/abonnementen/wat-niet-lukt/", "Wat niet lukt", BRAM),
    Place("werkplek/404", "/werkplek/zaken/00000000-0000-4000-8000-000000000000/", "", JORIS),
)
PLACES = (*EVERYBODY, *RESIDENT, *EMPLOYEE)
# Visited by the test that walks a form.
WALKED = {STEP, FORM + "samenvatting/", FORM + "annuleren/"}
# The same page as that of Zaken.
WALKED |= {f"{register}/api/v1/schema/" for register in (*REGISTERS, "referentielijsten")}
# Visited by test_applicaties.
APPLICATIES, ONE = "beheer/applicaties/", "beheer/applicaties/<uuid:uuid>/"
WALKED |= {APPLICATIES, APPLICATIES + "nieuw/", ONE, ONE + "wijzigen/", ONE + "verwijderen/", ONE + "alles/"}
WALKED |= {ONE + "rechten/nieuw/", ONE + "rechten/<int:nummer>/", ONE + "rechten/<int:nummer>/verwijderen/"}
WALKED |= {ONE + "clients/<int:nummer>/geheim/", ONE + "clients/<int:nummer>/sleutel/"}
# Visited by test_diensten.
DIENSTEN, DIENST = "beheer/diensten/", "beheer/diensten/<uuid:uuid>/"
WALKED |= {DIENSTEN, DIENSTEN + "nieuw/", DIENST + "wijzigen/", DIENST + "verwijderen/"}


def wrong(page: Page) -> list[str]:
    """What is wrong with the page as it stands, wide and narrow."""
    found = [f"1280: {violation}" for violation in axe(page)]
    page.set_viewport_size({"width": 320, "height": 700})
    if overflow(page) > 0:
        found.append(f"320: {overflow(page)} pixels wider than the window")
    return found + [f"320: {violation}" for violation in axe(page)]


def name(place: Place) -> str:
    state = getattr(place.state, "__name__", "") if place.state else ""
    return f"{place.account or 'iedereen'} {place.address} {state}".strip()


@pytest.mark.parametrize("place", PLACES, ids=name)
def test_a_page_is_accessible_wide_and_narrow(person: Callable[..., Page], town: Town, place: Place) -> None:
    page = person()
    address = place.address.format(**{f: getattr(town, f) for f in town.__slots__})
    if place.account:
        log_in(page, address, place.account)
    else:
        page.goto(address)
    if place.state:
        place.state(page)
        page.wait_for_timeout(200)  # what htmx swaps in, settles
    if place.heading:
        expect(page.get_by_role("heading", level=1)).to_contain_text(place.heading)
    assert wrong(page) == []


def test_a_form_is_accessible_at_every_step(person: Callable[..., Page]) -> None:
    page = person()
    found: dict[str, list[str]] = {}

    def look(at: str) -> None:
        expect(page.get_by_role("heading", level=1)).to_have_text(at.split(":")[0])
        found[at] = wrong(page)
        page.set_viewport_size({"width": 1280, "height": 900})

    go_on = press("Volgende")
    log_in(page, f"/formulier/{GPK}/stap/1/", MIRJAM)
    look("Uw gegevens")
    go_on(page)
    go_on(page)
    look("De kaart: nothing chosen")
    page.get_by_label("Passagierskaart").check()
    go_on(page)
    look("De kaart: a question more")
    page.get_by_label("Bestuurderskaart").check()
    go_on(page)
    look("Uw situatie")
    page.get_by_label("Waarom heeft u de kaart nodig?").fill("Ik kan niet ver lopen.")
    page.get_by_label("Minder dan 50 meter").check()
    page.get_by_label("6 maanden of langer").check()
    go_on(page)
    page.get_by_label("Ja").check()
    go_on(page)
    look("Bewijs: no file yet")
    page.get_by_label("Voeg de brief toe").set_input_files(
        {"name": "brief.png", "mimeType": "image/png", "buffer": PNG}
    )
    press("Bestand toevoegen")(page)
    look("Bewijs: a file")
    upload = page.get_by_role("link", name="brief.png").get_attribute("href")
    assert upload is not None
    assert "html" not in page.request.get(upload).headers["content-type"]
    go_on(page)
    page.get_by_label("E-mailadres").fill("mirjam@inwoner.example")
    go_on(page)
    look("Controleren en versturen")
    page.goto("/mijn/")
    expect(page.get_by_role("heading", name="Nog niet verstuurd")).to_be_visible()
    look("Mijn zaken: begun")
    page.goto(f"/formulier/{GPK}/")
    look("Gehandicaptenparkeerkaart aanvragen: begun")
    page.get_by_role("link", name="Opnieuw beginnen").click()
    look("Wilt u opnieuw beginnen?")
    assert {at: violations for at, violations in found.items() if violations} == {}


@contextmanager
def asleep(installation: TemporaryInstallation) -> Iterator[None]:
    """The neighbours (login, BRP) take every call and answer none."""
    assert installation.process is not None
    processes = [p for p in _children(installation.process.pid) if b"simulators" in _command(p)]
    assert processes
    for process in processes:
        os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        for process in processes:
            os.kill(process, signal.SIGCONT)


def _children(parent: int) -> list[int]:
    found = [int(n) for n in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]
    return [*found, *(grandchild for child in found for grandchild in _children(child))]


def _command(process: int) -> bytes:
    return Path(f"/proc/{process}/cmdline").read_bytes()


def test_a_page_about_a_neighbour_that_does_not_answer_is_accessible(
    person: Callable[..., Page], installation: TemporaryInstallation
) -> None:
    page, form = person(), person()
    log_in(form, "/mijn/", JEROEN)
    page.goto("/inloggen/digid")
    state = page.locator("input[name=state]").first.get_attribute("value")
    with asleep(installation):
        answer = page.goto(f"/{TERUG}?code=iets&state={state}")
        form.goto(f"/formulier/{GPK}/stap/1/")
    assert answer is not None
    assert answer.status == 503
    assert wrong(page) == []
    expect(form.get_by_text("Wij kunnen uw gegevens nu niet ophalen")).to_be_visible()
    assert wrong(form) == []


def routes(patterns: list[URLPattern | URLResolver] | None = None, prefix: str = "") -> Iterator[str]:
    """Every route of the house."""
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        here = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, here)
        else:
            yield here


# What a person cannot read: downloads (no address here), redirects, and what is only posted to; tried below.
NO_PAGE = {
    "gezond": "/gezond",
    "klaar": "/klaar",
    "taal/": "/taal/",
    "notificaties/callback": "/notificaties/callback",
    "oauth/token": "/oauth/token",
    ".well-known/jwks.json": "/.well-known/jwks.json",
    ".well-known/oauth-authorization-server": "/.well-known/oauth-authorization-server",
    "uitloggen/": "/uitloggen/",
    "inloggen/digid": "/inloggen/digid",
    "inloggen/medewerker": "/inloggen/medewerker",
    FORM + "versturen/": f"/formulier/{GPK}/versturen/",
    FORM
    + "ontvangen/<slug:referentie>/ontvangstbewijs.pdf": f"/formulier/{GPK}/ontvangen/{{done_reference}}/ontvangstbewijs.pdf",
    FORM + "bijlage/<uuid:uuid>/": "",
    MY_ZAAK + "documenten/<str:link>/": "",
    "werkplek/verdelen/": "/werkplek/verdelen/",
    "beheer/abonnementen/opnieuw/": "/beheer/abonnementen/opnieuw/",
    "beheer/abonnementen/<uuid:uuid>/stil/": "/beheer/abonnementen/00000000-0000-4000-8000-000000000000/stil/",
    "beheer/abonnementen/<uuid:uuid>/aan/": "/beheer/abonnementen/00000000-0000-4000-8000-000000000000/aan/",
    "beheer/diensten/<uuid:uuid>/testen/": "/beheer/diensten/00000000-0000-4000-8000-000000000000/testen/",
    ZAAK + "neem/": "/werkplek/zaken/{busy}/neem/",
    ZAAK + "terug/": "/werkplek/zaken/{busy}/terug/",
    ZAAK + "taken/<uuid:taak>/": "/werkplek/zaken/{busy}/taken/00000000-0000-4000-8000-000000000000/",
    ZAAK + "documenten/<uuid:document>/": "",
    ZAAK + "besluiten/brief/": "/werkplek/zaken/{busy}/besluiten/brief/",
}


def test_no_page_of_the_house_is_left_out() -> None:
    visited = {place.route for place in PLACES} | WALKED
    assert [route for route in routes() if route not in visited and route not in NO_PAGE] == []


def test_what_is_called_no_page_answers_none(person: Callable[..., Page], town: Town) -> None:
    page = person()
    log_in(page, "/mijn/", SANNE)
    log_in(page, "/werkplek/", JORIS)
    known = {f: getattr(town, f) for f in town.__slots__}
    addresses = [a.format(**known) for a in NO_PAGE.values() if a.startswith("/")]
    for listing in (f"/mijn/zaken/{town.done}/", f"/werkplek/zaken/{town.done}/documenten/"):
        page.goto(listing)
        links = [a.get_attribute("href") for a in page.locator("main a[href*='/documenten/']").all()]
        found = [link for link in links if link and not link.endswith("/documenten/")]
        assert len(found) > 1
        addresses += found
    shown = []
    for address in addresses:
        answer = page.request.get(address, max_redirects=0)
        html = "html" in answer.headers.get("content-type", "") and answer.body() != b""
        shown += [f"{address}: {answer.status}"] if html and answer.status not in (302, 405) else []
    assert shown == []
