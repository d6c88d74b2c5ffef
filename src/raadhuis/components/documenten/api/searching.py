"""What documents, gebruiksrechten and verzendingen can be searched by, as it stands in an address."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from raadhuis.components.documenten.api.references import document_of, object_of
from raadhuis.components.documenten.domain import filters
from raadhuis.components.documenten.domain.filters import NOWHERE, Filter
from raadhuis.components.documenten.store import sql
from raadhuis.kernel import references


def _document(url: str) -> UUID:
    return document_of(url) or NOWHERE


def _object(url: str) -> UUID:
    return object_of(url) or NOWHERE


def _type(url: str) -> UUID:
    return references.uuid_at(url, "catalogi", "informatieobjecttypen") or NOWHERE


_OBJECT_TYPE = filters.one_of("besluit", "zaak", "verzoek")
# The standard writes one underscore in the two of the relation, clients in the field two.
DOCUMENTEN: Mapping[str, Filter] = {
    "identificatie": Filter("identificatie"),
    "bronorganisatie": Filter("bronorganisatie"),
    "objectinformatieobjecten_object": Filter("object", _object),
    "objectinformatieobjecten__object": Filter("object", _object),
    "objectinformatieobjecten_objectType": Filter("object_type", _OBJECT_TYPE),
    "objectinformatieobjecten__objectType": Filter("object_type", _OBJECT_TYPE),
    "trefwoorden": Filter("trefwoorden", filters.words),
    "trefwoorden__overlap": Filter("trefwoorden_overlap", filters.words),
    "auteur": Filter("auteur"),
    "beschrijving": Filter("beschrijving"),
    "titel": Filter("titel"),
    "creatiedatum__gte": Filter("creatiedatum_gte", filters.day),
    "creatiedatum__lte": Filter("creatiedatum_lte", filters.day),
    "informatieobjecttype": Filter("informatieobjecttype", _type),
    "locked": Filter("locked", filters.yes_or_no),
    "vertrouwelijkheidaanduiding": Filter("va", filters.level),
}
GEBRUIKSRECHTEN: Mapping[str, Filter] = {
    "informatieobject": Filter("document", _document),
    **{
        f"{name}__{word}": Filter(f"{name}_{word}", filters.moment)
        for name in ("startdatum", "einddatum")
        for word in ("lt", "lte", "gt", "gte")
    },
}
VERZENDINGEN: Mapping[str, Filter] = {
    "aardRelatie": Filter("aard_relatie", filters.one_of("afzender", "geadresseerde")),
    "informatieobject": Filter("document", _document),
    "betrokkene": Filter("betrokkene"),
}
_ORDER = frozenset(sql.ORDER)


def search(given: Mapping[str, str], *, uuids: tuple[UUID, ...] | None = None) -> dict[str, Any]:
    """What to search documents by; `uuids` are those of a `_zoek`. Raises Invalid with every parameter that is wrong."""
    found: dict[str, Any] = filters.read(given, DOCUMENTEN)
    if uuids is not None:
        found["uuids"] = list(uuids)
    return found


def order(text: str) -> tuple[str, ...]:
    """The order that `ordering` asks. Raises Invalid."""
    return filters.order(text, _ORDER)


def moment(name: str, text: str) -> datetime | None:
    """The moment that the parameter `name` says; None for "". Raises Invalid."""
    return filters.read({name: text}, {name: Filter("moment", filters.moment)}).get("moment")
