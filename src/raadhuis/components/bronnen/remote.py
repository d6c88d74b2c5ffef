"""Asks the BRP over HTTP: Haal Centraal BRP Personen bevragen 2.x."""

from __future__ import annotations

import msgspec
import structlog

from raadhuis.components.bronnen.domain.persoon import FIELDS, Antwoord, person_of
from raadhuis.components.bronnen.types import Persoon
from raadhuis.kernel import outgoing, settings
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.refusal import NotFound, Unavailable

log = structlog.get_logger(__name__)
PATH = "/haalcentraal/api/brp/personen"
TIMEOUT = 3.0  # seconds; a resident waits for this


class BrpOnbereikbaar(Unavailable):
    """The BRP does not answer, or not with what was asked."""

    title = "Wij kunnen uw gegevens nu niet ophalen uit de Basisregistratie Personen (BRP)."


class PersoonOnbekend(NotFound):
    """The BRP has no person with this BSN."""

    title = "Deze persoon staat niet in de Basisregistratie Personen (BRP)."


def get_persoon(*, actor: Actor, bsn: str, doelbinding: str) -> Persoon:
    """The person with this BSN. Raises BrpOnbereikbaar, PersoonOnbekend."""
    ours = settings.current()
    if not ours.brp_url:
        raise BrpOnbereikbaar
    try:
        response = outgoing.call(
            "POST",
            ours.brp_url.rstrip("/") + PATH,
            timeout=TIMEOUT,
            headers={"X-API-KEY": ours.brp_key},
            json={
                "type": "RaadpleegMetBurgerservicenummer",
                "burgerservicenummer": [bsn],
                "fields": list(FIELDS),
            },
        )
    except Unavailable as error:
        raise BrpOnbereikbaar from error
    # Who asked and for what; never about whom, since a log is read by more people than the BRP.
    log.info("brp.asked", actor=actor.id, doelbinding=doelbinding, status=response.status_code)
    if response.status_code != 200:
        raise BrpOnbereikbaar
    try:
        found = person_of(msgspec.json.decode(response.content, type=Antwoord))
    except msgspec.MsgspecError as error:
        raise BrpOnbereikbaar from error
    if found is None:
        raise PersoonOnbekend
    return found
