"""One VIEW per resource: a SELECT that yields exactly the wire fields of Catalogi 1.3.3, FROM {source} r.

Parameters of every VIEW: `base` (scheme and host) and `op` (a day, or NULL): relations by name lead to the published
versions that are valid on that day; without a day to every published version.
"""

from __future__ import annotations

API = "/catalogi/api/v1"


def url(resource: str, uuid: str) -> str:
    """The SQL expression of a resource's URL."""
    return f"%(base)s || '{API}/{resource}/' || {uuid}"


def _children(resource: str, table: str, order: str) -> str:
    return (
        f"(SELECT coalesce(json_agg({url(resource, 'x.uuid')} ORDER BY x.{order}), '[]') FROM {table} x"
        " WHERE x.zaaktype_id = r.id)"
    )


def _all(select: str, order: str, source: str) -> str:
    return f"(SELECT coalesce(json_agg({select} ORDER BY {order}), '[]') FROM {source})"


def valid(alias: str) -> str:
    """True for a published version that is valid on the day `op` (any day when that is NULL)."""
    return (
        f"NOT {alias}.concept AND (%(op)s::date IS NULL OR ({alias}.begin_geldigheid <= %(op)s::date"
        f" AND ({alias}.einde_geldigheid IS NULL OR {alias}.einde_geldigheid >= %(op)s::date)))"
    )


def _named(table: str, names: str, resource: str, catalogus: str) -> str:
    """URLs of the published versions of the types that a JSON array names; an empty array costs nothing."""
    found = _all(
        url(resource, "x.uuid"),
        "x.omschrijving, x.begin_geldigheid",
        f"{table} x WHERE x.catalogus_id = {catalogus} AND {names} ? x.omschrijving AND {valid('x')}",
    )
    return f"CASE WHEN {names} = '[]' THEN '[]'::json ELSE {found} END"


def _listed(table: str, uuids: str, resource: str, more: str = "false") -> str:
    """URLs of the rows of the same zaaktype whose uuids a JSON array holds, or for which `more` is true."""
    source = f"{table} x WHERE x.zaaktype_id = r.zaaktype_id AND ({uuids} ? x.uuid::text OR {more})"
    return _all(url(resource, "x.uuid"), "x.id", source)


def _object(alias: str, table: str, name: str) -> str:
    """beginObject and eindeObject: as they were given, else from the first version to the last."""
    others = f"{table} x WHERE x.catalogus_id = {alias}.catalogus_id AND x.{name} = {alias}.{name} AND NOT x.concept AND x.id <> {alias}.id"
    return (
        f"coalesce(r.begin_object, LEAST({alias}.begin_geldigheid, (SELECT min(x.begin_geldigheid) FROM {others})))"
        ' AS "beginObject",'
        " coalesce(r.einde_object, (SELECT CASE WHEN bool_or(x.einde_geldigheid IS NULL) THEN NULL"
        f" ELSE GREATEST(max(x.einde_geldigheid), {alias}.einde_geldigheid) END FROM {others}"
        f' HAVING {alias}.einde_geldigheid IS NOT NULL)) AS "eindeObject"'
    )


# A parent's catalogus, for the children of a zaaktype.
_OF_ZAAKTYPE = (
    "JOIN catalogi_zaaktype zt ON zt.id = r.zaaktype_id JOIN catalogi_catalogus c ON c.id = zt.catalogus_id"
)
# A child is valid as long as its zaaktype.
_PERIOD = 'zt.begin_geldigheid AS "beginGeldigheid", zt.einde_geldigheid AS "eindeGeldigheid", ' + _object(
    "zt", "catalogi_zaaktype", "identificatie"
)
_STATUSTYPE_OF = f"(SELECT {url('statustypen', 'x.uuid')} FROM catalogi_statustype x WHERE x.uuid = r.statustype) AS statustype"

_DOCUMENTS_OF_ZAAKTYPE = (
    "catalogi_zaaktypeinformatieobjecttype k JOIN catalogi_informatieobjecttype x ON x.catalogus_id = r.catalogus_id"
    f" AND x.omschrijving = k.informatieobjecttype AND {valid('x')} WHERE k.zaaktype_id = r.id"
)
_DECISIONS_OF_ZAAKTYPE = f"catalogi_besluittype x WHERE x.catalogus_id = r.catalogus_id AND r.besluittypen ? x.omschrijving AND {valid('x')}"
_PARTS_OF_ZAAKTYPE = (
    "catalogi_zaaktype x WHERE x.catalogus_id = r.catalogus_id AND r.deelzaaktypen ? x.identificatie"
    f" AND {valid('x')}"
)
# By identificatie: one entry per version; by URL (another catalogus, here or elsewhere): as it was given.
_RELATED_ZAAKTYPEN = f"""CASE WHEN r.gerelateerde_zaaktypen = '[]' THEN '[]'::json ELSE (
    SELECT coalesce(json_agg(json_build_object(
        'zaaktype', CASE WHEN x.id IS NOT NULL THEN {url("zaaktypen", "x.uuid")}
                         WHEN starts_with(g ->> 'url', '/') THEN %(base)s || (g ->> 'url') ELSE g ->> 'url' END,
        'zaaktypeIdentificatie', coalesce(x.identificatie, (SELECT y.identificatie FROM catalogi_zaaktype y
            WHERE y.uuid::text = split_part(g ->> 'url', '/', 6) AND starts_with(g ->> 'url', '/')), ''),
        'aardRelatie', g ->> 'aardRelatie', 'toelichting', coalesce(g ->> 'toelichting', ''))
        ORDER BY e.nr, x.begin_geldigheid), '[]')
    FROM jsonb_array_elements(r.gerelateerde_zaaktypen) WITH ORDINALITY AS e (g, nr)
    LEFT JOIN catalogi_zaaktype x ON x.catalogus_id = r.catalogus_id AND x.identificatie = g ->> 'zaaktype'
        AND {valid("x")}
    WHERE x.id IS NOT NULL OR g ? 'url') END"""

CATALOGUS = f"""
SELECT {url("catalogussen", "r.uuid")} AS url, r.domein, r.rsin,
       r.contactpersoon_beheer_naam AS "contactpersoonBeheerNaam",
       r.contactpersoon_beheer_telefoonnummer AS "contactpersoonBeheerTelefoonnummer",
       r.contactpersoon_beheer_emailadres AS "contactpersoonBeheerEmailadres",
       {_all(url("zaaktypen", "x.uuid"), "x.identificatie, x.begin_geldigheid", "catalogi_zaaktype x WHERE x.catalogus_id = r.id")} AS zaaktypen,
       {_all(url("besluittypen", "x.uuid"), "x.omschrijving, x.begin_geldigheid", "catalogi_besluittype x WHERE x.catalogus_id = r.id")} AS besluittypen,
       {_all("x.omschrijving", "x.omschrijving", "(SELECT DISTINCT y.omschrijving FROM catalogi_besluittype y WHERE y.catalogus_id = r.id) x")} AS "besluittypeOmschrijving",
       {_all(url("informatieobjecttypen", "x.uuid"), "x.omschrijving, x.begin_geldigheid", "catalogi_informatieobjecttype x WHERE x.catalogus_id = r.id")} AS informatieobjecttypen,
       {_all("x.omschrijving", "x.omschrijving", "(SELECT DISTINCT y.omschrijving FROM catalogi_informatieobjecttype y WHERE y.catalogus_id = r.id) x")} AS "informatieobjecttypeOmschrijving",
       r.naam, r.versie, r.begindatum_versie AS "begindatumVersie"
FROM {{source}} r"""

ZAAKTYPE = f"""
SELECT {url("zaaktypen", "r.uuid")} AS url, r.identificatie, r.omschrijving,
       r.omschrijving_generiek AS "omschrijvingGeneriek", r.vertrouwelijkheidaanduiding, r.doel, r.aanleiding,
       r.toelichting, r.indicatie_intern_of_extern AS "indicatieInternOfExtern",
       r.handeling_initiator AS "handelingInitiator", r.onderwerp, r.handeling_behandelaar AS "handelingBehandelaar",
       r.doorlooptijd, r.servicenorm, r.opschorting_en_aanhouding_mogelijk AS "opschortingEnAanhoudingMogelijk",
       r.verlenging_mogelijk AS "verlengingMogelijk", r.verlengingstermijn, r.trefwoorden,
       r.publicatie_indicatie AS "publicatieIndicatie", r.publicatietekst, r.verantwoordingsrelatie,
       r.producten_of_diensten AS "productenOfDiensten", r.selectielijst_procestype AS "selectielijstProcestype",
       json_build_object('naam', r.referentieproces_naam, 'link', r.referentieproces_link) AS referentieproces,
       r.verantwoordelijke, {_children("zaakobjecttypen", "catalogi_zaakobjecttype", "id")} AS zaakobjecttypen,
       coalesce(r.broncatalogus::json, json_build_object('url', '', 'domein', '', 'rsin', '')) AS broncatalogus,
       coalesce(r.bronzaaktype::json, json_build_object('url', '', 'identificatie', '', 'omschrijving', '')) AS bronzaaktype,
       {url("catalogussen", "c.uuid")} AS catalogus,
       {_children("statustypen", "catalogi_statustype", "volgnummer")} AS statustypen,
       {_children("resultaattypen", "catalogi_resultaattype", "id")} AS resultaattypen,
       (SELECT coalesce(json_agg(x.omschrijving ORDER BY x.id), '[]') FROM catalogi_resultaattype x
        WHERE x.zaaktype_id = r.id) AS "resultaattypeOmschrijving",
       {_children("eigenschappen", "catalogi_eigenschap", "id")} AS eigenschappen,
       (SELECT coalesce(json_agg({url("informatieobjecttypen", "d.uuid")} ORDER BY d.volgnummer, d.begin_geldigheid), '[]')
        FROM (SELECT x.uuid, x.begin_geldigheid, min(k.volgnummer) AS volgnummer FROM {_DOCUMENTS_OF_ZAAKTYPE}
              GROUP BY x.uuid, x.begin_geldigheid) d) AS informatieobjecttypen,
       {_all("x.informatieobjecttype", "x.volgnummer", "(SELECT k.informatieobjecttype, min(k.volgnummer) AS volgnummer FROM catalogi_zaaktypeinformatieobjecttype k WHERE k.zaaktype_id = r.id GROUP BY 1) x")} AS "informatieobjecttypeOmschrijving",
       {_children("roltypen", "catalogi_roltype", "id")} AS roltypen,
       {_all(url("besluittypen", "x.uuid"), "x.omschrijving, x.begin_geldigheid", _DECISIONS_OF_ZAAKTYPE)} AS besluittypen,
       r.besluittypen AS "besluittypeOmschrijving",
       {_all(url("zaaktypen", "x.uuid"), "x.identificatie, x.begin_geldigheid", _PARTS_OF_ZAAKTYPE)} AS deelzaaktypen,
       r.deelzaaktypen AS "deelzaaktypeIdentificaties", {_RELATED_ZAAKTYPEN} AS "gerelateerdeZaaktypen",
       r.begin_geldigheid AS "beginGeldigheid", r.einde_geldigheid AS "eindeGeldigheid",
       {_object("r", "catalogi_zaaktype", "identificatie")}, r.versiedatum, r.concept
FROM {{source}} r JOIN catalogi_catalogus c ON c.id = r.catalogus_id"""
_EIGENSCHAPPEN = (
    _listed("catalogi_eigenschap", "r.eigenschappen", "eigenschappen", "x.statustype = r.uuid")
    + " AS eigenschappen"
)

STATUSTYPE = f"""
SELECT {url("statustypen", "r.uuid")} AS url, r.omschrijving, r.omschrijving_generiek AS "omschrijvingGeneriek",
       r.statustekst, {url("zaaktypen", "zt.uuid")} AS zaaktype, {url("catalogussen", "c.uuid")} AS catalogus,
       zt.identificatie AS "zaaktypeIdentificatie", r.volgnummer,
       NOT EXISTS (SELECT 1 FROM catalogi_statustype x WHERE x.zaaktype_id = r.zaaktype_id
                   AND x.volgnummer > r.volgnummer AND x.id <> r.id) AS "isEindstatus",
       r.informeren, r.doorlooptijd, r.toelichting, r.checklistitem_statustype AS "checklistitemStatustype",
       {_EIGENSCHAPPEN},
       {_PERIOD}
FROM {{source}} r {_OF_ZAAKTYPE}"""

RESULTAATTYPE = f"""
SELECT {url("resultaattypen", "r.uuid")} AS url, {url("zaaktypen", "zt.uuid")} AS zaaktype,
       zt.identificatie AS "zaaktypeIdentificatie", r.omschrijving, r.resultaattypeomschrijving,
       r.omschrijving_generiek AS "omschrijvingGeneriek", r.selectielijstklasse, r.toelichting, r.archiefnominatie,
       r.archiefactietermijn,
       CASE WHEN r.afleidingswijze IS NOT NULL THEN json_build_object('afleidingswijze', r.afleidingswijze,
           'datumkenmerk', r.datumkenmerk, 'einddatumBekend', r.einddatum_bekend, 'objecttype', r.objecttype,
           'registratie', r.registratie, 'procestermijn', r.procestermijn) END AS "brondatumArchiefprocedure",
       r.procesobjectaard, {url("catalogussen", "c.uuid")} AS catalogus, {_PERIOD},
       r.indicatie_specifiek AS "indicatieSpecifiek", r.eigen_procestermijn AS procestermijn,
       {_named("catalogi_besluittype", "r.besluittypen", "besluittypen", "c.id")} AS besluittypen,
       r.besluittypen AS "besluittypeOmschrijving",
       {_named("catalogi_informatieobjecttype", "r.informatieobjecttypen", "informatieobjecttypen", "c.id")} AS informatieobjecttypen,
       r.informatieobjecttypen AS "informatieobjecttypeOmschrijving"
FROM {{source}} r {_OF_ZAAKTYPE}"""

ROLTYPE = f"""
SELECT {url("roltypen", "r.uuid")} AS url, {url("zaaktypen", "zt.uuid")} AS zaaktype,
       zt.identificatie AS "zaaktypeIdentificatie", r.omschrijving,
       r.omschrijving_generiek AS "omschrijvingGeneriek", {url("catalogussen", "c.uuid")} AS catalogus, {_PERIOD}
FROM {{source}} r {_OF_ZAAKTYPE}"""

EIGENSCHAP = f"""
SELECT {url("eigenschappen", "r.uuid")} AS url, r.naam, {url("catalogussen", "c.uuid")} AS catalogus, r.definitie,
       json_build_object('groep', r.groep, 'formaat', r.formaat, 'lengte', r.lengte, 'kardinaliteit', r.kardinaliteit,
           'waardenverzameling', r.waardenverzameling) AS specificatie,
       r.toelichting, {url("zaaktypen", "zt.uuid")} AS zaaktype, zt.identificatie AS "zaaktypeIdentificatie",
       {_STATUSTYPE_OF}, {_PERIOD}
FROM {{source}} r {_OF_ZAAKTYPE}"""

ZAAKOBJECTTYPE = f"""
SELECT {url("zaakobjecttypen", "r.uuid")} AS url, r.ander_objecttype AS "anderObjecttype", {_PERIOD}, r.objecttype,
       r.relatie_omschrijving AS "relatieOmschrijving", {url("zaaktypen", "zt.uuid")} AS zaaktype,
       zt.identificatie AS "zaaktypeIdentificatie",
       {_listed("catalogi_resultaattype", "r.resultaattypen", "resultaattypen")} AS resultaattypen,
       {_all("x.omschrijving", "x.id", "catalogi_resultaattype x WHERE x.zaaktype_id = r.zaaktype_id AND r.resultaattypen ? x.uuid::text")} AS "resultaattypeOmschrijving",
       {_listed("catalogi_statustype", "r.statustypen", "statustypen")} AS statustypen,
       {url("catalogussen", "c.uuid")} AS catalogus
FROM {{source}} r {_OF_ZAAKTYPE}"""

INFORMATIEOBJECTTYPE = f"""
SELECT {url("informatieobjecttypen", "r.uuid")} AS url, {url("catalogussen", "c.uuid")} AS catalogus, r.omschrijving,
       r.vertrouwelijkheidaanduiding, r.begin_geldigheid AS "beginGeldigheid",
       r.einde_geldigheid AS "eindeGeldigheid", {_object("r", "catalogi_informatieobjecttype", "omschrijving")}, r.concept,
       {_all(url("zaaktypen", "x.uuid"), "x.identificatie, x.begin_geldigheid", f"catalogi_zaaktype x WHERE x.catalogus_id = r.catalogus_id AND {valid('x')} AND EXISTS (SELECT 1 FROM catalogi_zaaktypeinformatieobjecttype k WHERE k.zaaktype_id = x.id AND k.informatieobjecttype = r.omschrijving)")} AS zaaktypen,
       {_all("x.identificatie", "x.identificatie", "(SELECT DISTINCT y.identificatie FROM catalogi_zaaktype y JOIN catalogi_zaaktypeinformatieobjecttype k ON k.zaaktype_id = y.id WHERE y.catalogus_id = r.catalogus_id AND k.informatieobjecttype = r.omschrijving) x")} AS "zaaktypeIdentificaties",
       {_all(url("besluittypen", "x.uuid"), "x.omschrijving, x.begin_geldigheid", f"catalogi_besluittype x WHERE x.catalogus_id = r.catalogus_id AND x.informatieobjecttypen ? r.omschrijving AND {valid('x')}")} AS besluittypen,
       {_all("x.omschrijving", "x.omschrijving", "(SELECT DISTINCT y.omschrijving FROM catalogi_besluittype y WHERE y.catalogus_id = r.catalogus_id AND y.informatieobjecttypen ? r.omschrijving) x")} AS "besluittypeOmschrijving",
       r.informatieobjectcategorie, r.trefwoord,
       coalesce(r.omschrijving_generiek::json, json_build_object('informatieobjecttypeOmschrijvingGeneriek', '',
           'definitieInformatieobjecttypeOmschrijvingGeneriek', '',
           'herkomstInformatieobjecttypeOmschrijvingGeneriek', '',
           'hierarchieInformatieobjecttypeOmschrijvingGeneriek', '',
           'opmerkingInformatieobjecttypeOmschrijvingGeneriek', '')) AS "omschrijvingGeneriek"
FROM {{source}} r JOIN catalogi_catalogus c ON c.id = r.catalogus_id"""

ZAAKTYPE_INFORMATIEOBJECTTYPE = f"""
SELECT {url("zaaktype-informatieobjecttypen", "r.uuid")} AS url, {url("zaaktypen", "zt.uuid")} AS zaaktype,
       zt.identificatie AS "zaaktypeIdentificatie", {url("catalogussen", "c.uuid")} AS catalogus,
       r.informatieobjecttype, r.volgnummer, r.richting, {_STATUSTYPE_OF}
FROM {{source}} r {_OF_ZAAKTYPE}"""

_RESULTS_OF_BESLUITTYPE = (
    "catalogi_resultaattype x JOIN catalogi_zaaktype z ON z.id = x.zaaktype_id"
    " WHERE z.catalogus_id = r.catalogus_id AND x.besluittypen ? r.omschrijving"
)
_RESULTATEN = f"""{_all(url("resultaattypen", "x.uuid"), "x.id", _RESULTS_OF_BESLUITTYPE + f" AND {valid('z')}")} AS resultaattypen,
       {_all("x.omschrijving", "x.omschrijving", f"(SELECT DISTINCT x.omschrijving FROM {_RESULTS_OF_BESLUITTYPE}) x")} AS "resultaattypenOmschrijving\""""

BESLUITTYPE = f"""
SELECT {url("besluittypen", "r.uuid")} AS url, {url("catalogussen", "c.uuid")} AS catalogus,
       {_all(url("zaaktypen", "x.uuid"), "x.identificatie, x.begin_geldigheid", f"catalogi_zaaktype x WHERE x.catalogus_id = r.catalogus_id AND x.besluittypen ? r.omschrijving AND {valid('x')}")} AS zaaktypen,
       {_all("x.identificatie", "x.identificatie", "(SELECT DISTINCT y.identificatie FROM catalogi_zaaktype y WHERE y.catalogus_id = r.catalogus_id AND y.besluittypen ? r.omschrijving) x")} AS "zaaktypeIdentificaties",
       r.omschrijving, r.omschrijving_generiek AS "omschrijvingGeneriek", r.besluitcategorie, r.reactietermijn,
       r.publicatie_indicatie AS "publicatieIndicatie", r.publicatietekst, r.publicatietermijn, r.toelichting,
       {_all(url("informatieobjecttypen", "x.uuid"), "x.omschrijving, x.begin_geldigheid", f"catalogi_informatieobjecttype x WHERE x.catalogus_id = r.catalogus_id AND r.informatieobjecttypen ? x.omschrijving AND {valid('x')}")} AS informatieobjecttypen,
       r.informatieobjecttypen AS "informatieobjecttypeOmschrijvingen", r.begin_geldigheid AS "beginGeldigheid",
       r.einde_geldigheid AS "eindeGeldigheid", {_object("r", "catalogi_besluittype", "omschrijving")}, r.concept,
       {_RESULTATEN},
       r.informatieobjecttypen AS "vastgelegdIn"
FROM {{source}} r JOIN catalogi_catalogus c ON c.id = r.catalogus_id"""


# What an answer of the API has and the rooms do not ask: an inrichting is read often.
_LEFT_OUT = (
    _PERIOD,
    _EIGENSCHAPPEN,
    _RESULTATEN,
    *(
        _object("r", f"catalogi_{kind}", name)
        for kind, name in (
            ("zaaktype", "identificatie"),
            ("informatieobjecttype", "omschrijving"),
            ("besluittype", "omschrijving"),
        )
    ),
)


def _lean(view: str) -> str:
    for part in _LEFT_OUT:
        view = view.replace(part, "NULL AS left_out")
    return view


def _related(view: str, table: str, condition: str, order: str) -> str:
    return f"(SELECT coalesce(json_agg(v ORDER BY {order}), '[]') FROM ({_lean(view).format(source=table)} WHERE {condition}) v)"


_CHILD = "r.zaaktype_id = z.id"

# A zaaktype with everything that hangs on it; documents and decisions in every published version.
INRICHTING = f"""
SELECT json_build_object('uuid', z.uuid,
    'zaaktype', (SELECT row_to_json(v) FROM ({_lean(ZAAKTYPE).format(source="catalogi_zaaktype")} WHERE r.id = z.id) v),
    'statustypen', {_related(STATUSTYPE, "catalogi_statustype", _CHILD, "v.volgnummer")},
    'resultaattypen', {_related(RESULTAATTYPE, "catalogi_resultaattype", _CHILD, "v.omschrijving")},
    'roltypen', {_related(ROLTYPE, "catalogi_roltype", _CHILD, "v.omschrijving")},
    'eigenschappen', {_related(EIGENSCHAP, "catalogi_eigenschap", _CHILD, "v.naam")},
    'informatieobjecttypen', {_related(
        INFORMATIEOBJECTTYPE, "catalogi_informatieobjecttype",
        "NOT r.concept AND r.catalogus_id = z.catalogus_id AND EXISTS (SELECT 1 FROM"
        " catalogi_zaaktypeinformatieobjecttype k WHERE k.zaaktype_id = z.id"
        " AND k.informatieobjecttype = r.omschrijving)",
        "v.omschrijving",
    )},
    'besluittypen', {_related(
        BESLUITTYPE, "catalogi_besluittype",
        "NOT r.concept AND r.catalogus_id = z.catalogus_id AND z.besluittypen ? r.omschrijving", "v.omschrijving",
    )},
    'zaakobjecttypen', {_related(ZAAKOBJECTTYPE, "catalogi_zaakobjecttype", _CHILD, 'v.objecttype, v."relatieOmschrijving"')})
FROM catalogi_zaaktype z"""  # fmt: skip
