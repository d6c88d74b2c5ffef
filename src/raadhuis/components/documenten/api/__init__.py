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
<<<<<<< HEAD
from raadhuis.components.documenten.api.importing import (
    Metadata,
    begin_import,
    cancel_import,
    continue_later,
    delete_import,
    finished_import,
    import_failures,
    import_report,
    import_some,
    import_status,
    make_import,
    receive_import,
    unfinished_import,
)
from raadhuis.components.documenten.api.keeping import check_content, give_up_uploads, sweep
=======
from raadhuis.components.documenten.api.loading import load_documents, load_resources, unload_resources
>>>>>>> main
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
from raadhuis.components.documenten.api.teksten import ask_text, get_tekst, read_text
from raadhuis.components.documenten.domain.content import Inspectie
from raadhuis.components.documenten.store.documents import Kept, Which
from raadhuis.components.documenten.store.folder import FolderAway
from raadhuis.components.documenten.store.imports import TASK as IMPORTEER
from raadhuis.components.documenten.store.scan import ScannerAway
from raadhuis.components.documenten.store.teksten import TASK as LEES_TEKST
from raadhuis.components.documenten.store.teksten import Tekst
from raadhuis.components.documenten.types import (
    EIOZoek,
    EnkelvoudigInformatieObject,
    EnkelvoudigInformatieObjectBody,
    EnkelvoudigInformatieObjectPatch,
    EnkelvoudigInformatieObjectUpdate,
    ImportStatus,
    Inhoud,
    ObjectInformatieObject,
    ObjectInformatieObjectBody,
    Registratie,
    Reservering,
    Slot,
)

__all__ = [
    "GEBRUIKSRECHTEN",
    "IMPORTEER",
    "LEES_TEKST",
    "VERZENDINGEN",
    "Created",
    "EIOZoek",
    "EnkelvoudigInformatieObject",
    "EnkelvoudigInformatieObjectBody",
    "EnkelvoudigInformatieObjectPatch",
    "EnkelvoudigInformatieObjectUpdate",
    "FolderAway",
    "ImportStatus",
    "Inhoud",
    "Inspectie",
    "Kept",
    "Metadata",
    "ObjectInformatieObject",
    "ObjectInformatieObjectBody",
    "Receiving",
    "Registered",
    "Registratie",
    "Reservering",
    "ScannerAway",
    "Slot",
    "Soort",
    "Tekst",
    "Which",
    "add",
    "add_relation",
    "ask_text",
    "audittrail_json",
    "begin_import",
    "begin_part",
    "cancel_import",
    "change",
    "check_content",
    "content_chunks",
    "content_of",
    "continue_later",
    "create_enkelvoudiginformatieobject",
    "create_json",
    "create_objectinformatieobject",
    "delete_import",
    "delete_objectinformatieobject",
    "destroy",
    "document_json",
    "documents_json",
    "find_enkelvoudiginformatieobject",
    "finish_part",
    "finished_import",
    "get_enkelvoudiginformatieobject",
    "get_tekst",
    "give_up_uploads",
    "import_failures",
    "import_report",
    "import_some",
    "import_status",
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
    "make_import",
    "one_json",
    "open_inhoud",
    "read_text",
    "receive_import",
    "record_view",
    "register",
    "relation_json",
    "relations_json",
    "remove",
    "remove_relation",
    "reserve",
    "sweep",
<<<<<<< HEAD
    "unfinished_import",
=======
    "unload_resources",
>>>>>>> main
    "unlock",
    "update_json",
]
