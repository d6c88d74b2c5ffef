"""The parts of a zaak as the bytes of the standard."""

from __future__ import annotations

from uuid import UUID

from raadhuis.components.zaken.store import onderdelen
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.refusal import NotFound


def onderdeel_json(
    soort: str, *, actor: Actor, uuid: UUID, zaak: UUID | None = None, base: str = ""
) -> bytes:
    """One part (`soort` is its collection, `rollen` say) as the bytes of the standard. Raises NotFound."""
    return there(
        onderdelen.one(onderdelen.BY_COLLECTION[soort], actor=actor, uuid=uuid, zaak=zaak, base=base)
    )


def onderdelen_json(
    soort: str, *, actor: Actor, filters: dict[str, str], page: int | None = None, base: str = ""
) -> tuple[bytes, int]:
    """A page of parts (all of them when `page` is None) as the bytes of the standard, and the exact count.

    `filters` are query parameters as they came. Raises Invalid for one that has a wrong value.
    """
    kind = onderdelen.BY_COLLECTION[soort]
    return onderdelen.page(kind, actor=actor, filters=kind.parse(filters), number=page, base=base)


def onderdelen_of_json(soort: str, *, actor: Actor, zaak: UUID, base: str = "") -> bytes:
    """All parts of one zaak, as the bytes of the standard. Raises NotFound, also when the zaak may not be seen."""
    return there(onderdelen.every(onderdelen.BY_COLLECTION[soort], actor=actor, zaak=zaak, base=base))


def there(found: bytes | None) -> bytes:
    """`found`. Raises NotFound when it is None."""
    if found is None:
        raise NotFound
    return found
