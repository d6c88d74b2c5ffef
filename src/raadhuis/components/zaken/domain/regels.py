"""What a zaak must satisfy: the zrc rules that look at values only. Each returns its errors; nobody is asked for data."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from raadhuis.components.zaken.domain.geometrie import box, is_geometry
from raadhuis.components.zaken.domain.termijn import add, is_duration
from raadhuis.components.zaken.types import ZaakBody, ZaakPatch
from raadhuis.kernel import wire
from raadhuis.kernel.authz import rank
from raadhuis.kernel.elfproef import is_rsin
from raadhuis.kernel.refusal import FieldError, Invalid, NotAllowed

_HERE = ZoneInfo("Europe/Amsterdam")


class ZaakIsGesloten(NotAllowed):
    """The zaak is closed: it and its parts change only with scope zaken.geforceerd-bijwerken (zrc-007)."""

    code = "zaak-closed"
    title = "Deze zaak is gesloten en kan niet meer worden gewijzigd."


class Zaaktype(Protocol):
    """What the rules read of a zaaktype."""

    @property
    def concept(self) -> bool: ...
    @property
    def doorlooptijd(self) -> str: ...
    @property
    def servicenorm(self) -> str | None: ...
    @property
    def vertrouwelijkheidaanduiding(self) -> str: ...
    @property
    def producten_of_diensten(self) -> tuple[str, ...]: ...


class Typed(Protocol):
    """Anything of Catalogi with a URL."""

    @property
    def url(self) -> str: ...


T = TypeVar("T", bound=Typed)


def check_zaak(body: ZaakBody, zaaktype: Zaaktype | None, *, at: datetime) -> tuple[FieldError, ...]:
    """Every error in the values of a zaak, in the order of the schema; `zaaktype` None means that there is none (zrc-001)."""
    found: list[FieldError] = []
    if not is_rsin(body.bronorganisatie):
        found.append(FieldError("bronorganisatie", "invalid", "Dit is geen geldig RSIN."))
    if zaaktype is None:
        found.append(
            FieldError("zaaktype", "bad-url", "Deze URL wijst niet naar een zaaktype in deze catalogus.")
        )
    elif zaaktype.concept:
        found.append(
            FieldError("zaaktype", "not-published", "Dit zaaktype is nog een concept: publiceer het eerst.")
        )
    if not is_rsin(body.verantwoordelijke_organisatie):
        found.append(FieldError("verantwoordelijkeOrganisatie", "invalid", "Dit is geen geldig RSIN."))
    found += _urls(body)
    if zaaktype and (foreign := set(body.producten_of_diensten) - set(zaaktype.producten_of_diensten)):
        found.append(
            FieldError(
                "productenOfDiensten",
                "invalid-products-services",
                f"{len(foreign)} van deze producten horen niet bij het zaaktype.",
            )
        )
    found += _betaling(body, at)
    if body.zaakgeometrie is not None and not is_geometry(body.zaakgeometrie):
        reason = "Dit is geen GeoJSON-geometrie in lengte- en breedtegraden."
        found.append(FieldError("zaakgeometrie", "invalid", reason))
    if body.verlenging and not is_duration(body.verlenging.duur):
        found.append(FieldError("verlenging.duur", "invalid", "Geef een duur volgens ISO 8601, zoals P14D."))
    found += _archief(body)
    if body.opdrachtgevende_organisatie and not is_rsin(body.opdrachtgevende_organisatie):
        found.append(FieldError("opdrachtgevendeOrganisatie", "invalid", "Dit is geen geldig RSIN."))
    return tuple(found)


def _betaling(body: ZaakBody, at: datetime) -> Iterable[FieldError]:
    if body.laatste_betaaldatum is None:
        return
    if body.betalingsindicatie == "nvt":
        reason = "Zonder betaling (nvt) is er geen laatste betaaldatum."
        yield FieldError("laatsteBetaaldatum", "betaling-nvt", reason)
    if instant(body.laatste_betaaldatum) > at:
        yield FieldError("laatsteBetaaldatum", "future_not_allowed", "Dit tijdstip ligt in de toekomst.")


def _archief(body: ZaakBody) -> Iterable[FieldError]:
    """An archived zaak says what happens to it, and when (zrc-022)."""
    if body.archiefstatus == "nog_te_archiveren":
        return
    if not body.archiefnominatie:
        reason = "Geef aan of de zaak bewaard of vernietigd wordt, voor u een andere archiefstatus kiest."
        yield FieldError("archiefnominatie", "archiefnominatie-not-set", reason)
    if not body.archiefactiedatum:
        reason = "Geef aan wanneer dat gebeurt, voor u een andere archiefstatus kiest."
        yield FieldError("archiefactiedatum", "archiefactiedatum-not-set", reason)


def is_url(text: str) -> bool:
    """Whether a text has the form of a web address; it is never called to see more."""
    return re.fullmatch(r"https?://[^\s/]+(/\S*)?", text) is not None


def _urls(body: ZaakBody) -> Iterable[FieldError]:
    values = [("communicatiekanaal", body.communicatiekanaal)]
    values += [(f"productenOfDiensten.{i}", url) for i, url in enumerate(body.producten_of_diensten)]
    values += [("selectielijstklasse", body.selectielijstklasse)]
    for name, url in values:
        if url and not is_url(url):
            yield FieldError(name, "invalid", "Voer een geldige URL in.")


def check_hoofdzaak(
    *, exists: bool, is_deelzaak: bool, is_self: bool = False, has_deelzaken: bool = False
) -> tuple[FieldError, ...]:
    """A hoofdzaak exists, is not the zaak itself, and neither of the two makes a deelzaak of a deelzaak (zrc-013)."""
    if not exists:
        reason = "Deze URL wijst niet naar een zaak in dit register."
        return (FieldError("hoofdzaak", "does_not_exist", reason),)
    if is_self:
        return (FieldError("hoofdzaak", "self-forbidden", "Een zaak is geen deelzaak van zichzelf."),)
    if is_deelzaak:
        reason = "Deze zaak is zelf een deelzaak van een andere zaak."
        return (FieldError("hoofdzaak", "deelzaak-als-hoofdzaak", reason),)
    if has_deelzaken:
        reason = "Deze zaak heeft zelf deelzaken, en kan dus geen deelzaak worden."
        return (FieldError("hoofdzaak", "deelzaak-als-hoofdzaak", reason),)
    return ()


def instant(moment: datetime) -> datetime:
    """A moment that was sent without a time zone is meant as ours."""
    return moment if moment.tzinfo else moment.replace(tzinfo=_HERE)


def planning(body: ZaakBody, zaaktype: Zaaktype) -> tuple[date | None, date | None]:
    """(einddatumGepland, uiterlijkeEinddatumAfdoening), from servicenorm and doorlooptijd when the client gives none.

    The standard leaves them empty; that registers fill them is practice in the field, and what makes a deadline visible.
    """
    gepland, uiterlijk = body.einddatum_gepland, body.uiterlijke_einddatum_afdoening
    if gepland is None and zaaktype.servicenorm and is_duration(zaaktype.servicenorm):
        gepland = add(body.startdatum, zaaktype.servicenorm)
    if uiterlijk is None and is_duration(zaaktype.doorlooptijd):
        uiterlijk = add(body.startdatum, zaaktype.doorlooptijd)
    return gepland, uiterlijk


def of_zaaktype(
    found: UUID | None,
    choices: Sequence[T],
    *,
    field: str,
    before: tuple[FieldError, ...] = (),
    after: tuple[FieldError, ...] = (),
) -> T:
    """The one of `choices` (the zaaktype's own) with this identifier (zrc-016 .. zrc-020).

    `found` None means that the client's URL was none of ours. Raises Invalid (`bad-url`, `zaaktype-mismatch`) together
    with the errors in the fields before and after this one.
    """
    match = next((choice for choice in choices if found and choice.url.endswith(str(found))), None)
    if match and not (before or after):
        return match
    wrong: tuple[FieldError, ...] = ()
    if found is None:
        wrong = (FieldError(field, "bad-url", f"Deze URL wijst niet naar een {field} in deze catalogus."),)
    elif match is None:
        reason = f"Dit {field} hoort niet bij het zaaktype van de zaak."
        wrong = (FieldError(field, "zaaktype-mismatch", reason),)
    raise Invalid(fields=(*before, *wrong, *after))


def columns(body: ZaakBody, *, default_level: str, today: date) -> dict[str, Any]:
    """What a client decides, as it is stored; the confidentiality as 1 to 8, the zaaktype's when absent (zrc-009)."""
    plain = msgspec.to_builtins(body, builtin_types=(date, datetime))
    values = {_column(name): value for name, value in plain.items()}
    values["registratiedatum"] = body.registratiedatum or today
    values["vertrouwelijkheid"] = rank(body.vertrouwelijkheidaanduiding or default_level)
    values["archiefnominatie"] = body.archiefnominatie or None
    west_south_east_north = box(body.zaakgeometrie) if body.zaakgeometrie else None
    values["omvang"] = west_south_east_north and "{},{},{},{}".format(*west_south_east_north)
    return values


@functools.cache
def _column(name: str) -> str:
    return re.sub(r"[A-Z]", lambda m: "_" + m[0].lower(), name)


def patched(current: dict[str, Any], patch: ZaakPatch) -> ZaakBody:
    """The zaak as it would be. A payment that turns into `nvt` loses its date (zrc-014); that the term stood still
    before is not forgotten."""
    changes = msgspec.to_builtins(patch)
    if changes.get("betalingsindicatie") == "nvt" and current["betalingsindicatie"] != "nvt":
        changes.setdefault("laatsteBetaaldatum", None)
    if "opschorting" in changes:
        changes["opschorting"] = _opschorting(current["opschorting"], changes["opschorting"])
    return wire.convert(current | {"processobject": _processobject(current)} | changes, ZaakBody)


def _opschorting(before: dict[str, Any], now: dict[str, Any] | None) -> dict[str, Any]:
    now = now or {"indicatie": False, "reden": ""}
    ended = bool(before["indicatie"]) and not now["indicatie"]
    earlier = bool(before.get("eerdereOpschorting")) or bool(now.get("eerdereOpschorting"))
    return {**now, "eerdereOpschorting": earlier or ended}


def _processobject(current: dict[str, Any]) -> dict[str, Any] | None:
    given: dict[str, Any] | None = current["processobject"]
    return given if given and any(given.values()) else None
