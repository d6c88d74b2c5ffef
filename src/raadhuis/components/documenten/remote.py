"""The door of Documenten over the VNG API of another installation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import datetime
from urllib.parse import unquote
from uuid import UUID

import httpx
import msgspec

from raadhuis.components.documenten.types import (
    EnkelvoudigInformatieObject,
    EnkelvoudigInformatieObjectBody,
    Inhoud,
    ObjectInformatieObject,
    ObjectInformatieObjectBody,
)
from raadhuis.kernel import outgoing, references, wire, zgw
from raadhuis.kernel.audit import AuditTrail
from raadhuis.kernel.authz import LEVELS, has, rank
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.refusal import Invalid, NotAllowed, NotFound, Unavailable

_REGISTER = "documenten"
_EIO = "/enkelvoudiginformatieobjecten"
_OIO = "/objectinformatieobjecten"


def create_enkelvoudiginformatieobject(
    *, actor: Actor, at: datetime, body: EnkelvoudigInformatieObjectBody, reden: str = ""
) -> EnkelvoudigInformatieObject:
    """Store a document there; its content travels as base64."""
    if body.inhoud and body.bestandsomvang is None:
        body = msgspec.structs.replace(body, bestandsomvang=len(body.inhoud))
    answer = zgw.call(_REGISTER, "POST", _EIO, actor=actor, body=body, reden=reden)
    return wire.decode(answer.content, EnkelvoudigInformatieObject)


def get_enkelvoudiginformatieobject(*, actor: Actor, uuid: UUID) -> EnkelvoudigInformatieObject:
    """The newest version of a document. Raises NotFound, also when the actor may not see it: the other side knows this
    installation, not its people."""
    found = zgw.get(_REGISTER, f"{_EIO}/{uuid}", EnkelvoudigInformatieObject, actor=actor)
    if not may_see(actor, found):
        raise NotFound
    return found


def find_enkelvoudiginformatieobject(
    *, actor: Actor, bronorganisatie: str, identificatie: str
) -> EnkelvoudigInformatieObject | None:
    """The document with this identification, or None."""
    params = {"bronorganisatie": bronorganisatie, "identificatie": identificatie}
    found = zgw.every(_REGISTER, _EIO, EnkelvoudigInformatieObject, actor=actor, params=params)
    return found[0] if found else None


def open_inhoud(*, actor: Actor, uuid: UUID) -> Inhoud:
    """The content of the newest version, passed on while it arrives. Raises NotFound, NotAllowed, Unavailable."""
    document = get_enkelvoudiginformatieobject(actor=actor, uuid=uuid)
    client = httpx.Client(timeout=outgoing.TIMEOUT, follow_redirects=False, trust_env=False)
    place = zgw.place_of(_REGISTER, f"{_EIO}/{uuid}/download", actor=actor)
    request = client.build_request("GET", place.url, headers=place.proof)
    try:
        response = client.send(request, stream=True)
    except httpx.HTTPError as error:
        client.close()
        raise Unavailable from error
    if response.status_code != 200:
        client.close()
        raise {404: NotFound, 403: NotAllowed}.get(response.status_code, Unavailable)
    return Inhoud(
        bestandsnaam=document.bestandsnaam or _offered_name(response) or document.titel,
        formaat=document.formaat,
        omvang=document.bestandsomvang or int(response.headers.get("Content-Length", 0)),
        chunks=_chunks(client, response),
    )


def create_objectinformatieobject(
    *, actor: Actor, at: datetime, body: ObjectInformatieObjectBody
) -> ObjectInformatieObject:
    """Mirror a link there; one that is there already (the register of the object may have made it) is the answer."""
    beside = wire.uuid_of(body.informatieobject)
    try:
        answer = zgw.call(_REGISTER, "POST", _OIO, actor=actor, body=body, beside=beside)
    except Invalid as refusal:
        if not any(field.code == "unique" for field in refusal.fields):
            raise
        params = {"informatieobject": body.informatieobject, "object": body.object}
        found = zgw.get(
            _REGISTER, _OIO, tuple[ObjectInformatieObject, ...], actor=actor, params=params, beside=beside
        )
        if not found:
            raise
        return found[0]
    return wire.decode(answer.content, ObjectInformatieObject)


def delete_objectinformatieobject(
    *, actor: Actor, at: datetime, informatieobject: str, object_url: str
) -> None:
    """End a mirrored link there; nothing to do when it is gone."""
    params = {"informatieobject": informatieobject, "object": object_url}
    beside = wire.uuid_of(informatieobject)
    found = zgw.get(
        _REGISTER, _OIO, tuple[ObjectInformatieObject, ...], actor=actor, params=params, beside=beside
    )
    for link in found:
        with suppress(NotFound):
            zgw.call(_REGISTER, "DELETE", f"{_OIO}/{wire.uuid_of(link.url)}", actor=actor)


def list_objectinformatieobjecten(
    *, actor: Actor, informatieobject: UUID
) -> tuple[ObjectInformatieObject, ...]:
    """What a document belongs to."""
    url = f"{references.root(_REGISTER)}{_EIO}/{informatieobject}"
    params, kind = {"informatieobject": url}, tuple[ObjectInformatieObject, ...]
    return zgw.get(_REGISTER, _OIO, kind, actor=actor, params=params, beside=informatieobject)


def list_audittrail(*, actor: Actor, uuid: UUID) -> tuple[AuditTrail, ...]:
    """Who did and saw what with a document, oldest first. Raises NotFound."""
    found = zgw.get(_REGISTER, f"{_EIO}/{uuid}/audittrail", tuple[AuditTrail, ...], actor=actor)
    return tuple(sorted(found, key=lambda record: record.aanmaakdatum))


def record_view(*, actor: Actor, at: datetime, uuid: UUID, reden: str) -> None:
    """Look at the document there, saying why: that register keeps its own audit trail. Raises NotFound."""
    zgw.call(_REGISTER, "GET", f"{_EIO}/{uuid}", actor=actor, reden=reden)


def may_see(actor: Actor, document: EnkelvoudigInformatieObject) -> bool:
    """Whether the actor may see a document as another register answers it: by the rights on ours, which ask its type, its
    vertrouwelijkheidaanduiding and whether it is ready to be published."""
    if actor.rights.objects:
        return wire.uuid_of(document.url) in actor.rights.objects
    kind = references.uuid_at(document.informatieobjecttype, "catalogi", "informatieobjecttypen")
    level = document.vertrouwelijkheidaanduiding
    if level not in LEVELS or (actor.rights.only_ready and document.is_gereed_voor_publicatie is not True):
        return False
    # A type of no catalogus that we know is none that a right is about.
    return has(actor, "documenten.lezen", type_uuid=kind or UUID(int=0), level=rank(level))


def _offered_name(response: httpx.Response) -> str:
    said = response.headers.get("Content-Disposition", "")
    if extended := re.search(r"filename\*=UTF-8''([^;]+)", said, re.IGNORECASE):
        return unquote(extended[1])
    plain = re.search(r'filename="([^"]*)"', said)
    return plain[1] if plain else ""


def _chunks(client: httpx.Client, response: httpx.Response) -> Iterator[bytes]:
    with closing(client), closing(response):
        try:
            yield from response.iter_bytes(256 * 1024)
        except httpx.HTTPError as error:
            raise Unavailable from error
