"""How a message looks on the wire: the ZGW body, NL GOV CloudEvents 1.1, and the signature over either."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, UUID, uuid5

from raadhuis.components.notificaties.types import GEBEURTENISSEN, CloudEvent, Notificatie
from raadhuis.kernel import wire
from raadhuis.kernel.refusal import Invalid

JSON, CLOUDEVENT = "application/json", "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"
_OURS = "nl.vng.zgw."  # the standard's owner defines what these events mean
_THEIRS = "nl.overheid."
_SECRET = "whsec_"  # noqa: S105  # what a secret of the Standard Webhooks specification begins with
_ACTIES = {
    "gemuteerd": "partial_update",
    "bijgewerkt": "partial_update",
    "opgeschort": "partial_update",
    "verlengd": "partial_update",
    "afgesloten": "partial_update",
    "verwerkt": "create",
    "geregistreerd": "create",
    "verwijderd": "destroy",
}


def source(rsin: str) -> str:
    """Who sends: the municipality by its OIN (its RSIN with the prefix that Logius gives those)."""
    return f"urn:nld:oin:00000001{rsin}000:systeem:raadhuis"


def cloud_event(message: Notificatie, *, id: str, seq: int, source: str) -> CloudEvent:
    """The same message as a CloudEvent; `sequence` orders those of one source.

    What happened in the words of today's providers has their type (`nl.overheid.zaken.zaak-gemuteerd`) and their data: the
    kenmerken alone, and an address without the house.
    """
    register = message.kanaal.removesuffix(GEBEURTENISSEN)
    theirs = register != message.kanaal
    type_ = f"{_OURS}{message.kanaal}.{message.resource}.{message.actie}"
    if theirs:
        type_ = f"{_THEIRS}{register}.{message.resource}-{message.actie}"
    return CloudEvent(
        id=id,
        source=source,
        type=type_,
        specversion="1.0",
        subject=message.resource_url.rsplit("/", 1)[-1],
        time=message.aanmaakdatum,
        datacontenttype=JSON,
        dataref=_path(message.resource_url) if theirs else message.resource_url,
        sequence=f"{seq:020}",
        sequencetype="Integer",
        data=message.kenmerken if theirs else message,
    )


def _path(url: str) -> str:
    return urlsplit(url).path


# A status that is set changes the zaak for who looks at it; what else happens is told where it is done.
_HAPPENED = {("zaken", "status", "create"): "gemuteerd", ("zaken", "zaak", "destroy"): "verwijderd"}


def happened(kanaal: str, resource: str, actie: str) -> str:
    """What an event of the standard is called by today's providers, of its main object; "" when they have no word for it."""
    return _HAPPENED.get((kanaal, resource, actie), "")


def from_cloud_event(event: CloudEvent) -> tuple[Notificatie | None, UUID]:
    """What a CloudEvent says in the words of the standard, and its identity (`source` and `id` together).

    None when it names no resource: then there is nothing to look up. Its `data` may be the standard's message; else
    `type` says what happened (`nl.overheid.zaken.zaak-gemuteerd`) and `dataref` to what.
    """
    identity = uuid5(NAMESPACE_URL, f"{event.source} {event.id}")
    if isinstance(event.data, dict) and "resourceUrl" in event.data:
        return wire.convert(event.data, Notificatie), identity
    kanaal, _, what = ".".join(event.type.split(".")[-2:]).partition(".")
    resource, _, happened = what.rpartition("-")
    if not (resource and event.dataref and event.time and event.time.tzinfo):
        return None, identity
    said = Notificatie(
        kanaal=kanaal[:50],
        hoofd_object=event.dataref,
        resource=resource[:100],
        resource_url=event.dataref,
        actie=_ACTIES.get(happened, happened)[:100],
        aanmaakdatum=event.time,
    )
    return said, identity


def in_headers(headers: Mapping[str, str], body: bytes) -> CloudEvent | None:
    """A CloudEvent whose attributes came as `ce-` headers (binary mode); None when there are none. Raises Invalid."""
    said = {name[3:].lower(): value for name, value in headers.items() if name.lower().startswith("ce-")}
    if "specversion" not in said:
        return None
    data = wire.decode(body, dict[str, object]) if body else None
    return wire.convert({**_timed(said), "data": data}, CloudEvent)


def _timed(said: dict[str, str]) -> dict[str, object]:
    try:
        moment = {"time": datetime.fromisoformat(said["time"])} if "time" in said else {}
    except ValueError as error:
        raise Invalid.field("time", "invalid", "Dit is geen tijdstip.") from error
    return {**said, **moment}


# Signing: the Standard Webhooks specification (version 1), with its symmetric signature.


def key_of(secret: str) -> bytes | None:
    """The key in `whsec_` and base64 of 24 to 64 bytes; None when the secret is not like that."""
    try:
        key = base64.b64decode(secret.removeprefix(_SECRET), validate=True)
    except (binascii.Error, ValueError):
        return None
    return key if secret.startswith(_SECRET) and 24 <= len(key) <= 64 else None


def signed(body: bytes, *, id: str, at: datetime, secret: str) -> dict[str, str]:
    """The headers that say which message this is and when it was sent, and prove (with a secret) that it is ours."""
    moment = str(int(at.astimezone(UTC).timestamp()))
    headers = {"webhook-id": id, "webhook-timestamp": moment}
    if key := key_of(secret):
        digest = hmac.new(key, b".".join((id.encode(), moment.encode(), body)), hashlib.sha256).digest()
        headers["webhook-signature"] = f"v1,{base64.b64encode(digest).decode()}"
    return headers
