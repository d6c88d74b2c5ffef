"""Seals what residents fill in with the installation's key: neither BSN nor answers lie readable in the database."""

from __future__ import annotations

import msgspec

from raadhuis.components.formulieren.types import Gegevens
from raadhuis.kernel import seal as sealing
from raadhuis.kernel.refusal import Unavailable

_PURPOSE = "formulieren"


class NietTeLezen(Unavailable):
    """The data was sealed with another key than this installation's."""

    title = "Wij kunnen uw formulier nu niet openen. De beheerder is nodig; probeer het later opnieuw."


def seal(gegevens: Gegevens) -> bytes:
    """Sealed."""
    return sealing.seal(msgspec.json.encode(gegevens), purpose=_PURPOSE)


def unseal(sealed: bytes) -> Gegevens:
    """What `seal` sealed. Raises NietTeLezen."""
    try:
        return msgspec.json.decode(sealing.unseal(sealed, purpose=_PURPOSE), type=Gegevens)
    except sealing.OtherKey as error:
        raise NietTeLezen from error
