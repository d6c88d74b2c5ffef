"""One service for the whole folder; tests that stop it start their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.simulators import service
from tests.simulators.service import Service


@pytest.fixture(scope="session")
def simulators(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    running = service.start(tmp_path_factory.mktemp("simulators"), "--loopback-redirects")
    yield running
    assert running.stop() == 0
