"""From identifiers to URLs and back: the roots of our API and of the neighbours', wherever those are."""

from __future__ import annotations

import functools
from uuid import UUID

from raadhuis.kernel import references, settings

ZRC = "/zaken/api/v1/"
_REGISTERS = {"ztc": "catalogi", "drc": "documenten", "brc": "besluiten"}
_NAMES = {"zrc": "zaken", **_REGISTERS}


@functools.cache
def roots(base: str = "") -> dict[str, str]:
    """The API roots that the SQL of this room puts before identifiers, as its parameters: `zrc`, `ztc`, `drc`, `brc`.

    `base` is our own address; "" takes it from the settings. `ztc_kenmerk` is the root as an event carries it: a path
    when Catalogi is ours, since events leave our own address out.
    """
    base = base or settings.current().url
    found = {"zrc": base + ZRC}
    for key, name in _REGISTERS.items():
        found[key] = (settings.current().register_url(name) or f"{base}/{name}/api/v1") + "/"
    found["ztc_kenmerk"] = found["ztc"].removeprefix(base)
    return found


def identify(url: str, register: str, collection: str) -> UUID | None:
    """The identifier in the URL of a resource of `collection` in `register` (`zrc`, `ztc`, ..); None for any other URL.

    A foreign URL is never fetched.
    """
    return references.uuid_at(url, _NAMES[register], collection)
