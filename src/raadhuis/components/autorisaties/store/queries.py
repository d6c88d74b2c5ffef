"""Applications in SQL: the VIEW, the reads, and the mutations with their audit record and event."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from raadhuis.kernel import db, settings
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.mutation import Mutation, write
from raadhuis.kernel.paging import PAGE_SIZE

PATH = "/autorisaties/api/v1/applicaties/"

_TYPE = """CASE WHEN a.j ->> 'type' IS NULL THEN jsonb_build_object()
    WHEN a.j ->> 'component' = 'zrc' THEN jsonb_build_object('zaaktype', %(types)s || '/zaaktypen/' || (a.j ->> 'type'))
    WHEN a.j ->> 'component' = 'drc' THEN jsonb_build_object('informatieobjecttype',
        %(types)s || '/informatieobjecttypen/' || (a.j ->> 'type'))
    ELSE jsonb_build_object('besluittype', %(types)s || '/besluittypen/' || (a.j ->> 'type')) END"""
_WEERGAVE = (
    "CASE a.j ->> 'component' WHEN 'ac' THEN 'Autorisaties API' WHEN 'nrc' THEN 'Notificaties API'"
    " WHEN 'zrc' THEN 'Zaken API' WHEN 'ztc' THEN 'Catalogi API' WHEN 'drc' THEN 'Documenten API'"
    " ELSE 'Besluiten API' END"
)
VIEW = f"""
SELECT %(base)s || '{PATH}' || r.uuid AS url, r.client_ids AS "clientIds", r.label,
       r.heeft_alle_autorisaties AS "heeftAlleAutorisaties", false AS "alleenIsGereedVoorPublicatie",
       (SELECT coalesce(jsonb_agg((a.j - 'type') || {_TYPE} || jsonb_build_object('componentWeergave', {_WEERGAVE})
                                  ORDER BY a.n), '[]')
        FROM jsonb_array_elements(r.autorisaties) WITH ORDINALITY a(j, n)) AS autorisaties
FROM {{source}} r"""

_TABLE = "autorisaties_applicatie"
_ONE = f"SELECT row_to_json(v) FROM ({VIEW.format(source=_TABLE)} WHERE r.uuid = %(uuid)s) v"
_OF_CLIENT = f"SELECT row_to_json(v) FROM ({VIEW.format(source=_TABLE)} WHERE r.client_ids ? %(client_id)s) v"
_MATCH = "(%(clients)s::text[] IS NULL OR t.client_ids ?| %(clients)s::text[])"
_SOURCE = f"(SELECT t.* FROM {_TABLE} t WHERE {_MATCH} ORDER BY t.id LIMIT {PAGE_SIZE} OFFSET %(skip)s)"
_LIST = f"""
SELECT (SELECT coalesce(json_agg(v), '[]') FROM ({VIEW.format(source=_SOURCE)} ORDER BY r.id) v),
       (SELECT count(*) FROM {_TABLE} t WHERE {_MATCH})"""

# Who a token belongs to, and what that application may do.
_CLIENT = f"""
SELECT c.secret, a.label, a.heeft_alle_autorisaties, a.autorisaties::json
FROM autorisaties_client c JOIN {_TABLE} a ON a.id = c.applicatie_id
WHERE c.client_id = %(client_id)s AND c.active"""

_VALUES = "label = %(label)s, client_ids = %(client_ids)s, heeft_alle_autorisaties = %(alle)s, autorisaties = %(autorisaties)s"


def _mutation(actie: str, change: str) -> Mutation:
    return Mutation(
        bron="ac",
        kanaal="autorisaties",
        resource="applicatie",
        actie=actie,
        path=PATH,
        hoofd_path=PATH,
        change=change,
        view=VIEW.format(source="r"),
        weergave="r.label",
        old_view="" if actie == "create" else f"{VIEW.format(source=_TABLE)} WHERE r.uuid = %(uuid)s",
    )


CREATE = _mutation(
    "create",
    f"r AS (INSERT INTO {_TABLE} (uuid, label, client_ids, heeft_alle_autorisaties, autorisaties)"
    " VALUES (gen_random_uuid(), %(label)s, %(client_ids)s, %(alle)s, %(autorisaties)s) RETURNING *)",
)
_UPDATE = f"r AS (UPDATE {_TABLE} SET {_VALUES} WHERE uuid = %(uuid)s RETURNING *)"
UPDATE = _mutation("update", _UPDATE)
PATCH = _mutation("partial_update", _UPDATE)
DESTROY = _mutation("destroy", f"r AS (DELETE FROM {_TABLE} WHERE uuid = %(uuid)s RETURNING *)")

_TAKEN = """
SELECT coalesce(json_agg(c.client_id), '[]') FROM autorisaties_client c
LEFT JOIN autorisaties_applicatie a ON a.id = c.applicatie_id
WHERE c.client_id = ANY(%(client_ids)s::text[]) AND (a.uuid IS NULL OR a.uuid IS DISTINCT FROM %(uuid)s::uuid)"""
_GIVE = """
INSERT INTO autorisaties_client (client_id, applicatie_id, active)
SELECT k, a.id, true FROM autorisaties_applicatie a, jsonb_array_elements_text(a.client_ids) k WHERE a.uuid = %(uuid)s
ON CONFLICT (client_id) DO UPDATE SET active = true WHERE autorisaties_client.applicatie_id = excluded.applicatie_id"""
_RETIRE = """
UPDATE autorisaties_client c SET active = false, secret = '' FROM autorisaties_applicatie a
WHERE a.uuid = %(uuid)s AND c.applicatie_id = a.id AND NOT a.client_ids ? c.client_id AND c.active"""
_LET_GO = """
UPDATE autorisaties_client c SET active = false, applicatie_id = NULL, secret = '' FROM autorisaties_applicatie a
WHERE a.uuid = %(uuid)s AND c.applicatie_id = a.id"""


def _params(**values: Any) -> dict[str, Any]:
    ours = settings.current()
    types = ours.register_url("catalogi") or f"{ours.url}/catalogi/api/v1"
    return {**values, "base": ours.url, "types": types}


def one(uuid: UUID) -> bytes | None:
    """One application as JSON."""
    return db.value(_ONE, _params(uuid=uuid))  # type: ignore[no-any-return]


def of_client(client_id: str) -> bytes | None:
    """The application that a client id belongs to."""
    return db.value(_OF_CLIENT, _params(client_id=client_id))  # type: ignore[no-any-return]


def page(number: int, *, clients: Sequence[str] | None) -> tuple[bytes, int]:
    """One page of applications as a JSON array, and the exact count."""
    found = db.row(
        _LIST, _params(clients=None if clients is None else list(clients), skip=(number - 1) * PAGE_SIZE)
    )
    assert found is not None  # noqa: S101  # a SELECT without FROM has one row
    return bytes(found[0]), int(found[1])


def client(client_id: str) -> tuple[str, str, bool, bytes] | None:
    """Sealed secret, label, whether it may do everything, and its autorisaties as JSON."""
    return db.row(_CLIENT, {"client_id": client_id})


def taken(client_ids: Sequence[str], *, uuid: UUID | None) -> bytes:
    """Which of these ids belong, or once belonged, to another application than `uuid` (ac-001), as a JSON array."""
    db.run("SELECT pg_advisory_xact_lock(hashtext('raadhuis.autorisaties.client_ids'))")
    return bytes(db.value(_TAKEN, {"client_ids": list(client_ids), "uuid": uuid}))


def save(
    mutation: Mutation,
    *,
    uuid: UUID | None,
    label: str,
    client_ids: Sequence[str],
    alle: bool,
    autorisaties: list[dict[str, Any]],
    actor: Actor,
    at: datetime,
    reden: str,
) -> bytes | None:
    """Create or change an application, in the caller's transaction; its JSON, or None when it does not exist."""
    values = {
        "label": label,
        "client_ids": Jsonb(list(client_ids)),
        "alle": alle,
        "autorisaties": Jsonb(autorisaties),
    }
    return write(mutation, _params(uuid=uuid, **values), actor=actor, at=at, reden=reden)


def give_clients(uuid: UUID) -> None:
    """Make the client ids follow what the application says."""
    db.run(_GIVE, {"uuid": uuid})
    db.run(_RETIRE, {"uuid": uuid})


def destroy(uuid: UUID, *, actor: Actor, at: datetime, reden: str) -> bool:
    """Take an application away, in the caller's transaction; its client ids stay used. False when there is none."""
    db.run(_LET_GO, {"uuid": uuid})
    return write(DESTROY, _params(uuid=uuid), actor=actor, at=at, reden=reden) is not None


def seal(client_id: str, sealed: str) -> None:
    """Keep a client's sealed secret."""
    db.run(
        "UPDATE autorisaties_client SET secret = %(secret)s WHERE client_id = %(client_id)s",
        {"secret": sealed, "client_id": client_id},
    )
