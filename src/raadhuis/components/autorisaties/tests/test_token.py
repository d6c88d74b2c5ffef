"""Who a ZGW token belongs to, and which tokens are refused."""

from __future__ import annotations

import base64
import dataclasses
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc import jwt
from joserfc.jwk import RSAKey

from raadhuis.components.autorisaties import api as door
from raadhuis.components.autorisaties.api import clients
from raadhuis.components.autorisaties.domain import limiet
from raadhuis.components.autorisaties.store import secrets
from raadhuis.kernel import db as database
from raadhuis.kernel import settings as house
from raadhuis.kernel.refusal import Invalid, TokenInvalid, TooManyRequests


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
    assert (actor.applicatie, actor.applicatie_name) == ("story", "Story")


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
        secret="a new secret, also long enough for it",
        alle_autorisaties=True,
        actor=systeem_actor,
        at=at,
    )

    with pytest.raises(TokenInvalid):
        door.authenticate(old, at=at)
    assert door.authenticate(token(secret="a new secret, also long enough for it"), at=at).id == "story"


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
    clients._clients.clear()

    with pytest.raises(TokenInvalid):
        door.authenticate(old, at=at)


@pytest.mark.parametrize(
    ("aud", "ours"),
    [
        (None, True),
        ("", True),
        ("http://testserver", True),
        ("http://testserver/", True),
        ("http://testserver/zaken/api/v1", True),
        (["http://elsewhere.example", "http://testserver"], True),
        ("http://elsewhere.example", False),
        ("http://testserver.elsewhere.example", False),
        (["http://elsewhere.example"], False),
        (7, False),
        ([7], False),
        ({"a": "http://testserver"}, False),
    ],
)
def test_a_token_that_says_whom_it_is_for_must_be_for_us(client, token, at, aud, ours):
    if ours:
        assert door.authenticate(token(aud=aud), at=at).id == "story"
        return
    with pytest.raises(TokenInvalid):
        door.authenticate(token(aud=aud), at=at)


@pytest.mark.parametrize("roles", [7, {"a": 1}, [1], ["x"] * 101])
def test_roles_that_are_no_names_are_refused(client, token, at, roles):
    with pytest.raises(TokenInvalid):
        door.authenticate(token(user_id="x", roles=roles), at=at)


def test_a_new_secret_has_32_bytes_and_one_that_a_client_comes_with_may_be_shorter(
    db, systeem_actor, at, token
):
    by = {"actor": systeem_actor, "at": at}
    door.add_applicatie(client_id="old", secret="short", alle_autorisaties=True, **by)
    assert door.authenticate(token(client_id="old", secret="short"), at=at).id == "old"

    with pytest.raises(Invalid) as refused:
        door.prove(client_id="old", secret="x" * 31, **by)
    assert [(f.name, f.code) for f in refused.value.fields] == [("secret", "min_length")]
    assert door.prove(client_id="old", secret="x" * 31, brought=True, **by)
    assert door.prove(client_id="old", secret="x" * 32, **by)


def test_a_right_that_is_taken_away_counts_for_a_token_that_is_known(api, client, token, at):
    given = token()
    assert door.authenticate(given, at=at).rights.everything
    path = api.get("/autorisaties/api/v1/applicaties/consumer?clientId=story").json["url"]

    nrc = {"component": "nrc", "scopes": ["notificaties.publiceren"]}
    api.patch(path.removeprefix("http://testserver"), {"heeftAlleAutorisaties": False, "autorisaties": [nrc]})

    assert not door.authenticate(given, at=at).rights.everything


def with_settings(monkeypatch, **changes):
    changed = dataclasses.replace(house.current(), **changes)
    monkeypatch.setattr(house, "current", lambda: changed)


def test_a_client_that_asks_too_much_waits_for_the_next_minute(client, token, at, monkeypatch):
    with_settings(monkeypatch, client_rate=3)
    for _ in range(3):
        door.authenticate(token(), at=at)

    with pytest.raises(TooManyRequests) as refused:
        door.authenticate(token(), at=at + timedelta(seconds=20))

    assert refused.value.retry_after == 40
    assert door.authenticate(token(), at=at + timedelta(seconds=60)).id == "story"


def test_a_client_without_a_limit_asks_as_it_likes(client, token, at, monkeypatch):
    with_settings(monkeypatch, client_rate=0)

    assert {door.authenticate(token(), at=at).id for _ in range(50)} == {"story"}


def test_too_many_clients_to_count_are_forgotten_and_not_kept(at, monkeypatch):
    monkeypatch.setattr(limiet, "MOST_KEYS", 3)
    counted = limiet.PerMinute()
    for key in "abcd":
        counted.count(key, at=at)

    assert [counted.wait(key, most=1, at=at) for key in "abcd"] == [0, 0, 0, 60]


def test_who_guesses_secrets_is_not_heard_any_more_and_hinders_nobody_else(client, token, at, monkeypatch):
    with_settings(monkeypatch, token_failures=3)
    good = token()
    for number in range(3):
        with pytest.raises(TokenInvalid):
            door.authenticate(token(secret="x" * 32, jti=number), at=at, address="192.0.2.1")

    with pytest.raises(TooManyRequests):
        door.authenticate(good, at=at, address="192.0.2.1")

    assert door.authenticate(good, at=at, address="192.0.2.2").id == "story"
    assert (
        door.authenticate(token(jti="new"), at=at + timedelta(seconds=61), address="192.0.2.1").id == "story"
    )


def test_who_tries_clients_that_do_not_exist_is_told_to_wait(client, token, at, monkeypatch):
    with_settings(monkeypatch, token_failures=2)
    for number in range(2):
        with pytest.raises(TokenInvalid):
            door.authenticate(token(client_id=f"x{number}"), at=at, address="192.0.2.1")

    with pytest.raises(TooManyRequests):
        door.authenticate(token(client_id="x3"), at=at, address="192.0.2.1")
    assert door.authenticate(token(), at=at, address="192.0.2.1").id == "story"
