"""Changing a zaak that is there, and destroying it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType
from psycopg.errors import UniqueViolation

from raadhuis.components.catalogi import api as catalogi
from raadhuis.components.zaken.api.elders import as_hoofdzaak, not_there
from raadhuis.components.zaken.api.zaken import etag_of, gerelateerde_zaken, relevante_zaken, taken
from raadhuis.components.zaken.domain.regels import (
    check_hoofdzaak,
    check_zaak,
    columns,
    instant,
    patched,
)
from raadhuis.components.zaken.store import changing, verwijderen, zaken
from raadhuis.components.zaken.store.changing import BIJWERKEN, GEFORCEERD, held, inrichting_of
from raadhuis.components.zaken.store.closing import check_archived, dates, determine_again
from raadhuis.components.zaken.store.urls import identify
from raadhuis.components.zaken.types import Zaak, ZaakBody, ZaakPatch
from raadhuis.kernel import db, wire
from raadhuis.kernel.authz import has, rank
from raadhuis.kernel.clock import local_date
from raadhuis.kernel.door import door
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.refusal import FieldError, Invalid, NotAllowed, NotFound, PreconditionFailed

Actie = Literal["update", "partial_update"]
VERWIJDEREN = "zaken.verwijderen"


@door
def update_zaak(
    *, actor: Actor, at: datetime, uuid: UUID, body: ZaakPatch, reden: str = "", etag: str = ""
) -> Zaak:
    """Change a zaak. With `etag`: only when it is still the current one. Raises PreconditionFailed (somebody else was
    first), ZaakIsGesloten, Invalid, NotAllowed, NotFound."""
    raw, current = update_zaak_json(actor=actor, at=at, uuid=uuid, body=body, reden=reden, etag=etag)
    return msgspec.structs.replace(wire.decode(raw, Zaak), etag=current)


def update_zaak_json(
    *,
    actor: Actor,
    at: datetime,
    uuid: UUID,
    body: ZaakPatch,
    wrong: tuple[FieldError, ...] = (),
    reden: str = "",
    etag: str = "",
    actie: Actie = "partial_update",
) -> tuple[bytes, str]:
    """`update_zaak`, answering the bytes of the standard and the new etag. `actie` is how the audittrail calls it, `wrong`
    what is wrong in the form of the body: then it is judged only.

    A PUT is the same with every required field there: what is left out keeps its value, as with the providers that
    clients know, so that a client does not wipe what a later version of the standard has.
    """
    if not wrong and (moment := _only_opened(body)) is not None:
        return _opened(uuid, moment, actor=actor, at=at)
    with db.atomic():
        state = held(uuid, actor, BIJWERKEN)
        if etag not in ("", "*", etag_of(state.versie)):
            raise PreconditionFailed(
                "Iemand anders heeft deze zaak intussen gewijzigd. Haal de zaak opnieuw op."
            )
        current = zaken.one(actor=changing.SELF, uuid=uuid)
        assert current is not None  # noqa: S101  # we hold it
        before = json.loads(current[0])
        merged = patched(before, body)
        of = inrichting_of(identify(merged.zaaktype, "ztc", "zaaktypen"))
        errors = [*_unchanged(before, body), *check_zaak(merged, of.zaaktype if of else None, at=at)]
        hoofdzaak, not_one = _hoofdzaak(body, state, actor)
        relevant, missing = relevante_zaken(merged.relevante_andere_zaken, actor, already=state.relevant)
        gerelateerd, unknown = gerelateerde_zaken(
            merged.gerelateerde_zaken, actor, of=uuid, already=state.gerelateerd
        )
        errors += [*not_one, *missing, *unknown, *not_there(_new_addresses(before, merged))]
        if merged.archiefstatus not in ("nog_te_archiveren", state.archiefstatus):
            errors += check_archived(uuid)
        if of is None or wrong or errors:
            raise Invalid(fields=wire.together(ZaakBody, wrong, errors))
        level = merged.vertrouwelijkheidaanduiding or of.zaaktype.vertrouwelijkheidaanduiding
        if of.uuid != state.zaaktype:
            _may_have(actor, of.uuid, rank(level))
        values = columns(merged, default_level=level, today=local_date(at)) | {
            "uuid": uuid,
            "zaaktype": of.uuid,
            "hoofdzaak": hoofdzaak,
            "relevante_andere_zaken": relevant,
            "gerelateerde_zaken": gerelateerd,
            "archiefactiedatum_gekozen": _chosen(body.archiefactiedatum, state),
        }
        values |= _again(state, of, values, body)
        if hoofdzaak != state.hoofdzaak:
            zaken.move(uuid, old=state.hoofdzaak, new=hoofdzaak, at=at)
        zaken.relate(uuid, old=state.gerelateerd, new=gerelateerd, actor=actor, at=at, reden=reden)
        try:
            raw = zaken.update(values, actie=actie, actor=actor, at=at, reden=reden)
        except UniqueViolation:
            raise taken() from None
        return raw, etag_of(state.versie + 1)


def _new_addresses(before: dict[str, Any], merged: ZaakBody) -> dict[str, str]:
    """What the zaak comes to refer to outside the registers, by field."""
    now = {"communicatiekanaal": merged.communicatiekanaal, "selectielijstklasse": merged.selectielijstklasse}
    return {name: url for name, url in now.items() if url != before[name]}


def _only_opened(body: ZaakPatch) -> datetime | None:
    """When a resident opened her zaak, if that is all that is said; beside other changes it means nothing."""
    moment = body.laatst_geopend
    if not isinstance(moment, datetime):
        return None
    others = (getattr(body, name) for name in body.__struct_fields__ if name != "laatst_geopend")
    return instant(moment) if all(value is UNSET for value in others) else None


def _opened(uuid: UUID, moment: datetime, *, actor: Actor, at: datetime) -> tuple[bytes, str]:
    """Keep that it was opened: no change of the zaak, so it may be closed, and its etag stays."""
    with db.atomic():
        state = zaken.look(actor=actor, uuid=uuid, hold=True)
        if state is None or not state.seen:
            raise NotFound
        if not state.grants(actor, *BIJWERKEN, GEFORCEERD):
            raise NotAllowed
        zaken.opened(uuid, at=at, moment=moment, actor=actor)
        found = zaken.one(actor=changing.SELF, uuid=uuid)
        assert found is not None  # noqa: S101  # we hold it
        return found[0], etag_of(found[1])


def _unchanged(before: dict[str, Any], body: ZaakPatch) -> tuple[FieldError, ...]:
    if body.identificatie in (UNSET, "", before["identificatie"]):
        return ()
    return (FieldError("identificatie", "wijzigen-niet-toegelaten", "De identificatie verandert niet meer."),)


def _hoofdzaak(
    body: ZaakPatch, state: zaken.State, actor: Actor
) -> tuple[UUID | None, tuple[FieldError, ...]]:
    """The identifier of the hoofdzaak as it will be, and what is wrong with it (zrc-013)."""
    if isinstance(body.hoofdzaak, UnsetType):
        return state.hoofdzaak, ()
    if not body.hoofdzaak:  # "" is what clients of before send for none
        return None, ()
    uuid = identify(body.hoofdzaak, "zrc", "zaken")
    if uuid is not None and uuid == state.hoofdzaak:
        return uuid, ()
    exists, is_deelzaak = as_hoofdzaak(uuid, actor)
    return uuid, check_hoofdzaak(
        exists=exists,
        is_self=uuid == state.uuid,
        is_deelzaak=is_deelzaak,
        has_deelzaken=bool(state.deelzaken),
    )


def _may_have(actor: Actor, zaaktype: UUID, level: int) -> None:
    """A zaak moves only to a zaaktype whose zaken the actor may change too (zrc-006)."""
    if not any(has(actor, scope, type_uuid=zaaktype, level=level) for scope in (*BIJWERKEN, GEFORCEERD)):
        raise NotAllowed


def _chosen(given: date | UnsetType | None, state: zaken.State) -> bool:
    if isinstance(given, UnsetType) or given == state.archiefactiedatum:
        return state.archiefactiedatum_gekozen
    return given is not None


def _again(
    state: zaken.State, of: catalogi.Inrichting, values: dict[str, Any], body: ZaakPatch
) -> dict[str, Any]:
    """The archive dates of a closed zaak, when something that they follow from changes (zrc-021)."""
    if state.einddatum is None or state.resultaat is None or values["archiefactiedatum_gekozen"]:
        return {}
    start = body.startdatum_bewaartermijn
    chosen = None if isinstance(start, UnsetType) or start == state.startdatum_bewaartermijn else start
    relevant = [UUID(zaak["zaak"]) for zaak in values["relevante_andere_zaken"]]
    if (
        chosen is None
        and values["hoofdzaak"] == state.hoofdzaak
        and relevant == state.relevant
        and isinstance(body.archiefactiedatum, UnsetType)
    ):
        return {}
    now = replace(state, archiefactiedatum_gekozen=False, hoofdzaak=values["hoofdzaak"], relevant=relevant)
    found = dates(now, of, einddatum=state.einddatum, chosen_start=chosen)
    return {
        "archiefactiedatum": found.archiefactiedatum,
        "archiefactiedatum_gekozen": found.archiefactiedatum_gekozen,
        "startdatum_bewaartermijn": found.startdatum_bewaartermijn,
    }


def bepaal_archief(*, actor: Actor, at: datetime, zaak: UUID) -> None:
    """Derive the archive date of a closed zaak again (zrc-021): for the register itself, no rights are asked."""
    with db.atomic():
        determine_again(zaak, actor=actor, at=at)


def delete_zaak(*, actor: Actor, at: datetime, uuid: UUID, reden: str = "") -> None:
    """Destroy a zaak with everything that hangs on it, its deelzaken and its history (zrc-023).

    What is left is that it was destroyed, when and by whom. Raises NotFound; NotAllowed without the scope
    zaken.verwijderen on the zaak and each of its deelzaken.
    """
    with db.atomic():
        state = zaken.look(actor=actor, uuid=uuid, hold=True)
        if state is None or not (state.seen or state.grants(actor, VERWIJDEREN)):
            raise NotFound
        found = [zaken.look(actor=actor, uuid=deelzaak, hold=True) for deelzaak in state.deelzaken]
        deelzaken = [deelzaak for deelzaak in found if deelzaak]
        if not all(zaak.grants(actor, VERWIJDEREN) for zaak in (state, *deelzaken)):
            raise NotAllowed
        for zaak in (*deelzaken, state):
            verwijderen.destroy(zaak, actor=actor, at=at, reden=reden)
