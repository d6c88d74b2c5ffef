"""Sessions in the database, sealed with the installation's key: a BSN never lies readable in the session table."""

from __future__ import annotations

import json
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError

from raadhuis.kernel import seal


class Sealed:
    """JSON, sealed. Content sealed with another key counts as an empty session."""

    def dumps(self, obj: dict[str, Any]) -> bytes:
        return seal.seal(json.dumps(obj, separators=(",", ":")).encode(), purpose="session")

    def loads(self, data: bytes) -> dict[str, Any]:
        try:
            found: dict[str, Any] = json.loads(seal.unseal(data, purpose="session"))
        except seal.OtherKey:
            return {}
        return found


class SessionStore(db.SessionStore):
    """Django's own, which calls a database that is gone a session that is gone: then what was done just before would look
    refused (400), and be done again."""

    def save(self, must_create: bool = False) -> None:
        try:
            super().save(must_create)
        except UpdateError as error:
            of = error.__context__
            if of is not None and of.__cause__ is not None:  # the database's own words, not Django's
                raise of from of.__cause__
            raise
