"""What closing a zaak asks and brings: a resultaat, settled rights of use, and the archive dates (zrc-007, zrc-021)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from raadhuis.components.catalogi import api as catalogi
from raadhuis.components.documenten import api as documenten
from raadhuis.components.zaken.domain.archief import Afleiding, Gegevens, Kenmerken, archivering
from raadhuis.components.zaken.domain.regels import of_zaaktype
from raadhuis.components.zaken.store import onderdelen, zaken
from raadhuis.components.zaken.store.changing import SELF, inrichting_of
from raadhuis.kernel import wire, zgw
from raadhuis.kernel.clock import local_date
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.references import is_elsewhere
from raadhuis.kernel.refusal import FieldError, Invalid, NotFound
from raadhuis.kernel.wire import Wire

OPNIEUW = "De archiefactiedatum is opnieuw bepaald."


def closing(state: zaken.State, inrichting: catalogi.Inrichting, *, at: datetime) -> zaken.Closing:
    """How the zaak stands when it is closed at `at`. Raises Invalid with everything that is still missing.

    What somebody filled in by hand (archiefnominatie, archiefactiedatum, startdatumBewaartermijn) stays.
    """
    _check(state)
    return dates(state, inrichting, einddatum=local_date(at))


def _check(state: zaken.State) -> None:
    errors = []
    if state.resultaat is None:
        errors.append(
            FieldError("nonFieldErrors", "resultaat-does-not-exist", "Leg eerst het resultaat vast.")
        )
    if any(document.indicatie_gebruiksrecht is None for document in _documents(state.uuid)):
        reason = "Leg bij elk document vast of er gebruiksrechten gelden."
        errors.append(FieldError("nonFieldErrors", "indicatiegebruiksrecht-unset", reason))
    if state.deelzaken and None in zaken.einddatums(state.deelzaken).values():
        reason = "Sluit eerst de deelzaken van deze zaak."
        errors.append(FieldError("nonFieldErrors", "deelzaken-not-closed", reason))
    if errors:
        raise Invalid(fields=tuple(errors))


def _documents(zaak: UUID) -> list[documenten.EnkelvoudigInformatieObject]:
    return [
        documenten.get_enkelvoudiginformatieobject(actor=SELF, uuid=uuid)
        for (uuid,) in onderdelen.values(onderdelen.ZAAKINFORMATIEOBJECT, "informatieobject", zaak=zaak)
    ]


def check_archived(zaak: UUID) -> tuple[FieldError, ...]:
    """An archived zaak has archived documents only (zrc-022)."""
    if all(document.status == "gearchiveerd" for document in _documents(zaak)):
        return ()
    reason = "Niet alle documenten van de zaak hebben de status gearchiveerd."
    return (FieldError("archiefstatus", "documents-not-archived", reason),)


def dates(
    state: zaken.State,
    inrichting: catalogi.Inrichting,
    *,
    einddatum: date,
    chosen_start: date | None = None,
) -> zaken.Closing:
    """The dates of a zaak that was closed on `einddatum`, by its resultaattype (zrc-021, zrc-026).

    `chosen_start` is a startdatumBewaartermijn that somebody chose now; one on an open zaak was chosen too.
    """
    ((uuid,),) = onderdelen.values(onderdelen.RESULTAAT, "resultaattype", zaak=state.uuid)
    resultaattype = of_zaaktype(uuid, inrichting.resultaattypen, field="resultaattype")
    afleiding = _afleiding(resultaattype)
    start = chosen_start or (None if state.einddatum else state.startdatum_bewaartermijn)
    found = archivering(
        afleiding=afleiding,
        archiefactietermijn=resultaattype.archiefactietermijn,
        zaak=_gegevens(state, afleiding, einddatum=einddatum),
        start=start,
    )
    nominatie = state.archiefnominatie or resultaattype.archiefnominatie or None
    by_hand = state.archiefactiedatum_gekozen
    return zaken.Closing(
        einddatum=einddatum,
        archiefnominatie=nominatie,
        archiefstatus=state.archiefstatus,
        archiefactiedatum=state.archiefactiedatum if by_hand else found.archiefactiedatum,
        archiefactiedatum_gekozen=by_hand or start is not None,
        # What is kept for ever has no term that starts (zrc-026).
        startdatum_bewaartermijn=None
        if nominatie == "blijvend_bewaren"
        else (state.startdatum_bewaartermijn if by_hand and state.startdatum_bewaartermijn else None)
        or found.startdatum_bewaartermijn,
    )


def determine_again(uuid: UUID, *, actor: Actor, at: datetime) -> None:
    """Derive the archive date of a closed zaak again, since something that it follows from changed (zrc-021).

    A date that somebody chose stays; so does everything when the zaak is open or gone.
    """
    state = zaken.look(actor=SELF, uuid=uuid, hold=True)
    if state is None or state.einddatum is None or state.resultaat is None or state.archiefactiedatum_gekozen:
        return
    inrichting = inrichting_of(state.zaaktype)
    if inrichting is None:
        return
    try:
        found = dates(state, inrichting, einddatum=state.einddatum)
    except Invalid:
        return  # the zaak moved to a zaaktype that does not have its resultaattype
    now = replace(
        found,
        archiefactiedatum=state.archiefactiedatum,
        startdatum_bewaartermijn=state.startdatum_bewaartermijn,
    )
    if found != now:
        zaken.keep(uuid, found, actor=actor, at=at, reden=OPNIEUW)


def _afleiding(resultaattype: catalogi.Resultaattype) -> Afleiding:
    procedure = resultaattype.brondatum_archiefprocedure
    if procedure is None:
        return Afleiding()
    return Afleiding(
        afleidingswijze=procedure.afleidingswijze,
        datumkenmerk=procedure.datumkenmerk,
        objecttype=procedure.objecttype,
        procestermijn=procedure.procestermijn,
    )


def _gegevens(state: zaken.State, afleiding: Afleiding, *, einddatum: date) -> Gegevens:
    """What the zaak says of the one thing that its archive date follows from."""
    wijze, zaak = afleiding.afleidingswijze, state.uuid
    if wijze == "hoofdzaak" and state.hoofdzaak:
        found = zaken.einddatums([state.hoofdzaak])
        return Gegevens(einddatum=einddatum, einddatum_hoofdzaak=found.get(state.hoofdzaak))
    if wijze == "gerelateerde_zaak":
        ends = zaken.einddatums(state.relevant).values()
        return Gegevens(einddatum=einddatum, einddatums_gerelateerd=tuple(ends))
    if wijze == "eigenschap":
        rows = onderdelen.values(onderdelen.ZAAKEIGENSCHAP, "naam, waarde", zaak=zaak)
        return Gegevens(einddatum=einddatum, eigenschappen=tuple((naam, waarde) for naam, waarde in rows))
    if wijze == "zaakobject":
        columns = "object_type, object_type_overige, identificatie::json"
        rows = onderdelen.values(onderdelen.ZAAKOBJECT, columns, zaak=zaak)
        # A type that the standard does not have goes by its own name, as `overige`.
        objects = tuple(((kind, other), _kenmerken(raw)) for kind, other, raw in rows)
        return Gegevens(einddatum=einddatum, zaakobjecten=objects)
    if wijze in ("ingangsdatum_besluit", "vervaldatum_besluit"):
        rows = onderdelen.values(onderdelen.ZAAKBESLUIT, "besluit, ingangsdatum, vervaldatum", zaak=zaak)
        held = [_dates_elsewhere(uuid) if is_elsewhere(uuid) else (a, b) for uuid, a, b in rows]
        return Gegevens(
            einddatum=einddatum,
            ingangsdatums=tuple(ingang for ingang, _ in held),
            vervaldatums=tuple(verval for _, verval in held),
        )
    return Gegevens(einddatum=einddatum)


class _Holds(Wire, frozen=True):
    ingangsdatum: date | None = None
    vervaldatum: date | None = None


def _dates_elsewhere(besluit: UUID) -> tuple[date | None, date | None]:
    """When a decision of another provider begins and ends to hold: the standard does not send that along with it."""
    try:
        found = zgw.get("besluiten", f"/besluiten/{besluit}", _Holds, actor=SELF)
    except NotFound:
        return None, None
    return found.ingangsdatum, found.vervaldatum


def _kenmerken(raw: bytes | None) -> Kenmerken:
    found = wire.decode(raw, dict[str, object]) if raw else {}
    # What has no fixed shape keeps its data one level deeper.
    inner = found.get("overigeData")
    return found | inner if isinstance(inner, dict) else found
