"""The sides that other registers keep of a decision: in our transaction, or after it when they are elsewhere."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from raadhuis.components.besluiten.api.references import HOUSE
from raadhuis.components.besluiten.store import besluiten as store
from raadhuis.components.documenten import api as documenten
from raadhuis.components.zaken import api as zaken
from raadhuis.kernel import mirror
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.references import in_this_database, root

_DOCUMENT, _ZAAK = "besluiten/tasks:spiegel_document", "besluiten/tasks:spiegel_zaak"


def tell_document(document: UUID, besluit: UUID, *, linked: bool, actor: Actor, at: datetime) -> None:
    """Have Documenten say that `document` belongs to `besluit`, or not any more (brc-005, brc-009)."""
    if in_this_database("documenten", document):
        _say(document, besluit, linked=linked, actor=actor, at=at)
    else:
        mirror.later(
            _DOCUMENT, of=document, to=besluit, actor=actor, at=at, resource="objectinformatieobject"
        )


def tell_zaak(
    zaak: UUID,
    besluit: UUID,
    *,
    taken: bool,
    actor: Actor,
    at: datetime,
    ingangsdatum: date | None = None,
    vervaldatum: date | None = None,
) -> None:
    """Have Zaken say that `besluit` was taken in `zaak`, with its dates, or not any more (brc-006, brc-009).

    Raises what the register of zaken refuses.
    """
    if not in_this_database("zaken", zaak):
        mirror.later(_ZAAK, of=besluit, to=zaak, actor=actor, at=at, resource="zaakbesluit")
    elif taken:
        zaken.create_zaakbesluit(
            actor=actor,
            at=at,
            zaak=zaak,
            body=zaken.ZaakbesluitBody(besluit=_besluit(besluit)),
            ingangsdatum=ingangsdatum,
            vervaldatum=vervaldatum,
        )
    else:
        zaken.delete_zaakbesluit(actor=actor, at=at, zaak=zaak, besluit=_besluit(besluit))


def settle_document(*, actor: Actor, at: datetime, document: UUID, besluit: UUID) -> None:
    """Make what Documenten elsewhere says of the two equal to what stands here now. Raises MirrorWaits, MirrorRefused."""
    linked = store.is_linked(document, besluit)
    with mirror.asked(ends=not linked):
        _say(document, besluit, linked=linked, actor=actor, at=at)


def settle_zaak(*, actor: Actor, at: datetime, besluit: UUID, zaak: UUID) -> None:
    """Make what Zaken elsewhere says of the two equal to what stands here now. Raises MirrorWaits, MirrorRefused."""
    url, taken = _besluit(besluit), store.one(besluit, actor=HOUSE) is not None
    with mirror.asked(ends=not taken):
        if taken:
            body = zaken.ZaakbesluitBody(besluit=url)
            zaken.create_zaakbesluit(actor=actor, at=at, zaak=zaak, body=body)
        else:
            zaken.delete_zaakbesluit(actor=actor, at=at, zaak=zaak, besluit=url)


def _say(document: UUID, besluit: UUID, *, linked: bool, actor: Actor, at: datetime) -> None:
    url = f"{root('documenten')}/enkelvoudiginformatieobjecten/{document}"
    if linked:
        body = documenten.ObjectInformatieObjectBody(
            informatieobject=url, object=_besluit(besluit), object_type="besluit"
        )
        documenten.create_objectinformatieobject(actor=actor, at=at, body=body)
    else:
        documenten.delete_objectinformatieobject(
            actor=actor, at=at, informatieobject=url, object_url=_besluit(besluit)
        )


def _besluit(uuid: UUID) -> str:
    return f"{root('besluiten')}/besluiten/{uuid}"
