"""What a zaak must satisfy: the zrc rules that look at values only. Each returns its errors; nobody is asked for data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

import msgspec
from stdnum.nl import bsn

from raadhuis.components.zaken.domain.termijn import add, is_duration
from raadhuis.components.zaken.types import BetrokkeneIdentificatie, ZaakBody, ZaakPatch
from raadhuis.kernel import wire
from raadhuis.kernel.authz import rank
from raadhuis.kernel.refusal import FieldError, Invalid, NotAllowed


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


def elf_proef(number: str) -> bool:
    """Whether a BSN or RSIN has nine digits that satisfy the elf-proef."""
    return re.fullmatch(r"[0-9]{9}", number) is not None and bool(bsn.is_valid(number))


def check_zaak(body: ZaakBody, zaaktype: Zaaktype | None) -> tuple[FieldError, ...]:
    """Every error in the values of a zaak, in the order of the schema; `zaaktype` None means that there is none (zrc-001)."""
    found: list[FieldError] = []
    if not elf_proef(body.bronorganisatie):
        found.append(FieldError("bronorganisatie", "invalid", "Dit is geen geldig RSIN."))
    if zaaktype is None:
        found.append(
            FieldError("zaaktype", "bad-url", "Deze URL wijst niet naar een zaaktype in deze catalogus.")
        )
    elif zaaktype.concept:
        found.append(
            FieldError("zaaktype", "not-published", "Dit zaaktype is nog een concept: publiceer het eerst.")
        )
    if not elf_proef(body.verantwoordelijke_organisatie):
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
    if body.betalingsindicatie == "nvt" and body.laatste_betaaldatum:
        found.append(
            FieldError(
                "laatsteBetaaldatum", "betaling-nvt", "Zonder betaling (nvt) is er geen laatste betaaldatum."
            )
        )
    if body.zaakgeometrie is not None and not _is_geometry(body.zaakgeometrie):
        found.append(FieldError("zaakgeometrie", "invalid", "Dit is geen GeoJSON-geometrie."))
    if body.verlenging and not is_duration(body.verlenging.duur):
        found.append(FieldError("verlenging.duur", "invalid", "Geef een duur volgens ISO 8601, zoals P14D."))
    return tuple(found)


def _urls(body: ZaakBody) -> Iterable[FieldError]:
    values = [("communicatiekanaal", body.communicatiekanaal)]
    values += [(f"productenOfDiensten.{i}", url) for i, url in enumerate(body.producten_of_diensten)]
    values += [("selectielijstklasse", body.selectielijstklasse)]
    for name, url in values:
        if url and not re.fullmatch(r"https?://[^\s/]+(/\S*)?", url):
            yield FieldError(name, "invalid", "Voer een geldige URL in.")


def _is_geometry(value: dict[str, object]) -> bool:
    if value.get("type") == "GeometryCollection":
        return isinstance(value.get("geometries"), list)
    known = {"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"}
    return value.get("type") in known and isinstance(value.get("coordinates"), list)


def check_hoofdzaak(*, exists: bool, is_deelzaak: bool) -> tuple[FieldError, ...]:
    """A hoofdzaak exists and is not itself a deelzaak (zrc-013); a new zaak cannot be its own."""
    if not exists:
        return (
            FieldError("hoofdzaak", "does-not-exist", "Deze URL wijst niet naar een zaak in dit register."),
        )
    if is_deelzaak:
        return (
            FieldError(
                "hoofdzaak", "deelzaak-als-hoofdzaak", "Deze zaak is zelf een deelzaak van een andere zaak."
            ),
        )
    return ()


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
    values = {re.sub(r"[A-Z]", lambda m: "_" + m[0].lower(), name): value for name, value in plain.items()}
    values["registratiedatum"] = body.registratiedatum or today
    values["vertrouwelijkheid"] = rank(body.vertrouwelijkheidaanduiding or default_level)
    return values


def patched(current: dict[str, Any], patch: ZaakPatch) -> ZaakBody:
    """The zaak as it would be; a payment that turns into `nvt` loses its date (zrc-014)."""
    changes = msgspec.to_builtins(patch)
    if changes.get("betalingsindicatie") == "nvt" and current["betalingsindicatie"] != "nvt":
        changes.setdefault("laatsteBetaaldatum", None)
    return wire.convert(current | changes, ZaakBody)


_NAMES = {
    "natuurlijk_persoon": "inpBsn anpIdentificatie inpA_nummer geslachtsnaam voorvoegselGeslachtsnaam voorletters voornamen"
    " geslachtsaanduiding geboortedatum verblijfsadres subVerblijfBuitenland",
    "niet_natuurlijk_persoon": "innNnpId annIdentificatie statutaireNaam innRechtsvorm bezoekadres subVerblijfBuitenland",
    "vestiging": "vestigingsNummer handelsnaam verblijfsadres subVerblijfBuitenland kvkNummer",
    "organisatorische_eenheid": "identificatie naam isGehuisvestIn",
    "medewerker": "identificatie achternaam voorletters voorvoegselAchternaam",
}
_EMPTY: dict[str, object] = {"verblijfsadres": None, "subVerblijfBuitenland": None, "handelsnaam": []}


def identificatie_of(kind: str, given: BetrokkeneIdentificatie | None) -> dict[str, object]:
    """Every key that the betrokkenetype has, with what was given: the shape that is kept and answered."""
    values = msgspec.to_builtins(given) if given else {}
    found = {name: values.get(name, _EMPTY.get(name, "")) for name in _NAMES[kind].split()}
    if found.get("inpA_nummer") == "":
        del found["inpA_nummer"]  # the schema knows no empty one
    return found


def check_betrokkene(identificatie: dict[str, object], *, betrokkene: str) -> tuple[FieldError, ...]:
    """Somebody is named, and a BSN satisfies the elf-proef."""
    number = str(identificatie.get("inpBsn", ""))
    if number and not elf_proef(number):
        return (
            FieldError(
                "betrokkeneIdentificatie.inpBsn", "invalid", "Dit is geen geldig burgerservicenummer."
            ),
        )
    if not betrokkene and not any(identificatie.values()):
        reason = "Geef de betrokkene, of gegevens waaraan die te herkennen is."
        return (FieldError("nonFieldErrors", "invalid-betrokkene", reason),)
    return ()
