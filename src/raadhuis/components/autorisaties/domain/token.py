"""Whether a ZGW token counts at a moment: the signature is checked elsewhere, the times here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from raadhuis.kernel.refusal import TokenInvalid

AHEAD = 30  # seconds that another clock may be ahead of ours


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What a token says. Times are seconds since 1970; `exp` and `nbf` may be absent."""

    client_id: str
    iat: float
    exp: float | None
    nbf: float | None
    user_id: str
    user_representation: str

    def check(self, *, at: datetime, max_age: int) -> None:
        """Raise TokenInvalid when the token is too old (`max_age` in seconds), expired or from the future."""
        now = at.timestamp()
        if self.iat > now + AHEAD:
            raise TokenInvalid("Het token is van de toekomst (iat). Zet de klok van de client goed.")
        if now - self.iat > max_age:
            raise TokenInvalid(f"Het token is te oud (iat): langer dan {max_age} seconden.")
        if self.exp is not None and now >= self.exp:
            raise TokenInvalid("Het token is verlopen (exp).")
        if self.nbf is not None and now + AHEAD < self.nbf:
            raise TokenInvalid("Het token is nog niet geldig (nbf).")


def claims_of(raw: dict[str, Any]) -> Claims:
    """The claims in a token's payload. Raises TokenInvalid naming the claim that is missing or wrong."""
    client_id = raw.get("client_id")
    if not isinstance(client_id, str) or not 0 < len(client_id) <= 50 or "\0" in client_id:
        raise TokenInvalid("In het token ontbreekt client_id.")
    iat = _moment(raw, "iat")
    if iat is None:
        raise TokenInvalid("In het token ontbreekt iat.")
    return Claims(
        client_id=client_id,
        iat=iat,
        exp=_moment(raw, "exp"),
        nbf=_moment(raw, "nbf"),
        user_id=_text(raw, "user_id"),
        user_representation=_text(raw, "user_representation"),
    )


def _moment(raw: dict[str, Any], name: str) -> float | None:
    value = raw.get(name)
    if value is None:
        return None
    # NaN and infinity compare in surprising ways; a moment is an ordinary number.
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) < 1e11:
        raise TokenInvalid(f"In het token is {name} geen tijdstip.")
    return float(value)


def _text(raw: dict[str, Any], name: str) -> str:
    value = raw.get(name)
    return value.replace("\0", "")[:200] if isinstance(value, str) else ""
