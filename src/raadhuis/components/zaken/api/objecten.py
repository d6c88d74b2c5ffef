"""What a zaak is about."""

from __future__ import annotations

from typing import Any

import msgspec

from raadhuis.components.zaken.api.elders import not_there
from raadhuis.components.zaken.api.onderdelen import Asked, Soort
from raadhuis.components.zaken.domain.objecten import check_zaakobject, identificatie_of
from raadhuis.components.zaken.domain.regels import is_url
from raadhuis.components.zaken.store import onderdelen
from raadhuis.components.zaken.types import ZaakobjectBody
from raadhuis.kernel.refusal import FieldError
from raadhuis.kernel.wire import uuid_of


def _check(body: ZaakobjectBody) -> tuple[FieldError, ...]:
    # Addresses of others are kept, and called only when they are of a dienst; nor is an expression that says where to look there ever executed.
    definitie = body.object_type_overige_definitie
    given = {"object": body.object, "objectTypeOverigeDefinitie.url": definitie.url if definitie else ""}
    wrong = (name for name, url in given.items() if url and not is_url(url))
    urls = tuple(FieldError(name, "invalid", "Voer een geldige URL in.") for name in wrong)
    return (*urls, *check_zaakobject(body))


def _values(asked: Asked[ZaakobjectBody]) -> dict[str, Any]:
    body, zaakobjecttype = asked.body, None
    if body.zaakobjecttype:
        found = asked.of_type(
            body.zaakobjecttype, "zaakobjecttype", "zaakobjecttypen", lambda of: of.zaakobjecttypen
        )
        zaakobjecttype = uuid_of(found.url) if found else None
    if asked.old is None:
        asked.errors += not_there({"object": body.object})
    return {
        "object": body.object,
        "zaakobjecttype": zaakobjecttype,
        "object_type": body.object_type,
        "object_type_overige": body.object_type_overige,
        "object_type_overige_definitie": msgspec.to_builtins(body.object_type_overige_definitie),
        "relatieomschrijving": body.relatieomschrijving,
        "identificatie": None if asked.errors else identificatie_of(body),
    }


ZAAKOBJECT = Soort(
    kind=onderdelen.ZAAKOBJECT,
    body=ZaakobjectBody,
    check=_check,
    values=_values,
    fixed=("zaak", "object", "objectType"),
    to_make=("zaken.aanmaken", "zaken.bijwerken"),
    to_remove=("zaken.bijwerken", "zaken.verwijderen"),
)
