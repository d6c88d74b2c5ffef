"""Services of others that an operator named (`raadhuis dienst`): the only places outside that references may lead to."""

from __future__ import annotations

import functools
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

import msgspec
from django.db import transaction

from raadhuis.kernel import db, seal
from raadhuis.kernel.places import REGISTERS, Soort, covers
from raadhuis.kernel.wire import Wire

Auth = Literal["zgw", "header", "geen"]
REFRESH = timedelta(seconds=5)  # every process knows of a change of the diensten within this time
PURPOSE = "dienst"


class Dienst(Wire, frozen=True, kw_only=True):
    """A service: `url` is its API root without slash at the end. `sealed` is the secret of our client there (`auth` zgw) or
    the header that it wants (`Name: value`)."""

    uuid: UUID
    naam: str
    url: str
    soort: Soort
    auth: Auth
    client_id: str = ""
    sealed: str = ""
    since: datetime

    @property
    def register(self) -> str:
        """The register of ours that it is the like of, `zaken` say; "" for none."""
        return REGISTERS.get(self.soort, "")

    @property
    def secret(self) -> str:
        """What makes us known there. Raises seal.OtherKey."""
        return seal.unseal(self.sealed.encode(), purpose=PURPOSE).decode() if self.sealed else ""

    def covers(self, url: str) -> bool:
        """Whether `url` is a plain address below this root: same scheme, host and port, path by whole segments."""
        return covers(self.url, url)

    def usable(self, at: datetime) -> bool:
        """Whether every process knows of it, so that a reference may be taken in."""
        return self.since + REFRESH <= at


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The diensten, and whether what stands elsewhere may appear in what we answer."""

    diensten: tuple[Dienst, ...] = ()
    referred: bool = False

    @property
    def anything(self) -> bool:
        return self.referred or bool(self.diensten)


@dataclass(slots=True)
class _Notes:
    """How the last call of each service went, until it is written down."""

    waiting: dict[UUID, tuple[datetime, str]] = field(default_factory=dict)


_kept: list[tuple[float, Known]] = []  # until when, and what
_notes = _Notes()
_STATE = """SELECT coalesce((SELECT json_agg(row_to_json(d) ORDER BY d.url) FROM
    (SELECT uuid, naam, url, soort, auth, client_id AS "clientId", sealed, since FROM kernel_dienst) d), '[]'::json),
    EXISTS (SELECT FROM kernel_elsewhere)"""
# Who writes the same row at this moment knows as much: nobody waits for it.
_NOTE = """UPDATE kernel_dienst SET called = %(at)s, error = %(error)s
WHERE uuid = (SELECT uuid FROM kernel_dienst WHERE uuid = %(uuid)s FOR UPDATE SKIP LOCKED)"""


def known() -> Known:
    """What is known of the diensten; asked of the database once in 2.5 seconds by a process."""
    for until, found in _kept:  # at most one, and another thread may forget it meanwhile
        if until > time.monotonic():
            return found
    row = db.row(_STATE)
    assert row is not None  # noqa: S101  # a SELECT without FROM has one row
    found = Known(diensten=msgspec.json.decode(row[0], type=tuple[Dienst, ...]), referred=bool(row[1]))
    keep(found, seconds=REFRESH.total_seconds() / 2)
    _write_notes()
    return found


def keep(found: Known, *, seconds: float) -> None:
    """Take this for what is known, for so long or until `forget`."""
    _kept[:] = [(time.monotonic() + seconds, found)]


def forget() -> None:
    """Ask again, in this process: after a change."""
    _kept.clear()


def forget_calls() -> None:
    """Forget how calls went that are not written down yet: for tests."""
    _notes.waiting.clear()


def of(url: str) -> Dienst | None:
    """The dienst that `url` is an address of; None for any other address."""
    return next((dienst for dienst in known().diensten if dienst.covers(url)), None)


def note(dienst: Dienst, *, at: datetime, error: str = "") -> None:
    """Remember how a call of this service went; `error` is the class of what went wrong, "" when nothing did."""
    _notes.waiting[dienst.uuid] = (at, error)


def _write_notes() -> None:
    for uuid, (at, error) in list(_notes.waiting.items()):
        db.run(_NOTE, {"uuid": uuid, "at": at, "error": error})
        # A transaction that is rolled back takes what was written along; then it is written the next time.
        transaction.on_commit(functools.partial(_written, uuid, at))


def _written(uuid: UUID, at: datetime) -> None:
    if _notes.waiting.get(uuid, (None, ""))[0] == at:
        del _notes.waiting[uuid]
