"""Authorization codes: used once, for one client, within a minute (RFC 6749 section 4.1.2, RFC 7636)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
import threading
from dataclasses import dataclass

LIFETIME = 60  # seconds
_REMEMBERED = 3600  # seconds that a used code is kept, to notice its reuse: as long as its access token lives

_VERIFIER = re.compile(r"[A-Za-z0-9\-._~]{43,128}")


@dataclass(frozen=True, slots=True)
class Grant:
    """What a person agreed to when the code was issued. Times are Unix seconds."""

    client_id: str
    redirect_uri: str
    code_challenge: str
    nonce: str
    account: str
    acr: str
    auth_time: int
    token_id: str
    issued_at: int


class Codes:
    """The codes in flight. They live in memory: after a restart a login that was under way starts again."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: dict[str, Grant] = {}
        self._used: dict[str, Grant] = {}
        self._revoked: dict[str, int] = {}

    def issue(self, grant: Grant) -> str:
        """A new code for the grant."""
        code = secrets.token_urlsafe(32)
        with self._lock:
            self._forget(grant.issued_at)
            self._open[code] = grant
        return code

    def redeem(
        self, code: str, *, client_id: str, redirect_uri: str, verifier: str, now: int
    ) -> Grant | None:
        """The grant, or None when anything is wrong. Any attempt uses the code up.

        A second attempt also revokes the access token of the first (RFC 6749 section 4.1.2).
        """
        with self._lock:
            grant = self._open.pop(code, None)
            if grant is None:
                if reused := self._used.get(code):
                    self._revoked[reused.token_id] = now
                return None
            self._used[code] = grant
        fits = (
            now < grant.issued_at + LIFETIME
            and grant.client_id == client_id
            and grant.redirect_uri == redirect_uri
            and _VERIFIER.fullmatch(verifier) is not None
            and hmac.compare_digest(challenge_of(verifier), grant.code_challenge)
        )
        return grant if fits else None

    def is_revoked(self, token_id: str) -> bool:
        """Whether the access token was withdrawn because its code was used again."""
        return token_id in self._revoked

    def _forget(self, now: int) -> None:
        self._open = {c: g for c, g in self._open.items() if now < g.issued_at + LIFETIME}
        self._used = {c: g for c, g in self._used.items() if now < g.issued_at + _REMEMBERED}
        self._revoked = {t: at for t, at in self._revoked.items() if now < at + _REMEMBERED}


def challenge_of(verifier: str) -> str:
    """The S256 code challenge of a verifier."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
