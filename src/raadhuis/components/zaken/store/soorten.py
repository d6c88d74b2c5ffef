"""The kinds of parts that hang on a zaak: what differs between them, as data.

Each has a table and a VIEW of its wire form; `onderdelen` does the rest for all of them.
"""

from __future__ import annotations

from typing import get_args

from raadhuis.components.zaken.domain.machtiging import BETROUWBAARHEID, MACHTIGINGEN
from raadhuis.components.zaken.domain.objecten import OBJECTTYPEN
from raadhuis.components.zaken.domain.zoeken import ROLLEN
from raadhuis.components.zaken.store.onderdeel import Filter, Onderdeel
from raadhuis.components.zaken.types import BetrokkeneType

_ZAAK = "%(zrc)s::text || 'zaken/' || r.zaak"
_PERIOD = ("gt", ">"), ("gte", ">="), ("lt", "<"), ("lte", "<=")


def _ref(name: str, collection: str) -> Filter:
    return Filter(name, f"r.{name} = {{}}", "ref", refers=collection)


def _moments(name: str, column: str, *, exact: bool = False) -> tuple[Filter, ...]:
    """`name__gt` and its three companions; also `name` itself when it is `exact`."""
    found = tuple(Filter(f"{name}__{end}", f"{column} {sign} {{}}", "moment") for end, sign in _PERIOD)
    return (Filter(name, f"{column} = {{}}", "moment"), *found) if exact else found


def _betrokkene(kind: str, key: str) -> Filter:
    """A filter on who plays a rol; the text is that of the indexes, and of the standard's parameter."""
    first, *rest = kind.split("_")
    name = f"betrokkeneIdentificatie__{first}{''.join(word.title() for word in rest)}__{key}"
    if key == "inpBsn":
        return Filter(name, "r.inp_bsn = {} AND r.inp_bsn <> ''")
    if kind == "medewerker":
        return Filter(name, "r.medewerker = {} AND r.medewerker <> ''")
    filled = "" if key == "identificatie" else f" AND (r.identificatie ->> '{key}') <> ''"
    return Filter(name, f"r.betrokkene_type = '{kind}' AND (r.identificatie ->> '{key}') = {{}}{filled}")


# The status that was set last is the zaak's, also when an older one is written down later.
_LAST = """CASE WHEN EXISTS (SELECT 1 FROM zaken_status y WHERE y.zaak = z.uuid
    AND y.datum_status_gezet > %(datum_status_gezet)s) THEN {} ELSE {}::uuid END"""
STATUS = Onderdeel(
    resource="status",
    collection="statussen",
    table="zaken_status",
    columns="statustype datum_status_gezet statustoelichting gezetdoor rol",
    on_zaak=f"status = {_LAST.format('z.status', '%(uuid)s')}, statustype = {_LAST.format('z.statustype', '%(statustype)s')},"
    " laatst_gemuteerd = %(at)s",
    weergave="r.statustoelichting",
    order="r.datum_status_gezet, r.uuid",
    filters=(
        _ref("statustype", "ztc/statustypen"),
        Filter(
            "indicatieLaatstGezetteStatus",
            "{} = EXISTS (SELECT 1 FROM zaken_zaak y WHERE y.uuid = r.zaak AND y.status = r.uuid)",
            "bool",
        ),
    ),
    view=f"""
SELECT %(zrc)s::text || 'statussen/' || r.uuid AS url, r.uuid, {_ZAAK} AS zaak,
       %(ztc)s::text || 'statustypen/' || r.statustype AS statustype, r.datum_status_gezet AS "datumStatusGezet",
       r.statustoelichting, NOT EXISTS (SELECT 1 FROM zaken_status y WHERE y.zaak = r.zaak
           AND (y.datum_status_gezet, y.uuid) > (r.datum_status_gezet, r.uuid)) AS "indicatieLaatstGezetteStatus",
       coalesce(%(zrc)s::text || 'rollen/' || r.rol, r.gezetdoor) AS gezetdoor,
       (SELECT coalesce(json_agg(%(zrc)s::text || 'zaakinformatieobjecten/' || d.uuid), '[]'::json)
           FROM zaken_zaakinformatieobject d WHERE d.zaak = r.zaak AND d.status = r.uuid) AS zaakinformatieobjecten
FROM {{source}} r""",
)
SUBSTATUS = Onderdeel(
    resource="substatus",
    collection="substatussen",
    table="zaken_substatus",
    columns="status omschrijving tijdstip doelgroep",
    weergave="r.omschrijving",
    order="r.tijdstip, r.uuid",
    for_resident="r.doelgroep = 'betrokkenen'",
    filters=(
        _ref("status", "zrc/statussen"),
        Filter("doelgroep", "r.doelgroep = {}", choices=("betrokkenen", "intern")),
        *_moments("tijdstip", "r.tijdstip"),
    ),
    view=f"""
SELECT %(zrc)s::text || 'substatussen/' || r.uuid AS url, r.uuid, {_ZAAK} AS zaak,
       %(zrc)s::text || 'statussen/' || r.status AS status, r.omschrijving, r.tijdstip, r.doelgroep
FROM {{source}} r""",
)
RESULTAAT = Onderdeel(
    resource="resultaat",
    collection="resultaten",
    table="zaken_resultaat",
    columns="resultaattype toelichting",
    on_zaak="resultaat = %(uuid)s, resultaattype = %(resultaattype)s",
    off_zaak="resultaat = NULL, resultaattype = NULL",
    filters=(_ref("resultaattype", "ztc/resultaattypen"),),
    view=f"""
SELECT %(zrc)s::text || 'resultaten/' || r.uuid AS url, r.uuid, {_ZAAK} AS zaak,
       %(ztc)s::text || 'resultaattypen/' || r.resultaattype AS resultaattype, r.toelichting
FROM {{source}} r""",
)
ROL = Onderdeel(
    resource="rol",
    collection="rollen",
    table="zaken_rol",
    columns="betrokkene betrokkene_type afwijkende_naam_betrokkene roltype omschrijving omschrijving_generiek"
    " roltoelichting registratiedatum indicatie_machtiging contactpersoon_rol identificatie inp_bsn medewerker"
    " authenticatie_context begin_geldigheid einde_geldigheid",
    kept="registratiedatum",
    on_zaak="rollen = z.rollen || %(uuid)s",
    off_zaak="rollen = array_remove(z.rollen, %(uuid)s)",
    on_delete="gezet AS (UPDATE zaken_status s SET rol = NULL WHERE s.zaak = %(zaak)s AND s.rol = %(uuid)s)",
    weergave="r.omschrijving",
    # A resident sees her own rollen, and of who handles her zaak the name.
    resident_source="""(SELECT o.uuid, o.zaak, '' AS betrokkene, o.betrokkene_type, o.afwijkende_naam_betrokkene,
    o.roltype, o.omschrijving, o.omschrijving_generiek, '' AS roltoelichting, o.registratiedatum,
    o.indicatie_machtiging, NULL::jsonb AS contactpersoon_rol, o.identificatie - 'identificatie' AS identificatie,
    '' AS inp_bsn, '' AS medewerker, NULL::jsonb AS authenticatie_context, o.begin_geldigheid, o.einde_geldigheid
    FROM zaken_rol o WHERE o.omschrijving_generiek = 'behandelaar'
    AND o.betrokkene_type IN ('medewerker', 'organisatorische_eenheid') AND o.inp_bsn = ''
    UNION ALL SELECT o.uuid, o.zaak, o.betrokkene, o.betrokkene_type, o.afwijkende_naam_betrokkene, o.roltype,
    o.omschrijving, o.omschrijving_generiek, o.roltoelichting, o.registratiedatum, o.indicatie_machtiging,
    o.contactpersoon_rol, o.identificatie, o.inp_bsn, o.medewerker, o.authenticatie_context, o.begin_geldigheid,
    o.einde_geldigheid FROM zaken_rol o WHERE o.inp_bsn = nullif(%(own_bsn)s, ''))""",
    filters=(
        Filter("betrokkene", "r.betrokkene = {} AND r.betrokkene <> ''", "url"),
        Filter("betrokkeneType", "r.betrokkene_type = {}", choices=get_args(BetrokkeneType)),
        _betrokkene("natuurlijk_persoon", "inpBsn"),
        _betrokkene("natuurlijk_persoon", "anpIdentificatie"),
        _betrokkene("natuurlijk_persoon", "inpA_nummer"),
        _betrokkene("niet_natuurlijk_persoon", "innNnpId"),
        _betrokkene("niet_natuurlijk_persoon", "annIdentificatie"),
        _betrokkene("niet_natuurlijk_persoon", "kvkNummer"),
        _betrokkene("niet_natuurlijk_persoon", "vestigingsNummer"),
        _betrokkene("vestiging", "vestigingsNummer"),
        _betrokkene("vestiging", "kvkNummer"),
        _betrokkene("organisatorische_eenheid", "identificatie"),
        _betrokkene("medewerker", "identificatie"),
        _ref("roltype", "ztc/roltypen"),
        Filter("omschrijving", "r.omschrijving = {}"),
        Filter("omschrijvingGeneriek", "r.omschrijving_generiek = {}", choices=ROLLEN),
        Filter("machtiging", "r.indicatie_machtiging = replace({}, 'eigen', '')", choices=MACHTIGINGEN),
        Filter(
            "machtiging__loa",
            "r.authenticatie_context ->> 'levelOfAssurance' = ANY({})",
            "loa",
            choices=tuple(BETROUWBAARHEID),
        ),
    ),
    view=f"""
SELECT %(zrc)s::text || 'rollen/' || r.uuid AS url, r.uuid, {_ZAAK} AS zaak, r.betrokkene,
       r.betrokkene_type AS "betrokkeneType", r.afwijkende_naam_betrokkene AS "afwijkendeNaamBetrokkene",
       %(ztc)s::text || 'roltypen/' || r.roltype AS roltype, r.omschrijving,
       r.omschrijving_generiek AS "omschrijvingGeneriek", r.roltoelichting, r.registratiedatum,
       r.indicatie_machtiging AS "indicatieMachtiging", r.contactpersoon_rol AS "contactpersoonRol",
       (SELECT coalesce(json_agg(%(zrc)s::text || 'statussen/' || s.uuid ORDER BY s.uuid), '[]'::json)
           FROM zaken_status s WHERE s.zaak = r.zaak AND s.rol = r.uuid) AS statussen,
       r.begin_geldigheid AS "beginGeldigheid", r.einde_geldigheid AS "eindeGeldigheid",
       r.authenticatie_context AS "authenticatieContext", r.identificatie AS "betrokkeneIdentificatie"
FROM {{source}} r""",
)
ZAAKEIGENSCHAP = Onderdeel(
    resource="zaakeigenschap",
    collection="zaakeigenschappen",
    table="zaken_zaakeigenschap",
    columns="eigenschap naam waarde",
    nested=True,
    on_zaak="eigenschappen = z.eigenschappen || %(uuid)s",
    off_zaak="eigenschappen = array_remove(z.eigenschappen, %(uuid)s)",
    weergave="r.naam",
    order="r.naam, r.uuid",
    view=f"""
SELECT {_ZAAK} || '/zaakeigenschappen/' || r.uuid AS url, r.uuid, {_ZAAK} AS zaak,
       %(ztc)s::text || 'eigenschappen/' || r.eigenschap AS eigenschap, r.naam, r.waarde
FROM {{source}} r""",
)
ZAAKINFORMATIEOBJECT = Onderdeel(
    resource="zaakinformatieobject",
    collection="zaakinformatieobjecten",
    table="zaken_zaakinformatieobject",
    columns="informatieobject titel beschrijving registratiedatum vernietigingsdatum status",
    kept="informatieobject registratiedatum",
    on_zaak="zaakinformatieobjecten = z.zaakinformatieobjecten || %(uuid)s",
    off_zaak="zaakinformatieobjecten = array_remove(z.zaakinformatieobjecten, %(uuid)s)",
    weergave="r.titel",
    filters=(_ref("informatieobject", "drc/enkelvoudiginformatieobjecten"),),
    view=f"""
SELECT %(zrc)s::text || 'zaakinformatieobjecten/' || r.uuid AS url, r.uuid,
       %(drc)s::text || 'enkelvoudiginformatieobjecten/' || r.informatieobject AS informatieobject, {_ZAAK} AS zaak,
       'Hoort bij, omgekeerd: kent' AS "aardRelatieWeergave", r.titel, r.beschrijving, r.registratiedatum,
       r.vernietigingsdatum, %(zrc)s::text || 'statussen/' || r.status AS status
FROM {{source}} r""",
)
ZAAKBESLUIT = Onderdeel(
    resource="zaakbesluit",
    collection="besluiten",
    table="zaken_zaakbesluit",
    columns="besluit ingangsdatum vervaldatum",
    nested=True,
    view=f"""
SELECT {_ZAAK} || '/besluiten/' || r.uuid AS url, r.uuid, %(brc)s::text || 'besluiten/' || r.besluit AS besluit
FROM {{source}} r""",
)
ZAAKOBJECT = Onderdeel(
    resource="zaakobject",
    collection="zaakobjecten",
    table="zaken_zaakobject",
    columns="object zaakobjecttype object_type object_type_overige object_type_overige_definitie relatieomschrijving"
    " identificatie",
    on_zaak="zaakobjecten = z.zaakobjecten || %(uuid)s",
    off_zaak="zaakobjecten = array_remove(z.zaakobjecten, %(uuid)s)",
    weergave="coalesce(nullif(r.relatieomschrijving, ''), r.object_type)",
    for_resident="FALSE",
    filters=(
        Filter("object", "r.object = {} AND r.object <> ''", "url"),
        Filter("objectType", "r.object_type = {}", choices=tuple(OBJECTTYPEN)),
    ),
    view=f"""
SELECT %(zrc)s::text || 'zaakobjecten/' || r.uuid AS url, r.uuid, {_ZAAK} AS zaak, r.object,
       coalesce(%(ztc)s::text || 'zaakobjecttypen/' || r.zaakobjecttype, '') AS zaakobjecttype,
       r.object_type AS "objectType", r.object_type_overige AS "objectTypeOverige",
       r.object_type_overige_definitie AS "objectTypeOverigeDefinitie", r.relatieomschrijving,
       r.identificatie AS "objectIdentificatie"
FROM {{source}} r""",
)
KLANTCONTACT = Onderdeel(
    resource="klantcontact",
    collection="klantcontacten",
    table="zaken_klantcontact",
    columns="identificatie datumtijd kanaal onderwerp toelichting",
    weergave="r.identificatie",
    for_resident="FALSE",
    view=f"""
SELECT %(zrc)s::text || 'klantcontacten/' || r.uuid AS url, r.uuid, {_ZAAK} AS zaak, r.identificatie, r.datumtijd,
       r.kanaal, r.onderwerp, r.toelichting
FROM {{source}} r""",
)
ZAAKCONTACTMOMENT = Onderdeel(
    resource="zaakcontactmoment",
    collection="zaakcontactmomenten",
    table="zaken_zaakcontactmoment",
    columns="contactmoment",
    weergave="r.contactmoment",
    for_resident="FALSE",
    filters=(Filter("contactmoment", "r.contactmoment = {}", "url"),),
    view=f"""
SELECT %(zrc)s::text || 'zaakcontactmomenten/' || r.uuid AS url, r.uuid, {_ZAAK} AS zaak, r.contactmoment
FROM {{source}} r""",
)
ZAAKVERZOEK = Onderdeel(
    resource="zaakverzoek",
    collection="zaakverzoeken",
    table="zaken_zaakverzoek",
    columns="verzoek",
    weergave="r.verzoek",
    for_resident="FALSE",
    filters=(Filter("verzoek", "r.verzoek = {}", "url"),),
    view=f"""
SELECT %(zrc)s::text || 'zaakverzoeken/' || r.uuid AS url, r.uuid, {_ZAAK} AS zaak, r.verzoek
FROM {{source}} r""",
)


def _text(name: str, column: str) -> tuple[Filter, Filter]:
    # A position, since the signs % and _ in what somebody looks for are no wildcards.
    return (
        Filter(name, f"{column} = {{}}"),
        Filter(f"{name}__icontains", f"position(lower({{}}::text) IN lower({column})) > 0"),
    )


ZAAKNOTITIE = Onderdeel(
    resource="zaaknotitie",
    collection="zaaknotities",
    table="zaken_zaaknotitie",
    columns="onderwerp tekst aangemaakt_door notitie_type status aanmaakdatum wijzigingsdatum",
    kept="aanmaakdatum",
    weergave="r.onderwerp",
    # "Extern mag gezien worden door medewerker en de initiator": once it is finished.
    for_resident="r.notitie_type = 'extern' AND r.status = 'definitief'",
    of_zaak="gerelateerdAan",
    filters=(
        *_text("aangemaaktDoor", "r.aangemaakt_door"),
        *_moments("aanmaakdatum", "r.aanmaakdatum", exact=True),
        Filter("notitieType", "r.notitie_type = {}", choices=("intern", "extern")),
        *_text("onderwerp", "r.onderwerp"),
        Filter("status", "r.status = {}", choices=("concept", "definitief")),
        *_text("tekst", "r.tekst"),
        *_moments("wijzigingsdatum", "r.wijzigingsdatum", exact=True),
    ),
    view=f"""
SELECT %(zrc)s::text || 'zaaknotities/' || r.uuid AS url, r.onderwerp, r.tekst,
       r.aangemaakt_door AS "aangemaaktDoor", r.notitie_type AS "notitieType", r.status, r.aanmaakdatum,
       r.wijzigingsdatum, {_ZAAK} AS "gerelateerdAan"
FROM {{source}} r""",
)

BY_COLLECTION = {
    kind.collection: kind
    for kind in (
        STATUS,
        SUBSTATUS,
        RESULTAAT,
        ROL,
        ZAAKEIGENSCHAP,
        ZAAKINFORMATIEOBJECT,
        ZAAKBESLUIT,
        ZAAKOBJECT,
        KLANTCONTACT,
        ZAAKCONTACTMOMENT,
        ZAAKVERZOEK,
        ZAAKNOTITIE,
    )
}
