"""The Catalogi API of the ZGW standard: reading; types are made by loading a file (see README)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from raadhuis.components.catalogi import api
from raadhuis.kernel import endpoint, paging, wire
from raadhuis.kernel.endpoint import Request, Response, Route
from raadhuis.kernel.refusal import Invalid

VERSION = "1.3.3"
PREFIX = "/catalogi/api/v1"
NOTHING = UUID(int=0)  # a reference to somebody else's register: it matches no row of ours
STATUS = ("alles", "concept", "definitief")

# What the value of a query parameter must be; any other is text.
REFERENCES = {
    "catalogus": "catalogussen",
    "zaaktype": "zaaktypen",
    "zaaktypen": "zaaktypen",
    "informatieobjecttype": "informatieobjecttypen",
    "informatieobjecttypen": "informatieobjecttypen",
}
LISTS = frozenset({"domein__in", "rsin__in", "trefwoorden"})
_OF_ZAAKTYPE = "zaaktype zaaktypeIdentificatie status datumGeldigheid"
FILTERS = {
    "catalogussen": "domein domein__in rsin rsin__in",
    "zaaktypen": "catalogus identificatie trefwoorden status datumGeldigheid",
    "statustypen": _OF_ZAAKTYPE,
    "resultaattypen": _OF_ZAAKTYPE,
    "roltypen": f"{_OF_ZAAKTYPE} omschrijvingGeneriek",
    "eigenschappen": _OF_ZAAKTYPE,
    "informatieobjecttypen": "catalogus status datumGeldigheid omschrijving",
    "zaaktype-informatieobjecttypen": "zaaktype informatieobjecttype richting status",
    "besluittypen": "catalogus zaaktypen informatieobjecttypen status omschrijving datumGeldigheid",
}


def _filter(request: Request, name: str) -> Any:
    value = request.one(name)
    if name == "status":
        if value not in STATUS:
            raise Invalid.field(name, "invalid_choice", f"Kies uit: {', '.join(STATUS)}.")
        return value
    if name == "datumGeldigheid":
        return _day(value)
    if name in LISTS:
        return [part.strip() for part in value.split(",")]
    if resource := REFERENCES.get(name):
        uuid = wire.uuid_of(value)
        if uuid is None:
            raise Invalid.field(name, "invalid", "Dit is geen URL van een object.")
        return uuid if value.rstrip("/") == f"{request.base}{PREFIX}/{resource}/{uuid}" else NOTHING
    return value.replace("\0", "")


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise Invalid.field("datumGeldigheid", "invalid", "Geef een datum als JJJJ-MM-DD.") from None


def _collection(resource: str) -> Callable[[Request], Response]:
    names = FILTERS[resource].split()
    published = {"status": "definitief"} if "status" in names else {}

    def collection(request: Request) -> Response:
        page = paging.page_of(request)
        filters = published | {name: _filter(request, name) for name in names if request.one(name)}
        results, count = api.resources_json(
            actor=request.actor, resource=resource, filters=filters, page=page
        )
        return endpoint.json(paging.envelope(results, count=count, page=page, request=request))

    return collection


def _item(resource: str) -> Callable[[Request], Response]:
    def item(request: Request) -> Response:
        op = _day(raw) if (raw := request.one("datumGeldigheid")) else None
        body = api.resource_json(actor=request.actor, resource=resource, uuid=request.uuid, op=op)
        etag = hashlib.sha256(body).hexdigest()[:32] if body else ""
        return endpoint.json(body, headers=(("ETag", f'"{etag}"'),))

    return item


def _routes(resource: str) -> tuple[Route, Route]:
    return (
        Route(
            path=f"/{resource}",
            handlers={"GET": _collection(resource)},
            params=frozenset({*FILTERS[resource].split(), "page"}),
        ),
        Route(
            path=f"/{resource}/{{uuid}}",
            handlers={"GET": _item(resource)},
            params=frozenset({"datumGeldigheid"} if resource == "zaaktypen" else ()),
        ),
    )


ROUTES: list[Route] = [route for resource in FILTERS for route in _routes(resource)]
