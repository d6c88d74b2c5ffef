"""One statement that changes a row, writes its audit record and puts its event in the outbox: all or nothing."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from raadhuis.kernel import db, events
from raadhuis.kernel.identity import Actor

# The standard's codes of the registers; `prc` is ours, for a task of a zaak, of which the standard knows none.
Bron = Literal["ac", "nrc", "zrc", "ztc", "drc", "brc", "prc"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutation:
    """What happens, in the words of the ZGW audittrail and notificatie.

    `bron` is the register, `kanaal` and `hoofd_path` are the main object's, `resource`, `path` and `actie` the
    changed object's; `path` may name the main object's identifier as `{hoofd}`. The SQL parts: `change` is a list of CTEs whose last is `r`, the rows changed (`RETURNING *`);
    `view` selects the wire form FROM r, `old_view` the wire form before; `hoofd` and `kenmerken` are expressions over
    `r`. Values go in as parameters.
    """

    bron: Bron
    kanaal: str
    resource: str
    actie: str
    path: str
    hoofd_path: str
    change: str
    view: str
    hoofd: str = "r.uuid"
    weergave: str = "''"
    kenmerken: str = "'{}'::jsonb"
    old_view: str = ""

    @functools.cache  # noqa: B019  # mutations are constants of their modules
    def sql(self) -> str:
        """The whole statement; constant per mutation, so that it is prepared once."""
        old = f"(SELECT to_jsonb(o) FROM ({self.old_view}) o)" if self.old_view else "NULL::jsonb"
        path = self.path.replace("{hoofd}", f"' || {self.hoofd} || '")
        return f"""
WITH {self.change},
v AS (SELECT row_to_json(w) AS j FROM ({self.view}) w),
audit AS (
    INSERT INTO kernel_audit (uuid, bron, actor_kind, actor_id, actor_name, actie, resultaat, hoofd_path, hoofd,
                              resource, path, object, weergave, toelichting, oud, nieuw, at, applicatie,
                              applicatie_name)
    SELECT gen_random_uuid(), '{self.bron}', %(actor_kind)s, %(actor_id)s, %(actor_name)s, '{self.actie}',
           {_RESULT[self.actie]}, '{self.hoofd_path}', {self.hoofd}, '{self.resource}', '{path}', r.uuid,
           left({self.weergave}, 200), %(reden)s, {old}, {_new(self.actie)}, %(at)s, %(applicatie)s,
           %(applicatie_name)s
    FROM r),
event AS (
    INSERT INTO kernel_event (uuid, kanaal, resource, actie, hoofd_path, hoofd, path, object, kenmerken, actor_id, at)
    SELECT gen_random_uuid(), '{self.kanaal}', '{self.resource}', '{self.actie}', '{self.hoofd_path}', {self.hoofd},
           '{path}', r.uuid, {self.kenmerken}, %(actor_id)s, %(at)s
    FROM r RETURNING seq, hoofd),
delivery AS (
    INSERT INTO kernel_delivery (seq, subscriber, hoofd, due)
    SELECT event.seq, s, event.hoofd, %(at)s FROM event, unnest(%(subscribers)s::text[]) s)
SELECT j FROM v"""


_RESULT = {"create": 201, "update": 200, "partial_update": 200, "destroy": 204}


def _new(actie: str) -> str:
    return "NULL::jsonb" if actie == "destroy" else "(SELECT j::jsonb FROM v)"


def write(
    mutation: Mutation, params: dict[str, Any], *, actor: Actor, at: datetime, reden: str = ""
) -> bytes | None:
    """Run `mutation`; the changed resource as JSON bytes, or None when no row was changed.

    `reden` is why, in the actor's words (the standard's X-Audit-Toelichting). Raises psycopg's integrity errors, which
    the store turns into the register's refusals.
    """
    found = db.value(
        mutation.sql(),
        {
            **params,
            "actor_kind": actor.kind,
            "actor_id": actor.id,
            "actor_name": actor.name,
            "applicatie": actor.applicatie,
            "applicatie_name": actor.applicatie_name,
            "reden": reden,
            "at": at,
            "subscribers": list(events.subscribers(mutation.kanaal, mutation.resource, mutation.actie)),
        },
    )
    return found if found is None else bytes(found)
