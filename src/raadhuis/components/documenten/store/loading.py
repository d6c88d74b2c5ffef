"""The documents of another provider as rows here: every version, and what belongs to a document."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from raadhuis.components.documenten.store import onderdelen, sql
from raadhuis.components.documenten.store.relations import PATH as OIO_PATH
from raadhuis.kernel import db
from raadhuis.kernel.loading import Adapt, Kind, Row
from raadhuis.kernel.loading_fields import Item, Wrong, fields
from raadhuis.kernel.references import uuid_at

_DOCUMENT_ID = "id:documenten/enkelvoudiginformatieobjecten !"
_TABLES = {"document_id": "documenten_document"}


def _oio(item: Item, row: Row) -> None:
    object_type, url = row["object_type"], item.get("object")
    collection = {"zaak": "zaken", "besluit": "besluiten"}.get(object_type)
    if collection is None:
        raise Wrong("objectType", "zaak of besluit; van iets anders houden wij geen relatie bij")
    found = uuid_at(url, collection, collection) if isinstance(url, str) else None
    if found is None:
        raise Wrong("object", f"een adres van {collection}/{collection} dat mee wordt overgezet")
    row["object"] = str(found)


def _versie(item: Item, row: Row) -> None:
    for group in ("ondertekening", "integriteit"):
        value = row[group]
        row[group] = value if value and any(value.values()) else None
    for name in ("blob", "omvang"):
        row[name] = item.get(f"_{name}")
    row["sha256"] = item.get("_sha256") or ""


def _part(kind: onderdelen.Kind, spec: str) -> Kind:
    return Kind(
        bron="drc",
        resource=kind.resource,
        path=kind.path,
        hoofd_path=sql.PATH,
        table=kind.table,
        hoofd="document_id",
        tables=_TABLES,
        fields=fields(f"document_id=informatieobject {_DOCUMENT_ID}\n{spec}"),
    )


def _document(table: str, spec: str, **more: Any) -> Kind:
    return Kind(
        bron="drc",
        resource="enkelvoudiginformatieobject",
        path=sql.PATH,
        hoofd_path=sql.PATH,
        table=table,
        fields=fields(spec),
        **more,
    )


_ADAPT: Adapt = _versie
DOCUMENT = _document(
    "documenten_document",
    "bronorganisatie text:9 !\nidentificatie text:40 !\nversie int !",
    weergave="identificatie",
)
VERSIE = _document(
    "documenten_versie",
    f"""document_id=url {_DOCUMENT_ID}
    versie int !
    begin_registratie moment !
    informatieobjecttype ref:catalogi/informatieobjecttypen !
    va=vertrouwelijkheidaanduiding level !
    creatiedatum date !
    titel text:200 !
    auteur text:200
    taal text:3
    status text:20
    formaat text:255
    bestandsnaam text:255
    beschrijving text:1000
    link text:200
    verschijningsvorm text
    trefwoorden json
    ontvangstdatum date ?
    verzenddatum date ?
    tonen_aan_initiator bool
    indicatie_gebruiksrecht bool ?
    is_gereed_voor_publicatie bool ?
    inhoud_is_vervallen bool ?
    ondertekening json ?
    integriteit json ?""",
    hoofd="document_id",
    object="document_id",
    key=("document_id", "versie"),
    tables=_TABLES,
    more=("blob", "omvang", "sha256"),
    adapt=_ADAPT,
)
KINDS: dict[str, Kind] = {
    "enkelvoudiginformatieobjecten": DOCUMENT,
    "gebruiksrechten": _part(
        onderdelen.GEBRUIKSRECHT,
        "startdatum moment !\neinddatum moment ?\nomschrijving_voorwaarden text !",
    ),
    "objectinformatieobjecten": Kind(
        bron="drc",
        resource="objectinformatieobject",
        path=OIO_PATH,
        hoofd_path=sql.PATH,
        table="documenten_objectinformatieobject",
        hoofd="document_id",
        tables=_TABLES,
        weergave="object_type",
        more=("object",),
        adapt=_oio,
        fields=fields(f"document_id=informatieobject {_DOCUMENT_ID}\nobject_type text:20 !"),
    ),
    "verzendingen": _part(
        onderdelen.VERZENDING,
        """betrokkene text:200 !
        aard_relatie text:20 !
        toelichting text:200
        ontvangstdatum date ?
        verzenddatum date ?
        contact_persoon text:1000
        contactpersoonnaam text:40
        binnenlands_correspondentieadres json ?
        buitenlands_correspondentieadres json ?
        correspondentie_postadres json ?
        faxnummer text:15 ?
        emailadres text:100 ?
        mijn_overheid bool
        telefoonnummer text:15 ?""",
    ),
}
_KEPT = """SELECT d.uuid::text, v.versie, v.sha256, v.blob::text, v.omvang FROM documenten_versie v
JOIN documenten_document d ON d.id = v.document_id WHERE d.uuid = ANY(%(uuids)s::uuid[]) AND v.blob IS NOT NULL"""
_VERSIONS_GONE = """DELETE FROM documenten_versie v USING documenten_document d
WHERE d.id = v.document_id AND d.uuid = %(uuid)s RETURNING v.sha256"""


def kept(uuids: list[str]) -> dict[tuple[str, str], tuple[str, int]]:
    """The content that these documents have here: (document, SHA-256) to its key and size in bytes."""
    found = db.rows(_KEPT, {"uuids": uuids})
    return {(uuid, sha256): (blob, omvang) for uuid, _, sha256, blob, omvang in found}


def remove_versions(uuid: UUID) -> None:
    """Every version of a document, and the text that only it had; its content goes with the sweep."""
    texts = [sha256 for (sha256,) in db.rows(_VERSIONS_GONE, {"uuid": uuid})]
    db.run(sql.FORGET_TEXTS, {"texts": texts})
