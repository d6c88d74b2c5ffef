"""The applications as this process knows them: who a client id is, and what it may reach at this moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from raadhuis.components.autorisaties.domain import rechten
from raadhuis.components.autorisaties.domain.limiet import PerMinute
from raadhuis.components.autorisaties.domain.token import Claims
from raadhuis.components.autorisaties.store import queries
from raadhuis.components.catalogi import api as catalogi
from raadhuis.kernel import settings, wire
from raadhuis.kernel.identity import Actor, Rights, systeem
from raadhuis.kernel.recent import Recent
from raadhuis.kernel.refusal import TokenInvalid, TooManyRequests
from raadhuis.kernel.stamp import Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """An application as it is known to this process: what it proves itself with, and what it may do."""

    sealed: str
    jwks: tuple[dict[str, Any], ...]
    since: datetime | None
    label: str
    everything: bool
    only_ready: bool
    autorisaties: tuple[rechten.Stored, ...]


# What a process on another machine changes is seen here after at most ten seconds; what one on this machine changes, at once.
_clients: Recent[str, Client] = Recent(seconds=10, size=1000)
_rights: Recent[str, tuple[Client, object, Rights]] = Recent(seconds=10, size=1000)
# Tokens whose signature was right, with what the client proved itself with then: a new secret or key ends them.
tokens: Recent[str, tuple[Claims, tuple[str, datetime | None]]] = Recent(seconds=60, size=5000)
# Who a token is, as long as the client and its rights are these.
actors: Recent[str, tuple[Client, Rights, Actor]] = Recent(seconds=60, size=5000)
# Of an application with every right, by whether it sees only documents that are ready.
_EVERYTHING = {ready: Rights(everything=True, only_ready=ready) for ready in (False, True)}
_requests, _failures = PerMinute(), PerMinute()


def get_client(client_id: str) -> Client | None:
    """The client with this id; None when nobody has it (any more)."""
    _stamp.look()
    if known := _clients.get(client_id):
        return known
    found = queries.client(client_id)
    if found is None:
        return None
    client = client_of(found)
    _clients.put(client_id, client)
    return client


def client_of(row: queries.ClientRow) -> Client:
    """A client as the database tells of it."""
    sealed, label, everything, only_ready, autorisaties, jwks, since = row
    return Client(
        sealed=sealed,
        jwks=wire.decode(jwks, tuple[dict[str, Any], ...]),
        since=since,
        label=label,
        everything=everything,
        only_ready=only_ready,
        autorisaties=wire.decode(autorisaties, tuple[rechten.Stored, ...]),
    )


def rights_of(client_id: str, client: Client) -> Rights:
    """What the application may reach now; rights by name or catalogus on the types that there are now."""
    if client.everything:
        return _EVERYTHING[client.only_ready]
    by_name = any(given.by_name for given in client.autorisaties)
    # The same tuple as long as no type changed, so the rights are made once.
    versies = catalogi.list_typeversies(actor=systeem("autorisaties")) if by_name else ()
    known = _rights.get(client_id)
    if known and known[0] is client and known[1] is versies:
        return known[2]
    found = rechten.rights(client.autorisaties, versies, only_ready=client.only_ready)
    _rights.put(client_id, (client, versies, found))
    return found


def count_request(client_id: str, *, at: datetime) -> None:
    """One request more of this client. Raises TooManyRequests past RAADHUIS_CLIENT_RATE a minute in this process."""
    if wait := _requests.spend(client_id, most=settings.current().client_rate, at=at):
        raise TooManyRequests(retry_after=wait)


def may_try(client_id: str, address: str, *, at: datetime) -> None:
    """Raises TooManyRequests when too much was tried in vain for this client ("" is any that does not exist) from here.

    Client and address together: nobody locks somebody else out by guessing, also when both come through one proxy.
    """
    if wait := _failures.wait((address, client_id), most=settings.current().token_failures, at=at):
        raise TooManyRequests(retry_after=wait)


def count_failure(client_id: str, address: str, refusal: TokenInvalid, *, at: datetime) -> TokenInvalid:
    """The refusal, counted, to raise."""
    _failures.count((address, client_id), at=at)
    return refusal


def forget() -> None:
    """Forget the clients and tokens that this process remembers; what was counted stays."""
    for memory in (_clients, _rights, tokens, actors):
        memory.clear()


_stamp = Stamp("autorisaties", forget)


def changed() -> None:
    """An application was changed: forget now, and in every process of this machine when the change is there to read."""
    forget()
    queries.after_commit(_told)


def _told() -> None:
    forget()
    _stamp.say()


def forget_counts() -> None:
    """Begin counting anew."""
    _requests.clear()
    _failures.clear()
