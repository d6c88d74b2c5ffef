"""What belongs to a document and has a page of its own: gebruiksrechten and verzendingen, by one set of statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from raadhuis.components.documenten.store import sql
from raadhuis.components.documenten.store.changing import State
from raadhuis.components.documenten.store.rights import visible
from raadhuis.kernel import db, mutation
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.mutation import Mutation
from raadhuis.kernel.references import roots
from raadhuis.kernel.refusal import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of resource: its table, collection and columns (with their names on the wire), in the order of the schema.

    `also` are CTEs that go along with a change, by actie: they may use `r`, the changed row.
    """

    table: str
    resource: str
    collection: str
    columns: Mapping[str, str]
    filters: Mapping[str, str]
    weergave: str
    also: Mapping[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """Where its resources are."""
        return f"{sql.API}/{self.collection}/"

    def view(self, row: str, document: str) -> str:
        """The wire form of `row`, of `document` (an alias with the document's uuid)."""
        fields = [f'{row}.{column} AS "{name}"' for column, name in self.columns.items()]
        return (
            f"SELECT %(base)s || '{self.path}' || {row}.uuid AS url,"
            f" %(base)s || '{sql.PATH}' || {document}.uuid AS informatieobject, {', '.join(fields)}"
        )

    def mutation(self, actie: str) -> Mutation:
        """The statement of a change; its rows are `r`, the document is `k`."""
        names = list(self.columns)
        values = [f"%({name})s" for name in names]
        pairs = ", ".join(f"{n} = {v}" for n, v in zip(names, values, strict=True))
        changes = {
            "create": f"INSERT INTO {self.table} (uuid, document_id, {', '.join(names)})"
            f" VALUES (%(uuid)s, %(document_id)s, {', '.join(values)}) RETURNING *",
            "destroy": f"DELETE FROM {self.table} WHERE uuid = %(uuid)s RETURNING *",
        }
        change = changes.get(actie, f"UPDATE {self.table} SET {pairs} WHERE uuid = %(uuid)s RETURNING *")
        also = f", {self.also[actie]}" if actie in self.also else ""
        view = self.view("r", "d") + " FROM {} r JOIN documenten_document d ON d.id = r.document_id"
        return Mutation(
            bron="drc",
            kanaal="documenten",
            resource=self.resource,
            actie=actie,
            path=self.path,
            hoofd_path=sql.PATH,
            change=f"""before AS (SELECT * FROM {self.table} WHERE uuid = %(uuid)s),
changed AS ({change}){also}, r AS (SELECT * FROM changed)""",
            view=view.format("r"),
            old_view="" if actie == "create" else view.format("before"),
            hoofd="%(document)s::uuid",
            weergave=self.weergave,
            kenmerken=sql.KENMERKEN_OF_PART,
        )


GEBRUIKSRECHT = Kind(
    table="documenten_gebruiksrecht",
    resource="gebruiksrechten",
    collection="gebruiksrechten",
    columns={
        "startdatum": "startdatum",
        "einddatum": "einddatum",
        "omschrijving_voorwaarden": "omschrijvingVoorwaarden",
    },
    filters={
        "document": "r.uuid = %(document)s",
        **{
            f"{name}_{word}": f"o.{name} {sign} %({name}_{word})s"
            for name in ("startdatum", "einddatum")
            for word, sign in (("lt", "<"), ("lte", "<="), ("gt", ">"), ("gte", ">="))
        },
    },
    weergave="left(r.omschrijving_voorwaarden, 50)",
    # drc-006: the indicatie follows from there being any.
    also={
        "create": """indicatie AS (UPDATE documenten_versie v SET indicatie_gebruiksrecht = TRUE
    FROM documenten_document d WHERE d.id = %(document_id)s AND v.document_id = d.id AND v.versie = d.versie)""",
        "destroy": """indicatie AS (UPDATE documenten_versie v SET indicatie_gebruiksrecht = NULL
    FROM documenten_document d WHERE d.id = %(document_id)s AND v.document_id = d.id AND v.versie = d.versie
    AND NOT EXISTS (SELECT 1 FROM documenten_gebruiksrecht g
        WHERE g.document_id = d.id AND g.uuid <> %(uuid)s))""",
    },
)
VERZENDING = Kind(
    table="documenten_verzending",
    resource="verzending",
    collection="verzendingen",
    columns={
        "betrokkene": "betrokkene",
        "aard_relatie": "aardRelatie",
        "toelichting": "toelichting",
        "ontvangstdatum": "ontvangstdatum",
        "verzenddatum": "verzenddatum",
        "contact_persoon": "contactPersoon",
        "contactpersoonnaam": "contactpersoonnaam",
        "binnenlands_correspondentieadres": "binnenlandsCorrespondentieadres",
        "buitenlands_correspondentieadres": "buitenlandsCorrespondentieadres",
        "correspondentie_postadres": "correspondentiePostadres",
        "faxnummer": "faxnummer",
        "emailadres": "emailadres",
        "mijn_overheid": "mijnOverheid",
        "telefoonnummer": "telefoonnummer",
    },
    filters={
        "document": "r.uuid = %(document)s",
        "aard_relatie": "o.aard_relatie = %(aard_relatie)s",
        "betrokkene": "o.betrokkene = %(betrokkene)s",
    },
    weergave="r.aard_relatie",
)


def one(kind: Kind, uuid: UUID, *, actor: Actor) -> bytes | None:
    """One as JSON; None when it is of a document that the actor may not see."""
    return some(kind, (uuid,), actor=actor).get(uuid)


def some(kind: Kind, uuids: Iterable[UUID], *, actor: Actor) -> dict[UUID, bytes]:
    """Those of documents that the actor may see, as JSON."""
    params: dict[str, Any] = {**roots(), "uuids": list(uuids)}
    view = f"(SELECT row_to_json(w) FROM ({kind.view('o', 'r')}) w)"
    where = f"o.uuid = ANY(%(uuids)s) AND {visible(actor, params)}"
    found = db.rows(f"SELECT o.uuid, {view} FROM {_source(kind)} WHERE {where}", params)
    return {uuid: bytes(body) for uuid, body in found}


def listed(
    kind: Kind, filters: Mapping[str, Any], *, actor: Actor, page: int = 1, size: int | None = None
) -> tuple[bytes, int]:
    """Those that match, oldest first, as a JSON array, and the exact count. `filters` are names of the kind's filters
    with a value; `size` None is all."""
    params: dict[str, Any] = {**roots(), **filters, "limit": size, "offset": (page - 1) * (size or 0)}
    where = " AND ".join([visible(actor, params), *(kind.filters[name] for name in filters)])
    rows = f"{_source(kind)} WHERE {where}"
    found = db.row(
        f"SELECT (SELECT count(*) FROM {rows}), (SELECT coalesce(json_agg(w), '[]'::json) FROM"
        f" ({kind.view('o', 'r')} FROM {rows} ORDER BY o.id LIMIT %(limit)s OFFSET %(offset)s) w)",
        params,
    )
    assert found is not None  # noqa: S101  # a SELECT of two scalars has one row
    return bytes(found[1]), int(found[0])


def document_of(kind: Kind, uuid: UUID) -> UUID:
    """The document it belongs to. Raises NotFound."""
    found: UUID | None = db.value(
        f"SELECT d.uuid FROM {kind.table} o JOIN documenten_document d ON d.id = o.document_id"
        " WHERE o.uuid = %(uuid)s",
        {"uuid": uuid},
    )
    if found is None:
        raise NotFound
    return found


def values(kind: Kind, uuid: UUID) -> dict[str, Any]:
    """The columns as they stand. Raises NotFound."""
    found = db.row(
        f"SELECT {', '.join(kind.columns)} FROM {kind.table} WHERE uuid = %(uuid)s",
        {"uuid": uuid},
    )
    if found is None:
        raise NotFound
    return dict(zip(kind.columns, found, strict=True))


def write(
    kind: Kind,
    actie: str,
    state: State,
    *,
    uuid: UUID | None = None,
    columns: Mapping[str, Any],
    actor: Actor,
    at: datetime,
    reden: str,
) -> bytes:
    """Create (`uuid` None), change or destroy one, of a document that is held; the resource as JSON."""
    params = {
        **roots(),
        **columns,
        "uuid": uuid or uuid4(),
        "document_id": state.document_id,
        "document": state.uuid,
    }
    written = mutation.write(kind.mutation(actie), params, actor=actor, at=at, reden=reden)
    if written is None:
        raise NotFound
    return written


def _source(kind: Kind) -> str:
    return f"{kind.table} o JOIN {sql.NEWEST} r ON r.document_id = o.document_id"
