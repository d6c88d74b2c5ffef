"""The virus check: the test virus that everybody knows, and ClamAV when the installation names one."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterable, Iterator

from raadhuis.kernel import settings
from raadhuis.kernel.refusal import Invalid, Unavailable

# The EICAR test file, in two halves so that a scanner does not stumble over this module.
_EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}" + b"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
_CHUNK = 256 * 1024
_TIMEOUT = 30.0  # seconds: clamd unpacks archives before it answers


class ScannerAway(Unavailable):
    """The virus scanner does not answer; a file that was not checked is not kept."""

    title = "We kunnen bestanden nu niet op virussen controleren. Probeer het over een paar minuten opnieuw."


def scan(chunks: Iterable[bytes]) -> None:
    """Check content for viruses, read once. Raises Invalid (code `virus`) when there is one, ScannerAway when nobody
    can tell."""
    watched = _Watched(chunks)
    if address := settings.current().clamav:
        found = clamav(watched, address=address)
    else:
        found = any(watched.found for _ in watched)
    if found or watched.found:
        raise Invalid.field(
            "inhoud",
            "virus",
            "In dit bestand zit een virus. We hebben het niet bewaard. Kies een ander bestand.",
        )


class _Watched:
    """The same chunks; `found` once the test virus came by, also when it lies across two of them."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks, self.found = chunks, False

    def __iter__(self) -> Iterator[bytes]:
        before = b""
        for chunk in self._chunks:
            window = before + chunk
            self.found = self.found or _EICAR in window
            before = window[-len(_EICAR) :]
            yield chunk


def clamav(chunks: Iterable[bytes], *, address: str) -> bool:
    """Whether clamd at `address` (host:port) finds something: its INSTREAM command. Raises ScannerAway.

    Each part is preceded by its length in four bytes, big-endian; an empty part ends the stream.
    """
    host, _, port = address.rpartition(":")
    try:
        with socket.create_connection((host.strip("[]"), int(port)), timeout=_TIMEOUT) as clamd:
            clamd.sendall(b"zINSTREAM\0")
            for chunk in chunks:
                for start in range(0, len(chunk), _CHUNK):
                    part = chunk[start : start + _CHUNK]
                    clamd.sendall(struct.pack(">I", len(part)) + part)
            clamd.sendall(struct.pack(">I", 0))
            answer = _answer(clamd)
    except (OSError, ValueError) as error:
        raise ScannerAway from error
    if answer.endswith(b" FOUND"):
        return True
    if answer != b"stream: OK":
        raise ScannerAway  # "INSTREAM size limit exceeded. ERROR", say: not checked is not clean
    return False


def _answer(clamd: socket.socket) -> bytes:
    said = b""
    while part := clamd.recv(4096):
        said += part
        if part.endswith(b"\0"):
            break
    return said.rstrip(b"\0").strip()
