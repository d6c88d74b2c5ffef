"""Keeps every received message in one SQLite file in the data folder; what SMTP accepted is on disk."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Envelope:
    """A stored message without its content. ``received`` is ISO 8601 in UTC; recipients include blind copies."""

    number: int
    received: str
    sender: str
    recipients: tuple[str, ...]
    subject: str


class Mailbox:
    """The stored messages, safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        self._lock = threading.Lock()
        self._database = sqlite3.connect(folder / "post.sqlite3", check_same_thread=False)
        self._database.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-1000;"
            "CREATE TABLE IF NOT EXISTS bericht (nummer INTEGER PRIMARY KEY AUTOINCREMENT, ontvangen TEXT NOT NULL,"
            " van TEXT NOT NULL, aan TEXT NOT NULL, onderwerp TEXT NOT NULL, inhoud BLOB NOT NULL)"
        )

    def close(self) -> None:
        """Close the file; the mailbox cannot be used after."""
        with self._lock:
            self._database.close()

    def add(
        self, *, received: str, sender: str, recipients: Sequence[str], subject: str, content: bytes
    ) -> int:
        """Store a message durably and return its number."""
        row = (received, sender, "\n".join(recipients), subject, content)
        with self._lock, self._database:
            cursor = self._database.execute(
                "INSERT INTO bericht (ontvangen, van, aan, onderwerp, inhoud) VALUES (?, ?, ?, ?, ?)", row
            )
            return int(cursor.lastrowid or 0)

    def count(self, *, address: str, whole: bool) -> int:
        """How many messages went to the address; an empty one means all. See ``page``."""
        where, values = _to(address, whole)
        with self._lock:
            row = self._database.execute(f"SELECT count(*) FROM bericht {where}", values).fetchone()
        return int(row[0])

    def page(self, *, address: str, whole: bool, limit: int, offset: int) -> list[Envelope]:
        """Messages to the address, newest first. ``whole`` compares complete addresses, otherwise parts of them."""
        where, values = _to(address, whole)
        with self._lock:
            rows = self._database.execute(
                f"SELECT nummer, ontvangen, van, aan, onderwerp FROM bericht {where}"
                " ORDER BY nummer DESC LIMIT ? OFFSET ?",
                (*values, limit, offset),
            ).fetchall()
        return [
            Envelope(n, at, sender, tuple(to.split("\n")), subject) for n, at, sender, to, subject in rows
        ]

    def read(self, number: int) -> tuple[Envelope, bytes] | None:
        """A message and its content as it came in, or None."""
        with self._lock:
            row = self._database.execute(
                "SELECT nummer, ontvangen, van, aan, onderwerp, inhoud FROM bericht WHERE nummer = ?",
                (number,),
            ).fetchone()
        if row is None:
            return None
        return Envelope(row[0], row[1], row[2], tuple(row[3].split("\n")), row[4]), row[5]


def _to(address: str, whole: bool) -> tuple[str, tuple[str, ...]]:
    if not address:
        return "", ()
    edge = "\n" if whole else ""
    return "WHERE instr(char(10) || lower(aan) || char(10), ?) > 0", (f"{edge}{address.lower()}{edge}",)
