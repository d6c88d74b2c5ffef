"""Who handles a zaak."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from raadhuis.components.toegang import api as toegang
from raadhuis.components.werkplek.api.beeld import behandelaar_of
from raadhuis.components.werkplek.api.gedeeld import inrichting_of, reasons
from raadhuis.components.werkplek.api.voorraad import refresh
from raadhuis.components.werkplek.store import werkvoorraad
from raadhuis.components.zaken import api as zaken
from raadhuis.kernel import authz, db
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.refusal import Conflict, Invalid, NotAllowed, Refusal


class HeeftBehandelaar(Conflict):
    """A colleague works on this zaak; taking it over asks for a reason."""

    code = "heeft-behandelaar"
    title = "Een collega behandelt deze zaak al."
    next = "Open de zaak en neem hem over met een reden, of overleg met uw collega."


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdeeld:
    """What came of handing one zaak to somebody; `fout` "" is done."""

    uuid: UUID
    identificatie: str
    fout: str


def list_collegas() -> tuple[toegang.Medewerker, ...]:
    """Everybody that a zaak can be given to."""
    return toegang.list_medewerkers()


def neem_zaak(*, actor: Actor, at: datetime, uuid: UUID, reden: str = "") -> None:
    """The actor handles this zaak from now on. Somebody else's is taken over only with a `reden`.

    Raises HeeftBehandelaar, NotFound, NotAllowed, ZaakIsGesloten.
    """
    _appoint(actor=actor, at=at, uuid=uuid, id=actor.id, naam=actor.name, reden=reden)


def geef_zaak(*, actor: Actor, at: datetime, uuid: UUID, medewerker: str, reden: str) -> None:
    """Give the zaak to an employee. Raises Invalid (nobody has that id), NotAllowed, NotFound, ZaakIsGesloten."""
    authz.require(actor, "werk.verdelen")
    naar = next((m for m in list_collegas() if m.id == medewerker), None)
    if naar is None:
        raise Invalid.field("naar", "invalid_choice", "Kies een collega uit de lijst.")
    _appoint(
        actor=actor, at=at, uuid=uuid, id=naar.id, naam=naar.naam, reden=reden or f"Verdeeld aan {naar.naam}"
    )


def geef_terug(*, actor: Actor, at: datetime, uuid: UUID, reden: str) -> None:
    """Nobody handles the zaak any more: back to the team. Raises NotAllowed when it is a colleague's."""
    with db.atomic():
        werkvoorraad.lock(uuid)
        zaken.get_zaak(actor=actor, uuid=uuid)  # raises NotFound: the list of rollen would only be empty
        for rol in zaken.list_rollen(actor=actor, zaak=uuid):
            if behandelaar_of((rol,)) is None:
                continue
            if _id(rol) != actor.id and not authz.has(actor, "werk.verdelen"):
                raise NotAllowed("Alleen uw collega of een coördinator kan deze zaak teruggeven.")
            zaken.delete_rol(actor=actor, at=at, uuid=rol.uuid, reden=reden or "Teruggegeven aan het team")
    refresh(uuid=uuid, at=at)


def verdeel(
    *, actor: Actor, at: datetime, zaken_: Iterable[UUID], medewerker: str, reden: str = ""
) -> tuple[Verdeeld, ...]:
    """Give several zaken to an employee, each on its own: what fails says why and stops nothing. Raises NotAllowed."""
    authz.require(actor, "werk.verdelen")
    done = []
    for uuid in dict.fromkeys(zaken_):
        fout, kenmerk = "", ""
        try:
            kenmerk = zaken.get_zaak(actor=actor, uuid=uuid).identificatie
            geef_zaak(actor=actor, at=at, uuid=uuid, medewerker=medewerker, reden=reden)
        except Refusal as refusal:
            fout = reasons(refusal)
        done.append(Verdeeld(uuid=uuid, identificatie=kenmerk, fout=fout))
    return tuple(done)


def _appoint(*, actor: Actor, at: datetime, uuid: UUID, id: str, naam: str, reden: str) -> None:
    with db.atomic():
        werkvoorraad.lock(uuid)  # two colleagues who click at once: the second one hears of the first
        zaak = zaken.get_zaak(actor=actor, uuid=uuid)
        nu = [rol for rol in zaken.list_rollen(actor=actor, zaak=uuid) if behandelaar_of((rol,))]
        keep = next((rol for rol in reversed(nu) if _id(rol) == id), None)
        if keep is None:
            if nu and not reden.strip():
                raise HeeftBehandelaar
            roltype = inrichting_of(zaak, actor).roltype("behandelaar")
            body = zaken.RolBody(
                zaak=zaak.url,
                betrokkene_type="medewerker",
                roltype=roltype.url,
                roltoelichting=reden or "In behandeling genomen",
                betrokkene_identificatie=zaken.BetrokkeneIdentificatie(
                    identificatie=id, achternaam=naam[:200]
                ),
            )
            zaken.create_rol(actor=actor, at=at, body=body, reden=reden or "In behandeling genomen")
        for rol in nu:
            if rol is not keep:
                zaken.delete_rol(actor=actor, at=at, uuid=rol.uuid, reden=reden or f"Overgenomen door {naam}")
    refresh(uuid=uuid, at=at)


def _id(rol: zaken.Rol) -> str:
    return rol.betrokkene_identificatie.identificatie if rol.betrokkene_identificatie else ""
