"""The Zaken API of the ZGW standard: paths and their handlers."""

from __future__ import annotations

from raadhuis.components.zaken.api import PARAMETERS
from raadhuis.components.zaken.web.zgw_v1 import onderdelen, zaken
from raadhuis.kernel.endpoint import Route

VERSION = "1.7.0"
ROUTES: list[Route] = [
    Route(path="/zaken", handlers={"GET": zaken.listed, "POST": zaken.post}, params=PARAMETERS | {"page"}),
    Route(path="/zaken/{uuid}", handlers={"GET": zaken.one, "PATCH": zaken.patch}),
    Route(path="/zaken/{zaak}/audittrail", handlers={"GET": zaken.audittrail}),
    Route(path="/zaken/{zaak}/audittrail/{uuid}", handlers={"GET": zaken.audit_record}),
    Route(
        path="/statussen",
        handlers={"GET": onderdelen.listed("statussen"), "POST": onderdelen.post_status},
        params=frozenset({"zaak", "statustype", "page"}),
    ),
    Route(path="/statussen/{uuid}", handlers={"GET": onderdelen.one("statussen")}),
    Route(
        path="/resultaten",
        handlers={"GET": onderdelen.listed("resultaten"), "POST": onderdelen.post_resultaat},
        params=frozenset({"zaak", "resultaattype", "page"}),
    ),
    Route(path="/resultaten/{uuid}", handlers={"GET": onderdelen.one("resultaten")}),
    Route(
        path="/rollen",
        handlers={"GET": onderdelen.listed("rollen"), "POST": onderdelen.post_rol},
        params=frozenset({"zaak", "betrokkeneType", "omschrijvingGeneriek", "roltype", "page"}),
    ),
    Route(path="/rollen/{uuid}", handlers={"GET": onderdelen.one("rollen"), "DELETE": onderdelen.delete_rol}),
    Route(
        path="/zaakinformatieobjecten",
        handlers={
            "GET": onderdelen.listed("zaakinformatieobjecten", paged=False),
            "POST": onderdelen.post_zaakinformatieobject,
        },
        params=frozenset({"zaak", "informatieobject"}),
    ),
    Route(path="/zaakinformatieobjecten/{uuid}", handlers={"GET": onderdelen.one("zaakinformatieobjecten")}),
    Route(
        path="/zaken/{zaak}/zaakeigenschappen",
        handlers={"GET": onderdelen.of_zaak("zaakeigenschappen"), "POST": onderdelen.post_zaakeigenschap},
    ),
    Route(
        path="/zaken/{zaak}/zaakeigenschappen/{uuid}", handlers={"GET": onderdelen.one("zaakeigenschappen")}
    ),
    Route(
        path="/zaken/{zaak}/besluiten",
        handlers={"GET": onderdelen.of_zaak("besluiten"), "POST": onderdelen.post_zaakbesluit},
    ),
    Route(path="/zaken/{zaak}/besluiten/{uuid}", handlers={"GET": onderdelen.one("besluiten")}),
]
