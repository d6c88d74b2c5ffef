"""Whether a token counts at a moment, and what it says: the signature is checked elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from raadhuis.kernel.refusal import TokenInvalid

AHEAD = 30  # seconds that another clock may be ahead of ours
MOST_NAMES = 100  # roles or audiences in one token

Kind = Literal["zgw", "oauth"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What a token says. Times are seconds since 1970; `exp` and `nbf` may be absent.

    `roles` and `scopes` limit what the application may do; None says nothing about it.
    """

    kind: Kind = "zgw"
    client_id: str
    iat: float
    exp: float | None = None
    nbf: float | None = None
    audience: tuple[str, ...] = ()
    issuer: str = ""
    user_id: str = ""
    user_representation: str = ""
    roles: frozenset[str] | None = None
    scopes: frozenset[str] | None = None

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

    def check_audience(self, base: str) -> None:
        """Raise TokenInvalid when the token names whom it is for, and that is not the installation at `base`."""
        if self.audience and not any(
            a.rstrip("/") == base or a.startswith(f"{base}/") for a in self.audience
        ):
            raise TokenInvalid("Het token is voor een ander (aud).")


def claims_of(raw: dict[str, Any], *, kind: Kind = "zgw") -> Claims:
    """The claims in a token's payload. Raises TokenInvalid naming the claim that is missing or wrong."""
    client_id = raw.get("client_id")
    if not isinstance(client_id, str) or not 0 < len(client_id) <= 50 or "\0" in client_id:
        raise TokenInvalid("In het token ontbreekt client_id.")
    iat = _moment(raw, "iat")
    if iat is None:
        raise TokenInvalid("In het token ontbreekt iat.")
    own = kind == "oauth"  # we signed that one ourselves, and put no person in it
    return Claims(
        kind=kind,
        client_id=client_id,
        iat=iat,
        exp=_moment(raw, "exp"),
        nbf=_moment(raw, "nbf"),
        audience=_names(raw, "aud"),
        issuer=_text(raw, "iss"),
        user_id="" if own else _text(raw, "user_id"),
        user_representation="" if own else _text(raw, "user_representation"),
        roles=None if own or raw.get("roles") is None else frozenset(_names(raw, "roles")),
        scopes=frozenset(_text(raw, "scope", longest=8192).split()) if own and "scope" in raw else None,
    )


def _moment(raw: dict[str, Any], name: str) -> float | None:
    value = raw.get(name)
    if value is None:
        return None
    # NaN and infinity compare in surprising ways; a moment is an ordinary number.
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) < 1e11:
        raise TokenInvalid(f"In het token is {name} geen tijdstip.")
    return float(value)


def _text(raw: dict[str, Any], name: str, *, longest: int = 200) -> str:
    value = raw.get(name)
    return value.replace("\0", "")[:longest] if isinstance(value, str) else ""


def _names(raw: dict[str, Any], name: str) -> tuple[str, ...]:
    """One name or a list of names; anything else is refused, since what is not understood cannot limit."""
    value = raw.get(name)
    if value is None or value == "":
        return ()
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or len(names) > MOST_NAMES or not all(isinstance(n, str) for n in names):
        raise TokenInvalid(f"In het token is {name} geen naam of lijst van namen.")
    return tuple(names)
