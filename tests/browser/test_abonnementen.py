"""The operator's pages of subscriptions when there is something to see: accessible, narrow too, and without JavaScript."""

from __future__ import annotations

import os
import re
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, expect

from raadhuis.components.notificaties import api as door
from raadhuis.components.notificaties.tests.conftest import SECRET, allow_private, serving, setting
from raadhuis.components.notificaties.tests.test_beheer import BRAM, browser
from raadhuis.kernel import clock, db
from tests.browser.conftest import axe
from tests.browser.moves import overflow

# Playwright keeps an event loop in this thread, in which nothing of ours runs.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
__all__ = ["allow_private", "setting"]  # fixtures
LIST, LETTERS = "/beheer/abonnementen/", "/beheer/abonnementen/wat-niet-lukt/"


@pytest.fixture
def filled(allow_private: None, live_server: Any, systeem_actor: Any) -> Any:
    """Three subscribers: one works, one does not answer and has a message that keeps failing, one is paused."""
    at = clock.now()
    db.run(
        "INSERT INTO notificaties_kanaal (uuid, naam, documentatie_link, filters)"
        " VALUES (gen_random_uuid(), 'zaken', '', '[]') ON CONFLICT DO NOTHING"
    )
    with serving() as callback:
        made = [
            door.create_abonnement(
                actor=systeem_actor,
                at=at,
                body=door.AbonnementBody(
                    callback_url=f"{callback.url}/{name}",
                    auth=SECRET,
                    kanalen=(door.FilterGroup(naam="zaken"),),
                ),
            )
            for name in ("werkt", "antwoordt-niet", "staat-stil")
        ]
    away = f"notificaties/tasks:deliver#{made[1].uuid}"
    door.mute(actor=BRAM, at=at, uuid=made[2].uuid)
    db.run(
        "WITH e AS (INSERT INTO kernel_event (uuid, kanaal, resource, actie, hoofd_path, hoofd, path, object, kenmerken,"
        " actor_id, at) VALUES (gen_random_uuid(), 'zaken', 'status', 'create', '/x/', gen_random_uuid(), '/x/',"
        " gen_random_uuid(), '{}', 'test', %(at)s) RETURNING seq, hoofd)"
        " INSERT INTO kernel_delivery (seq, subscriber, hoofd, due, attempts, error)"
        " SELECT seq, %(away)s, hoofd, %(at)s, 12, 'CallbackSilent:unavailable' FROM e",
        {"at": at, "away": away},
    )
    db.run(
        "INSERT INTO kernel_subscriber (subscriber, failures, rests_until) VALUES (%(away)s, 6, %(at)s)",
        {"away": away, "at": at},
    )
    return live_server


def opened(chromium: Browser, base: str, *, javascript: bool) -> tuple[BrowserContext, Page]:
    """A browser in which an operator is logged in."""
    context = chromium.new_context(base_url=base, java_script_enabled=javascript, locale="nl-NL")
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": browser(BRAM).cookies[name].value, "url": base}])
    return context, context.new_page()


@pytest.mark.django_db(transaction=True)
def test_the_pages_are_accessible_wide_and_narrow(chromium: Browser, filled: Any) -> None:
    context, page = opened(chromium, filled.url, javascript=True)
    for address, word in ((LIST, "Antwoordt niet"), (LETTERS, "Niemand nam op.")):
        page.goto(address)
        expect(page.get_by_text(word, exact=True)).to_be_visible()
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 800})
            assert (width, axe(page), overflow(page)) == (width, [], 0)
    context.close()


@pytest.mark.django_db(transaction=True)
def test_everything_can_be_done_without_javascript(chromium: Browser, filled: Any) -> None:
    context, page = opened(chromium, filled.url, javascript=False)
    page.goto(LIST)
    page.get_by_role("button", name="Weer aan").click()
    expect(page.get_by_text("Deze afnemer krijgt weer berichten.")).to_be_visible()
    page.get_by_role("link", name="1 lukt niet").click()
    page.get_by_role("button", name=re.compile("^Nu opnieuw")).click()
    expect(page.get_by_text("1 bericht gaat opnieuw weg.")).to_be_visible()
    expect(page.get_by_text("Alles komt aan")).to_be_visible()
    context.close()
