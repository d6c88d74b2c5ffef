"""Who plays a part in a zaak."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from raadhuis.components.zaken.api.onderdelen import Asked, Soort, create, remove
from raadhuis.components.zaken.domain.betrokkenen import check_betrokkene, identificatie_of, too_deep
from raadhuis.components.zaken.domain.regels import is_url
from raadhuis.components.zaken.store import onderdelen
from raadhuis.components.zaken.types import Rol, RolBody
from raadhuis.kernel import wire
from raadhuis.kernel.door import door
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.refusal import FieldError, Invalid
from raadhuis.kernel.wire import uuid_of


def _check(body: RolBody) -> tuple[FieldError, ...]:
    found: list[FieldError] = []
    if body.betrokkene and not is_url(body.betrokkene):
        found.append(FieldError("betrokkene", "invalid", "Voer een geldige URL in."))
    contact = body.contactpersoon_rol
    if contact and contact.emailadres and not re.fullmatch(r"[^@\s]+@[^@\s]+", contact.emailadres):
        found.append(FieldError("contactpersoonRol.emailadres", "invalid", "Dit is geen e-mailadres."))
    if body.begin_geldigheid and body.einde_geldigheid and body.einde_geldigheid < body.begin_geldigheid:
        reason = "Deze datum ligt voor de begindatum."
        found.append(FieldError("eindeGeldigheid", "einde-voor-begin", reason))
    if body.authenticatie_context and too_deep(body.authenticatie_context.mandate):
        found.append(
            FieldError("authenticatieContext.mandate", "invalid", "Deze gegevens zijn te diep genest.")
        )
    try:
        identificatie = identificatie_of(body.betrokkene_type, body.betrokkene_identificatie)
    except Invalid as wrong:
        return (*found, *wrong.fields)
    return (*found, *check_betrokkene(identificatie, betrokkene=body.betrokkene))


def _values(asked: Asked[RolBody]) -> dict[str, Any]:
    body = asked.body
    roltype = asked.of_type(body.roltype, "roltype", "roltypen", lambda of: of.roltypen)
    if roltype is None or asked.errors:
        return {}
    identificatie = identificatie_of(body.betrokkene_type, body.betrokkene_identificatie)
    return {
        "betrokkene": body.betrokkene,
        "betrokkene_type": body.betrokkene_type,
        "afwijkende_naam_betrokkene": body.afwijkende_naam_betrokkene,
        "roltype": uuid_of(roltype.url),
        "omschrijving": roltype.omschrijving,
        "omschrijving_generiek": roltype.omschrijving_generiek,
        "roltoelichting": body.roltoelichting,
        "registratiedatum": asked.at,
        "indicatie_machtiging": body.indicatie_machtiging,
        "contactpersoon_rol": msgspec.to_builtins(body.contactpersoon_rol),
        "identificatie": identificatie,
        "inp_bsn": identificatie.get("inpBsn", ""),
        "medewerker": identificatie["identificatie"] if body.betrokkene_type == "medewerker" else "",
        "authenticatie_context": msgspec.to_builtins(body.authenticatie_context),
        "begin_geldigheid": body.begin_geldigheid,
        "einde_geldigheid": body.einde_geldigheid,
    }


ROL = Soort(kind=onderdelen.ROL, body=RolBody, check=_check, values=_values, fixed=("zaak", "betrokkeneType"))


@door
def create_rol(*, actor: Actor, at: datetime, body: RolBody, reden: str = "") -> Rol:
    """Give somebody a part in the zaak; the omschrijvingen are those of the roltype now.

    Raises Invalid (zrc-019; BSN without elf-proef; nobody named), NotAllowed, ZaakIsGesloten.
    """
    return wire.decode(create(ROL, actor=actor, at=at, body=body, reden=reden).raw, Rol)


@door
def delete_rol(*, actor: Actor, at: datetime, uuid: UUID, reden: str = "") -> None:
    """Take a part away. Raises NotFound, NotAllowed, ZaakIsGesloten."""
    remove(ROL, actor=actor, at=at, uuid=uuid, reden=reden)


@door
def list_rollen(*, actor: Actor, zaak: UUID) -> tuple[Rol, ...]:
    """Who plays a part in the zaak, oldest first: a resident sees her own, and the name of who handles it."""
    return wire.decode(onderdelen.every(onderdelen.ROL, actor=actor, zaak=zaak) or b"[]", tuple[Rol, ...])
