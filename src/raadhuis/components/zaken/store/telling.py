"""Counting zaken without counting them, and finding a page far from the first without passing what is before it: the
database keeps their number by zaaktype and vertrouwelijkheid, and by one thing more (migration 0005 says which)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from raadhuis.components.zaken.domain.tellen import periode
from raadhuis.components.zaken.domain.zoeken import ZaakQuery
from raadhuis.components.zaken.store import rights
from raadhuis.kernel import db
from raadhuis.kernel.identity import Actor

# A condition on these can be asked of the number as of the zaken themselves; an ordering asks nothing.
_COUNTED = frozenset({"zaaktype", "zaaktype_in", "zaaktype_not_in", "vertrouwelijkheid_lte", "ordering"})
_ARCHIEF = frozenset({"archiefactiedatum", "archiefactiedatum_lt", "archiefactiedatum_gt"})
_DAY = timedelta(days=1)
_SUM = "(SELECT coalesce(sum(z.aantal), 0)::bigint FROM zaken_telling z WHERE {what} AND {where})"
# Whole months, and the days at both ends.
_PERIOD = (
    "z.soort = 'archiefmaand' AND z.waarde BETWEEN %(maand_van)s AND %(maand_tot)s",
    "z.soort = 'archiefdag' AND z.waarde BETWEEN %(voor_van)s AND %(voor_tot)s",
    "z.soort = 'archiefdag' AND z.waarde BETWEEN %(na_van)s AND %(na_tot)s",
)

# Of the stretches from the last to the first: the one in which the zaak after `skip` others is, and how many are before it.
_PLACE = """
WITH grof AS (SELECT z.waarde, sum(z.aantal) AS aantal FROM zaken_telling z
              WHERE z.soort = 'grof' AND {where} GROUP BY 1),
g AS (SELECT waarde, voor FROM (SELECT waarde, aantal, sum(aantal) OVER (ORDER BY waarde DESC) - aantal AS voor
                                FROM grof) x
      WHERE voor + aantal > %(skip)s ORDER BY waarde DESC LIMIT 1),
fijn AS (SELECT z.waarde, sum(z.aantal) AS aantal FROM g JOIN zaken_telling z
             ON z.soort = 'fijn' AND z.waarde > g.waarde AND z.waarde < g.waarde || 'g' AND {where} GROUP BY 1),
f AS (SELECT x.waarde, x.voor FROM (
          SELECT fijn.waarde, fijn.aantal,
                 g.voor + sum(fijn.aantal) OVER (ORDER BY fijn.waarde DESC) - fijn.aantal AS voor
          FROM fijn CROSS JOIN g) x
      WHERE x.voor + x.aantal > %(skip)s ORDER BY x.waarde DESC LIMIT 1)
SELECT (SELECT coalesce(sum(aantal), 0)::bigint FROM grof), f.waarde, f.voor::bigint FROM (SELECT) one LEFT JOIN f ON TRUE"""

_TIDY = """WITH double AS (
    SELECT soort, waarde, zaaktype, vertrouwelijkheid FROM zaken_telling
    GROUP BY 1, 2, 3, 4 HAVING count(*) > 1 OR sum(aantal) = 0),
old AS (DELETE FROM zaken_telling t USING double d
        WHERE (t.soort, t.waarde, t.zaaktype, t.vertrouwelijkheid) = (d.soort, d.waarde, d.zaaktype, d.vertrouwelijkheid)
        RETURNING t.*)
INSERT INTO zaken_telling (soort, waarde, zaaktype, vertrouwelijkheid, aantal)
SELECT soort, waarde, zaaktype, vertrouwelijkheid, sum(aantal) FROM old GROUP BY 1, 2, 3, 4 HAVING sum(aantal) <> 0"""


@dataclass(frozen=True, slots=True)
class Telling:
    """What the numbers say of one query. `count` is an SQL expression; `place` a statement that gives the count, the
    stretch of identifiers in which a page begins, and the number of zaken before that stretch; "" when they cannot tell."""

    count: str
    place: str = ""


def of(query: ZaakQuery, actor: Actor, params: dict[str, Any]) -> Telling | None:
    """How the numbers count what matches `query` and `actor` may see, None when they cannot; adds its values to `params`."""
    more = query.asked.keys() - _COUNTED
    if actor.rights.bsn or actor.rights.objects:
        return None
    where = " AND ".join([*query.conditions(params, without=more), rights.visible(actor, params)])
    match sorted(more):
        case []:
            place = "" if query.ordering else _PLACE.format(where=where)
            return Telling(_SUM.format(what="z.soort = 'zaak'", where=where), place)
        case ["einddatum_isnull"]:
            params["open"] = "open" if query.einddatum_isnull else "dicht"
            return Telling(_SUM.format(what="z.soort = 'zaak' AND z.waarde = %(open)s", where=where))
        case ["status_statustype"]:
            what = "z.soort = 'statustype' AND z.waarde = %(status_statustype)s::text"
            return Telling(_SUM.format(what=what, where=where))
        case _ if more <= _ARCHIEF and not {date.min, date.max} & _given(query):
            params |= periode(*_days(query)).params()
            return Telling(" + ".join(_SUM.format(what=what, where=where) for what in _PERIOD))
    return None


def _given(query: ZaakQuery) -> set[date | None]:
    return {getattr(query, name) for name in _ARCHIEF}


def _days(query: ZaakQuery) -> tuple[date | None, date | None]:
    """The first and the last archiefactiedatum that match."""
    exact, after, before = (
        query.archiefactiedatum,
        query.archiefactiedatum_gt,
        query.archiefactiedatum_lt,
    )
    firsts = [day for day in (exact, after and after + _DAY) if day]
    lasts = [day for day in (exact, before and before - _DAY) if day]
    return max(firsts, default=None), min(lasts, default=None)


def last_of(stretch: str) -> str:
    """The last identifier that begins with `stretch`, as text."""
    digits = stretch.ljust(32, "f")
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def tidy() -> None:
    """Add up the differences, so that counting stays quick. Whoever counts meanwhile sees all of the old or of the new."""
    db.run(_TIDY)
