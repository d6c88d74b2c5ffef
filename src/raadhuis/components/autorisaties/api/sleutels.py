"""The keys that sign our access tokens: made when needed, sealed in the database, replaced every month, published."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec
import structlog
from joserfc.jwk import ECKey

from raadhuis.components.autorisaties.store import secrets, sleutels
from raadhuis.kernel import authz, db, wire
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.recent import Recent

log = structlog.get_logger(__name__)
SIGNS = timedelta(days=30)  # then the next key signs
STAYS = timedelta(
    hours=1
)  # a key that signs no longer is published and accepted this long: longer than a token lives
ALGORITHM = "ES256"

# A key of another process is found at once, since an unknown identifier is looked up; a handful of keys, so no bound needed.
_public: Recent[str, ECKey] = Recent(seconds=300, size=20)
_unknown: Recent[str, bool] = Recent(seconds=5, size=1000)


def signing_key(*, at: datetime) -> ECKey:
    """The key that signs now; a new one when there is none, it is a month old, or it was sealed with another key."""
    if found := _usable(at=at):
        return found
    with db.atomic():
        sleutels.lock()
        return _usable(at=at) or _make(at=at)


def rotate(*, actor: Actor, at: datetime) -> str:
    """Sign with a new key from now on; its identifier. Tokens of the old one count until they end. Raises NotAllowed."""
    authz.require(actor, "autorisaties.bijwerken")
    with db.atomic():
        sleutels.lock()
        made = _make(at=at)
    return str(made.kid)


def jwks(*, at: datetime) -> bytes:
    """The public keys that a token of ours may be signed with, as a JWK set (RFC 7517)."""
    return b'{"keys":' + sleutels.public(since=at - STAYS) + b"}"


def verification_key(kid: str, *, at: datetime) -> ECKey | None:
    """The public key with this identifier; None when no token may be signed with it (any more)."""
    if known := _public.get(kid):
        return known
    if _unknown.get(kid):
        return None
    for raw in wire.decode(sleutels.public(since=at - STAYS), tuple[dict[str, Any], ...]):
        _public.put(str(raw["kid"]), ECKey.import_key(raw))
    if not (found := _public.get(kid)):
        _unknown.put(kid, True)
    return found


def forget_keys() -> None:
    """Forget the public keys that this process remembers."""
    _public.clear()
    _unknown.clear()


def _usable(*, at: datetime) -> ECKey | None:
    newest = sleutels.newest()
    if newest is None or at - newest[2] > SIGNS:
        return None
    raw = secrets.unseal(newest[1])
    return ECKey.import_key(msgspec.json.decode(raw, type=dict[str, Any])) if raw else None


def _make(*, at: datetime) -> ECKey:
    made = ECKey.generate_key("P-256", {"use": "sig", "alg": ALGORITHM})
    named: dict[str, Any] = {**made.as_dict(private=True), "kid": made.thumbprint()}
    key = ECKey.import_key(named)
    sleutels.add(
        named["kid"],
        sealed=secrets.seal(msgspec.json.encode(named).decode()),
        public=dict(key.as_dict(private=False)),
        made=at,
    )
    log.info("autorisaties.new_signing_key", kid=named["kid"])
    forget_keys()
    return key
