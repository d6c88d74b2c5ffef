"""The OpenID Connect provider: discovery, authorization request, token and id_token (OIDC Core 1.0, RFC 7636)."""

from __future__ import annotations

import base64
import functools
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import urlencode

import httpx
import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from raadhuis.kernel import outgoing
from raadhuis.kernel.refusal import Refusal, Unavailable

T = TypeVar("T")
LEEWAY = timedelta(seconds=30)


class InloggenMislukt(Refusal):
    """The provider's answer does not fit our question; nobody is logged in."""

    status = 403
    title = "Het inloggen is niet gelukt."
    next = "Probeer het opnieuw. Heeft u nog een ander inlogscherm open? Sluit dat dan eerst."


class NietGoedIngesteld(Unavailable):
    """At the issuer's address something answers that is not the provider we know: an operator must look."""

    title = "Inloggen kan nu niet: de inlogdienst geeft niet het antwoord dat wij verwachten. De beheerder is nodig."


class _Discovery(msgspec.Struct, frozen=True):
    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str


class _Tokens(msgspec.Struct, frozen=True):
    id_token: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """One provider and our registration there."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)


class Challenge(msgspec.Struct, frozen=True, kw_only=True):
    """What we keep in the session until the answer comes: it binds the answer to this browser and this question."""

    state: str
    nonce: str
    verifier: str
    next: str


def begin(
    provider: Provider, *, redirect_uri: str, scope: str, next: str, acr: str = ""
) -> tuple[str, Challenge]:
    """Where to send the browser, and what to keep. Raises Unavailable when the provider is away."""
    challenge = Challenge(
        state=secrets.token_urlsafe(32),
        nonce=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(64),
        next=next,
    )
    digest = hashlib.sha256(challenge.verifier.encode()).digest()
    query = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": redirect_uri,
        "scope": scope,
        "state": challenge.state,
        "nonce": challenge.nonce,
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    if acr:
        query["acr_values"] = acr
    return f"{_discover(provider.issuer).authorization_endpoint}?{urlencode(query)}", challenge


def finish(
    provider: Provider, *, code: str, challenge: Challenge, redirect_uri: str, at: datetime
) -> Mapping[str, Any]:
    """The verified claims of the id_token. Raises InloggenMislukt and Unavailable."""
    response = outgoing.call(
        "POST",
        _discover(provider.issuer).token_endpoint,
        data={
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": challenge.verifier,
        },
        auth=(provider.client_id, provider.client_secret),
    )
    token = _decoded(response, _Tokens).id_token if response.status_code == 200 else ""
    claims = _verify(provider, token, nonce=challenge.nonce, at=at)
    if token and claims is None:
        # The provider may have new keys: ask once more.
        _keys.cache_clear()
        claims = _verify(provider, token, nonce=challenge.nonce, at=at)
    if claims is None:
        raise InloggenMislukt
    return claims


def _verify(provider: Provider, token: str, *, nonce: str, at: datetime) -> Mapping[str, Any] | None:
    try:
        claims: dict[str, Any] = jwt.decode(
            token, _keys(provider.issuer), algorithms=["RS256", "ES256"]
        ).claims
    except (JoseError, ValueError):
        return None
    audience = claims.get("aud")
    right = (
        claims.get("iss") == provider.issuer
        and provider.client_id in (audience if isinstance(audience, list) else [audience])
        and claims.get("azp", provider.client_id) == provider.client_id
        and secrets.compare_digest(str(claims.get("nonce", "")), nonce)
        and _moment(claims.get("exp")) > (at - LEEWAY).timestamp()
        and _moment(claims.get("iat")) < (at + LEEWAY).timestamp()
    )
    return claims if right else None


def _moment(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


# Remembered as long as this process lives, but only what went well: a provider that was away is asked again.
@functools.lru_cache(maxsize=8)
def _discover(issuer: str) -> _Discovery:
    found = _decoded(outgoing.call("GET", f"{issuer}/.well-known/openid-configuration"), _Discovery)
    if found.issuer != issuer:
        raise NietGoedIngesteld
    return found


@functools.lru_cache(maxsize=8)
def _keys(issuer: str) -> KeySet:
    response = outgoing.call("GET", _discover(issuer).jwks_uri)
    try:
        return KeySet.import_key_set(response.json())
    except (ValueError, KeyError, TypeError, JoseError) as error:
        raise NietGoedIngesteld from error


def _decoded(response: httpx.Response, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(response.content, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise NietGoedIngesteld from error
