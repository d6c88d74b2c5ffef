"""A small house with only the look in it, started once."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from raadhuis.look import assets


@pytest.fixture(scope="session")
def house() -> Iterator[str]:
    """The address of the running pages."""
    try:
        assets.ensure()
    except assets.AssetsMissing as error:
        pytest.skip(f"the npm packages are not there: {error}")
    command = [sys.executable, str(Path(__file__).with_name("house.py")), "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        port = process.stdout.readline().strip()
        assert port, "the pages did not start"
        yield f"http://127.0.0.1:{port}"
        process.terminate()


@pytest.fixture
def page(chromium: Browser, house: str) -> Iterator[Page]:
    """A Dutch reader at a desk; the test fails on any script error or refused resource."""
    context = chromium.new_context(base_url=house, locale="nl-NL", viewport={"width": 1280, "height": 800})
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on(
        "console",
        lambda message: (
            complaints.append(message.text) if "Content Security Policy" in message.text else None
        ),
    )
    yield opened
    context.close()
    assert complaints == []
