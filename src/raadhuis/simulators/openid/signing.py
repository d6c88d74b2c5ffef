"""The provider's signing key, kept in the data folder, and the signed tokens it makes and reads."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

ALGORITHM = "RS256"


class Signer:
    """Signs and checks with one RSA key; a restart on the same folder keeps what was signed valid."""

    def __init__(self, folder: Path) -> None:
        self._key = _load_or_make(folder / "oidc-sleutel.pem")
        self._key.ensure_kid()

    def jwks(self) -> dict[str, object]:
        """The public key set."""
        return {"keys": [dict(self._key.as_dict(private=False), use="sig", alg=ALGORITHM)]}

    def sign(self, claims: dict[str, Any], *, kind: str = "JWT") -> str:
        """A compact JWT."""
        return jwt.encode({"alg": ALGORITHM, "kid": self._key.kid, "typ": kind}, claims, self._key)

    def read(self, token: str, *, issuer: str, audience: str, now: int | None) -> dict[str, Any] | None:
        """The claims, or None when signature, issuer, audience or expiry is wrong; ``now`` None allows expired."""
        try:
            claims = dict(jwt.decode(token, self._key, algorithms=[ALGORITHM]).claims)
        except (JoseError, ValueError):
            return None
        if claims.get("iss") != issuer or claims.get("aud") != audience:
            return None
        return None if now is not None and claims.get("exp", 0) <= now else claims


def _load_or_make(path: Path) -> RSAKey:
    if not path.exists():
        made = RSAKey.generate_key(2048).as_pem(private=True)
        # Beside it and renamed, so that a crash leaves no half key.
        draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(made)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    return RSAKey.import_key(path.read_bytes())
