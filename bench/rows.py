"""Zaken as a municipality has them, written by SQL: with rollen, statussen, eigenschappen and documenten."""

from __future__ import annotations

import psycopg

ZAKEN = 20_000

# Identifiers follow from the number of the zaak, so that no statement has to look another one up. A zaak's own sorts by
# its moment, as those that the register makes (UUIDv7).
_NUMBERS = """
CREATE TEMPORARY TABLE bench_zaak AS
SELECT n, t.uuid AS zaaktype, at,
       (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || substr(md5(n::text), 1, 3)
        || '8' || substr(md5(n::text), 5, 15))::uuid AS zaak
FROM generate_series(%(first)s::int, %(last)s) n
JOIN (SELECT uuid, row_number() OVER (ORDER BY id) AS place, count(*) OVER () AS number FROM catalogi_zaaktype) t
  ON t.place = n %% t.number + 1,
LATERAL (SELECT now() - interval '700 days' * (%(last)s - n + 1) / (%(last)s - %(first)s + 1) AS at) m"""


def _part(kind: str, number: int) -> str:
    """The identifier of a zaak's part, from `bench_zaak b`."""
    return f"md5('{kind}-{number}-' || b.n)::uuid"


def _parts(kind: str, numbers: int) -> str:
    return "ARRAY[" + ", ".join(_part(kind, i) for i in range(numbers)) + "]"


_ZAAK = f"""
INSERT INTO zaken_zaak (uuid, identificatie, bronorganisatie, omschrijving, toelichting, zaaktype, registratiedatum,
    verantwoordelijke_organisatie, startdatum, einddatum, einddatum_gepland, uiterlijke_einddatum_afdoening,
    communicatiekanaal, producten_of_diensten, vertrouwelijkheid, betalingsindicatie, selectielijstklasse, kenmerken,
    archiefnominatie, archiefactiedatum, status, eigenschappen, rollen, zaakinformatieobjecten, versie)
SELECT b.zaak, 'BENCH-' || lpad(b.n::text, 10, '0'), '123456782', 'Verhuizing van het gezin nummer ' || b.n,
    'Doorgegeven met het formulier; de verhuisdatum ligt in de toekomst.', b.zaaktype, b.at::date, '123456782',
    b.at::date, CASE WHEN b.n %% 10 < 7 THEN b.at::date + 4 END, b.at::date + 2, b.at::date + 5, '', '[]',
    4 + (b.n %% 2), '', '', CASE WHEN b.n %% 5 = 0 THEN '[{{"kenmerk": "1234", "bron": "formulier"}}]'::jsonb ELSE '[]' END,
    CASE WHEN b.n %% 10 < 7 THEN 'vernietigen' END, CASE WHEN b.n %% 10 < 7 THEN b.at::date + 1830 END,
    {_part("status", 1)}, {_parts("eigenschap", 3)}, {_parts("rol", 2)}, {_parts("document", 2)}, 9
FROM bench_zaak b"""

_STATUS = f"""
INSERT INTO zaken_status (uuid, zaak, statustype, datum_status_gezet, statustoelichting, gezetdoor)
SELECT u, b.zaak, md5('statustype' || i)::uuid, b.at + interval '1 day' * i, '', ''
FROM bench_zaak b, unnest({_parts("status", 2)}) WITH ORDINALITY x(u, i)"""

_ROL = f"""
INSERT INTO zaken_rol (uuid, zaak, betrokkene, betrokkene_type, afwijkende_naam_betrokkene, roltype, omschrijving,
    omschrijving_generiek, roltoelichting, registratiedatum, indicatie_machtiging, identificatie, inp_bsn, medewerker)
SELECT u, b.zaak, '', CASE i WHEN 1 THEN 'natuurlijk_persoon' ELSE 'medewerker' END, '', md5('roltype' || i)::uuid,
    CASE i WHEN 1 THEN 'Aanvrager' ELSE 'Behandelaar' END, CASE i WHEN 1 THEN 'initiator' ELSE 'behandelaar' END,
    'Rol in de zaak', b.at, '', CASE i WHEN 1 THEN jsonb_build_object('inpBsn', (900000000 + b.n)::text)
    ELSE jsonb_build_object('identificatie', 'medewerker-' || b.n %% 40) END,
    CASE i WHEN 1 THEN (900000000 + b.n)::text ELSE '' END, CASE i WHEN 1 THEN '' ELSE 'medewerker-' || b.n %% 40 END
FROM bench_zaak b, unnest({_parts("rol", 2)}) WITH ORDINALITY x(u, i)"""

_EIGENSCHAP = f"""
INSERT INTO zaken_zaakeigenschap (uuid, zaak, eigenschap, naam, waarde)
SELECT u, b.zaak, md5('eigenschap' || i)::uuid, 'eigenschap_' || i, 'waarde van ' || b.n
FROM bench_zaak b, unnest({_parts("eigenschap", 3)}) WITH ORDINALITY x(u, i)"""

_DOCUMENT = f"""
INSERT INTO zaken_zaakinformatieobject (uuid, zaak, informatieobject, titel, beschrijving, registratiedatum)
SELECT u, b.zaak, md5('informatieobject' || i || '-' || b.n)::uuid, 'Aanvraagformulier', '', b.at
FROM bench_zaak b, unnest({_parts("document", 2)}) WITH ORDINALITY x(u, i)"""


def write(url: str, *, first: int = 1, last: int = ZAKEN) -> None:
    """Fill the tables of Zaken with the zaken numbered `first` to `last`, and let PostgreSQL know what is in them."""
    with psycopg.connect(url, autocommit=True) as db:
        for statement in (_NUMBERS, _ZAAK, _STATUS, _ROL, _EIGENSCHAP, _DOCUMENT):
            db.execute(statement, {"first": first, "last": last})
        db.execute("DROP TABLE bench_zaak")
        db.execute("VACUUM (ANALYZE)")
