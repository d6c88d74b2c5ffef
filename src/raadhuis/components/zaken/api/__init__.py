"""The door of Zaken: cases and everything that hangs on them (Zaken 1.7.0).

Each change holds the zaak's row first, so that two people who change one zaak do so one after the other.
"""

from __future__ import annotations

from raadhuis.components.zaken.api.combinaties import Samen, registreer, werk_bij
from raadhuis.components.zaken.api.contacten import spiegel_contact
from raadhuis.components.zaken.api.eigenschappen import create_zaakeigenschap, list_zaakeigenschappen
from raadhuis.components.zaken.api.elders import require_change
from raadhuis.components.zaken.api.inzage import audittrail_json, list_audittrail, record_view
from raadhuis.components.zaken.api.koppelen import ZaakEvent, hoor
from raadhuis.components.zaken.api.loading import load_resources, settle_loaded, unload_resources
from raadhuis.components.zaken.api.onderdelen import (
    Written,
    filters_of,
    onderdeel_json,
    onderdelen_by_uuid,
    onderdelen_json,
    onderdelen_of_json,
)
from raadhuis.components.zaken.api.relaties import (
    create_zaakbesluit,
    create_zaakinformatieobject,
    delete_zaakbesluit,
    list_zaakbesluiten,
    list_zaakinformatieobjecten,
    spiegel_document,
)
from raadhuis.components.zaken.api.rollen import create_rol, delete_rol, list_rollen
from raadhuis.components.zaken.api.soorten import (
    BODIES,
    change_onderdeel_json,
    create_onderdeel_json,
    delete_onderdeel,
)
from raadhuis.components.zaken.api.statussen import (
    create_resultaat,
    create_status,
    get_resultaat,
    list_statussen,
)
from raadhuis.components.zaken.api.wijzigen import (
    bepaal_archief,
    delete_zaak,
    update_zaak,
    update_zaak_json,
)
from raadhuis.components.zaken.api.zaken import (
    create_zaak,
    create_zaak_json,
    find_zaken,
    get_zaak,
    load_zaken,
    reserveer_zaaknummers,
    sees_elsewhere,
    tel_op,
    zaak_json,
    zaak_query,
    zaak_search,
    zaken_json,
)
from raadhuis.components.zaken.domain.regels import ZaakIsGesloten
from raadhuis.components.zaken.domain.zoeken import PARAMETERS, ZaakQuery
from raadhuis.components.zaken.types import (
    BetrokkeneIdentificatie,
    ContactpersoonRol,
    Kenmerk,
    Opschorting,
    Processobject,
    RelevanteZaak,
    ReserveringBody,
    Resultaat,
    ResultaatBody,
    Rol,
    RolBody,
    Status,
    StatusBody,
    Verlenging,
    Zaak,
    Zaakbesluit,
    ZaakbesluitBody,
    ZaakBody,
    Zaakeigenschap,
    ZaakeigenschapBody,
    Zaakinformatieobject,
    ZaakinformatieobjectBody,
    ZaakPatch,
)
from raadhuis.kernel.audit import AuditTrail

__all__ = [
    "BODIES",
    "PARAMETERS",
    "AuditTrail",
    "BetrokkeneIdentificatie",
    "ContactpersoonRol",
    "Kenmerk",
    "Opschorting",
    "Processobject",
    "RelevanteZaak",
    "ReserveringBody",
    "Resultaat",
    "ResultaatBody",
    "Rol",
    "RolBody",
    "Samen",
    "Status",
    "StatusBody",
    "Verlenging",
    "Written",
    "Zaak",
    "ZaakBody",
    "ZaakEvent",
    "ZaakIsGesloten",
    "ZaakPatch",
    "ZaakQuery",
    "Zaakbesluit",
    "ZaakbesluitBody",
    "Zaakeigenschap",
    "ZaakeigenschapBody",
    "Zaakinformatieobject",
    "ZaakinformatieobjectBody",
    "audittrail_json",
    "bepaal_archief",
    "change_onderdeel_json",
    "create_onderdeel_json",
    "create_resultaat",
    "create_rol",
    "create_status",
    "create_zaak",
    "create_zaak_json",
    "create_zaakbesluit",
    "create_zaakeigenschap",
    "create_zaakinformatieobject",
    "delete_onderdeel",
    "delete_rol",
    "delete_zaak",
    "delete_zaakbesluit",
    "filters_of",
    "find_zaken",
    "get_resultaat",
    "get_zaak",
    "hoor",
    "list_audittrail",
    "list_rollen",
    "list_statussen",
    "list_zaakbesluiten",
    "list_zaakeigenschappen",
    "list_zaakinformatieobjecten",
    "load_resources",
    "load_zaken",
    "onderdeel_json",
    "onderdelen_by_uuid",
    "onderdelen_json",
    "onderdelen_of_json",
    "record_view",
    "registreer",
    "require_change",
    "reserveer_zaaknummers",
    "sees_elsewhere",
    "settle_loaded",
    "spiegel_contact",
    "spiegel_document",
    "tel_op",
    "unload_resources",
    "update_zaak",
    "update_zaak_json",
    "werk_bij",
    "zaak_json",
    "zaak_query",
    "zaak_search",
    "zaken_json",
]
