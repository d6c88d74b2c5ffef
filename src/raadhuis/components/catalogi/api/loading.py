"""Taking over catalogi from another provider, as they are there (docs/migration.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from raadhuis.components.catalogi.store import loading as store
from raadhuis.kernel import loading, settings
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.loading import Outcome, Refused
from raadhuis.kernel.loading_fields import Item, Wrong


def load_resources(
    *,
    collection: str,
    items: Sequence[Item],
    known: Mapping[str, str],
    catalogi: Mapping[str, str],
    actor: Actor,
    at: datetime,
    reden: str,
) -> Outcome:
    """Take over resources of a collection with their identifiers, concept or published, of every version: in the order
    catalogussen, the three types, what hangs on a zaaktype. One transaction; repeating it changes nothing.

    `known` and `catalogi` say the name (omschrijving, identificatie) and the catalogus behind the URL of every type that
    comes along, since relations between types are kept by name. Raises NotAllowed; what is wrong with one resource is in
    the outcome.
    """
    chosen, refused = list(items), []
    if collection == "zaaktypen":
        chosen = []
        for item in items:
            try:
                kept = store.gerelateerd(item, known, catalogi, settings.current().url)
                chosen.append({**item, "_gerelateerd": kept})
            except Wrong as wrong:
                refused.append(Refused(str(item.get("url", "")), wrong.name, wrong.expected))
    kind = store.KINDS[collection]
    outcome = loading.load(kind, chosen, actor=actor, at=at, reden=reden, known=known)
    outcome.refused += refused
    return outcome


def unload_resources(
    *, collection: str, uuids: Sequence[UUID], actor: Actor, at: datetime, reden: str
) -> Outcome:
    """Remove what is gone there; what hangs on a zaaktype before the zaaktype. Raises NotAllowed."""
    return loading.unload(store.KINDS[collection], uuids, actor=actor, at=at, reden=reden)
