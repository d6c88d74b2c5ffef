"""SQL of forms and their versions."""

from __future__ import annotations

from datetime import datetime

import msgspec

from raadhuis.components.formulieren.types import Formulier
from raadhuis.kernel import db

NEWEST = (
    "SELECT definitie::json FROM formulieren_formulier WHERE slug = %(slug)s ORDER BY versie DESC LIMIT 1"
)
# A definition that is the same as the newest one makes no version.
ADD = """
WITH newest AS (SELECT versie, definitie FROM formulieren_formulier WHERE slug = %(slug)s ORDER BY versie DESC LIMIT 1)
INSERT INTO formulieren_formulier (slug, versie, definitie, geladen)
SELECT %(slug)s, coalesce((SELECT versie FROM newest), 0) + 1, %(definitie)s::jsonb, %(at)s
WHERE NOT EXISTS (SELECT 1 FROM newest WHERE definitie = %(definitie)s::jsonb)"""


def newest(slug: str) -> Formulier | None:
    found = db.value(NEWEST, {"slug": slug})
    return None if found is None else msgspec.json.decode(found, type=Formulier)


def add(form: Formulier, *, at: datetime) -> None:
    db.run(ADD, {"slug": form.slug, "definitie": msgspec.json.encode(form).decode(), "at": at})
