"""What tests of several rooms set their scene with: the demo municipality, and the other side of the wire."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import raadhuis
from raadhuis.simulators.app import Settings, Simulators
from raadhuis.simulators.openid.accounts import load_accounts

LOSSER = Path(raadhuis.__file__).parent / "gemeenten" / "losser"


@pytest.fixture(scope="session")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the simulators, in this process, with the demo's people."""
    service = Simulators(
        Settings(
            data=tmp_path_factory.mktemp("simulators"),
            accounts=load_accounts(file=None, redirect_uris=[], loopback=True),
        )
    )
    service.start()
    yield f"http://127.0.0.1:{service.port}"
    service.stop()
