"""Addresses of services: which kinds there are, and what lies below one."""

from __future__ import annotations

from typing import Literal, get_args
from urllib.parse import SplitResult, urlsplit

# The standard's codes of the registers; klantinteracties (contactmomenten, verzoeken); and others: objecten, BAG, selectielijst.
Soort = Literal["ac", "nrc", "zrc", "ztc", "drc", "brc", "kic", "orc"]
SOORTEN: tuple[Soort, ...] = get_args(Soort)
# What stands in these we refer to by uuid, as to what stands in our own (`elsewhere`); the others only by their URL.
REGISTERS: dict[str, str] = {"zrc": "zaken", "ztc": "catalogi", "drc": "documenten", "brc": "besluiten"}


def covers(root: str, url: str) -> bool:
    """Whether `url` is a plain address below the API root `root`: no other host that looks alike, no way up or around.

    Compared are scheme, host and port as written, and the path segment by segment; what a program could read otherwise
    (user names, escapes, backslashes, dots, empty segments, a query) is no plain address.
    """
    asked, ours = _split(url), _split(root)
    if asked is None or ours is None or (asked.scheme, asked.netloc) != (ours.scheme, ours.netloc):
        return False
    segments, below = asked.path.rstrip("/").split("/")[1:], ours.path.split("/")[1:]
    plain = all(segment and set(segment) != {"."} for segment in segments)
    return plain and len(segments) > len(below) and segments[: len(below)] == below


_SIGNS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/[]")


def _split(url: str) -> SplitResult | None:
    if not set(url) <= _SIGNS:
        return None
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts if parts.scheme in ("http", "https") and parts.hostname else None
