"""What a client proves itself with: a secret that we seal, or public keys whose private part never comes here."""

from __future__ import annotations

import secrets as randomness
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from raadhuis.components.autorisaties.api import clients
from raadhuis.components.autorisaties.store import queries, secrets
from raadhuis.components.autorisaties.types import Applicatie
from raadhuis.kernel import authz, db, wire
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.mutation import write
from raadhuis.kernel.refusal import FieldError, Invalid, NotFound
from raadhuis.kernel.wire import uuid_of

WRITE = "autorisaties.bijwerken"
SHORTEST, LONGEST = 32, 512  # bytes of a secret; HS256 asks for 32 (RFC 7518 §3.2)
MOST_KEYS = 10
PRIVATE_PARTS = frozenset({"d", "p", "q", "dp", "dq", "qi", "k", "oth"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientStaat:
    """A client id and what it can prove itself with; never the secret itself."""

    client_id: str
    geheim: bool
    sleutels: int


def list_clients(*, actor: Actor, uuid: UUID) -> tuple[ClientStaat, ...]:
    """The clients of an application. Raises NotAllowed."""
    authz.require(actor, "autorisaties.lezen")
    return tuple(ClientStaat(client_id=c, geheim=s, sleutels=n) for c, s, n in queries.clients(uuid))


def renew_secret(*, actor: Actor, at: datetime, client_id: str) -> str:
    """Give a client a new random secret and answer it: the only time that it is shown. The old one ends now.

    Raises NotAllowed, NotFound.
    """
    secret = randomness.token_urlsafe(36)
    prove(actor=actor, at=at, client_id=client_id, secret=secret)
    return secret


def prove(
    *,
    actor: Actor,
    at: datetime,
    client_id: str,
    secret: str | None = None,
    jwks: Mapping[str, Any] | None = None,
    brought: bool = False,
) -> bool:
    """Set what a client proves itself with (None leaves it); False when it already was so.

    `brought`: the client has this secret from elsewhere, and it may be shorter than a new one. Raises NotAllowed, NotFound (no application has this client), Invalid (`secret` too short, `jwks` no public keys).
    """
    authz.require(actor, WRITE)
    keys = None if jwks is None else public_keys(jwks)
    with db.atomic():
        queries.lock()
        return keep(client_id, secret=secret, keys=keys, actor=actor, at=at, brought=brought)


def prove_with(*, actor: Actor, at: datetime, client_id: str, key: str) -> bool:
    """`prove` with a public key as people have it: PEM, a JWK or a JWK set. Raises what `prove` raises."""
    text = key.strip()
    jwks = wire.decode(text.encode(), dict[str, Any]) if text.startswith("{") else _of_pem(text)
    return prove(actor=actor, at=at, client_id=client_id, jwks=jwks)


def keep(
    client_id: str,
    *,
    secret: str | None,
    keys: list[dict[str, Any]] | None,
    actor: Actor,
    at: datetime,
    record: bool = True,
    brought: bool = False,
) -> bool:
    """`prove` inside a transaction that changes applications; `record` is False when that change is recorded already."""
    found = queries.client(client_id)
    if found is None:
        raise NotFound("Geen applicatie heeft dit client-id.")
    now = clients.client_of(found)
    if secret is not None and secret == secrets.unseal(now.sealed):
        secret = None  # also one of before the lower limit: repeating it is no news
    if keys is not None and keys == list(now.jwks):
        keys = None
    if secret is None and keys is None:
        return False
    if secret is not None and (wrong := tuple(wrong_secret(secret, brought=brought))):
        raise Invalid(fields=wrong)
    queries.prove(
        client_id,
        sealed=now.sealed if secret is None else secrets.seal(secret),
        jwks=list(now.jwks) if keys is None else keys,
        at=at,
    )
    clients.changed()
    if record:
        raw = queries.of_client(client_id)
        uuid = uuid_of(wire.decode(raw, Applicatie).url) if raw else None
        what = "geheim" if secret is not None else "sleutels"
        reden = f"Nieuw: {what} van {client_id}."
        write(queries.TOUCH, queries.params(uuid=uuid), actor=actor, at=at, reden=reden)
    return True


def is_short(secret: str) -> bool:
    """Whether who sees a token that is signed with this secret can hope to find it by trying (RFC 7518 §3.2)."""
    return len(secret.encode()) < SHORTEST


def wrong_secret(secret: str, *, brought: bool = False) -> Iterator[FieldError]:
    """Why a secret will not do; one that was `brought` may be short."""
    length = len(secret.encode())
    if not secret:
        yield FieldError("secret", "blank", "Een client heeft een geheim nodig.")
    elif is_short(secret) and not brought:
        yield FieldError("secret", "min_length", "Een geheim heeft minstens 32 tekens.")
    elif length > LONGEST or "\0" in secret:
        yield FieldError("secret", "max_length", "Een geheim heeft hoogstens 512 tekens.")


def public_keys(given: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The keys of a JWK set (or one JWK), each with a `kid`. Raises Invalid when one is private or not RSA or EC P-256."""
    listed = given.get("keys", [given] if "kty" in given else None)
    if not isinstance(listed, list) or len(listed) > MOST_KEYS:
        raise Invalid.field("jwks", "invalid", "Geef een JWK-set met hoogstens 10 sleutels.")
    return [_public(raw) for raw in listed]


def _of_pem(pem: str) -> dict[str, Any]:
    for kind in (ECKey, RSAKey):
        try:
            key = kind.import_key(pem)
        except (JoseError, ValueError, TypeError):
            continue
        return {"keys": [dict(key.as_dict(private=key.is_private))]}
    raise Invalid.field("jwks", "invalid", "Dit is geen publieke sleutel (PEM of JWK).")


def _public(raw: Any) -> dict[str, Any]:
    if not isinstance(raw, dict) or PRIVATE_PARTS & raw.keys():
        raise Invalid.field("jwks", "invalid", "Geef alleen de publieke sleutel, niet de geheime.")
    kinds: dict[str, type[ECKey] | type[RSAKey]] = {"EC": ECKey, "RSA": RSAKey}
    kind = kinds.get(str(raw.get("kty")))
    try:
        key = kind.import_key(raw) if kind else None
    except (JoseError, ValueError, TypeError, KeyError):
        key = None
    if key is None or (isinstance(key, ECKey) and key.curve_name != "P-256"):
        raise Invalid.field("jwks", "invalid", "Gebruik een publieke sleutel van soort RSA of EC (P-256).")
    if isinstance(key, RSAKey) and key.public_key.key_size < 2048:
        raise Invalid.field("jwks", "invalid", "Een RSA-sleutel heeft minstens 2048 bits.")
    kid = raw.get("kid")
    named = kid if isinstance(kid, str) and 0 < len(kid) <= 100 else key.thumbprint()
    public = {name: value for name, value in key.as_dict(private=False).items() if name in _KEPT}
    return {**public, "kid": named}


_KEPT = frozenset({"kty", "crv", "x", "y", "n", "e"})
