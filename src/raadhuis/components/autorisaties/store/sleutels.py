"""The keys that we sign with, and the assertions that were used, in SQL."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from raadhuis.kernel import db

_NEWEST = "SELECT kid, sealed, made FROM autorisaties_sleutel ORDER BY made DESC, id DESC LIMIT 1"
_ADD = """INSERT INTO autorisaties_sleutel (kid, sealed, public, made)
VALUES (%(kid)s, %(sealed)s, %(public)s, %(made)s)"""
# Put in use once: whoever comes second gets no row.
_USE = """
WITH old AS (DELETE FROM autorisaties_assertie WHERE until < %(at)s)
INSERT INTO autorisaties_assertie (jti, until) VALUES (%(jti)s, %(until)s) ON CONFLICT (jti) DO NOTHING RETURNING 1"""


def newest() -> tuple[str, str, datetime] | None:
    """The identifier of the key that signs now, the key, sealed, and when it was made."""
    return db.row(_NEWEST)


def lock() -> None:
    """Whoever makes a key takes turns, until the end of the transaction."""
    db.run("SELECT pg_advisory_xact_lock(hashtext('raadhuis.autorisaties.sleutels'))")


def add(kid: str, *, sealed: str, public: dict[str, Any], made: datetime) -> None:
    """Keep a new key; from now on it signs."""
    db.run(_ADD, {"kid": kid, "sealed": sealed, "public": Jsonb(public), "made": made})


def public(*, since: datetime) -> bytes:
    """The public keys that may have signed a token made after `since`, newest first, as a JSON array of JWKs: those made
    since, and the one before."""
    return bytes(
        db.value(
            """SELECT coalesce(json_agg(public ORDER BY made DESC, id DESC), '[]') FROM autorisaties_sleutel
            WHERE made >= coalesce((SELECT max(made) FROM autorisaties_sleutel WHERE made <= %(since)s), made)""",
            {"since": since},
        )
    )


def use(jti: str, *, until: datetime, at: datetime) -> bool:
    """Whether this assertion is used for the first time."""
    return db.value(_USE, {"jti": jti, "until": until, "at": at}) is not None
