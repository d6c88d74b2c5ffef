"""How sure DigiD is of who somebody is."""

from __future__ import annotations

_CLASSES = "urn:oasis:names:tc:SAML:2.0:ac:classes:"
NIVEAUS = {
    "basis": f"{_CLASSES}PasswordProtectedTransport",
    "midden": f"{_CLASSES}MobileTwoFactorContract",
    "substantieel": f"{_CLASSES}Smartcard",
    "hoog": f"{_CLASSES}SmartcardPKI",
}


def suffices(loa: str, *, needed: str) -> bool:
    """Whether the level of assurance `loa` (the URI that DigiD gave) is at least `needed` (a key of NIVEAUS)."""
    order = list(NIVEAUS.values())
    return loa in order and order.index(loa) >= list(NIVEAUS).index(needed)
