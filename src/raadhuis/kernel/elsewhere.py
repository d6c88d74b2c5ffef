"""References to what lives at another provider: a uuid inside the house, its own URL outside, translated at the edge.

A resource of a registered dienst has a uuid of version 8 (RFC 9562) that follows from its URL, so that registers keep,
compare and grant rights on it as on anything else, without asking anybody. `kernel_elsewhere` remembers which URL a uuid is.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from threading import Lock
from uuid import UUID

from raadhuis.kernel import db, diensten
from raadhuis.kernel.places import REGISTERS
from raadhuis.kernel.references import root
from raadhuis.kernel.wire import uuid_of

_ID = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
V8 = "[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
_OWN_ID = re.compile(rf'("uuid"\s*:\s*")({_ID})(?=")'.encode())
_MOST = 100_000  # addresses that a process remembers


def identity(url: str) -> UUID:
    """The uuid of the resource at `url`, the same in every process and installation."""
    number = int.from_bytes(hashlib.sha256(url.encode()).digest()[:16], "big")
    number = number & ~(0xF << 76) | 8 << 76
    return UUID(int=number & ~(0b11 << 62) | 0b10 << 62)


def address(uuid: UUID) -> str | None:
    """The URL of a resource elsewhere; None when we know of none."""
    return _addresses((uuid,)).get(uuid)


def remember(urls: Iterable[str]) -> None:
    """Keep which uuids these URLs have, in the transaction that writes what refers to them (see `elsewhere_sweep`)."""
    # In one order, or two who remember the same ones wait for each other.
    found = {identity(url): url for url in sorted(urls)}
    if found:
        params = {"uuids": list(found), "urls": list(found.values())}
        db.run(_REMEMBER, params)


# First those that may be swept this day: one that is being removed is waited for, and written again by the second part. What is
# in use, or was asked not long ago, is not touched, so that those who refer to it do not wait for each other.
_REMEMBER = """
WITH anew AS (UPDATE kernel_elsewhere SET asked = now()
              WHERE uuid = ANY(%(uuids)s::uuid[]) AND asked < now() - interval '12 hours' RETURNING 1)
INSERT INTO kernel_elsewhere (uuid, url, after)
SELECT uuid, url, last_value - 1 FROM unnest(%(uuids)s::uuid[], %(urls)s::text[]) u (uuid, url), kernel_audit_id_seq
WHERE (SELECT count(*) FROM anew) IS NOT NULL
ON CONFLICT DO NOTHING"""


# What comes in: JSON of clients and of other providers, and query parameters.


def inward(body: bytes, *, at: datetime) -> tuple[bytes, frozenset[str]]:
    """JSON of a client with each reference to a resource of a dienst as if it were ours, and the URLs that were found.

    Only a whole string that is such a URL is one; everything else stays as it is, to the letter.
    """
    # Who writes a reference as it is inside the house, means the same.
    found: set[str] = set(_addresses(_inside(body)).values())
    return _translate(body, [d for d in diensten.known().diensten if d.usable(at)], found), frozenset(found)


def inward_query(query: Mapping[str, list[str]], *, at: datetime) -> dict[str, list[str]]:
    """Query parameters with references to resources of a dienst as if they were ours; nothing is looked up."""

    def text(value: str) -> str:
        # `zaaktype__in` has several, with commas between them.
        quoted = (f'"{part}"'.encode() for part in value.split(","))
        return ",".join(inward(part, at=at)[0].decode()[1:-1] for part in quoted)

    return {name: [text(value) if "://" in value else value for value in query[name]] for name in query}


def inward_answer(body: bytes) -> bytes:
    """JSON that another provider answered, with references as if they were ours, and `uuid`s of its resources too."""
    found: set[str] = set()
    changed = _translate(body, diensten.known().diensten, found)
    if not found:
        return body
    ours = {str(uuid_of(url)).encode(): str(identity(url)).encode() for url in found}
    return _OWN_ID.sub(lambda m: m[1] + ours.get(m[2].lower(), m[2]), changed)


def _translate(body: bytes, of: Iterable[diensten.Dienst], found: set[str]) -> bytes:
    places = tuple((dienst.url, root(dienst.register)) for dienst in of if dienst.register)
    if not places:
        return body
    pattern, target = _incoming(places)

    def ours(match: re.Match[bytes]) -> bytes:
        theirs, rest = (match[n].replace(b"\\/", b"/").decode() for n in (1, 2))
        url = f"{theirs}/{rest}"
        found.add(url)
        _recently.keep(identity(url), url)
        return f'"{target[theirs]}/{rest.split("/")[0]}/{identity(url)}'.encode()

    return pattern.sub(ours, body)


@functools.lru_cache(maxsize=20)
def _incoming(places: tuple[tuple[str, str], ...]) -> tuple[re.Pattern[bytes], dict[str, str]]:
    """What to look for: a string that is a URL below one of the roots. Some programs write a slash as `\\/`."""
    slash = r"\\?/"
    either = "|".join(re.escape(place).replace("/", slash) for place, _ in places)
    # It begins with the quote itself, so that 40 MB of base64 are passed over as fast as a byte is found.
    text = rf'"({either}){slash}([a-z_]+{slash}{_ID})(?:{slash})?(?=")'
    return re.compile(text.encode()), dict(places)


# What goes out.


def outward(body: bytes) -> bytes:
    """Bytes that leave the house with the own URL of each resource that lives elsewhere: one batched look-up, remembered."""
    uuids = _inside(body)
    if not uuids:
        return body
    known = _addresses(uuids)

    def theirs(match: re.Match[bytes]) -> bytes:
        url = known.get(UUID(match[1].decode()))
        return match[0] if url is None else url.encode()

    return _outgoing(_roots()).sub(theirs, body)


def _inside(body: bytes) -> set[UUID]:
    """The uuids of resources elsewhere that are referred to as we do inside the house."""
    return {UUID(match[1].decode()) for match in _outgoing(_roots()).finditer(body)}


def _roots() -> tuple[str, ...]:
    return tuple(root(register) for register in REGISTERS.values())


def outward_text(text: str) -> str:
    """The same for text: free when no dienst is registered."""
    return outward(text.encode()).decode() if diensten.known().anything else text


@functools.lru_cache(maxsize=20)
def _outgoing(ours: tuple[str, ...]) -> re.Pattern[bytes]:
    return re.compile(rf"(?:{'|'.join(map(re.escape, ours))})/[a-z_]+/({V8})".encode())


class _Recently:
    """Addresses by uuid: they never change, so they are forgotten only when there are too many."""

    def __init__(self) -> None:
        self._kept: OrderedDict[UUID, str] = OrderedDict()
        self._lock = Lock()
        self.get: Callable[[UUID], str | None] = self._kept.get

    def keep(self, uuid: UUID, url: str) -> None:
        with self._lock:
            self._kept[uuid] = url
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)


_recently = _Recently()


def _addresses(uuids: Iterable[UUID]) -> dict[UUID, str]:
    found = {uuid: _recently.get(uuid) for uuid in uuids}
    missing = [uuid for uuid, url in found.items() if url is None]
    if missing:
        sql = "SELECT uuid, url FROM kernel_elsewhere WHERE uuid = ANY(%(uuids)s)"
        for uuid, url in db.rows(sql, {"uuids": missing}):
            found[uuid] = url
            _recently.keep(uuid, url)
    return {uuid: url for uuid, url in found.items() if url is not None}
