"""Brings a catalogus file into the tables: each row that is new or different is one mutation, the rest is left alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from raadhuis.components.catalogi.domain import spec as s
from raadhuis.components.catalogi.store import views
from raadhuis.kernel import db, settings
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.mutation import Mutation, write


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """One table: what makes a row the same row (`key`), under what it hangs, and who hears of it (`kanaal`)."""

    resource: str
    kanaal: str
    path: str
    table: str
    key: tuple[str, ...]
    view: str
    parent: str = ""
    weergave: str = "r.omschrijving"
    hoofd: str = "r.uuid"
    hoofd_path: str = ""

    def mutation(self, actie: str, columns: tuple[str, ...]) -> Mutation:
        """Insert the row when it is not there, or update it when it differs; the SQL depends on the kind only."""
        path = f"{views.API}/{self.path}/"
        view = self.view.format(source="r")
        key = " AND ".join(f"t.{name} = %({name})s" for name in self.key)
        values = ", ".join(f"%({name})s" for name in columns)
        names = ", ".join(columns)
        if actie == "create":
            change = (
                f"r AS (INSERT INTO {self.table} (uuid, {names}) VALUES (gen_random_uuid(), {values})"
                f" ON CONFLICT ({', '.join(self.key)}) DO NOTHING RETURNING *)"
            )
        else:
            differs = " OR ".join(f"t.{name} IS DISTINCT FROM %({name})s" for name in columns)
            sets = ", ".join(f"{name} = %({name})s" for name in columns)
            change = f"r AS (UPDATE {self.table} t SET {sets} WHERE {key} AND ({differs}) RETURNING t.*)"
        return Mutation(
            bron="ztc",
            kanaal=self.kanaal,
            resource=self.resource,
            actie=actie,
            path=path,
            hoofd_path=self.hoofd_path or path,
            change=change,
            view=view,
            hoofd=self.hoofd,
            weergave=self.weergave,
            old_view=f"{self.view.format(source=self.table)} WHERE {key.replace('t.', 'r.')}"
            if actie == "update"
            else "",
        )


def _child(
    resource: str, path: str, table: str, key: str, view: str, *, weergave: str = "r.omschrijving"
) -> _Kind:
    return _Kind(
        resource=resource,
        kanaal="zaaktypen",
        path=path,
        table=table,
        key=("zaaktype_id", *key.split()),
        view=view,
        parent="zaaktype_id",
        weergave=weergave,
        hoofd="(SELECT h.uuid FROM catalogi_zaaktype h WHERE h.id = r.zaaktype_id)",
        hoofd_path=f"{views.API}/zaaktypen/",
    )


def _type(resource: str, path: str, key: str, view: str) -> _Kind:
    return _Kind(
        resource=resource,
        kanaal=path,
        path=path,
        table=f"catalogi_{resource}",
        key=("catalogus_id", key, "begin_geldigheid"),
        view=view,
        parent="catalogus_id",
    )


CATALOGUS = _Kind(
    resource="catalogus",
    kanaal="catalogussen",
    path="catalogussen",
    table="catalogi_catalogus",
    key=("domein", "rsin"),
    view=views.CATALOGUS,
    weergave="r.domein",
)
ZAAKTYPE = _type("zaaktype", "zaaktypen", "identificatie", views.ZAAKTYPE)
BESLUITTYPE = _type("besluittype", "besluittypen", "omschrijving", views.BESLUITTYPE)
INFORMATIEOBJECTTYPE = _type(
    "informatieobjecttype", "informatieobjecttypen", "omschrijving", views.INFORMATIEOBJECTTYPE
)
STATUSTYPE = _child("statustype", "statustypen", "catalogi_statustype", "volgnummer", views.STATUSTYPE)
RESULTAATTYPE = _child(
    "resultaattype", "resultaattypen", "catalogi_resultaattype", "omschrijving", views.RESULTAATTYPE
)
ROLTYPE = _child("roltype", "roltypen", "catalogi_roltype", "omschrijving", views.ROLTYPE)
EIGENSCHAP = _child(
    "eigenschap", "eigenschappen", "catalogi_eigenschap", "naam", views.EIGENSCHAP, weergave="r.naam"
)
DOCUMENT = _child(
    "zaakinformatieobjecttype",
    "zaaktype-informatieobjecttypen",
    "catalogi_zaaktypeinformatieobjecttype",
    "informatieobjecttype richting",
    views.ZAAKTYPE_INFORMATIEOBJECTTYPE,
    weergave="r.informatieobjecttype",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Writer:
    actor: Actor
    at: datetime

    def save(self, kind: _Kind, values: dict[str, Any], *, parent: int = 0) -> int:
        """Make the row as told; returns its id."""
        if kind.parent:
            values[kind.parent] = parent
        params = {name: Jsonb(v) if isinstance(v, (list, tuple)) else v for name, v in values.items()}
        params |= {"base": settings.current().url, "op": None}
        columns = tuple(values)
        for actie in ("create", "update"):
            if write(kind.mutation(actie, columns), params, actor=self.actor, at=self.at) is not None:
                break
        where = " AND ".join(f"{name} = %({name})s" for name in kind.key)
        return int(db.value(f"SELECT id FROM {kind.table} WHERE {where}", params))

    def zaaktype(self, spec: s.ZaaktypeSpec, *, catalogus: int) -> None:
        children = ("statustypen", "resultaattypen", "roltypen", "eigenschappen", "informatieobjecttypen")
        own = {name: value for name, value in _fields(spec).items() if name not in children}
        parent = self.save(ZAAKTYPE, own, parent=catalogus)
        for statustype in spec.statustypen:
            self.save(STATUSTYPE, _fields(statustype), parent=parent)
        for resultaattype in spec.resultaattypen:
            self.save(RESULTAATTYPE, _flat(resultaattype, "brondatum_archiefprocedure"), parent=parent)
        for roltype in spec.roltypen:
            self.save(ROLTYPE, _fields(roltype), parent=parent)
        for eigenschap in spec.eigenschappen:
            self.save(EIGENSCHAP, _flat(eigenschap, "specificatie"), parent=parent)
        for document in spec.informatieobjecttypen:
            self.save(DOCUMENT, _fields(document), parent=parent)


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
    catalogus = writer.save(CATALOGUS, own)
    for informatieobjecttype in spec.informatieobjecttypen:
        writer.save(INFORMATIEOBJECTTYPE, _fields(informatieobjecttype), parent=catalogus)
    for besluittype in spec.besluittypen:
        writer.save(BESLUITTYPE, _fields(besluittype), parent=catalogus)
    for zaaktype in spec.zaaktypen:
        writer.zaaktype(zaaktype, catalogus=catalogus)


def _fields(spec: s.Spec) -> dict[str, Any]:
    return {name: getattr(spec, name) for name in spec.__struct_fields__}


def _flat(spec: s.Spec, group: str) -> dict[str, Any]:
    """The fields, with those of one group beside them."""
    values = _fields(spec)
    return {**{n: v for n, v in values.items() if n != group}, **_fields(values[group])}
