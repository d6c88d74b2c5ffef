"""The door of Documenten: documents, their content, and what they belong to (Documenten 1.7.1).

Marked functions of the door also work when the register stands elsewhere. `inspect` and `sweep` are of this installation, and
so is what only our own HTTP API uses: it takes and gives JSON.
"""

from __future__ import annotations

from raadhuis.components.documenten.api.changing import (
    Created,
    create_enkelvoudiginformatieobject,
    create_json,
    destroy,
    lock,
    unlock,
    update_json,
)
from raadhuis.components.documenten.api.delen import Receiving, begin_part, finish_part
from raadhuis.components.documenten.api.loading import load_documents, load_resources, unload_resources
from raadhuis.components.documenten.api.onderdelen import (
    GEBRUIKSRECHTEN,
    VERZENDINGEN,
    Soort,
    add,
    change,
    list_json,
    loader,
    one_json,
    remove,
)
from raadhuis.components.documenten.api.reading import (
    audittrail_json,
    content_chunks,
    content_of,
    document_json,
    documents_json,
    find_enkelvoudiginformatieobject,
    get_enkelvoudiginformatieobject,
    inspect,
    list_audittrail,
    load,
    open_inhoud,
    record_view,
    sweep,
)
from raadhuis.components.documenten.api.registering import Registered, register, reserve
from raadhuis.components.documenten.api.relations import (
    add_relation,
    create_objectinformatieobject,
    delete_objectinformatieobject,
    list_objectinformatieobjecten,
    load_relations,
    relation_json,
    relations_json,
    remove_relation,
)
from raadhuis.components.documenten.domain.content import Inspectie
from raadhuis.components.documenten.store.documents import Kept, Which
from raadhuis.components.documenten.store.scan import ScannerAway
from raadhuis.components.documenten.types import (
    EIOZoek,
    EnkelvoudigInformatieObject,
    EnkelvoudigInformatieObjectBody,
    EnkelvoudigInformatieObjectPatch,
    EnkelvoudigInformatieObjectUpdate,
    Inhoud,
    ObjectInformatieObject,
    ObjectInformatieObjectBody,
    Registratie,
    Reservering,
    Slot,
)

__all__ = [
    "GEBRUIKSRECHTEN",
    "VERZENDINGEN",
    "Created",
    "EIOZoek",
    "EnkelvoudigInformatieObject",
    "EnkelvoudigInformatieObjectBody",
    "EnkelvoudigInformatieObjectPatch",
    "EnkelvoudigInformatieObjectUpdate",
    "Inhoud",
    "Inspectie",
    "Kept",
    "ObjectInformatieObject",
    "ObjectInformatieObjectBody",
    "Receiving",
    "Registered",
    "Registratie",
    "Reservering",
    "ScannerAway",
    "Slot",
    "Soort",
    "Which",
    "add",
    "add_relation",
    "audittrail_json",
    "begin_part",
    "change",
    "content_chunks",
    "content_of",
    "create_enkelvoudiginformatieobject",
    "create_json",
    "create_objectinformatieobject",
    "delete_objectinformatieobject",
    "destroy",
    "document_json",
    "documents_json",
    "find_enkelvoudiginformatieobject",
    "finish_part",
    "get_enkelvoudiginformatieobject",
    "inspect",
    "list_audittrail",
    "list_json",
    "list_objectinformatieobjecten",
    "load",
    "load_documents",
    "load_relations",
    "load_resources",
    "loader",
    "lock",
    "one_json",
    "open_inhoud",
    "record_view",
    "register",
    "relation_json",
    "relations_json",
    "remove",
    "remove_relation",
    "reserve",
    "sweep",
    "unload_resources",
    "unlock",
    "update_json",
]
