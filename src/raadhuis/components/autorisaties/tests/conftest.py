"""A client with every right, types to give rights on, and a way to make tokens."""

from __future__ import annotations

import json

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from raadhuis.components.autorisaties import api as door
from raadhuis.components.catalogi import api as catalogi
from raadhuis.house.testing import LOSSER
from raadhuis.kernel import wire

LATER = "2026-12-01"
SECRET = "a secret that is long enough for HS256"


@pytest.fixture(autouse=True)
def _empty_memory():
    for forget in (door.forget, door.forget_counts, door.forget_keys, catalogi.forget):
        forget()
    yield
    for forget in (door.forget, door.forget_counts, door.forget_keys, catalogi.forget):
        forget()


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


@pytest.fixture
def load(db, at, systeem_actor):
    """Loads the catalogus of Losser, changed by a function on its JSON."""

    def make(change=lambda spec: None):
        spec = json.loads((LOSSER / "catalogi.json").read_bytes())
        change(spec)
        catalogi.load_catalogus(wire.convert(spec, catalogi.CatalogusSpec), actor=systeem_actor, at=at)

    return make


def another_version(spec):
    """Every zaaktype and informatieobjecttype and besluittype gets a version from LATER on."""
    for name in ("zaaktypen", "informatieobjecttypen", "besluittypen"):
        spec[name] += [{**one, "beginGeldigheid": LATER} for one in spec[name]]
        for one in spec[name][: len(spec[name]) // 2]:
            one["eindeGeldigheid"] = "2026-11-30"


def another_catalogus(spec):
    """The same types in the catalogus of a neighbour."""
    spec["domein"] = "BUREN"


@pytest.fixture
def gpk(load, at, systeem_actor):
    """The zaaktype GPK, with everything that hangs on it."""
    load()
    return catalogi.find_inrichting(actor=systeem_actor, identificatie="GPK", op=at.date())


@pytest.fixture
def versies(systeem_actor):
    """The uuids of the versions of a type by its name, in one domein."""

    def of(soort, naam="", domein="LOSSR"):
        found = catalogi.list_typeversies(actor=systeem_actor)
        return {v.uuid for v in found if v.soort == soort and naam in ("", v.naam) and v.domein == domein}

    return of
