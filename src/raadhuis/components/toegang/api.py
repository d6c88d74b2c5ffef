"""The door of Toegang: logging in and out, and who works here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from raadhuis.components.toegang import remote
from raadhuis.components.toegang.domain import aanmelding
from raadhuis.components.toegang.domain.aanmelding import MIDDEN, GeenBsn, GeenRol, NiveauTeLaag
from raadhuis.components.toegang.remote import Challenge, InloggenMislukt
from raadhuis.components.toegang.store import medewerkers
from raadhuis.kernel import settings
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.page import Audience
from raadhuis.kernel.refusal import Unavailable

__all__ = [
    "MIDDEN",
    "Challenge",
    "GeenBsn",
    "GeenRol",
    "InloggenMislukt",
    "Medewerker",
    "NiveauTeLaag",
    "begin",
    "finish",
    "list_medewerkers",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Medewerker:
    """An employee that work can be assigned to; `id` is the actor's id."""

    id: str
    naam: str
    teams: tuple[str, ...]


class NietIngesteld(Unavailable):
    """No provider is named in the settings."""

    title = "Inloggen is hier nog niet ingesteld. De beheerder kan dat doen."


def begin(*, audience: Audience, next: str) -> tuple[str, Challenge]:
    """Where to send the browser to log in, and what to keep in its session. Raises Unavailable."""
    if audience == "inwoner":
        return remote.begin(
            _provider(audience), redirect_uri=_back(audience), scope="openid bsn", next=next, acr=MIDDEN
        )
    return remote.begin(
        _provider(audience), redirect_uri=_back(audience), scope="openid profile email roles", next=next
    )


def finish(*, audience: Audience, code: str, challenge: Challenge, at: datetime) -> Actor:
    """Who logged in. Raises InloggenMislukt, GeenBsn, NiveauTeLaag, GeenRol, Unavailable."""
    claims = remote.finish(
        _provider(audience), code=code, challenge=challenge, redirect_uri=_back(audience), at=at
    )
    if audience == "inwoner":
        return aanmelding.inwoner_of(claims, at_least=MIDDEN, secret_key=settings.current().secret_key)
    actor = aanmelding.medewerker_of(claims)
    medewerkers.remember(actor, at=at)
    return actor


def list_medewerkers(*, team: str = "") -> tuple[Medewerker, ...]:
    """The employees of a team ("" is everybody), by name."""
    return tuple(Medewerker(id=m.id, naam=m.naam, teams=tuple(m.teams)) for m in medewerkers.in_team(team))


def _provider(audience: Audience) -> remote.Provider:
    ours = settings.current()
    chosen = (
        remote.Provider(
            issuer=ours.digid_issuer,
            client_id=ours.digid_client_id,
            client_secret=ours.digid_client_secret,
        )
        if audience == "inwoner"
        else remote.Provider(
            issuer=ours.medewerkers_issuer,
            client_id=ours.medewerkers_client_id,
            client_secret=ours.medewerkers_client_secret,
        )
    )
    if not chosen.issuer:
        raise NietIngesteld
    return chosen


def _back(audience: Audience) -> str:
    return f"{settings.current().url}/inloggen/{'digid' if audience == 'inwoner' else 'medewerker'}/terug"
