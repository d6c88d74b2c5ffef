"""Other systems: posting to the callback that a subscriber named, and subscribing at somebody else's Notificaties."""

from __future__ import annotations

import functools
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import httpcore

from raadhuis.components.notificaties.types import (
    HIDDEN,
    Abonnement,
    AbonnementBody,
    FilterGroup,
)
from raadhuis.kernel import settings, zgw
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.refusal import Unavailable

_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # an IPv4 address inside an IPv6 one (RFC 6052)
SECONDS = 5.0  # for all of one call, name look-up apart
_REGISTER = "notificaties"


class NoAnswer(Unavailable):
    """Nobody answers at the callback, or its address is not one that we may call."""


def post(url: str, body: bytes, *, headers: Mapping[str, str]) -> int:
    """Post a body to a subscriber's callback; the HTTP status it answers. Raises NoAnswer.

    The address comes from a client, so: no redirect is followed, all of it takes at most five seconds, the answer's
    body is not read, and loopback and private addresses are called only when RAADHUIS_CALLBACKS_PRIVATE says so. An
    installation that is itself at a loopback address is a trial on one machine: there loopback needs no saying.
    The address is checked on the very connection that is used, so a name that changes meanwhile gains nothing.
    """
    backend = _Guarded(until=time.monotonic() + SECONDS, allows=_allows())
    timeouts = dict.fromkeys(("connect", "read", "write", "pool"), SECONDS)
    tls = _tls() if url.lower().startswith("https") else None
    try:
        with (
            httpcore.ConnectionPool(network_backend=backend, ssl_context=tls) as pool,
            pool.stream(
                "POST", url, headers=list(headers.items()), content=body, extensions={"timeout": timeouts}
            ) as answer,
        ):
            return int(answer.status)
    except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, OSError) as error:
        raise NoAnswer from error


@functools.cache
def _tls() -> ssl.SSLContext:
    return httpcore.default_ssl_context()


class _Guarded(httpcore.NetworkBackend):
    """Looks the name up itself, refuses addresses inside our own network, and keeps one deadline for everything."""

    def __init__(self, *, until: float, allows: Callable[[str], bool]) -> None:
        self._until, self._allows, self._real = until, allows, httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:
        found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        allowed = [ip for ip in dict.fromkeys(found) if self._allows(ip)]
        if not allowed:
            raise httpcore.ConnectError("no address that may be called")
        stream = self._real.connect_tcp(allowed[0], port, _left(self._until), local_address, socket_options)
        return _Bounded(stream, self._until)


def _allows() -> Callable[[str], bool]:
    """Which addresses may be called."""
    ours = settings.current()
    if ours.callbacks_private:
        return lambda ip: True
    on_trial = urlsplit(ours.url).hostname in ("127.0.0.1", "localhost", "::1")
    return lambda ip: _is_public(ip) or (on_trial and ipaddress.ip_address(ip.partition("%")[0]).is_loopback)


def _is_public(ip: str) -> bool:
    address = ipaddress.ip_address(ip.partition("%")[0])
    inside = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    if address in _NAT64:
        inside = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.is_global and not address.is_multicast and (inside is None or inside.is_global)


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("took too long")
    return left


class _Bounded(httpcore.NetworkStream):
    """A connection on which every step has only what is left of the one deadline."""

    def __init__(self, stream: httpcore.NetworkStream, until: float) -> None:
        self._stream, self._until = stream, until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._until))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._until))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Bounded(self._stream.start_tls(ssl_context, server_hostname, _left(self._until)), self._until)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def ensure_abonnement(*, callback_url: str, auth: str, kanalen: Iterable[str], actor: Actor) -> None:
    """Have exactly one subscription there on `callback_url`, for these kanalen. Raises what zgw.call raises."""
    body = AbonnementBody(
        callback_url=callback_url,
        auth=auth,
        kanalen=tuple(FilterGroup(naam=naam) for naam in sorted(kanalen)),
    )
    there = zgw.get(_REGISTER, "/abonnement", tuple[Abonnement, ...], actor=actor)
    ours = [a for a in there if a.callback_url == callback_url]
    if not ours:
        zgw.call(_REGISTER, "POST", "/abonnement", actor=actor, body=body)
        return
    kept, *doubles = ours
    as_wanted = sorted(kept.kanalen, key=lambda group: group.naam) == list(body.kanalen)
    if not as_wanted or kept.auth not in (auth, HIDDEN):
        zgw.call(_REGISTER, "PUT", _path(kept.uuid), actor=actor, body=body)
    for double in doubles:
        zgw.call(_REGISTER, "DELETE", _path(double.uuid), actor=actor)


def _path(uuid: UUID) -> str:
    return f"/abonnement/{uuid}"
