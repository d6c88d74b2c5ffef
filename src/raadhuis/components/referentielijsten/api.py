"""The door of Referentielijsten: the national lists, kept here; nothing asked here causes a call outside.

They are public, so no function asks who wants to know. There is no remote twin: every installation keeps its own copy.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import get_args
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

from raadhuis.components.referentielijsten.domain import adressen, invoer
from raadhuis.components.referentielijsten.domain.invoer import WrongList
from raadhuis.components.referentielijsten.store import lijsten as store
from raadhuis.components.referentielijsten.types import (
    Collectie,
    Communicatiekanaal,
    Procestype,
    Resultaat,
    Resultaattypeomschrijving,
)
from raadhuis.kernel import db, outgoing, settings
from raadhuis.kernel.refusal import Unavailable

__all__ = [
    "Communicatiekanaal",
    "Procestype",
    "Resultaat",
    "Resultaattypeomschrijving",
    "WrongList",
    "get_communicatiekanaal",
    "get_procestype",
    "get_resultaat",
    "get_resultaattypeomschrijving",
    "import_lijsten",
    "import_service",
]


def get_procestype(*, url: str) -> Procestype | None:
    """The procestype that `url` names: of the national service, at its present or older address, or ours; else None."""
    uuid = _identifier(url, "procestypen")
    found = store.values("procestypen", uuid) if uuid else None
    return Procestype(**found) if found else None


def get_resultaat(*, url: str) -> Resultaat | None:
    """The selectielijstklasse that `url` names, as get_procestype."""
    uuid = _identifier(url, "resultaten")
    found = store.values("resultaten", uuid) if uuid else None
    return Resultaat(**found | {"taakgebieden": tuple(found["taakgebieden"])}) if found else None


def get_resultaattypeomschrijving(*, url: str) -> Resultaattypeomschrijving | None:
    """The generic name of an outcome that `url` names, as get_procestype."""
    uuid = _identifier(url, "resultaattypeomschrijvingen")
    found = store.values("resultaattypeomschrijvingen", uuid) if uuid else None
    return Resultaattypeomschrijving(**found) if found else None


def get_communicatiekanaal(*, url: str) -> Communicatiekanaal | None:
    """The way to reach the municipality that `url` names, as get_procestype."""
    uuid = _identifier(url, "communicatiekanalen")
    found = store.values("communicatiekanalen", uuid) if uuid else None
    return Communicatiekanaal(**found) if found else None


def import_lijsten(*, sources: Mapping[str, bytes]) -> dict[Collectie, int]:
    """Add or replace the entries in `sources` (a name to say in errors -> JSON), all or nothing; nothing is taken away.

    Returns how many of each list were new or different. Raises WrongList. The shapes: `domain/invoer.py`.
    """
    rows = invoer.read(sources)
    with db.atomic():
        return {collectie: store.save(collectie, entries) for collectie, entries in rows.items()}


def import_service(*, url: str) -> dict[Collectie, int]:
    """Import everything that the service at `url` (its API root, from the operator) has; as import_lijsten.

    A list that it does not have is left out. Raises Unavailable, WrongList.
    """
    answers = (answer for collectie in get_args(Collectie) for answer in _answers(url.rstrip("/"), collectie))
    return import_lijsten(sources=dict(answers))


def _answers(root: str, collectie: Collectie) -> Iterator[tuple[str, bytes]]:
    """Every page of a list at a service: what it is called in errors, and its JSON."""
    page: dict[str, str] = {}
    asked = []
    while page not in asked:
        asked.append(page)
        answer = outgoing.call(
            "GET", f"{root}/{collectie}", params=page, headers={"Accept": "application/json"}
        )
        if answer.status_code == 404 and not page:
            return
        if answer.status_code != 200:
            raise Unavailable(f"{root}/{collectie} antwoordt {answer.status_code}.")
        yield f"{collectie} {page.get('page', '1')}", answer.content
        # The query of `next` only: the address stays what the operator named. Without a next one it is the first again.
        page = _next(answer.content)


def _next(content: bytes) -> dict[str, str]:
    try:
        said = json.loads(content)
    except ValueError:
        return {}
    following = said.get("next") if isinstance(said, dict) else None
    return dict(parse_qsl(urlsplit(str(following)).query)) if following else {}


def _identifier(url: str, collectie: Collectie) -> UUID | None:
    ours = f"{settings.current().url.rstrip('/')}{adressen.PATH}"
    return adressen.identifier(url, collectie, roots=(*adressen.NATIONAL, ours))


# For our own HTTP API: the same entries as JSON bytes.


def one_json(*, collectie: Collectie, uuid: UUID) -> bytes | None:
    """One entry."""
    return store.one(collectie, uuid)


def procestypen_json(*, jaar: int | None = None) -> bytes:
    """The procestypen of a year, or of every year."""
    return store.listed("procestypen", {} if jaar is None else {"jaar": jaar}, page=1, size=None)[0]


def resultaten_json(*, procestype: str | None, page: int, size: int) -> tuple[bytes, int]:
    """One page of the selectielijstklassen, of the procestype at a URL (None is any), and the exact count."""
    uuid = _identifier(procestype, "procestypen") if procestype else None
    return store.listed("resultaten", {"procestype": uuid} if procestype else {}, page=page, size=size)


def resultaattypeomschrijvingen_json() -> bytes:
    """All generic names of outcomes."""
    return store.listed("resultaattypeomschrijvingen", {}, page=1, size=None)[0]


def communicatiekanalen_json(*, page: int, size: int) -> tuple[bytes, int]:
    """One page of the ways to reach the municipality, and the exact count."""
    return store.listed("communicatiekanalen", {}, page=page, size=size)
