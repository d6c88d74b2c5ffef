"""Who a ZGW token belongs to, and which tokens are refused."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc import jwt
from joserfc.jwk import RSAKey

from raadhuis.components.autorisaties import api as door
from raadhuis.components.autorisaties.store import secrets
from raadhuis.kernel import db as database
from raadhuis.kernel.refusal import TokenInvalid


def test_a_token_is_its_application_with_its_rights(client, token, at):
    actor = door.authenticate(token(), at=at)

    assert (actor.kind, actor.id, actor.name, actor.rights.everything) == (
        "applicatie",
        "story",
        "Story",
        True,
    )


def test_a_token_that_names_a_person_is_that_person_with_the_applications_rights(client, token, at):
    actor = door.authenticate(token(user_id="mkaya", user_representation="M. Kaya"), at=at)

    assert (actor.kind, actor.id, actor.name, actor.rights.everything) == (
        "medewerker",
        "mkaya",
        "M. Kaya",
        True,
    )


def test_a_token_costs_one_query_and_then_none(client, token, at, queries):
    given = token()
    with queries() as first:
        door.authenticate(given, at=at)
    with queries() as second:
        door.authenticate(given, at=at)

    assert (len(first), len(second)) == (1, 0)


def _none(payload):
    header = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').rstrip(b"=").decode()
    return f"{header}.{payload.split('.')[1]}."


def _rs256(at):
    key = RSAKey.import_key(rsa.generate_private_key(public_exponent=65537, key_size=2048))
    return jwt.encode({"alg": "RS256"}, {"iat": int(at.timestamp()), "client_id": "story"}, key)


@pytest.mark.parametrize(
    "make",
    [
        lambda token, at: "",
        lambda token, at: "garbage",
        lambda token, at: "a.b.c",
        lambda token, at: "é.é.é",
        lambda token, at: "x" * 9000,
        lambda token, at: token(padding="x" * 9000),
        lambda token, at: token(secret="another secret of the same length"),
        lambda token, at: token(client_id="nobody"),
        lambda token, at: token(client_id=None),
        lambda token, at: token(client_id=7),
        lambda token, at: token(iat=None),
        lambda token, at: token(iat="now"),
        lambda token, at: token(iat=int(at.timestamp()) + 31),
        lambda token, at: token(iat=int(at.timestamp()) - 3601),
        lambda token, at: token(exp=int(at.timestamp())),
        lambda token, at: token(nbf=int(at.timestamp()) + 60),
        lambda token, at: token(alg="HS512"),
        lambda token, at: _none(token()),
        lambda token, at: _rs256(at),
        lambda token, at: token()[:-3] + "AAA",
        lambda token, at: ".".join([token().split(".")[0], token(user_id="x").split(".")[1], token().split(".")[2]]),
    ],
    ids=[
        "missing", "garbage", "three parts", "not ascii", "long garbage", "long", "forged", "unknown client", "no client",
        "client of another type", "no iat", "iat of another type", "future", "too old", "expired", "not yet", "HS512",
        "alg none", "RS256", "signature broken", "payload exchanged",
    ],
)  # fmt: skip
def test_a_token_that_cannot_be_trusted_is_refused(client, token, at, make):
    with pytest.raises(TokenInvalid):
        door.authenticate(make(token, at), at=at)


def test_a_clock_that_is_a_little_ahead_is_forgiven(client, token, at):
    assert door.authenticate(token(iat=int(at.timestamp()) + 29), at=at).id == "story"


def test_a_token_that_was_good_is_refused_once_it_is_too_old(client, token, at):
    given = token(exp=int(at.timestamp()) + 50)
    door.authenticate(given, at=at)

    with pytest.raises(TokenInvalid, match="verlopen"):
        door.authenticate(given, at=at + timedelta(seconds=50))
    old = token()
    door.authenticate(old, at=at)
    with pytest.raises(TokenInvalid, match="te oud"):
        door.authenticate(old, at=at + timedelta(hours=2))


def test_a_new_secret_ends_the_old_tokens_at_once(client, token, at, systeem_actor):
    old = token()
    door.authenticate(old, at=at)

    door.add_applicatie(
        client_id="story",
        secret="a new secret, also long",
        alle_autorisaties=True,
        actor=systeem_actor,
        at=at,
    )

    with pytest.raises(TokenInvalid):
        door.authenticate(old, at=at)
    assert door.authenticate(token(secret="a new secret, also long"), at=at).id == "story"


def test_a_secret_does_not_lie_readable_in_the_database(client):
    sealed = database.value("SELECT secret FROM autorisaties_client")

    assert "secret" not in sealed
    assert sealed


def test_a_secret_sealed_with_another_key_opens_nothing(client, token, at, settings):
    settings.SECRET_KEY = "another installation's"

    with pytest.raises(TokenInvalid):
        door.authenticate(token(), at=at)


def test_a_secret_changed_by_another_process_ends_the_old_tokens_once_the_client_is_read_again(
    client, token, at
):
    old = token()
    door.authenticate(old, at=at)
    database.run(
        "UPDATE autorisaties_client SET secret = %(sealed)s",
        {"sealed": secrets.seal("the other process's secret")},
    )
    door._clients.clear()

    with pytest.raises(TokenInvalid):
        door.authenticate(old, at=at)
