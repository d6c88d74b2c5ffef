"""From the claims of an id_token to an actor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from raadhuis.components.toegang.domain.rechten import ROLES, rights_of
from raadhuis.kernel.elfproef import elf_proef
from raadhuis.kernel.identity import Actor, inwoner
from raadhuis.kernel.refusal import Refusal

# DigiD's levels, lowest first: basis, midden, substantieel, hoog.
LEVELS = tuple(
    f"urn:oasis:names:tc:SAML:2.0:ac:classes:{name}"
    for name in ("PasswordProtectedTransport", "MobileTwoFactorContract", "Smartcard", "SmartcardPKI")
)
MIDDEN = LEVELS[1]


class GeenBsn(Refusal):
    """DigiD gave no BSN, or one that is not valid: nobody is logged in."""

    status = 403
    title = "Het inloggen is niet gelukt: we kregen geen geldig burgerservicenummer. Probeer het opnieuw."


class NiveauTeLaag(Refusal):
    """The level of assurance is lower than was asked."""

    status = 403
    title = (
        "U bent ingelogd met een lager niveau dan nodig is. Log opnieuw in met de DigiD-app of een sms-code."
    )


class GeenRol(Refusal):
    """An employee without any role of ours."""

    status = 403
    title = "U bent ingelogd, maar heeft nog geen rol in Raadhuis. Vraag de functioneel beheerder om een rol."


def inwoner_of(claims: Mapping[str, Any], *, at_least: str, secret_key: str) -> Actor:
    """The resident behind these claims. Raises GeenBsn and NiveauTeLaag (an unknown level counts as none)."""
    number = str(claims.get("bsn", ""))
    if not elf_proef(number):
        raise GeenBsn
    loa = str(claims.get("loa") or claims.get("acr") or "")
    if loa not in LEVELS or LEVELS.index(loa) < LEVELS.index(at_least):
        raise NiveauTeLaag
    return inwoner(number, loa=loa, secret_key=secret_key)


def medewerker_of(claims: Mapping[str, Any]) -> Actor:
    """The employee behind these claims; her rights follow from her roles. Raises GeenRol."""
    roles = frozenset(r for r in _texts(claims.get("roles")) if r in ROLES)
    if not roles:
        raise GeenRol
    return Actor(
        kind="medewerker",
        id=str(claims["sub"]),
        name=str(claims.get("name") or claims["sub"]),
        roles=roles,
        teams=tuple(_texts(claims.get("teams"))),
        rights=rights_of(roles),
    )


def _texts(value: object) -> list[str]:
    return [v for v in value if isinstance(v, str)] if isinstance(value, list) else []
