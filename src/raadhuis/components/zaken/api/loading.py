"""Taking over zaken from another provider, as they are there (docs/migration.md)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from raadhuis.components.zaken.store import loading as store
from raadhuis.kernel import db, loading
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.loading import Outcome
from raadhuis.kernel.loading_fields import Item


def load_resources(
    *, collection: str, items: Sequence[Item], actor: Actor, at: datetime, reden: str
) -> Outcome:
    """Take over resources of a collection (`zaken`, `rollen`, ..; `zaakbesluiten` are the besluiten of zaken, with the
    `zaak` and the dates of the besluit) with their identifiers, in one transaction; zaken before what hangs on them.
    Repeating it changes nothing. Raises NotAllowed; what is wrong with one resource is in the outcome.
    """
    if collection == "zaken":
        loading.require_everything(actor)
        loading.continue_numbers("zaken_zaaknummer", "ZAAK", items)
    return loading.load(store.KINDS[collection], items, actor=actor, at=at, reden=reden)


def unload_resources(
    *, collection: str, uuids: Sequence[UUID], actor: Actor, at: datetime, reden: str
) -> Outcome:
    """Remove what is gone there; what hangs on a zaak before the zaak. Raises NotAllowed."""
    return loading.unload(store.KINDS[collection], uuids, actor=actor, at=at, reden=reden)


def settle_loaded(*, zaken: Sequence[UUID], since: datetime, actor: Actor, at: datetime) -> int:
    """Once everything that hangs on these zaken was taken over, which began at `since`: make their own rows say so, and
    let the rooms that keep a picture of a zaak know. How many rows did not say so yet. Raises NotAllowed."""
    loading.require_everything(actor)
    with db.atomic():
        return store.settle(zaken, since=since, actor=actor, at=at)
