"""OAuth 2.0 client credentials: how a client gets an access token, and what that opens."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey

from raadhuis.components.autorisaties import api as door
from raadhuis.components.autorisaties.tests.conftest import SECRET
from raadhuis.components.autorisaties.tests.test_api import NRC, ROOT, body
from raadhuis.components.autorisaties.tests.test_token import with_settings
from raadhuis.kernel import clock
from raadhuis.kernel import db as database
from raadhuis.kernel.endpoint import Api
from raadhuis.kernel.refusal import Invalid, NotFound, TokenInvalid

TOKEN = "/oauth/token"
AUD = "http://testserver/oauth/token"
KEY = ECKey.generate_key("P-256")
OTHER = ECKey.generate_key("P-256")
RSA = RSAKey.generate_key(2048)
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@pytest.fixture(autouse=True)
def _now(at, monkeypatch):
    """Tokens are asked at the moment of the tests."""
    monkeypatch.setattr(clock, "now", lambda: at)


@pytest.fixture
def keyed(client, systeem_actor, at):
    """The client `story` with a public key."""
    door.prove(
        actor=systeem_actor,
        at=at - timedelta(minutes=1),
        client_id="story",
        jwks={"keys": [KEY.as_dict(private=False), RSA.as_dict(private=False)]},
    )
    return client


@pytest.fixture
def ask(at):
    """Asks a token: by Basic when there is a secret, else by an assertion; `claims` changes what that says."""

    def post(
        *, secret=None, client_id="story", key=KEY, alg="ES256", header=None, claims=None, query="", **form
    ):
        sent = {"grant_type": "client_credentials", **form}
        headers: dict[str, Any] = {}
        if secret is not None:
            pair = base64.b64encode(f"{client_id}:{secret}".encode()).decode()
            headers["Authorization"] = f"Basic {pair}"
        elif "client_assertion" not in form:
            sent |= {
                "client_assertion_type": ASSERTION_TYPE,
                "client_assertion": assertion(at, key, alg, header, claims),
            }
        sent = {k: v for k, v in sent.items() if v is not None}
        return Client().post(
            TOKEN + query, urlencode(sent), content_type="application/x-www-form-urlencoded", headers=headers
        )

    return post


_numbers = iter(range(1000))


def assertion(at, key, alg="ES256", header=None, claims=None):
    now = int(at.timestamp())
    said = {
        "iss": "story",
        "sub": "story",
        "aud": AUD,
        "iat": now,
        "exp": now + 60,
        "jti": f"n{next(_numbers)}",
    }
    said = {k: v for k, v in {**said, **(claims or {})}.items() if v is not None}
    return jwt.encode({"alg": alg, **(header or {})}, said, key, algorithms=[alg])


def bearer(response):
    return response.json()["access_token"]


@pytest.mark.parametrize(("key", "alg"), [(KEY, "ES256"), (RSA, "PS256"), (RSA, "RS256")])
def test_a_client_that_signs_with_its_key_gets_a_token_that_opens_every_api(keyed, ask, at, key, alg):
    answer = ask(key=key, alg=alg)

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    said = answer.json()
    assert (said["token_type"], said["expires_in"]) == ("Bearer", 600)
    actor = door.authenticate(said["access_token"], at=at)
    assert (actor.kind, actor.id, actor.name, actor.rights.everything) == (
        "applicatie",
        "story",
        "Story",
        True,
    )


def test_a_client_with_a_secret_gets_a_token_with_the_same_rights(client, ask, at):
    actor = door.authenticate(bearer(ask(secret=SECRET)), at=at)

    assert (actor.id, actor.rights.everything) == ("story", True)


def test_the_token_is_checked_with_the_published_key_alone(client, ask, at):
    given = bearer(ask(secret=SECRET))
    published = Client().get("/.well-known/jwks.json")
    metadata = Client().get("/.well-known/oauth-authorization-server").json()

    checked = jwt.decode(given, KeySet.import_key_set(published.json()), algorithms=["ES256"])

    assert checked.header["typ"] == "at+jwt"
    assert (checked.claims["iss"], checked.claims["aud"]) == (metadata["issuer"],) * 2
    assert checked.claims["exp"] - checked.claims["iat"] == 600
    assert metadata["jwks_uri"] == "http://testserver/.well-known/jwks.json"
    assert metadata["token_endpoint"] == AUD
    assert not {"d", "k"} & published.json()["keys"][0].keys()


def test_a_token_costs_its_second_use_no_query(client, ask, at, queries):
    given = bearer(ask(secret=SECRET))
    door.authenticate(given, at=at)

    with queries() as seen:
        door.authenticate(given, at=at)

    assert seen == []


def test_an_access_token_works_through_the_edge_where_a_zgw_token_works(client, ask, token):
    app = Api.of_house(authenticate=door.authenticate)

    def status(given):
        said = []
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": ROOT,
            "REMOTE_ADDR": "192.0.2.1",
            "HTTP_AUTHORIZATION": f"Bearer {given}",
        }
        app(environ, lambda line, headers: said.append(line))
        return said[0]

    assert [status(given) for given in (bearer(ask(secret=SECRET)), token(), "x")] == [
        "200 OK",
        "200 OK",
        "403 Forbidden",
    ]


def test_a_token_for_a_smaller_scope_opens_only_that(client, ask, at):
    answer = ask(secret=SECRET, scope="zaken.lezen catalogi.lezen")

    rights = door.authenticate(bearer(answer), at=at).rights
    assert answer.json()["scope"] == "zaken.lezen catalogi.lezen"
    assert not rights.everything
    assert {s for g in rights.grants for s in g.scopes} == {"zaken.lezen", "catalogi.lezen"}


def test_a_scope_that_the_application_does_not_have_is_refused(api, ask, systeem_actor, at):
    api.post(ROOT, body(NRC))
    door.prove(actor=systeem_actor, at=at, client_id="a", secret=SECRET)

    refused = ask(client_id="a", secret=SECRET, scope="notificaties.publiceren zaken.lezen")
    given = ask(client_id="a", secret=SECRET, scope="notificaties.publiceren")

    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_scope")
    assert given.status_code == 200


def test_an_application_with_everything_gets_no_scope_of_the_house(client, ask):
    assert ask(secret=SECRET, scope="werk.verdelen").json()["error"] == "invalid_scope"


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"key": OTHER}, id="another key"),
        {"claims": {"sub": "nobody", "iss": "nobody"}},
        {"claims": {"iss": "other"}},
        {"claims": {"sub": None}},
        {"claims": {"sub": 7, "iss": 7}},
        {"claims": {"aud": "http://elsewhere.example/oauth/token"}},
        {"claims": {"aud": None}},
        {"claims": {"exp": None}},
        {"claims": {"exp": "soon"}},
        {"claims": {"exp": 1}},
        {"claims": {"exp": 9999999999}},
        {"claims": {"jti": None}},
        {"claims": {"jti": ""}},
        {"header": {"kid": "another"}},
    ],
    ids=str,
)
def test_an_assertion_that_proves_nothing_is_refused(keyed, ask, changes):
    answer = ask(**changes)

    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert answer.headers["WWW-Authenticate"]
    assert "access_token" not in answer.json()


def test_a_client_id_beside_the_assertion_must_be_the_same(keyed, ask, at):
    def sent(client_id):
        pair = {"client_assertion_type": ASSERTION_TYPE, "client_assertion": assertion(at, KEY)}
        form = urlencode({"grant_type": "client_credentials", "client_id": client_id, **pair})
        return Client().post(TOKEN, form, content_type="application/x-www-form-urlencoded").status_code

    assert [sent("story"), sent("other")] == [200, 401]


def test_an_assertion_is_used_once(keyed, ask, at):
    said = {"client_assertion_type": ASSERTION_TYPE, "client_assertion": assertion(at, KEY)}

    answers = [ask(**said).status_code for _ in range(2)]

    assert answers == [200, 401]


def test_an_assertion_signed_with_the_public_key_as_secret_is_refused(keyed, ask):
    public = KEY.as_pem(private=False)
    for secret in (public, json.dumps(KEY.as_dict(private=False)).encode()):
        answer = ask(key=OctKey.import_key(base64.urlsafe_b64encode(secret).decode()), alg="HS256")
        assert answer.json()["error"] == "invalid_client"


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"grant_type": None}, "invalid_request"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"client_secret": SECRET}, "invalid_request"),
        ({"query": f"?client_secret={SECRET}"}, "invalid_request"),
        ({"client_assertion_type": ASSERTION_TYPE, "client_assertion": "a.b.c"}, "invalid_request"),
    ],
)
def test_a_request_of_another_form_is_refused(client, ask, form, error):
    assert ask(secret=SECRET, **form).json()["error"] == error


@pytest.mark.parametrize(
    "header", ["", "Basic", "Basic !!!", "Basic eA==", "Bearer x", "Basic Og==", "Basic AAA6eA=="]
)
def test_a_client_that_shows_nothing_usable_is_refused(client, header):
    answer = Client().post(
        TOKEN,
        "grant_type=client_credentials",
        content_type="application/x-www-form-urlencoded",
        HTTP_AUTHORIZATION=header,
    )

    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


def test_who_does_not_exist_and_who_is_wrong_hear_the_same(client, ask):
    wrong, nobody = ask(secret="x" * 32), ask(secret="x" * 32, client_id="nobody")

    assert (wrong.status_code, wrong.json()) == (nobody.status_code, nobody.json())


def test_a_parameter_twice_or_json_is_refused(client):
    twice = Client().post(
        TOKEN, "grant_type=client_credentials&grant_type=x", content_type="application/x-www-form-urlencoded"
    )
    as_json = Client().post(TOKEN, {"grant_type": "client_credentials"}, content_type="application/json")

    assert [a.json()["error"] for a in (twice, as_json)] == ["invalid_request"] * 2
    assert Client().get(TOKEN).status_code == 405


def test_who_guesses_at_the_token_endpoint_is_told_to_wait(client, ask, monkeypatch):
    with_settings(monkeypatch, token_failures=2)
    for _ in range(2):
        ask(secret="x" * 32)

    answer = ask(secret=SECRET)

    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 60


def test_a_token_ends_after_ten_minutes(client, ask, at):
    given = bearer(ask(secret=SECRET))

    assert door.authenticate(given, at=at + timedelta(seconds=599)).id == "story"
    with pytest.raises(TokenInvalid, match="verlopen"):
        door.authenticate(given, at=at + timedelta(seconds=600))


def test_a_new_secret_ends_the_access_tokens_of_before(client, ask, at, systeem_actor):
    given = bearer(ask(secret=SECRET))
    door.authenticate(given, at=at)

    door.renew_secret(actor=systeem_actor, at=at + timedelta(seconds=5), client_id="story")

    with pytest.raises(TokenInvalid, match="nieuw geheim"):
        door.authenticate(given, at=at + timedelta(seconds=6))


def test_a_token_of_an_application_that_is_taken_away_opens_nothing(api, client, ask, at):
    given = bearer(ask(secret=SECRET))
    url = api.get(f"{ROOT}/consumer?clientId=story").json["url"]

    api.delete(url.removeprefix("http://testserver"))

    with pytest.raises(TokenInvalid):
        door.authenticate(given, at=at)


def forged(at, key, *, header=None, **claims):
    now = int(at.timestamp())
    said = {
        "iss": "http://testserver",
        "aud": "http://testserver",
        "client_id": "story",
        "iat": now,
        "exp": now + 600,
        **claims,
    }
    return jwt.encode({"alg": "ES256", "typ": "at+jwt", **(header or {})}, said, key)


def test_a_token_that_somebody_else_signed_is_refused(keyed, ask, at):
    ask()
    kid = Client().get("/.well-known/jwks.json").json()["keys"][0]["kid"]

    for key, header in (
        (OTHER, {"kid": kid}),
        (OTHER, {}),
        (KEY, {"kid": kid}),
        (KEY, {"kid": KEY.thumbprint()}),
    ):
        with pytest.raises(TokenInvalid):
            door.authenticate(forged(at, key, header=header), at=at)


def hmac_signed(header, at, secret):
    """A token signed by hand: no library signs with a public key."""

    def part(value):
        return base64.urlsafe_b64encode(value).rstrip(b"=").decode()

    claims = {"iat": int(at.timestamp()), "client_id": "story"}
    text = f"{part(json.dumps(header).encode())}.{part(json.dumps(claims).encode())}"
    return f"{text}.{part(hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest())}"


def test_the_published_key_is_no_secret_to_sign_a_zgw_token_with(client, ask, at):
    ask(secret=SECRET)
    public = Client().get("/.well-known/jwks.json").json()["keys"][0]
    pem = ECKey.import_key(public).as_pem(private=False).decode()

    for secret in (pem, json.dumps(public), public["x"]):
        for header in ({"alg": "HS256"}, {"alg": "HS256", "kid": public["kid"], "typ": "at+jwt"}):
            with pytest.raises(TokenInvalid):
                door.authenticate(hmac_signed(header, at, secret), at=at)


def test_the_key_is_replaced_every_month_and_the_old_one_counts_until_its_tokens_end(
    client, ask, at, monkeypatch
):
    def keys():
        return [k["kid"] for k in Client().get("/.well-known/jwks.json").json()["keys"]]

    ask(secret=SECRET)
    first = keys()
    later = at + timedelta(days=31)
    monkeypatch.setattr(clock, "now", lambda: later)
    given = bearer(ask(secret=SECRET))
    both = keys()
    monkeypatch.setattr(clock, "now", lambda: later + timedelta(hours=2))

    assert len(first) == 1
    assert (len(both), both[1:]) == (2, first)
    assert keys() == both[:1]
    assert door.authenticate(given, at=later).id == "story"


def test_an_operator_replaces_the_key_at_once(client, ask, at, systeem_actor):
    before = bearer(ask(secret=SECRET))

    kid = door.rotate(actor=systeem_actor, at=at + timedelta(seconds=1))

    monthly = Client().get("/.well-known/jwks.json").json()["keys"]
    assert len(monthly) >= 1
    assert kid in {k["kid"] for k in monthly}
    assert door.authenticate(before, at=at).id == "story"


def test_the_key_lies_sealed_in_the_database(client, ask):
    ask(secret=SECRET)

    kept = database.value("SELECT sealed || public::text FROM autorisaties_sleutel")

    assert '"d"' not in kept


def test_s16_no_token_or_secret_comes_in_a_log(keyed, ask, capsys, at):
    given = bearer(ask())
    bearer(ask(secret=SECRET))
    ask(secret="x" * 32)
    door.authenticate(given, at=at)

    said = "".join(capsys.readouterr())
    assert given not in said
    assert SECRET not in said
    assert given.split(".")[2] not in said


@pytest.mark.parametrize(
    "jwks",
    [
        {"keys": [KEY.as_dict(private=True)]},
        {"keys": [OctKey.generate_key(256).as_dict(private=True)]},
        {"keys": [RSAKey.generate_key(1024).as_dict(private=False)]},
        {"keys": [ECKey.generate_key("P-384").as_dict(private=False)]},
        {"keys": ["x"]},
        {"keys": [{"kty": "EC", "crv": "P-256", "x": "!", "y": "!"}]},
        {"keys": [{"kty": ["EC"]}]},
        {"keys": [KEY.as_dict(private=False)] * 11},
        {"keys": "x"},
        {},
    ],
)  # fmt: skip
def test_only_public_keys_that_are_strong_enough_are_kept(client, systeem_actor, at, jwks):
    with pytest.raises(Invalid) as refused:
        door.prove(actor=systeem_actor, at=at, client_id="story", jwks=jwks)

    assert [f.name for f in refused.value.fields] == ["jwks"]


def test_a_public_key_comes_as_pem_or_jwk_and_repeating_it_changes_nothing(client, systeem_actor, at):
    said = {"actor": systeem_actor, "at": at, "client_id": "story"}
    pem = RSA.as_pem(private=False).decode()

    assert [door.prove_with(key=pem, **said) for _ in range(2)] == [True, False]
    assert door.prove_with(key=json.dumps(KEY.as_dict(private=False)), **said)
    for wrong in ("onzin", "{", KEY.as_pem(private=True).decode()):
        with pytest.raises(Invalid):
            door.prove_with(key=wrong, **said)
    with pytest.raises(NotFound):
        door.prove_with(key=pem, **{**said, "client_id": "nobody"})
