"""The query parameters of the Catalogi API: which there are, and what their values must be."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from raadhuis.components.catalogi import api
from raadhuis.kernel import wire
from raadhuis.kernel.endpoint import Request
from raadhuis.kernel.refusal import Invalid

PREFIX = "/catalogi/api/v1"
NOTHING = UUID(int=0)  # a reference to somebody else's register: it matches no row of ours
STATUS = ("alles", "concept", "definitief")
# What the value of a query parameter must be; any other is text.
REFERENCES = {
    "catalogus": "catalogussen",
    "zaaktype": "zaaktypen",
    "zaaktypen": "zaaktypen",
    "informatieobjecttype": "informatieobjecttypen",
    "informatieobjecttypen": "informatieobjecttypen",
}
# Relations that go by name: the filter takes the name too, as `<filter>__naam` (historiemodel).
BY_NAME = {
    "zaaktype-informatieobjecttypen": ("informatieobjecttype",),
    "besluittypen": ("zaaktypen", "informatieobjecttypen"),
}
DAYS = frozenset({"datumGeldigheid", "datumBeginGeldigheid", "datumEindeGeldigheid"})
LISTS = frozenset({"domein__in", "rsin__in", "trefwoorden"})
CHOICES = {
    "status": STATUS,
    "richting": ("inkomend", "intern", "uitgaand"),
    "anderObjecttype": ("true", "false"),
    "omschrijvingGeneriek": (
        "adviseur", "behandelaar", "belanghebbende", "beslisser",
        "initiator", "klantcontacter", "zaakcoordinator", "mede_initiator",
    ),
}  # fmt: skip
# The contract names two parameters of the resultaattypen in two ways.
ALSO = {"zaaktype_identificatie": "zaaktypeIdentificatie", "datum_geldigheid": "datumGeldigheid"}
_OF_ZAAKTYPE = "zaaktype zaaktypeIdentificatie status datumGeldigheid"
FILTERS = {
    "catalogussen": "domein domein__in rsin rsin__in",
    "zaaktypen": "catalogus identificatie trefwoorden status datumGeldigheid identificatie__icontains"
    " omschrijving__icontains",
    "statustypen": _OF_ZAAKTYPE,
    "resultaattypen": _OF_ZAAKTYPE,
    "roltypen": f"{_OF_ZAAKTYPE} omschrijvingGeneriek omschrijving",
    "eigenschappen": _OF_ZAAKTYPE,
    "zaakobjecttypen": "anderObjecttype catalogus datumBeginGeldigheid datumEindeGeldigheid datumGeldigheid objecttype"
    " relatieOmschrijving zaaktype zaaktypeIdentificatie status",
    "informatieobjecttypen": "catalogus status datumGeldigheid omschrijving omschrijving__icontains zaaktype",
    "zaaktype-informatieobjecttypen": "zaaktype informatieobjecttype richting status",
    "besluittypen": "catalogus zaaktypen informatieobjecttypen status omschrijving datumGeldigheid",
}
PARAMETERS = {
    resource: frozenset({*names.split(), *(ALSO if resource == "resultaattypen" else ())})
    for resource, names in FILTERS.items()
}


def of(request: Request, resource: str) -> dict[str, Any]:
    """The filters of a request on a collection, with typed values; published types only, unless it says otherwise.

    Raises Invalid for a value that cannot be.
    """
    names = FILTERS[resource].split()
    named = {n for n in BY_NAME.get(resource, ()) if request.one(n) and not api.is_url(request.one(n))}
    chosen = {n: _value(request, n, n) for n in names if request.one(n) and n not in named}
    chosen |= {f"{n}__naam": request.one(n) for n in named}
    for name, also in ALSO.items():
        if request.one(name):
            chosen[also] = _value(request, name, also)
    published = "status" in names and resource != "zaakobjecttypen"  # there the standard knows no status
    return ({"status": "definitief"} if published else {}) | chosen


def _value(request: Request, name: str, meaning: str) -> Any:
    value = request.one(name)
    if meaning in CHOICES:
        if value not in CHOICES[meaning]:
            raise Invalid.field(name, "invalid_choice", f"Kies uit: {', '.join(CHOICES[meaning])}.")
        return value == "true" if meaning == "anderObjecttype" else value
    if meaning in DAYS:
        return day(name, value)
    if meaning in LISTS:
        return [part.strip() for part in value.split(",")]
    if resource := REFERENCES.get(meaning):
        uuid = wire.uuid_of(value)
        if uuid is None:
            raise Invalid.field(name, "invalid", "Dit is geen URL van een object.")
        return uuid if value.rstrip("/") == f"{request.base}{PREFIX}/{resource}/{uuid}" else NOTHING
    return value


def day(name: str, value: str) -> date:
    """A calendar day. Raises Invalid."""
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise Invalid.field(name, "invalid", "Geef een datum als JJJJ-MM-DD.") from None
