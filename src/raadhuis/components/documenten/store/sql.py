"""The SQL of Documenten: one view per resource, used by list, detail and create alike."""

from __future__ import annotations

from raadhuis.kernel.authz import LEVELS_SQL
from raadhuis.kernel.mutation import Mutation

PATH = "/documenten/api/v1/enkelvoudiginformatieobjecten/"
OIO_PATH = "/documenten/api/v1/objectinformatieobjecten/"
_URL = f"%(base)s || '{PATH}' || r.uuid"

_BOTH = "d.uuid, d.bronorganisatie, d.identificatie, d.lock, v.*"
NEWEST = f"""(SELECT {_BOTH} FROM documenten_document d
 JOIN documenten_versie v ON v.document_id = d.id AND v.versie = d.versie)"""
AT_VERSIE = f"""(SELECT {_BOTH} FROM documenten_document d
 JOIN documenten_versie v ON v.document_id = d.id AND v.versie = coalesce(%(versie)s::int, d.versie))"""

FIELDS = f"""
SELECT {_URL} AS url, r.identificatie, r.bronorganisatie, r.creatiedatum, r.titel,
       {LEVELS_SQL}[r.va] AS vertrouwelijkheidaanduiding,
       r.is_gereed_voor_publicatie AS "isGereedVoorPublicatie", r.tonen_aan_initiator AS "tonenAanInitiator",
       r.auteur, r.status, r.inhoud_is_vervallen AS "inhoudIsVervallen", r.formaat, r.taal, r.versie,
       r.begin_registratie AS "beginRegistratie", r.bestandsnaam,
       CASE WHEN r.blob IS NOT NULL THEN {_URL} || '/download?versie=' || r.versie END AS inhoud,
       r.omvang AS bestandsomvang, r.link, r.beschrijving, r.ontvangstdatum, r.verzenddatum,
       r.indicatie_gebruiksrecht AS "indicatieGebruiksrecht", r.verschijningsvorm, r.ondertekening, r.integriteit,
       %(catalogi)s || '/informatieobjecttypen/' || r.informatieobjecttype AS informatieobjecttype,
       r.lock <> '' AS locked, '[]'::json AS bestandsdelen, r.trefwoorden"""
VIEW = f"{FIELDS} FROM r"

_COLUMNS = (
    "begin_registratie informatieobjecttype va creatiedatum titel auteur taal status formaat bestandsnaam beschrijving"
    " link verschijningsvorm trefwoorden ontvangstdatum verzenddatum tonen_aan_initiator indicatie_gebruiksrecht"
    " is_gereed_voor_publicatie inhoud_is_vervallen ondertekening integriteit blob omvang sha256"
).split()

CREATE = Mutation(
    bron="drc",
    kanaal="documenten",
    resource="enkelvoudiginformatieobject",
    actie="create",
    path=PATH,
    hoofd_path=PATH,
    # A document without identification gets the next number of ours.
    change=f"""document AS (
    INSERT INTO documenten_document (uuid, bronorganisatie, identificatie, versie)
    VALUES (%(uuid)s, %(bronorganisatie)s,
            coalesce(nullif(%(identificatie)s::text, ''),
                     'DOCUMENT-' || %(jaar)s::text || '-' || lpad(nextval('documenten_nummer')::text, 10, '0')), 1)
    RETURNING *),
versie AS (
    INSERT INTO documenten_versie (document_id, versie, {", ".join(_COLUMNS)})
    SELECT document.id, 1, {", ".join(f"%({name})s" for name in _COLUMNS)} FROM document RETURNING *),
r AS (SELECT d.uuid, d.bronorganisatie, d.identificatie, d.lock, v.* FROM document d, versie v)""",
    view=VIEW,
    weergave="r.bronorganisatie || ' - ' || r.identificatie",
    kenmerken=f"""jsonb_build_object('bronorganisatie', r.bronorganisatie,
        'informatieobjecttype', %(catalogi_kenmerk)s || '/informatieobjecttypen/' || r.informatieobjecttype,
        'vertrouwelijkheidaanduiding', {LEVELS_SQL}[r.va])""",
)

ONE = f"SELECT row_to_json(w) FROM ({FIELDS} FROM {AT_VERSIE} r WHERE r.uuid = %(uuid)s AND {{visible}}) w"
FIND = f"""SELECT row_to_json(w) FROM ({FIELDS} FROM {NEWEST} r
 WHERE r.bronorganisatie = %(bronorganisatie)s AND r.identificatie = %(identificatie)s AND {{visible}}) w"""
SEEN = f"""SELECT r.bronorganisatie || ' - ' || r.identificatie FROM {NEWEST} r
 WHERE r.uuid = %(uuid)s AND {{visible}}"""
CONTENT = f"""SELECT r.blob, r.omvang, r.bestandsnaam, r.formaat, r.titel FROM {AT_VERSIE} r
 WHERE r.uuid = %(uuid)s AND {{visible}}"""
# Exact count and one page in one round trip; the page is cut before its rows are written out.
LIST = f"""SELECT (SELECT count(*) FROM {NEWEST} r WHERE {{where}}),
 (SELECT coalesce(json_agg(w), '[]'::json) FROM ({FIELDS} FROM
   (SELECT * FROM {NEWEST} r WHERE {{where}} ORDER BY r.document_id DESC LIMIT %(limit)s OFFSET %(offset)s) r) w)"""
FILTERS = {
    "identificatie": "r.identificatie = %(identificatie)s",
    "bronorganisatie": "r.bronorganisatie = %(bronorganisatie)s",
    "trefwoorden": "r.trefwoorden ?| %(trefwoorden)s::text[]",
    "object": "EXISTS (SELECT 1 FROM documenten_objectinformatieobject o"
    " WHERE o.document_id = r.document_id AND o.object = %(object)s)",
    "object_type": "EXISTS (SELECT 1 FROM documenten_objectinformatieobject o"
    " WHERE o.document_id = r.document_id AND o.object_type = %(object_type)s)",
}
BLOBS_WITH_ROW = "SELECT blob FROM documenten_versie WHERE blob = ANY(%(keys)s)"

OIO_FIELDS = f"""
SELECT %(base)s || '{OIO_PATH}' || o.uuid AS url, {_URL} AS informatieobject,
       CASE o.object_type WHEN 'zaak' THEN %(zaken)s || '/zaken/' ELSE %(besluiten)s || '/besluiten/' END
       || o.object AS object,
       o.object_type AS "objectType\""""
_OIO_SOURCE = f"documenten_objectinformatieobject o JOIN {NEWEST} r ON r.document_id = o.document_id"

CREATE_OIO = Mutation(
    bron="drc",
    kanaal="documenten",
    resource="objectinformatieobject",
    actie="create",
    path=OIO_PATH,
    hoofd_path=PATH,
    change="""r AS (
    INSERT INTO documenten_objectinformatieobject (uuid, document_id, object, object_type)
    SELECT gen_random_uuid(), d.id, %(object)s, %(object_type)s FROM documenten_document d WHERE d.uuid = %(document)s
    ON CONFLICT (document_id, object) DO NOTHING RETURNING *)""",
    view=OIO_FIELDS.replace("r.uuid", "d.uuid")
    + " FROM r o JOIN documenten_document d ON d.id = o.document_id",
    hoofd="%(document)s::uuid",
    weergave="r.object_type || ' - ' || r.object",
    kenmerken=f"""(SELECT jsonb_build_object('bronorganisatie', k.bronorganisatie,
        'informatieobjecttype', %(catalogi_kenmerk)s || '/informatieobjecttypen/' || k.informatieobjecttype,
        'vertrouwelijkheidaanduiding', {LEVELS_SQL}[k.va]) FROM {NEWEST} k WHERE k.document_id = r.document_id)""",
)
OIO_OF = f"""SELECT row_to_json(w) FROM ({OIO_FIELDS} FROM {_OIO_SOURCE}
 WHERE r.uuid = %(document)s AND o.object = %(object)s AND {{visible}}) w"""
OIO_ONE = (
    f"SELECT row_to_json(w) FROM ({OIO_FIELDS} FROM {_OIO_SOURCE} WHERE o.uuid = %(uuid)s AND {{visible}}) w"
)
OIO_LIST = f"""SELECT coalesce(json_agg(w), '[]'::json) FROM ({OIO_FIELDS} FROM {_OIO_SOURCE}
 WHERE {{where}} ORDER BY o.id) w"""
OIO_FILTERS = {"object": "o.object = %(object)s", "document": "r.uuid = %(document)s"}
