"""The SQL of the lists: one view per list, used by list and detail alike, and one statement that imports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from raadhuis.components.referentielijsten.domain.adressen import PATH
from raadhuis.components.referentielijsten.types import TAAKGEBIEDEN, Collectie
from raadhuis.kernel import db, settings

_GEBIEDEN = ", ".join(f"'{name}' = ANY(r.taakgebieden) AS \"{name}\"" for name in TAAKGEBIEDEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lijst:
    """A list: its table, its columns with their PostgreSQL types, what it shows after its URL, its order and filters."""

    table: str
    columns: dict[str, str]
    shows: str
    order: str
    filters: dict[str, str]


LIJSTEN: dict[Collectie, _Lijst] = {
    "procestypen": _Lijst(
        table="referentielijsten_procestype",
        columns={
            "uuid": "uuid",
            "nummer": "int",
            "naam": "text",
            "omschrijving": "text",
            "toelichting": "text",
            "procesobject": "text",
            "jaar": "int",
        },
        shows="r.nummer, r.jaar, r.naam, r.omschrijving, r.toelichting, r.procesobject",
        order="r.jaar, r.nummer, r.id",
        filters={"jaar": "r.jaar = %(jaar)s"},
    ),
    "resultaten": _Lijst(
        table="referentielijsten_resultaat",
        columns={
            "uuid": "uuid",
            "procestype": "uuid",
            "nummer": "int",
            "volledig_nummer": "text",
            "generiek": "boolean",
            "specifiek": "boolean",
            "naam": "text",
            "omschrijving": "text",
            "herkomst": "text",
            "waardering": "text",
            "procestermijn": "text",
            "procestermijn_opmerking": "text",
            "bewaartermijn": "text",
            "toelichting": "text",
            "taakgebieden": "text[]",
        },
        shows=f"""%(base)s || '{PATH}/procestypen/' || r.procestype AS "procesType", r.nummer,
       r.volledig_nummer AS "volledigNummer", r.generiek, r.specifiek, r.naam, r.omschrijving, r.herkomst, r.waardering,
       r.procestermijn, CASE r.procestermijn WHEN 'nihil' THEN 'Nihil'
            WHEN 'bestaansduur_procesobject' THEN 'De bestaans- of geldigheidsduur van het procesobject.'
            WHEN 'ingeschatte_bestaansduur_procesobject'
                 THEN 'De ingeschatte maximale bestaans- of geldigheidsduur van het procesobject.'
            WHEN 'vast_te_leggen_datum' THEN
                 'De tijdens het proces vast te leggen datum waarop de geldigheid van het procesobject komt te vervallen.'
            WHEN 'samengevoegd_met_bewaartermijn' THEN 'De procestermijn is samengevoegd met de bewaartermijn.'
            ELSE '' END AS "procestermijnWeergave",
       r.bewaartermijn, r.toelichting, {_GEBIEDEN}, r.procestermijn_opmerking AS "procestermijnOpmerking\"""",
        order="r.id",
        filters={"procestype": "r.procestype = %(procestype)s"},
    ),
    "resultaattypeomschrijvingen": _Lijst(
        table="referentielijsten_resultaattypeomschrijving",
        columns={"uuid": "uuid", "omschrijving": "text", "definitie": "text", "opmerking": "text"},
        shows="r.omschrijving, r.definitie, r.opmerking",
        order="r.omschrijving, r.id",
        filters={},
    ),
    "communicatiekanalen": _Lijst(
        table="referentielijsten_communicatiekanaal",
        columns={"uuid": "uuid", "naam": "text", "omschrijving": "text"},
        shows="r.naam, r.omschrijving",
        order="r.naam, r.id",
        filters={},
    ),
}


def save(collectie: Collectie, rows: list[dict[str, Any]]) -> int:
    """Add or replace entries by their identifier; how many were new or different."""
    lijst = LIJSTEN[collectie]
    names, own = ", ".join(lijst.columns), [name for name in lijst.columns if name != "uuid"]
    typed = ", ".join(f"{name} {kind}" for name, kind in lijst.columns.items())
    sql = f"""WITH r AS (INSERT INTO {lijst.table} AS t ({names})
SELECT {names} FROM jsonb_to_recordset(%(rows)s) AS x ({typed})
ON CONFLICT (uuid) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in own)}
WHERE ({", ".join(f"t.{name}" for name in own)}) IS DISTINCT FROM ({", ".join(f"excluded.{name}" for name in own)})
RETURNING 1) SELECT count(*) FROM r"""
    return int(db.value(sql, {"rows": Jsonb(rows)}))


def values(collectie: Collectie, uuid: UUID) -> dict[str, Any] | None:
    """The columns of an entry, or None."""
    lijst = LIJSTEN[collectie]
    found = db.row(
        f"SELECT {', '.join(lijst.columns)} FROM {lijst.table} WHERE uuid = %(uuid)s", {"uuid": uuid}
    )
    return dict(zip(lijst.columns, found, strict=True)) if found else None


def one(collectie: Collectie, uuid: UUID) -> bytes | None:
    """An entry as JSON, or None."""
    lijst = LIJSTEN[collectie]
    view = _view(collectie, f"{lijst.table} r WHERE r.uuid = %(uuid)s")
    found: bytes | None = db.value(f"SELECT row_to_json(w) FROM ({view}) w", _params(uuid=uuid))
    return found


def listed(
    collectie: Collectie, filters: dict[str, Any], *, page: int, size: int | None
) -> tuple[bytes, int]:
    """One page of the entries that match, as a JSON array, and the exact count; `size` None is all of them."""
    lijst = LIJSTEN[collectie]
    where = " AND ".join(lijst.filters[name] for name in filters) or "TRUE"
    chosen = f"SELECT * FROM {lijst.table} r WHERE {where} ORDER BY {lijst.order} LIMIT %(limit)s OFFSET %(offset)s"
    view = _view(collectie, f"({chosen}) r")
    found = db.row(
        f"""SELECT coalesce((SELECT json_agg(w) FROM ({view}) w), '[]'::json),
(SELECT count(*) FROM {lijst.table} r WHERE {where})""",
        _params(**filters, limit=size, offset=(page - 1) * (size or 0)),
    )
    return found or (b"[]", 0)


def _view(collectie: Collectie, source: str) -> str:
    return (
        f"SELECT %(base)s || '{PATH}/{collectie}/' || r.uuid AS url, {LIJSTEN[collectie].shows} FROM {source}"
    )


def _params(**values: Any) -> dict[str, Any]:
    return {"base": settings.current().url.rstrip("/"), **values}
