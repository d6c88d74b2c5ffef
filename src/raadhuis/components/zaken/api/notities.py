"""Notes with a zaak (Zaken 1.7)."""

from __future__ import annotations

from typing import Any

from raadhuis.components.zaken.api.onderdelen import Asked, Soort
from raadhuis.components.zaken.store import onderdelen
from raadhuis.components.zaken.types import ZaaknotitieBody


def _values(asked: Asked[ZaaknotitieBody]) -> dict[str, Any]:
    body = asked.body
    if asked.old and asked.old["status"] != "concept":
        asked.wrong("status", "notitie-definitief", "Een definitieve notitie kan niet gewijzigd worden.")
    return {
        "onderwerp": body.onderwerp,
        "tekst": body.tekst,
        "aangemaakt_door": body.aangemaakt_door or asked.actor.name[:255],
        "notitie_type": body.notitie_type,
        "status": body.status,
        "aanmaakdatum": asked.at,
        "wijzigingsdatum": asked.at,
    }


ZAAKNOTITIE = Soort(
    kind=onderdelen.ZAAKNOTITIE, body=ZaaknotitieBody, values=_values, fixed=("gerelateerdAan",)
)
