"""Which URLs name an entry of the national lists: it is known by its identifier, wherever it was looked up."""

from __future__ import annotations

import re
from collections.abc import Iterable
from uuid import UUID

from raadhuis.components.referentielijsten.types import Collectie

PATH = "/referentielijsten/api/v1"
# The service of today, and its address before 2021, which older catalogues still hold.
NATIONAL = ("https://selectielijst.openzaak.nl/api/v1", "https://referentielijsten-api.vng.cloud/api/v1")
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def identifier(url: str, collectie: Collectie, *, roots: Iterable[str]) -> UUID | None:
    """The identifier in `url` when it names an entry of `collectie` below one of `roots`; None for any other address."""
    for root in roots:
        prefix = f"{root}/{collectie}/"
        if url.startswith(prefix) and _UUID.fullmatch(last := url[len(prefix) :].removesuffix("/")):
            return UUID(last)
    return None
