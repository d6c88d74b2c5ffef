"""A client with every right, one with some, and a way to make tokens."""

from __future__ import annotations

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from raadhuis.components.autorisaties import api as door

SECRET = "a secret that is long enough"


@pytest.fixture(autouse=True)
def _empty_memory():
    door.forget()
    yield
    door.forget()


@pytest.fixture
def client(db, systeem_actor, at):
    """The client `story`, which may do everything."""
    door.add_applicatie(
        client_id="story", secret=SECRET, label="Story", alle_autorisaties=True, actor=systeem_actor, at=at
    )
    return "story"


@pytest.fixture
def token(at):
    """Makes a token: claims as given, `iat` now and `client_id` story unless told; None leaves a claim out."""

    def make(*, secret=SECRET, alg="HS256", **claims):
        said = {"iat": int(at.timestamp()), "client_id": "story", **claims}
        key = OctKey.import_key(secret)
        return jwt.encode(
            {"alg": alg}, {k: v for k, v in said.items() if v is not None}, key, algorithms=[alg]
        )

    return make
