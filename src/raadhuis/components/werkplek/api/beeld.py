"""One zaak with what every page of it shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from raadhuis.components.catalogi import api as catalogi
from raadhuis.components.processen import api as processen
from raadhuis.components.werkplek.api.gedeeld import REDEN, inrichting_of, name_of
from raadhuis.components.zaken import api as zaken
from raadhuis.kernel import authz
from raadhuis.kernel.identity import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Mag:
    """What the actor may do with this zaak now; on a closed zaak nothing. `persoon`: see who the applicant is."""

    bijwerken: bool
    status: bool
    document: bool
    besluit: bool
    taken: bool
    verdelen: bool
    persoon: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Aanvrager:
    """Who asked: "" is unknown or not for this role (`zichtbaar`)."""

    zichtbaar: bool
    naam: str = ""
    bsn: str = ""
    emailadres: str = ""
    telefoonnummer: str = ""
    adres: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Zaakbeeld:
    """A zaak with what every page of it shows."""

    zaak: zaken.Zaak
    inrichting: catalogi.Inrichting
    statussen: tuple[zaken.Status, ...]
    rollen: tuple[zaken.Rol, ...]
    taken: tuple[processen.Taak, ...]
    mag: Mag

    @property
    def behandelaar(self) -> zaken.Rol | None:
        """The employee who handles it, or None."""
        return behandelaar_of(self.rollen)

    @property
    def open_taken(self) -> tuple[processen.Taak, ...]:
        """What still has to be done."""
        return tuple(t for t in self.taken if t.status == "open")

    @property
    def status(self) -> str:
        """The present status in words."""
        return self.statustype(self.statussen[-1]) if self.statussen else ""

    @property
    def gesloten(self) -> bool:
        """Whether the zaak is closed."""
        return self.zaak.einddatum is not None

    def statustype(self, status: zaken.Status) -> str:
        """What a status is called."""
        return name_of(self.inrichting.statustypen, status.statustype)


def get_zaakbeeld(*, actor: Actor, uuid: UUID) -> Zaakbeeld:
    """A zaak with its types, rollen, statussen and taken. Raises NotFound, also when the actor may not see it."""
    zaak = zaken.get_zaak(actor=actor, uuid=uuid)
    inrichting = inrichting_of(zaak, actor)
    return Zaakbeeld(
        zaak=zaak,
        inrichting=inrichting,
        statussen=zaken.list_statussen(actor=actor, zaak=uuid),
        rollen=zaken.list_rollen(actor=actor, zaak=uuid),
        taken=processen.list_taken(actor=actor, zaak=uuid),
        mag=_mag(actor, zaak, inrichting),
    )


def record_opening(*, actor: Actor, at: datetime, uuid: UUID) -> None:
    """Somebody opened the zaak: that is part of its history."""
    zaken.record_view(actor=actor, at=at, zaak=uuid, reden=REDEN)


def _mag(actor: Actor, zaak: zaken.Zaak, inrichting: catalogi.Inrichting) -> Mag:
    level = authz.rank(zaak.vertrouwelijkheidaanduiding)

    def on_zaak(scope: str) -> bool:
        return authz.has(actor, scope, type_uuid=inrichting.uuid, level=level)

    is_open = zaak.einddatum is None
    bijwerken = on_zaak("zaken.bijwerken")
    return Mag(
        bijwerken=is_open and bijwerken,
        status=is_open and on_zaak("zaken.statussen.toevoegen"),
        document=is_open and bijwerken and authz.has(actor, "documenten.aanmaken"),
        besluit=is_open and bijwerken and authz.has(actor, "besluiten.aanmaken"),
        taken=is_open and authz.has(actor, "taken.afronden"),
        verdelen=is_open and bijwerken and authz.has(actor, "werk.verdelen"),
        persoon=bijwerken,
    )


def behandelaar_of(rollen: Iterable[zaken.Rol]) -> zaken.Rol | None:
    """The employee who handles the zaak: the last one, should there be more."""
    found = None
    for rol in rollen:
        if rol.omschrijving_generiek == "behandelaar" and rol.betrokkene_type == "medewerker":
            found = rol
    return found


def aanvrager_of(beeld: Zaakbeeld) -> Aanvrager:
    """Who started the zaak, as far as the actor may know."""
    if not beeld.mag.persoon:
        return Aanvrager(zichtbaar=False)
    rol = next((r for r in beeld.rollen if r.omschrijving_generiek == "initiator"), None)
    if rol is None:
        return Aanvrager(zichtbaar=True)
    wie, contact = rol.betrokkene_identificatie, rol.contactpersoon_rol
    namen = (
        (wie.voornamen or wie.voorletters, wie.voorvoegsel_geslachtsnaam, wie.geslachtsnaam) if wie else ()
    )
    naam = " ".join(part for part in namen if part) or (wie.statutaire_naam if wie else "")
    return Aanvrager(
        zichtbaar=True,
        naam=naam or rol.afwijkende_naam_betrokkene or (contact.naam if contact else ""),
        bsn=wie.inp_bsn if wie else "",
        emailadres=contact.emailadres if contact else "",
        telefoonnummer=contact.telefoonnummer if contact else "",
        adres=_address(wie.verblijfsadres) or _abroad(wie.sub_verblijf_buitenland) if wie else (),
    )


def _address(adres: Mapping[str, object] | None) -> tuple[str, ...]:
    parts = _filled(adres)
    street = parts.get("gorOpenbareRuimteNaam") or parts.get("wplStraatnaam", "")
    number = parts.get("aoaHuisnummer", "") + parts.get("aoaHuisletter", "")
    number += f"-{parts['aoaHuisnummertoevoeging']}" if "aoaHuisnummertoevoeging" in parts else ""
    place = f"{parts.get('aoaPostcode', '')} {parts.get('wplWoonplaatsNaam', '')}"
    return tuple(line.strip() for line in (f"{street} {number}", place) if line.strip())


def _abroad(adres: Mapping[str, object] | None) -> tuple[str, ...]:
    parts = _filled(adres)
    lines = (
        *(parts.get(f"subAdresBuitenland_{n}", "") for n in (1, 2, 3)),
        parts.get("lndLandnaam", "").upper(),
    )
    return tuple(line for line in lines if line)


def _filled(adres: Mapping[str, object] | None) -> dict[str, str]:
    return {key: str(value) for key, value in (adres or {}).items() if value not in (None, "")}


def list_eigenschappen(*, actor: Actor, uuid: UUID) -> tuple[zaken.Zaakeigenschap, ...]:
    """What is known of the zaak, by name."""
    return zaken.list_zaakeigenschappen(actor=actor, zaak=uuid)
