"""Counting zaken without counting them: the database keeps their number by zaaktype and vertrouwelijkheid."""

from __future__ import annotations

from raadhuis.kernel import db

# The conditions on these columns only can be asked of the number as of the zaken themselves.
COUNTED = frozenset({"zaaktype", "zaaktype_in", "zaaktype_not_in", "vertrouwelijkheid_lte"})
COUNT = "SELECT coalesce(sum(z.aantal), 0)::bigint FROM zaken_telling z WHERE {where}"

_TIDY = """WITH old AS (DELETE FROM zaken_telling RETURNING zaaktype, vertrouwelijkheid, aantal)
INSERT INTO zaken_telling (zaaktype, vertrouwelijkheid, aantal)
SELECT zaaktype, vertrouwelijkheid, sum(aantal) FROM old GROUP BY 1, 2 HAVING sum(aantal) <> 0"""


def tidy() -> None:
    """Add up the differences, so that counting stays quick. Whoever counts meanwhile sees all of the old or of the new."""
    db.run(_TIDY)
