"""Seals what must not lie readable in the database with the installation's key: encrypted and authenticated (Fernet)."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from raadhuis.kernel.settings import require_secret


class OtherKey(Exception):
    """This was sealed for another purpose, with another installation's key, or is damaged."""


def seal(content: bytes, *, purpose: str) -> bytes:
    """`content`, sealed; every `purpose` (a room's name, say) has a key of its own.

    Raises BadSetting when this process has no key of the installation: nobody could unseal it.
    """
    require_secret()
    return _fernet(purpose).encrypt(content)


def unseal(sealed: bytes, *, purpose: str) -> bytes:
    """What `seal` sealed for the same purpose. Raises OtherKey."""
    try:
        return _fernet(purpose).decrypt(sealed)
    except InvalidToken as error:
        raise OtherKey from error


def _fernet(purpose: str) -> Fernet:
    digest = hashlib.sha256(f"{purpose}:{settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
