"""What somebody who connects software does: read an operation, try it with a token, and read what went wrong."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from raadhuis.kernel import clock
from tests.browser.moves import log_in
from tests.browser.test_axe import wrong


def secret_of(page: Page, client: str) -> str:
    """Bram makes an application that may do everything; the secret he gets to see."""
    log_in(page, "/beheer/applicaties/nieuw/", "bbakker")
    page.get_by_label("Naam", exact=True).fill(client)
    page.get_by_label("Client-id’s").fill(client)
    page.get_by_label("Alles (alleen").check()
    page.get_by_role("button", name="Volgende").click()
    page.get_by_role("link", name="Nieuw geheim").click()
    page.get_by_role("button", name="Ja, maak een nieuw geheim").click()
    return page.locator("main code").inner_text()


def token(client: str, secret: str) -> str:
    """A ZGW token, as docs/integrator.md makes it."""

    def part(value: bytes) -> str:
        return base64.urlsafe_b64encode(value).rstrip(b"=").decode()

    claims = {"iss": client, "client_id": client, "iat": int(clock.now().timestamp()), "user_id": "j.jansen"}
    kind = {"alg": "HS256", "typ": "JWT"}
    head = ".".join(part(json.dumps(one).encode()) for one in (kind, claims))
    return f"{head}.{part(hmac.new(secret.encode(), head.encode(), hashlib.sha256).digest())}"


def answer(page: Page) -> dict[str, object]:
    found: dict[str, object] = json.loads(page.get_by_label("Inhoud van het antwoord").inner_text())
    return found


def test_an_operation_is_tried_with_a_token(person: Callable[..., Page]) -> None:
    page = person()
    bearer = token("probeer", secret_of(person(), "probeer"))
    page.goto("/catalogi/api/v1/schema/")
    page.get_by_role("link", name="/catalogussen", exact=True).first.click()
    page.get_by_label("Token van uw applicatie").fill(bearer)
    page.locator("summary", has_text="parameters die niet verplicht zijn").click()
    page.get_by_label(re.compile("^domein \\(niet")).fill("LOSSR")
    page.get_by_role("button", name="Uitvoeren").click()

    expect(page.get_by_role("heading", name="Antwoord: 200")).to_be_focused()
    expect(page.locator("[data-request]")).to_have_text("GET /catalogi/api/v1/catalogussen?domein=LOSSR")
    assert answer(page)["count"] == 1
    assert wrong(page) == []

    page.goto("/zaken/api/v1/schema/?bewerking=zaak_create")
    page.get_by_role("button", name="Uitvoeren").click()  # the token is still there
    expect(page.get_by_role("heading", name="Antwoord: 400")).to_be_focused()
    assert "bronorganisatie" in str(answer(page)["invalidParams"])
    assert wrong(page) == []


def test_without_javascript_an_operation_can_be_read_and_no_token_is_sent(
    person: Callable[..., Page],
) -> None:
    page = person(javascript=False)
    page.goto("/zaken/api/v1/schema/")
    page.get_by_role("link", name="/zaken", exact=True).nth(1).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Maak een ZAAK aan.")
    expect(page.locator("main")).to_contain_text("bronorganisatie")
    expect(page.get_by_text("Zonder JavaScript kunt u hier niets uitproberen")).to_be_visible()
    expect(page.get_by_label("Token van uw applicatie")).to_be_disabled()
    expect(page.get_by_role("button", name="Uitvoeren")).to_be_disabled()
