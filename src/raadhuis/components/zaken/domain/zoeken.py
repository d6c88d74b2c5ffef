"""Which zaken: the filters of the list, with the condition that each one is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from raadhuis.kernel.authz import LEVELS, rank
from raadhuis.kernel.refusal import FieldError, Invalid

# `z` is the zaak.
_ZAAK = {
    "identificatie": "z.identificatie = %(identificatie)s",
    "bronorganisatie": "z.bronorganisatie = %(bronorganisatie)s",
    "zaaktype": "z.zaaktype = %(zaaktype)s",
    "startdatum": "z.startdatum = %(startdatum)s",
    "startdatum_gt": "z.startdatum > %(startdatum_gt)s",
    "startdatum_gte": "z.startdatum >= %(startdatum_gte)s",
    "startdatum_lt": "z.startdatum < %(startdatum_lt)s",
    "startdatum_lte": "z.startdatum <= %(startdatum_lte)s",
    "archiefnominatie": "z.archiefnominatie = %(archiefnominatie)s",
    "archiefactiedatum_lt": "z.archiefactiedatum < %(archiefactiedatum_lt)s",
    "archiefactiedatum_gt": "z.archiefactiedatum > %(archiefactiedatum_gt)s",
    "archiefstatus": "z.archiefstatus = %(archiefstatus)s",
    "vertrouwelijkheid_lte": "z.vertrouwelijkheid <= %(vertrouwelijkheid_lte)s",
}
# `x` is one rol of the zaak: all of these hold for the same rol.
_ROL = {
    "bsn": "x.inp_bsn = %(bsn)s",
    "medewerker": "x.medewerker = %(medewerker)s",
    "rol_omschrijving_generiek": "x.omschrijving_generiek = %(rol_omschrijving_generiek)s",
}
_SORTED = (
    "startdatum",
    "einddatum",
    "publicatiedatum",
    "archiefactiedatum",
    "registratiedatum",
    "identificatie",
)
ORDERINGS = (
    {"": "z.uuid DESC"}  # identifiers sort by creation, so this is newest first
    | {name: f"z.{name}, z.uuid" for name in _SORTED}
    | {f"-{name}": f"z.{name} DESC NULLS LAST, z.uuid DESC" for name in _SORTED}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ZaakQuery:
    """Which zaken: every filter that is given must hold.

    `bsn`, `medewerker` and `rol_omschrijving_generiek` must hold for one and the same rol. `vertrouwelijkheid_lte` is 1
    (openbaar) to 8 (zeer_geheim), 0 for all. `ordering` is one of ORDERINGS, "" for newest first.
    """

    identificatie: str = ""
    bronorganisatie: str = ""
    zaaktype: UUID | None = None
    bsn: str = ""
    medewerker: str = ""
    rol_omschrijving_generiek: str = ""
    startdatum: date | None = None
    startdatum_gt: date | None = None
    startdatum_gte: date | None = None
    startdatum_lt: date | None = None
    startdatum_lte: date | None = None
    einddatum_isnull: bool | None = None
    archiefnominatie: str = ""
    archiefactiedatum_lt: date | None = None
    archiefactiedatum_gt: date | None = None
    archiefstatus: str = ""
    vertrouwelijkheid_lte: int = 0
    ordering: str = ""

    def conditions(self) -> dict[str, str]:
        """The filters on the zaak itself that are given, each with its condition."""
        found = {name: condition for name, condition in _ZAAK.items() if getattr(self, name)}
        if self.einddatum_isnull is not None:
            found["einddatum_isnull"] = f"z.einddatum IS {'' if self.einddatum_isnull else 'NOT '}NULL"
        return found

    def rol_conditions(self) -> dict[str, str]:
        """The filters on a rol that are given, each with its condition."""
        return {name: condition for name, condition in _ROL.items() if getattr(self, name)}


class _NoChoice(ValueError):
    """The value is not one of the standard's."""


def _choice(*choices: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in choices:
            raise _NoChoice(text)
        return text

    return parse


def _bool(text: str) -> bool:
    return {"true": True, "false": False}[text.lower()]


def _level(text: str) -> int:
    return rank(_choice(*LEVELS)(text))


_BY_ROL = "rol__betrokkeneIdentificatie__"
# Query parameter to field of ZaakQuery, and how its text is read.
_PARAMETERS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "identificatie": ("identificatie", str),
    "bronorganisatie": ("bronorganisatie", str),
    "archiefnominatie": ("archiefnominatie", _choice("blijvend_bewaren", "vernietigen")),
    "archiefactiedatum__lt": ("archiefactiedatum_lt", date.fromisoformat),
    "archiefactiedatum__gt": ("archiefactiedatum_gt", date.fromisoformat),
    "archiefstatus": (
        "archiefstatus",
        _choice("nog_te_archiveren", "gearchiveerd", "gearchiveerd_procestermijn_onbekend", "overgedragen"),
    ),
    "startdatum": ("startdatum", date.fromisoformat),
    "startdatum__gt": ("startdatum_gt", date.fromisoformat),
    "startdatum__gte": ("startdatum_gte", date.fromisoformat),
    "startdatum__lt": ("startdatum_lt", date.fromisoformat),
    "startdatum__lte": ("startdatum_lte", date.fromisoformat),
    "einddatum__isnull": ("einddatum_isnull", _bool),
    "rol__omschrijvingGeneriek": (
        "rol_omschrijving_generiek",
        _choice(
            "adviseur",
            "behandelaar",
            "belanghebbende",
            "beslisser",
            "initiator",
            "klantcontacter",
            "zaakcoordinator",
            "mede_initiator",
        ),
    ),
    "maximaleVertrouwelijkheidaanduiding": ("vertrouwelijkheid_lte", _level),
    f"{_BY_ROL}natuurlijkPersoon__inpBsn": ("bsn", str),
    f"{_BY_ROL}medewerker__identificatie": ("medewerker", str),
    "ordering": ("ordering", _choice(*ORDERINGS)),
}
PARAMETERS = frozenset({*_PARAMETERS, "zaaktype"})


def parse(given: Mapping[str, str], *, zaaktype: Callable[[str], UUID | None]) -> ZaakQuery:
    """The query that the standard's parameters spell; `zaaktype` reads its URL.

    A zaaktype of somebody else matches nothing. Raises Invalid with every parameter that has a wrong value.
    """
    found: dict[str, Any] = {}
    errors = []
    for name in (name for name in given if name in PARAMETERS):
        text = given[name]
        try:
            if name == "zaaktype":
                found[name] = zaaktype(text) or UUID(int=0)
                if not text.startswith(("http://", "https://")):
                    raise ValueError(text)
            elif text:
                field, read = _PARAMETERS[name]
                found[field] = read(text)
        except _NoChoice:
            errors.append(FieldError(name, "invalid_choice", "Dit is geen van de keuzes van de standaard."))
        except (ValueError, KeyError):
            errors.append(FieldError(name, "invalid", "Deze waarde heeft niet de goede vorm."))
    if errors:
        raise Invalid(fields=tuple(errors))
    return ZaakQuery(**found)


def parameters(query: ZaakQuery) -> dict[str, str]:
    """The parameters that spell `query`, but for its zaaktype: the other way round, for a register elsewhere."""
    found = {}
    for name, (field, _) in _PARAMETERS.items():
        value = getattr(query, field)
        if field == "vertrouwelijkheid_lte":
            value = LEVELS[value - 1] if value else ""
        if value or value is False:
            found[name] = str(value).lower() if isinstance(value, bool) else str(value)
    return found
