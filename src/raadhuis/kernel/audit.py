"""Who did and saw what, when and why: written with the change (`mutation`), or here when something was only seen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from raadhuis.kernel import audit_chain, db
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.wire import Wire


class Wijzigingen(Wire, frozen=True, kw_only=True, omit_defaults=True):
    """The resource before and after; on the wire, what there is of the two."""

    oud: dict[str, object] | None = None
    nieuw: dict[str, object] | None = None


class AuditTrail(Wire, frozen=True, kw_only=True):
    """One record of the ZGW audittrail sub-resource."""

    uuid: UUID
    bron: str
    applicatie_id: str
    applicatie_weergave: str
    gebruikers_id: str
    gebruikers_weergave: str
    actie: str
    actie_weergave: str
    resultaat: int
    hoofd_object: str
    resource: str
    resource_url: str
    toelichting: str
    resource_weergave: str
    aanmaakdatum: datetime
    wijzigingen: Wijzigingen


VIEW = """
SELECT a.uuid, a.bron,
       CASE WHEN a.actor_kind IN ('applicatie', 'systeem') THEN a.actor_id
            ELSE coalesce(nullif(a.applicatie, ''), 'raadhuis') END AS "applicatieId",
       CASE WHEN a.actor_kind IN ('applicatie', 'systeem') THEN a.actor_name
            ELSE coalesce(nullif(a.applicatie_name, ''), 'Raadhuis') END AS "applicatieWeergave",
       CASE WHEN a.actor_kind IN ('applicatie', 'systeem') THEN '' ELSE a.actor_id END AS "gebruikersId",
       CASE WHEN a.actor_kind IN ('applicatie', 'systeem') THEN '' ELSE a.actor_name END AS "gebruikersWeergave",
       a.actie,
       CASE a.actie WHEN 'create' THEN 'Object aangemaakt' WHEN 'list' THEN 'Lijst van objecten opgehaald'
            WHEN 'retrieve' THEN 'Object opgehaald' WHEN 'destroy' THEN 'Object verwijderd'
            WHEN 'update' THEN 'Object bijgewerkt' ELSE 'Object deels bijgewerkt' END AS "actieWeergave",
       a.resultaat, %(base)s || a.hoofd_path || a.hoofd AS "hoofdObject", a.resource,
       %(base)s || a.path || a.object AS "resourceUrl", a.toelichting, a.weergave AS "resourceWeergave",
       a.at AS aanmaakdatum,
       CASE WHEN a.oud IS NULL THEN '{}' ELSE jsonb_build_object('oud', a.oud) END
       || CASE WHEN a.nieuw IS NULL THEN '{}' ELSE jsonb_build_object('nieuw', a.nieuw) END AS wijzigingen
FROM kernel_audit a"""

# What another provider kept comes first, word for word: it is older (`take_over`).
_ELDERS = (
    "SELECT e.record::json AS j, 0 AS first, e.at, e.id FROM kernel_audit_elders e WHERE e.hoofd = %(hoofd)s"
)
LIST = f"""SELECT coalesce(json_agg(w.j ORDER BY w.first, w.at, w.id), '[]'::json) FROM (
{_ELDERS} AND e.bron = %(bron)s
UNION ALL SELECT row_to_json(v), 1, NULL, i.id FROM kernel_audit i, LATERAL ({VIEW} WHERE a.id = i.id) v
WHERE i.hoofd = %(hoofd)s AND i.bron = %(bron)s) w"""
ONE = f"""SELECT w.j FROM ({_ELDERS} AND e.uuid = %(uuid)s
UNION ALL SELECT row_to_json(v), 1, NULL, 0 FROM ({VIEW} WHERE a.hoofd = %(hoofd)s AND a.uuid = %(uuid)s) v) w LIMIT 1"""


def trail(hoofd: UUID, *, bron: str, base: str) -> bytes:
    """Every record that `bron` keeps of one main object, oldest first, as JSON bytes. The caller has checked the right
    to see it."""
    return bytes(db.value(LIST, {"hoofd": hoofd, "bron": bron, "base": base}))


def seen(
    *,
    bron: str,
    hoofd_path: str,
    hoofd: UUID,
    resource: str,
    path: str,
    object: UUID,  # the standard's word
    weergave: str,
    actor: Actor,
    at: datetime,
    reden: str,
) -> None:
    """Record that `actor` looked at an object, and for what purpose (`reden`)."""
    acted(
        actie="retrieve",
        bron=bron,
        hoofd_path=hoofd_path,
        hoofd=hoofd,
        resource=resource,
        path=path,
        object=object,
        weergave=weergave,
        actor=actor,
        at=at,
        reden=reden,
    )


def acted(
    *,
    actie: str,
    bron: str,
    hoofd_path: str,
    hoofd: UUID,
    resource: str,
    path: str,
    object: UUID,  # the standard's word
    weergave: str,
    actor: Actor,
    at: datetime,
    reden: str,
) -> None:
    """Record that `actor` did something (`actie`) with an object that changed no row of its register, and why."""
    db.run(
        "INSERT INTO kernel_audit (uuid, bron, actor_kind, actor_id, actor_name, actie, resultaat, hoofd_path, hoofd,"
        " resource, path, object, weergave, toelichting, oud, nieuw, at, applicatie, applicatie_name) VALUES"
        " (gen_random_uuid(), %(bron)s, %(kind)s,"
        " %(id)s, %(name)s, %(actie)s, 200, %(hoofd_path)s, %(hoofd)s, %(resource)s, %(path)s, %(object)s,"
        " left(%(weergave)s, 200), %(reden)s, NULL, NULL, %(at)s,"
        " %(applicatie)s, %(applicatie_name)s)",
        {
            "actie": actie,
            "bron": bron,
            "kind": actor.kind,
            "id": actor.id,
            "name": actor.name,
            "applicatie": actor.applicatie,
            "applicatie_name": actor.applicatie_name,
            "hoofd_path": hoofd_path,
            "hoofd": hoofd,
            "resource": resource,
            "path": path,
            "object": object,
            "weergave": weergave,
            "reden": reden,
            "at": at,
        },
    )


def destroy(*, bron: str, hoofd_path: str, hoofd: UUID, actor: Actor, at: datetime, reden: str) -> int:
    """Destroy every record that `bron` keeps of a main object, as the law on archives and zrc-023 want it with the object.

    What stays is the hash of each record and one record that says who destroyed how many, when and why, so that the chain can
    still be verified (`audit_chain`). How many were destroyed. Call it in the transaction that destroys the object, after
    the mutation that does so: that writes a record with the object as it was. `reden` holds no personal data.
    """
    params = {"bron": bron, "hoofd_path": hoofd_path, "hoofd": hoofd, "reden": reden, "at": at}
    return audit_chain.destroy(params | {"kind": actor.kind, "id": actor.id, "name": actor.name})


_TAKE_OVER = """
WITH given AS (SELECT * FROM unnest(%(uuids)s::uuid[], %(ats)s::timestamptz[], %(records)s::text[]) AS g (uuid, at, record)),
made AS (
    INSERT INTO kernel_audit_elders (uuid, bron, hoofd, at, record)
    SELECT g.uuid, %(bron)s::text, %(hoofd)s::uuid, g.at, g.record FROM given g
    ON CONFLICT (uuid) DO NOTHING RETURNING id)
SELECT count(*) FROM made"""
_SEAL_ELDERS = f"""
INSERT INTO kernel_audit (uuid, bron, actor_kind, actor_id, actor_name, actie, resultaat, hoofd_path, hoofd, resource,
                          path, object, weergave, toelichting, oud, nieuw, at)
SELECT gen_random_uuid(), %(bron)s::text, %(kind)s, %(id)s, %(name)s, 'create', 201, %(hoofd_path)s, %(hoofd)s::uuid,
       'audittrail', %(hoofd_path)s, %(hoofd)s::uuid, '', %(reden)s, NULL,
       jsonb_build_object('records', count(*), 'sha256', {audit_chain.ELDERS}), %(at)s
FROM kernel_audit_elders e WHERE e.hoofd = %(hoofd)s::uuid AND e.bron = %(bron)s::text"""


def take_over(
    *,
    bron: str,
    hoofd_path: str,
    hoofd: UUID,
    records: Sequence[tuple[UUID, datetime, str]],
    actor: Actor,
    at: datetime,
    reden: str,
) -> int:
    """Keep the audit records that another provider made of a main object: identifier, moment and JSON, word for word.

    They are shown before ours. Our chain does not pretend that it saw them happen: one record of ours says that they
    were taken over, how many there are and what their hash is, so that `audit_chain.verify` sees it when one is changed.
    How many were new; those that are known are left alone.
    """
    params = {"bron": bron, "hoofd_path": hoofd_path, "hoofd": hoofd, "reden": reden, "at": at}
    params |= {"kind": actor.kind, "id": actor.id, "name": actor.name}
    uuids, ats, texts = zip(*records, strict=True) if records else ((), (), ())
    with db.atomic():
        given = {"uuids": list(uuids), "ats": list(ats), "records": list(texts)}
        made = int(db.value(_TAKE_OVER, params | given))
        if made:
            db.run(_SEAL_ELDERS, params)
    return made
