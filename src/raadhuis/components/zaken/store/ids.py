"""Identifiers that sort by creation (UUIDv7, RFC 9562): inserts stay at the end of the index, "newest first" needs no other one."""

from __future__ import annotations

import secrets
import threading
from datetime import datetime
from uuid import UUID

_lock = threading.Lock()
_last = 0


def uuid7(at: datetime) -> UUID:
    """A new identifier for something made at `at`; later ones of this process are always greater, also at one moment.

    The first 60 bits are the time in 1/4096 ms, the last 62 are random.
    """
    global _last
    with _lock:
        _last = stamp = max(int(at.timestamp() * 4_096_000), _last + 1)
    return UUID(
        int=(stamp >> 12) << 80 | 0x7 << 76 | (stamp & 0xFFF) << 64 | 0b10 << 62 | secrets.randbits(62)
    )
