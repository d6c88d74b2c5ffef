"""The Catalogi API of the ZGW standard (1.3.3): paths and their handlers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from raadhuis.components.catalogi import api
from raadhuis.components.catalogi.web.zgw_v1 import filters
from raadhuis.kernel import clock, endpoint, paging, wire
from raadhuis.kernel.endpoint import Request, Response, Route
from raadhuis.kernel.expand import Expandable
from raadhuis.kernel.identity import Actor

VERSION = "1.3.3"
PREFIX = filters.PREFIX
# The main types are published; the standard answers 200 where one would expect 201 or 204 (see docs/api/catalogi.md).
TYPES = ("zaaktypen", "informatieobjecttypen", "besluittypen")
_CREATED_IS_200 = frozenset({"informatieobjecttypen"})
_DELETED_IS_200 = frozenset(TYPES)

# Which attributes of a collection refer to which other (`expand`).
_REFERS = {
    "catalogussen": "zaaktypen besluittypen informatieobjecttypen",
    "zaaktypen": "catalogus statustypen resultaattypen eigenschappen informatieobjecttypen roltypen besluittypen"
    " zaakobjecttypen deelzaaktypen:zaaktypen gerelateerdeZaaktypen.zaaktype:zaaktypen",
    "statustypen": "catalogus zaaktype eigenschappen",
    "resultaattypen": "catalogus zaaktype besluittypen informatieobjecttypen",
    "roltypen": "catalogus zaaktype",
    "eigenschappen": "catalogus zaaktype statustype",
    "zaakobjecttypen": "catalogus zaaktype resultaattypen statustypen",
    "informatieobjecttypen": "catalogus zaaktypen besluittypen",
    "zaaktype-informatieobjecttypen": "catalogus zaaktype statustype informatieobjecttype",
    "besluittypen": "catalogus zaaktypen informatieobjecttypen resultaattypen",
}
_ONE = {
    "catalogus": "catalogussen",
    "zaaktype": "zaaktypen",
    "statustype": "statustypen",
    "informatieobjecttype": "informatieobjecttypen",
}


def _attributes(resource: str) -> dict[str, str]:
    pairs = (name.split(":") for name in _REFERS[resource].split())
    return {name: f"{PREFIX}/{(target or [_ONE.get(name, name)])[0]}" for name, *target in pairs}


def _load(resource: str) -> Callable[..., dict[UUID, bytes]]:
    def load(*, actor: Actor, uuids: list[UUID], base: str) -> dict[UUID, bytes]:
        op = clock.local_date(clock.now())
        return api.resources_by_uuid(actor=actor, resource=resource, uuids=uuids, op=op)

    return load


def _documents(*, resources: list[dict[str, Any]], base: str) -> list[str]:
    """A zaaktype-informatieobjecttype holds the name of a kind of document."""
    places = [(wire.uuid_of(r["catalogus"]), r["informatieobjecttype"]) for r in resources]
    return api.documents_by_name(places=places, op=clock.local_date(clock.now()))


_NAMED = {"zaaktype-informatieobjecttypen": {"informatieobjecttype": _documents}}
EXPANDS = {
    resource: Expandable(
        load=_load(resource),
        attributes=_attributes(resource),
        named=_NAMED.get(resource, {}),
        may=lambda actor, _: api.reads(actor),
    )
    for resource in _REFERS
}


def _collection(resource: str) -> Callable[[Request], Response]:
    def collection(request: Request) -> Response:
        page, size = paging.page_of(request), paging.size_of(request)
        chosen = filters.of(request, resource)
        op = chosen.get("datumGeldigheid") or clock.local_date(request.at)
        results, count = api.resources_json(
            actor=request.actor, resource=resource, filters=chosen, page=page, size=size, op=op
        )
        return endpoint.json(paging.envelope(results, count=count, page=page, request=request, size=size))

    return collection


def _item(resource: str) -> Callable[[Request], Response]:
    def item(request: Request) -> Response:
        raw = request.one("datumGeldigheid")
        op = filters.day("datumGeldigheid", raw) if raw else clock.local_date(request.at)
        return endpoint.one(
            api.resource_json(actor=request.actor, resource=resource, uuid=request.uuid, op=op)
        )

    return item


def _create(resource: str) -> Callable[[Request], Response]:
    def create(request: Request) -> Response:
        body, wrong = request.decode_partly(api.BODIES[resource])
        made = endpoint.created(
            api.create_json(
                actor=request.actor,
                at=request.at,
                resource=resource,
                body=body,
                wrong=wrong,
                reden=request.reden,
            )
        )
        return Response(made.body, 200, made.headers) if resource in _CREATED_IS_200 else made

    return create


def _changed(resource: str, *, partial: bool) -> Callable[[Request], Response]:
    def changed(request: Request) -> Response:
        return endpoint.one(
            api.change_json(
                actor=request.actor,
                at=request.at,
                resource=resource,
                uuid=request.uuid,
                given=request.decode(dict[str, Any]),
                partial=partial,
                reden=request.reden,
            )
        )

    return changed


def _delete(resource: str) -> Callable[[Request], Response]:
    def delete(request: Request) -> Response:
        api.delete(
            actor=request.actor, at=request.at, resource=resource, uuid=request.uuid, reden=request.reden
        )
        return Response(b"{}") if resource in _DELETED_IS_200 else Response(status=204)

    return delete


def _publish(resource: str) -> Callable[[Request], Response]:
    def publish(request: Request) -> Response:
        return endpoint.one(
            api.publish_json(
                actor=request.actor, at=request.at, resource=resource, uuid=request.uuid, reden=request.reden
            )
        )

    return publish


def _routes(resource: str) -> list[Route]:
    one = {
        "GET": _item(resource),
        "PUT": _changed(resource, partial=False),
        "PATCH": _changed(resource, partial=True),
        "DELETE": _delete(resource),
    }
    routes = [
        Route(
            path=f"/{resource}",
            handlers={"GET": _collection(resource), "POST": _create(resource)},
            params=filters.PARAMETERS[resource] | paging.PARAMETERS,
            expands=resource,
        ),
        Route(
            path=f"/{resource}/{{uuid}}",
            handlers=one,
            params=frozenset({"datumGeldigheid"}),
            expands=resource,
        ),
    ]
    if resource in TYPES:
        routes.append(Route(path=f"/{resource}/{{uuid}}/publish", handlers={"POST": _publish(resource)}))
    return routes


ROUTES: list[Route] = [route for resource in _REFERS for route in _routes(resource)]
