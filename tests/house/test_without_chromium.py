"""On a machine without Chromium, for somebody who may not install it, the rest is tested and the run says what was not."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def elsewhere(tmp_path: Path) -> dict[str, str]:
    """The environment of somebody who is not root, where PATH has hardly anything."""
    name = tmp_path / "id"
    name.write_text("#!/bin/sh\necho 1000\n")
    name.chmod(0o755)
    return {**os.environ, "PATH": str(tmp_path)}


def test_preparing_the_tests_says_how_to_get_it_and_goes_on(elsewhere: dict[str, str]) -> None:
    make = shutil.which("make")
    if make is None:
        pytest.skip("no make here")

    done = subprocess.run(
        [make, "-o", "setup", "setup-test"],
        cwd=ROOT,
        env=elsewhere,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "the browser tests will be skipped" in done.stderr
    assert "apt-get install chromium" in done.stderr


def test_the_browser_tests_are_skipped_and_the_end_of_the_run_says_so(elsewhere: dict[str, str]) -> None:
    argv = [sys.executable, "-m", "pytest", "tests/browser/test_diensten.py", "-p", "no:cacheprovider"]

    done = subprocess.run(argv, cwd=ROOT, env=elsewhere, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout
    assert re.search(r"\d+ browser tests? were skipped: there is no Chromium on PATH", done.stdout)
    assert "passed" not in done.stdout
