"""What a decision refers to in the neighbouring registers: looked up, judged, and said wrong by field."""

from __future__ import annotations

from uuid import UUID

from raadhuis.components.catalogi import api as catalogi
from raadhuis.components.documenten import api as documenten
from raadhuis.components.zaken import api as zaken
from raadhuis.kernel import wire
from raadhuis.kernel.identity import Actor, systeem
from raadhuis.kernel.references import uuid_at
from raadhuis.kernel.refusal import FieldError, Invalid, NotAllowed, NotFound

# Looks a type up to check a reference, which is not reading on the actor's behalf; and keeps the copies that the zaak has of
# a decision: who may change the decision was judged here.
HOUSE = systeem("besluiten")


def besluittype(url: str, errors: list[FieldError]) -> catalogi.Besluittype | None:
    """The kind of decision that `url` names; what is wrong with it goes into `errors` (brc-001)."""
    uuid = uuid_at(url, "catalogi", "besluittypen")
    kind = find_besluittype(uuid) if uuid else None
    if kind is None:
        errors.append(FieldError("besluittype", "bad-url", "Dit besluittype staat niet in de catalogus."))
    elif kind.concept:
        errors.append(FieldError("besluittype", "not-published", "Dit besluittype is nog niet gepubliceerd."))
    return kind


def find_besluittype(uuid: UUID, *, fresh: bool = False) -> catalogi.Besluittype | None:
    """The kind of decision, also one that is no longer published; None when it is gone."""
    try:
        return catalogi.get_besluittype(actor=HOUSE, uuid=uuid, fresh=fresh)
    except (NotFound, NotAllowed):
        return None


def zaak(url: str, actor: Actor, errors: list[FieldError]) -> zaken.Zaak | None:
    """The zaak that `url` names, when the actor may see it; else an error."""
    uuid = uuid_at(url, "zaken", "zaken")
    try:
        if uuid:
            return zaken.get_zaak(actor=actor, uuid=uuid)
    except (NotFound, NotAllowed):
        pass
    errors.append(FieldError("zaak", "bad-url", "Deze zaak bestaat niet."))
    return None


def document(
    url: str, actor: Actor, errors: list[FieldError], *, field: str = "informatieobject"
) -> documenten.EnkelvoudigInformatieObject | None:
    """The document that `url` names, when the actor may see it; else an error for `field` (brc-003)."""
    uuid = uuid_at(url, "documenten", "enkelvoudiginformatieobjecten")
    try:
        if uuid:
            return documenten.get_enkelvoudiginformatieobject(actor=actor, uuid=uuid)
    except (NotFound, NotAllowed):
        pass
    errors.append(FieldError(field, "bad-url", "Dit document bestaat niet."))
    return None


def check_zaaktype(
    kind: catalogi.Besluittype, of: zaken.Zaak, errors: list[FieldError], *, field: str = "nonFieldErrors"
) -> None:
    """Whether such a decision can be taken in such a zaak (brc-007)."""
    zaaktype, wanted = identifier(of.zaaktype), wire.uuid_of(kind.url)
    # A version that was published since is looked for once more before it is said to be missing.
    known = (catalogi.get_inrichting(actor=HOUSE, uuid=zaaktype, fresh=fresh) for fresh in (False, True))
    if not any(wire.uuid_of(b.url) == wanted for inrichting in known for b in inrichting.besluittypen):
        errors.append(
            FieldError(field, "zaaktype-mismatch", "Dit besluittype hoort niet bij het type van de zaak.")
        )


def check_informatieobjecttype(
    kind: catalogi.Besluittype | None,
    found: documenten.EnkelvoudigInformatieObject,
    errors: list[FieldError],
    *,
    field: str = "nonFieldErrors",
) -> None:
    """Whether such a document can record such a decision (brc-008)."""
    uuid, wanted = identifier(kind.url) if kind else None, wire.uuid_of(found.informatieobjecttype)
    known = (find_besluittype(uuid, fresh=fresh) for fresh in (False, True) if uuid)
    if not any(wire.uuid_of(url) == wanted for one in known if one for url in one.informatieobjecttypen):
        errors.append(
            FieldError(
                field,
                "missing-besluittype-informatieobjecttype-relation",
                "Dit soort document hoort niet bij dit soort besluit.",
            )
        )


def in_filter(name: str, url: str, register: str, resource: str) -> UUID | None:
    """The identifier in the URL that a filter takes; None, which matches nothing, for any other URL. Raises Invalid."""
    if url and not url.startswith(("http://", "https://")):
        raise Invalid.field(name, "invalid", "Voer een geldige URL in.")
    return uuid_at(url, register, resource)


def identifier(url: str) -> UUID:
    """The identifier at the end of a URL that a register of ours answered."""
    found = wire.uuid_of(url)
    if found is None:
        raise LookupError(url)
    return found
