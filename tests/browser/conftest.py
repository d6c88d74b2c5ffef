"""A real browser on a real demo installation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from raadhuis.house.temporary import TemporaryInstallation
from tests.browser.town import Town, build
from tests.once import demo_data

ROOT = Path(__file__).parents[2]
AXE = ROOT / "src/raadhuis/look/static/look/vendor/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
PATIENCE = 20_000  # milliseconds; a shared machine is slow at times
expect.set_options(timeout=PATIENCE)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update-screenshots` takes the pictures of the README again; name a file of this folder with it."""
    parser.addoption("--update-screenshots", action="store_true", help="take docs/screenshots/ again")


@pytest.hookimpl(tryfirst=True)  # before xdist looks for groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of these share one installation, so they run in one process."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def installation() -> Iterator[TemporaryInstallation]:
    """A demo municipality."""
    with TemporaryInstallation(like=demo_data()) as running:
        yield running


@pytest.fixture
def person(chromium: Browser, installation: TemporaryInstallation) -> Iterator[Callable[..., Page]]:
    """`person()` opens a browser of somebody else each time; `javascript=False`, `width=320` as keywords.

    The test fails when any page had a script error or something that its content security policy refused.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def new(*, javascript: bool = True, width: int = 1280, height: int = 900) -> Page:
        context = chromium.new_context(
            base_url=installation.base,
            java_script_enabled=javascript,
            viewport={"width": width, "height": height},
            locale="nl-NL",
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on("console", lambda message: complaints.extend(refused_by_policy(page, message)))
        return page

    yield new
    for context in contexts:
        context.close()
    assert complaints == []


def refused_by_policy(page: Page, message: ConsoleMessage) -> list[str]:
    """What the browser said about the content security policy of a page of ours."""
    ours = "/authorize" not in page.url
    return [f"{page.url}: {message.text}"] if ours and "Content Security Policy" in message.text else []


@pytest.fixture(scope="session")
def town(installation: TemporaryInstallation) -> Town:
    """Cases in every stage, made over HTTP."""
    return build(installation)


def axe(page: Page) -> list[str]:
    """What axe-core finds wrong on this page (WCAG 2.0 to 2.2 AA and best practice), one line each."""
    page.wait_for_load_state()  # with its stylesheets: without them it is another page
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(AXE.read_text())
    found = page.evaluate("rules => axe.run({runOnly: rules, resultTypes: ['violations']})", RULES)
    assert len(found["passes"]) > 5, "axe saw no page"
    return [
        f"{v['id']}: {v['help']} ({'; '.join(n['html'][:100] for n in v['nodes'][:3])})"
        for v in found["violations"]
    ]
