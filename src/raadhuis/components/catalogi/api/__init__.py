"""The door of Catalogi: kinds of zaken, documents and decisions (Catalogi 1.3.3).

Local only, for our own HTTP API and commands: what ends in `_json`, `delete`, `resources_by_uuid`, `documents_by_name`,
`load_catalogus`, and what reads and writes files.
"""

from __future__ import annotations

from raadhuis.components.catalogi.api.laden import export_catalogus, import_catalogus, load_catalogus
from raadhuis.components.catalogi.api.lezen import (
    documents_by_name,
    find_inrichting,
    forget,
    get_besluittype,
    get_informatieobjecttype,
    get_inrichting,
    list_typeversies,
    list_zaaktypen,
    reads,
    resource_json,
    resources_by_uuid,
    resources_json,
    type_exists,
)
from raadhuis.components.catalogi.api.loading import load_resources, unload_resources
from raadhuis.components.catalogi.api.schrijven import (
    CatalogusNietLeeg,
    change_json,
    create_json,
    delete,
    publish_json,
)
from raadhuis.components.catalogi.domain.bestand import UITSLAGEN, BestandFout, Uitkomst
from raadhuis.components.catalogi.domain.bodies import BODIES
from raadhuis.components.catalogi.domain.relaties import is_url
from raadhuis.components.catalogi.domain.spec import CatalogusSpec
from raadhuis.components.catalogi.types import (
    Besluittype,
    BrondatumArchiefprocedure,
    Eigenschap,
    Informatieobjecttype,
    Inrichting,
    Resultaattype,
    Roltype,
    Statustype,
    Typeversie,
    Zaakobjecttype,
    Zaaktype,
)

__all__ = [
    "BODIES",
    "UITSLAGEN",
    "Besluittype",
    "BestandFout",
    "BrondatumArchiefprocedure",
    "CatalogusNietLeeg",
    "CatalogusSpec",
    "Eigenschap",
    "Informatieobjecttype",
    "Inrichting",
    "Resultaattype",
    "Roltype",
    "Statustype",
    "Typeversie",
    "Uitkomst",
    "Zaakobjecttype",
    "Zaaktype",
    "change_json",
    "create_json",
    "delete",
    "documents_by_name",
    "export_catalogus",
    "find_inrichting",
    "forget",
    "get_besluittype",
    "get_informatieobjecttype",
    "get_inrichting",
    "import_catalogus",
    "is_url",
    "list_typeversies",
    "list_zaaktypen",
    "load_catalogus",
    "load_resources",
    "publish_json",
    "reads",
    "resource_json",
    "resources_by_uuid",
    "resources_json",
    "type_exists",
    "unload_resources",
]
