"""What the tests of the whole have in common."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
).split()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, in Dutch (its own words stand in file fields).

    One per module: while Playwright runs there is an event loop in its process, which other tests must not find.
    """
    if CHROMIUM is None:
        pytest.skip("no Chromium: apt-get install chromium")
    dutch: dict[str, str | float | bool] = {**os.environ, "LANGUAGE": "nl"}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS, env=dutch)
        yield browser
        browser.close()
