"""The door of Besluiten: decisions (Besluiten 1.1.0).

What is not made with `door` is for our own HTTP API and runs here only: another installation's clients use its own.
"""

from __future__ import annotations

from raadhuis.components.besluiten.api.besluiten import (
    audittrail_json,
    besluit_json,
    besluiten_json,
    create_besluit,
    create_json,
    delete_besluit,
    get_besluit,
    list_audittrail,
    list_besluiten,
    load_besluiten,
    sees_elsewhere,
    update_json,
)
from raadhuis.components.besluiten.api.loading import load_resources, unload_resources
from raadhuis.components.besluiten.api.spiegel import settle_document, settle_zaak
from raadhuis.components.besluiten.api.vastleggen import (
    create_besluitinformatieobject,
    delete_link,
    link_json,
    links_json,
    list_besluitinformatieobjecten,
    load_links,
    one_link_json,
)
from raadhuis.components.besluiten.api.verwerken import verwerk_json
from raadhuis.components.besluiten.types import (
    Besluit,
    BesluitBody,
    BesluitInformatieObject,
    BesluitInformatieObjectBody,
    BesluitPatch,
    BesluitPut,
    VerwerkBody,
)

__all__ = [
    "Besluit",
    "BesluitBody",
    "BesluitInformatieObject",
    "BesluitInformatieObjectBody",
    "BesluitPatch",
    "BesluitPut",
    "VerwerkBody",
    "audittrail_json",
    "besluit_json",
    "besluiten_json",
    "create_besluit",
    "create_besluitinformatieobject",
    "create_json",
    "delete_besluit",
    "delete_link",
    "get_besluit",
    "link_json",
    "links_json",
    "list_audittrail",
    "list_besluiten",
    "list_besluitinformatieobjecten",
    "load_besluiten",
    "load_links",
    "load_resources",
    "one_link_json",
    "sees_elsewhere",
    "settle_document",
    "settle_zaak",
    "unload_resources",
    "update_json",
    "verwerk_json",
]
