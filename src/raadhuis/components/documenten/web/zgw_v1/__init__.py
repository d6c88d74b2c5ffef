"""The Documenten API of the ZGW standard (1.7.1): paths and their handlers."""

from __future__ import annotations

from dataclasses import replace

from raadhuis.components.documenten import api
from raadhuis.components.documenten.web.zgw_v1 import content, documents, extra, imports, relations
from raadhuis.components.documenten.web.zgw_v1.onderdelen import Handlers
from raadhuis.kernel import paging
from raadhuis.kernel.aside import Aside
from raadhuis.kernel.endpoint import Route
from raadhuis.kernel.expand import Expandable

VERSION = "1.7.1"
_VERSIE = frozenset({"versie", "registratieOp"})
_EIO = "enkelvoudiginformatieobjecten"
_DOCUMENT = {"informatieobject": f"/documenten/api/v1/{_EIO}"}
_INHOUD = Aside(path=("inhoud",), shelf=api.SHELF, require=api.require_may_send)
_REGISTRATIE = replace(_INHOUD, path=("enkelvoudiginformatieobject", "inhoud"))
_RECHTEN = Handlers(api.GEBRUIKSRECHTEN, paged=False)
_VERZENDINGEN = Handlers(api.VERZENDINGEN, paged=True)

EXPANDS = {
    _EIO: Expandable(
        load=api.load,
        attributes={"informatieobjecttype": "/catalogi/api/v1/informatieobjecttypen"},
        may=api.sees_elsewhere,
    ),
    # drc-011: nothing of the registers of the objects themselves.
    "objectinformatieobjecten": Expandable(load=api.load_relations, attributes=_DOCUMENT),
    "gebruiksrechten": Expandable(load=api.loader(api.GEBRUIKSRECHTEN), attributes=_DOCUMENT),
    "verzendingen": Expandable(load=api.loader(api.VERZENDINGEN), attributes=_DOCUMENT),
}


_CSV_BODY = {"content": {"text/csv": {"schema": {"type": "string", "format": "binary"}}}}
ADDITIONS = {
    "paths": {
        "/import/{uuid}/upload": {
            "post": {
                "operationId": "raadhuis_post_import_upload",
                "summary": "the metadata of a bulk import as CSV",
                "description": "Aanvulling van Raadhuis, niet in de standaard.",
                "tags": ["import"],
                "security": [{"JWT-Claims": []}],
                "parameters": [
                    {
                        "name": "uuid",
                        "in": "path",
                        "required": True,
                        "schema": {"type": "string", "format": "uuid"},
                    }
                ],
                "requestBody": _CSV_BODY,
                "responses": {"2XX": {"description": "Gelukt."}},
            }
        }
    }
}


def _part_of_document(collection: str, handlers: Handlers) -> list[Route]:
    paged = paging.PARAMETERS if handlers.paged else frozenset()
    return [
        Route(
            path=f"/{collection}",
            handlers={"GET": handlers.listed, "POST": handlers.create},
            params=frozenset(handlers.soort.filters) | paged,
            expands=collection,
        ),
        Route(
            path=f"/{collection}/{{uuid}}",
            handlers={
                "GET": handlers.one,
                "PUT": handlers.update,
                "PATCH": handlers.patch,
                "DELETE": handlers.destroy,
            },
            expands=collection,
        ),
    ]


ROUTES: list[Route] = [
    Route(
        path=f"/{_EIO}",
        handlers={"GET": documents.listed, "POST": documents.create},
        params=documents.FILTERS | paging.PARAMETERS,
        expands=_EIO,
        aside=_INHOUD,
    ),
    Route(path=f"/{_EIO}/_zoek", handlers={"POST": documents.search}),
    Route(
        path=f"/{_EIO}/{{uuid}}",
        handlers={
            "GET": documents.one,
            "PUT": documents.update,
            "PATCH": documents.patch,
            "DELETE": documents.destroy,
        },
        params=_VERSIE,
        expands=_EIO,
        aside=_INHOUD,
    ),
    Route(
        path=f"/{_EIO}/{{uuid}}/download", handlers={"GET": content.download}, params=_VERSIE, as_kept=True
    ),
    Route(path=f"/{_EIO}/{{uuid}}/lock", handlers={"POST": documents.lock}),
    Route(path=f"/{_EIO}/{{uuid}}/unlock", handlers={"POST": documents.unlock}),
    Route(path=f"/{_EIO}/{{uuid}}/audittrail", handlers={"GET": documents.trail}),
    Route(path=f"/{_EIO}/{{uuid}}/audittrail/{{record}}", handlers={"GET": documents.trail_record}),
    Route(path="/bestandsdelen/{uuid}", handlers={"PUT": content.put_part}, streams=True),
    *_part_of_document("gebruiksrechten", _RECHTEN),
    Route(
        path="/objectinformatieobjecten",
        handlers={"GET": relations.listed, "POST": relations.create},
        params=frozenset({"object", "informatieobject"}),
        expands="objectinformatieobjecten",
    ),
    Route(
        path="/objectinformatieobjecten/{uuid}",
        handlers={"GET": relations.one, "DELETE": relations.destroy},
        expands="objectinformatieobjecten",
    ),
    *_part_of_document("verzendingen", _VERZENDINGEN),
    Route(path="/documentnummer_reserveren", handlers={"POST": extra.reserve}),
    Route(path="/document_registreren", handlers={"POST": extra.register}, aside=_REGISTRATIE),
    Route(path="/import/create", handlers={"POST": imports.create}),
    Route(path="/import/{uuid}/upload", handlers={"POST": imports.upload}, streams=True),
    Route(path="/import/{uuid}/status", handlers={"GET": imports.status}),
    Route(path="/import/{uuid}/report", handlers={"GET": imports.report}, as_kept=True),
    Route(path="/import/{uuid}/cancel", handlers={"POST": imports.cancel}),
    Route(path="/import/{uuid}/delete", handlers={"DELETE": imports.delete}),
]
