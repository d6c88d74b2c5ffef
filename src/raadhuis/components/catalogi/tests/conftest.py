"""Losser's types, loaded; somebody who makes types; and a memory that starts empty."""

from __future__ import annotations

import pytest

from raadhuis.components.catalogi import api as door
from raadhuis.components.catalogi import tasks
from raadhuis.components.catalogi.tests import bodies
from raadhuis.components.catalogi.tests.beheer import Beheer
from raadhuis.house.testing import LOSSER


@pytest.fixture(autouse=True)
def _empty_memory():
    door.forget()
    yield
    door.forget()


@pytest.fixture
def losser(db, at):
    """The folder of the demo municipality, its types loaded."""
    tasks.load(LOSSER, at=at)
    return LOSSER


@pytest.fixture
def beheer(api):
    """A functional administrator with every right, and an empty catalogus."""
    made = api.post(f"{bodies.ROOT}/catalogussen", bodies.CATALOGUS)
    return Beheer(api, made.json["url"])
