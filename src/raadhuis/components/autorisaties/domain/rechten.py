"""What an application's autorisaties mean, and when they are right (ac-002, ac-003, ztc-014)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

from raadhuis.components.autorisaties.types import ApplicatieBody, Autorisatie
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
WITH_LEVEL = ("zrc", "drc")
IMPLY_TYPES = frozenset({"zaken.lezen", "documenten.lezen"})


class Stored(Wire, frozen=True, kw_only=True):
    """An autorisatie as the register keeps it: the type by its uuid."""

    component: str
    scopes: tuple[str, ...]
    type: UUID | None = None
    max_vertrouwelijkheidaanduiding: str = ""


def rights(autorisaties: Iterable[Stored]) -> Rights:
    """Autorisaties as rights; whoever may read zaken or documents may also read their types (ztc-014)."""
    grants = [grant for grant in map(_grant, autorisaties) if grant.scopes]
    if any(grant.scopes & IMPLY_TYPES for grant in grants):
        grants.append(Grant(scopes=frozenset({"catalogi.lezen"})))
    return Rights(grants=tuple(grants))


def _grant(given: Stored) -> Grant:
    scopes = frozenset(scope for scope in given.scopes if scope.startswith(PREFIXES[given.component]))
    if given.component not in TYPE_FIELDS:
        return Grant(scopes=scopes)
    level = rank(given.max_vertrouwelijkheidaanduiding) if given.component in WITH_LEVEL else 8
    return Grant(scopes=scopes, types=frozenset({given.type} if given.type else ()), max_va=level)


def errors(body: ApplicatieBody) -> Iterator[FieldError]:
    """Everything that is wrong in an application on its own, without its neighbours."""
    if not body.client_ids:
        yield FieldError("clientIds", "min_length", "Geef minstens één client-id.")
    if len(set(body.client_ids)) < len(body.client_ids):
        yield FieldError("clientIds", "not-unique", "Hetzelfde client-id staat er twee keer.")
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
    if body.alleen_is_gereed_voor_publicatie:
        yield FieldError("alleenIsGereedVoorPublicatie", "invalid", "Deze beperking bestaat hier nog niet.")
    for number, autorisatie in enumerate(body.autorisaties):
        yield from _errors(autorisatie, f"autorisaties.{number}")


def _errors(given: Autorisatie, path: str) -> Iterator[FieldError]:
    field = TYPE_FIELDS.get(given.component)
    if field and not given.type_url:
        yield FieldError(f"{path}.{field}", "required", "Dit veld is vereist.")
    if given.component in WITH_LEVEL and not given.max_vertrouwelijkheidaanduiding:
        yield FieldError(f"{path}.maxVertrouwelijkheidaanduiding", "required", "Dit veld is vereist.")
    if not given.scopes:
        yield FieldError(f"{path}.scopes", "empty", "Geef minstens één scope.")
