"""Says in one sentence that a TCP port is taken, before anything is started on it."""

from __future__ import annotations

import errno
import socket

from raadhuis.host.errors import PortNotAllowed, PortTaken

_NEIGHBOURS = 50  # ports above the taken one that are tried for the suggestion


def require_free(port: int, host: str = "127.0.0.1", *, purpose: str, option: str = "--port") -> None:
    """Return when a server can listen on ``host:port``.

    ``purpose`` names the server in the sentence ("the web server"), ``option`` the command line option that
    chooses another port. Raises ``PortTaken`` or ``PortNotAllowed``.
    """
    if not 0 < port < 65536:
        raise PortNotAllowed(f"There is no port {port}: give {purpose} one from 1 to 65535 with {option}.")
    problem = _bind_error(port, host)
    if problem is None:
        return
    if problem == errno.EADDRINUSE:
        raise PortTaken(
            f"Port {port} on {host}, needed for {purpose}, is used by another program:"
            f" stop that program or choose another port, for example {option} {_free_near(port, host)}."
        )
    if problem == errno.EACCES:
        raise PortNotAllowed(
            f"Port {port} on {host}, needed for {purpose}, is only for the system administrator:"
            f" choose a port above 1023, for example {option} {_free_near(max(port, 7999), host)}."
        )
    raise PortNotAllowed(
        f"The address {host} for {purpose} cannot be used on this machine: choose one of its own addresses,"
        " for example 127.0.0.1."
    )


def free_port(host: str = "127.0.0.1") -> int:
    """Return a TCP port nobody listens on now; another program may still be quicker than the caller."""
    with socket.socket(_family(host), socket.SOCK_STREAM) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _bind_error(port: int, host: str) -> int | None:
    with socket.socket(_family(host), socket.SOCK_STREAM) as probe:
        # Servers set this too: connections of a server that just stopped must not count as taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError as error:
            return error.errno or errno.EINVAL
    return None


def _free_near(port: int, host: str) -> int:
    for candidate in range(port + 1, min(port + 1 + _NEIGHBOURS, 65536)):
        if _bind_error(candidate, host) is None:
            return candidate
    return free_port(host)
