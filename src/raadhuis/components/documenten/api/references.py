"""What addresses in a body or query lead to: documents, objects of neighbours, informatieobjecttypen."""

from __future__ import annotations

from uuid import UUID

from raadhuis.components.catalogi import api as catalogi
from raadhuis.kernel import references
from raadhuis.kernel.identity import systeem
from raadhuis.kernel.refusal import FieldError, NotAllowed, NotFound

HOUSE = systeem(
    "documenten"
)  # looks a type up to check a reference: that is not reading on the actor's behalf
OBJECTS = {"zaak": ("zaken", "zaken"), "besluit": ("besluiten", "besluiten")}


def document_of(url: str) -> UUID | None:
    """The document that `url` names, or None for any other address."""
    return references.uuid_at(url, "documenten", "enkelvoudiginformatieobjecten")


def object_of(url: str) -> UUID | None:
    """The zaak or besluit that `url` names, or None for any other address."""
    return next(
        (found for place in OBJECTS.values() if (found := references.uuid_at(url, *place)) is not None), None
    )


def informatieobjecttype(
    url: str,
) -> tuple[catalogi.Informatieobjecttype | None, tuple[FieldError, ...]]:
    """The type that `url` names, and what is wrong with it (drc-001): it must be in the catalogus and published."""
    name = "informatieobjecttype"
    uuid = references.uuid_at(url, "catalogi", "informatieobjecttypen")
    try:
        kind = catalogi.get_informatieobjecttype(actor=HOUSE, uuid=uuid) if uuid else None
    except (NotFound, NotAllowed):
        kind = None
    if kind is None:
        return None, (FieldError(name, "bad-url", "Dit informatieobjecttype staat niet in de catalogus."),)
    if kind.concept:
        return kind, (
            FieldError(name, "not-published", "Dit informatieobjecttype is nog niet gepubliceerd."),
        )
    return kind, ()
