"""The contacts about a zaak: klantcontacten, and the contactmomenten and verzoeken of other registers.

The standard wants the last two mirrored in those registers (zrc-024, zrc-025); this installation knows none, so the
relation is kept here and no address is called.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from raadhuis.components.zaken.api.onderdelen import Asked, Soort
from raadhuis.components.zaken.domain.regels import is_url
from raadhuis.components.zaken.store import onderdelen
from raadhuis.components.zaken.types import KlantcontactBody, ZaakcontactmomentBody, ZaakverzoekBody

_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _klantcontact(asked: Asked[KlantcontactBody]) -> dict[str, Any]:
    body = asked.body
    return {
        "identificatie": body.identificatie or _number(asked.uuid),
        "datumtijd": body.datumtijd,
        "kanaal": body.kanaal,
        "onderwerp": body.onderwerp,
        "toelichting": body.toelichting,
    }


def _number(uuid: UUID) -> str:
    """The moment in an identifier, of which no process makes two, in the 14 signs that the standard gives room for."""
    signs, rest = "", uuid.int >> 80 << 12 | uuid.int >> 64 & 0xFFF
    while rest:
        rest, sign = divmod(rest, len(_SIGNS))
        signs = _SIGNS[sign] + signs
    return "KC" + signs.rjust(12, "0")


KLANTCONTACT = Soort(kind=onderdelen.KLANTCONTACT, body=KlantcontactBody, values=_klantcontact)


def _once(asked: Asked[Any], name: str, url: str) -> dict[str, Any]:
    """The column `name` with an address, that the zaak does not have yet."""
    if not is_url(url):
        asked.wrong(name, "bad-url", "Voer een geldige URL in.")
    elif (url,) in onderdelen.values(onderdelen.BY_COLLECTION[_OF[name]], name, zaak=asked.state.uuid):
        asked.wrong("nonFieldErrors", "unique", f"Dit {name} hoort al bij deze zaak.")
    return {name: url}


_OF = {"contactmoment": "zaakcontactmomenten", "verzoek": "zaakverzoeken"}
ZAAKCONTACTMOMENT = Soort(
    kind=onderdelen.ZAAKCONTACTMOMENT,
    body=ZaakcontactmomentBody,
    values=lambda asked: _once(asked, "contactmoment", asked.body.contactmoment),
)
ZAAKVERZOEK = Soort(
    kind=onderdelen.ZAAKVERZOEK,
    body=ZaakverzoekBody,
    values=lambda asked: _once(asked, "verzoek", asked.body.verzoek),
)
