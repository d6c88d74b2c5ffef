"""The zaken of another provider as rows here: which field goes into which column, for a zaak and each of its parts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from raadhuis.components.zaken.domain.geometrie import box, is_geometry
from raadhuis.components.zaken.store import soorten
from raadhuis.components.zaken.store.onderdeel import Onderdeel
from raadhuis.components.zaken.store.urls import identify
from raadhuis.components.zaken.store.zaken import PATH
from raadhuis.kernel import db, events
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.loading import Adapt, Kind, Row
from raadhuis.kernel.loading_fields import Item, Wrong, fields


def _empty(group: Any) -> bool:
    """Whether a group says nothing: other providers answer its structure with empty fields, where we keep null."""
    return not group or not any(group.values())


def _zaak(item: Item, row: Row) -> None:
    for group in ("verlenging", "opschorting", "processobject"):
        value = row[group]
        if value is not None and not isinstance(value, dict):
            raise Wrong(group, "een groep van velden, of null")
        row[group] = None if _empty(value) else value
    if row["opschorting"]:
        row["opschorting"] = {"reden": "", "eerdereOpschorting": False, **row["opschorting"]}
    shape = row["zaakgeometrie"]
    if shape and not is_geometry(shape):
        raise Wrong("zaakgeometrie", "een geometrie volgens GeoJSON")
    row["omvang"] = "{},{},{},{}".format(*box(shape)) if shape else None
    row["relevante_andere_zaken"] = [_relevant(one) for one in item.get("relevanteAndereZaken") or []]
    row["gerelateerde_zaken"] = [
        str(_zaak_of("gerelateerdeZaken", one)) for one in item.get("gerelateerdeZaken") or []
    ]


def _relevant(one: Any) -> dict[str, Any]:
    uuid = _zaak_of("relevanteAndereZaken", one)
    return {"zaak": str(uuid), **{name: value for name, value in one.items() if name != "url"}}


def _zaak_of(field: str, one: Any) -> UUID:
    uuid = identify(one["url"], "zrc", "zaken") if isinstance(one, dict) and "url" in one else None
    if uuid is None:
        raise Wrong(field, "zaken die mee worden overgezet; er is er een van een ander register")
    return uuid


def _status(item: Item, row: Row) -> None:
    uuid = identify(row["gezetdoor"], "zrc", "rollen")
    row["rol"] = str(uuid) if uuid else None


def _rol(item: Item, row: Row) -> None:
    who = row["identificatie"] = row["identificatie"] or {}
    if not isinstance(who, dict):
        raise Wrong("betrokkeneIdentificatie", "een groep van velden")
    row["inp_bsn"] = str(who.get("inpBsn") or "")
    medewerker = row["betrokkene_type"] == "medewerker"
    row["medewerker"] = str(who.get("identificatie") or "") if medewerker else ""
    row["contactpersoon_rol"] = None if _empty(row["contactpersoon_rol"]) else row["contactpersoon_rol"]


def _kind(of: Onderdeel, spec: str, *, more: tuple[str, ...] = (), adapt: Adapt | None = None) -> Kind:
    given = {"adapt": adapt} if adapt else {}
    weergave = of.weergave.removeprefix("r.") if of.weergave.startswith("r.") else ""
    zaak = f"zaak={of.of_zaak} ref:zaken/zaken !"
    return Kind(
        bron="zrc", resource=of.resource, path=of.path, hoofd_path=PATH, table=of.table, hoofd="zaak",
        weergave=weergave, fields=fields(f"{zaak}\n{spec}"), more=more, **given,  # type: ignore[arg-type]  # Adapt
    )  # fmt: skip


KINDS: dict[str, Kind] = {
    "zaken": Kind(
        bron="zrc",
        resource="zaak",
        path=PATH,
        hoofd_path=PATH,
        table="zaken_zaak",
        weergave="identificatie",
        adapt=_zaak,
        more=("omvang", "relevante_andere_zaken", "gerelateerde_zaken"),
        fields=fields("""
            identificatie text:40 !
            bronorganisatie text:9 !
            omschrijving text:80
            toelichting text:1000
            zaaktype ref:catalogi/zaaktypen !
            registratiedatum date !
            verantwoordelijke_organisatie text:9
            startdatum date !
            einddatum date ?
            einddatum_gepland date ?
            uiterlijke_einddatum_afdoening date ?
            publicatiedatum date ?
            communicatiekanaal text:1000
            producten_of_diensten json
            vertrouwelijkheid=vertrouwelijkheidaanduiding level !
            betalingsindicatie text:20
            laatste_betaaldatum moment ?
            zaakgeometrie json ?
            verlenging json ?
            opschorting json ?
            selectielijstklasse text:1000
            hoofdzaak ref:zaken/zaken ?
            kenmerken json
            archiefnominatie text:20 0
            archiefstatus text:40 !
            archiefactiedatum date ?
            startdatum_bewaartermijn date ?
            opdrachtgevende_organisatie text:9
            processobjectaard text:200 ?
            processobject json ?
            communicatiekanaal_naam text:250
            laatst_gemuteerd moment ?
            laatst_geopend moment ?
            deelzaken refs:zaken/zaken +
            eigenschappen refs:zaken/zaken +
            rollen refs:zaken/rollen +
            zaakinformatieobjecten refs:zaken/zaakinformatieobjecten +
            zaakobjecten refs:zaken/zaakobjecten +
            status ref:zaken/statussen ?+
            resultaat ref:zaken/resultaten ?+"""),
    ),
    "rollen": _kind(
        soorten.ROL,
        """betrokkene text:1000
        betrokkene_type text:30 !
        afwijkende_naam_betrokkene text:625
        roltype ref:catalogi/roltypen !
        omschrijving text:100
        omschrijving_generiek text:80
        roltoelichting text:1000
        registratiedatum moment !
        indicatie_machtiging text:20
        contactpersoon_rol json ?
        identificatie=betrokkeneIdentificatie json ?
        authenticatie_context json ?
        begin_geldigheid date ?
        einde_geldigheid date ?""",
        more=("inp_bsn", "medewerker"),
        adapt=_rol,
    ),
    "statussen": _kind(
        soorten.STATUS,
        """statustype ref:catalogi/statustypen !
        datum_status_gezet moment !
        statustoelichting text:1000
        gezetdoor text:200""",
        more=("rol",),
        adapt=_status,
    ),
    "substatussen": _kind(
        soorten.SUBSTATUS,
        """status ref:zaken/statussen !
        omschrijving text:200
        tijdstip moment !
        doelgroep text:20 !""",
    ),
    "resultaten": _kind(
        soorten.RESULTAAT,
        """resultaattype ref:catalogi/resultaattypen !
        toelichting text:1000""",
    ),
    "zaakeigenschappen": _kind(
        soorten.ZAAKEIGENSCHAP,
        """eigenschap ref:catalogi/eigenschappen !
        naam text:20 !
        waarde text""",
    ),
    "zaakinformatieobjecten": _kind(
        soorten.ZAAKINFORMATIEOBJECT,
        """informatieobject ref:documenten/enkelvoudiginformatieobjecten !
        titel text:200
        beschrijving text
        registratiedatum moment !
        vernietigingsdatum moment ?
        status ref:zaken/statussen ?""",
    ),
    "zaakobjecten": _kind(
        soorten.ZAAKOBJECT,
        """object text:1000
        zaakobjecttype ref:catalogi/zaakobjecttypen ?
        object_type text:30 !
        object_type_overige text:100
        object_type_overige_definitie json ?
        relatieomschrijving text:80
        identificatie=objectIdentificatie json ?""",
    ),
    "klantcontacten": _kind(
        soorten.KLANTCONTACT,
        """identificatie text:14
        datumtijd moment !
        kanaal text:20
        onderwerp text:200
        toelichting text:1000""",
    ),
    "zaakcontactmomenten": _kind(soorten.ZAAKCONTACTMOMENT, "contactmoment text:1000 !"),
    "zaakverzoeken": _kind(soorten.ZAAKVERZOEK, "verzoek text:1000 !"),
    "zaaknotities": _kind(
        soorten.ZAAKNOTITIE,
        """onderwerp text:255
        tekst text
        aangemaakt_door text:255
        notitie_type text:10 !
        status text:10 !
        aanmaakdatum moment !
        wijzigingsdatum moment !""",
    ),
    "zaakbesluiten": _kind(
        soorten.ZAAKBESLUIT,
        """besluit ref:besluiten/besluiten !
        ingangsdatum date ?
        vervaldatum date ?""",
    ),
}

# What hangs on a zaak is also kept on its own row: the identifiers in one order, so that the same is the same.
_HANGING = {
    "deelzaken": "SELECT x.uuid FROM zaken_zaak x WHERE x.hoofdzaak = z.uuid",
    "eigenschappen": "SELECT x.uuid FROM zaken_zaakeigenschap x WHERE x.zaak = z.uuid",
    "rollen": "SELECT x.uuid FROM zaken_rol x WHERE x.zaak = z.uuid",
    "zaakinformatieobjecten": "SELECT x.uuid FROM zaken_zaakinformatieobject x WHERE x.zaak = z.uuid",
    "zaakobjecten": "SELECT x.uuid FROM zaken_zaakobject x WHERE x.zaak = z.uuid",
}
_LAST = """(SELECT x.{} FROM zaken_status x WHERE x.zaak = z.uuid
    ORDER BY x.datum_status_gezet DESC, x.uuid DESC LIMIT 1)"""
_RESULT = "(SELECT x.{} FROM zaken_resultaat x WHERE x.zaak = z.uuid LIMIT 1)"
_ONE = {
    "status": _LAST.format("uuid"),
    "statustype": _LAST.format("statustype"),
    "resultaat": _RESULT.format("uuid"),
    "resultaattype": _RESULT.format("resultaattype"),
}
_VALUES = {
    **{name: f"ARRAY({sql} ORDER BY 1)" for name, sql in _HANGING.items()},
    **_ONE,
}
_SETTLE = f"""
WITH found AS (SELECT z.uuid, {", ".join(f"{sql} AS {name}" for name, sql in _VALUES.items())}
               FROM zaken_zaak z WHERE z.uuid = ANY(%(zaken)s))
UPDATE zaken_zaak z SET versie = z.versie + 1, {", ".join(f"{name} = found.{name}" for name in _VALUES)}
FROM found WHERE z.uuid = found.uuid
  AND ({" OR ".join(f"NOT (z.{n} @> found.{n} AND z.{n} <@ found.{n})" for n in _HANGING)}
       OR ({", ".join(f"z.{n}" for n in _ONE)}) IS DISTINCT FROM ({", ".join(f"found.{n}" for n in _ONE)}))"""
_NEW = """SELECT DISTINCT a.hoofd FROM kernel_audit a
WHERE a.hoofd = ANY(%(zaken)s) AND a.bron = 'zrc' AND a.actor_id = %(by)s AND a.at >= %(since)s"""


def settle(zaken: Sequence[UUID], *, since: datetime, actor: Actor, at: datetime) -> int:
    """Make the rows of these zaken say what hangs on them; how many did not. In the caller's transaction.

    The rooms of ours that keep a picture of a zaak hear of each that was taken over since `since`; nobody else does.
    """
    wrong = db.run(_SETTLE, {"zaken": list(zaken)}).rowcount
    to = events.hearers("zaken", "zaak", "create")
    new = db.rows(_NEW, {"zaken": list(zaken), "since": since, "by": actor.id}) if to else []
    if new:
        events.publish_each(
            (zaak for (zaak,) in new),
            kanaal="overzetten",
            resource="zaak",
            actie="create",
            hoofd_path=PATH,
            at=at,
            actor_id=actor.id,
            to=to,
        )
    return wrong
