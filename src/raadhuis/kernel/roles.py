"""What an employee's role may do, as scopes of the registers: where she logs in, and where a token names her roles."""

from __future__ import annotations

from collections.abc import Iterable

from raadhuis.kernel.authz import rank
from raadhuis.kernel.identity import Grant, Rights

READ = frozenset(
    {
        "catalogi.lezen",
        "zaken.lezen",
        "documenten.lezen",
        "besluiten.lezen",
        "audittrails.lezen",
        "taken.lezen",
    }
)
HANDLE = READ | {
    "zaken.aanmaken",
    "zaken.bijwerken",
    "zaken.statussen.toevoegen",
    "documenten.aanmaken",
    "documenten.bijwerken",
    "besluiten.aanmaken",
    "besluiten.bijwerken",
    "taken.afronden",
}
COORDINATE = HANDLE | {"zaken.heropenen", "werk.verdelen"}
ADMINISTER = frozenset(
    {"zaken.geforceerd-bijwerken", "autorisaties.lezen", "autorisaties.bijwerken", "beheer"}
)
ROLES: dict[str, tuple[frozenset[str], str]] = {
    "raadpleger": (READ, "zaakvertrouwelijk"),
    "behandelaar": (HANDLE, "vertrouwelijk"),
    "coordinator": (COORDINATE, "confidentieel"),
    "beheerder": (COORDINATE | ADMINISTER, "zeer_geheim"),
}


def rights_of(roles: Iterable[str]) -> Rights:
    """The rights of somebody with these roles together; an unknown role gives nothing."""
    return Rights(
        grants=tuple(
            Grant(scopes=ROLES[role][0], max_va=rank(ROLES[role][1]))
            for role in sorted(set(roles))
            if role in ROLES
        )
    )
