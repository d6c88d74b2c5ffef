"""The SQL of Besluiten: one view per resource, used by list, detail and create alike."""

from __future__ import annotations

from typing import Any

from raadhuis.kernel.mutation import Mutation

PATH = "/besluiten/api/v1/besluiten/"
BIO_PATH = "/besluiten/api/v1/besluitinformatieobjecten/"

FIELDS = f"""
SELECT %(base)s || '{PATH}' || r.uuid AS url, r.identificatie,
       r.verantwoordelijke_organisatie AS "verantwoordelijkeOrganisatie",
       %(catalogi)s || '/besluittypen/' || r.besluittype AS besluittype,
       CASE WHEN r.zaak IS NULL THEN '' ELSE %(zaken)s || '/zaken/' || r.zaak END AS zaak,
       r.datum, r.toelichting, r.bestuursorgaan, r.ingangsdatum, r.vervaldatum, r.vervalreden,
       CASE r.vervalreden WHEN 'tijdelijk' THEN 'Besluit met tijdelijke werking'
            WHEN 'ingetrokken_overheid' THEN 'Besluit ingetrokken door overheid'
            WHEN 'ingetrokken_belanghebbende' THEN 'Besluit ingetrokken o.v.v. belanghebbende'
            ELSE '' END AS "vervalredenWeergave",
       r.publicatiedatum, r.verzenddatum, r.uiterlijke_reactiedatum AS "uiterlijkeReactiedatum\""""
KENMERKEN = """jsonb_build_object('verantwoordelijkeOrganisatie', {r}.verantwoordelijke_organisatie,
        'besluittype', %(catalogi_kenmerk)s || '/besluittypen/' || {r}.besluittype)"""
_BESLUIT: dict[str, Any] = {
    "bron": "brc",
    "kanaal": "besluiten",
    "resource": "besluit",
    "path": PATH,
    "hoofd_path": PATH,
    "view": f"{FIELDS} FROM r",
    "weergave": "r.verantwoordelijke_organisatie || ' - ' || r.identificatie",
    "kenmerken": KENMERKEN.format(r="r"),
}
_OLD = f"{FIELDS} FROM besluiten_besluit r WHERE r.uuid = %(uuid)s"
# What may change of a decision; the rest says which decision it is.
MUTABLE = (
    "datum toelichting bestuursorgaan ingangsdatum vervaldatum vervalreden publicatiedatum verzenddatum"
    " uiterlijke_reactiedatum"
).split()
COLUMNS = ["besluittype", "zaak", *MUTABLE]

CREATE = Mutation(
    **_BESLUIT,
    actie="create",
    # A decision without identification gets the next number of ours (brc-002).
    change=f"""r AS (
    INSERT INTO besluiten_besluit (uuid, verantwoordelijke_organisatie, identificatie, {", ".join(COLUMNS)})
    VALUES (gen_random_uuid(), %(verantwoordelijke_organisatie)s,
            coalesce(nullif(%(identificatie)s::text, ''),
                     'BESLUIT-' || %(jaar)s::text || '-' || lpad(nextval('besluiten_nummer')::text, 10, '0')),
            {", ".join(f"%({name})s" for name in COLUMNS)})
    ON CONFLICT (verantwoordelijke_organisatie, identificatie) DO NOTHING
    RETURNING *)""",
)
UPDATES = {
    actie: Mutation(
        **_BESLUIT,
        actie=actie,
        change=f"""r AS (UPDATE besluiten_besluit SET {", ".join(f"{name} = %({name})s" for name in MUTABLE)}
    WHERE uuid = %(uuid)s RETURNING *)""",
        old_view=_OLD,
    )
    for actie in ("update", "partial_update")
}
# The row and its links go for good (brc-009).
DESTROY = Mutation(
    **_BESLUIT,
    actie="destroy",
    change="""links AS (DELETE FROM besluiten_besluitinformatieobject
    WHERE besluit_id = (SELECT b.id FROM besluiten_besluit b WHERE b.uuid = %(uuid)s)),
r AS (DELETE FROM besluiten_besluit WHERE uuid = %(uuid)s RETURNING *)""",
    old_view=_OLD,
)
ONE = f"SELECT row_to_json(w) FROM ({FIELDS} FROM besluiten_besluit r WHERE r.uuid = %(uuid)s AND {{visible}}) w"
# The decision as it stands, held until the transaction ends: two who change it take turns.
TAKE = f"""SELECT row_to_json(w) FROM
 ({FIELDS} FROM besluiten_besluit r WHERE r.uuid = %(uuid)s AND {{visible}} FOR UPDATE) w"""
SOME = f"""SELECT r.uuid, row_to_json(w) FROM besluiten_besluit r, LATERAL ({FIELDS}) w
 WHERE r.uuid = ANY(%(uuids)s) AND {{visible}}"""
IS_VISIBLE = "SELECT 1 FROM besluiten_besluit r WHERE r.uuid = %(uuid)s AND {visible}"
# Exact count and one page in one round trip; the page is cut before its rows are written out.
LIST = f"""SELECT (SELECT count(*) FROM besluiten_besluit r WHERE {{where}}),
 (SELECT coalesce(json_agg(w), '[]'::json) FROM ({FIELDS} FROM
   (SELECT * FROM besluiten_besluit r WHERE {{where}} ORDER BY r.id DESC LIMIT %(limit)s OFFSET %(offset)s) r) w)"""
OF_ZAAK = f"""SELECT coalesce(json_agg(w), '[]'::json) FROM ({FIELDS} FROM besluiten_besluit r
 WHERE r.zaak = %(zaak)s AND {{visible}} ORDER BY r.id) w"""
FILTERS = {
    "identificatie": "r.identificatie = %(identificatie)s",
    "verantwoordelijke_organisatie": "r.verantwoordelijke_organisatie = %(verantwoordelijke_organisatie)s",
    "besluittype": "r.besluittype = %(besluittype)s",
    "zaak": "r.zaak = %(zaak)s",
}

_BIO_FIELDS = f"""
SELECT %(base)s || '{BIO_PATH}' || {{b}}.uuid AS url,
       %(documenten)s || '/enkelvoudiginformatieobjecten/' || {{b}}.informatieobject AS informatieobject,
       %(base)s || '{PATH}' || {{r}}.uuid AS besluit"""
_BIO_MUTATION: dict[str, Any] = {
    "bron": "brc",
    "kanaal": "besluiten",
    "resource": "besluitinformatieobject",
    "path": BIO_PATH,
    "hoofd_path": PATH,
    "view": f"{_BIO_FIELDS.format(b='r', r='besluit')} FROM r, besluit",
    "hoofd": "%(besluit)s::uuid",
    "weergave": "(SELECT besluit.identificatie FROM besluit) || ' - ' || r.informatieobject",
    "kenmerken": f"(SELECT {KENMERKEN.format(r='besluit')} FROM besluit)",
}
# The besluit is locked first, so that the events of one besluit are in order.
_HELD = "besluit AS (SELECT * FROM besluiten_besluit WHERE uuid = %(besluit)s FOR UPDATE)"
CREATE_BIO = Mutation(
    **_BIO_MUTATION,
    actie="create",
    change=f"""{_HELD},
r AS (
    INSERT INTO besluiten_besluitinformatieobject (uuid, besluit_id, informatieobject)
    SELECT gen_random_uuid(), besluit.id, %(informatieobject)s FROM besluit
    ON CONFLICT (besluit_id, informatieobject) DO NOTHING RETURNING *)""",
)
IS_LINKED = """SELECT 1 FROM besluiten_besluitinformatieobject b JOIN besluiten_besluit r ON r.id = b.besluit_id
 WHERE r.uuid = %(besluit)s AND b.informatieobject = %(informatieobject)s"""
DESTROY_BIO = Mutation(
    **_BIO_MUTATION,
    actie="destroy",
    change=f"""{_HELD},
r AS (DELETE FROM besluiten_besluitinformatieobject b USING besluit
    WHERE b.uuid = %(uuid)s AND b.besluit_id = besluit.id RETURNING b.*)""",
    old_view=f"""{_BIO_FIELDS.format(b="b", r="r")} FROM besluiten_besluitinformatieobject b
    JOIN besluiten_besluit r ON r.id = b.besluit_id WHERE b.uuid = %(uuid)s""",
)
_BIO = f"""SELECT {{result}} FROM ({_BIO_FIELDS.format(b="b", r="r")}
 FROM besluiten_besluitinformatieobject b JOIN besluiten_besluit r ON r.id = b.besluit_id
 WHERE {{where}} ORDER BY b.id) w"""
BIO_ONE = _BIO.format(result="row_to_json(w)", where="b.uuid = %(uuid)s AND {visible}")
BIO_SOME = f"""SELECT b.uuid, row_to_json(w) FROM besluiten_besluitinformatieobject b
 JOIN besluiten_besluit r ON r.id = b.besluit_id, LATERAL ({_BIO_FIELDS.format(b="b", r="r")}) w
 WHERE b.uuid = ANY(%(uuids)s) AND {{visible}}"""
BIO_LIST = _BIO.format(result="coalesce(json_agg(w), '[]'::json)", where="{where}")
BIO_FILTERS = {
    "besluit": "r.uuid = %(besluit)s",
    "informatieobject": "b.informatieobject = %(informatieobject)s",
}
