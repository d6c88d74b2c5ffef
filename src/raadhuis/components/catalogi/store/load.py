"""Brings a catalogus file into the tables: each row that is new or different is one mutation, the rest is left alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from raadhuis.components.catalogi.domain import spec as s
from raadhuis.components.catalogi.store.kinds import KINDS, Kind
from raadhuis.kernel import db, settings
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.mutation import write


@dataclass(frozen=True, slots=True, kw_only=True)
class _Writer:
    actor: Actor
    at: datetime

    def save(self, kind: Kind, values: dict[str, Any], *, parent: int = 0) -> int:
        """Make the row as told; returns its id."""
        if kind.parent:
            values[kind.parent] = parent
        params = {name: Jsonb(v) if isinstance(v, (list, tuple)) else v for name, v in values.items()}
        params |= {"base": settings.current().url, "op": None}
        columns = tuple(values)
        for mutation in (kind.add(columns), kind.renew(columns)):
            if write(mutation, params, actor=self.actor, at=self.at) is not None:
                break
        where = " AND ".join(f"{name} = %({name})s" for name in kind.key)
        return int(db.value(f"SELECT id FROM {kind.table} WHERE {where}", params))

    def zaaktype(self, spec: s.ZaaktypeSpec, *, catalogus: int) -> None:
        children = ("statustypen", "resultaattypen", "roltypen", "eigenschappen", "informatieobjecttypen")
        own = {name: value for name, value in _fields(spec).items() if name not in children}
        parent = self.save(KINDS["zaaktypen"], own, parent=catalogus)
        for statustype in spec.statustypen:
            self.save(KINDS["statustypen"], _fields(statustype), parent=parent)
        for resultaattype in spec.resultaattypen:
            self.save(
                KINDS["resultaattypen"], _flat(resultaattype, "brondatum_archiefprocedure"), parent=parent
            )
        for roltype in spec.roltypen:
            self.save(KINDS["roltypen"], _fields(roltype), parent=parent)
        for eigenschap in spec.eigenschappen:
            self.save(KINDS["eigenschappen"], _flat(eigenschap, "specificatie"), parent=parent)
        for document in spec.informatieobjecttypen:
            self.save(KINDS["zaaktype-informatieobjecttypen"], _fields(document), parent=parent)


def load(spec: s.CatalogusSpec, *, actor: Actor, at: datetime) -> None:
    """Write what is new or different in `spec`, in the caller's transaction; nothing is taken away."""
    # Two loads at once would both find a row missing: one waits for the other.
    db.run("SELECT pg_advisory_xact_lock(hashtext('raadhuis.catalogi.load'))")
    writer = _Writer(actor=actor, at=at)
    own = {
        n: v
        for n, v in _fields(spec).items()
        if n not in ("informatieobjecttypen", "besluittypen", "zaaktypen")
    }
    catalogus = writer.save(KINDS["catalogussen"], own)
    for informatieobjecttype in spec.informatieobjecttypen:
        writer.save(KINDS["informatieobjecttypen"], _fields(informatieobjecttype), parent=catalogus)
    for besluittype in spec.besluittypen:
        writer.save(KINDS["besluittypen"], _fields(besluittype), parent=catalogus)
    for zaaktype in spec.zaaktypen:
        writer.zaaktype(zaaktype, catalogus=catalogus)


def _fields(spec: s.Spec) -> dict[str, Any]:
    return {name: getattr(spec, name) for name in spec.__struct_fields__}


def _flat(spec: s.Spec, group: str) -> dict[str, Any]:
    """The fields, with those of one group beside them."""
    values = _fields(spec)
    return {**{n: v for n, v in values.items() if n != group}, **_fields(values[group])}
