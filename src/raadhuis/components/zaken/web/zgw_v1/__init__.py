"""The Zaken API of the ZGW standard: paths and their handlers."""

from __future__ import annotations

from raadhuis.components.zaken.api import PARAMETERS
from raadhuis.components.zaken.web.zgw_v1 import combinaties, onderdelen, zaken
from raadhuis.components.zaken.web.zgw_v1.additions import ADDITIONS
from raadhuis.components.zaken.web.zgw_v1.expands import EXPANDS
from raadhuis.components.zaken.web.zgw_v1.personal import PERSONAL
from raadhuis.kernel import paging
from raadhuis.kernel.endpoint import Route

__all__ = ["ADDITIONS", "EXPANDS", "PERSONAL", "ROUTES", "VERSION"]
VERSION = "1.7.0"
ROUTES: list[Route] = [
    Route(
        path="/zaken",
        handlers={"GET": zaken.listed, "POST": zaken.post},
        params=PARAMETERS | paging.PARAMETERS,
        expands="zaken",
    ),
    Route(path="/zaken/_zoek", handlers={"POST": zaken.search}, params=paging.PARAMETERS, expands="zaken"),
    Route(
        path="/zaken/{uuid}",
        handlers={"GET": zaken.one, "PUT": zaken.put, "PATCH": zaken.patch, "DELETE": zaken.delete},
        expands="zaken",
    ),
    Route(path="/zaaknummer_reserveren", handlers={"POST": zaken.reserve}),
    *combinaties.ROUTES,
    Route(path="/zaken/{zaak}/audittrail", handlers={"GET": zaken.audittrail}),
    Route(path="/zaken/{zaak}/audittrail/{uuid}", handlers={"GET": zaken.audit_record}),
    *onderdelen.routes("statussen", "POST", expands=True),
    *onderdelen.routes("substatussen", "POST"),
    *onderdelen.routes("resultaten", "POST", change="PUT PATCH DELETE", expands=True),
    *onderdelen.routes("rollen", "POST", change="PUT DELETE", expands=True),
    *onderdelen.routes(
        "zaakinformatieobjecten", "POST", change="PUT PATCH DELETE", paged=False, expands=True
    ),
    *onderdelen.routes("zaakobjecten", "POST", change="PUT PATCH DELETE", expands=True),
    *onderdelen.routes("klantcontacten", "POST"),
    *onderdelen.routes("zaakcontactmomenten", "POST", change="DELETE", paged=False),
    *onderdelen.routes("zaakverzoeken", "POST", change="DELETE", paged=False),
    *onderdelen.routes("zaaknotities", "POST", change="PUT PATCH DELETE"),
    *onderdelen.routes(
        "zaakeigenschappen", "POST", change="PUT PATCH DELETE", path="/zaken/{zaak}/zaakeigenschappen"
    ),
    *onderdelen.routes("besluiten", "POST", change="DELETE", path="/zaken/{zaak}/besluiten", expands=True),
]
