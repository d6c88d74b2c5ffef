"""By which mandate somebody plays a part, and how sure it is who logged in: filters of today's providers."""

from __future__ import annotations

MACHTIGINGEN = ("eigen", "gemachtigde", "machtiginggever")
_SAML = "urn:oasis:names:tc:SAML:2.0:ac:classes:"
_ETOEGANG = "urn:etoegang:core:assurance-class:"
# DigiD, and eHerkenning with eIDAS: from less to more sure. The two are not compared with each other.
_LADDERS = (
    tuple(
        _SAML + name
        for name in ("PasswordProtectedTransport", "MobileTwoFactorContract", "Smartcard", "SmartcardPKI")
    ),
    tuple(_ETOEGANG + name for name in ("loa1", "loa2", "loa2plus", "loa3", "loa4")),
)
BETROUWBAARHEID = frozenset(level for ladder in _LADDERS for level in ladder)


def at_least(level: str) -> list[str]:
    """This level of assurance and those above it. Raises ValueError for one that does not exist."""
    for ladder in _LADDERS:
        if level in ladder:
            return list(ladder[ladder.index(level) :])
    raise ValueError(level)
