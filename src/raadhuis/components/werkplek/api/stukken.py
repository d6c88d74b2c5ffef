"""The documents of a zaak."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from raadhuis.components.documenten import api as documenten
from raadhuis.components.werkplek.api.beeld import Zaakbeeld
from raadhuis.components.werkplek.api.gedeeld import REDEN, name_of, unless_there
from raadhuis.components.zaken import api as zaken
from raadhuis.kernel import clock, settings
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.refusal import Invalid, NotAllowed, NotFound
from raadhuis.kernel.wire import uuid_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document of the zaak."""

    uuid: UUID
    soort: str
    gegevens: documenten.EnkelvoudigInformatieObject


def list_documenten(*, actor: Actor, beeld: Zaakbeeld) -> tuple[Document, ...]:
    """The documents of the zaak that the actor may see, oldest first."""
    found = []
    for link in zaken.list_zaakinformatieobjecten(actor=actor, zaak=beeld.zaak.uuid):
        uuid = uuid_of(link.informatieobject)
        try:
            gegevens = documenten.get_enkelvoudiginformatieobject(actor=actor, uuid=uuid) if uuid else None
        except NotFound:
            continue
        if uuid and gegevens:
            soort = name_of(beeld.inrichting.informatieobjecttypen, gegevens.informatieobjecttype)
            found.append(Document(uuid=uuid, soort=soort, gegevens=gegevens))
    return tuple(found)


def voeg_document_toe(
    *,
    actor: Actor,
    at: datetime,
    beeld: Zaakbeeld,
    kenmerk: str,
    informatieobjecttype: UUID,
    titel: str,
    bestandsnaam: str,
    inhoud: bytes,
    tonen_aan_initiator: bool,
) -> UUID:
    """Add a document; the same `kenmerk` (of this zaak) again makes no second one.

    Raises Invalid (type, size, content, virus), NotAllowed, ZaakIsGesloten.
    """
    chosen = next(
        (t for t in beeld.inrichting.informatieobjecttypen if uuid_of(t.url) == informatieobjecttype), None
    )
    if chosen is None:
        raise Invalid.field("informatieobjecttype", "invalid_choice", "Kies een soort document uit de lijst.")
    if not beeld.mag.document:
        raise NotAllowed
    documenten.inspect(inhoud=inhoud, bestandsnaam=bestandsnaam)
    body = documenten.EnkelvoudigInformatieObjectBody(
        bronorganisatie=settings.current().rsin,
        identificatie=f"{beeld.zaak.identificatie}-{kenmerk}"[:40],
        creatiedatum=clock.local_date(at),
        titel=titel,
        auteur=actor.name[:200],
        taal="nld",
        informatieobjecttype=chosen.url,
        inhoud=inhoud,
        bestandsnaam=bestandsnaam,
        status="definitief",
        tonen_aan_initiator=tonen_aan_initiator,
        indicatie_gebruiksrecht=False,
    )
    return store_document(actor=actor, at=at, zaak=beeld.zaak, body=body)


def open_document(*, actor: Actor, at: datetime, zaak: UUID, uuid: UUID) -> documenten.Inhoud:
    """The content of a document of this zaak; opening it is recorded. Raises NotFound."""
    if all(
        uuid_of(link.informatieobject) != uuid
        for link in zaken.list_zaakinformatieobjecten(actor=actor, zaak=zaak)
    ):
        raise NotFound
    inhoud = documenten.open_inhoud(actor=actor, uuid=uuid)
    documenten.record_view(actor=actor, at=at, uuid=uuid, reden=REDEN)
    return inhoud


def store_document(
    *, actor: Actor, at: datetime, zaak: zaken.Zaak, body: documenten.EnkelvoudigInformatieObjectBody
) -> UUID:
    """Store a document once and link it once, wherever an earlier try stopped."""

    def known() -> documenten.EnkelvoudigInformatieObject | None:
        return documenten.find_enkelvoudiginformatieobject(
            actor=actor, bronorganisatie=body.bronorganisatie, identificatie=body.identificatie
        )

    made = known()
    if made is None:
        try:
            made = documenten.create_enkelvoudiginformatieobject(actor=actor, at=at, body=body)
        except Invalid:
            # A second click at the same moment: the first one made it.
            made = known()
            if made is None:
                raise
    uuid = uuid_of(made.url)
    if uuid is None:
        raise LookupError(made.url)
    linked = zaken.list_zaakinformatieobjecten(actor=actor, zaak=zaak.uuid)
    if all(uuid_of(link.informatieobject) != uuid for link in linked):
        link = zaken.ZaakinformatieobjectBody(zaak=zaak.url, informatieobject=made.url, titel=body.titel)
        unless_there(lambda: zaken.create_zaakinformatieobject(actor=actor, at=at, body=link))
    return uuid
