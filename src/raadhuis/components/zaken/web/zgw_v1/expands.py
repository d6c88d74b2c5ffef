"""What can be given along with zaken and their parts: the attributes of the standard's `_expand` schemas.

An attribute whose target is "" refers to a resource of any register; what is elsewhere is left out.
"""

from __future__ import annotations

from functools import partial

from raadhuis.components.zaken import api
from raadhuis.kernel.expand import Expandable

_ZRC, _ZTC = "/zaken/api/v1/", "/catalogi/api/v1/"
_DRC, _BRC = "/documenten/api/v1/", "/besluiten/api/v1/"
_ZAAK = {"zaak": f"{_ZRC}zaken"}


def _part(collection: str, **attributes: str) -> Expandable:
    return Expandable(load=partial(api.onderdelen_by_uuid, collection), attributes=attributes)


EXPANDS = {
    "zaken": Expandable(
        load=api.load_zaken,
        attributes={
            "zaaktype": f"{_ZTC}zaaktypen",
            "communicatiekanaal": "",
            "productenOfDiensten": "",
            "selectielijstklasse": "",
            "hoofdzaak": f"{_ZRC}zaken",
            "deelzaken": f"{_ZRC}zaken",
            "relevanteAndereZaken.url": f"{_ZRC}zaken",
            "gerelateerdeZaken.url": f"{_ZRC}zaken",
            "eigenschappen": f"{_ZRC}zaakeigenschappen",
            "rollen": f"{_ZRC}rollen",
            "status": f"{_ZRC}statussen",
            "zaakinformatieobjecten": f"{_ZRC}zaakinformatieobjecten",
            "zaakobjecten": f"{_ZRC}zaakobjecten",
            "resultaat": f"{_ZRC}resultaten",
        },
        may=api.sees_elsewhere,
    ),
    "statussen": _part(
        "statussen",
        **_ZAAK,
        statustype=f"{_ZTC}statustypen",
        gezetdoor=f"{_ZRC}rollen",
        zaakinformatieobjecten=f"{_ZRC}zaakinformatieobjecten",
    ),
    "resultaten": _part("resultaten", **_ZAAK, resultaattype=f"{_ZTC}resultaattypen"),
    "rollen": _part(
        "rollen", **_ZAAK, betrokkene="", roltype=f"{_ZTC}roltypen", statussen=f"{_ZRC}statussen"
    ),
    "besluiten": _part("besluiten", besluit=f"{_BRC}besluiten"),
    "zaakeigenschappen": _part("zaakeigenschappen", **_ZAAK, eigenschap=f"{_ZTC}eigenschappen"),
    "zaakinformatieobjecten": _part(
        "zaakinformatieobjecten",
        **_ZAAK,
        informatieobject=f"{_DRC}enkelvoudiginformatieobjecten",
        status=f"{_ZRC}statussen",
    ),
    "zaakobjecten": _part("zaakobjecten", **_ZAAK, object="", zaakobjecttype=f"{_ZTC}zaakobjecttypen"),
}
