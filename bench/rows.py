"""Zaken as a municipality has them after ten years, any number of them, written by COPY: with their statussen, rollen,
eigenschappen, documenten, resultaten, audit records and events.

Everything follows from the number of the zaak, so that two databases of the same size are the same. Thirty zaaktypen, of
which the first has a third of the zaken and the last a hundredth; each has its own vertrouwelijkheid. Nearly all zaken of
more than a year ago are closed, and have an archiefactiedatum one to twenty years later. A resident has three zaken.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

import psycopg
from psycopg import sql

ZAKEN = 20_000
ZAAKTYPEN = 30
DAYS = 3650

# Losser has three zaaktypen: each gets copies, with its statustypen, resultaattypen and roltypen.
_MORE_TYPES = """
CREATE TEMPORARY TABLE copies AS
SELECT t.id AS original, i, nextval(pg_get_serial_sequence('catalogi_zaaktype', 'id')) AS id, gen_random_uuid() AS uuid
FROM catalogi_zaaktype t, generate_series(2, {times}) i;
INSERT INTO catalogi_zaaktype OVERRIDING SYSTEM VALUE SELECT (jsonb_populate_record(t, jsonb_build_object(
    'id', c.id, 'uuid', c.uuid, 'identificatie', t.identificatie || '-' || c.i))).*
FROM catalogi_zaaktype t JOIN copies c ON c.original = t.id;
{parts}
DROP TABLE copies"""
_MORE_PARTS = """INSERT INTO {table} OVERRIDING SYSTEM VALUE SELECT (jsonb_populate_record(p, jsonb_build_object(
    'id', nextval(pg_get_serial_sequence('{table}', 'id')), 'uuid', gen_random_uuid(), 'zaaktype_id', c.id))).*
FROM {table} p JOIN copies c ON c.original = p.zaaktype_id;"""
_PARTS = ("catalogi_statustype", "catalogi_resultaattype", "catalogi_roltype")

# What follows from the number of a zaak, for the statements of all tables. `chance` is from 0 to 1, always the same for the
# same number; identifiers sort by their moment (UUIDv7): `hex` is how those of a zaak and its parts begin, `m` how they end.
_ZAKEN = f"""
CREATE FUNCTION pg_temp.chance(n bigint, what bigint) RETURNS float LANGUAGE sql IMMUTABLE AS $$
SELECT (hashint8extended(n, what) & 1048575) / 1048576.0::float $$;
CREATE TEMPORARY TABLE soort AS
SELECT row_number() OVER (ORDER BY t.id) AS place, t.uuid AS zaaktype, 2 + (t.id %% 4)::int AS va, s.first, s.typen,
       cardinality(s.typen) AS aantal, r.typen AS resultaattypen, o.uuid AS roltype
FROM catalogi_zaaktype t,
LATERAL (SELECT array_agg(s.uuid ORDER BY s.volgnummer) AS typen, (array_agg(s.uuid ORDER BY s.volgnummer))[1] AS first
         FROM catalogi_statustype s WHERE s.zaaktype_id = t.id) s,
LATERAL (SELECT array_agg(r.uuid ORDER BY r.id) AS typen FROM catalogi_resultaattype r WHERE r.zaaktype_id = t.id) r,
LATERAL (SELECT o.uuid FROM catalogi_roltype o WHERE o.zaaktype_id = t.id ORDER BY o.id LIMIT 1) o;
CREATE TEMPORARY TABLE b AS
SELECT n, at, s.place, s.zaaktype, s.first, s.roltype, hex, m, (hex || '7000' || '8' || m)::uuid AS zaak, closed,
       CASE WHEN closed THEN least(now()::date, at::date + 4 + (60 * pg_temp.chance(n, 3))::int) END AS einddatum,
       s.typen[CASE WHEN closed THEN aantal
                    ELSE 1 + floor(pg_temp.chance(n, 4) * (aantal - 1))::int END] AS statustype,
       s.resultaattypen[1 + floor(pg_temp.chance(n, 5) * cardinality(s.resultaattypen))::int] AS resultaattype,
       pg_temp.chance(n, 6) < 0.2 AS placed, pg_temp.chance(n, 7) < 0.6 AS handled,
       CASE WHEN pg_temp.chance(n, 8) < 0.05 THEN s.va + 1 ELSE s.va END AS level,
       6.9 + 0.2 * pg_temp.chance(n, 9) AS lon, 52.2 + 0.2 * pg_temp.chance(n, 10) AS lat,
       900000000 + floor(pg_temp.chance(n, 11) * greatest(%(number)s / 3, 1))::int AS bsn
FROM (SELECT n, at, closed, lpad(to_hex(floor(extract(epoch FROM at) * 1000)::bigint), 12, '0') AS hex,
             left(md5(n::text), 15) AS m,
             1 + floor({ZAAKTYPEN} * power(pg_temp.chance(n, 1), 3)) AS place
      FROM (SELECT n, at, pg_temp.chance(n, 2) < least(0.97, extract(epoch FROM now() - at) / 86400 / 365 * 0.9) AS closed
            FROM (SELECT n, now() - interval '{DAYS} days' * ((%(number)s - n + 1)::float / %(number)s) AS at
                  FROM generate_series(1, %(number)s) n OFFSET 0) a OFFSET 0) a OFFSET 0) a
JOIN soort s USING (place);
ANALYZE b"""


def _one(kind: int) -> str:
    """The identifier of a zaak's part of this kind."""
    return f"(b.hex || '700{kind}8' || b.m)::uuid"


_STATUS, _LATER, _RESULTAAT, _ROL, _BEHANDELAAR, _EIGENSCHAP, _DOCUMENT = map(_one, range(1, 8))
_TABLES = {
    "zaken_zaak": (
        "uuid identificatie bronorganisatie omschrijving toelichting zaaktype registratiedatum"
        " verantwoordelijke_organisatie startdatum einddatum einddatum_gepland uiterlijke_einddatum_afdoening"
        " communicatiekanaal producten_of_diensten vertrouwelijkheid betalingsindicatie zaakgeometrie omvang"
        " selectielijstklasse kenmerken archiefnominatie archiefstatus archiefactiedatum status statustype resultaat"
        " resultaattype eigenschappen rollen zaakinformatieobjecten versie laatst_gemuteerd",
        f"""b.zaak, 'BENCH-' || lpad(b.n::text, 10, '0'), '123456782', 'Verhuizing van het gezin nummer ' || b.n,
    'Doorgegeven met het formulier; de verhuisdatum ligt in de toekomst.', b.zaaktype, b.at::date, '123456782',
    b.at::date, b.einddatum, b.at::date + 30, b.at::date + 56, '', '[]'::jsonb, b.level::smallint, '',
    CASE WHEN b.placed THEN jsonb_build_object('type', 'Point', 'coordinates', jsonb_build_array(b.lon, b.lat)) END,
    CASE WHEN b.placed THEN box(point(b.lon, b.lat), point(b.lon, b.lat)) END, '',
    CASE WHEN b.n % 5 = 0 THEN jsonb_build_array(jsonb_build_object('kenmerk', b.n::text, 'bron', 'formulier'))
         ELSE '[]' END,
    CASE WHEN b.closed THEN CASE WHEN b.n % 7 = 0 THEN 'blijvend_bewaren' ELSE 'vernietigen' END END,
    'nog_te_archiveren', CASE WHEN b.closed
        THEN (b.einddatum + interval '1 year' * (ARRAY[1, 3, 5, 5, 7, 10, 20])[1 + b.n % 7])::date END,
    CASE WHEN b.statustype = b.first THEN {_STATUS} ELSE {_LATER} END, b.statustype,
    CASE WHEN b.closed THEN {_RESULTAAT} END, CASE WHEN b.closed THEN b.resultaattype END,
    ARRAY[{_EIGENSCHAP}],
    CASE WHEN b.handled THEN ARRAY[{_ROL}, {_BEHANDELAAR}] ELSE ARRAY[{_ROL}] END,
    ARRAY[{_DOCUMENT}], 5::bigint, b.at""",
        "",
    ),
    "zaken_status": (
        "uuid zaak statustype datum_status_gezet statustoelichting gezetdoor",
        "x.uuid, b.zaak, x.statustype, x.at, '', ''",
        f""", LATERAL (VALUES ({_STATUS}, b.first, b.at), ({_LATER}, b.statustype, b.at + interval '1 day'))
    x(uuid, statustype, at) WHERE x.statustype <> b.first OR x.at = b.at""",
    ),
    "zaken_resultaat": (
        "uuid zaak resultaattype toelichting",
        f"{_RESULTAAT}, b.zaak, b.resultaattype, ''",
        " WHERE b.closed",
    ),
    "zaken_rol": (
        "uuid zaak betrokkene betrokkene_type afwijkende_naam_betrokkene roltype omschrijving omschrijving_generiek"
        " roltoelichting registratiedatum indicatie_machtiging identificatie inp_bsn medewerker",
        """x.uuid, b.zaak, '', x.kind, '', b.roltype, x.name, x.name, 'Rol in de zaak', b.at, '',
    jsonb_build_object(x.key, x.value), CASE x.key WHEN 'inpBsn' THEN x.value ELSE '' END,
    CASE x.key WHEN 'identificatie' THEN x.value ELSE '' END""",
        f""", LATERAL (VALUES ({_ROL}, 'natuurlijk_persoon', 'initiator', 'inpBsn', b.bsn::text),
    ({_BEHANDELAAR}, 'medewerker', 'behandelaar', 'identificatie', 'medewerker-' || b.n % 200))
    x(uuid, kind, name, key, value) WHERE b.handled OR x.name = 'initiator'""",
    ),
    "zaken_zaakeigenschap": (
        "uuid zaak eigenschap naam waarde",
        f"{_EIGENSCHAP}, b.zaak, md5('eigenschap')::uuid, 'eigenschap', 'waarde van ' || b.n",
        "",
    ),
    "zaken_zaakinformatieobject": (
        "uuid zaak informatieobject titel beschrijving registratiedatum",
        f"{_DOCUMENT}, b.zaak, {_one(8)}, 'Aanvraagformulier', '', b.at",
        "",
    ),
    "kernel_audit": (
        "uuid bron actor_kind actor_id actor_name actie resultaat hoofd_path hoofd resource path object weergave"
        " toelichting nieuw at",
        """md5('audit' || b.n)::uuid, 'zrc', 'applicatie', 'bench', 'bench', 'create', 201, '/zaken/api/v1/zaken/', b.zaak,
    'zaak', '/zaken/api/v1/zaken/', b.zaak, 'BENCH-' || lpad(b.n::text, 10, '0'), '',
    jsonb_build_object('identificatie', 'BENCH-' || lpad(b.n::text, 10, '0'), 'startdatum', b.at::date), b.at""",
        "",
    ),
    "kernel_event": (
        "uuid kanaal resource actie hoofd_path hoofd path object kenmerken actor_id at",
        """md5('event' || b.n)::uuid, 'zaken', 'zaak', 'create', '/zaken/api/v1/zaken/', b.zaak, '/zaken/api/v1/zaken/',
    b.zaak, '{"bronorganisatie": "123456782"}'::jsonb, 'bench', b.at""",
        "",
    ),
}


def write(url: str, *, number: int = ZAKEN) -> None:
    """Fill the tables of Zaken, which must be empty but for zaaktypen, and let PostgreSQL know what is in them."""
    with psycopg.connect(url, autocommit=True) as db, psycopg.connect(url, autocommit=True) as source:
        _more_types(db)
        db.execute("SET maintenance_work_mem = '512MB'")
        source.execute("SET work_mem = '256MB'; SET temp_buffers = '256MB'")
        psycopg.ClientCursor(source).execute(_ZAKEN, {"number": number})
        with _without_indexes(db), db.transaction():
            # No triggers and no foreign keys meanwhile, and rows that need no vacuum since nobody saw the table empty.
            db.execute("SET LOCAL session_replication_role = replica")
            tables = sql.SQL(", ").join(map(sql.Identifier, _TABLES))
            db.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(tables))
            for table in _TABLES:
                _copy(source, db, table)
        db.execute(import_module("raadhuis.components.zaken.store.migrations.0005_gevonden").RECOUNT)
        db.execute("VACUUM (ANALYZE)")


def _copy(source: psycopg.Connection, db: psycopg.Connection, table: str) -> None:
    columns, values, rest = _TABLES[table]
    target = f"COPY {table} ({', '.join(columns.split())}) FROM STDIN (FREEZE)"
    with (
        source.cursor().copy(f"COPY (SELECT {values} FROM b{rest}) TO STDOUT") as read,
        db.cursor().copy(target) as written,
    ):
        for block in read:
            written.write(block)


def _more_types(db: psycopg.Connection) -> None:
    (there,) = db.execute("SELECT count(*) FROM catalogi_zaaktype").fetchone() or (0,)
    if there >= ZAAKTYPEN:
        return
    parts = "\n".join(_MORE_PARTS.format(table=table) for table in _PARTS)
    db.execute(_MORE_TYPES.format(times=ZAAKTYPEN // there, parts=parts))


@contextmanager
def _without_indexes(db: psycopg.Connection) -> Iterator[None]:
    """Without the indexes that no constraint needs: each is made once, when all is there."""
    found = db.execute(
        "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i"
        " WHERE i.indrelid = ANY(%s::regclass[]) AND NOT i.indisunique"
        " AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)",
        [list(_TABLES)],
    ).fetchall()
    for name, _ in found:
        db.execute(f"DROP INDEX {name}")
    yield
    for _, definition in found:
        db.execute(definition)
