"""OAuth 2.0 client credentials (RFC 6749 §4.4) beside the ZGW token: a client proves itself, and gets a short-lived token.

By private_key_jwt (RFC 7523), so that the secret never leaves the client, or by client_secret_basic. The token is a signed
JWT (RFC 9068) that every API accepts; what it opens is looked up at every request, so it holds no rights, only a `scope`
when the client asked for less than it has.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote_plus

import msgspec
import structlog
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from raadhuis.components.autorisaties.api import clients
from raadhuis.components.autorisaties.api.clients import Client
from raadhuis.components.autorisaties.api.sleutels import ALGORITHM, signing_key
from raadhuis.components.autorisaties.domain.rechten import PREFIXES
from raadhuis.components.autorisaties.domain.token import AHEAD
from raadhuis.components.autorisaties.store import secrets, sleutels
from raadhuis.kernel import settings
from raadhuis.kernel.identity import Rights
from raadhuis.kernel.refusal import TokenInvalid, TooManyRequests

log = structlog.get_logger(__name__)
LIFE = 600  # seconds of an access token
ASSERTION_LIFE = 600  # seconds that a client assertion may be valid at most
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ASSERTION_ALGORITHMS = ["ES256", "PS256", "RS256"]
MAX_ASSERTION = 8192
TOKEN_PATH, JWKS_PATH = "/oauth/token", "/.well-known/jwks.json"  # a path, no password


class Fout(Exception):
    """An error of RFC 6749 §5.2: `error` is its code, `status` the HTTP status, `retry_after` seconds when told to wait."""

    def __init__(self, error: str, description: str, *, status: int = 400, retry_after: int = 0) -> None:
        super().__init__(error)
        self.error, self.description, self.status, self.retry_after = error, description, status, retry_after


class TokenAntwoord(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A new access token (RFC 6749 §5.1)."""

    access_token: str
    token_type: str
    expires_in: int
    scope: str = ""


@dataclass(frozen=True, slots=True)
class _Known:
    client_id: str
    client: Client


def metadata() -> dict[str, Any]:
    """What a client needs to know of us (RFC 8414)."""
    base = _base()
    return {
        "issuer": base,
        "token_endpoint": f"{base}{TOKEN_PATH}",
        "jwks_uri": f"{base}{JWKS_PATH}",
        "grant_types_supported": ["client_credentials"],
        "response_types_supported": [],
        "token_endpoint_auth_methods_supported": ["private_key_jwt", "client_secret_basic"],
        "token_endpoint_auth_signing_alg_values_supported": ASSERTION_ALGORITHMS,
        "service_documentation": "https://vng-realisatie.github.io/gemma-zaken/standaard/",
    }


def give_token(
    *, form: Mapping[str, Sequence[str]], authorization: str, address: str, at: datetime
) -> TokenAntwoord:
    """An access token for the client that proves itself; `form` is the body, `authorization` the header. Raises Fout."""
    if twice := [name for name, values in form.items() if len(values) > 1]:
        raise Fout("invalid_request", f"Parameter given more than once: {twice[0][:40]}")
    said = {name: values[0] for name, values in form.items() if values}
    known = _authenticated(said, authorization, address=address, at=at)
    match said.get("grant_type", ""):
        case "":
            raise Fout("invalid_request", "grant_type is missing")
        case "client_credentials":
            pass
        case _:
            raise Fout("unsupported_grant_type", "Only client_credentials")
    asked = said.get("scope", "").split()
    rights = clients.rights_of(known.client_id, known.client)
    if refused := [scope for scope in asked if not _has(rights, scope)]:
        raise Fout("invalid_scope", f"This client does not have: {' '.join(refused)[:200]!a}")
    scope = " ".join(dict.fromkeys(asked))
    token = _signed(known.client_id, scope, at=at)
    log.info("autorisaties.token_given", client_id=known.client_id)
    return TokenAntwoord(access_token=token, token_type="Bearer", expires_in=LIFE, scope=scope)  # noqa: S106  # a type


def _has(rights: Rights, scope: str) -> bool:
    if rights.everything:
        return scope.startswith(tuple(p for prefixes in PREFIXES.values() for p in prefixes))
    return any(scope in grant.scopes for grant in rights.grants)


def _signed(client_id: str, scope: str, *, at: datetime) -> str:
    key = signing_key(at=at)
    now, base = int(at.timestamp()), _base()
    claims = {
        "iss": base,
        "aud": base,
        "sub": client_id,
        "client_id": client_id,
        "iat": now,
        "exp": now + LIFE,
        "jti": str(uuid.uuid4()),
        **({"scope": scope} if scope else {}),
    }
    return jwt.encode({"alg": ALGORITHM, "typ": "at+jwt", "kid": str(key.kid)}, claims, key)


def _authenticated(said: Mapping[str, str], authorization: str, *, address: str, at: datetime) -> _Known:
    by_assertion = "client_assertion" in said or "client_assertion_type" in said
    if by_assertion and authorization:
        raise Fout("invalid_request", "Use one way to authenticate the client")
    if "client_secret" in said:
        raise Fout("invalid_request", "A secret in the body is not accepted; use client_secret_basic")
    try:
        if by_assertion:
            return _by_assertion(said, address=address, at=at)
        return _by_secret(authorization, address=address, at=at)
    except TooManyRequests as refusal:
        raise Fout(
            "temporarily_unavailable", "Too many failed attempts", status=429, retry_after=refusal.retry_after
        ) from refusal


def _by_secret(authorization: str, *, address: str, at: datetime) -> _Known:
    scheme, _, given = authorization.partition(" ")
    try:
        client_id, found, secret = base64.b64decode(given.strip(), validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        found = client_id = secret = ""
    if scheme.lower() != "basic" or not found:
        raise _unproven()
    # RFC 6749 §2.3.1: both were form-encoded before they were joined.
    client_id, secret = unquote_plus(client_id), unquote_plus(secret)
    client = _tried(client_id, address=address, at=at)
    right = secrets.unseal(client.sealed) if client else None
    if client is None or not right or not hmac.compare_digest(right.encode(), secret.encode()):
        raise _failed(client_id if client else "", address, at=at)
    return _Known(client_id, client)


def _by_assertion(said: Mapping[str, str], *, address: str, at: datetime) -> _Known:
    assertion = said.get("client_assertion", "")
    if said.get("client_assertion_type") != ASSERTION_TYPE or not 0 < len(assertion) <= MAX_ASSERTION:
        raise Fout("invalid_request", f"client_assertion_type must be {ASSERTION_TYPE}")
    header, claims = _parts(assertion)
    client_id = claims.get("sub")
    if not isinstance(client_id, str) or claims.get("iss") != client_id:
        raise _unproven("iss and sub must both be the client_id")
    if said.get("client_id", client_id) != client_id:
        raise _unproven("client_id and the assertion differ")
    client = _tried(client_id, address=address, at=at)
    keys = [k for k in client.jwks if header.get("kid") in (None, k["kid"])] if client else []
    if client is None or not any(_signed_by(assertion, key) for key in keys):
        raise _failed(client_id if client else "", address, at=at)
    until = _until(claims, at=at)
    jti = claims.get("jti")
    if not isinstance(jti, str) or not 0 < len(jti) <= 255:
        raise _unproven("jti is missing")
    used = hashlib.sha256(f"{client_id}\0{jti}".encode()).hexdigest()
    if not sleutels.use(used, until=until, at=at):
        raise _unproven("This assertion was used before")
    return _Known(client_id, client)


def _parts(assertion: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the assertion says before its signature is checked: only good for finding the keys to check it with."""
    try:
        parts = jws.extract_compact(assertion.encode())
        claims = msgspec.json.decode(parts.payload)
    except (JoseError, ValueError, RecursionError) as error:
        raise _unproven("The assertion is no JWT") from error
    if not isinstance(claims, dict) or parts.headers().get("alg") not in ASSERTION_ALGORITHMS:
        raise _unproven(f"Sign the assertion with one of {', '.join(ASSERTION_ALGORITHMS)}")
    return dict(parts.headers()), claims


def _signed_by(assertion: str, key: dict[str, Any]) -> bool:
    # The key decides which algorithms are possible; a public key is never a secret to sign with.
    algorithms = ["ES256"] if key["kty"] == "EC" else ["PS256", "RS256"]
    try:
        jwt.decode(assertion, KeySet.import_key_set({"keys": [key]}), algorithms=algorithms)
    except (JoseError, ValueError):
        return False
    return True


def _until(claims: Mapping[str, Any], *, at: datetime) -> datetime:
    """When the assertion ends. Raises Fout when it is not for us, or not for now."""
    audience = claims.get("aud")
    ours = {_base(), f"{_base()}{TOKEN_PATH}"}
    if not ours & set(audience if isinstance(audience, list) else [audience]):
        raise _unproven("aud must be the token endpoint")
    now = at.timestamp()
    for name, required in (("exp", True), ("iat", False), ("nbf", False)):
        value = claims.get(name)
        if value is None and not required:
            continue
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) < 1e11:
            raise _unproven(f"{name} is no moment")
    exp = float(claims["exp"])
    if not now < exp <= now + ASSERTION_LIFE + AHEAD:
        raise _unproven("exp must lie in the coming 10 minutes")
    if max(claims.get("iat") or 0, claims.get("nbf") or 0) > now + AHEAD:
        raise _unproven("iat or nbf lies in the future")
    return datetime.fromtimestamp(exp, UTC) + timedelta(seconds=AHEAD)


def _tried(client_id: str, *, address: str, at: datetime) -> Client | None:
    client = clients.get_client(client_id) if 0 < len(client_id) <= 50 and "\0" not in client_id else None
    clients.may_try(client_id if client else "", address, at=at)
    return client


def _failed(client_id: str, address: str, *, at: datetime) -> Fout:
    clients.count_failure(client_id, address, TokenInvalid(), at=at)
    return _unproven()


def _unproven(description: str = "The client is unknown or its proof is not right") -> Fout:
    """The same for a client that does not exist as for one with a wrong secret or key."""
    return Fout("invalid_client", description, status=401)


def _base() -> str:
    return settings.current().url.rstrip("/")
