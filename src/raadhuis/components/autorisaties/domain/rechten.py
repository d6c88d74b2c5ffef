"""What an application's autorisaties mean, and when they are right (ac-002, ac-003, ztc-014)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol
from uuid import UUID

from raadhuis.components.autorisaties.types import SOORTEN, ApplicatieBody, Autorisatie
from raadhuis.kernel.authz import rank
from raadhuis.kernel.identity import Grant, Rights
from raadhuis.kernel.refusal import FieldError
from raadhuis.kernel.wire import Wire

# A scope counts only in the component it was given for: `zaken.lezen` given for nrc opens no zaak.
PREFIXES = {
    "ac": ("autorisaties.",),
    "nrc": ("notificaties.",),
    "ztc": ("catalogi.",),
    "zrc": ("zaken.", "audittrails."),
    "drc": ("documenten.", "audittrails."),
    "brc": ("besluiten.", "audittrails."),
}
TYPE_FIELDS = {"zrc": "zaaktype", "drc": "informatieobjecttype", "brc": "besluittype"}
NAME_FIELDS = {
    "zrc": "zaaktypeIdentificatie",
    "drc": "informatieobjecttypeOmschrijving",
    "brc": "besluittypeOmschrijving",
}
WITH_LEVEL = ("zrc", "drc")
# The scopes that ac-003 asks a type (and a level) for.
OF_TYPE = {"zrc": "zaken.", "drc": "documenten.", "brc": "besluiten."}
IMPLY_TYPES = frozenset({"zaken.lezen", "documenten.lezen"})


class Stored(Wire, frozen=True, kw_only=True):
    """An autorisatie as the register keeps it: one version of a type by its uuid, or all versions by `naam`, `catalogus`
    or both."""

    component: str
    scopes: tuple[str, ...]
    type: UUID | None = None
    catalogus: UUID | None = None
    naam: str = ""
    max_vertrouwelijkheidaanduiding: str = ""

    @property
    def by_name(self) -> bool:
        """Whether its types are those of the moment, and not one version."""
        return self.component in TYPE_FIELDS and self.type is None


class Versie(Protocol):
    """A version of a type, as the catalogi tell of it."""

    @property
    def soort(self) -> str: ...
    @property
    def uuid(self) -> UUID: ...
    @property
    def catalogus(self) -> UUID: ...
    @property
    def naam(self) -> str: ...


def rights(
    autorisaties: Iterable[Stored], versies: Iterable[Versie] = (), *, only_ready: bool = False
) -> Rights:
    """Autorisaties as rights; whoever may read zaken or documents may also read their types (ztc-014).

    Each autorisatie is a grant of its own, so that the scopes and the level of one never count for the types of another.
    `versies` are the types there are now; needed when an autorisatie is by name or by catalogus.
    """
    known = tuple(versies)
    grants = [grant for grant in (_grant(given, known) for given in autorisaties) if grant.scopes]
    if any(grant.scopes & IMPLY_TYPES for grant in grants):
        grants.append(Grant(scopes=frozenset({"catalogi.lezen"})))
    return Rights(grants=tuple(grants), only_ready=only_ready)


def _grant(given: Stored, versies: tuple[Versie, ...]) -> Grant:
    scopes = frozenset(scope for scope in given.scopes if scope.startswith(PREFIXES[given.component]))
    if given.component not in TYPE_FIELDS:
        return Grant(scopes=scopes)
    # No level is asked where no scope is about zaken or documents; then none limits it either.
    said = given.max_vertrouwelijkheidaanduiding if given.component in WITH_LEVEL else ""
    return Grant(scopes=scopes, types=_types(given, versies), max_va=rank(said) if said else 8)


def _types(given: Stored, versies: tuple[Versie, ...]) -> frozenset[UUID]:
    """Never "every type": an audittrails.lezen for zaken without a zaaktype may not open the trail of a document."""
    if given.type:
        return frozenset({given.type})
    return frozenset(
        v.uuid
        for v in versies
        if v.soort == SOORTEN[given.component]
        and given.catalogus in (None, v.catalogus)
        and given.naam in ("", v.naam)
    )


def errors(body: ApplicatieBody) -> Iterator[FieldError]:
    """Everything that is wrong in an application on its own, without its neighbours (ac-002, ac-003)."""
    if not body.client_ids:
        yield FieldError("clientIds", "min_length", "Geef minstens één client-id.")
    if len(set(body.client_ids)) < len(body.client_ids):
        yield FieldError("clientIds", "not-unique", "Hetzelfde client-id staat er twee keer.")
    for number, autorisatie in enumerate(body.autorisaties):
        yield from autorisatie_errors(autorisatie, f"autorisaties.{number}.")
    if body.heeft_alle_autorisaties and body.autorisaties:
        yield FieldError(
            "nonFieldErrors",
            "ambiguous-authorizations-specified",
            "Kies: alle autorisaties, of een lijst met autorisaties.",
        )
    if not body.heeft_alle_autorisaties and not body.autorisaties:
        yield FieldError(
            "nonFieldErrors",
            "missing-authorizations",
            "Geef alle autorisaties, of een lijst met autorisaties.",
        )


def autorisatie_errors(given: Autorisatie, path: str) -> Iterator[FieldError]:
    """What is wrong in one autorisatie; `path` is put before the names of its fields."""
    if not given.scopes:
        yield FieldError(f"{path}scopes", "empty", "Geef minstens één scope.")
    field = TYPE_FIELDS.get(given.component)
    about = not given.scopes or any(
        scope.startswith(OF_TYPE.get(given.component, "-")) for scope in given.scopes
    )
    if field and given.type_url and (given.naam or given.catalogus):
        yield FieldError(
            f"{path}{field}",
            "ambiguous-authorizations-specified",
            "Kies: één versie van een type, of alle versies met een naam of catalogus.",
        )
    if field and about and not (given.type_url or given.naam or given.catalogus):
        yield FieldError(f"{path}{field}", "required", "Dit veld is vereist.")
    if given.component in WITH_LEVEL and about and not given.max_vertrouwelijkheidaanduiding:
        yield FieldError(f"{path}maxVertrouwelijkheidaanduiding", "required", "Dit veld is vereist.")
