"""The same door over the Zaken API of another installation.

The other side knows this installation, not its people, so what a person may do is judged here, by the same rights.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

import httpx
import msgspec

from raadhuis.components.zaken.domain.regels import ZaakIsGesloten
from raadhuis.components.zaken.domain.zoeken import ZaakQuery, parameters, search_body
from raadhuis.components.zaken.types import (
    Resultaat,
    ResultaatBody,
    Rol,
    RolBody,
    Status,
    StatusBody,
    Zaak,
    Zaakbesluit,
    ZaakbesluitBody,
    ZaakBody,
    Zaakeigenschap,
    ZaakeigenschapBody,
    Zaakinformatieobject,
    ZaakinformatieobjectBody,
    ZaakPatch,
)
from raadhuis.kernel import diensten, settings, wire, zgw
from raadhuis.kernel.audit import AuditTrail
from raadhuis.kernel.authz import has, rank, require
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.refusal import Invalid, NotAllowed, NotFound
from raadhuis.kernel.wire import Page

T = TypeVar("T")
_OWN = ("initiator", "mede_initiator")
_BIJWERKEN = ("zaken.bijwerken", "zaken.geforceerd-bijwerken")


def create_zaak(*, actor: Actor, at: datetime, body: ZaakBody, reden: str = "") -> Zaak:
    """POST /zaken"""
    level = rank(body.vertrouwelijkheidaanduiding or "openbaar")
    require(actor, "zaken.aanmaken", type_uuid=wire.uuid_of(body.zaaktype), level=level)
    response = zgw.call("zaken", "POST", "/zaken", actor=actor, body=body, reden=reden)
    return _written(response, actor=actor)


def get_zaak(*, actor: Actor, uuid: UUID) -> Zaak:
    """GET /zaken/{uuid}"""
    response = zgw.call("zaken", "GET", f"/zaken/{uuid}", actor=actor)
    zaak = _with_etag(response.content, response.headers.get("etag", ""))
    if not _may_see(actor, zaak):
        raise NotFound
    return zaak


def find_zaken(*, actor: Actor, query: ZaakQuery, page: int = 1) -> Page[Zaak]:
    """GET /zaken, or POST /zaken/_zoek for what only that can find; what the actor may not see is left out of the page, so
    an employee's `count` may be more than she gets"""
    own: dict[str, str] = {}
    if actor.rights.bsn and not actor.rights.everything:
        own["rol__betrokkeneIdentificatie__natuurlijkPersoon__inpBsn"] = actor.rights.bsn
    number = {"page": str(page)}
    if body := search_body(query, catalogi=_root("catalogi")):
        path = "/zaken/_zoek"
        response = zgw.call("zaken", "POST", path, actor=actor, body=body | own, params=number)
        found = wire.decode(response.content, Page[Zaak])
    else:
        params = parameters(query, catalogi=_root("catalogi")) | own | number
        found = zgw.get("zaken", "/zaken", Page[Zaak], actor=actor, params=params)
    seen = tuple(zaak for zaak in found.results if _may_see(actor, zaak))
    return msgspec.structs.replace(found, results=seen)


def update_zaak(
    *, actor: Actor, at: datetime, uuid: UUID, body: ZaakPatch, reden: str = "", etag: str = ""
) -> Zaak:
    """PATCH /zaken/{uuid}"""
    _may_change(actor, uuid)
    headers = {"If-Match": etag} if etag else {}
    path = f"/zaken/{uuid}"
    response = zgw.call("zaken", "PATCH", path, actor=actor, body=body, reden=reden, headers=headers)
    return _written(response, actor=actor)


def create_status(*, actor: Actor, at: datetime, body: StatusBody, reden: str = "") -> Status:
    """POST /statussen; which scope it takes (the first, another, reopening) is seen from the zaak"""
    zaak = get_zaak(actor=actor, uuid=_zaak_of(body.zaak))
    scopes = (
        ("zaken.statussen.toevoegen",) if zaak.status else ("zaken.statussen.toevoegen", "zaken.aanmaken")
    )
    if zaak.einddatum:
        scopes = ("zaken.heropenen", "zaken.geforceerd-bijwerken")
    if not _grants(actor, zaak, *scopes):
        raise ZaakIsGesloten if zaak.einddatum else NotAllowed
    return _post("/statussen", body, Status, actor=actor, reden=reden)


def list_statussen(*, actor: Actor, zaak: UUID) -> tuple[Status, ...]:
    """GET /statussen?zaak="""
    found = _every("/statussen", Status, zaak, actor=actor)
    return tuple(sorted(found, key=lambda status: (status.datum_status_gezet, status.uuid)))


def create_resultaat(*, actor: Actor, at: datetime, body: ResultaatBody, reden: str = "") -> Resultaat:
    """POST /resultaten"""
    _may_change(actor, _zaak_of(body.zaak))
    return _post("/resultaten", body, Resultaat, actor=actor, reden=reden)


def get_resultaat(*, actor: Actor, zaak: UUID) -> Resultaat | None:
    """GET /resultaten?zaak="""
    found = _every("/resultaten", Resultaat, zaak, actor=actor)
    return found[0] if found else None


def create_rol(*, actor: Actor, at: datetime, body: RolBody, reden: str = "") -> Rol:
    """POST /rollen"""
    _may_change(actor, _zaak_of(body.zaak))
    return _post("/rollen", body, Rol, actor=actor, reden=reden)


def delete_rol(*, actor: Actor, at: datetime, uuid: UUID, reden: str = "") -> None:
    """DELETE /rollen/{uuid}"""
    rol = zgw.get("zaken", f"/rollen/{uuid}", Rol, actor=actor)
    _may_change(actor, _zaak_of(rol.zaak))
    zgw.call("zaken", "DELETE", f"/rollen/{uuid}", actor=actor, reden=reden)


def list_rollen(*, actor: Actor, zaak: UUID) -> tuple[Rol, ...]:
    """GET /rollen?zaak=; a resident gets her own, and the name of who handles it"""
    found = sorted(_every("/rollen", Rol, zaak, actor=actor), key=lambda rol: rol.registratiedatum)
    if actor.kind != "inwoner":
        return tuple(found)
    return tuple(shown for rol in found if (shown := _shielded(rol, actor.rights.bsn)))


def create_zaakeigenschap(
    *, actor: Actor, at: datetime, body: ZaakeigenschapBody, reden: str = ""
) -> Zaakeigenschap:
    """POST /zaken/{zaak}/zaakeigenschappen"""
    zaak = _zaak_of(body.zaak)
    _may_change(actor, zaak)
    return _post(f"/zaken/{zaak}/zaakeigenschappen", body, Zaakeigenschap, actor=actor, reden=reden)


def list_zaakeigenschappen(*, actor: Actor, zaak: UUID) -> tuple[Zaakeigenschap, ...]:
    """GET /zaken/{zaak}/zaakeigenschappen"""
    get_zaak(actor=actor, uuid=zaak)
    path = f"/zaken/{zaak}/zaakeigenschappen"
    found = zgw.get("zaken", path, tuple[Zaakeigenschap, ...], actor=actor)
    return tuple(sorted(found, key=lambda eigenschap: eigenschap.naam))


def create_zaakinformatieobject(
    *, actor: Actor, at: datetime, body: ZaakinformatieobjectBody, reden: str = ""
) -> Zaakinformatieobject:
    """POST /zaakinformatieobjecten; the other side mirrors the link (zrc-005)"""
    zaak = get_zaak(actor=actor, uuid=_zaak_of(body.zaak))
    _refuse_unless(actor, zaak, "zaken.aanmaken", *_BIJWERKEN)
    return _post("/zaakinformatieobjecten", body, Zaakinformatieobject, actor=actor, reden=reden)


def list_zaakinformatieobjecten(*, actor: Actor, zaak: UUID) -> tuple[Zaakinformatieobject, ...]:
    """GET /zaakinformatieobjecten?zaak="""
    url = _visible_url(zaak, actor=actor)
    if url is None:
        return ()
    kind = tuple[Zaakinformatieobject, ...]
    found = zgw.get("zaken", "/zaakinformatieobjecten", kind, actor=actor, params={"zaak": url})
    return tuple(sorted(found, key=lambda document: document.registratiedatum))


def create_zaakbesluit(
    *,
    actor: Actor,
    at: datetime,
    zaak: UUID,
    body: ZaakbesluitBody,
    ingangsdatum: date | None = None,
    vervaldatum: date | None = None,
) -> Zaakbesluit:
    """POST /zaken/{zaak}/besluiten; the two dates do not travel: the other side asks its own Besluiten"""
    _may_change(actor, zaak)
    for known in list_zaakbesluiten(actor=actor, zaak=zaak):
        if known.besluit == body.besluit:
            return known
    return _post(f"/zaken/{zaak}/besluiten", body, Zaakbesluit, actor=actor)


def delete_zaakbesluit(*, actor: Actor, at: datetime, zaak: UUID, besluit: str) -> None:
    """DELETE /zaken/{zaak}/besluiten/{uuid}"""
    _may_change(actor, zaak)
    for known in list_zaakbesluiten(actor=actor, zaak=zaak):
        if known.besluit == besluit:
            zgw.call("zaken", "DELETE", f"/zaken/{zaak}/besluiten/{known.uuid}", actor=actor)


def list_zaakbesluiten(*, actor: Actor, zaak: UUID) -> tuple[Zaakbesluit, ...]:
    """GET /zaken/{zaak}/besluiten"""
    get_zaak(actor=actor, uuid=zaak)
    return zgw.get("zaken", f"/zaken/{zaak}/besluiten", tuple[Zaakbesluit, ...], actor=actor)


def list_audittrail(*, actor: Actor, zaak: UUID) -> tuple[AuditTrail, ...]:
    """GET /zaken/{zaak}/audittrail"""
    _refuse_unless(actor, get_zaak(actor=actor, uuid=zaak), "audittrails.lezen")
    found = zgw.get("zaken", f"/zaken/{zaak}/audittrail", tuple[AuditTrail, ...], actor=actor)
    return tuple(sorted(found, key=lambda record: record.aanmaakdatum))


def record_view(*, actor: Actor, at: datetime, zaak: UUID, reden: str) -> None:
    """GET /zaken/{zaak} with the purpose in its header: the standard has no other way to say that somebody looked"""
    get_zaak(actor=actor, uuid=zaak)
    zgw.call("zaken", "GET", f"/zaken/{zaak}", actor=actor, reden=reden)


def require_change(actor: Actor, zaak: Zaak) -> None:
    """Raise NotAllowed or ZaakIsGesloten when the actor may not change this zaak of another installation: what is told there
    after our commit, the house tells."""
    _refuse_unless(actor, zaak, *_BIJWERKEN)


def klantinteracties(url: str) -> diensten.Dienst | None:
    """The dienst with contactmomenten or verzoeken that `url` is an address of; None for any other address."""
    found = diensten.of(url)
    return found if found and found.soort == "kic" else None


def tell_contact(soort: str, url: str, zaak: str, *, linked: bool, actor: Actor) -> None:
    """Make the register of a contactmoment or verzoek (`soort`) say that it belongs to `zaak`, or not any more
    (zrc-024, zrc-025): its objectcontactmomenten or objectverzoeken. Nothing when its dienst is gone."""
    dienst, path = klantinteracties(url), _OBJECTS[soort]
    if dienst is None:
        return
    known = zgw.ask(dienst, "GET", path, actor=actor, params={soort: url, "object": zaak})
    there = _relations(known.content, soort=soort, url=url, zaak=zaak)
    if linked and not there:
        body = {soort: url, "object": zaak, "objectType": "zaak"}
        zgw.ask(dienst, "POST", path, actor=actor, body=body)
    for relation in () if linked else there:
        # Only what is below its own root is its own.
        if dienst.covers(relation):
            zgw.ask(dienst, "DELETE", relation.removeprefix(dienst.url), actor=actor)


_OBJECTS = {"contactmoment": "/objectcontactmomenten", "verzoek": "/objectverzoeken"}


def _relations(raw: bytes, *, soort: str, url: str, zaak: str) -> list[str]:
    """The URLs of the relations between these two, in a list or a page, whether or not the other side filtered."""
    said: Any = msgspec.json.decode(raw)
    found = said.get("results", []) if isinstance(said, dict) else said
    return [str(one.get("url")) for one in found if (one.get(soort), one.get("object")) == (url, zaak)]


def _root(register: str) -> str:
    ours = settings.current()
    return ours.register_url(register) or f"{ours.url}/{register}/api/v1"


def _zaak_of(url: str) -> UUID:
    uuid = wire.uuid_of(url)
    if uuid is None or not url.startswith(f"{_root('zaken')}/zaken/"):
        raise Invalid.field("zaak", "does_not_exist", "Deze URL wijst niet naar een zaak in dit register.")
    return uuid


def _written(response: httpx.Response, *, actor: Actor) -> Zaak:
    zaak = _with_etag(response.content, response.headers.get("etag", ""))
    # The standard asks for it on reading only; without it the next change would not be guarded.
    if not zaak.etag:
        read = zgw.call("zaken", "HEAD", f"/zaken/{zaak.uuid}", actor=actor)
        zaak = msgspec.structs.replace(zaak, etag=read.headers.get("etag", "").removeprefix("W/"))
    return zaak


def _with_etag(raw: bytes, etag: str) -> Zaak:
    return msgspec.structs.replace(wire.decode(raw, Zaak), etag=etag.removeprefix("W/"))


def _post(path: str, body: wire.Wire, kind: type[T], *, actor: Actor, reden: str = "") -> T:
    return wire.decode(zgw.call("zaken", "POST", path, actor=actor, body=body, reden=reden).content, kind)


def _every(path: str, kind: type[T], zaak: UUID, *, actor: Actor) -> tuple[T, ...]:
    url = _visible_url(zaak, actor=actor)
    return zgw.every("zaken", path, kind, actor=actor, params={"zaak": url}, beside=zaak) if url else ()


def _visible_url(zaak: UUID, *, actor: Actor) -> str | None:
    try:
        return get_zaak(actor=actor, uuid=zaak).url
    except NotFound:
        return None


def _grants(actor: Actor, zaak: Zaak, *scopes: str) -> bool:
    level = rank(zaak.vertrouwelijkheidaanduiding)
    return any(has(actor, scope, type_uuid=wire.uuid_of(zaak.zaaktype), level=level) for scope in scopes)


def _may_see(actor: Actor, zaak: Zaak) -> bool:
    if _grants(actor, zaak, "zaken.lezen") or zaak.uuid in actor.rights.objects:
        return True
    if not actor.rights.bsn:
        return False
    rollen = zgw.every("zaken", "/rollen", Rol, actor=actor, params={"zaak": zaak.url}, beside=zaak.uuid)
    return any(_is_of(rol, actor.rights.bsn) and rol.omschrijving_generiek in _OWN for rol in rollen)


def _is_of(rol: Rol, bsn: str) -> bool:
    return (
        bool(bsn) and rol.betrokkene_identificatie is not None and rol.betrokkene_identificatie.inp_bsn == bsn
    )


def _shielded(rol: Rol, bsn: str) -> Rol | None:
    if _is_of(rol, bsn):
        return rol
    if rol.omschrijving_generiek != "behandelaar" or rol.betrokkene_type not in (
        "medewerker",
        "organisatorische_eenheid",
    ):
        return None
    named = rol.betrokkene_identificatie and msgspec.structs.replace(
        rol.betrokkene_identificatie, identificatie=""
    )
    return msgspec.structs.replace(
        rol,
        betrokkene="",
        roltoelichting="",
        contactpersoon_rol=None,
        authenticatie_context=None,
        betrokkene_identificatie=named,
    )


def _may_change(actor: Actor, uuid: UUID) -> None:
    zaak = get_zaak(actor=actor, uuid=uuid)
    _refuse_unless(actor, zaak, *_BIJWERKEN)


def _refuse_unless(actor: Actor, zaak: Zaak, *scopes: str) -> None:
    if not _grants(actor, zaak, *scopes):
        raise NotAllowed
    writes = any(scope in _BIJWERKEN for scope in scopes)
    if writes and zaak.einddatum and not _grants(actor, zaak, "zaken.geforceerd-bijwerken"):
        raise ZaakIsGesloten
