"""The database of the tests for a client beside Django."""

from __future__ import annotations

from typing import Any

from django.db import connection


def address() -> dict[str, Any]:
    """What psycopg needs to connect to it."""
    given = connection.get_connection_params()
    return {name: given[name] for name in ("dbname", "host", "port", "user", "password") if given.get(name)}
