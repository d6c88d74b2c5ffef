"""Every part is optional: each room starts with no more than what it says it needs."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from raadhuis.kernel import loader


def with_needs(name: str) -> list[str]:
    """The room and everything below it."""
    found = [name]
    for need in loader.known()[name].needs:
        found += with_needs(need)
    return list(dict.fromkeys(found))


@pytest.mark.parametrize("name", sorted(loader.known()))
def test_a_room_starts_with_only_what_it_needs(name: str) -> None:
    argv = [
        sys.executable,
        "-c",
        "import raadhuis.house.wsgi; from django.core.management import call_command as c; c('check')",
    ]
    environment = {**os.environ, "RAADHUIS_COMPONENTS": ",".join(with_needs(name))}
    done = subprocess.run(argv, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-1500:]
