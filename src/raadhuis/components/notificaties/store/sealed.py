"""Secrets of callbacks: theirs sealed with the installation's key, ours made from it."""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings

from raadhuis.kernel import seal as sealing
from raadhuis.kernel.refusal import Unavailable

_PURPOSE = "notificaties"


class OtherKey(Unavailable):
    """The secret was sealed with another installation key: an operator must set the old key, or subscribe again."""


def seal(secret: str) -> str:
    """The secret, sealed."""
    return sealing.seal(secret.encode(), purpose=_PURPOSE).decode()


def unseal(sealed: str) -> str:
    """The secret. Raises OtherKey."""
    try:
        return sealing.unseal(sealed.encode(), purpose=_PURPOSE).decode()
    except sealing.OtherKey as error:
        raise OtherKey from error


def our_header() -> str:
    """The Authorization header with which others must call us back; the same as long as the installation's key is."""
    secret = hmac.new(settings.SECRET_KEY.encode(), b"notificaties.callback", hashlib.sha256).hexdigest()
    return f"Bearer {secret}"
