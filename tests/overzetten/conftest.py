"""A provider that is in use, and an empty installation to move to."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.apart.installations import Installation, Models
from tests.overzetten.filled import ALL, Client, installation, provider
from tests.overzetten.moving import Move


@pytest.fixture(scope="session")
def source(models: Models) -> Iterator[Installation]:
    """The provider that everybody in this run reads from; who changes it takes away what it made."""
    with provider(models) as running:
        yield running


@pytest.fixture(scope="session")
def client(source: Installation) -> Client:
    """The API of the provider."""
    return Client(source.base)


@pytest.fixture(scope="session")
def empty(models: Models) -> Installation:
    """An installation with its tables and nothing in them, of which each test gets a copy."""
    return models.of(ALL)


@pytest.fixture(scope="session")
def first_move(
    source: Installation, empty: Installation, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Move]:
    """Everything exported and imported, once in this run."""
    with installation(like=empty) as made:
        move = Move(source.base, made, tmp_path_factory.mktemp("overzetten") / "map")
        move.good("export")
        move.good("import")
        yield move


@pytest.fixture
def moved(first_move: Move, tmp_path: Path) -> Iterator[Move]:
    """A copy of that, to go on with."""
    with installation(like=first_move.target) as made:
        shutil.copytree(first_move.folder, tmp_path / "map")
        yield Move(first_move.source, made, tmp_path / "map")


@pytest.fixture
def target(empty: Installation) -> Iterator[Installation]:
    """An installation with nothing in it; it does not serve yet."""
    with installation(like=empty) as made:
        yield made
