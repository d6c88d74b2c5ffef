"""What the tests of the whole have in common."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.apart.installations import Models

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
NO_CHROMIUM = "there is no Chromium on PATH (on Debian, as root: apt-get install chromium)"
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
).split()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without Chromium what needs it is skipped, before anything is started for it."""
    if CHROMIUM is None:
        for item in items:
            if "chromium" in getattr(item, "fixturenames", ()):
                item.add_marker(pytest.mark.skip(reason=NO_CHROMIUM))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say once, at the end, that the browser tests did not run."""
    skipped = [r for r in terminalreporter.stats.get("skipped", ()) if NO_CHROMIUM in str(r.longrepr)]
    if skipped:
        terminalreporter.write_line(f"{len(skipped)} browser tests were skipped: {NO_CHROMIUM}", yellow=True)


@pytest.fixture(scope="session")
def models() -> Iterator[Models]:
    """What installations begin as a copy of."""
    with ExitStack() as stack:
        yield Models(stack)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, in Dutch (its own words stand in file fields).

    One per module: while Playwright runs there is an event loop in its process, which other tests must not find.
    """
    dutch: dict[str, str | float | bool] = {**os.environ, "LANGUAGE": "nl"}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS, env=dutch)
        yield browser
        browser.close()
