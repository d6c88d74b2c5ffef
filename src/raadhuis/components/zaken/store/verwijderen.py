"""Destroying a zaak: its row, everything that hangs on it and its history leave the database (zrc-023)."""

from __future__ import annotations

import functools
import json
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.apps import apps

from raadhuis.components.zaken.store import onderdelen, spiegel, zaken
from raadhuis.components.zaken.store.urls import roots
from raadhuis.kernel import audit, db
from raadhuis.kernel.identity import Actor
from raadhuis.kernel.mutation import Mutation, write
from raadhuis.kernel.refusal import NotAllowed, NotFound

_UNRELATE = f"""UPDATE zaken_zaak z SET {zaken.MOVED.format("z.")}, relevante_andere_zaken =
    (SELECT coalesce(jsonb_agg(e), '[]') FROM jsonb_array_elements(z.relevante_andere_zaken) e
     WHERE e ->> 'zaak' <> %(uuid)s::text)
WHERE NOT (z.relevante_andere_zaken = '[]'::jsonb) AND z.relevante_andere_zaken @> %(relevant)s::jsonb"""


@functools.cache
def _destroy() -> Mutation:
    """One statement for all: a table that is added for a new part of a zaak is in it by itself."""
    options = [model._meta for model in apps.get_app_config("zaken").get_models()]
    tables = sorted(o.db_table for o in options if any(field.name == "zaak" for field in o.get_fields()))
    parts = [f"d{n} AS (DELETE FROM {table} WHERE zaak = %(uuid)s)" for n, table in enumerate(tables)]
    hoofdzaak = f"""h AS (UPDATE zaken_zaak h SET deelzaken = array_remove(h.deelzaken, %(uuid)s),
                    {zaken.MOVED.format("h.")} WHERE h.uuid = %(hoofdzaak)s)"""
    row = "r AS (DELETE FROM zaken_zaak WHERE uuid = %(uuid)s RETURNING *)"
    return Mutation(**zaken.ZAAK, actie="destroy", change=", ".join([*parts, hoofdzaak, row]))


def destroy(state: zaken.State, *, actor: Actor, at: datetime, reden: str) -> None:
    """Destroy a zaak that this transaction holds; its deelzaken first. Other zaken lose their relation to it.

    One audit record stays, without content: that this zaak and its history were destroyed, when, why and by whom.
    """
    urls = roots()
    for (document,) in onderdelen.values(
        onderdelen.ZAAKINFORMATIEOBJECT, "informatieobject", zaak=state.uuid
    ):
        with suppress(NotFound, NotAllowed):  # the mirror goes "if that can be done"
            spiegel.tell(document, state.uuid, linked=False, actor=actor, at=at)
    params: dict[str, Any] = {"uuid": state.uuid, "hoofdzaak": state.hoofdzaak, "at": at}
    db.run(_UNRELATE, params | {"relevant": json.dumps([{"zaak": str(state.uuid)}])})
    zaken.relate(state.uuid, old=state.gerelateerd, new=(), actor=actor, at=at, reden=reden)
    write(_destroy(), params | urls, actor=actor, at=at, reden=reden)
    audit.destroy(bron="zrc", hoofd_path=zaken.PATH, hoofd=state.uuid, actor=actor, at=at, reden=reden)
