"""SQL of Producten."""

from __future__ import annotations

from datetime import datetime

import msgspec

from raadhuis.components.producten.domain.inhoud import searched
from raadhuis.components.producten.types import Product
from raadhuis.kernel import db

LIST = "SELECT data::json FROM producten_product ORDER BY volgorde, naam"
ONE = "SELECT data::json FROM producten_product WHERE slug = %(slug)s"
# Names and keywords weigh most. A part of a word in the name counts too ("verhuis"), for who is still typing.
SEARCH = """
SELECT p.data::json
FROM producten_product p,
     LATERAL (SELECT setweight(to_tsvector('dutch', p.naam || ' ' || p.trefwoorden), 'A')
                  || setweight(to_tsvector('dutch', p.samenvatting), 'B')
                  || setweight(to_tsvector('dutch', p.tekst), 'C') AS words) w,
     websearch_to_tsquery('dutch', %(text)s) q
WHERE w.words @@ q OR strpos(lower(p.naam || ' ' || p.trefwoorden), lower(%(text)s)) > 0
ORDER BY ts_rank(w.words, q) DESC, p.volgorde
LIMIT 50"""
SAVE = """
INSERT INTO producten_product (slug, volgorde, naam, trefwoorden, samenvatting, tekst, data, gewijzigd)
VALUES (%(slug)s, %(volgorde)s, %(naam)s, %(trefwoorden)s, %(samenvatting)s, %(tekst)s, %(data)s::jsonb, %(at)s)
ON CONFLICT (slug) DO UPDATE SET volgorde = excluded.volgorde, naam = excluded.naam,
    trefwoorden = excluded.trefwoorden, samenvatting = excluded.samenvatting, tekst = excluded.tekst,
    data = excluded.data, gewijzigd = excluded.gewijzigd
WHERE producten_product.data <> excluded.data OR producten_product.volgorde <> excluded.volgorde"""


def every() -> tuple[Product, ...]:
    return tuple(msgspec.json.decode(data, type=Product) for (data,) in db.rows(LIST))


def one(slug: str) -> Product | None:
    data = db.value(ONE, {"slug": slug})
    return None if data is None else msgspec.json.decode(data, type=Product)


def search(text: str) -> tuple[Product, ...]:
    return tuple(msgspec.json.decode(data, type=Product) for (data,) in db.rows(SEARCH, {"text": text}))


def save(product: Product, *, volgorde: int, at: datetime) -> None:
    db.run(
        SAVE,
        {
            "slug": product.slug,
            "volgorde": volgorde,
            "naam": product.naam,
            "trefwoorden": " ".join(product.trefwoorden),
            "samenvatting": product.samenvatting,
            "tekst": searched(product),
            "data": msgspec.json.encode(product).decode(),
            "at": at,
        },
    )
