"""The side that Documenten keeps of a zaak's documents (zrc-005): in our transaction, or after it when it is elsewhere."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from raadhuis.components.documenten import api as documenten
from raadhuis.components.zaken.store import onderdelen
from raadhuis.kernel import mirror
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.references import in_this_database, root

_TASK = "zaken/tasks:spiegel_document"


def tell(document: UUID, zaak: UUID, *, linked: bool, actor: Actor, at: datetime) -> None:
    """Have Documenten say that `document` belongs to `zaak`, or not any more. Raises NotAllowed and NotFound of Documenten."""
    if in_this_database("documenten", document):
        _say(document, zaak, linked=linked, actor=actor, at=at)
    else:
        mirror.later(_TASK, of=document, to=zaak, actor=actor, at=at, resource="objectinformatieobject")


def settle(document: UUID, zaak: UUID, *, actor: Actor, at: datetime) -> None:
    """Make what Documenten elsewhere says of the two equal to what stands here now. Raises MirrorWaits, MirrorRefused."""
    here = (document,) in onderdelen.values(onderdelen.ZAAKINFORMATIEOBJECT, "informatieobject", zaak=zaak)
    with mirror.asked(ends=not here):
        _say(document, zaak, linked=here, actor=actor, at=at)


def _say(document: UUID, zaak: UUID, *, linked: bool, actor: Actor, at: datetime) -> None:
    url, object_url = (
        f"{root('documenten')}/enkelvoudiginformatieobjecten/{document}",
        f"{root('zaken')}/zaken/{zaak}",
    )
    if linked:
        body = documenten.ObjectInformatieObjectBody(
            informatieobject=url, object=object_url, object_type="zaak"
        )
        documenten.create_objectinformatieobject(actor=actor, at=at, body=body)
    else:
        documenten.delete_objectinformatieobject(
            actor=actor, at=at, informatieobject=url, object_url=object_url
        )
