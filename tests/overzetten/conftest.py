"""A provider that is in use, and an empty installation to move to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.apart.installations import Installation
from tests.overzetten.filled import Client, installation, provider


@pytest.fixture(scope="session")
def source() -> Iterator[Installation]:
    """The provider that everybody in this run reads from; who changes it takes away what it made."""
    with provider() as running:
        yield running


@pytest.fixture(scope="session")
def client(source: Installation) -> Client:
    """The API of the provider."""
    return Client(source.base)


@pytest.fixture(scope="session")
def empty() -> Iterator[Installation]:
    """An installation with its tables and nothing in them, of which each test gets a copy."""
    with installation() as made:
        made.run("raadhuis", "migrate")
        yield made


@pytest.fixture
def target(empty: Installation) -> Iterator[Installation]:
    """An installation with nothing in it; it does not serve yet."""
    with installation(like=empty) as made:
        yield made
