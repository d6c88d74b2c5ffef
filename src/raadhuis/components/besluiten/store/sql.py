"""The SQL of Besluiten: one view per resource, used by list, detail and create alike."""

from __future__ import annotations

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
_KENMERKEN = """jsonb_build_object('verantwoordelijkeOrganisatie', {r}.verantwoordelijke_organisatie,
        'besluittype', %(catalogi_kenmerk)s || '/besluittypen/' || {r}.besluittype)"""
COLUMNS = (
    "besluittype zaak datum toelichting bestuursorgaan ingangsdatum vervaldatum vervalreden publicatiedatum"
    " verzenddatum uiterlijke_reactiedatum"
).split()

CREATE = Mutation(
    bron="brc",
    kanaal="besluiten",
    resource="besluit",
    actie="create",
    path=PATH,
    hoofd_path=PATH,
    # A decision without identification gets the next number of ours (brc-002).
    change=f"""r AS (
    INSERT INTO besluiten_besluit (uuid, verantwoordelijke_organisatie, identificatie, {", ".join(COLUMNS)})
    VALUES (gen_random_uuid(), %(verantwoordelijke_organisatie)s,
            coalesce(nullif(%(identificatie)s::text, ''),
                     'BESLUIT-' || %(jaar)s::text || '-' || lpad(nextval('besluiten_nummer')::text, 10, '0')),
            {", ".join(f"%({name})s" for name in COLUMNS)})
    RETURNING *)""",
    view=f"{FIELDS} FROM r",
    weergave="r.verantwoordelijke_organisatie || ' - ' || r.identificatie",
    kenmerken=_KENMERKEN.format(r="r"),
)
ONE = f"SELECT row_to_json(w) FROM ({FIELDS} FROM besluiten_besluit r WHERE r.uuid = %(uuid)s AND {{visible}}) w"
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
CREATE_BIO = Mutation(
    bron="brc",
    kanaal="besluiten",
    resource="besluitinformatieobject",
    actie="create",
    path=BIO_PATH,
    hoofd_path=PATH,
    # The besluit is locked first, so that the events of one besluit are in order.
    change="""besluit AS (SELECT * FROM besluiten_besluit WHERE uuid = %(besluit)s FOR UPDATE),
r AS (
    INSERT INTO besluiten_besluitinformatieobject (uuid, besluit_id, informatieobject)
    SELECT gen_random_uuid(), besluit.id, %(informatieobject)s FROM besluit RETURNING *)""",
    view=f"{_BIO_FIELDS.format(b='r', r='besluit')} FROM r, besluit",
    hoofd="%(besluit)s::uuid",
    weergave="(SELECT besluit.identificatie FROM besluit) || ' - ' || r.informatieobject",
    kenmerken=f"(SELECT {_KENMERKEN.format(r='besluit')} FROM besluit)",
)
_BIO = f"""SELECT {{result}} FROM ({_BIO_FIELDS.format(b="b", r="r")}
 FROM besluiten_besluitinformatieobject b JOIN besluiten_besluit r ON r.id = b.besluit_id
 WHERE {{where}} ORDER BY b.id) w"""
BIO_ONE = _BIO.format(result="row_to_json(w)", where="b.uuid = %(uuid)s AND {visible}")
BIO_LIST = _BIO.format(result="coalesce(json_agg(w), '[]'::json)", where="{where}")
BIO_FILTERS = {
    "besluit": "r.uuid = %(besluit)s",
    "informatieobject": "b.informatieobject = %(informatieobject)s",
}
