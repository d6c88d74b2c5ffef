"""The SQL of documents: one view, used by list, detail and every change alike."""

from __future__ import annotations

from raadhuis.kernel.authz import LEVELS_SQL
from raadhuis.kernel.mutation import Mutation

API = "/documenten/api/v1"
PATH = f"{API}/enkelvoudiginformatieobjecten/"
URL = f"%(base)s || '{PATH}' || r.uuid"

_BOTH = "d.uuid, d.bronorganisatie, d.identificatie, d.lock, d.versie AS newest, v.*"
NEWEST = f"""(SELECT {_BOTH} FROM documenten_document d
 JOIN documenten_versie v ON v.document_id = d.id AND v.versie = d.versie)"""
# The version asked for by number, or the one that was the newest at a moment; else the newest.
AT_VERSIE = f"""(SELECT {_BOTH} FROM documenten_document d
 JOIN LATERAL (SELECT * FROM documenten_versie v WHERE v.document_id = d.id
    AND (%(versie)s::int IS NULL OR v.versie = %(versie)s)
    AND (%(registratie_op)s::timestamptz IS NULL OR v.begin_registratie <= %(registratie_op)s)
    ORDER BY v.versie DESC LIMIT 1) v ON TRUE WHERE d.uuid = %(uuid)s)"""
# Who may not see the newest version, may not see what it was before.
VISIBLE_NOW = f"""(r.versie = r.newest OR EXISTS (SELECT 1 FROM {NEWEST} n
 WHERE n.document_id = r.document_id AND {{visible_now}}))"""

_DELEN = f"""coalesce((SELECT json_agg(json_build_object('url', %(base)s || '{API}/bestandsdelen/' || b.uuid,
        'volgnummer', b.volgnummer, 'omvang', b.omvang, 'voltooid', b.blob IS NOT NULL,
        'lock', {{lock}}) ORDER BY b.volgnummer) FROM {{delen}} b WHERE b.versie_id = r.id), '[]'::json)"""
# A lock is a key: shown to whoever may change documents.
_DELEN_KEPT = f"""CASE WHEN r.lock = '' THEN '[]'::json ELSE {
    _DELEN.format(lock="CASE WHEN %(sees_locks)s THEN r.lock ELSE '' END", delen="documenten_bestandsdeel")
} END"""
_FIELDS = f"""
SELECT {URL} AS url, r.identificatie, r.bronorganisatie, r.creatiedatum, r.titel,
       {LEVELS_SQL}[r.va] AS vertrouwelijkheidaanduiding,
       r.is_gereed_voor_publicatie AS "isGereedVoorPublicatie", r.tonen_aan_initiator AS "tonenAanInitiator",
       r.auteur, r.status, r.inhoud_is_vervallen AS "inhoudIsVervallen", r.formaat, r.taal, r.versie,
       r.begin_registratie AS "beginRegistratie", r.bestandsnaam,
       CASE WHEN r.blob IS NOT NULL THEN {URL} || '/download?versie=' || r.versie END AS inhoud,
       r.omvang AS bestandsomvang, r.link, r.beschrijving, r.ontvangstdatum, r.verzenddatum,
       r.indicatie_gebruiksrecht AS "indicatieGebruiksrecht", r.verschijningsvorm, r.ondertekening, r.integriteit,
       %(catalogi)s || '/informatieobjecttypen/' || r.informatieobjecttype AS informatieobjecttype,
       r.lock <> '' AS locked, {{delen}} AS bestandsdelen, r.trefwoorden"""
FIELDS = _FIELDS.format(delen=_DELEN_KEPT)
# Parts are made in the same statement, so they are read from it. The audit trail keeps this form: it holds no lock.
_VIEW = _FIELDS.format(delen=_DELEN.format(lock="''", delen="delen")) + " FROM r"

COLUMNS = (
    "begin_registratie informatieobjecttype va creatiedatum titel auteur taal status formaat bestandsnaam beschrijving"
    " link verschijningsvorm trefwoorden ontvangstdatum verzenddatum tonen_aan_initiator indicatie_gebruiksrecht"
    " is_gereed_voor_publicatie inhoud_is_vervallen ondertekening integriteit blob omvang sha256"
).split()
_VALUES = ", ".join(f"%({name})s" for name in COLUMNS)
_R = "r AS (SELECT d.uuid, d.bronorganisatie, d.identificatie, d.lock, v.* FROM document d, versie v)"
_NEW_PARTS = """INSERT INTO documenten_bestandsdeel (uuid, versie_id, volgnummer, omvang)
    SELECT gen_random_uuid(), versie.id, t.volgnummer, t.omvang
    FROM versie, unnest(%(delen)s::bigint[]) WITH ORDINALITY t(omvang, volgnummer) RETURNING *"""
WEERGAVE = "r.bronorganisatie || ' - ' || r.identificatie"


def kenmerken(row: str) -> str:
    """What an event on the channel `documenten` tells of the document `row`."""
    return f"""jsonb_build_object('bronorganisatie', {row}.bronorganisatie,
        'informatieobjecttype', %(catalogi_kenmerk)s || '/informatieobjecttypen/' || {row}.informatieobjecttype,
        'vertrouwelijkheidaanduiding', {LEVELS_SQL}[{row}.va])"""


# The same of a resource `r` that belongs to a document.
KENMERKEN_OF_PART = f"(SELECT {kenmerken('k')} FROM {NEWEST} k WHERE k.document_id = r.document_id)"


def _mutation(
    actie: str, *, change: str, view: str = _VIEW, old_view: str = "", weergave: str = WEERGAVE
) -> Mutation:
    """What happens with a document, told as such."""
    return Mutation(
        bron="drc",
        kanaal="documenten",
        resource="enkelvoudiginformatieobject",
        actie=actie,
        path=PATH,
        hoofd_path=PATH,
        change=change,
        view=view,
        old_view=old_view,
        weergave=weergave,
        kenmerken=kenmerken("r"),
    )


_BEFORE = f"before AS (SELECT * FROM {NEWEST} r WHERE r.document_id = %(document_id)s)"
_OLD_VIEW = _FIELDS.format(delen="'[]'::json") + " FROM before r"

CREATE = _mutation(
    "create",
    # A document without identification gets the next number of ours.
    change=f"""document AS (
    INSERT INTO documenten_document (uuid, bronorganisatie, identificatie, versie, lock)
    VALUES (%(uuid)s, %(bronorganisatie)s,
            coalesce(nullif(%(identificatie)s::text, ''),
                     'DOCUMENT-' || %(jaar)s::text || '-' || lpad(nextval('documenten_nummer')::text, 10, '0')), 1,
            %(lock)s)
    RETURNING *),
versie AS (
    INSERT INTO documenten_versie (document_id, versie, {", ".join(COLUMNS)})
    SELECT document.id, 1, {_VALUES} FROM document RETURNING *),
delen AS ({_NEW_PARTS}),
{_R}""",
)


def _update(actie: str) -> Mutation:
    return _mutation(
        actie,
        # Parts that are still coming in go along with the document to its new version, unless new content replaces it.
        change=f"""{_BEFORE},
document AS (
    UPDATE documenten_document SET versie = versie + 1, bronorganisatie = %(bronorganisatie)s,
           identificatie = %(identificatie)s
    WHERE id = %(document_id)s RETURNING *),
versie AS (
    INSERT INTO documenten_versie (document_id, versie, {", ".join(COLUMNS)})
    SELECT document.id, document.versie, {_VALUES} FROM document RETURNING *),
gone AS (DELETE FROM documenten_bestandsdeel b USING before
    WHERE b.versie_id = before.id AND NOT %(keeps_parts)s),
moved AS (UPDATE documenten_bestandsdeel b SET versie_id = versie.id FROM versie, before
    WHERE b.versie_id = before.id AND %(keeps_parts)s RETURNING b.*),
made AS ({_NEW_PARTS}),
delen AS (SELECT * FROM moved UNION ALL SELECT * FROM made),
{_R}""",
        old_view=_OLD_VIEW,
    )


UPDATE = {actie: _update(actie) for actie in ("update", "partial_update")}

# Nothing stays: versions, parts, gebruiksrechten, verzendingen; the audit trail goes with `audit.destroy` (drc-008).
DELETE = _mutation(
    "destroy",
    change=f"""{_BEFORE},
delen AS (DELETE FROM documenten_bestandsdeel WHERE versie_id IN
    (SELECT id FROM documenten_versie WHERE document_id = %(document_id)s)),
rechten AS (DELETE FROM documenten_gebruiksrecht WHERE document_id = %(document_id)s),
verzendingen AS (DELETE FROM documenten_verzending WHERE document_id = %(document_id)s),
versies AS (DELETE FROM documenten_versie WHERE document_id = %(document_id)s),
document AS (DELETE FROM documenten_document WHERE id = %(document_id)s),
r AS (SELECT * FROM before)""",
    view="SELECT r.uuid FROM r",
    weergave="''",
)
BLOBS_OF = """SELECT v.blob FROM documenten_versie v WHERE v.document_id = %(document_id)s AND v.blob IS NOT NULL
UNION SELECT b.blob FROM documenten_bestandsdeel b JOIN documenten_versie v ON v.id = b.versie_id
 WHERE v.document_id = %(document_id)s AND b.blob IS NOT NULL"""

# Content that came in parts is there, or was given up: then that of the version before comes back.
FINISH = _mutation(
    "partial_update",
    change=f"""{_BEFORE},
earlier AS (SELECT v.blob, v.omvang, v.sha256 FROM documenten_versie v, before
    WHERE v.document_id = before.document_id AND v.versie < before.versie AND NOT %(complete)s
    ORDER BY v.versie DESC LIMIT 1),
document AS (UPDATE documenten_document SET lock = '' WHERE id = %(document_id)s RETURNING *),
gone AS (DELETE FROM documenten_bestandsdeel b USING before WHERE b.versie_id = before.id),
delen AS (SELECT * FROM documenten_bestandsdeel WHERE FALSE),
versie AS (UPDATE documenten_versie v SET formaat = %(formaat)s,
        blob = CASE WHEN %(complete)s THEN %(blob)s::uuid ELSE (SELECT blob FROM earlier) END,
        omvang = CASE WHEN %(complete)s THEN v.omvang ELSE (SELECT omvang FROM earlier WHERE blob IS NOT NULL) END,
        sha256 = CASE WHEN %(complete)s THEN %(sha256)s ELSE coalesce((SELECT sha256 FROM earlier), '') END
    FROM before WHERE v.id = before.id RETURNING v.*),
{_R}""",
    old_view=_OLD_VIEW,
)
# Somebody else's lock was taken off: that is told, as an ordinary unlocking is not.
FORCE = _mutation(
    "partial_update",
    change=f"""{_BEFORE},
document AS (UPDATE documenten_document SET lock = '' WHERE id = %(document_id)s RETURNING *),
versie AS (SELECT v.* FROM documenten_versie v JOIN before ON before.id = v.id),
{_R}""",
    view=_FIELDS.format(delen="'[]'::json") + " FROM r",
    old_view=_OLD_VIEW,
)
PARTS_OF = """SELECT b.uuid, b.volgnummer, b.omvang, b.blob FROM documenten_bestandsdeel b
WHERE b.versie_id = %(versie_id)s ORDER BY b.volgnummer"""
PART = """SELECT d.uuid, b.volgnummer, b.omvang FROM documenten_bestandsdeel b
JOIN documenten_versie v ON v.id = b.versie_id JOIN documenten_document d ON d.id = v.document_id
WHERE b.uuid = %(uuid)s"""
FILL = """WITH old AS (SELECT b.id, b.blob FROM documenten_bestandsdeel b WHERE b.uuid = %(uuid)s),
now AS (UPDATE documenten_bestandsdeel b SET blob = %(blob)s, ontvangen = %(at)s FROM old WHERE b.id = old.id)
SELECT blob FROM old"""

TAKE = "SELECT id FROM documenten_document WHERE uuid = %(uuid)s FOR UPDATE"
STATE = f"""SELECT r.document_id, r.id, r.uuid, r.lock, r.versie, r.bronorganisatie, r.identificatie,
 {", ".join(f"r.{name}" for name in COLUMNS)},
 EXISTS (SELECT 1 FROM documenten_gebruiksrecht g WHERE g.document_id = r.document_id),
 EXISTS (SELECT 1 FROM documenten_objectinformatieobject o WHERE o.document_id = r.document_id)
FROM {NEWEST} r WHERE r.uuid = %(uuid)s"""
LOCK = "UPDATE documenten_document SET lock = %(lock)s WHERE id = %(document_id)s"

ONE = f"""SELECT row_to_json(w) FROM ({FIELDS} FROM {AT_VERSIE} r
 WHERE {{visible}} AND {VISIBLE_NOW}) w"""
SOME = f"""SELECT r.uuid, (SELECT row_to_json(w) FROM ({FIELDS}) w) FROM {NEWEST} r
 WHERE r.uuid = ANY(%(uuids)s) AND {{visible}}"""
FIND = f"""SELECT row_to_json(w) FROM ({FIELDS} FROM {NEWEST} r
 WHERE r.bronorganisatie = %(bronorganisatie)s AND r.identificatie = %(identificatie)s AND {{visible}}) w"""
SEEN = f"""SELECT {WEERGAVE} FROM {NEWEST} r
 WHERE r.uuid = %(uuid)s AND {{visible}}"""
CONTENT = f"""SELECT r.blob, r.omvang, r.bestandsnaam, r.formaat, r.titel, r.sha256 FROM {AT_VERSIE} r
 WHERE {{visible}} AND {VISIBLE_NOW}"""
TEKST = f"""SELECT t.status, t.taal, t.lengte, t.tekst FROM {AT_VERSIE} r JOIN documenten_tekst t ON t.sha256 = r.sha256
 WHERE r.blob IS NOT NULL AND {{visible}} AND {VISIBLE_NOW}"""
# The text that only this document had; as the last thing that is done, when its versions are gone (drc-008).
TEXTS_OF = (
    """SELECT DISTINCT sha256 FROM documenten_versie WHERE document_id = %(document_id)s AND sha256 <> ''"""
)
FORGET_TEXTS = """DELETE FROM documenten_tekst t WHERE t.sha256 = ANY(%(texts)s)
AND NOT EXISTS (SELECT 1 FROM documenten_versie v WHERE v.sha256 = t.sha256 AND v.blob IS NOT NULL)"""
# Exact count and one page in one round trip; the page is cut before its rows are written out.
LIST = f"""SELECT (SELECT count(*) FROM {NEWEST} r WHERE {{where}}),
 (SELECT coalesce(json_agg(w), '[]'::json) FROM ({FIELDS} FROM
   (SELECT * FROM {NEWEST} r WHERE {{where}} ORDER BY {{order}} LIMIT %(limit)s OFFSET %(offset)s) r
   ORDER BY {{order}}) w)"""


def _contains(name: str) -> str:
    return f"strpos(lower(r.{name}), lower(%({name})s)) > 0"


FILTERS = {
    **{
        name: f"r.{name} = %({name})s"
        for name in ("identificatie", "bronorganisatie", "va", "informatieobjecttype")
    },
    **{name: _contains(name) for name in ("auteur", "beschrijving", "titel")},
    "creatiedatum_gte": "r.creatiedatum >= %(creatiedatum_gte)s",
    "creatiedatum_lte": "r.creatiedatum <= %(creatiedatum_lte)s",
    "locked": "(r.lock <> '') = %(locked)s",
    "trefwoorden": "r.trefwoorden ?& %(trefwoorden)s::text[]",
    "trefwoorden_overlap": "r.trefwoorden ?| %(trefwoorden_overlap)s::text[]",
    "uuids": "r.uuid = ANY(%(uuids)s)",
    "object": "EXISTS (SELECT 1 FROM documenten_objectinformatieobject o"
    " WHERE o.document_id = r.document_id AND o.object = %(object)s)",
    "object_type": "EXISTS (SELECT 1 FROM documenten_objectinformatieobject o"
    " WHERE o.document_id = r.document_id AND o.object_type = %(object_type)s)",
}
ORDER = {
    "auteur": "r.auteur",
    "bestandsomvang": "r.omvang",
    "creatiedatum": "r.creatiedatum",
    "formaat": "r.formaat",
    "status": "r.status",
    "titel": "r.titel",
    "vertrouwelijkheidaanduiding": "r.va",
}
BLOBS_WITH_ROW = """SELECT blob FROM documenten_versie WHERE blob = ANY(%(keys)s)
UNION SELECT blob FROM documenten_bestandsdeel WHERE blob = ANY(%(keys)s)"""
CSV_WITH_ROW = "SELECT csv FROM documenten_import WHERE csv = ANY(%(keys)s)"
# A version that shares its content with the one before it is not read again.
CONTENT_AFTER = """SELECT v.id, v.blob, v.sha256, v.omvang, d.uuid
FROM documenten_versie v JOIN documenten_document d ON d.id = v.document_id
WHERE v.id > %(after)s AND v.blob IS NOT NULL AND NOT EXISTS (SELECT 1 FROM documenten_versie e
    WHERE e.document_id = v.document_id AND e.versie = v.versie - 1 AND e.blob = v.blob)
ORDER BY v.id LIMIT %(limit)s"""
CONTENT_STILL = "SELECT 1 FROM documenten_versie WHERE blob = %(key)s"
STALE_UPLOADS = """SELECT d.uuid FROM documenten_document d
JOIN documenten_versie v ON v.document_id = d.id AND v.versie = d.versie
JOIN documenten_bestandsdeel b ON b.versie_id = v.id
GROUP BY d.uuid HAVING greatest(max(v.begin_registratie), max(b.ontvangen)) < %(before)s"""
RESERVE = """SELECT 'DOCUMENT-' || %(jaar)s::text || '-' || lpad(nextval('documenten_nummer')::text, 10, '0')
FROM generate_series(1, %(aantal)s)"""
