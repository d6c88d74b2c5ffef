"""SQL of the worklist's read model."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

import msgspec

from raadhuis.components.werkplek.types import PAGE_SIZE, Lijst, Overzicht, Vraag, WerkZaak
from raadhuis.kernel import db
from raadhuis.kernel.authz import granted_sql
from raadhuis.kernel.identity import Actor

_COLUMNS = WerkZaak.__struct_fields__
_UPSERT = f"""
INSERT INTO werkplek_zaak ({", ".join(_COLUMNS)}) VALUES ({", ".join(f"%({c})s" for c in _COLUMNS)})
ON CONFLICT (uuid) DO UPDATE SET {", ".join(f"{c} = EXCLUDED.{c}" for c in _COLUMNS if c != "uuid")}
WHERE ({", ".join(f"werkplek_zaak.{c}" for c in _COLUMNS if c != "bijgewerkt")})
   IS DISTINCT FROM ({", ".join(f"EXCLUDED.{c}" for c in _COLUMNS if c != "bijgewerkt")})"""
SORTED = (
    "identificatie",
    "zaaktype_naam",
    "omschrijving",
    "status",
    "behandelaar_naam",
    "uiterlijk",
    "taken",
    "einddatum",
)


def lock(uuid: UUID) -> None:
    """Let nobody else of this installation work on this zaak's row or handler until the transaction ends."""
    db.run("SELECT pg_advisory_xact_lock(hashtextextended('werkplek:' || %(uuid)s, 0))", {"uuid": str(uuid)})


def put(zaak: WerkZaak) -> None:
    """Keep this row; nothing happens when it is the same already."""
    db.run(_UPSERT, msgspec.structs.asdict(zaak))


def remove(uuid: UUID) -> None:
    """The zaak is gone."""
    db.run("DELETE FROM werkplek_zaak WHERE uuid = %(uuid)s", {"uuid": uuid})


def remove_others(kept: list[UUID]) -> None:
    """Forget every zaak that is not in `kept`."""
    db.run("DELETE FROM werkplek_zaak WHERE uuid <> ALL(%(kept)s)", {"kept": kept})


def listed(vraag: Vraag, *, actor: Actor, alles: bool) -> Lijst:
    """One page of what the actor may see and asked for. `alles`: closed zaken of every team, not only her own."""
    params: dict[str, Any] = {"limit": PAGE_SIZE, "offset": (vraag.pagina - 1) * PAGE_SIZE}
    where = " AND ".join(
        [_visible(actor, params), *_conditions(vraag, actor=actor, alles=alles, params=params)]
    )
    found = db.row(
        f"""WITH gevonden AS (SELECT z.* FROM werkplek_zaak z WHERE {where})
SELECT (SELECT count(*) FROM gevonden),
       (SELECT coalesce(json_agg(b), '[]'::json) FROM
          (SELECT * FROM gevonden z ORDER BY {_order(vraag)} LIMIT %(limit)s OFFSET %(offset)s) b)""",
        params,
    )
    aantal, raw = found or (0, b"[]")
    merk = hashlib.sha256(b"%d:%d:" % (aantal, vraag.pagina) + raw).hexdigest()[:20]
    zaken = msgspec.json.decode(raw, type=tuple[WerkZaak, ...])
    return Lijst(zaken=zaken, aantal=aantal, pagina=vraag.pagina, merk=merk)


def overview(*, actor: Actor) -> Overzicht:
    """The counters of the tabs and the choices of the filters, over the open zaken that the actor may see."""
    params: dict[str, Any] = {"teams": list(actor.teams), "actor_id": actor.id}
    raw = db.value(
        f"""WITH open AS (SELECT * FROM werkplek_zaak z WHERE z.einddatum IS NULL AND {_visible(actor, params)})
SELECT json_build_object(
    'team', (SELECT count(*) FROM open WHERE team = ANY(%(teams)s)),
    'mijn', (SELECT count(*) FROM open WHERE behandelaar_id = %(actor_id)s),
    'alle', (SELECT count(*) FROM open),
    'teams', (SELECT coalesce(json_agg(DISTINCT team), '[]') FROM open WHERE team <> ''),
    'zaaktypen', (SELECT coalesce(json_agg(k ORDER BY k.naam), '[]') FROM
        (SELECT zaaktype AS uuid, max(zaaktype_naam) AS naam FROM open GROUP BY zaaktype) k),
    'statussen', (SELECT coalesce(json_agg(DISTINCT status), '[]') FROM open WHERE status <> ''))""",
        params,
    )
    return msgspec.json.decode(bytes(raw), type=Overzicht)


def _visible(actor: Actor, params: dict[str, Any]) -> str:
    return granted_sql(actor, "zaken.lezen", type_column="z.zaaktype", va_column="z.va", params=params)


def _conditions(vraag: Vraag, *, actor: Actor, alles: bool, params: dict[str, Any]) -> list[str]:
    params |= {"actor_id": actor.id, "teams": list(actor.teams)}
    own = "(z.team = ANY(%(teams)s) OR z.behandelaar_id = %(actor_id)s)"
    found = {
        "team": ["z.einddatum IS NULL", "z.team = ANY(%(teams)s)"],
        "mijn": ["z.einddatum IS NULL", "z.behandelaar_id = %(actor_id)s"],
        "alle": ["z.einddatum IS NULL"],
        "afgerond": ["z.einddatum IS NOT NULL", *([] if alles else [own])],
        "": [],
    }[vraag.tab]
    for name in ("team", "zaaktype", "status"):
        if value := getattr(vraag, name):
            params[f"f_{name}"] = value
            found.append(f"z.{name} = %(f_{name})s")
    for number, word in enumerate(vraag.q.split()[:5]):
        params[f"q{number}"] = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        found.append(f"(z.identificatie ILIKE %(q{number})s OR z.omschrijving ILIKE %(q{number})s)")
    return found


def _order(vraag: Vraag) -> str:
    column, down = vraag.sorteer.removeprefix("-"), vraag.sorteer.startswith("-")
    if column not in SORTED:
        column, down = ("einddatum", True) if vraag.tab == "afgerond" else ("uiterlijk", False)
    return f"z.{column} {'DESC' if down else 'ASC'} NULLS LAST, z.identificatie DESC, z.uuid"
