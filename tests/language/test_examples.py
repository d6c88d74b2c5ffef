"""The commands that the integrator reads run, in their order, and answer what stands beside them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from raadhuis.house.temporary import TemporaryInstallation
from tests.once import demo_data

PAGE = Path(__file__).parents[2] / "docs" / "integrator.md"


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("curl"), reason="the examples use curl")
def test_the_examples_of_the_integrator_run_as_they_stand(tmp_path: Path):
    text = PAGE.read_text(encoding="utf-8")
    script = "set -eu\n" + "\n".join(re.findall(r"```bash\n(.*?)```", text, flags=re.DOTALL))
    promised = re.findall(r" # (\d{3})$", script, flags=re.MULTILINE)
    client = re.search(r"raadhuis (applicatie add .*)$", text, flags=re.MULTILINE)
    assert promised
    assert client

    environment = {"RAADHUIS_CALLBACKS_PRIVATE": "true"}
    with TemporaryInstallation(environment=environment, like=demo_data()) as installation:
        outside = {k: v for k, v in os.environ.items() if not k.startswith(("RAADHUIS_", "DJANGO_"))}
        command = [
            sys.executable,
            "-m",
            "raadhuis",
            *client[1].split(),
            "--data",
            str(installation.folder / "data"),
        ]
        subprocess.run(command, env=outside, check=True)
        said = subprocess.run(
            ["bash", "-c", script],
            cwd=tmp_path,
            env={**outside, "BASE": installation.base},
            check=True,
            capture_output=True,
            text=True,
            timeout=120,
        ).stdout

    assert re.findall(r"(\d{3})$", said, flags=re.MULTILINE) == promised
    assert "Onderwerp verduidelijkt" in said
    assert '"actie":"partial_update"' in said
