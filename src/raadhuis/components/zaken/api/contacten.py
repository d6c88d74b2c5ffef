"""The contacts about a zaak: klantcontacten, and the contactmomenten and verzoeken of other registers.

The standard wants the last two mirrored in those registers (zrc-024, zrc-025). One that an operator registered (a dienst of
soort kic) is asked whether it has the contactmoment or verzoek, and told of the zaak after our commit; with any other the
relation is kept here and no address is called.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from raadhuis.components.zaken import remote
from raadhuis.components.zaken.api.elders import not_there
from raadhuis.components.zaken.api.onderdelen import Asked, Soort
from raadhuis.components.zaken.domain.regels import is_url
from raadhuis.components.zaken.store import onderdelen
from raadhuis.components.zaken.types import KlantcontactBody, ZaakcontactmomentBody, ZaakverzoekBody
from raadhuis.kernel import elsewhere, mirror, references, wire
from raadhuis.kernel.identity import Actor

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
    else:
        asked.errors += not_there({name: url})
    return {name: url}


def _tell(name: str, url: str, zaak: UUID, *, actor: Actor, at: datetime) -> None:
    if remote.klantinteracties(url) is not None:
        task, of = "zaken/tasks:spiegel_contact", elsewhere.identity(url)
        mirror.later(task, of=of, to=zaak, actor=actor, at=at, resource=name, url=url)


def _mirror(name: str) -> Callable[[Asked[Any]], None]:
    def mirrored(asked: Asked[Any]) -> None:
        _tell(name, getattr(asked.body, name), asked.state.uuid, actor=asked.actor, at=asked.at)

    return mirrored


def _unmirror(name: str) -> Callable[[Actor, datetime, dict[str, Any]], None]:
    def unmirrored(actor: Actor, at: datetime, gone: dict[str, Any]) -> None:
        if zaak := wire.uuid_of(gone["zaak"]):
            _tell(name, gone[name], zaak, actor=actor, at=at)

    return unmirrored


def spiegel_contact(*, actor: Actor, at: datetime, soort: str, url: str, zaak: UUID) -> None:
    """Make what the register of a contactmoment or verzoek (`soort`) says of a zaak equal to what stands here (zrc-024,
    zrc-025), after our commit. Nothing when its dienst is gone. Raises MirrorWaits, MirrorRefused."""
    here = (url,) in onderdelen.values(onderdelen.BY_COLLECTION[_OF[soort]], soort, zaak=zaak)
    object_url = f"{references.root('zaken')}/zaken/{zaak}"
    with mirror.asked(ends=not here):
        remote.tell_contact(soort, url, object_url, linked=here, actor=actor)


_OF = {"contactmoment": "zaakcontactmomenten", "verzoek": "zaakverzoeken"}
ZAAKCONTACTMOMENT = Soort(
    kind=onderdelen.ZAAKCONTACTMOMENT,
    body=ZaakcontactmomentBody,
    values=lambda asked: _once(asked, "contactmoment", asked.body.contactmoment),
    mirror=_mirror("contactmoment"),
    unmirror=_unmirror("contactmoment"),
)
ZAAKVERZOEK = Soort(
    kind=onderdelen.ZAAKVERZOEK,
    body=ZaakverzoekBody,
    values=lambda asked: _once(asked, "verzoek", asked.body.verzoek),
    mirror=_mirror("verzoek"),
    unmirror=_unmirror("verzoek"),
)
