"""What the national lists hold, as other rooms get it. References are identifiers: whose address they had does not matter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

Collectie = Literal["procestypen", "resultaten", "resultaattypeomschrijvingen", "communicatiekanalen"]
# The taakgebieden of a resultaat, as the API names them and in its order.
TAAKGEBIEDEN = (
    "algemeenBestuurEnInrichtingOrganisatie",
    "bedrijfsvoeringEnPersoneel",
    "publiekeInformatieEnRegistratie",
    "burgerzaken",
    "veiligheid",
    "verkeerEnVervoer",
    "economie",
    "onderwijs",
    "sportCultuurEnRecreatie",
    "sociaalDomein",
    "volksgezonheidEnMilieu",  # sic: the service spells it so
    "vhrosv",
    "heffenBelastingen",
    "alleTaakgebieden",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Procestype:
    """A kind of process of the Gemeentelijke Selectielijst of `jaar` (2017 or 2020)."""

    uuid: UUID
    nummer: int
    naam: str
    omschrijving: str
    toelichting: str
    procesobject: str
    jaar: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Resultaat:
    """A selectielijstklasse: what is done with the files of a process that ended so.

    `procestype` is the identifier of its Procestype. `waardering` is `blijvend_bewaren`, `vernietigen` or "" (the list
    leaves two open); `procestermijn` "" or nihil, bestaansduur_procesobject, ingeschatte_bestaansduur_procesobject,
    vast_te_leggen_datum, samengevoegd_met_bewaartermijn; `bewaartermijn` an ISO 8601 duration, None when there is none.
    `taakgebieden` are those of TAAKGEBIEDEN that it is for.
    """

    uuid: UUID
    procestype: UUID
    nummer: int
    volledig_nummer: str
    generiek: bool
    specifiek: bool
    naam: str
    omschrijving: str
    herkomst: str
    waardering: str
    procestermijn: str
    procestermijn_opmerking: str
    bewaartermijn: str | None
    toelichting: str
    taakgebieden: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resultaattypeomschrijving:
    """A generic name of an outcome."""

    uuid: UUID
    omschrijving: str
    definitie: str
    opmerking: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Communicatiekanaal:
    """A way in which people reach the municipality."""

    uuid: UUID
    naam: str
    omschrijving: str
