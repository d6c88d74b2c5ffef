"""The catalogi of another provider as rows here: which field goes into which column, concepts and old versions included."""

from __future__ import annotations

from typing import Any

from raadhuis.components.catalogi.store.kinds import KINDS as OURS
from raadhuis.kernel.loading import Adapt, Kind, Row
from raadhuis.kernel.loading_fields import Item, Known, Wrong, fields

API = "/catalogi/api/v1"
_PERIOD = "begin_object date ?\neinde_object date ?"
_VERSION = f"begin_geldigheid date !\neinde_geldigheid date ?\nconcept bool\n{_PERIOD}"


def _kind(collection: str, spec: str, *, more: tuple[str, ...] = (), adapt: Adapt | None = None) -> Kind:
    ours = OURS[collection]
    given: dict[str, Any] = {"adapt": adapt} if adapt else {}
    parent = {
        "catalogus_id": ("catalogus", "catalogussen", "catalogi_catalogus"),
        "zaaktype_id": ("zaaktype", "zaaktypen", "catalogi_zaaktype"),
    }.get(ours.parent)
    if parent:
        spec = f"{ours.parent}={parent[0]} id:catalogi/{parent[1]} !\n{spec}"
        given["tables"] = {ours.parent: parent[2]}
    child, path = ours.parent == "zaaktype_id", f"{API}/{ours.path}/"
    return Kind(
        bron="ztc",
        resource=ours.resource,
        path=path,
        hoofd_path=ours.hoofd_path or path,
        table=ours.table,
        hoofd="zaaktype_id" if child else "uuid",
        weergave=ours.weergave.removeprefix("r."),
        fields=fields(spec),
        more=more,
        **given,
    )


def gerelateerd(item: Item, known: Known, catalogi: Known, base: str) -> list[dict[str, str]]:
    """gerelateerdeZaaktypen as they are kept: by identificatie within the catalogus, else by URL. `known` and `catalogi`
    say the identificatie and the catalogus behind the URL of a zaaktype."""
    found: list[dict[str, str]] = []
    for one in item.get("gerelateerdeZaaktypen") or []:
        url = one.get("zaaktype") if isinstance(one, dict) else None
        if not isinstance(url, str):
            raise Wrong("gerelateerdeZaaktypen", "een lijst van groepen met een zaaktype")
        kept = {
            "aardRelatie": str(one.get("aardRelatie") or ""),
            "toelichting": str(one.get("toelichting") or ""),
        }
        if url in known and catalogi.get(url) == item.get("catalogus"):
            kept["zaaktype"] = known[url]
        elif url.startswith(("http://", "https://")):
            kept["url"] = url.removeprefix(base) if url in known else url
        else:
            kept["zaaktype"] = url
        if kept not in found:
            found.append(kept)
    return found


def _zaaktype(item: Item, row: Row) -> None:
    row["gerelateerde_zaaktypen"] = item.get("_gerelateerd") or []
    for name in ("broncatalogus", "bronzaaktype"):
        group = row[name]
        row[name] = group if group and any(group.values()) else None
    row["versiedatum"] = row["versiedatum"] or row["begin_geldigheid"]


def _informatieobjecttype(item: Item, row: Row) -> None:
    group = row["omschrijving_generiek"]
    row["omschrijving_generiek"] = group if group and any(group.values()) else None


KINDS: dict[str, Kind] = {
    "catalogussen": _kind(
        "catalogussen",
        """domein text:5 !
        rsin text:9 !
        naam text ?
        versie text ?
        begindatum_versie date ?
        contactpersoon_beheer_naam text
        contactpersoon_beheer_telefoonnummer text
        contactpersoon_beheer_emailadres text""",
    ),
    "informatieobjecttypen": _kind(
        "informatieobjecttypen",
        f"""omschrijving text:80 !
        vertrouwelijkheidaanduiding text:20 !
        informatieobjectcategorie text:80
        trefwoord json
        omschrijving_generiek json ?
        {_VERSION}""",
        adapt=_informatieobjecttype,
    ),
    "besluittypen": _kind(
        "besluittypen",
        f"""omschrijving text:80
        omschrijving_generiek text
        besluitcategorie text
        reactietermijn text:40 0
        publicatie_indicatie bool
        publicatietekst text
        publicatietermijn text:40 0
        toelichting text
        informatieobjecttypen=informatieobjecttypeOmschrijvingen|informatieobjecttypen names
        {_VERSION}""",
    ),
    "zaaktypen": _kind(
        "zaaktypen",
        f"""identificatie text:50 !
        omschrijving text:80 !
        omschrijving_generiek text
        vertrouwelijkheidaanduiding text:20 !
        doel text
        aanleiding text
        toelichting text
        indicatie_intern_of_extern text:7
        handeling_initiator text:20
        onderwerp text:80
        handeling_behandelaar text:20
        doorlooptijd text:40 !
        servicenorm text:40 0
        opschorting_en_aanhouding_mogelijk bool
        verlenging_mogelijk bool
        verlengingstermijn text:40 0
        trefwoorden json
        publicatie_indicatie bool
        publicatietekst text
        verantwoordingsrelatie json
        producten_of_diensten json
        selectielijst_procestype text
        referentieproces_naam=referentieproces.naam text
        referentieproces_link=referentieproces.link text
        verantwoordelijke text:50
        broncatalogus json ?
        bronzaaktype json ?
        besluittypen=besluittypeOmschrijving|besluittypen names
        deelzaaktypen=deelzaaktypeIdentificaties|deelzaaktypen names
        versiedatum date ?
        {_VERSION}""",
        more=("gerelateerde_zaaktypen",),
        adapt=_zaaktype,
    ),
    "statustypen": _kind(
        "statustypen",
        f"""volgnummer int !
        omschrijving text:80 !
        omschrijving_generiek text
        statustekst text
        informeren bool
        doorlooptijd text:40 0
        toelichting text ?
        checklistitem_statustype json
        eigenschappen refs:catalogi/eigenschappen
        {_PERIOD}""",
    ),
    "eigenschappen": _kind(
        "eigenschappen",
        f"""naam text:20 !
        definitie text:255
        groep=specificatie.groep text
        formaat=specificatie.formaat text:10 !
        lengte=specificatie.lengte text:14
        kardinaliteit=specificatie.kardinaliteit text:3
        waardenverzameling=specificatie.waardenverzameling json
        toelichting text
        statustype ref:catalogi/statustypen ?
        {_PERIOD}""",
    ),
    "roltypen": _kind("roltypen", f"omschrijving text:100 !\nomschrijving_generiek text:20 !\n{_PERIOD}"),
    "resultaattypen": _kind(
        "resultaattypen",
        f"""omschrijving text:30 !
        resultaattypeomschrijving text
        omschrijving_generiek text
        selectielijstklasse text
        toelichting text
        archiefnominatie text:16
        archiefactietermijn text:40 0
        afleidingswijze=brondatumArchiefprocedure.afleidingswijze text:20 0
        datumkenmerk=brondatumArchiefprocedure.datumkenmerk text
        einddatum_bekend=brondatumArchiefprocedure.einddatumBekend bool
        objecttype=brondatumArchiefprocedure.objecttype text
        registratie=brondatumArchiefprocedure.registratie text
        procestermijn=brondatumArchiefprocedure.procestermijn text:40 0
        procesobjectaard text ?
        indicatie_specifiek bool ?
        eigen_procestermijn=procestermijn text:40 0
        besluittypen=besluittypeOmschrijving|besluittypen names
        informatieobjecttypen=informatieobjecttypeOmschrijving|informatieobjecttypen names
        {_PERIOD}""",
    ),
    "zaaktype-informatieobjecttypen": _kind(
        "zaaktype-informatieobjecttypen",
        """informatieobjecttype name !
        volgnummer int !
        richting text:8 !
        statustype ref:catalogi/statustypen ?""",
    ),
    "zaakobjecttypen": _kind(
        "zaakobjecttypen",
        f"""ander_objecttype bool
        objecttype text:200 !
        relatie_omschrijving text:80
        statustypen refs:catalogi/statustypen
        resultaattypen refs:catalogi/resultaattypen
        {_PERIOD}""",
    ),
}
