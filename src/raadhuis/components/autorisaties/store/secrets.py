"""Client secrets, sealed with the installation's key: signing needs the secret itself, so a hash cannot do."""

from __future__ import annotations

import structlog

from raadhuis.kernel import seal as sealing

log = structlog.get_logger(__name__)
_PURPOSE = "autorisaties"


def seal(secret: str) -> str:
    """The secret, sealed."""
    return sealing.seal(secret.encode(), purpose=_PURPOSE).decode()


def unseal(sealed: str) -> str | None:
    """The secret; None when there is none, or when it was sealed with another installation key."""
    if not sealed:
        return None
    try:
        return sealing.unseal(sealed.encode(), purpose=_PURPOSE).decode()
    except sealing.OtherKey:
        log.warning("autorisaties.secret_sealed_with_another_key")
        return None
