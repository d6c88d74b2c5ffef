"""SQL of reading events: only those that the reader may know of."""

from __future__ import annotations

import json
from typing import Any

from raadhuis.kernel import authz, db, events
from raadhuis.kernel.events import Event
from raadhuis.kernel.identity import Actor

_LEVEL = f"coalesce(array_position({authz.LEVELS_SQL}, e.kenmerken ->> 'vertrouwelijkheidaanduiding'), 8)"
# What an actor needs to read the object of an event: the scope, the kenmerk with its type, and how confidential it is.
_READ = {
    "zaken": ("zaken.lezen", "zaaktype", _LEVEL),
    "documenten": ("documenten.lezen", "informatieobjecttype", _LEVEL),
    "besluiten": ("besluiten.lezen", "besluittype", "1"),
}
_SCOPE = {
    "catalogussen": "catalogi.lezen",
    "zaaktypen": "catalogi.lezen",
    "informatieobjecttypen": "catalogi.lezen",
    "besluittypen": "catalogi.lezen",
    "autorisaties": "autorisaties.lezen",
    "notificaties": "notificaties.consumeren",
}


def after(
    cursor: int, *, until: int, kanaal: str, most: int, actor: Actor, ours: frozenset[str]
) -> tuple[Event, ...]:
    """Events after `cursor` up to `until` that the actor may know of. `ours` are the kanalen that registers of ours send.

    Only on kanalen that are announced, and not what we only heard from others.
    """
    params: dict[str, Any] = {"after": cursor, "until": until, "kanaal": kanaal, "most": most}
    sql = f"""SELECT {events.FIELDS} FROM kernel_event e
        WHERE e.seq > %(after)s AND e.seq <= %(until)s AND %(kanaal)s IN ('', e.kanaal) AND e.actor_id <> 'elders'
          AND EXISTS (SELECT 1 FROM notificaties_kanaal k WHERE k.naam = e.kanaal)
          AND {_may_know(actor, params, ours=ours)}
        ORDER BY e.seq LIMIT %(most)s"""
    return tuple(_event(found) for found in db.rows(sql, params))


def _event(found: tuple[Any, ...]) -> Event:
    values = dict(zip(Event.__slots__, found, strict=True))
    return Event(**{**values, "kenmerken": json.loads(values["kenmerken"])})


def _may_know(actor: Actor, params: dict[str, Any], *, ours: frozenset[str]) -> str:
    if actor.rights.everything and not actor.rights.only_ready:
        return "TRUE"
    # A kanaal of somebody else's register: who subscribes to it gets its messages too.
    params["ours"] = sorted(ours)
    parts = ["e.kanaal <> ALL(%(ours)s)"]
    plain = [kanaal for kanaal, scope in _SCOPE.items() if authz.has(actor, scope)]
    params["plain"] = plain
    parts.append("e.kanaal = ANY(%(plain)s)")
    for kanaal, (scope, kenmerk, level) in _READ.items():
        if kanaal == "documenten" and actor.rights.only_ready:
            continue  # an event does not say whether its document is ready to be published
        typ = f"substring(e.kenmerken ->> '{kenmerk}' FROM '[0-9a-f-]{{36}}$')::uuid"
        own: dict[str, Any] = {}
        granted = authz.granted_sql(actor, scope, type_column=typ, va_column=level, params=own)
        params |= {f"{kanaal}_{name}": value for name, value in own.items()}
        parts.append(
            f"(e.kanaal IN ('{kanaal}', '{kanaal}{events.GEBEURTENISSEN}') AND {granted.replace('%(', f'%({kanaal}_')})"
        )
    return f"({' OR '.join(parts)})"
