"""What is moved: every collection of every register, in the order in which it is taken over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

REGISTERS = ("catalogi", "zaken", "documenten", "besluiten", "autorisaties", "notificaties")
How = Literal["list", "of_zaak", "besluiten_of_zaak", "versions", "audit"]


@dataclass(frozen=True, slots=True)
class Resource:
    """A collection: `query` goes along with its list. `how` it is read when it has no list of its own: per zaak, per
    document, per main object. `optional`: a provider of 1.5 may not have it."""

    register: str
    collection: str
    how: How = "list"
    query: str = ""
    optional: bool = False

    @property
    def name(self) -> str:
        """As it is named in the folder and to the operator: `zaken/rollen`."""
        return f"{self.register}/{self.collection}"


_ALL = "status=alles"
RESOURCES: tuple[Resource, ...] = (
    Resource("catalogi", "catalogussen"),
    Resource("catalogi", "informatieobjecttypen", query=_ALL),
    Resource("catalogi", "besluittypen", query=_ALL),
    Resource("catalogi", "zaaktypen", query=_ALL),
    Resource("catalogi", "statustypen", query=_ALL),
    Resource("catalogi", "eigenschappen", query=_ALL),
    Resource("catalogi", "roltypen", query=_ALL),
    Resource("catalogi", "resultaattypen", query=_ALL),
    Resource("catalogi", "zaaktype-informatieobjecttypen", query=_ALL),
    Resource("catalogi", "zaakobjecttypen", optional=True),
    Resource("zaken", "zaken"),
    Resource("zaken", "rollen"),
    Resource("zaken", "statussen"),
    Resource("zaken", "substatussen", optional=True),
    Resource("zaken", "resultaten"),
    Resource("zaken", "zaakinformatieobjecten"),
    Resource("zaken", "zaakobjecten"),
    Resource("zaken", "klantcontacten", optional=True),
    Resource("zaken", "zaakcontactmomenten", optional=True),
    Resource("zaken", "zaakverzoeken", optional=True),
    Resource("zaken", "zaaknotities", optional=True),
    Resource("zaken", "zaakeigenschappen", how="of_zaak"),
    Resource("documenten", "enkelvoudiginformatieobjecten"),
    Resource("documenten", "versies", how="versions"),
    Resource("documenten", "gebruiksrechten"),
    Resource("besluiten", "besluiten"),
    Resource("besluiten", "besluitinformatieobjecten"),
    # The links of zaken and besluiten with documents are made in the register of the document last.
    Resource("documenten", "objectinformatieobjecten"),
    Resource("documenten", "verzendingen", optional=True),
    Resource("zaken", "zaakbesluiten", how="besluiten_of_zaak", optional=True),
    Resource("zaken", "audittrails", how="audit", optional=True),
    Resource("documenten", "audittrails", how="audit", optional=True),
    Resource("besluiten", "audittrails", how="audit", optional=True),
    Resource("autorisaties", "applicaties", optional=True),
    Resource("notificaties", "kanaal", optional=True),
    Resource("notificaties", "abonnement", optional=True),
)
BY_NAME = {one.name: one for one in RESOURCES}
MAIN = {"zaken": "zaken", "documenten": "enkelvoudiginformatieobjecten", "besluiten": "besluiten"}
BRON = {"zaken": "zrc", "documenten": "drc", "besluiten": "brc"}
