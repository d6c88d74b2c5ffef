"""The resources of Catalogi as they are written: which table, whose event, and the mutation of each act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from raadhuis.components.catalogi.store import views
from raadhuis.kernel.mutation import Mutation

Act = Literal["create", "update", "partial_update", "destroy"]
_ZAAKTYPEN = f"{views.API}/zaaktypen/"
# What hangs on a zaaktype goes away with it.
CHILDREN = (
    "catalogi_statustype", "catalogi_resultaattype", "catalogi_roltype", "catalogi_eigenschap",
    "catalogi_zaaktypeinformatieobjecttype", "catalogi_zaakobjecttype",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One resource: what makes a row the same row (`key`), under what it stands (`parent`), and who hears of it (`kanaal`).

    `double` is the error (field, code, reason) of a second row with the same key.
    """

    resource: str
    kanaal: str
    path: str
    table: str
    key: tuple[str, ...]
    double: tuple[str, str, str]
    view: str
    parent: str = ""
    weergave: str = "r.omschrijving"
    hoofd: str = "r.uuid"
    hoofd_path: str = ""
    kenmerken: str = "'{}'::jsonb"

    @property
    def is_child(self) -> bool:
        """Whether it hangs on a zaaktype."""
        return self.parent == "zaaktype_id"

    @property
    def is_type(self) -> bool:
        """Whether it is one of the three that are published."""
        return self.parent == "catalogus_id"

    @property
    def name(self) -> str:
        """The column that the versions of a type share."""
        return self.key[1]

    def create(self, columns: tuple[str, ...]) -> Mutation:
        """Insert a row, unless there is one with the same key, or its zaaktype is published (`geforceerd` does not mind)."""
        names = ", ".join(columns)
        values = ", ".join(f"%({name})s" for name in columns)
        insert = f"INSERT INTO {self.table} (uuid, {names}) SELECT gen_random_uuid(), {values}"
        gate = ""
        if self.is_child:
            # Holds the zaaktype, so that it is not published or taken away meanwhile.
            gate = (
                "z AS (SELECT h.id FROM catalogi_zaaktype h WHERE h.id = %(zaaktype_id)s"
                " AND (h.concept OR %(geforceerd)s) FOR SHARE), "
            )
            insert += " FROM z"
        return self._mutation("create", f"{gate}r AS ({insert} ON CONFLICT DO NOTHING RETURNING *)")

    def add(self, columns: tuple[str, ...]) -> Mutation:
        """Insert a row of a file, unless there is one with the same key; a file may complete what is published."""
        names = ", ".join(columns)
        values = ", ".join(f"%({name})s" for name in columns)
        return self._mutation(
            "create",
            f"r AS (INSERT INTO {self.table} (uuid, {names}) VALUES (gen_random_uuid(), {values})"
            " ON CONFLICT DO NOTHING RETURNING *)",
        )

    def renew(self, columns: tuple[str, ...]) -> Mutation:
        """Make the row with this key as a file says, when it differs."""
        key = " AND ".join(f"t.{name} = %({name})s" for name in self.key)
        differs = " OR ".join(f"t.{name} IS DISTINCT FROM %({name})s" for name in columns)
        change = f"UPDATE {self.table} t SET {_sets(columns)} WHERE {key} AND ({differs}) RETURNING t.*"
        return self._mutation("update", f"r AS ({change})", where=key.replace("t.", "r."))

    def update(self, columns: tuple[str, ...], *, act: Act) -> Mutation:
        """Change the row with `id`."""
        change = f"UPDATE {self.table} t SET {_sets(columns)} WHERE t.id = %(id)s RETURNING t.*"
        return self._mutation(act, f"r AS ({change})", where="r.id = %(id)s")

    def destroy(self) -> Mutation:
        """Take the row with `id` away, and what hangs on it."""
        parts = ""
        if self.resource == "zaaktype":
            parts = "".join(
                f"part{n} AS (DELETE FROM {table} x WHERE x.zaaktype_id = %(id)s), "
                for n, table in enumerate(CHILDREN)
            )
        change = f"{parts}r AS (DELETE FROM {self.table} t WHERE t.id = %(id)s RETURNING t.*)"
        return self._mutation("destroy", change, where="r.id = %(id)s")

    def _mutation(self, act: Act, change: str, *, where: str = "") -> Mutation:
        path = f"{views.API}/{self.path}/"
        return Mutation(
            bron="ztc",
            kanaal=self.kanaal,
            resource=self.resource,
            actie=act,
            path=path,
            hoofd_path=self.hoofd_path or path,
            change=change,
            view=self.view.format(source="r"),
            hoofd=self.hoofd,
            weergave=self.weergave,
            kenmerken=self.kenmerken,
            old_view=f"{self.view.format(source=self.table)} WHERE {where}" if where else "",
        )


def _sets(columns: tuple[str, ...]) -> str:
    return ", ".join(f"{name} = %({name})s" for name in columns)


def _in_catalogus(catalogus: str) -> str:
    return (
        f"jsonb_build_object('catalogus', '{views.API}/catalogussen/' ||"
        f" (SELECT k.uuid FROM catalogi_catalogus k WHERE k.id = {catalogus}))"
    )


def _child(
    resource: str, path: str, table: str, key: str, view: str, *, weergave: str = "r.omschrijving"
) -> Kind:
    field = key.split()[0]
    return Kind(
        resource=resource,
        kanaal="zaaktypen",
        path=path,
        table=table,
        key=("zaaktype_id", *key.split()),
        double=(field, "unique", "Het zaaktype heeft er al een met deze waarde."),
        view=view,
        parent="zaaktype_id",
        weergave=weergave,
        hoofd="(SELECT h.uuid FROM catalogi_zaaktype h WHERE h.id = r.zaaktype_id)",
        hoofd_path=_ZAAKTYPEN,
        kenmerken=_in_catalogus(
            "(SELECT h.catalogus_id FROM catalogi_zaaktype h WHERE h.id = r.zaaktype_id)"
        ),
    )


def _type(resource: str, path: str, key: str, view: str) -> Kind:
    return Kind(
        resource=resource,
        kanaal=path,
        path=path,
        table=f"catalogi_{resource}",
        key=("catalogus_id", key, "begin_geldigheid"),
        double=("beginGeldigheid", "overlap", "Dit type heeft al een versie in deze periode."),
        view=view,
        parent="catalogus_id",
        kenmerken=_in_catalogus("r.catalogus_id"),
    )


KINDS = {
    kind.path: kind
    for kind in (
        Kind(
            resource="catalogus",
            kanaal="catalogussen",
            path="catalogussen",
            table="catalogi_catalogus",
            key=("domein", "rsin"),
            double=("nonFieldErrors", "unique", "Er is al een catalogus met dit domein en RSIN."),
            view=views.CATALOGUS,
            weergave="r.domein",
        ),
        _type("zaaktype", "zaaktypen", "identificatie", views.ZAAKTYPE),
        _type("besluittype", "besluittypen", "omschrijving", views.BESLUITTYPE),
        _type("informatieobjecttype", "informatieobjecttypen", "omschrijving", views.INFORMATIEOBJECTTYPE),
        _child("statustype", "statustypen", "catalogi_statustype", "volgnummer", views.STATUSTYPE),
        _child(
            "resultaattype", "resultaattypen", "catalogi_resultaattype", "omschrijving", views.RESULTAATTYPE
        ),
        _child("roltype", "roltypen", "catalogi_roltype", "omschrijving", views.ROLTYPE),
        _child(
            "eigenschap", "eigenschappen", "catalogi_eigenschap", "naam", views.EIGENSCHAP, weergave="r.naam"
        ),
        _child(
            "zaakinformatieobjecttype",
            "zaaktype-informatieobjecttypen",
            "catalogi_zaaktypeinformatieobjecttype",
            "informatieobjecttype richting",
            views.ZAAKTYPE_INFORMATIEOBJECTTYPE,
            weergave="r.informatieobjecttype",
        ),
        _child(
            "zaakobjecttype",
            "zaakobjecttypen",
            "catalogi_zaakobjecttype",
            "objecttype relatie_omschrijving",
            views.ZAAKOBJECTTYPE,
            weergave="r.relatie_omschrijving",
        ),
    )
}
