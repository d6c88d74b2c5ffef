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
        f" AND ({alias}.einde_geldigheid IS NULL OR {alias}.einde_geldigheid > %(op)s::date)))"
    )


# A parent's catalogus, for the children of a zaaktype.
_OF_ZAAKTYPE = (
    "JOIN catalogi_zaaktype zt ON zt.id = r.zaaktype_id JOIN catalogi_catalogus c ON c.id = zt.catalogus_id"
)
_PERIOD = (
    """NULL AS "beginGeldigheid", NULL AS "eindeGeldigheid", NULL AS "beginObject", NULL AS "eindeObject\""""
)

_DOCUMENTS_OF_ZAAKTYPE = (
    "catalogi_zaaktypeinformatieobjecttype k JOIN catalogi_informatieobjecttype x ON x.catalogus_id = r.catalogus_id"
    f" AND x.omschrijving = k.informatieobjecttype AND {valid('x')} WHERE k.zaaktype_id = r.id"
)
_DECISIONS_OF_ZAAKTYPE = f"catalogi_besluittype x WHERE x.catalogus_id = r.catalogus_id AND r.besluittypen ? x.omschrijving AND {valid('x')}"

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
       r.publicatie_indicatie AS "publicatieIndicatie", r.publicatietekst, '[]'::json AS verantwoordingsrelatie,
       r.producten_of_diensten AS "productenOfDiensten", r.selectielijst_procestype AS "selectielijstProcestype",
       json_build_object('naam', r.referentieproces_naam, 'link', r.referentieproces_link) AS referentieproces,
       r.verantwoordelijke, '[]'::json AS zaakobjecttypen,
       json_build_object('url', '', 'domein', '', 'rsin', '') AS broncatalogus,
       json_build_object('url', '', 'identificatie', '', 'omschrijving', '') AS bronzaaktype,
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
       r.besluittypen AS "besluittypeOmschrijving", '[]'::json AS deelzaaktypen,
       '[]'::json AS "deelzaaktypeIdentificaties", '[]'::json AS "gerelateerdeZaaktypen",
       r.begin_geldigheid AS "beginGeldigheid", r.einde_geldigheid AS "eindeGeldigheid", NULL AS "beginObject",
       NULL AS "eindeObject", r.versiedatum, r.concept
FROM {{source}} r JOIN catalogi_catalogus c ON c.id = r.catalogus_id"""

STATUSTYPE = f"""
SELECT {url("statustypen", "r.uuid")} AS url, r.omschrijving, r.omschrijving_generiek AS "omschrijvingGeneriek",
       r.statustekst, {url("zaaktypen", "zt.uuid")} AS zaaktype, {url("catalogussen", "c.uuid")} AS catalogus,
       zt.identificatie AS "zaaktypeIdentificatie", r.volgnummer,
       NOT EXISTS (SELECT 1 FROM catalogi_statustype x WHERE x.zaaktype_id = r.zaaktype_id
                   AND x.volgnummer > r.volgnummer) AS "isEindstatus",
       r.informeren, r.doorlooptijd, r.toelichting, '[]'::json AS "checklistitemStatustype", '[]'::json AS eigenschappen,
       {_PERIOD}
FROM {{source}} r {_OF_ZAAKTYPE}"""

RESULTAATTYPE = f"""
SELECT {url("resultaattypen", "r.uuid")} AS url, {url("zaaktypen", "zt.uuid")} AS zaaktype,
       zt.identificatie AS "zaaktypeIdentificatie", r.omschrijving, r.resultaattypeomschrijving,
       r.omschrijving_generiek AS "omschrijvingGeneriek", r.selectielijstklasse, r.toelichting, r.archiefnominatie,
       r.archiefactietermijn,
       json_build_object('afleidingswijze', r.afleidingswijze, 'datumkenmerk', r.datumkenmerk,
           'einddatumBekend', r.einddatum_bekend, 'objecttype', r.objecttype, 'registratie', r.registratie,
           'procestermijn', r.procestermijn) AS "brondatumArchiefprocedure",
       '' AS procesobjectaard, {url("catalogussen", "c.uuid")} AS catalogus, {_PERIOD},
       NULL AS "indicatieSpecifiek", NULL AS procestermijn, '[]'::json AS besluittypen,
       '[]'::json AS "besluittypeOmschrijving", '[]'::json AS informatieobjecttypen,
       '[]'::json AS "informatieobjecttypeOmschrijving"
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
       NULL AS statustype, {_PERIOD}
FROM {{source}} r {_OF_ZAAKTYPE}"""

INFORMATIEOBJECTTYPE = f"""
SELECT {url("informatieobjecttypen", "r.uuid")} AS url, {url("catalogussen", "c.uuid")} AS catalogus, r.omschrijving,
       r.vertrouwelijkheidaanduiding, r.begin_geldigheid AS "beginGeldigheid",
       r.einde_geldigheid AS "eindeGeldigheid", NULL AS "beginObject", NULL AS "eindeObject", r.concept,
       {_all(url("zaaktypen", "x.uuid"), "x.identificatie, x.begin_geldigheid", f"catalogi_zaaktype x WHERE x.catalogus_id = r.catalogus_id AND {valid('x')} AND EXISTS (SELECT 1 FROM catalogi_zaaktypeinformatieobjecttype k WHERE k.zaaktype_id = x.id AND k.informatieobjecttype = r.omschrijving)")} AS zaaktypen,
       {_all("x.identificatie", "x.identificatie", "(SELECT DISTINCT y.identificatie FROM catalogi_zaaktype y JOIN catalogi_zaaktypeinformatieobjecttype k ON k.zaaktype_id = y.id WHERE y.catalogus_id = r.catalogus_id AND k.informatieobjecttype = r.omschrijving) x")} AS "zaaktypeIdentificaties",
       {_all(url("besluittypen", "x.uuid"), "x.omschrijving, x.begin_geldigheid", f"catalogi_besluittype x WHERE x.catalogus_id = r.catalogus_id AND x.informatieobjecttypen ? r.omschrijving AND {valid('x')}")} AS besluittypen,
       {_all("x.omschrijving", "x.omschrijving", "(SELECT DISTINCT y.omschrijving FROM catalogi_besluittype y WHERE y.catalogus_id = r.catalogus_id AND y.informatieobjecttypen ? r.omschrijving) x")} AS "besluittypeOmschrijving",
       r.informatieobjectcategorie, r.trefwoord,
       json_build_object('informatieobjecttypeOmschrijvingGeneriek', '',
           'definitieInformatieobjecttypeOmschrijvingGeneriek', '',
           'herkomstInformatieobjecttypeOmschrijvingGeneriek', '',
           'hierarchieInformatieobjecttypeOmschrijvingGeneriek', '',
           'opmerkingInformatieobjecttypeOmschrijvingGeneriek', '') AS "omschrijvingGeneriek"
FROM {{source}} r JOIN catalogi_catalogus c ON c.id = r.catalogus_id"""

ZAAKTYPE_INFORMATIEOBJECTTYPE = f"""
SELECT {url("zaaktype-informatieobjecttypen", "r.uuid")} AS url, {url("zaaktypen", "zt.uuid")} AS zaaktype,
       zt.identificatie AS "zaaktypeIdentificatie", {url("catalogussen", "c.uuid")} AS catalogus,
       r.informatieobjecttype, r.volgnummer, r.richting, NULL AS statustype
FROM {{source}} r {_OF_ZAAKTYPE}"""

BESLUITTYPE = f"""
SELECT {url("besluittypen", "r.uuid")} AS url, {url("catalogussen", "c.uuid")} AS catalogus,
       {_all(url("zaaktypen", "x.uuid"), "x.identificatie, x.begin_geldigheid", f"catalogi_zaaktype x WHERE x.catalogus_id = r.catalogus_id AND x.besluittypen ? r.omschrijving AND {valid('x')}")} AS zaaktypen,
       {_all("x.identificatie", "x.identificatie", "(SELECT DISTINCT y.identificatie FROM catalogi_zaaktype y WHERE y.catalogus_id = r.catalogus_id AND y.besluittypen ? r.omschrijving) x")} AS "zaaktypeIdentificaties",
       r.omschrijving, r.omschrijving_generiek AS "omschrijvingGeneriek", r.besluitcategorie, r.reactietermijn,
       r.publicatie_indicatie AS "publicatieIndicatie", r.publicatietekst, r.publicatietermijn, r.toelichting,
       {_all(url("informatieobjecttypen", "x.uuid"), "x.omschrijving, x.begin_geldigheid", f"catalogi_informatieobjecttype x WHERE x.catalogus_id = r.catalogus_id AND r.informatieobjecttypen ? x.omschrijving AND {valid('x')}")} AS informatieobjecttypen,
       r.informatieobjecttypen AS "informatieobjecttypeOmschrijvingen", r.begin_geldigheid AS "beginGeldigheid",
       r.einde_geldigheid AS "eindeGeldigheid", NULL AS "beginObject", NULL AS "eindeObject", r.concept,
       '[]'::json AS resultaattypen, '[]'::json AS "resultaattypenOmschrijving", '[]'::json AS "vastgelegdIn"
FROM {{source}} r JOIN catalogi_catalogus c ON c.id = r.catalogus_id"""


def _related(view: str, table: str, condition: str, order: str) -> str:
    return f"(SELECT coalesce(json_agg(v ORDER BY {order}), '[]') FROM ({view.format(source=table)} WHERE {condition}) v)"


_CHILD = "r.zaaktype_id = z.id"

# A zaaktype with everything that hangs on it; documents and decisions in every published version.
INRICHTING = f"""
SELECT json_build_object('uuid', z.uuid,
    'zaaktype', (SELECT row_to_json(v) FROM ({ZAAKTYPE.format(source="catalogi_zaaktype")} WHERE r.id = z.id) v),
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
    )})
FROM catalogi_zaaktype z"""  # fmt: skip
