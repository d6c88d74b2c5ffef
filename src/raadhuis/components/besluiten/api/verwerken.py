"""A decision with the documents that record it in one act (besluit_verwerken): all of it, or nothing."""

from __future__ import annotations

from datetime import datetime

from raadhuis.components.besluiten.api import references
from raadhuis.components.besluiten.api.besluiten import judge, write
from raadhuis.components.besluiten.api.references import identifier
from raadhuis.components.besluiten.api.vastleggen import write_link
from raadhuis.components.besluiten.store import besluiten as store
from raadhuis.components.besluiten.store.rights import AANMAKEN
from raadhuis.components.besluiten.types import Besluit, BesluitBody, VerwerkBody
from raadhuis.components.catalogi import api as catalogi
from raadhuis.components.documenten import api as documenten
from raadhuis.kernel import authz, db, wire
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.refusal import FieldError, Invalid

_BESLUIT, _LINKS = "besluit", "besluitinformatieobjecten"


def verwerk_json(*, actor: Actor, at: datetime, body: VerwerkBody, reden: str = "") -> bytes:
    """Record a decision and its documents; the rules of both (brc-001 .. brc-008), every error at its place in the body.

    Raises Invalid, NotAllowed, and what the register of zaken refuses.
    """
    authz.require(actor, AANMAKEN)
    errors: list[FieldError] = []
    judged = judge(body.besluit, errors, actor=actor, at=at)
    errors = [*_in_besluit(wire.sort(BesluitBody, errors))]
    documents = _documents(body, judged.kind if judged else None, errors, actor=actor)
    if judged is None or errors:
        raise Invalid(fields=tuple(errors))
    with db.atomic():
        try:
            besluit = write(judged, actor=actor, at=at, reden=reden)
        except Invalid as refusal:
            raise Invalid(fields=_in_besluit(refusal.fields)) from None
        url = wire.decode(besluit, Besluit).url
        links = [
            write_link(besluit=url, informatieobject=document.url, actor=actor, at=at, reden=reden)
            for document in documents
        ]
        store.happened("verwerkt", identifier(url), actor=actor, at=at)
    return b'{"besluit":' + besluit + b',"besluitinformatieobjecten":[' + b",".join(links) + b"]}"


def _in_besluit(errors: tuple[FieldError, ...]) -> tuple[FieldError, ...]:
    return tuple(FieldError(f"{_BESLUIT}.{e.name}", e.code, e.reason) for e in errors)


def _documents(
    body: VerwerkBody, kind: catalogi.Besluittype | None, errors: list[FieldError], *, actor: Actor
) -> list[documenten.EnkelvoudigInformatieObject]:
    """The documents, each once; what is wrong with one goes into `errors`."""
    found: dict[str, documenten.EnkelvoudigInformatieObject] = {}
    for number, said in enumerate(body.besluitinformatieobjecten):
        place = f"{_LINKS}.{number}"
        document = references.document(
            said.informatieobject, actor, errors, field=f"{place}.informatieobject"
        )
        if document is None:
            continue
        if document.url in found:
            errors.append(
                FieldError(f"{place}.nonFieldErrors", "unique", "Dit document hoort al bij dit besluit.")
            )
        elif kind:
            references.check_informatieobjecttype(kind, document, errors, field=f"{place}.nonFieldErrors")
        found[document.url] = document
    return list(found.values())
