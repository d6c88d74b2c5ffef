"""Services of others in SQL: the mutations on the kernel's table, with their audit record and event, and how they do."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from raadhuis.kernel import db
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.mutation import Mutation, write

PATH = "/beheer/diensten/"
# Never what is sealed: the audit trail shows this.
_VIEW = 'SELECT r.uuid, r.naam, r.url, r.soort, r.auth, r.client_id AS "clientId" FROM {source} r'
_OLD = f"{_VIEW.format(source='kernel_dienst')} WHERE r.uuid = %(uuid)s"
_COLUMNS = "naam url soort auth client_id sealed".split()


def _mutation(actie: str, change: str) -> Mutation:
    return Mutation(
        bron="ac",
        kanaal="diensten",  # of no standard API, so nobody outside subscribes to it
        resource="dienst",
        actie=actie,
        path=PATH,
        hoofd_path=PATH,
        change=change,
        view=_VIEW.format(source=""),
        weergave="r.naam",
        old_view="" if actie == "create" else _OLD,
    )


_CREATE = _mutation(
    "create",
    f"r AS (INSERT INTO kernel_dienst (uuid, since, {', '.join(_COLUMNS)})"
    f" VALUES (gen_random_uuid(), %(at)s, {', '.join(f'%({c})s' for c in _COLUMNS)}) RETURNING *)",
)
_UPDATE = _mutation(
    "update",
    f"r AS (UPDATE kernel_dienst SET {', '.join(f'{c} = %({c})s' for c in _COLUMNS)} WHERE uuid = %(uuid)s RETURNING *)",
)
_DESTROY = _mutation("destroy", "r AS (DELETE FROM kernel_dienst WHERE uuid = %(uuid)s RETURNING *)")
_STATES = """SELECT d.uuid, d.called, d.error,
    (SELECT count(*) FROM kernel_elsewhere e WHERE starts_with(e.url, d.url || '/'))
FROM kernel_dienst d"""


def lock() -> None:
    """Whoever changes diensten takes turns, until the end of the transaction: two that nest are refused."""
    db.run("SELECT pg_advisory_xact_lock(hashtext('raadhuis.diensten'))")


def save(values: dict[str, Any], *, uuid: UUID | None, actor: Actor, at: datetime) -> None:
    """Add a dienst, or change the one with this uuid, in the caller's transaction."""
    mutation = _UPDATE if uuid else _CREATE
    write(mutation, {**values, "uuid": uuid}, actor=actor, at=at)


def destroy(uuid: UUID, *, actor: Actor, at: datetime, reden: str) -> None:
    """Take a dienst away, in the caller's transaction."""
    write(_DESTROY, {"uuid": uuid}, actor=actor, at=at, reden=reden)


def states() -> dict[UUID, tuple[datetime | None, str, int]]:
    """Of each dienst when it was called last, what went wrong then, and how many resources of it were referred to."""
    return {uuid: (called, error, number) for uuid, called, error, number in db.rows(_STATES)}
