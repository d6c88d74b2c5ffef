"""The Documenten API of the ZGW standard (1.7.1): paths and their handlers."""

from __future__ import annotations

from raadhuis.components.documenten.web.zgw_v1 import documents, relations
from raadhuis.kernel.endpoint import Route

VERSION = "1.7.1"
_VERSIE = frozenset({"versie"})
ROUTES: list[Route] = [
    Route(
        path="/enkelvoudiginformatieobjecten",
        handlers={"GET": documents.listed, "POST": documents.create},
        params=frozenset({*documents.FILTERS, "page"}),
    ),
    Route(path="/enkelvoudiginformatieobjecten/{uuid}", handlers={"GET": documents.one}, params=_VERSIE),
    Route(
        path="/enkelvoudiginformatieobjecten/{uuid}/download",
        handlers={"GET": documents.download},
        params=_VERSIE,
    ),
    Route(path="/enkelvoudiginformatieobjecten/{uuid}/audittrail", handlers={"GET": documents.trail}),
    Route(
        path="/enkelvoudiginformatieobjecten/{uuid}/audittrail/{record}",
        handlers={"GET": documents.trail_record},
    ),
    Route(
        path="/objectinformatieobjecten",
        handlers={"GET": relations.listed, "POST": relations.create},
        params=frozenset({"object", "informatieobject"}),
    ),
    Route(path="/objectinformatieobjecten/{uuid}", handlers={"GET": relations.one}),
]
