"""What closing a zaak asks and brings: a resultaat, settled rights of use, and the archive dates (zrc-007, zrc-021)."""

from __future__ import annotations

from datetime import datetime

from raadhuis.components.catalogi import api as catalogi
from raadhuis.components.documenten import api as documenten
from raadhuis.components.zaken.domain.archief import Afleiding, Gegevens, archivering
from raadhuis.components.zaken.domain.regels import of_zaaktype
from raadhuis.components.zaken.store import onderdelen, zaken
from raadhuis.components.zaken.store.changing import SELF
from raadhuis.kernel.clock import local_date
from raadhuis.kernel.refusal import FieldError, Invalid


def closing(state: zaken.State, inrichting: catalogi.Inrichting, *, at: datetime) -> zaken.Closing:
    """How the zaak stands when it is closed at `at`. Raises Invalid with everything that is still missing.

    What somebody filled in by hand (archiefnominatie, archiefactiedatum) stays.
    """
    _check(state)
    ((uuid,),) = onderdelen.values(onderdelen.RESULTAAT, "resultaattype", zaak=state.uuid)
    resultaattype = of_zaaktype(uuid, inrichting.resultaattypen, field="resultaattype")
    procedure = resultaattype.brondatum_archiefprocedure
    afleiding = Afleiding()
    if procedure:
        afleiding = Afleiding(
            afleidingswijze=procedure.afleidingswijze,
            datumkenmerk=procedure.datumkenmerk,
            procestermijn=procedure.procestermijn,
        )
    gegevens = _gegevens(state, at=at)
    found = archivering(
        afleiding=afleiding, archiefactietermijn=resultaattype.archiefactietermijn, zaak=gegevens
    )
    return zaken.Closing(
        einddatum=gegevens.einddatum,
        archiefnominatie=state.archiefnominatie or resultaattype.archiefnominatie or None,
        archiefactiedatum=state.archiefactiedatum or found.archiefactiedatum,
        startdatum_bewaartermijn=found.startdatum_bewaartermijn,
    )


def _check(state: zaken.State) -> None:
    errors = []
    if state.resultaat is None:
        errors.append(
            FieldError("nonFieldErrors", "resultaat-does-not-exist", "Leg eerst het resultaat vast.")
        )
    for (uuid,) in onderdelen.values(onderdelen.ZAAKINFORMATIEOBJECT, "informatieobject", zaak=state.uuid):
        document = documenten.get_enkelvoudiginformatieobject(actor=SELF, uuid=uuid)
        if document.indicatie_gebruiksrecht is None:
            reason = "Leg bij elk document vast of er gebruiksrechten gelden."
            errors.append(FieldError("nonFieldErrors", "indicatiegebruiksrecht-unset", reason))
            break
    if errors:
        raise Invalid(fields=tuple(errors))


def _gegevens(state: zaken.State, *, at: datetime) -> Gegevens:
    besluiten = onderdelen.values(onderdelen.ZAAKBESLUIT, "ingangsdatum, vervaldatum", zaak=state.uuid)
    eigenschappen = onderdelen.values(onderdelen.ZAAKEIGENSCHAP, "naam, waarde", zaak=state.uuid)
    return Gegevens(
        einddatum=local_date(at),
        einddatum_hoofdzaak=zaken.einddatum(state.hoofdzaak) if state.hoofdzaak else None,
        eigenschappen=tuple((naam, waarde) for naam, waarde in eigenschappen),
        ingangsdatums=tuple(ingang for ingang, _ in besluiten),
        vervaldatums=tuple(verval for _, verval in besluiten),
    )
