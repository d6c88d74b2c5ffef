"""Which zaken: the filters of the list and of `_zoek`, with the condition that each one is."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from operator import attrgetter
from typing import Any, get_args
from uuid import UUID

from raadhuis.components.zaken.domain.geometrie import Area, is_geometry
from raadhuis.components.zaken.domain.machtiging import BETROUWBAARHEID, MACHTIGINGEN, at_least
from raadhuis.components.zaken.types import Archiefnominatie, Archiefstatus, BetrokkeneType
from raadhuis.kernel.authz import LEVELS, rank
from raadhuis.kernel.refusal import FieldError, Invalid
from raadhuis.kernel.wire import MOST

Reader = Callable[[str], Any]
Refer = Callable[[str, str], UUID | None]  # the URL of a type in Catalogi, and its collection
NOTHING = UUID(int=0)
LARGEST = 10_000  # values of one `__in`
ROLLEN = (
    "adviseur", "behandelaar", "belanghebbende", "beslisser", "initiator", "klantcontacter", "zaakcoordinator",
    "mede_initiator",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)  # without slots, for what is worked out once
class ZaakQuery:
    """Which zaken: every filter that is given must hold.

    All filters on a rol (`bsn` to `rol_omschrijving_generiek`) must hold for one and the same rol, `kenmerk` and
    `kenmerk_bron` for one kenmerk, which may also be written `bron:kenmerk`. `vertrouwelijkheid_lte` is 1 (openbaar) to 8 (zeer_geheim), 0 for all. `within` is a
    GeoJSON area. `ordering` is one or more of ORDERINGS with commas between, "" for newest first.
    """

    identificatie: str = ""
    bronorganisatie: str = ""
    bronorganisatie_in: tuple[str, ...] | None = None
    zaaktype: UUID | None = None
    zaaktype_in: tuple[UUID, ...] | None = None
    zaaktype_not_in: tuple[UUID, ...] | None = None
    uuid_in: tuple[UUID, ...] | None = None
    status_statustype: UUID | None = None
    resultaat_resultaattype: UUID | None = None
    kenmerk: str = ""
    kenmerk_bron: str = ""
    bsn: str = ""
    medewerker: str = ""
    rol_betrokkene_type: str = ""
    rol_betrokkene: str = ""
    anp_identificatie: str = ""
    inp_a_nummer: str = ""
    inn_nnp_id: str = ""
    ann_identificatie: str = ""
    vestigings_nummer: str = ""
    organisatorische_eenheid: str = ""
    nnp_kvk_nummer: str = ""
    nnp_vestigings_nummer: str = ""
    vestiging_kvk_nummer: str = ""
    machtiging: str = ""
    machtiging_loa: str = ""
    rol_omschrijving_generiek: str = ""
    startdatum: date | None = None
    startdatum_gt: date | None = None
    startdatum_gte: date | None = None
    startdatum_lt: date | None = None
    startdatum_lte: date | None = None
    registratiedatum: date | None = None
    registratiedatum_gt: date | None = None
    registratiedatum_lt: date | None = None
    einddatum: date | None = None
    einddatum_isnull: bool | None = None
    einddatum_gt: date | None = None
    einddatum_lt: date | None = None
    einddatum_gepland: date | None = None
    einddatum_gepland_gt: date | None = None
    einddatum_gepland_lt: date | None = None
    uiterlijke_einddatum_afdoening: date | None = None
    uiterlijke_einddatum_afdoening_gt: date | None = None
    uiterlijke_einddatum_afdoening_lt: date | None = None
    archiefnominatie: str = ""
    archiefnominatie_in: tuple[str, ...] | None = None
    archiefactiedatum: date | None = None
    archiefactiedatum_isnull: bool | None = None
    archiefactiedatum_lt: date | None = None
    archiefactiedatum_gt: date | None = None
    archiefstatus: str = ""
    archiefstatus_in: tuple[str, ...] | None = None
    vertrouwelijkheid_lte: int = 0
    within: dict[str, Any] | None = None
    ordering: str = ""

    @cached_property
    def asked(self) -> Mapping[str, Any]:
        """The filters that are given, with what they ask; the ordering too."""
        given = zip(_DEFAULTS.items(), _values(self), strict=True)
        return {name: value for (name, default), value in given if value != default}

    def conditions(self, params: dict[str, Any], *, without: Collection[str] = ()) -> list[str]:
        """The condition of each filter on the zaak `z` that is given; adds its values to `params`. Not of those `without`."""
        asked = {name: value for name, value in self.asked.items() if name not in without}
        params |= {name: list(v) if isinstance(v, tuple) else v for name, v in asked.items()}
        if "kenmerk" in asked or "kenmerk_bron" in asked:
            wanted = {"kenmerk": self.kenmerk, "bron": self.kenmerk_bron}
            params["kenmerk"] = json.dumps([{name: text for name, text in wanted.items() if text}])
        of_zaak = [condition for name, condition in _ZAAK.items() if name in asked]
        # Words instead of a value, so that an index is of use.
        of_zaak += [
            f"z.{name.removesuffix('_isnull')} IS {'' if value else 'NOT '}NULL"
            for name, value in asked.items()
            if name.endswith("_isnull")
        ]
        if ":" in asked.get("kenmerk", "") and "kenmerk_bron" not in asked:
            bron, _, kenmerk = self.kenmerk.partition(":")
            params["kenmerk_of_bron"] = json.dumps([{"kenmerk": kenmerk, "bron": bron}])
            of_zaak[of_zaak.index(_KENMERK)] = _KENMERK_OF_BRON
        if "machtiging_loa" in asked:
            params["machtiging_loa"] = at_least(self.machtiging_loa)
        of_rol = [condition for name, condition in _ROL.items() if name in asked]
        if of_rol:
            of_zaak.append(f"z.uuid IN (SELECT x.zaak FROM zaken_rol x WHERE {' AND '.join(of_rol)})")
        return of_zaak


_DEFAULTS: dict[str, Any] = {f.name: f.default for f in fields(ZaakQuery)}
_values = attrgetter(*_DEFAULTS)

# `z` is the zaak.
_ZAAK = {
    name: f"z.{name} = %({name})s"
    for name in (
        "identificatie bronorganisatie zaaktype startdatum registratiedatum einddatum einddatum_gepland"
        " uiterlijke_einddatum_afdoening archiefnominatie archiefactiedatum archiefstatus"
    ).split()
}
_ENDS = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
_ZAAK |= {
    f"{name}_{short}": f"z.{name} {sign} %({name}_{short})s"
    for name in (
        "startdatum registratiedatum einddatum einddatum_gepland uiterlijke_einddatum_afdoening archiefactiedatum"
    ).split()
    for short, sign in _ENDS.items()
}
_ZAAK |= {
    f"{name}_in": f"z.{name} = ANY(%({name}_in)s)"
    for name in ("uuid", "bronorganisatie", "zaaktype", "archiefnominatie", "archiefstatus")
}
_KENMERK = "NOT (z.kenmerken = '[]'::jsonb) AND z.kenmerken @> %(kenmerk)s::jsonb"
_KENMERK_OF_BRON = (
    "NOT (z.kenmerken = '[]'::jsonb)"
    " AND (z.kenmerken @> %(kenmerk)s::jsonb OR z.kenmerken @> %(kenmerk_of_bron)s::jsonb)"
)
_ZAAK |= {
    "zaaktype_not_in": "z.zaaktype <> ALL(%(zaaktype_not_in)s)",
    "vertrouwelijkheid_lte": "z.vertrouwelijkheid <= %(vertrouwelijkheid_lte)s",
    "kenmerk": _KENMERK,
    "kenmerk_bron": _KENMERK,
    "status_statustype": "z.statustype = %(status_statustype)s",
    "resultaat_resultaattype": "z.resultaattype = %(resultaat_resultaattype)s",
}
# `x` is one rol of the zaak: all of these hold for the same rol.
_KEYS = {
    "anp_identificatie": "anpIdentificatie",
    "inp_a_nummer": "inpA_nummer",
    "inn_nnp_id": "innNnpId",
    "ann_identificatie": "annIdentificatie",
}
_OF_TYPE = {
    "vestigings_nummer": ("vestiging", "vestigingsNummer"),
    "vestiging_kvk_nummer": ("vestiging", "kvkNummer"),
    "nnp_kvk_nummer": ("niet_natuurlijk_persoon", "kvkNummer"),
    "nnp_vestigings_nummer": ("niet_natuurlijk_persoon", "vestigingsNummer"),
}
_ROL = {
    "bsn": "x.inp_bsn = %(bsn)s AND x.inp_bsn <> ''",
    "medewerker": "x.medewerker = %(medewerker)s AND x.medewerker <> ''",
    "rol_betrokkene_type": "x.betrokkene_type = %(rol_betrokkene_type)s",
    "rol_betrokkene": "x.betrokkene = %(rol_betrokkene)s AND x.betrokkene <> ''",
    "rol_omschrijving_generiek": "x.omschrijving_generiek = %(rol_omschrijving_generiek)s",
    "organisatorische_eenheid": "x.betrokkene_type = 'organisatorische_eenheid'"
    " AND x.identificatie ->> 'identificatie' = %(organisatorische_eenheid)s",
    "machtiging": "x.indicatie_machtiging = replace(%(machtiging)s, 'eigen', '')",
    "machtiging_loa": "x.authenticatie_context ->> 'levelOfAssurance' = ANY(%(machtiging_loa)s)",
}
# The second half is what the index is for.
_ROL |= {
    name: f"x.identificatie ->> '{key}' = %({name})s AND x.identificatie ->> '{key}' <> ''"
    for name, key in _KEYS.items()
} | {
    name: f"x.betrokkene_type = '{kind}' AND x.identificatie ->> '{key}' = %({name})s"
    f" AND x.identificatie ->> '{key}' <> ''"
    for name, (kind, key) in _OF_TYPE.items()
}

_SORTED = {
    "startdatum": "startdatum",
    "einddatum": "einddatum",
    "publicatiedatum": "publicatiedatum",
    "archiefactiedatum": "archiefactiedatum",
    "registratiedatum": "registratiedatum",
    "identificatie": "identificatie",
    "einddatumGepland": "einddatum_gepland",
    "uiterlijkeEinddatumAfdoening": "uiterlijke_einddatum_afdoening",
}
# The ordering by a date, by each filter that is a period of it.
_OF_PERIOD = {f"{column}_{end}": name for name, column in _SORTED.items() for end in (*_ENDS, "isnull")}
ORDERINGS = frozenset({*_SORTED, *(f"-{name}" for name in _SORTED)})


def order_by(ordering: str, *, backwards: bool = False) -> str:
    """The ORDER BY of an ordering, on the zaak `z`; `backwards` gives the same list from its end.

    Zaken without the date come last, and first when the largest come first: so one index serves both. Identifiers sort by
    creation, so "" is newest first.
    """
    keys = []
    down = not ordering
    for name in filter(None, ordering.split(",")):
        down = name.startswith("-")
        keys.append((_SORTED[name.removeprefix("-")], down))
    # The number of a zaak is of one organisation, so the two together need nothing after them.
    if keys and keys[-1][0] == "identificatie":
        keys.append(("bronorganisatie", down))
    else:
        keys.append(("uuid", down))
    return ", ".join(f"z.{column}{' DESC' if down != backwards else ''}" for column, down in keys)


def implied(query: ZaakQuery) -> str:
    """The ordering of a list for which none is asked: newest first, "". Zaken with a period of one date, or with or without
    it, are in the order of that date, the last one first, so that one index has both."""
    dates = {_OF_PERIOD[name] for name in query.asked if name in _OF_PERIOD}
    return f"-{dates.pop()}" if len(dates) == 1 else ""


class _NoChoice(ValueError):
    """The value is not one of the standard's."""


def _choice(*choices: str) -> Reader:
    def parse(text: str) -> str:
        if text not in choices:
            raise _NoChoice(text)
        return text

    return parse


def _bool(text: str) -> bool:
    return {"true": True, "false": False}[text.lower()]


def _level(text: str) -> int:
    return rank(_choice(*LEVELS)(text))


def _day(text: str) -> date:
    return date.fromisoformat(text[:10] if text[10:11] == "T" else text)


def _many(read: Reader) -> Reader:
    def parse(text: str) -> tuple[Any, ...]:
        found = tuple(read(part.strip()) for part in text.split(",") if part.strip())
        if len(found) > LARGEST:
            raise ValueError(text)
        return found

    return parse


def _ordering(text: str) -> str:
    names = [part.strip() for part in text.split(",") if part.strip()]
    for name in names:
        _choice(*ORDERINGS)(name)
    return ",".join(names)


_NOMINATIE, _STATUS = _choice(*get_args(Archiefnominatie)), _choice(*get_args(Archiefstatus))
_BY_ROL = "rol__betrokkeneIdentificatie__"
# Query parameter to field of ZaakQuery, and how its text is read.
_PARAMETERS: dict[str, tuple[str, Reader]] = {
    "identificatie": ("identificatie", str),
    "bronorganisatie": ("bronorganisatie", str),
    "bronorganisatie__in": ("bronorganisatie_in", _many(str)),
    "uuid__in": ("uuid_in", _many(UUID)),
    "archiefnominatie": ("archiefnominatie", _NOMINATIE),
    "archiefnominatie__in": ("archiefnominatie_in", _many(_NOMINATIE)),
    "archiefactiedatum": ("archiefactiedatum", _day),
    "archiefactiedatum__isnull": ("archiefactiedatum_isnull", _bool),
    "archiefactiedatum__lt": ("archiefactiedatum_lt", _day),
    "archiefactiedatum__gt": ("archiefactiedatum_gt", _day),
    "archiefstatus": ("archiefstatus", _STATUS),
    "archiefstatus__in": ("archiefstatus_in", _many(_STATUS)),
    "startdatum__gte": ("startdatum_gte", _day),
    "startdatum__lte": ("startdatum_lte", _day),
    "einddatum__isnull": ("einddatum_isnull", _bool),
    **{
        f"{name}{suffix}": (f"{column}{short}", _day)
        for name, column in {
            "startdatum": "startdatum",
            "registratiedatum": "registratiedatum",
            "einddatum": "einddatum",
            "einddatumGepland": "einddatum_gepland",
            "uiterlijkeEinddatumAfdoening": "uiterlijke_einddatum_afdoening",
        }.items()
        for suffix, short in {"": "", "__gt": "_gt", "__lt": "_lt"}.items()
    },
    "kenmerk": ("kenmerk", str),
    "kenmerk__bron": ("kenmerk_bron", str),
    "rol__betrokkeneType": ("rol_betrokkene_type", _choice(*get_args(BetrokkeneType))),
    "rol__betrokkene": ("rol_betrokkene", str),
    "rol__omschrijvingGeneriek": ("rol_omschrijving_generiek", _choice(*ROLLEN)),
    "maximaleVertrouwelijkheidaanduiding": ("vertrouwelijkheid_lte", _level),
    f"{_BY_ROL}natuurlijkPersoon__inpBsn": ("bsn", str),
    f"{_BY_ROL}natuurlijkPersoon__anpIdentificatie": ("anp_identificatie", str),
    f"{_BY_ROL}natuurlijkPersoon__inpA_nummer": ("inp_a_nummer", str),
    f"{_BY_ROL}nietNatuurlijkPersoon__innNnpId": ("inn_nnp_id", str),
    f"{_BY_ROL}nietNatuurlijkPersoon__annIdentificatie": ("ann_identificatie", str),
    f"{_BY_ROL}vestiging__vestigingsNummer": ("vestigings_nummer", str),
    f"{_BY_ROL}vestiging__kvkNummer": ("vestiging_kvk_nummer", str),
    f"{_BY_ROL}nietNatuurlijkPersoon__kvkNummer": ("nnp_kvk_nummer", str),
    f"{_BY_ROL}nietNatuurlijkPersoon__vestigingsNummer": ("nnp_vestigings_nummer", str),
    "rol__machtiging": ("machtiging", _choice(*MACHTIGINGEN)),
    "rol__machtiging__loa": ("machtiging_loa", _choice(*BETROUWBAARHEID)),
    f"{_BY_ROL}medewerker__identificatie": ("medewerker", str),
    f"{_BY_ROL}organisatorischeEenheid__identificatie": ("organisatorische_eenheid", str),
    "ordering": ("ordering", _ordering),
}
# Parameters that are URLs of types in Catalogi: the field, whether there may be more, and their collection.
_REFERENCES = {
    "zaaktype": ("zaaktype", False, "zaaktypen"),
    "zaaktype__in": ("zaaktype_in", True, "zaaktypen"),
    "zaaktype__not_in": ("zaaktype_not_in", True, "zaaktypen"),
    "status__statustype": ("status_statustype", False, "statustypen"),
    "resultaat__resultaattype": ("resultaat_resultaattype", False, "resultaattypen"),
}
PARAMETERS = frozenset({*_PARAMETERS, *_REFERENCES})


def parse(given: Mapping[str, str], *, refer: Refer) -> ZaakQuery:
    """The query that the standard's parameters spell; `refer` reads the URL of a type.

    A type of somebody else matches nothing. Raises Invalid with every parameter that has a wrong value.
    """
    found: dict[str, Any] = {}
    errors = []
    for name in (name for name in given if name in PARAMETERS):
        try:
            found |= _read(name, given[name], refer)
        except _NoChoice:
            errors.append(FieldError(name, "invalid_choice", "Dit is geen van de keuzes van de standaard."))
        except (ValueError, KeyError):
            errors.append(FieldError(name, "invalid", "Deze waarde heeft niet de goede vorm."))
    if errors:
        raise Invalid(fields=tuple(errors))
    return ZaakQuery(**found)


def _read(name: str, text: str, refer: Refer) -> dict[str, Any]:
    if not text:
        return {}
    if name in _REFERENCES:
        field, many, collection = _REFERENCES[name]
        urls = [url.strip() for url in text.split(",")] if many else [text]
        if not all(url.startswith(("http://", "https://")) for url in urls if url or not many):
            raise ValueError(text)
        found = tuple(refer(url, collection) or NOTHING for url in urls if url)
        return {field: found if many else found[0]}
    field, read = _PARAMETERS[name]
    return {field: read(text)}


def parse_search(given: Mapping[str, Any], *, refer: Refer) -> ZaakQuery:
    """The query that the body of a `_zoek` spells: the same names with values of JSON, and `zaakgeometrie.within`.

    Raises Invalid with everything that is wrong or unknown.
    """
    errors = []
    texts = {}
    for name, value in given.items():
        if name == "zaakgeometrie":
            if not _is_area(value):
                reason = "Zoek binnen een vlak: een GeoJSON Polygon of MultiPolygon."
                errors.append(FieldError("zaakgeometrie.within", "invalid", reason))
        elif name not in PARAMETERS:
            errors.append(FieldError(name[:100], "unknown-parameters", "Dit zoekveld bestaat niet."))
        elif (text := _text(value)) is None:
            errors.append(FieldError(name, "invalid", "Deze waarde heeft niet de goede vorm."))
        else:
            texts[name] = text
    try:
        query = parse(texts, refer=refer)
    except Invalid as wrong:
        errors += wrong.fields
    if errors:
        raise Invalid(fields=tuple(errors[:MOST]))
    place = given.get("zaakgeometrie") or {}
    known = {f.name: getattr(query, f.name) for f in fields(query)}
    return ZaakQuery(**known | {"within": place.get("within")})


def _text(value: Any) -> str | None:
    """A value of JSON as a parameter's text; None for what is no value of any filter."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case str():
            return value
        case list() if all(isinstance(item, str) for item in value):
            # Nothing is in an empty list, so that matches nothing: a comma is a list that is empty.
            return ",".join(value) or ","
        case _:
            return None


def _is_area(value: Any) -> bool:
    if value is None or value == {}:
        return True
    area = value.get("within") if isinstance(value, dict) and set(value) == {"within"} else None
    return area is not None and is_geometry(area) and Area.of(area) is not None


def parameters(query: ZaakQuery, *, catalogi: str) -> dict[str, str]:
    """The parameters that spell `query`, for a register elsewhere; `catalogi` is the root of its types."""
    found = {}
    for name, (field, _) in _PARAMETERS.items():
        value = getattr(query, field)
        if field == "vertrouwelijkheid_lte":
            value = LEVELS[value - 1] if value else ""
        if value or value is False or value == ():
            found[name] = _spelled(value)
    for name, (field, _, collection) in _REFERENCES.items():
        value = getattr(query, field)
        if value is not None:
            uuids = value if isinstance(value, tuple) else (value,)
            found[name] = ",".join(f"{catalogi}/{collection}/{uuid}" for uuid in uuids)
    return found


def search_body(query: ZaakQuery, *, catalogi: str) -> dict[str, Any] | None:
    """The body of a `_zoek` for what only that can find; None when the list can find it too."""
    if query.within is None and None is query.uuid_in is query.zaaktype_in is query.zaaktype_not_in:
        return None
    texts = parameters(query, catalogi=catalogi)
    found: dict[str, Any] = {
        name: [part for part in text.split(",") if part] if name.endswith("_in") else text
        for name, text in texts.items()
    }
    return found | ({"zaakgeometrie": {"within": query.within}} if query.within else {})


def _spelled(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
