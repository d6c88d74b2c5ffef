"""Counting zaken without counting them: the database keeps their number by zaaktype and vertrouwelijkheid."""

from __future__ import annotations

from dataclasses import fields

from raadhuis.components.zaken.domain.zoeken import ZaakQuery
from raadhuis.kernel import db
from raadhuis.kernel.identity import Actor

# A condition on these can be asked of the number as of the zaken themselves; an ordering asks nothing.
_COUNTED = frozenset({"zaaktype", "zaaktype_in", "zaaktype_not_in", "vertrouwelijkheid_lte", "ordering"})
COUNT = "SELECT coalesce(sum(z.aantal), 0)::bigint FROM zaken_telling z WHERE {where}"

_TIDY = """WITH old AS (DELETE FROM zaken_telling RETURNING zaaktype, vertrouwelijkheid, aantal)
INSERT INTO zaken_telling (zaaktype, vertrouwelijkheid, aantal)
SELECT zaaktype, vertrouwelijkheid, sum(aantal) FROM old GROUP BY 1, 2 HAVING sum(aantal) <> 0"""


def knows(query: ZaakQuery, actor: Actor) -> bool:
    """Whether COUNT, with the conditions of this query and this actor, is the number of zaken that match."""
    asked = {f.name for f in fields(query) if getattr(query, f.name) != f.default}
    return asked <= _COUNTED and not (actor.rights.bsn or actor.rights.objects)


def tidy() -> None:
    """Add up the differences, so that counting stays quick. Whoever counts meanwhile sees all of the old or of the new."""
    db.run(_TIDY)
