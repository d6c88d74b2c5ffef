"""Taking over besluiten from another provider, as they are there (docs/migration.md)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from raadhuis.components.besluiten.store import loading as store
from raadhuis.kernel import loading
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.loading import Outcome
from raadhuis.kernel.loading_fields import Item


def load_resources(
    *, collection: str, items: Sequence[Item], actor: Actor, at: datetime, reden: str
) -> Outcome:
    """Take over `besluiten`, or `besluitinformatieobjecten` after them, with their identifiers, in one transaction.
    Repeating it changes nothing. Raises NotAllowed; what is wrong with one resource is in the outcome."""
    if collection == "besluiten":
        loading.require_everything(actor)
        loading.continue_numbers("besluiten_nummer", "BESLUIT", items)
    return loading.load(store.KINDS[collection], items, actor=actor, at=at, reden=reden)


def unload_resources(
    *, collection: str, uuids: Sequence[UUID], actor: Actor, at: datetime, reden: str
) -> Outcome:
    """Remove what is gone there; the links of a besluit before the besluit. Raises NotAllowed."""
    return loading.unload(store.KINDS[collection], uuids, actor=actor, at=at, reden=reden)
