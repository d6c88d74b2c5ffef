"""Applications in SQL: the VIEW, the reads, and the mutations with their audit record and event."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from psycopg.types.json import Jsonb

from raadhuis.kernel import db, settings
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.mutation import Mutation, write

# Sealed secret, label, may do everything, only what is ready to publish, autorisaties, public keys, since when.
ClientRow = tuple[str, str, bool, bool, bytes, bytes, datetime | None]
PATH = "/autorisaties/api/v1/applicaties/"

_TYPE = """CASE WHEN a.j ->> 'type' IS NULL THEN jsonb_build_object()
    WHEN a.j ->> 'component' = 'zrc' THEN jsonb_build_object('zaaktype', %(types)s || '/zaaktypen/' || (a.j ->> 'type'))
    WHEN a.j ->> 'component' = 'drc' THEN jsonb_build_object('informatieobjecttype',
        %(types)s || '/informatieobjecttypen/' || (a.j ->> 'type'))
    ELSE jsonb_build_object('besluittype', %(types)s || '/besluittypen/' || (a.j ->> 'type')) END"""
# All versions of a type by their name, and within one catalogus: ours, beyond the standard.
_NAMED = """jsonb_strip_nulls(jsonb_build_object('catalogus', %(types)s || '/catalogussen/' || (a.j ->> 'catalogus'),
    CASE a.j ->> 'component' WHEN 'zrc' THEN 'zaaktypeIdentificatie' WHEN 'drc' THEN 'informatieobjecttypeOmschrijving'
    ELSE 'besluittypeOmschrijving' END, a.j ->> 'naam'))"""
_WEERGAVE = (
    "CASE a.j ->> 'component' WHEN 'ac' THEN 'Autorisaties API' WHEN 'nrc' THEN 'Notificaties API'"
    " WHEN 'zrc' THEN 'Zaken API' WHEN 'ztc' THEN 'Catalogi API' WHEN 'drc' THEN 'Documenten API'"
    " ELSE 'Besluiten API' END"
)
VIEW = f"""
SELECT %(base)s || '{PATH}' || r.uuid AS url, r.client_ids AS "clientIds", r.label,
       r.heeft_alle_autorisaties AS "heeftAlleAutorisaties",
       r.alleen_is_gereed_voor_publicatie AS "alleenIsGereedVoorPublicatie",
       (SELECT coalesce(jsonb_agg((a.j - ARRAY['type', 'catalogus', 'naam']) || {_TYPE} || {_NAMED} || jsonb_build_object('componentWeergave', {_WEERGAVE})
                                  ORDER BY a.n), '[]')
        FROM jsonb_array_elements(r.autorisaties) WITH ORDINALITY a(j, n)) AS autorisaties
FROM {{source}} r"""

_TABLE = "autorisaties_applicatie"
_ONE = f"SELECT row_to_json(v) FROM ({VIEW.format(source=_TABLE)} WHERE r.uuid = %(uuid)s) v"
_OF_CLIENT = f"SELECT row_to_json(v) FROM ({VIEW.format(source=_TABLE)} WHERE r.client_ids ? %(client_id)s) v"
_MATCH = "(%(clients)s::text[] IS NULL OR t.client_ids ?| %(clients)s::text[])"
_SOURCE = f"(SELECT t.* FROM {_TABLE} t WHERE {_MATCH} ORDER BY t.id LIMIT %(size)s OFFSET %(skip)s)"
_LIST = f"""
SELECT (SELECT coalesce(json_agg(v), '[]') FROM ({VIEW.format(source=_SOURCE)} ORDER BY r.id) v),
       (SELECT count(*) FROM {_TABLE} t WHERE {_MATCH})"""
_EVERY = f"SELECT coalesce(json_agg(v), '[]') FROM ({VIEW.format(source=_TABLE)}) v"

# Who a token belongs to, and what that application may do.
_CLIENT = f"""
SELECT c.secret, a.label, a.heeft_alle_autorisaties, a.alleen_is_gereed_voor_publicatie, a.autorisaties::json,
       c.jwks::json, c.since
FROM autorisaties_client c JOIN {_TABLE} a ON a.id = c.applicatie_id
WHERE c.client_id = %(client_id)s AND c.active"""

_CLIENTS = f"""
SELECT c.client_id, c.secret <> '', jsonb_array_length(c.jwks) FROM autorisaties_client c
JOIN {_TABLE} a ON a.id = c.applicatie_id WHERE a.uuid = %(uuid)s AND c.active ORDER BY c.id"""
_PROVE = """
UPDATE autorisaties_client SET secret = %(sealed)s, jwks = %(jwks)s, since = %(at)s WHERE client_id = %(client_id)s"""

_VALUES = (
    "label = %(label)s, client_ids = %(client_ids)s, heeft_alle_autorisaties = %(alle)s,"
    " alleen_is_gereed_voor_publicatie = %(gereed)s, autorisaties = %(autorisaties)s"
)


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
    f"r AS (INSERT INTO {_TABLE} (uuid, label, client_ids, heeft_alle_autorisaties,"
    " alleen_is_gereed_voor_publicatie, autorisaties)"
    " VALUES (coalesce(%(uuid)s::uuid, gen_random_uuid()), %(label)s, %(client_ids)s, %(alle)s, %(gereed)s, %(autorisaties)s) RETURNING *)",
)
_UPDATE = f"r AS (UPDATE {_TABLE} SET {_VALUES} WHERE uuid = %(uuid)s RETURNING *)"
UPDATE = _mutation("update", _UPDATE)
# A new secret or key changes no field, but it is a change of the application: who did it and when is recorded.
TOUCH = _mutation("update", f"r AS (UPDATE {_TABLE} SET label = label WHERE uuid = %(uuid)s RETURNING *)")
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
UPDATE autorisaties_client c SET active = false, secret = '', jwks = '[]' FROM autorisaties_applicatie a
WHERE a.uuid = %(uuid)s AND c.applicatie_id = a.id AND NOT a.client_ids ? c.client_id AND c.active"""
_LET_GO = """
UPDATE autorisaties_client c SET active = false, applicatie_id = NULL, secret = '', jwks = '[]' FROM autorisaties_applicatie a
WHERE a.uuid = %(uuid)s AND c.applicatie_id = a.id"""


def params(**values: Any) -> dict[str, Any]:
    """The values of a statement with the addresses that the VIEW writes."""
    ours = settings.current()
    types = ours.register_url("catalogi") or f"{ours.url}/catalogi/api/v1"
    return {**values, "base": ours.url, "types": types}


def one(uuid: UUID) -> bytes | None:
    """One application as JSON."""
    return db.json(_ONE, params(uuid=uuid))


def of_client(client_id: str) -> bytes | None:
    """The application that a client id belongs to."""
    return db.json(_OF_CLIENT, params(client_id=client_id))


def page(number: int, *, clients: Sequence[str] | None, size: int) -> tuple[bytes, int]:
    """One page of applications as a JSON array, and the exact count."""
    asked = None if clients is None else list(clients)
    found = db.row(_LIST, params(clients=asked, size=size, skip=(number - 1) * size))
    assert found is not None  # noqa: S101  # a SELECT without FROM has one row
    return bytes(found[0]), int(found[1])


def every() -> bytes:
    """Every application as a JSON array."""
    return bytes(db.value(_EVERY, params()))


def client(client_id: str) -> ClientRow | None:
    """What is kept of a client: JSON for its autorisaties and its public keys."""
    return db.row(_CLIENT, {"client_id": client_id})


def clients(uuid: UUID) -> list[tuple[str, bool, int]]:
    """The client ids of an application, whether each has a secret, and how many public keys."""
    return db.rows(_CLIENTS, {"uuid": uuid})


def after_commit(act: Callable[[], None]) -> None:
    """Call `act` when what was written is there for everybody; at once when there is no transaction."""
    transaction.on_commit(act)


def lock() -> None:
    """Whoever changes applications takes turns, until the end of the transaction."""
    db.run("SELECT pg_advisory_xact_lock(hashtext('raadhuis.autorisaties.client_ids'))")


def taken(client_ids: Sequence[str], *, uuid: UUID | None) -> bytes:
    """Which of these ids belong, or once belonged, to another application than `uuid` (ac-001), as a JSON array."""
    return bytes(db.value(_TAKEN, {"client_ids": list(client_ids), "uuid": uuid}))


def save(
    mutation: Mutation,
    *,
    uuid: UUID | None,
    label: str,
    client_ids: Sequence[str],
    alle: bool,
    gereed: bool,
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
        "gereed": gereed,
        "autorisaties": Jsonb(autorisaties),
    }
    return write(mutation, params(uuid=uuid, **values), actor=actor, at=at, reden=reden)


def give_clients(uuid: UUID) -> None:
    """Make the client ids follow what the application says."""
    db.run(_GIVE, {"uuid": uuid})
    db.run(_RETIRE, {"uuid": uuid})


def destroy(uuid: UUID, *, actor: Actor, at: datetime, reden: str) -> bool:
    """Take an application away, in the caller's transaction; its client ids stay used. False when there is none."""
    db.run(_LET_GO, {"uuid": uuid})
    return write(DESTROY, params(uuid=uuid), actor=actor, at=at, reden=reden) is not None


def prove(client_id: str, *, sealed: str, jwks: list[dict[str, Any]], at: datetime) -> None:
    """Keep what a client proves itself with; what it had before ends now."""
    db.run(_PROVE, {"sealed": sealed, "jwks": Jsonb(jwks), "client_id": client_id, "at": at})
