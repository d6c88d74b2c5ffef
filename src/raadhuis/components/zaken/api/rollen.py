"""Who plays a part in a zaak."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec

from raadhuis.components.zaken.domain.regels import check_betrokkene, identificatie_of, of_zaaktype
from raadhuis.components.zaken.store import onderdelen
from raadhuis.components.zaken.store.changing import BIJWERKEN, add, held, held_by_url, inrichting
from raadhuis.components.zaken.store.urls import identify
from raadhuis.components.zaken.types import Rol, RolBody
from raadhuis.kernel import db, wire
from raadhuis.kernel.door import door
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.refusal import NotFound


@door
def create_rol(*, actor: Actor, at: datetime, body: RolBody, reden: str = "") -> Rol:
    """Give somebody a part in the zaak; the omschrijvingen are those of the roltype now.

    Raises Invalid (zrc-019; BSN without elf-proef; nobody named), NotAllowed, ZaakIsGesloten.
    """
    identificatie = identificatie_of(body.betrokkene_type, body.betrokkene_identificatie)
    errors = check_betrokkene(identificatie, betrokkene=body.betrokkene)
    with db.atomic():
        state = held_by_url(body.zaak, actor, BIJWERKEN, after=errors)
        found = identify(body.roltype, "ztc", "roltypen")
        roltype = of_zaaktype(found, inrichting(state).roltypen, field="roltype", after=errors)
        values = {
            "betrokkene": body.betrokkene,
            "betrokkene_type": body.betrokkene_type,
            "afwijkende_naam_betrokkene": body.afwijkende_naam_betrokkene,
            "roltype": found,
            "omschrijving": roltype.omschrijving,
            "omschrijving_generiek": roltype.omschrijving_generiek,
            "roltoelichting": body.roltoelichting,
            "registratiedatum": at,
            "indicatie_machtiging": body.indicatie_machtiging,
            "contactpersoon_rol": msgspec.to_builtins(body.contactpersoon_rol),
            "identificatie": identificatie,
            "inp_bsn": identificatie.get("inpBsn", ""),
            "medewerker": identificatie["identificatie"] if body.betrokkene_type == "medewerker" else "",
        }
        return wire.decode(add(onderdelen.ROL, state, values, actor=actor, at=at, reden=reden), Rol)


@door
def delete_rol(*, actor: Actor, at: datetime, uuid: UUID, reden: str = "") -> None:
    """Take a part away. Raises NotFound, NotAllowed, ZaakIsGesloten."""
    with db.atomic():
        zaak = onderdelen.zaak_of(onderdelen.ROL, uuid)
        if zaak is None:
            raise NotFound
        held(zaak, actor, BIJWERKEN)
        onderdelen.delete(onderdelen.ROL, uuid=uuid, zaak=zaak, actor=actor, at=at, reden=reden)


@door
def list_rollen(*, actor: Actor, zaak: UUID) -> tuple[Rol, ...]:
    """Who plays a part in the zaak, oldest first: a resident sees her own, and the name of who handles it."""
    return wire.decode(onderdelen.every(onderdelen.ROL, actor=actor, zaak=zaak) or b"[]", tuple[Rol, ...])
